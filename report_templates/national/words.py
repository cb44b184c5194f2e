"""The national view in the words of its readers: one text for each cell, the same in workbook and page.

In: a :class:`National`. Out: Vietnamese texts; every number is rounded here and nowhere else.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from report_templates.wording.numbers import (
    count_text,
    percent_text,
    period_text,
    points_text,
    round_percent,
    target_text,
)
from report_templates.wording.phrases import name_of, say
from warehouse.cycles.national import National, NationalLine
from warehouse.models.definitions import indicators


@dataclass(frozen=True)
class Front:
    """What stands above every sheet: the same names as in a report's context."""

    texts: dict[str, str]
    synthetic: bool
    made_on: date


@dataclass(frozen=True)
class WordedLine:
    """One line in words."""

    province: str
    value: str
    counts: str
    target: str
    gap: str
    verdict: str
    rank: str
    source: str


def front(view: National) -> Front:
    """Title, basis and whether any of it is a demonstration."""
    synthetic = any(line.is_synthetic for line in view.lines)
    texts = {
        "agency": "",
        "title": say("national.title", period=period_text(view.period)),
        "windows": say("national.basis"),
        "synthetic": say("national.synthetic") if synthetic else "",
        "synthetic_long": say("national.synthetic") if synthetic else "",
    }
    return Front(texts, synthetic, view.period.window("civil").ends_on)


def worded(line: NationalLine) -> WordedLine:
    """One province's figure; a share is never printed as a target that it has not reached."""
    percent = printed_percent(line)
    return WordedLine(
        province=line.province_name or line.province,
        value=percent_text(percent),
        counts="" if line.denominator is None else f"{count_text(line.numerator)}/{count_text(line.denominator)}",
        target=target_text(line.target),
        gap="" if percent is None or line.target is None else points_text(percent - line.target),
        verdict=name_of("status", line.status),
        rank="" if line.rank is None else say("national.rank", rank=line.rank, compared=line.compared),
        source=name_of("source", line.source),
    )


def printed_percent(line: NationalLine) -> Decimal | None:
    """The percentage with two decimals, never past a target that it has not reached; none without a figure."""
    if line.value is None or line.status in ("no_data", "no_activity"):
        return None
    bounds = [] if line.target is None else [line.target]
    is_met = line.status == "met"
    return round_percent(line.value, below=[] if is_met else bounds, reached=bounds if is_met else [])


def groups(view: National) -> list[tuple[str, list[NationalLine]]]:
    """The lines by indicator and levels, the best first, those without a place last; titles in Vietnamese."""
    found: dict[tuple[str, str], list[NationalLine]] = {}
    for line in view.lines:
        found.setdefault((line.indicator, line.levels), []).append(line)
    return [(_title(*key), sorted(found[key], key=_order)) for key in sorted(found)]


def missing_texts(view: National) -> list[str]:
    """One sentence for each province that is not in the table."""
    return [
        say(
            "national.missing",
            province=each.province_name or each.plan_id,
            plan=each.plan_id,
            state=say(f"national_state.{each.state.replace(' ', '_')}"),
            why=f": {each.why}" if each.why else "",
        )
        for each in view.missing
    ]


def _title(indicator: str, levels: str) -> str:
    known = indicators().get(indicator)
    where = ", ".join(name_of("short_level", level) for level in levels.split("+"))
    return say("national.indicator", name=known.name_vi if known else indicator, levels=where)


def _order(line: NationalLine) -> tuple[bool, str, int, str]:
    return (line.rank is None, f"{line.group}", line.rank or 0, line.province)
