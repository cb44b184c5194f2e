"""Page one of every output: what a leader must know in a minute.

In: the report's data, its printed lines, places and standings. Out: one paragraph for each point, the
same in the documents, the page and the workbook's first sheet.
"""

from collections.abc import Iterator

from report_templates.ranking import last_first
from report_templates.records import ReportData
from report_templates.results import NEAR_POINTS, Places, Standing, TargetLine
from report_templates.wording.clauses import lower_first, shorts_of, with_results
from report_templates.wording.limits import late_or_missing
from report_templates.wording.numbers import ROMAN, date_text, period_text, short_period
from report_templates.wording.open_readings import result_words, undecided_verdicts
from report_templates.wording.phrases import listing, say
from report_templates.wording.plan_document import signed_on

SHOWN_TARGETS = 3
SHOWN_UNITS = 5


def describe_key_points(
    report: ReportData,
    judged: tuple[TargetLine, ...],
    verdicts: dict[str, int],
    places: Places,
    standings: tuple[Standing, ...],
) -> tuple[str, ...]:
    """Verdict, roadmap, what crossed, three targets, places, sở behind, data, open readings."""
    if not judged:
        return (say("key.no_targets", year=report.period.year),)
    points = (
        _verdict(report, verdicts),
        _roadmap(report, judged),
        _crossed(report, judged),
        _furthest(judged),
        _places(places, standings),
        _behind(standings),
        *_figures(report, judged),
    )
    return tuple(point for point in points if point)


def _verdict(report: ReportData, verdicts: dict[str, int]) -> str:
    """``Đến ngày …, 12/24 chỉ tiêu của năm đạt; 9 chưa đạt (trong đó 3 gần đạt) …``."""
    ends_on, total = report.windows["ytd"].ends_on, verdicts["total"]
    head = {"date": date_text(ends_on), "met": verdicts["met"], "total": total, "year": report.period.year}
    near = say("key.near", near=verdicts["near"], points=NEAR_POINTS) if verdicts["near"] else ""
    rest = [
        say(f"key.{status}", count=verdicts[status]) + (near if status == "not_met" else "")
        for status in ("not_met", "invalid", "no_activity", "no_data", "no_target")
        if verdicts[status]
    ]
    kind = "all_met" if verdicts["met"] == total else "none_met" if not verdicts["met"] else "some_met"
    return listing([say(f"key.{kind}", **head), *rest]) + "."


def _roadmap(report: ReportData, judged: tuple[TargetLine, ...]) -> str:
    """The quarter's milestone, where the plan has any."""
    if not any(line.target.milestones for line in judged):
        return ""
    by_status = {
        status: [line for line in judged if line.milestone and line.milestone.status == status]
        for status in ("met", "not_met")
    }
    met, missed = by_status["met"], by_status["not_met"]
    counts = {"quarter": ROMAN[report.period.quarter], "met": len(met), "total": len(met) + len(missed)}
    return say("key.roadmap_missed", **counts, names=shorts_of(missed)) if missed else say("key.roadmap", **counts)


def _crossed(report: ReportData, judged: tuple[TargetLine, ...]) -> str:
    """Which targets came to be met, or ceased to be, since the period before."""
    known = [line for line in judged if line.status_before]
    if not known:
        return ""
    before = short_period(report.period.shifted(-1))
    won = [line for line in known if line.headline.status == "met" and line.status_before != "met"]
    lost = [line for line in known if line.headline.status in ("not_met", "invalid") and line.status_before == "met"]
    if not won and not lost:
        return say("key.none_crossed", before=before)
    parts = [
        say("key.won", names=shorts_of(won)) if won else "",
        say("key.lost", names=shorts_of(lost)) if lost else "",
    ]
    return say("key.crossed", before=before, changes=listing(parts))


def _furthest(judged: tuple[TargetLine, ...]) -> str:
    missed = [line for line in judged if line.headline.status == "not_met" and not line.same_as]
    furthest = sorted(missed, key=lambda line: line.headline.gap or 0)[:SHOWN_TARGETS]
    return say("key.furthest", items=with_results(furthest)) if furthest else ""


def _places(places: Places, standings: tuple[Standing, ...]) -> str:
    """How many of its targets each district (or commune) meets: the counts of the table, the best place first."""
    names = dict(zip(places.codes, places.names, strict=True))
    items = [
        say("key.place", name=names[place.code], met=place.met, judged=place.judged)
        for place in standings
        if place.group == places.level and place.code in names
    ]
    return say(f"key.places_{places.level}", items=listing(items)) if items else ""


def _behind(standings: tuple[Standing, ...]) -> str:
    """The departments with the most missed targets, by name."""
    behind = last_first(standings, "province")
    worst = behind[:SHOWN_UNITS]
    items = [
        say(
            "key.unit",
            name=unit.name,
            missed=len(unit.missed),
            judged=unit.judged,
            target=lower_first(unit.missed[0][0]),
        )
        for unit in worst
    ]
    more = say("key.more_units", count=len(behind) - len(worst)) if len(behind) > len(worst) else ""
    return say("key.behind", items=listing([*items, more])) if items else ""


def _figures(report: ReportData, judged: tuple[TargetLine, ...]) -> Iterator[str]:
    """Missing and empty data, a plan signed later than the period, readings that change a verdict."""
    yield from late_or_missing(report, judged)
    if open_readings := undecided_verdicts(report):
        items = [
            say(
                "key.reading",
                row=row["row_no"],
                reading=report.plan.ambiguities[row["ambiguity"] - 1].readings[row["reading"] - 1].text,
                result=result_words(row),
            )
            for row in open_readings
        ]
        yield say("key.readings", items=listing(items))
    signed = signed_on(report.plan.document)
    if signed and signed > report.windows["ytd"].ends_on:
        yield say("key.signed_later", period=period_text(report.period), signed=date_text(signed))
