"""Render: the revision's rows to files in a folder that nobody sees yet."""

import logging
import re
from datetime import date
from pathlib import Path

from prefect import task

from report_templates.context.build import ReportData, build_context
from report_templates.docx.pdf import make_pdf
from report_templates.docx.report import render_full, render_section
from report_templates.html.page import render_page
from report_templates.xlsx.workbook import render_return_slips, render_return_slips_by_unit, render_workbook
from tasks.cycle import STEP, Cycle
from tasks.templates import checked_templates
from warehouse.errors import CycleFailed
from warehouse.figures.marts import read_report_marts
from warehouse.figures.revisions import Revision
from warehouse.periods import BASES
from warehouse.publication.officer_texts import read_prose
from warehouse.publication.outputs import building_folder

_log = logging.getLogger(__name__)


@task(name="render", **STEP)
def render_reports(cycle: Cycle, revision: Revision) -> Path:
    """Write every file of a revision; return the folder that holds them until it is published."""
    templates = checked_templates(cycle.home)
    context = build_context(report_data(cycle, revision))
    folder = building_folder(cycle.home, revision)
    full = render_full(context, templates["day-du.docx"])
    files = {
        "bao-cao.docx": render_section(context, templates["muc.docx"]),
        "bao-cao-day-du.docx": full,
        "bao-cao-day-du.pdf": _pdf(full, context.made_on),
        "bao-cao.xlsx": render_workbook(context),
        "tra-lai-du-lieu.xlsx": render_return_slips(context),
        "tong-quan.html": render_page(context),
    }
    for name, content in files.items():
        if content is not None:
            (folder / name).write_bytes(content)
            _log.info("%s written", name)
    return folder


def _pdf(document: bytes, made_on: date) -> bytes | None:
    """The PDF, or None without LibreOffice; a report never waits for its copy."""
    try:
        return make_pdf(document, made_on)
    except CycleFailed as error:
        _log.warning("%s %s", error.message, error.advice)
        return None


def report_data(cycle: Cycle, revision: Revision) -> ReportData:
    """All that the report templates may know of a revision."""
    marts = read_report_marts(cycle.home, revision)
    return ReportData(
        plan=cycle.plan,
        period=cycle.period,
        revision=revision.revision,
        windows={basis: cycle.period.window(cycle.plan.calendar, basis) for basis in BASES},
        marts=marts,
        prose=read_prose(cycle.home, cycle.plan_id, cycle.period),
        synthetic=any(row["synthetic"] for row in marts["export"]),
        code_version=revision.code_version,
    )


def write_slips(cycle: Cycle, revision: Revision, folder: Path) -> list[Path]:
    """Write one return slip per unit into a folder, named by unit code; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for unit_code, content in render_return_slips_by_unit(build_context(report_data(cycle, revision))).items():
        # a code that came with a bad row may be anything, also a path
        path = folder / f"{re.sub('[^A-Za-z0-9.-]', '_', unit_code).strip('.') or 'khong-xac-dinh'}.xlsx"
        path.write_bytes(content)
        written.append(path)
    return written
