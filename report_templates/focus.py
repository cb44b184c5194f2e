"""Which targets and units the pictures show and what lists call the units, the same in every format.

In: :class:`ReportContext`. Out: the missed targets that are furthest from their target first.
"""

from collections.abc import Iterable

from report_templates.context.standings import comparable
from report_templates.records import ReportContext
from report_templates.results import Scope, TargetLine
from report_templates.wording.phrases import say

SHOWN_COURSES = 6
SHOWN_UNITS = 25


def focus_lines(context: ReportContext) -> list[TargetLine]:
    """Up to six targets worth watching: the missed ones by their distance, then the others."""
    judged = [line for line in context.targets if line.headline.judged and not line.same_as]
    shown = [line for line in judged if line.headline.ytd.percent is not None]
    ranked = sorted(shown, key=lambda line: (line.headline.status != "not_met", line.headline.gap or 0))
    return ranked[:SHOWN_COURSES]


def focus_units(context: ReportContext) -> tuple[TargetLine, str, list[Scope]] | None:
    """The target and group of equals with the most units that miss it, and its lowest units, the worst first.

    Only results on the ranking's least number of cases count; ended units and rows that repeat another are left out.
    """
    found: dict[tuple[int, str], list[Scope]] = {}
    for place, line in enumerate(context.today):
        if line.headline.judged and not line.same_as:
            for group, scope in comparable(line, context.plan.ranking_minimum):
                found.setdefault((place, group), []).append(scope)
    compared = {key: scopes for key, scopes in found.items() if len(scopes) > 1}
    if not compared:
        return None
    place, group = max(compared, key=lambda key: sum(scope.status == "not_met" for scope in compared[key]))
    worst_first = sorted(compared[place, group], key=lambda scope: (scope.ytd.percent or 0, scope.unit_code))
    return context.today[place], group, worst_first[:SHOWN_UNITS]


class UnitNames:
    """The units' names for a list of the whole year: an ended unit is marked, for its successor may bear its name."""

    def __init__(self, context: ReportContext) -> None:
        self._ended = _units(context.targets) - _units(context.today)

    def of(self, code: str, name: str) -> str:
        """The name, such as ``UBND xã Bình Lư (cũ)``."""
        return say("text.ended_unit", name=name) if code in self._ended else name


def _units(lines: Iterable[TargetLine]) -> set[str]:
    return {scope.unit_code for line in lines for scope in line.scopes if scope.kind == "unit"}
