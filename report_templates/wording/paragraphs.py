"""The report's paragraphs, each from figures that the tables print too.

In: the report's data and its printed lines. Out: :class:`Paragraphs`. Nothing is invented:
causes and proposals are the officer's own text or a visible placeholder.
"""

from decimal import Decimal

from report_templates.ranking import ranked_units
from report_templates.records import Paragraphs, ReportData
from report_templates.results import Places, Scope, Standing, TargetLine, UnitSummary
from report_templates.wording.by_group import describe_by_group
from report_templates.wording.clauses import Lines, describe_groups, lower_first, missing_text, named
from report_templates.wording.key_points import describe_key_points
from report_templates.wording.limits import describe_limits, describe_quality
from report_templates.wording.numbers import ROMAN, count_text, period_text, target_text
from report_templates.wording.outlook import describe_outlook
from report_templates.wording.phrases import listing, name_of, say
from report_templates.wording.two_levels import describe_two_levels
from warehouse.periods import Period
from warehouse.plans.catalogue import LEVELS

SHOWN_UNITS = 3
"""How many best and worst units a sentence names."""

SHOWN_PLACES = 5
"""How many units of a territory the opening names: the key points must stand on the first page."""


def write_paragraphs(
    report: ReportData,
    lines: Lines,
    places: Places,
    standings: tuple[Standing, ...],
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
        key_points=describe_key_points(report, judged, verdicts, places, standings),
        by_group=describe_by_group(lines),
        groups=describe_groups(lines, report.period, report.windows["ytd"].ends_on),
        levels=_levels(judged),
        units=_units(judged, units, report.plan.ranking_minimum),
        missing=_missing(judged),
        milestones=_milestones(judged, report.period),
        outlook=describe_outlook(judged, report.period),
        quality=describe_quality(report),
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
    """Who reports on what, and the windows; the full document has its legal basis before it.

    The full document has its limits in an annex, and there all that the end of the districts changes.
    """
    plan = report.plan
    named_plan = {} if full else {"document": plan.document, "title": plan.title}
    basis = say(
        "opening.basis_full" if full else "opening.basis",
        agency=texts["agency"],
        period=period_text(report.period),
        **named_plan,
    )
    windows = say("opening.windows", period=lower_first(texts["window_period"]), ytd=lower_first(texts["window_ytd"]))
    change = describe_two_levels(report, SHOWN_PLACES)
    if full and len(change) > 1:
        change = (change[0], say("two_levels.in_limits"))
    parts = (basis, windows, *change, _first_report(report), _revised(report))
    return tuple(part for part in parts if part)


def _first_report(report: ReportData) -> str:
    """That nothing stands for comparison; a quarter's report knows the months before it."""
    earlier = {row["period"] for row in report.marts.get("course", [])}
    earlier -= {str(report.period), str(report.period.a_year_earlier)}
    if earlier:
        return ""
    first = report.period.months("ytd") == report.period.months() and report.period.kind == "month"
    return say("opening.first" if first else "opening.no_previous", year=report.period.year)


def _revised(report: ReportData) -> str:
    """Only a revision after one that was approved or delivered replaces a report."""
    if not report.replaces_signed:
        return ""
    changed = len(report.marts.get("difference", []))
    if not changed:
        return say("opening.revised_same", revision=report.revision - 1)
    return say("opening.revised", revision=report.revision - 1, count=count_text(changed))


def _levels(judged: tuple[TargetLine, ...]) -> tuple[str, ...]:
    sentences = []
    for level in LEVELS:
        scopes = [
            (line, scope)
            for line in judged
            if not line.same_as
            for scope in _at_level(line, level)
            if scope.status in ("met", "not_met")
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
    missed = [(scope.gap or Decimal(0), line.short, scope) for line, scope in scopes if scope.status == "not_met"]
    if not missed:
        return f"{result}."
    _, name, scope = min(missed, key=lambda item: item[:2])
    worst = say("levels.worst", name=lower_first(name), value=scope.ytd.text, target=scope.target_text)
    return f"{result}; {worst}."


def _units(judged: tuple[TargetLine, ...], units: tuple[UnitSummary, ...], least: int) -> tuple[str, ...]:
    """How many units meet all of their targets, and each missed target's extremes by group."""
    if not units:
        return (say("units.none"),)
    all_met = sum(unit.met == unit.judged for unit in units)
    kind = "overall" if all_met else "overall_none"
    overall = say(f"units.{kind}", judged=count_text(len(units)), all_met=count_text(all_met))
    extremes = [text for line in judged if not line.same_as for text in _extremes(line, least)]
    return (overall, say("units.least", least=least), *extremes) if extremes else (overall,)


def _extremes(line: TargetLine, least: int) -> list[str]:
    """Per group of equals the best and the worst units of a target that is not met."""
    if line.headline.status != "not_met":
        return []
    found = []
    for group in LEVELS:
        ranked = ranked_units(line, group, least)
        worst_first = [scope for scope in ranked[::-1] if scope.status == "not_met"]
        if len(ranked) > 1 and worst_first and ranked[0].ytd.percent != ranked[-1].ytd.percent:
            shown = min(SHOWN_UNITS, len(ranked) // 2)
            best, worst = _named(ranked, shown), _named(worst_first, shown)
            found.append(say(f"units.extremes_{group}", name=line.short, best=best, worst=worst))
    return found


def _named(ranked: list[Scope], shown: int) -> str:
    """The first units by name; where more than these share the first result, how many do."""
    tied = sum(scope.ytd.percent == ranked[0].ytd.percent for scope in ranked)
    if tied > shown:
        return say("units.tied", count=tied, value=ranked[0].ytd.text)
    return listing([named(scope) for scope in ranked[:shown]], ", ")


def _missing(judged: tuple[TargetLine, ...]) -> tuple[str, ...]:
    """What each missed target lacks, named for what it is."""
    lines = [line for line in judged if line.headline.status == "not_met" and not line.same_as]
    items = [
        say("missing.item", name=line.short, target=line.headline.target_text, missing=text)
        for line in lines
        if (text := missing_text(line))
    ]
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
    items = say("milestone.missed", items=listing([_milestone_item(line) for line in missed])) if missed else ""
    return (f"{intro} {items}".strip(),)


def _milestone_item(line: TargetLine) -> str:
    milestone = target_text(line.milestone.value) if line.milestone else ""
    return say("milestone.item", name=lower_first(line.short), value=line.headline.ytd.text, milestone=milestone)


def _own_words(report: ReportData, key: str) -> tuple[str, ...]:
    """The officer's paragraphs, one a line; a visible placeholder where there are none."""
    lines = (line.strip() for line in report.officer_texts.get(key, "").splitlines())
    return tuple(line for line in lines if line) or (say(f"text.placeholder_{key}"),)
