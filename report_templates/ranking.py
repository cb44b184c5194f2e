"""A target's results in an order or at a level: what every format picks out of a printed line.

In: :class:`TargetLine`. Out: scopes of it.
"""

from report_templates.records import Scope, TargetLine


def level_scope(line: TargetLine, level: str) -> Scope | None:
    """A target's result at one level; the headline where it is assigned to that level alone."""
    own = (scope for scope in line.scopes if (scope.kind, scope.level) == ("level", level))
    return next(own, line.headline if line.target.levels == (level,) else None)


def ranked_units(line: TargetLine) -> list[Scope]:
    """The units with a result, the best first; of equal results the one with more cases."""
    units = [scope for scope in line.scopes if scope.kind == "unit" and scope.ytd.percent is not None]
    return sorted(units, key=lambda scope: (-(scope.ytd.percent or 0), -(scope.ytd.denominator or 0), scope.unit_code))
