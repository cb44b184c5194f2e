"""A district's plan since 1 July 2025: the units of before apart from the communes of today, and their way to go.

In: the report's marts ``territory`` and ``today``, the printed lines. Out: lines without ended units, a grid.
"""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from report_templates.records import Grid, MartRow, ReportData
from report_templates.results import Scope, TargetLine
from report_templates.wording.measures import measure
from report_templates.wording.merged_province import is_merged
from report_templates.wording.numbers import points_text, target_text
from report_templates.wording.phrases import say, sentence, titles


def lines_of_today(report: ReportData, lines: Iterable[TargetLine]) -> tuple[TargetLine, ...]:
    """The lines with the units that last; all of them where no district has ended.

    The departments of a province last with it, and end when it becomes a part of another.
    """
    today = {row["unit_code"] for row in report.marts.get("territory", [])}
    parts = report.marts.get("year_part", [])
    levels = ("province",) if parts and not is_merged(report) else ()
    today |= {row["unit_code"] for row in parts if row["part"] == "commune"}
    if not today:
        return tuple(lines)
    return tuple(
        replace(line, scopes=tuple(scope for scope in line.scopes if _lasts(scope, today, levels))) for line in lines
    )


def _lasts(scope: Scope, today: set[str], levels: tuple[str, ...]) -> bool:
    return scope.kind != "unit" or scope.unit_code in today or scope.level in levels


def lines_of_before(report: ReportData, lines: Iterable[TargetLine]) -> tuple[TargetLine, ...]:
    """The lines with the units that have ended; none where no district has ended."""
    today = {row["unit_code"] for row in report.marts.get("territory", [])}
    return tuple(
        replace(line, scopes=tuple(scope for scope in line.scopes if scope.unit_code not in today)) for line in lines
    ) if today else ()  # fmt: skip


def distances(report: ReportData, lines: Iterable[TargetLine]) -> Grid:
    """Per target of a later year how far each commune of today, with all that went into it, is from it."""
    rows = report.marts.get("today", [])
    names = {row["unit_code"]: str(row["unit_name"]).removeprefix("UBND ") for row in rows}
    codes, shorts = sorted(names), {(line.target.row_no, line.target.level_set): line.short for line in lines}
    found: dict[tuple[str, str, int], dict[str, MartRow]] = {}
    for row in rows:
        found.setdefault((row["row_no"], row["levels"], row["horizon"]), {})[row["unit_code"]] = row
    return Grid(
        (*titles("grid.distances"), *(names[code] for code in codes)),
        tuple(
            (
                row_no,
                say("table.with_target", name=sentence(shorts[row_no, levels]), target=_target(of_unit, horizon)),
                *(_distance(of_unit.get(code)) for code in codes),
            )
            for (row_no, levels, horizon), of_unit in found.items()
            if (row_no, levels) in shorts
        ),
    )


def _target(of_unit: dict[str, MartRow], horizon: int) -> str:
    row = next(iter(of_unit.values()))
    return say("two_levels.horizon", target=target_text(Decimal(row["target"])), year=horizon)


def _distance(row: MartRow | None) -> str:
    """``84,27% (-15,73) 75/89``: the result, its points above or below the later target, its counts."""
    if row is None:
        return "-"
    result = measure(row)
    if result.percent is None:
        return result.text
    gap = points_text(result.percent - Decimal(row["target"]))
    return say("two_levels.distance", value=result.text, gap=gap, fraction=result.fraction)
