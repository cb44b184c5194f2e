"""A target's results in an order or at a level: what every format picks out of a printed line.

In: :class:`TargetLine`. Out: scopes of it.
"""

from collections.abc import Iterable

from report_templates.results import Scope, Standing, TargetLine
from warehouse.plans.catalogue import Plan

LEAST_JUDGED = 3
"""A unit judged on fewer targets than this has no place among its equals: one target is no ranking."""


def group_name(plan: Plan, group: str) -> str:
    """The name of a group of equals; the district level of a district's plan is its own offices and no districts."""
    return "own" if (plan.area_kind, group) == ("district", "district") else group


def level_scope(line: TargetLine, level: str) -> Scope | None:
    """A target's result at one level; the headline where it is assigned to that level alone."""
    own = (scope for scope in line.scopes if (scope.kind, scope.level) == ("level", level))
    return next(own, line.headline if line.target.levels == (level,) else None)


def ranked_units(line: TargetLine, level: str = "", least: int = 1) -> list[Scope]:
    """The units with a result on at least so many cases, the best first; of one level or of all.

    Of equal results the one with more cases comes first.
    """
    units = [
        scope
        for scope in line.scopes
        if scope.kind == "unit" and level in ("", scope.level) and scope.ytd.percent is not None
    ]
    enough = [scope for scope in units if (scope.ytd.denominator or 0) >= least]
    return sorted(enough, key=lambda scope: (-(scope.ytd.percent or 0), -(scope.ytd.denominator or 0), scope.unit_code))


def last_first(standings: Iterable[Standing], group: str) -> list[Standing]:
    """The units of a group that miss a target, the last of the ranking first."""
    return [standing for standing in standings if standing.group == group and standing.missed][::-1]
