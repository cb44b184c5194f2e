"""What a report says of a district level that has ended and of a district's territory since then.

In: the report's plan, period and mart ``territory``. Out: sentences; none for a plan that the change does not touch.
"""

from datetime import timedelta

from report_templates.records import MartRow, ReportData
from report_templates.wording.clauses import lower_names
from report_templates.wording.merged_province import describe_level, describe_merger, is_merged, list_units
from report_templates.wording.numbers import date_text
from report_templates.wording.phrases import say
from warehouse.periods import DISTRICTS_ENDED_ON
from warehouse.units.listed import has_grown

CHANGE = {"since": date_text(DISTRICTS_ENDED_ON), "until": date_text(DISTRICTS_ENDED_ON - timedelta(days=1))}
"""The first day without districts and the last with them, for print."""


def ended_levels(report: ReportData) -> frozenset[str]:
    """The levels of the plan's area that are no more on the period's last day."""
    district = {"district"} if report.windows["period"].ends_on >= DISTRICTS_ENDED_ON else set()
    return frozenset(district | ({"province"} if is_merged(report) else set()))


def describe_two_levels(report: ReportData, shown: int | None = None) -> tuple[str, ...]:
    """Which units are counted until and from the change, what is left out, and what it does to comparisons.

    Of a longer list ``shown`` are named, else all.
    """
    if report.windows["period"].ends_on < DISTRICTS_ENDED_ON:
        return ()
    area, territory = report.plan.area_name, report.marts.get("territory", [])
    sentences = list(merger := describe_merger(report, shown))
    if report.marts.get("year_part"):
        sentences.append(say("two_levels.parts", **CHANGE))
    if territory and not merger:
        counted = [_place(row) for row in territory if row["is_counted"]]
        names = list_units(counted, shown)
        sentences.append(say("two_levels.territory", area=area, count=len(counted), names=names, **CHANGE))
    if partly := [row for row in territory if not row["is_counted"] and row["parts_inside"]]:
        items = list_units([_left_out(row, area) for row in partly], shown)
        sentences.append(say("two_levels.left_out", count=len(partly), items=items))
    sentences.append(describe_level(report, "district", "two_levels", CHANGE))
    if not compares_with_last_year(report):
        sentences.append(say("two_levels.no_comparison", area=area, **CHANGE))
    return tuple(text for text in sentences if text)


def compares_with_last_year(report: ReportData) -> bool:
    """Whether the same territory was counted a year earlier.

    A commune partly inside an ended district makes it another one, and so do other provinces that joined, or that
    the province itself was merged and its departments are no more.
    """
    before = report.period.a_year_earlier.window(report.plan.calendar, "ytd")
    if before.starts_on >= DISTRICTS_ENDED_ON or report.windows["period"].ends_on < DISTRICTS_ENDED_ON:
        return True
    is_another = is_merged(report) or any(row["extent"] == "part" for row in report.marts.get("territory", []))
    return not is_another and not (report.plan.area_kind == "province" and has_grown(report.plan.province))


def comparable_course(report: ReportData) -> list[MartRow]:
    """The mart ``course`` without last year's results of another territory and of a level that has ended."""
    earlier, is_same = str(report.period.a_year_earlier), compares_with_last_year(report)
    has_ended = report.windows["period"].ends_on >= DISTRICTS_ENDED_ON
    return [
        row
        for row in report.marts.get("course", [])
        if row["period"] != earlier or (is_same and not (has_ended and row["levels"] == "district"))
    ]


def _place(row: MartRow) -> str:
    return str(row["unit_name"]).removeprefix("UBND ")


def _left_out(row: MartRow, area: str) -> str:
    outside = lower_names(row["parts_outside"] or say("two_levels.none"))
    inside = lower_names(row["parts_inside"])
    return say("two_levels.made_of", name=_place(row), inside=inside, area=area, outside=outside)
