"""The national view: every province beside the others, from what each has published of one period.

In: a period; the marts, and the plans of the office. Out: a :class:`National`. Nothing is computed anew, added up or
filled in: a province that has published nothing is named as missing, and only like is ranked with like. A province
that was merged is none any more: from then on its successor's plan stands there.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from warehouse.database import has_warehouse, warehouse
from warehouse.errors import KybaocaoError
from warehouse.figures.marts import Row, rows_of
from warehouse.periods import Period
from warehouse.plans.catalogue import Plan, load_plan, plan_ids
from warehouse.units.mergers import senders_of

_RANKED = ("met", "not_met", "no_target")


@dataclass(frozen=True)
class NationalLine:
    """One province's figure of one indicator on the levels that its own plan measures.

    ``rank`` is its place among the ``compared`` provinces with a comparable figure; none when it has no other to be
    compared with. ``gap`` is the distance to its own target in percentage points.
    """

    province: str
    province_name: str
    plan_id: str
    revision: int
    row_no: str
    indicator: str
    levels: str
    source: str
    calendar: str
    is_synthetic: bool
    numerator: int | None
    denominator: int | None
    value: float | None
    target: Decimal | None
    status: str
    gap: float | None
    rank: int | None = None
    compared: int = 0

    @property
    def group(self) -> tuple[object, ...]:
        """What two figures must share to be compared: notion, levels, source, windows, and whether they are real."""
        return (self.indicator, self.levels, self.source, self.calendar, self.is_synthetic)

    @property
    def exact(self) -> Fraction | None:
        """The share to compare by, before any rounding; none where there is no figure."""
        if self.status not in _RANKED or self.value is None:
            return None
        if self.numerator is None or not self.denominator:
            return Fraction(str(self.value))
        return Fraction(self.numerator, self.denominator)


@dataclass(frozen=True)
class Missing:
    """A plan of a province that has published nothing of the period: how far it came, and why no further."""

    province: str
    province_name: str
    plan_id: str
    state: str
    why: str


@dataclass(frozen=True)
class National:
    """What every province has published of a period, and who has not."""

    period: Period
    lines: tuple[NationalLine, ...]
    missing: tuple[Missing, ...]


def national_view(home: Path, period: Period) -> National:
    """Every province × indicator of a period, ranked where comparable; provinces by their code."""
    figures: list[Row] = []
    reached: dict[str, Row] = {}
    if has_warehouse(home):
        with warehouse(home, read_only=True) as connection:
            figures = rows_of(connection, "national", {"period": str(period)})
            reached = {row["plan_id"]: row for row in rows_of(connection, "reached", {"period": str(period)})}
    plans, faults = provincial_plans(period)
    calendars: dict[str, str] = {plan.plan_id: plan.calendar for plan in plans}
    lasting = (row for row in figures if _lasts(row["province"], period, calendars.get(row["plan_id"], "civil")))
    lines = [NationalLine(calendar=calendars.get(row["plan_id"], "?"), **row) for row in lasting]
    published = {line.plan_id for line in lines}
    late = [_missing(plan, reached.get(plan.plan_id)) for plan in plans if plan.plan_id not in published]
    unreadable = [Missing("", "", plan_id, "fault", why) for plan_id, why in faults.items()]
    return National(period, tuple(ranked(lines)), tuple([*sorted(late, key=lambda one: one.province), *unreadable]))


def provincial_plans(period: Period) -> tuple[list[Plan], dict[str, str]]:
    """The plans of whole provinces that a period belongs to, and by id why others cannot be read."""
    plans: list[Plan] = []
    faults: dict[str, str] = {}
    for plan_id in sorted(plan_ids()):
        try:
            plan = load_plan(plan_id, period)
        except KybaocaoError as error:
            faults[plan_id] = error.message
            continue
        is_of_year = plan.year <= period.year <= max(each.horizon for each in plan.targets)
        if plan.area == plan.province and is_of_year and _lasts(plan.province, period, plan.calendar):
            plans.append(plan)
    return plans, faults


def _lasts(province: str, period: Period, calendar: str) -> bool:
    return not senders_of(province).has_ended_by(period.window(calendar).ends_on)


def ranked(lines: Iterable[NationalLine]) -> list[NationalLine]:
    """The lines, each with its place in its group: one more than the provinces that are better."""
    lines = list(lines)
    groups: dict[tuple[object, ...], dict[str, Fraction]] = defaultdict(dict)
    for line in lines:
        if line.exact is not None:
            best = groups[line.group].get(line.province, line.exact)
            groups[line.group][line.province] = max(best, line.exact)
    return [_placed(line, groups.get(line.group, {})) for line in lines]


def _placed(line: NationalLine, shares: dict[str, Fraction]) -> NationalLine:
    if line.exact is None or len(shares) < 2:
        return line
    better = sum(share > line.exact for province, share in shares.items() if province != line.province)
    return replace(line, rank=1 + better, compared=len(shares))


def _missing(plan: Plan, reached: Row | None) -> Missing:
    state = reached["state"] if reached else "never ran"
    return Missing(plan.province, plan.area_name, plan.plan_id, state, (reached or {}).get("message") or "")
