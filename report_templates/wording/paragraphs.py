"""The report's paragraphs, each from figures that the tables print too.

In: the report's data and its printed lines. Out: :class:`Paragraphs`. Nothing is invented:
causes and proposals are the officer's own text or a visible placeholder.
"""

from decimal import Decimal

from report_templates.ranking import ranked_units
from report_templates.records import (
    NEAR_POINTS,
    Paragraphs,
    ReportData,
    Scope,
    TargetLine,
    UnitSummary,
)
from report_templates.wording.clauses import Lines, describe_groups, labels_of, milestone_item, named, noun_of
from report_templates.wording.limits import describe_limits, describe_quality
from report_templates.wording.numbers import ROMAN, count_text, period_text
from report_templates.wording.phrases import listing, name_of, say
from warehouse.periods import Period
from warehouse.plans.catalogue import LEVELS

SHOWN_UNITS = 3
"""How many best and worst units a sentence names."""


def write_paragraphs(
    report: ReportData,
    lines: Lines,
    units: tuple[UnitSummary, ...],
    verdicts: dict[str, int],
    texts: dict[str, str],
) -> Paragraphs:
    """Every paragraph of the report."""
    targets = tuple(line for line in lines if isinstance(line, TargetLine))
    judged = tuple(line for line in targets if line.headline.judged)
    return Paragraphs(
        grounds=_grounds(report),
        opening=_opening(report, texts, full=False),
        opening_full=_opening(report, texts, full=True),
        summary=_summary(report, judged, verdicts),
        groups=describe_groups(lines, report.period),
        levels=_levels(judged),
        units=_units(judged, units),
        missing=_missing(judged),
        milestones=_milestones(judged, report.period),
        outlook=_outlook(judged, report.period),
        quality=describe_quality(report.marts),
        limits=describe_limits(report, judged),
        causes=_own_words(report, "causes"),
        proposals=_own_words(report, "proposals"),
    )


def _grounds(report: ReportData) -> tuple[str, ...]:
    """The legal basis of the full document, a semicolon after each and a full stop at the end."""
    plan = report.plan
    lines = [say("opening.grounds_report")] if plan.calendar == "nd09" else []
    lines.append(say("opening.grounds_plan", document=plan.document, title=plan.title))
    return (*(f"{line};" for line in lines[:-1]), f"{lines[-1]}.")


def _opening(report: ReportData, texts: dict[str, str], full: bool) -> tuple[str, ...]:
    """Who reports on what, and the windows; the full document has its legal basis before it."""
    plan = report.plan
    named_plan = {} if full else {"document": plan.document, "title": plan.title}
    basis = say(
        "opening.basis_full" if full else "opening.basis",
        agency=texts["agency"],
        period=period_text(report.period),
        **named_plan,
    )
    windows = say("opening.windows", period=_lower_first(texts["window_period"]), ytd=_lower_first(texts["window_ytd"]))
    return tuple(part for part in (basis, windows, _first_report(report), _revised(report)) if part)


def _first_report(report: ReportData) -> str:
    known = {row["period"] for row in report.marts.get("course", [])}
    if str(report.period.shifted(-1)) in known:
        return ""
    first = report.period.number == 1 and report.period.kind != "year"
    return say("opening.first" if first else "opening.no_previous", year=report.period.year)


def _revised(report: ReportData) -> str:
    if report.revision == 1:
        return ""
    changed = len(report.marts.get("difference", []))
    if not changed:
        return say("opening.revised_same", revision=report.revision - 1)
    return say("opening.revised", revision=report.revision - 1, count=count_text(changed))


def _summary(report: ReportData, judged: tuple[TargetLine, ...], verdicts: dict[str, int]) -> tuple[str, ...]:
    if not judged:
        return (say("summary.no_targets", year=report.plan.year),)
    return tuple(
        part
        for part in (
            _verdict_sentence(report, len(judged), verdicts),
            _listed("summary.list_not_met", judged, "not_met"),
            _listed("summary.list_no_data", judged, "no_data"),
        )
        if part
    )


def _verdict_sentence(report: ReportData, total: int, verdicts: dict[str, int]) -> str:
    year, met = report.plan.year, verdicts["met"]
    if met == total:
        return say("summary.all_met", total=total, year=year)
    head = say("summary.some_met" if met else "summary.none_met", total=total, met=met, year=year)
    near = verdicts["near"]
    missed = say(
        "summary.near" if near else "summary.not_met",
        count=verdicts["not_met"],
        near=near,
        points=NEAR_POINTS,
    )
    rest = [
        say(f"summary.{status}", count=verdicts[status])
        for status in ("no_activity", "no_data", "no_target", "invalid")
        if verdicts[status]
    ]
    return listing([head, missed if verdicts["not_met"] else "", *rest]) + "."


def _listed(key: str, judged: tuple[TargetLine, ...], status: str) -> str:
    chosen = [line for line in judged if line.headline.status == status]
    return say(key, labels=labels_of(chosen)) if chosen else ""


def _levels(judged: tuple[TargetLine, ...]) -> tuple[str, ...]:
    sentences = []
    for level in LEVELS:
        scopes = [
            (line, scope) for line in judged for scope in _at_level(line, level) if scope.status in ("met", "not_met")
        ]
        if scopes:
            sentences.append(_level_sentence(level, scopes))
    return tuple(sentences) or (say("levels.none"),)


