"""Which targets and units the pictures show, the same in every format.

In: :class:`ReportContext`. Out: the missed targets that are furthest from their target first.
"""

from report_templates.ranking import ranked_units
from report_templates.records import ReportContext, Scope, TargetLine

SHOWN_COURSES = 6
SHOWN_UNITS = 25


def focus_lines(context: ReportContext) -> list[TargetLine]:
    """Up to six targets worth watching: the missed ones by their distance, then the others."""
    shown = [line for line in context.targets if line.headline.judged and line.headline.ytd.percent is not None]
    ranked = sorted(shown, key=lambda line: (line.headline.status != "not_met", line.headline.gap or 0))
    return ranked[:SHOWN_COURSES]


def focus_units(context: ReportContext) -> tuple[TargetLine, list[Scope]] | None:
    """The missed target with the most units that miss it, and its lowest units, the best first."""
    lines = [line for line in context.targets if line.headline.judged and len(ranked_units(line)) > 1]
    if not lines:
        return None
    line = max(lines, key=_missing_units)
    return line, ranked_units(line)[-SHOWN_UNITS:]


def _missing_units(line: TargetLine) -> tuple[int, bool]:
    missed = sum(scope.status == "not_met" for scope in line.scopes if scope.kind == "unit")
    return missed, line.headline.status == "not_met"
