"""What to look at before a report is signed: everything that is open, in one list.

In: the report's data and printed targets. Out: one :class:`Check` a thing; empty when all is done.
"""

from collections.abc import Iterator

from report_templates.records import Check, ReportData
from report_templates.results import TargetLine
from report_templates.wording.limits import empty_datasets, missing_months
from report_templates.wording.numbers import period_text
from report_templates.wording.open_readings import undecided_verdicts
from report_templates.wording.phrases import name_of, say
from report_templates.wording.plan_document import has_number_and_date, open_part

OFFICER_TEXTS = ("causes", "proposals")


def find_checks(report: ReportData, targets: tuple[TargetLine, ...]) -> tuple[Check, ...]:
    """Open placeholders, unknown document numbers, missing data, open readings, accepted data."""
    return (*_words(report), *_data(report, targets), *_readings(report), *_decisions(report))


def _words(report: ReportData) -> Iterator[Check]:
    for name in OFFICER_TEXTS:
        if not report.officer_texts.get(name, "").strip():
            words = say(f"text.placeholder_{name}")
            yield _check("placeholder", words, text=words, period=report.period)
    if not has_number_and_date(report.plan.document):
        yield _check("document_number", open_part(report.plan.document), document=report.plan.document)


def _data(report: ReportData, targets: tuple[TargetLine, ...]) -> Iterator[Check]:
    for month in missing_months(report):
        yield _check("missing_month", month=period_text(month))
    for dataset in empty_datasets(report):
        yield _check("empty_dataset", dataset=name_of("dataset", dataset))
    for line in targets:
        if line.headline.judged and line.headline.status in ("no_data", "invalid"):
            yield _check(line.headline.status, label=line.label, name=line.short)


def _readings(report: ReportData) -> Iterator[Check]:
    """Readings that nobody of the office has decided, the ones that change a verdict marked."""
    changing = {row["ambiguity"] for row in undecided_verdicts(report)}
    for number, found in enumerate(report.plan.ambiguities, 1):
        if not found.is_decided:
            rows = ", ".join(found.rows) or say("text.whole_document")
            code = "reading_verdict" if number in changing else "reading"
            yield _check(code, rows=rows, says=found.document_says, plan=report.plan.plan_id, number=number)


def _decisions(report: ReportData) -> Iterator[Check]:
    """Data that a person accepted, and what is held at the gate now."""
    for row in report.marts.get("decision", []):
        yield _check("decision", rule=row["rule"], month=row["month"], name=row["name"], reason=row["reason"])
    for row in report.marts.get("held", []):
        yield _check("held", rule=row["rule"], month=row["month"], counts=row["counts"], plan=report.plan.plan_id)


def _check(code: str, words: str = "", **values: object) -> Check:
    return Check(code, say(f"check.{code}", **values), say(f"check_advice.{code}", **values), words)
