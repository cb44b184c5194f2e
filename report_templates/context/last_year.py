"""The year to date beside that of the same territory a year earlier: targets, units, and who is not comparable.

In: the report's mart ``last_year``, the printed lines and the course. Out: :class:`LastYear`; without rows where the
period a year earlier was not published. Sums are SQL's; a change is the difference of two printed figures.
"""

from collections.abc import Iterable
from decimal import Decimal

from report_templates.context.course import Course
from report_templates.records import Grid, LastYear, MartRow, ReportData
from report_templates.results import CoursePoint, Measure, TargetLine
from report_templates.wording.clauses import lower_names
from report_templates.wording.measures import Key, measure, row_key, target_key
from report_templates.wording.numbers import points_text
from report_templates.wording.phrases import listing, name_of, say, sentence, titles
from report_templates.wording.two_levels import compares_with_last_year
from warehouse.periods import DISTRICTS_ENDED_ON

SHOWN_NAMES = 3
"""How many units the note names for each reason; the workbook names all."""
_REASONS = ("split", "missing", "differs", "reused", "unknown", "new")
_ENDED, _SOURCE = "ended", "source"


def last_year(report: ReportData, lines: Iterable[TargetLine], course: dict[str, tuple[CoursePoint, ...]]) -> LastYear:
    """Both tables and the note of those that are not comparable; empty without last year's publication."""
    found: dict[Key, list[MartRow]] = {}
    for row in report.marts.get("last_year", []):
        found.setdefault(row_key(row), []).append(row)
    earlier = str(report.period.a_year_earlier)
    has_ended, is_same = report.windows["period"].ends_on >= DISTRICTS_ENDED_ON, compares_with_last_year(report)
    across, others = Course(report), {}
    targets, units = [], []
    for line in lines:
        rows = found.get(target_key(line.target), [])
        if line.same_as or not found:
            continue
        units += [_unit_row(line, row) for row in rows]
        if line.target.levels == ("district",) and has_ended:
            continue
        points = course.get(line.label, ())
        before = next((point.ytd for point in points if (point.period, point.level) == (earlier, "")), None)
        if is_same and before is None and (pair := across.other_source(line.target)):
            others[line.label] = pair
        targets.append(_target_row(line, before, rows, is_same and line.label not in others))
    return LastYear(
        Grid(titles("grid.last_year"), tuple(targets)),
        Grid(titles("grid.last_year_units"), tuple(units)),
        _note([row for rows in found.values() for row in rows], others),
    )


def _target_row(line: TargetLine, before: Measure | None, rows: list[MartRow], is_same: bool) -> tuple[object, ...]:
    changes = [_change(line, row) for row in rows if row["level"] == "commune" and row["reason"] is None]
    known = [change for change in changes if change is not None]
    left_out = {row["unit_code"] for row in rows if row["reason"] not in (None, _ENDED)}
    return (
        line.target.row_no,
        sentence(line.short),
        before.text if before else say("last_year.none" if is_same else "last_year.not_the_same"),
        line.headline.ytd.text,
        "-" if line.change_in_year is None else points_text(line.change_in_year),
        say("last_year.communes", up=sum(c > 0 for c in known), down=sum(c < 0 for c in known)) if known else "-",
        len(left_out) or "-",
    )


def _unit_row(line: TargetLine, row: MartRow) -> tuple[object, ...]:
    before = _before(line, row)
    return (
        line.target.row_no,
        sentence(line.short),
        row["unit_code"],
        row["unit_name"],
        name_of("level", row["level"]),
        row["earlier_numerator"],
        row["earlier_denominator"],
        before if before.denominator is not None else None,
        row["numerator"],
        row["denominator"],
        _now(line, row),
        _change(line, row),
        _reason(row),
    )


def _now(line: TargetLine, row: MartRow) -> Measure:
    bound = line.headline.target
    return measure({**row, "status": "no_activity"}, () if bound is None else (bound,))


def _before(line: TargetLine, row: MartRow) -> Measure:
    sides = {side: row[f"earlier_{side}"] for side in ("numerator", "denominator", "value")}
    return _now(line, {**row, **sides})


def _change(line: TargetLine, row: MartRow) -> Decimal | None:
    now, before = _now(line, row).percent, _before(line, row).percent
    return None if now is None or before is None or row["reason"] is not None else now - before


def _reason(row: MartRow) -> str:
    if row["reason"] is None:
        return "" if row["earlier_denominator"] is not None else say("last_year.no_activity")
    reason = say(f"last_year.{row['reason']}")
    if row["reason"] == _SOURCE:
        return say("last_year.because", reason=reason, detail=_sources(row["other_source"], row["source"]))
    return say("last_year.because", reason=reason, detail=lower_names(row["detail"])) if row["detail"] else reason


def _sources(before: str, now: str) -> str:
    return say("last_year.sources", before=name_of("source", before), now=name_of("source", now))


def _note(rows: list[MartRow], others: dict[str, tuple[str, str]]) -> str:
    """Per reason how many units and the first of them, and the targets that another source judged then.

    Ended units are named nowhere, for they are gone.
    """
    parts = []
    for reason in _REASONS:
        names = sorted({str(row["unit_name"]).removeprefix("UBND ") for row in rows if row["reason"] == reason})
        if names:
            more = [say("last_year.more", count=len(names) - SHOWN_NAMES)] if len(names) > SHOWN_NAMES else []
            shown = listing([*names[:SHOWN_NAMES], *more], ", ")
            parts.append(say("last_year.left_out", reason=say(f"last_year.{reason}"), names=shown))
    for pair in dict.fromkeys(others.values()):
        reason = say("last_year.because", reason=say(f"last_year.{_SOURCE}"), detail=_sources(*pair))
        labels = listing([label for label in others if others[label] == pair], ", ")
        parts.append(say("last_year.left_out", reason=reason, names=say("last_year.of_targets", names=labels)))
    note = say("last_year.note")
    return f"{note} {say('last_year.not_comparable', items=listing(parts))}" if parts else note
