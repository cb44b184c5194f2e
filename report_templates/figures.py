"""Rows of ``mart.attainment`` and ``course`` as printed lines, in the plan's own order.

In: :class:`ReportData`. Out: headings and :class:`TargetLine` with every scope's figures.
Nothing is computed but roundings and the differences of two printed figures.
"""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from report_templates.numbers import (
    ROMAN,
    count_text,
    percent_text,
    points_text,
    printable,
    round_percent,
    short_period,
    target_text,
)
from report_templates.phrases import name_of, say
from report_templates.records import (
    CoursePoint,
    HeadingLine,
    Later,
    Measure,
    Milestone,
    ReportData,
    Row,
    Scope,
    TargetLine,
    UnitSummary,
)
from warehouse.catalogue import LEVELS, Target
from warehouse.periods import Period

Key = tuple[Any, ...]
HUNDRED = Decimal(100)
_COUNTED = ("met", "not_met")


def build_lines(report: ReportData) -> tuple[HeadingLine | TargetLine, ...]:
    """The plan's rows in the document's order, group and parent rows as headings."""
    attainment = _Attainment(report)
    shared = Counter(target.row_no for target in _printed_targets(report))
    lines: list[HeadingLine | TargetLine] = []
    group = parent = ""
    for target in _printed_targets(report):
        if target.group_name and target.group_no != group:
            lines.append(HeadingLine(target.group_no, target.group_name, is_group=True))
        if target.parent_no and (target.group_no, target.parent_no) != (group, parent):
            lines.append(HeadingLine(target.parent_no, target.parent_name, is_group=False))
        group, parent = target.group_no, target.parent_no
        lines.append(_line(report, attainment, target, shared[target.row_no] > 1))
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


def build_course(report: ReportData, lines: tuple[TargetLine, ...]) -> dict[str, tuple[CoursePoint, ...]]:
    """Per target label its results by period of the year (headline and levels), oldest first."""
    labels = {_target_key(line.target): line.label for line in lines}
    pairs: dict[Key, dict[str, Row]] = {}
    for row in report.marts.get("course", []):
        label = labels.get(_row_key(row))
        if label is not None:
            level = row["level"] if row["scope_kind"] == "level" else ""
            pairs.setdefault((label, level, row["period"]), {})[row["basis"]] = row
    course: dict[str, list[CoursePoint]] = {label: [] for label in labels.values()}
    for (label, level, period), bases in sorted(pairs.items()):
        course[label].append(_course_point(period, level, bases))
    return {label: tuple(points) for label, points in course.items()}


def measure(row: Row | None, later: tuple[Decimal, ...] = ()) -> Measure:
    """One row's ratio for print; ``later`` are targets of later years, not to be rounded past."""
    if row is None:
        return Measure(None, None, None, say("status.no_data"), "")
    numerator, denominator, value = row.get("numerator"), row.get("denominator"), row.get("value")
    if value is None:
        status = row["status"] if row["status"] in ("no_activity", "no_data") else ""
        status = status or ("no_activity" if denominator == 0 else "no_data")
        return Measure(numerator, denominator, None, say(f"status.{status}"), "")
    percent = round_percent(value, *_bounds(row, later))
    fraction = "" if numerator is None else f"{count_text(numerator)}/{count_text(denominator)}"
    return Measure(numerator, denominator, percent, percent_text(percent), fraction)


def _bounds(row: Row, later: tuple[Decimal, ...]) -> tuple[list[Decimal], list[Decimal]]:
    """The bounds that the exact value lies below, and those it has reached."""
    judged = (("status", "target"), ("milestone_status", "milestone"))
    verdicts = [(row.get(status), row.get(bound)) for status, bound in judged]
    below = [Decimal(bound) for status, bound in verdicts if status == "not_met" and bound is not None]
    reached = [Decimal(bound) for status, bound in verdicts if status == "met" and bound is not None]
    below += [bound for bound in later if Decimal(str(row["value"])) < bound]
    numerator, denominator = row.get("numerator"), row.get("denominator")
    if numerator is not None and denominator is not None and numerator < denominator:
        below.append(HUNDRED)
    return below, reached


