"""The results of the year by periods, and the change since the period and the year before.

In: the mart ``course``. Out: :class:`CoursePoint` values by target, and differences of printed
figures. Last year's rows come from last year's plan: they belong to the target with the same
indicator and levels, whatever its number there, as long as the same source judged both.
"""

from collections.abc import Iterator
from decimal import Decimal

from report_templates.records import MartRow, ReportData
from report_templates.results import CoursePoint, TargetLine
from report_templates.wording.measures import Key, measure, row_key, target_key
from report_templates.wording.numbers import short_period
from warehouse.periods import Period
from warehouse.plans.catalogue import Target

_NO_DATA = "no_data"


class Course:
    """The rows of the mart ``course`` by the target they tell about."""

    def __init__(self, report: ReportData) -> None:
        self._by_target: dict[Key, list[MartRow]] = {}
        self._by_meaning: dict[Key, dict[str, list[MartRow]]] = {}
        earlier, self._period = str(report.period.a_year_earlier), str(report.period)
        for row in report.marts.get("course", []):
            if row["period"] == earlier:
                same = self._by_meaning.setdefault((row["indicator"], row["levels"]), {})
                same.setdefault(row["row_no"], []).append(row)
            else:
                self._by_target.setdefault(row_key(row), []).append(row)

    def rows(self, target: Target) -> Iterator[MartRow]:
        """Last year's rows of the source that judges now, then this year's."""
        now, then = self._sources(target), self._by_meaning.get((target.indicator, target.level_set), {})
        same = {number: kept for number, rows in then.items() if (kept := [r for r in rows if _is_of(r, now)])}
        yield from same.get(target.row_no) or same.get(min(same, default=""), [])
        yield from self._by_target.get(target_key(target), [])

    def other_source(self, target: Target) -> tuple[str, str] | None:
        """The source that judged the target to date a year earlier and the one that judges it now; none if the same."""
        now, then = self._sources(target), self._by_meaning.get((target.indicator, target.level_set), {})
        to_date = [row for rows in then.values() for row in rows if row["basis"] == "ytd"]
        others = [row["source"] for row in to_date if not _is_of(row, now)]
        return (others[0], now["ytd"]) if others and len(others) == len(to_date) else None

    def _sources(self, target: Target) -> dict[str, str]:
        """The source that judges the target in this period, by basis; none where it has no data."""
        rows = self._by_target.get(target_key(target), [])
        return {r["basis"]: r["source"] for r in rows if r["period"] == self._period and r["status"] != _NO_DATA}

    def change(self, target: Target, basis: str, before: Period, percent: Decimal | None) -> Decimal | None:
        """Points between a printed percentage and the headline of an earlier period, if the same source judged both."""
        wanted, now = (basis, "headline", str(before)), self._sources(target)
        rows = (row for row in self.rows(target) if (row["basis"], row["scope_kind"], row["period"]) == wanted)
        row = next((row for row in rows if _is_of(row, now)), None)
        earlier = None if row is None else measure(row).percent
        return None if earlier is None or percent is None else percent - earlier


def _is_of(row: MartRow, sources: dict[str, str]) -> bool:
    """Whether one of the sources is a row's own; so is every row without data, and each where there are none now."""
    return row["status"] == _NO_DATA or sources.get(row["basis"]) in (None, row["source"])


def build_course(report: ReportData, lines: tuple[TargetLine, ...]) -> dict[str, tuple[CoursePoint, ...]]:
    """Per target label its results by period (headline, then levels), oldest first."""
    course = Course(report)
    return {line.label: tuple(_points(course, line.target)) for line in lines}


def _points(course: Course, target: Target) -> Iterator[CoursePoint]:
    pairs: dict[tuple[str, str], dict[str, MartRow]] = {}
    for row in course.rows(target):
        level = row["level"] if row["scope_kind"] == "level" else ""
        pairs.setdefault((level, row["period"]), {})[row["basis"]] = row
    for (level, period), bases in sorted(pairs.items()):
        milestone = next(iter(bases.values())).get("milestone")
        yield CoursePoint(
            period,
            short_period(Period.parse(period)),
            level,
            measure(bases.get("period")),
            measure(bases.get("ytd")),
            None if milestone is None else Decimal(milestone),
        )
