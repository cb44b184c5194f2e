"""Rows of ``mart.attainment`` and ``course`` as printed lines, in the plan's own order.

In: :class:`ReportData`. Out: headings and :class:`TargetLine` with every scope's figures.
Nothing is computed but roundings and the differences of two printed figures.
"""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from report_templates.context.course import Course
from report_templates.context.measures import Key, measure, row_key, target_key
from report_templates.records import (
    HeadingLine,
    Later,
    Milestone,
    ReportData,
    Row,
    Scope,
    TargetLine,
    UnitSummary,
)
from report_templates.wording.numbers import ROMAN, points_text, printable, target_text
from report_templates.wording.phrases import name_of, say
from warehouse.plans.catalogue import LEVELS, Target

_COUNTED = ("met", "not_met")


def build_lines(report: ReportData) -> tuple[HeadingLine | TargetLine, ...]:
    """The plan's rows in the document's order, group and parent rows as headings."""
    attainment, course = _Attainment(report), Course(report)
    shared = Counter(target.row_no for target in _printed_targets(report))
    lines: list[HeadingLine | TargetLine] = []
    group = parent = ""
    for target in _printed_targets(report):
        if target.group_name and target.group_no != group:
            lines.append(HeadingLine(target.group_no, target.group_name, is_group=True))
        if target.parent_no and (target.group_no, target.parent_no) != (group, parent):
            lines.append(HeadingLine(target.parent_no, target.parent_name, is_group=False))
        group, parent = target.group_no, target.parent_no
        lines.append(_line(report, attainment, course, target, shared[target.row_no] > 1))
    return tuple(lines)