def _at_level(line: TargetLine, level: str) -> list[Scope]:
    """The level's own row, or the headline of a target that is assigned to this level alone."""
    own = [scope for scope in line.scopes if (scope.kind, scope.level) == ("level", level)]
    return own or ([line.headline] if line.target.levels == (level,) else [])


def _level_sentence(level: str, scopes: list[tuple[TargetLine, Scope]]) -> str:
    met = sum(scope.status == "met" for _, scope in scopes)
    result = say("levels.result", level=name_of("level", level), met=met, judged=len(scopes))
    missed = [(scope.gap or Decimal(0), line.label, scope) for line, scope in scopes if scope.status == "not_met"]
    if not missed:
        return f"{result}."
    _, label, scope = min(missed, key=lambda item: item[:2])
    worst = say("levels.worst", label=label, value=scope.ytd.text, target=scope.target_text)
    return f"{result}; {worst}."


def _units(judged: tuple[TargetLine, ...], units: tuple[UnitSummary, ...]) -> tuple[str, ...]:
    if not units:
        return (say("units.none"),)
    all_met = sum(unit.met == unit.judged for unit in units)
    kind = "overall" if all_met else "overall_none"
    overall = say(f"units.{kind}", judged=count_text(len(units)), all_met=count_text(all_met))
    ranked = sorted(units, key=lambda unit: (-unit.met / unit.judged, -unit.judged, unit.code))
    sentences = [overall]
    if len(units) >= 2 * SHOWN_UNITS:
        lowest = sorted(units, key=lambda unit: (unit.met / unit.judged, -unit.judged, unit.code))
        best, worst = ranked[:SHOWN_UNITS], lowest[:SHOWN_UNITS]
        sentences += [say("units.best", names=_ratios(best)), say("units.worst", names=_ratios(worst))]
    return (*sentences, *(text for line in judged if (text := _extremes(line))))


def _ratios(units: list[UnitSummary]) -> str:
    return listing([say("units.ratio", name=unit.name, met=unit.met, judged=unit.judged) for unit in units])


def _extremes(line: TargetLine) -> str:
    """The best and the worst units of a target that is not met."""
    scopes = ranked_units(line)
    if line.headline.status != "not_met" or len(scopes) < 2 or scopes[0].ytd.percent == scopes[-1].ytd.percent:
        return ""
    worst_first = [scope for scope in scopes[::-1] if scope.status == "not_met"]
    if not worst_first:
        return ""
    shown = min(SHOWN_UNITS, len(scopes) // 2)
    best, worst = _named(scopes, shown), _named(worst_first, shown)
    return say("units.target_extremes", label=line.label, best=best, worst=worst)


def _named(ranked: list[Scope], shown: int) -> str:
    """The first units by name; where more than these share the first result, how many do."""
    tied = sum(scope.ytd.percent == ranked[0].ytd.percent for scope in ranked)
    if tied > shown:
        return say("units.tied", count=tied, value=ranked[0].ytd.text)
    return listing([named(scope) for scope in ranked[:shown]], ", ")


def _missing(judged: tuple[TargetLine, ...]) -> tuple[str, ...]:
    items = tuple(
        say(
            "missing.item",
            label=line.label,
            count=count_text(line.headline.shortfall),
            noun=noun_of(line.target.indicator),
            target=line.headline.target_text,
        )
        for line in judged
        if line.headline.status == "not_met" and line.headline.shortfall
    )
    return (say("missing.intro"), *items) if items else (say("missing.none"),)


def _milestones(judged: tuple[TargetLine, ...], period: Period) -> tuple[str, ...]:
    judgeable = [line for line in judged if line.milestone and line.milestone.status in ("met", "not_met")]
    if not any(line.target.milestones for line in judged):
        return ()
    missed = [line for line in judgeable if line.milestone and line.milestone.status == "not_met"]
    intro = say(
        "milestone.intro",
        quarter=ROMAN[period.quarter],
        met=len(judgeable) - len(missed),
        total=len(judgeable),
    )
    items = say("milestone.missed", items=listing([milestone_item(line) for line in missed])) if missed else ""
    return (f"{intro} {items}".strip(),)


def _outlook(judged: tuple[TargetLine, ...], period: Period) -> tuple[str, ...]:
    if period.last_month_number == 12:
        return (say("outlook.year_end"),)
    if not any(line.headline.status in ("met", "not_met") for line in judged):
        return (say("outlook.nothing"),)
    missed = [line for line in judged if line.headline.status == "not_met"]
    if not missed:
        return (say("outlook.all_met"),)
    by_class: dict[str, list[TargetLine]] = {"on_track": [], "rising": [], "at_risk": [], "unknown": []}
    for line in missed:
        by_class[_outlook_class(line)].append(line)
    sentences = (say(f"outlook.{kind}", labels=labels_of(found)) for kind, found in by_class.items() if found)
    return (say("outlook.intro"), *sentences)


def _outlook_class(line: TargetLine) -> str:
    """Where a missed target is heading: by the period's own result, then by its change."""
    in_period, target = line.headline.period.percent, line.headline.target
    if in_period is None or target is None:
        return "unknown"
    if in_period >= target:
        return "on_track"
    if line.change is None:
        return "unknown"
    return "rising" if line.change > 0 else "at_risk"


def _own_words(report: ReportData, key: str) -> tuple[str, ...]:
    """The officer's paragraphs, one a line; a visible placeholder where there are none."""
    lines = (line.strip() for line in report.prose.get(key, "").splitlines())
    return tuple(line for line in lines if line) or (say(f"text.placeholder_{key}"),)


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
