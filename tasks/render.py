"""Render: the revision's rows to files in a folder that nobody sees yet."""

import logging
from pathlib import Path

from prefect import task

from report_templates.context import ReportData, build_context
from report_templates.docx import render_full, render_section
from report_templates.xlsx import render_return_slips, render_workbook
from tasks.cycle import STEP, Cycle
from warehouse.compute import Revision
from warehouse.marts import read_report_marts
from warehouse.outputs import building_folder
from warehouse.periods import BASES
from warehouse.prose import read_prose

_log = logging.getLogger(__name__)


@task(name="render", **STEP)
def render_reports(cycle: Cycle, revision: Revision) -> Path:
    """Write every file of a revision; return the folder that holds them until it is published."""
    context = build_context(report_data(cycle, revision))
    folder = building_folder(cycle.home, revision)
    for name, render in {
        "bao-cao.docx": render_section,
        "bao-cao-day-du.docx": render_full,
        "bao-cao.xlsx": render_workbook,
        "tra-lai-du-lieu.xlsx": render_return_slips,
    }.items():
        (folder / name).write_bytes(render(context))
        _log.info("%s written", name)
    return folder


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
