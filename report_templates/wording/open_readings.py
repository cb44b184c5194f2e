"""What another reading of the plan would print, and the readings that nobody has decided.

In: the mart ``reading`` and the plan. Out: rows of it, and the readings that change a verdict.
"""

from report_templates.records import MartRow, ReportData
from report_templates.wording.measures import measure
from report_templates.wording.phrases import name_of, say


def headline_readings(report: ReportData) -> list[MartRow]:
    """Headlines of the year to date that another reading would print otherwise."""
    rows = report.marts.get("reading", [])
    return [row for row in rows if row["scope_kind"] == "headline" and row["basis"] == "ytd"]


def undecided_verdicts(report: ReportData) -> list[MartRow]:
    """Of these the ones that change a verdict and that nobody of the office has decided."""
    return [
        row
        for row in headline_readings(report)
        if row["changes_verdict"] and not report.plan.ambiguities[row["ambiguity"] - 1].is_decided
    ]


def result_words(row: MartRow) -> str:
    """``92,41%, Chưa đạt``; the verdict alone where there is no figure."""
    value, verdict = measure(row).text, name_of("status", row["status"])
    return verdict if value == verdict else say("reading.result", value=value, verdict=verdict)