class _Attainment:
    """The attainment rows by target and scope, both bases of a scope side by side."""

    def __init__(self, report: ReportData) -> None:
        self._scopes: dict[Key, dict[Key, dict[str, Row]]] = {}
        for row in report.marts.get("attainment", []):
            scope = (row["scope_kind"], row["unit_code"], row["level"])
            self._scopes.setdefault(_row_key(row), {}).setdefault(scope, {})[row["basis"]] = row

    def scopes(self, target: Target) -> Iterator[tuple[Key, dict[str, Row]]]:
        yield from self._scopes.get(_target_key(target), {}).items()

    def headline(self, target: Target) -> dict[str, Row]:
        return next((bases for key, bases in self.scopes(target) if key[0] == "headline"), {})


def _line(report: ReportData, attainment: _Attainment, target: Target, shared: bool) -> TargetLine:
    others = tuple(
        other for other in report.plan.targets if _twin(other, target) and other.target is not None
    )
    later = tuple(other.target for other in others if other.target is not None)
    bases = attainment.headline(target)
    judged = target.horizon == report.plan.year
    headline = _scope(("headline", report.plan.area, target.level_set), bases, target, judged, later)
    scopes = (
        _scope(key, rows, target, judged, later)
        for key, rows in attainment.scopes(target)
        if key[0] != "headline"
    )
    return TargetLine(
        target=target,
        label=_label(target, shared),
        title=_title(target, shared),
        headline=headline,
        milestone=_milestone(report, bases.get("ytd")),
        later=tuple(_later(other, headline.ytd.percent) for other in others),
        change=_change(report, target, "period", report.period.shifted(-1), headline.period.percent),
        change_in_year=_change(report, target, "ytd", report.period.a_year_earlier, headline.ytd.percent),
        scopes=tuple(sorted(scopes, key=_scope_order)),
    )


def _scope(
    key: Key, bases: dict[str, Row], target: Target, judged: bool, later: tuple[Decimal, ...]
) -> Scope:
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


def _change(
    report: ReportData, target: Target, basis: str, before: Period, percent: Decimal | None
) -> Decimal | None:
    rows = (
        row
        for row in report.marts.get("course", [])
        if (row["basis"], row["scope_kind"], row["period"]) == (basis, "headline", str(before))
        and _row_key(row) == _target_key(target)
    )
    row = next(rows, None)
    earlier = None if row is None else measure(row).percent
    return None if earlier is None or percent is None else percent - earlier


def _course_point(period: str, level: str, bases: dict[str, Row]) -> CoursePoint:
    row = next(iter(bases.values()))
    milestone = None if row.get("milestone") is None else Decimal(row["milestone"])
    in_period, ytd = measure(bases.get("period")), measure(bases.get("ytd"))
    return CoursePoint(period, short_period(Period.parse(period)), level, in_period, ytd, milestone)


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


def _title(target: Target, shared: bool) -> str:
    """The row's name; where the level tells rows apart, with the parent's name or the level."""
    name = printable(target.name).strip().rstrip(".")
    if target.parent_name and name.lower().startswith("đối với"):
        return f"{printable(target.parent_name).strip().rstrip('.')}, {name[0].lower()}{name[1:]}"
    return f"{name} ({_level_names('level', target).lower()})" if shared else name


def _level_names(section: str, target: Target) -> str:
    return ", ".join(name_of(section, level) for level in LEVELS if level in target.levels)


def _row_key(row: Row) -> Key:
    return row["row_no"], row["levels"], row["horizon"]


def _target_key(target: Target) -> Key:
    return target.row_no, target.level_set, target.horizon


def _level_order(level: str) -> int:
    return LEVELS.index(level) if level in LEVELS else len(LEVELS)


def _scope_order(scope: Scope) -> Key:
    return ("level", "area", "unit").index(scope.kind), _level_order(scope.level), scope.unit_code
