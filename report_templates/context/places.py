"""The places that leaders ask about: the districts of a province, or the communes of a district.

In: the printed lines. Out: :class:`Places`, and a district with all its units as one result. The
groups of communes of a province without districts enter here, as scopes of kind ``area``.
"""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from report_templates.results import Places, Scope, TargetLine
from report_templates.wording.measures import measure
from report_templates.wording.numbers import points_text
from report_templates.wording.phrases import say
from warehouse.plans.catalogue import Plan


def find_places(plan: Plan, lines: Iterable[TargetLine]) -> Places:
    """Every place with a row, in the order of codes, and its result for each target."""
    level = "district" if plan.area_kind == "province" else "commune"
    shown = [line for line in lines if not line.same_as]
    by_label = {line.label: {scope.unit_code: scope for scope in place_scopes(line, level)} for line in shown}
    names = {code: place_name(scope.unit_name) for scopes in by_label.values() for code, scope in scopes.items()}
    codes = sorted(names)
    return Places(
        level,
        tuple(codes),
        tuple(names[code] for code in codes),
        {label: tuple(scopes.get(code) for code in codes) for label, scopes in by_label.items() if scopes},
    )


def place_name(unit_name: str) -> str:
    """``huyện Bác Ái`` for ``UBND huyện Bác Ái``: the place and not its committee."""
    return unit_name.removeprefix("UBND ")


def place_scopes(line: TargetLine, level: str) -> list[Scope]:
    """A line's results by place: a district with all its units, or each commune."""
    if level == "commune":
        return [scope for scope in line.scopes if (scope.kind, scope.level) == ("unit", "commune")]
    found: dict[str, list[Scope]] = {}
    for scope in line.scopes:
        if scope.kind == "area":
            found.setdefault(scope.unit_code, []).append(scope)
    return [_together(parts) for parts in found.values()]


def _together(parts: list[Scope]) -> Scope:
    """A district's own units and its communes as one result; a part without data leaves it without."""
    if len(parts) == 1:
        return parts[0]
    level = "+".join(part.level for part in parts)
    first = replace(parts[0], level=level, figure_id="", shortfall=None, effort=None)
    if silent := [part for part in parts if part.ytd.numerator is None or part.ytd.denominator is None]:
        return replace(silent[0], level=level, figure_id="")
    numerator, denominator = (sum(getattr(part.ytd, side) for part in parts) for side in ("numerator", "denominator"))
    status = _judge(numerator, denominator, first.target)
    value = None if not denominator else Decimal(100 * numerator) / denominator
    counts = {"numerator": numerator, "denominator": denominator, "value": value}
    ytd = measure({**counts, "status": status, "target": first.target})
    gap = None if ytd.percent is None or first.target is None else ytd.percent - first.target
    whole = replace(first, ytd=ytd, gap=gap, gap_text="" if gap is None else points_text(gap))
    return replace(whole, status=status, verdict=say(f"status.{status}")) if first.judged else whole


def _judge(numerator: int, denominator: int, target: Decimal | None) -> str:
    """The verdict on whole numbers, as the marts give it."""
    if target is None:
        return "no_target"
    if not denominator:
        return "no_activity"
    if numerator > denominator:
        return "invalid"
    return "met" if 100 * numerator >= target * denominator else "not_met"
