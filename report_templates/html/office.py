"""``index.html``: every plan and period that an office has published, on one self-contained page.

In: an :class:`OfficePlan` for each plan and ``bao-cao/trang-chung.html.j2``. Out: UTF-8 bytes. No script, no network;
links are relative, so that the folder can be put on any web server or share as it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote

from report_templates.context.short_names import short_names
from report_templates.records import MartRow
from report_templates.sandbox import TEMPLATE_ERRORS, environment
from report_templates.wording.measures import measure, row_key
from report_templates.wording.numbers import date_text, period_text, short_period, target_text
from report_templates.wording.phrases import name_of, say
from warehouse.errors import ConfigurationError
from warehouse.messages import tell
from warehouse.periods import Period
from warehouse.plans.catalogue import Plan, indicators

TEMPLATE = Path(__file__).parents[1] / "bao-cao" / "trang-chung.html.j2"
_WIDTH, _HEIGHT, _EDGE = 120.0, 40.0, 4.0
_FILES = (
    *("bao-cao-day-du.pdf", "bao-cao-day-du.docx", "bao-cao.docx", "bao-cao-chi-tiet.docx", "bao-cao.xlsx"),
    *("tong-quan.html", "dinh-chinh.docx", "dinh-chinh.xlsx", "tra-lai-du-lieu.xlsx", "manifest.json"),
)
_COUNTS = ("met", "not_met", "other")
_FIRST_UNITS = 12
"""The units that are listed before the rest is folded away."""


@dataclass(frozen=True)
class OfficePlan:
    """What one plan has published: its periods, the course of its targets, units below them, files by period.

    ``plan`` is none where its files have a fault or are gone; ``files`` are the names by (period, revision).
    """

    plan_id: str
    plan: Plan | None
    reports: Sequence[MartRow]
    course: Sequence[MartRow]
    behind: Sequence[MartRow]
    approved: frozenset[str]
    files: Mapping[tuple[str, int], Sequence[str]]


def render_office_page(plans: Sequence[OfficePlan], template: Path = TEMPLATE) -> bytes:
    """The page; plans in the order given, the newest period first.

    Raises:
        ConfigurationError: the template asks for an unknown name or may not do what it does.
    """
    times = [row["published_at"] for each in plans for row in each.reports if row["published_at"]]
    values = {
        "title": say("office.title"),
        "updated": say("office.updated", at=_time_text(max(times))) if times else "",
        "synthetic": say("text.synthetic_long") if any(r["is_synthetic"] for p in plans for r in p.reports) else "",
        "years": _years(plans),
        "plans": [_plan(each) for each in plans],
    }
    try:
        return environment().from_string(template.read_text("utf-8")).render(values).encode("utf-8")
    except TEMPLATE_ERRORS as error:
        raise ConfigurationError(
            tell("The template {name} cannot be filled: {error}.", name=template.name, error=error),
            tell("Restore the file or correct the name."),
            code="template-wrong",
        ) from error


def _time_text(at: datetime) -> str:
    return f"{at:%H:%M} {date_text(at.date())}"


def _in_time(period: Period) -> tuple[int, int, int]:
    return (period.year, period.last_month_number, len(period.months()))


def _years(plans: Sequence[OfficePlan]) -> list[dict[str, Any]]:
    """For each year, newest first, the plans that it has reports of by the periods of all of them."""
    cells = {(each.plan_id, row["period"]): _cell(each, row) for each in plans for row in each.reports}
    periods = sorted({Period.parse(period) for _, period in cells}, key=_in_time)
    found = []
    for year, own in groupby(periods, key=lambda period: period.year):
        columns = list(own)
        rows = [
            {"id": each.plan_id, "title": _title(each), "cells": [cells.get((each.plan_id, str(c))) for c in columns]}
            for each in plans
        ]
        shown = [row for row in rows if any(row["cells"])]
        found.append({"year": str(year), "columns": [short_period(column) for column in columns], "rows": shown})
    return found[::-1]


def _cell(plan: OfficePlan, row: MartRow) -> dict[str, Any]:
    judged = row["met"] + row["not_met"]
    return {
        "anchor": f"#{plan.plan_id}-{row['period']}",
        "met": str(row["met"]),
        "judged": str(judged),
        "state": "met" if judged and not row["not_met"] else "not_met" if row["not_met"] else "other",
        "approved": row["manifest"] in plan.approved,
    }


def _title(plan: OfficePlan) -> str:
    return plan.plan.title if plan.plan else plan.plan_id


def _plan(plan: OfficePlan) -> dict[str, Any]:
    units = _behind(plan.behind)
    newest = max((row["period"] for row in plan.behind), default="")
    return {
        "id": plan.plan_id,
        "title": _title(plan),
        "reports": [_report(plan, row) for row in _newest_first(plan.reports)],
        "courses": _courses(plan),
        "behind_title": say("office.behind", period=period_text(Period.parse(newest))) if newest else "",
        "units": units[:_FIRST_UNITS],
        "more_units": units[_FIRST_UNITS:],
        "more_title": say("office.more_units", count=len(units) - _FIRST_UNITS),
    }


def _newest_first(reports: Sequence[MartRow]) -> list[MartRow]:
    return sorted(reports, key=lambda row: _in_time(Period.parse(row["period"])), reverse=True)


def _report(plan: OfficePlan, row: MartRow) -> dict[str, Any]:
    period, revision = row["period"], row["revision"]
    earlier = sorted((number for each, number in plan.files if each == period and number != revision), reverse=True)
    return {
        "id": f"{plan.plan_id}-{period}",
        "period": period_text(Period.parse(period)).capitalize(),
        "revision": say("office.revision", number=revision),
        "published": date_text(row["published_at"].date()) if row["published_at"] else "",
        "approved": row["manifest"] in plan.approved,
        "counts": [
            (status, name_of("office_count", status), str(row[status])) for status in ("met", "not_met", "other")
        ],
        "files": _links(plan, period, revision),
        "earlier": [
            (say("office.of_revision", number=number, name=name), address)
            for number in earlier
            for name, address in _links(plan, period, number)
        ],
    }


def _links(plan: OfficePlan, period: str, revision: int) -> list[tuple[str, str]]:
    """Name and relative address of each file, the names that readers know first."""
    names = plan.files.get((period, revision), ())
    known = sorted((name for name in names if name in _FILES), key=_FILES.index)
    ordered = [*known, *(name for name in names if name not in known)]
    place = f"{plan.plan_id}/{period}/r{revision}"
    return [
        (name_of("office_file", _key(name)) if name in known else name, quote(f"{place}/{name}")) for name in ordered
    ]


def _key(name: str) -> str:
    return name.replace(".", "_")


def _courses(plan: OfficePlan) -> list[dict[str, Any]]:
    """A small line for each target over the months of the newest year that has any."""
    year = max((row["period"][:4] for row in plan.course), default="")
    names = short_names(plan.plan.targets) if plan.plan else {}
    found = []
    for key, group in groupby((row for row in plan.course if row["period"][:4] == year), key=row_key):
        rows = sorted(group, key=lambda row: str(row["period"]))
        plain = names.get(key) or indicators()[rows[0]["indicator"]].name_vi
        found.append(_course(str(rows[0]["row_no"]), plain, rows))
    return found


def _course(row_no: str, name: str, rows: Sequence[MartRow]) -> dict[str, Any]:
    last = rows[-1]
    points = [
        (_across(int(row["period"][5:])), _up(float(shown.percent)))
        for row in rows
        if (shown := measure(row)).percent is not None
    ]
    target = last["target"]
    return {
        "number": row_no,
        "name": name,
        "status": last["status"],
        "verdict": name_of("office_count", last["status"]) or last["status"],
        "text": measure(last).text,
        "target": target_text(target),
        "target_at": "" if target is None else _up(float(target)),
        "path": " ".join(",".join(point) for point in points),
        "dots": points,
        "said": "; ".join(f"{short_period(Period.parse(row['period']))} {measure(row).text}" for row in rows),
    }


def _across(month: int) -> str:
    return f"{_EDGE + (month - 1) * (_WIDTH - 2 * _EDGE) / 11:.1f}"


def _up(percent: float) -> str:
    return f"{_HEIGHT - _EDGE - min(percent, 100.0) / 100 * (_HEIGHT - 2 * _EDGE):.1f}"


def _behind(rows: Sequence[MartRow]) -> list[dict[str, str]]:
    """The units with how many and which targets they miss in both months, those with most first."""
    found = []
    for (_, name, level), group in groupby(rows, key=lambda row: (row["unit_code"], row["unit_name"], row["level"])):
        numbers = list(dict.fromkeys(str(row["row_no"]) for row in group))
        found.append(
            {"name": name, "level": name_of("level", level), "count": len(numbers), "rows": ", ".join(numbers)}
        )
    found.sort(key=lambda unit: (-int(str(unit["count"])), str(unit["name"])))
    return [unit | {"count": str(unit["count"])} for unit in found]
