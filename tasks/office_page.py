"""The page of the office: all that is published, written anew after each publication and in one step.

In: a home. Out: ``<home>/outputs/index.html``; none before the first publication.
"""

import logging
from itertools import groupby
from pathlib import Path

from report_templates.html.office import OfficePlan, render_office_page
from report_templates.records import MartRow
from warehouse.database import warehouse
from warehouse.errors import KybaocaoError
from warehouse.figures.marts import rows_of
from warehouse.home import outputs_folder, write_whole
from warehouse.messages import tell
from warehouse.plans.catalogue import Plan, load_plan

_log = logging.getLogger(__name__)
PAGE = "index.html"


def write_office_page(home: Path) -> Path | None:
    """Replace the page by one of what is published now; none when nothing is."""
    plans = _published(home)
    if not plans:
        return None
    page = outputs_folder(home) / PAGE
    write_whole(page, render_office_page(plans))
    return page


def write_office_page_quietly(home: Path) -> None:
    """The same at the end of a run or a decision: what is published stands, whether the page can be written or not."""
    try:
        write_office_page(home)
    except (KybaocaoError, OSError) as error:
        _log.warning(tell("the page of the office stays as it was: {error}", error=error))


def _published(home: Path) -> list[OfficePlan]:
    with warehouse(home, read_only=True) as connection:
        reports, course, behind, approved = (
            _by_plan(rows_of(connection, name, {}))
            for name in ("office_report", "office_course", "office_behind", "office_approved")
        )
    return [
        OfficePlan(
            plan_id,
            _plan(plan_id),
            rows,
            course.get(plan_id, []),
            behind.get(plan_id, []),
            frozenset(each["manifest"] for each in approved.get(plan_id, [])),
            _files(home, plan_id),
        )
        for plan_id, rows in reports.items()
    ]


def _by_plan(rows: list[MartRow]) -> dict[str, list[MartRow]]:
    return {plan_id: list(own) for plan_id, own in groupby(rows, key=lambda row: str(row["plan_id"]))}


def _plan(plan_id: str) -> Plan | None:
    try:
        return load_plan(plan_id)
    except KybaocaoError as error:
        _log.warning(tell("{plan} has its bare name on the page: {error}", plan=plan_id, error=error))
        return None


def _files(home: Path, plan_id: str) -> dict[tuple[str, int], list[str]]:
    """The names of the files of every revision that is there, by period and number."""
    folders = (outputs_folder(home) / plan_id).glob("*/r*")
    return {
        (folder.parent.name, int(folder.name[1:])): sorted(file.name for file in folder.iterdir())
        for folder in sorted(folders)
        if folder.name[1:].isdecimal()
    }
