"""Rows of ``mart.attainment`` and ``course`` as printed lines, in the plan's own order.

In: :class:`ReportData`. Out: headings and :class:`TargetLine` with every scope's figures.
Nothing is computed here but roundings and the differences of two printed figures.
"""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from report_templates.context.course import Course
from report_templates.context.outlook import outlook_of
from report_templates.context.short_names import first_of_same, short_names
from report_templates.records import MartRow, ReportData
from report_templates.results import HeadingLine, LaterTarget, Milestone, Scope, TargetLine, UnitSummary
from report_templates.wording.measures import Key, measure, row_key, target_key
from report_templates.wording.numbers import ROMAN, points_text, printable, target_text
from report_templates.wording.phrases import name_of, say
from report_templates.wording.two_levels import ended_levels
from warehouse.periods import Period
from warehouse.plans.catalogue import LEVELS, Target

AS_RECEIVED = "as_received"
"""The unit basis that reports print: a dossier counts to the unit that received it."""

_COUNTED = ("met", "not_met")


def build_lines(report: ReportData) -> tuple[HeadingLine | TargetLine, ...]:
    """The plan's rows in the document's order, group and parent rows as headings."""
    printed = _printed_targets(report)
    make = _LineMaker(report, printed)
    lines: list[HeadingLine | TargetLine] = []
    group = parent = ""
    for target in printed:
        if target.group_name and target.group_no != group:
            lines.append(HeadingLine(target.group_no, target.group_name, is_group=True))
        if target.parent_no and (target.group_no, target.parent_no) != (group, parent):
            lines.append(HeadingLine(target.parent_no, target.parent_name, is_group=False))
        group, parent = target.group_no, target.parent_no
        lines.append(make.line(target))
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
        self._scopes: dict[Key, dict[Key, dict[str, MartRow]]] = {}
        for row in report.marts.get("attainment", []):
            if row.get("unit_basis", AS_RECEIVED) != AS_RECEIVED:
                continue
            scope = (row["scope_kind"], row["unit_code"], row["level"])
            self._scopes.setdefault(row_key(row), {}).setdefault(scope, {})[row["basis"]] = row

    def scopes(self, target: Target) -> Iterator[tuple[Key, dict[str, MartRow]]]:
        yield from self._scopes.get(target_key(target), {}).items()

    def headline(self, target: Target) -> dict[str, MartRow]:
        return next((bases for key, bases in self.scopes(target) if key[0] == "headline"), {})


class _LineMaker:
    """What the lines of one report have in common: its marts by target, and the targets' names."""

    def __init__(self, report: ReportData, printed: tuple[Target, ...]) -> None:
        self._report, self._attainment, self._course = report, _Attainment(report), Course(report)
        self._shared = Counter(target.row_no for target in printed)
        self._ended = ended_levels(report)
        self._short, self._first = short_names(printed), first_of_same(printed)
        self._before = {
            row_key(row): row["status"] for row in report.marts.get("before", []) if row["scope_kind"] == "headline"
        }

    def line(self, target: Target) -> TargetLine:
        """One target with its headline, its other scopes and what it was before."""
        report, key = self._report, target_key(target)
        others = tuple(other for other in report.plan.targets if _twin(other, target) and other.target is not None)
        later = tuple(other.target for other in others if other.target is not None)
        bases, row_name = self._attainment.headline(target), _row_name(target, self._shared[target.row_no] > 1)
        year = report.period.year
        headline = _scope(("headline", report.plan.area, target.level_set), bases, target, year, later)
        scopes = (
            _scope(other, rows, target, year, later)
            for other, rows in self._attainment.scopes(target)
            if other[0] != "headline"
        )
        before = report.period.shifted(-1)
        change_ytd, has_ended = self._change(target, "ytd", before, headline), self._ended >= {*target.levels}
        if change_ytd is None and before.year == report.period.year:  # a quarter ends as its last month does
            change_ytd = self._change(target, "ytd", before.last_month, headline)
        return TargetLine(
            target=target,
            label=self._label(target),
            row_name=row_name,
            title=_title(target, row_name),
            short=self._short[key],
            same_as=self._label(self._first[key]) if key in self._first else "",
            headline=headline,
            milestone=_milestone(report, bases.get("ytd")),
            later=tuple(_later(other, headline.ytd.percent) for other in others),
            change=self._change(target, "period", before, headline),
            change_in_year=self._change(target, "ytd", report.period.a_year_earlier, headline),
            change_ytd=change_ytd,
            status_before=self._before.get(key, ""),
            outlook=outlook_of(headline, target.indicator, change_ytd, report.period, has_ended=has_ended),
            scopes=tuple(sorted(scopes, key=_scope_order)),
        )

    def _label(self, target: Target) -> str:
        """``2.1``, or ``II.2 (huyện)`` where rows of several levels share one number."""
        if self._shared[target.row_no] == 1:
            return target.row_no
        return f"{target.row_no} ({_level_names('short_level', target)})"

    def _change(self, target: Target, basis: str, before: Period, headline: Scope) -> Decimal | None:
        now = headline.ytd if basis == "ytd" else headline.period
        return self._course.change(target, basis, before, now.percent)


def _scope(key: Key, bases: dict[str, MartRow], target: Target, year: int, later: tuple[Decimal, ...]) -> Scope:
    judged = target.horizon == year
    kind, unit_code, level = key
    row = bases.get("ytd") or {"status": "no_data", "target": target.target}
    assigned = None if row.get("target") is None else Decimal(row["target"])
    ytd = measure(bases.get("ytd"), later)
    gap = None if ytd.percent is None or assigned is None else ytd.percent - assigned
    relief = row.get("relief_points")
    status = row["status"]
    silent = "status.not_judged" if target.horizon > year else "status.out_of_time"
    verdict = say(f"status.{status}") if judged else say(silent, horizon=target.horizon)
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
        effort=row.get("effort"),
        reachable=row.get("reachable") is not False,
        relief=say("text.relief", points=points_text(Decimal(relief), signed=False)) if relief else "",
        judged=judged,
        figure_id=printable(row.get("figure_id")),
    )


def _milestone(report: ReportData, row: MartRow | None) -> Milestone | None:
    if row is None or row.get("milestone") is None:
        return None
    value, status = Decimal(row["milestone"]), row.get("milestone_status") or row["status"]
    verdict = say(f"status.milestone_{status}") if status in _COUNTED else say(f"status.{status}")
    return Milestone(ROMAN[report.period.quarter], target_text(value), value, status, verdict)


def _later(target: Target, percent: Decimal | None) -> LaterTarget:
    assigned = target.target or Decimal(0)
    gap = "" if percent is None else points_text(percent - assigned)
    return LaterTarget(target.horizon, target_text(assigned), target.wording, target.schedule, gap)


def _printed_targets(report: ReportData) -> tuple[Target, ...]:
    """One target for each row and set of levels: the report year's, else the nearest later one, else the last."""
    year, targets = report.period.year, report.plan.targets

    def distance(target: Target) -> tuple[bool, int]:
        return target.horizon < year, abs(target.horizon - year)

    return tuple(
        target
        for target in targets
        if not any(_twin(other, target) and distance(other) < distance(target) for other in targets)
    )


def _twin(other: Target, target: Target) -> bool:
    """The same row for the same levels at another horizon."""
    same_row = (other.row_no, other.level_set) == (target.row_no, target.level_set)
    return same_row and other.horizon != target.horizon


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
