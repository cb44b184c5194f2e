"""Units ranked among their equals: sở, huyện (with all its units) and xã apart.

In: printed lines of this period and of the one before. Out: :class:`Standing`, the best first. A
result on fewer cases than the plan's least denominator counts for nobody, a unit judged on too few
targets has no place, and rows that assign the same indicator twice count once.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from report_templates.context.places import place_scopes
from report_templates.ranking import LEAST_JUDGED
from report_templates.results import Scope, Standing, TargetLine

GROUPS = ("province", "district", "commune")
_COUNTED = ("met", "not_met")


def rank_units(lines: Iterable[TargetLine], before: Iterable[TargetLine], least: int) -> tuple[Standing, ...]:
    """Every group's standings by the share of targets met, with the place in the period before."""
    earlier = {(standing.group, standing.code): standing.rank for standing in _ranked(before, least, {})}
    return tuple(_ranked(lines, least, earlier))


def _ranked(lines: Iterable[TargetLine], least: int, earlier: dict[tuple[str, str], int]) -> Iterator[Standing]:
    found: dict[str, dict[str, list[tuple[str, Scope]]]] = {group: {} for group in GROUPS}
    for line in lines:
        if line.headline.judged and not line.same_as:
            for group, scope in comparable(line, least):
                found[group].setdefault(scope.unit_code, []).append((line.short, scope))
    for group, units in found.items():
        ranked = {code: judged for code, judged in units.items() if len(judged) >= LEAST_JUDGED}
        yield from _in_order(group, ranked, earlier)


def comparable(line: TargetLine, least: int) -> Iterator[tuple[str, Scope]]:
    """A line's results that may be ranked, each with its group."""
    districts = place_scopes(line, "district")
    units = [scope for scope in line.scopes if scope.kind == "unit" and not (districts and scope.level == "district")]
    for group, scope in [(scope.level, scope) for scope in units] + [("district", scope) for scope in districts]:
        if scope.status in _COUNTED and (scope.ytd.denominator or 0) >= least:
            yield group, scope


def _in_order(
    group: str, units: dict[str, list[tuple[str, Scope]]], earlier: dict[tuple[str, str], int]
) -> Iterator[Standing]:
    """Places in one group; units with the same share of targets met share a place, who misses most stands last."""
    shares = {code: sum(scope.status == "met" for _, scope in judged) / len(judged) for code, judged in units.items()}
    misses = {code: sum(scope.status == "not_met" for _, scope in judged) for code, judged in units.items()}
    for code in sorted(units, key=lambda code: (-shares[code], misses[code], -len(units[code]), code)):
        judged = units[code]
        yield Standing(
            code=code,
            name=judged[0][1].unit_name,
            group=group,
            rank=1 + sum(share > shares[code] for share in shares.values()),
            rank_before=earlier.get((group, code)),
            met=sum(scope.status == "met" for _, scope in judged),
            judged=len(judged),
            missed=tuple(sorted((pair for pair in judged if pair[1].status == "not_met"), key=_distance)),
        )


def _distance(pair: tuple[str, Scope]) -> tuple[Decimal, str]:
    return pair[1].gap or Decimal(0), pair[0]
