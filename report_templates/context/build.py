"""From the marts' rows to everything a report prints, rounded, worded and in order.

In: :class:`ReportData`. Out: :class:`ReportContext`; the same data give an equal context.
"""

import dataclasses
from collections import Counter
from typing import Any

from report_templates.context.checks import find_checks
from report_templates.context.course import build_course
from report_templates.context.grids import all_grids
from report_templates.context.last_year import last_year
from report_templates.context.lines import build_lines, summarise_units
from report_templates.context.places import find_places
from report_templates.context.standings import rank_units
from report_templates.context.texts import single_lines
from report_templates.context.two_levels import distances, lines_of_before, lines_of_today
from report_templates.context.year_parts import year_parts
from report_templates.records import MartRow, ReportContext, ReportData, Slip
from report_templates.results import HeadingLine, Standing, TargetLine
from report_templates.wording.form_06a import describe_form
from report_templates.wording.limits import MAIN_DATASET
from report_templates.wording.numbers import printable, short_period
from report_templates.wording.paragraphs import write_paragraphs
from report_templates.wording.phrases import name_of, say
from report_templates.wording.two_levels import comparable_course
from warehouse.periods import Period

__all__ = ["ReportContext", "ReportData", "build_context"]
VERDICTS = ("met", "not_met", "invalid", "no_activity", "no_data", "no_target")


def build_context(data: ReportData) -> ReportContext:
    """Everything the report of one plan and period prints."""
    report = dataclasses.replace(data, marts=_clean(data.marts), officer_texts=_clean(data.officer_texts))
    report = dataclasses.replace(report, marts={**report.marts, "course": comparable_course(report)})
    lines = build_lines(report)
    targets, texts = _targets(lines), single_lines(report)
    units, verdicts = summarise_units(targets), _count_verdicts(targets)
    today = lines_of_today(report, targets)
    places, standings = find_places(report.plan, today), _standings(report, today)
    form, course = tuple(_form(report)), build_course(report, targets)
    return ReportContext(
        plan=report.plan,
        period=report.period,
        revision=report.revision,
        synthetic=report.synthetic,
        code_version=report.code_version,
        made_on=report.windows["ytd"].ends_on,
        texts=texts,
        verdicts=verdicts,
        lines=lines,
        today=today,
        places=places,
        places_before=find_places(report.plan, lines_of_before(report, targets)),
        distances=distances(report, targets),
        year_parts=year_parts(report, targets),
        standings=standings,
        unit_summaries=units,
        last_year=last_year(report, targets, course),
        course=course,
        form_06a=form,
        form_notes=describe_form(report.marts.get("form_06a_check", [])) if form else (),
        slips=tuple(_slip(row) for row in report.marts.get("finding", [])),
        paragraphs=write_paragraphs(report, lines, places, standings, units, verdicts, texts),
        checks=find_checks(report, targets),
        **all_grids(report),
    )


def _targets(lines: tuple[HeadingLine | TargetLine, ...]) -> tuple[TargetLine, ...]:
    return tuple(line for line in lines if isinstance(line, TargetLine))


def _standings(report: ReportData, targets: tuple[TargetLine, ...]) -> tuple[Standing, ...]:
    """Units ranked, with their places in the period before among the same units, from its own rows."""
    marts = {"attainment": report.marts.get("before", [])}
    before = _targets(build_lines(dataclasses.replace(report, marts=marts))) if marts["attainment"] else ()
    return rank_units(targets, lines_of_today(report, before), report.plan.ranking_minimum)


def _clean(value: Any) -> Any:
    """The same rows and texts without signs that XML cannot hold."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    return [_clean(item) for item in value] if isinstance(value, list) else value


def _count_verdicts(targets: tuple[TargetLine, ...]) -> dict[str, int]:
    judged = [line for line in targets if line.headline.judged]
    statuses = Counter(line.headline.status for line in judged)
    return {status: statuses[status] for status in VERDICTS} | {
        "near": sum(line.near for line in judged),
        "total": len(judged),
    }


def _slip(row: MartRow) -> Slip:
    cells = ("month", "dataset", "record", "rule", "title", "field", "value", "advice", "file", "line")
    month = short_period(Period.parse(row["month"]))
    named = {**row, "month": month, "dataset": name_of("dataset", row["dataset"])}
    texts = tuple("" if named[cell] is None else str(named[cell]) for cell in cells)
    return Slip(row["unit_code"] or "", row["unit_name"] or say("slip.unknown_unit"), texts, row["severity"])


def _form(report: ReportData) -> list[MartRow]:
    """The rows of form II.06a; none where no dossiers were delivered: it would say that there are none."""
    delivered = any(row["dataset"] == MAIN_DATASET for row in report.marts.get("quality", []))
    return report.marts.get("form_06a", []) if delivered else []
