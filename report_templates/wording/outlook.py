"""What is said of the rest of the year: only what the counts allow.

In: the judged targets. Out: one sentence a class of outlook, and the work that is left.
"""

from collections.abc import Callable

from report_templates.results import RISING_POINTS, TargetLine
from report_templates.wording.clauses import CLOSED, lower_first, missing_text
from report_templates.wording.numbers import percent_text, points_text
from report_templates.wording.phrases import listing, say
from warehouse.periods import Period

SHOWN_EFFORTS = 3
"""For how many of the furthest targets the sentence says what is left to do; the workbook has all."""


def describe_outlook(judged: tuple[TargetLine, ...], period: Period) -> tuple[str, ...]:
    """The outlook to the end of the year; one sentence where there is none."""
    lines = [line for line in judged if not line.same_as]
    missed = [line for line in lines if line.headline.status == "not_met"]
    if not any(line.headline.status in ("met", "not_met") for line in lines):
        return (say("outlook.nothing"),)
    if period.last_month_number == 12:
        return (say("outlook.year_end"),)
    if not missed:
        return (say("outlook.all_met"),)
    sentences = [_sentence(kind, [line for line in missed if line.outlook.kind == kind]) for kind in _ITEMS]
    return (*(text for text in sentences if text), *_efforts(missed))


def _sentence(kind: str, lines: list[TargetLine]) -> str:
    if not lines:
        return ""
    items = listing([_ITEMS[kind](line) for line in lines])
    return say(f"outlook.{kind}", items=items, points=points_text(RISING_POINTS, signed=False))


def _name(line: TargetLine) -> str:
    return lower_first(line.short)


def _with_course(line: TargetLine) -> str:
    change = "" if line.change_ytd is None else points_text(line.change_ytd)
    return say("outlook.with_change", name=_name(line), value=line.headline.ytd.text, change=change)


def _with_best(line: TargetLine) -> str:
    late = (line.headline.ytd.denominator or 0) - (line.headline.ytd.numerator or 0)
    best = percent_text(line.outlook.best)
    return say("outlook.late" if best else "outlook.late_only", name=_name(line), count=late, best=best)


_ITEMS: dict[str, Callable[[TargetLine], str]] = {
    "unreachable": _with_best,
    "on_track": _name,
    "rising": _with_course,
    "at_risk": _name,
    "unknown": _name,
    "ended": _name,
}


def _efforts(missed: list[TargetLine]) -> tuple[str, ...]:
    """What is left to do for the furthest targets that can still be met."""
    open_lines = [line for line in missed if line.outlook.kind not in CLOSED and missing_text(line)]
    nearest = sorted(open_lines, key=lambda line: line.headline.gap or 0)[:SHOWN_EFFORTS]
    items = [say("outlook.effort_item", name=_name(line), missing=missing_text(line)) for line in nearest]
    return (say("outlook.effort", items=listing(items)),) if items else ()
