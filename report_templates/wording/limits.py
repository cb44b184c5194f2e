"""The sentences on data quality and on the limits of the figures.

In: the report's marts and plan. Out: paragraphs that name what is missing, what was not
counted and how unclear places of the plan were read.
"""

from decimal import Decimal

from report_templates.records import MartRow, ReportData
from report_templates.results import TargetLine
from report_templates.wording.clauses import shorts_of
from report_templates.wording.merged_province import is_merged
from report_templates.wording.numbers import (
    count_text,
    percent_text,
    period_text,
    round_percent,
    short_period,
    target_text,
)
from report_templates.wording.phrases import listing, name_of, say
from report_templates.wording.two_levels import describe_two_levels
from warehouse.periods import Period
from warehouse.plans.catalogue import Relief, indicators
from warehouse.units.listed import PROVINCES
from warehouse.units.mergers import senders_of

ROW_COUNTS = ("rows_in", "loaded", "superseded", "quarantined")
MAIN_DATASET = "ho_so"
SHOWN_DIFFERENCES = 3
"""How many differences between sources the sentence names."""
SHOWN_FINDINGS = 3
"""How many rules the sentence names; the table has them all."""


def describe_quality(report: ReportData) -> tuple[str, ...]:
    """What was received and what was not counted; of a district its own rows, and apart those of no known unit."""
    totals: dict[str, MartRow] = {}
    for row in own_rows(report.marts.get("quality", [])):
        total = totals.setdefault(row["dataset"], dict.fromkeys(ROW_COUNTS, 0))
        for column in total:
            total[column] += row[column] or 0
    if not totals:
        return (say("quality.nothing"),)
    main = MAIN_DATASET if MAIN_DATASET in totals else next(iter(totals))
    printed = {column: count_text(number) for column, number in totals[main].items()}
    received = say("quality.dossiers", dataset=name_of("dataset", main), **printed)
    return (received, *_own(report), *_unplaced(report), *_top_findings(report.marts))


def _own(report: ReportData) -> list[str]:
    """Whose rows are meant where more than the plan's area was delivered."""
    if is_merged(report):
        senders = senders_of(report.plan.province)
        month = short_period(Period.parse(senders.since))
        successor = PROVINCES[senders.successor]
        return [say("merger.own", area=report.plan.area_name, month=month, successor=successor)]
    return [say("quality.own", area=report.plan.area_name)] if report.plan.area_kind == "district" else []


def own_rows(rows: list[MartRow]) -> list[MartRow]:
    """Without the rows whose unit cannot be told, which a district's plan counts apart."""
    return [row for row in rows if not row.get("is_unplaced")]


def _unplaced(report: ReportData) -> list[str]:
    count = sum(row["rows_in"] for row in report.marts.get("quality", []) if row.get("is_unplaced"))
    return [say("quality.unplaced", rows=count_text(count), area=report.plan.area_name)] if count else []


def _top_findings(marts: dict[str, list[MartRow]]) -> tuple[str, ...]:
    rows: dict[str, int] = {}
    for found in own_rows(marts.get("finding_count", [])):
        if found["severity"] == "quarantine":
            rows[found["title"]] = rows.get(found["title"], 0) + found["rows"]
    if not rows:
        return (say("quality.clean"),)
    top = sorted(rows.items(), key=lambda item: (-item[1], item[0]))[:SHOWN_FINDINGS]
    items = [say("quality.finding", title=title, rows=count_text(count)) for title, count in top]
    return say("quality.findings", items=listing(items)), say("quality.slips")


def describe_limits(report: ReportData, judged: tuple[TargetLine, ...]) -> tuple[str, ...]:
    """Every reason to read the figures with care, and every reading of the plan that was decided."""
    parts = [say("limits.synthetic")] if report.synthetic else []
    parts += describe_two_levels(report)
    parts += late_or_missing(report, judged)
    parts += _other_sources(report)
    parts += [_relief(relief) for relief in report.plan.reliefs]
    if report.plan.ambiguities:
        parts.append(say("limits.readings", count=len(report.plan.ambiguities)))
    return tuple(parts) or (say("limits.none"),)


