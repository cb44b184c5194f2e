"""Render: the revision's rows to files in a folder that nobody sees yet."""

import logging
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

from report_templates.context.build import build_context
from report_templates.correction import correction_document, correction_workbook
from report_templates.docx.pdf import make_pdf
from report_templates.docx.report import render_full, render_long, render_section
from report_templates.html.page import render_page
from report_templates.records import Check, ReportContext, ReportData
from report_templates.xlsx.workbook import render_return_slips, render_workbook
from tasks.request import Cycle
from tasks.templates import checked_templates
from warehouse.errors import CycleFailed
from warehouse.explain.changed_cases import changed_cases
from warehouse.figures.marts import published_revision, read_held, read_report_marts
from warehouse.figures.revisions import Revision
from warehouse.messages import tell
from warehouse.periods import BASES
from warehouse.publication.officer_texts import read_prose
from warehouse.publication.outputs import building_folder

_log = logging.getLogger(__name__)
PRINTED, PDF, LONG = "bao-cao-day-du.docx", "bao-cao-day-du.pdf", "bao-cao-chi-tiet.docx"
CORRECTION = "dinh-chinh.docx"
Templates = Mapping[str, Path]
FILES: dict[str, Callable[[ReportContext, Templates], bytes]] = {
    PRINTED: lambda context, templates: render_full(context, templates["day-du.docx"]),
    "bao-cao.docx": lambda context, templates: render_section(context, templates["muc.docx"]),
    LONG: lambda context, templates: render_long(context, templates["chi-tiet.docx"]),
    "bao-cao.xlsx": lambda context, _: render_workbook(context),
    "tra-lai-du-lieu.xlsx": lambda context, _: render_return_slips(context),
    "tong-quan.html": lambda context, _: render_page(context),
}


def render_reports(
    cycle: Cycle,
    revision: Revision,
    *,
    names: Collection[str] = (*FILES, PDF, CORRECTION),
    wrote: Callable[[str], None] = lambda _name: None,
) -> Path:
    """Write the files of a revision; return the folder that holds them until it is published.

    The PDF is made by another program from the full report, while the other files are written; the
    long form is written for a plan that asks for it.
    """

    def is_written(name: str) -> None:
        _log.info(tell("{file} written", file=name))
        wrote(name)

    templates = checked_templates(cycle.home)
    context = build_context(report_data(cycle, revision))
    folder = building_folder(cycle.home, revision)
    with ThreadPoolExecutor(max_workers=1) as beside:
        pdf = None
        for name in (each for each in FILES if each in names and (each != LONG or cycle.plan.report == "long")):
            (folder / name).write_bytes(FILES[name](context, templates))
            is_written(name)
            if name == PRINTED and PDF in names:
                pdf = beside.submit(pdf_copy, (folder / name).read_bytes(), context.made_on, folder.parent)
        copy = pdf.result() if pdf else None
    if copy:
        (folder / PDF).write_bytes(copy)
        is_written(PDF)
    if context.differences.rows and CORRECTION in names:
        _write_correction(cycle, revision, context, templates, folder)
        is_written(CORRECTION)
    return folder


def _write_correction(
    cycle: Cycle, revision: Revision, context: ReportContext, templates: Templates, folder: Path
) -> None:
    """What differs from the published revision before, and the records that caused it."""
    changed = changed_cases(cycle.home, cycle.plan, revision)
    (folder / CORRECTION).write_bytes(correction_document(context, changed, templates["muc.docx"]))
    (folder / CORRECTION).with_suffix(".xlsx").write_bytes(correction_workbook(context, changed))


def pdf_copy(document: bytes, made_on: date, workshop: Path) -> bytes | None:
    """The PDF, or None with a line in the log that says why; a report is published without its copy."""
    try:
        made = make_pdf(document, made_on, workshop)
    except CycleFailed as error:
        _log.warning("%s %s", error.message, error.advice)
        return None
    if made is None:
        _log.warning(tell("no {file}: LibreOffice Writer is not installed on this machine", file=PDF))
    return made


def report_data(cycle: Cycle, revision: Revision) -> ReportData:
    """All that the report templates may know of a revision."""
    marts = read_report_marts(cycle.home, revision)
    return ReportData(
        plan=cycle.plan,
        period=cycle.period,
        revision=revision.revision,
        windows={basis: cycle.period.window(cycle.plan.calendar, basis) for basis in BASES},
        marts=marts,
        officer_texts=read_prose(cycle.home, cycle.plan_id, cycle.period),
        synthetic=any(row["synthetic"] for row in marts["export"]),
        code_version=revision.code_version,
        replaces_signed=bool(marts["earlier_approval"]),
    )


def open_checks(cycle: Cycle) -> tuple[Check, ...]:
    """What is open in the newest published report of a period, with what the gate holds now.

    Raises:
        ConfigurationError: nothing is published for the period.
    """
    report = report_data(cycle, published_revision(cycle.home, cycle.plan_id, cycle.period))
    held = [row for row in read_held(cycle.home, cycle.plan.province) if row["month"] in _months(cycle)]
    return build_context(replace(report, marts={**report.marts, "held": held})).checks


def _months(cycle: Cycle) -> set[str]:
    return {str(month) for month in cycle.period.months("ytd")}