def summarise_units(lines: tuple[TargetLine, ...]) -> tuple[UnitSummary, ...]:
    """Per unit (and level) how many judged targets it meets, units in code order."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for scope in (scope for line in lines for scope in line.scopes if scope.kind == "unit"):
        if scope.status in _COUNTED:
            found.setdefault((scope.unit_code, scope.unit_name, scope.level), []).append(scope.status)
    summaries = (
        UnitSummary(code, name, level, statuses.count("met"), len(statuses))
        for (code, name, level), statuses in found.items()
    )
    return tuple(sorted(summaries, key=lambda unit: (_level_order(unit.level), unit.code)))


class _Attainment:
    """The attainment rows by target and scope, both bases of a scope side by side."""

    def __init__(self, report: ReportData) -> None:
        self._scopes: dict[Key, dict[Key, dict[str, Row]]] = {}
        for row in report.marts.get("attainment", []):
            scope = (row["scope_kind"], row["unit_code"], row["level"])
            self._scopes.setdefault(row_key(row), {}).setdefault(scope, {})[row["basis"]] = row

    def scopes(self, target: Target) -> Iterator[tuple[Key, dict[str, Row]]]:
        yield from self._scopes.get(target_key(target), {}).items()

    def headline(self, target: Target) -> dict[str, Row]:
        return next((bases for key, bases in self.scopes(target) if key[0] == "headline"), {})


def _line(report: ReportData, attainment: _Attainment, course: Course, target: Target, shared: bool) -> TargetLine:
    others = tuple(other for other in report.plan.targets if _twin(other, target) and other.target is not None)
    later = tuple(other.target for other in others if other.target is not None)
    bases, row_name = attainment.headline(target), _row_name(target, shared)
    judged = target.horizon == report.plan.year
    headline = _scope(("headline", report.plan.area, target.level_set), bases, target, judged, later)
    scopes = (
        _scope(key, rows, target, judged, later) for key, rows in attainment.scopes(target) if key[0] != "headline"
    )
    return TargetLine(
        target=target,
        label=_label(target, shared),
        row_name=row_name,
        title=_title(target, row_name),
        headline=headline,
        milestone=_milestone(report, bases.get("ytd")),
        later=tuple(_later(other, headline.ytd.percent) for other in others),
        change=course.change(target, "period", report.period.shifted(-1), headline.period.percent),
        change_in_year=course.change(target, "ytd", report.period.a_year_earlier, headline.ytd.percent),
        scopes=tuple(sorted(scopes, key=_scope_order)),
    )


def _scope(key: Key, bases: dict[str, Row], target: Target, judged: bool, later: tuple[Decimal, ...]) -> Scope:
    kind, unit_code, level = key
    row = bases.get("ytd") or {"status": "no_data", "target": target.target}
    assigned = None if row.get("target") is None else Decimal(row["target"])
    ytd = measure(bases.get("ytd"), later)
    gap = None if ytd.percent is None or assigned is None else ytd.percent - assigned
    relief = row.get("relief_points")
    status = row["status"]
    verdict = say(f"status.{status}") if judged else say("status.not_judged", horizon=target.horizon)
    return Scope(
        kind=kind,
        unit_code=unit_code,
        unit_name=printable(row.get("unit_name")),
        level=level,
        period=measure(bases.get("period"), later),
        ytd=ytd,
        target=assigned,
        target_text=target_text(assigned),
        status=status if judged else "not_judged",
        verdict=verdict,
        gap=gap,
        gap_text="" if gap is None else points_text(gap),
        shortfall=row.get("shortfall"),
        relief=say("text.relief", points=points_text(Decimal(relief), signed=False)) if relief else "",
        judged=judged,
        figure_id=printable(row.get("figure_id")),
    )


def _milestone(report: ReportData, row: Row | None) -> Milestone | None:
    if row is None or row.get("milestone") is None:
        return None
    value, status = Decimal(row["milestone"]), row.get("milestone_status") or row["status"]
    verdict = say(f"status.milestone_{status}") if status in _COUNTED else say(f"status.{status}")
    return Milestone(ROMAN[report.period.quarter], target_text(value), value, status, verdict)


def _later(target: Target, percent: Decimal | None) -> Later:
    assigned = target.target or Decimal(0)
    gap = "" if percent is None else points_text(percent - assigned)
    return Later(target.horizon, target_text(assigned), target.wording, target.schedule, gap)


def _printed_targets(report: ReportData) -> tuple[Target, ...]:
    """One target for each row and set of levels: the report year's, else the nearest later one."""
    year, targets = report.plan.year, report.plan.targets
    return tuple(
        target
        for target in targets
        if target.horizon == year
        or not any(_twin(other, target) and other.horizon < target.horizon for other in targets)
    )


def _twin(other: Target, target: Target) -> bool:
    """The same row for the same levels at another horizon."""
    same_row = (other.row_no, other.level_set) == (target.row_no, target.level_set)
    return same_row and other.horizon != target.horizon


def _label(target: Target, shared: bool) -> str:
    """``2.1``, or ``II.2 (huyện)`` where rows of several levels share one number."""
    return f"{target.row_no} ({_level_names('short_level', target)})" if shared else target.row_no


def _row_name(target: Target, shared: bool) -> str:
    """The row's name in its table; with the level where rows of several levels share it."""
    name = printable(target.name).strip().rstrip(".")
    return f"{name} ({_level_names('level', target).lower()})" if shared else name


def _title(target: Target, row_name: str) -> str:
    """The row's name for elsewhere: "Đối với cấp xã" needs its parent's or group's name in front."""
    above = printable(target.parent_name or target.group_name).strip().rstrip(".")
    if above and row_name.lower().startswith("đối với"):
        return f"{above}, {row_name[0].lower()}{row_name[1:]}"
    return row_name


def _level_names(section: str, target: Target) -> str:
    return ", ".join(name_of(section, level) for level in LEVELS if level in target.levels)


def _level_order(level: str) -> int:
    return LEVELS.index(level) if level in LEVELS else len(LEVELS)


def _scope_order(scope: Scope) -> Key:
    return ("level", "area", "unit").index(scope.kind), _level_order(scope.level), scope.unit_code