def _other_sources(report: ReportData) -> list[str]:
    """How many targets another source gives otherwise, the largest three, and which of the portal's documents count."""
    parts = []
    whole = [row for row in report.marts.get("reconciliation", []) if row["scope_kind"] == "headline"]
    if whole:
        names = {target.row_no: target.label for target in report.plan.targets}
        largest = listing([_difference(row, names[row["row_no"]]) for row in whole[:SHOWN_DIFFERENCES]])
        parts.append(say("limits.sources", count=len(whole), largest=largest))
    times = {row["time_type"] for row in report.marts.get("portal_score", []) if row["basis"] == "ytd"}
    if times:
        parts.append(say("limits.portal_months" if "month" in times else "limits.portal_year"))
    return [*parts, *_portal_notes(report)]


def _portal_notes(report: ReportData) -> list[str]:
    """How the portal counts what it judges, where that differs from the indicator's own definition."""
    judged = {row["indicator"] for row in report.marts.get("attainment", []) if row.get("source") == "portal"}
    rows_of: dict[str, list[str]] = {}
    for target in report.plan.targets:
        portal = indicators()[target.indicator].portal
        if portal and target.indicator in judged:
            rows = rows_of.setdefault(portal.note_vi, [])
            rows += [target.row_no] * (target.row_no not in rows)
    notes = [say("limits.portal_note", rows=", ".join(rows), note=note) for note, rows in rows_of.items()]
    return [say("limits.portal_notes", notes=" ".join(notes))] if notes else []


def _difference(row: MartRow, label: str) -> str:
    bounds = () if row["target"] is None else (row["target"],)
    judged, value = (
        say("status.no_data") if percent is None else percent_text(round_percent(percent, *_sides(percent, bounds)))
        for percent in (row["judged_value"], row["value"])
    )
    sources = {"judged_source": name_of("source", row["judged_source"]), "source": name_of("source", row["source"])}
    return say("limits.source_difference", label=label, judged=judged, value=value, **sources)


def _sides(percent: float, bounds: tuple[Decimal, ...]) -> tuple[list[Decimal], list[Decimal]]:
    """The targets that lie above a percentage and those that it has reached; print keeps to its side."""
    return [b for b in bounds if percent < b], [b for b in bounds if percent >= b]


def late_or_missing(report: ReportData, judged: tuple[TargetLine, ...]) -> list[str]:
    """Months that were not delivered, datasets without a row, targets without data."""
    parts = []
    if months := missing_months(report):
        parts.append(say("limits.missing_months", months=", ".join(period_text(month) for month in months)))
    if empty := empty_datasets(report):
        parts.append(say("limits.empty", datasets=", ".join(name_of("dataset", name) for name in empty)))
    if no_data := [line for line in judged if line.headline.status == "no_data"]:
        kind = "no_data_twice" if any(line.same_as for line in no_data) else "no_data"
        parts.append(say(f"limits.{kind}", count=len(no_data), names=shorts_of(no_data)))
    return parts


def missing_months(report: ReportData) -> list[Period]:
    """The months of the year to date that no export was delivered for."""
    return [Period.parse(row["month"]) for row in report.marts.get("export", []) if not row["delivered"]]


def empty_datasets(report: ReportData) -> list[str]:
    """Datasets that came without a single row in a month of the period."""
    months = {str(month) for month in report.period.months()}
    rows = own_rows(report.marts.get("quality", []))
    return sorted({row["dataset"] for row in rows if row["month"] in months and not row["rows_in"]})


def _relief(relief: Relief) -> str:
    amount = target_text(relief.amount).removesuffix("%")
    return say(f"limits.relief_{relief.reading}", wording=relief.wording, amount=amount)
