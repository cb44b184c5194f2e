"""The sheet "Còn thiếu": who is short of which target, and what would meet it, each number named for what it is.

In: :class:`ReportContext`. Out: :class:`SheetTable`. The lines of the whole area, a level and a district hold the
cases of their units again; the last count stands at units alone, so that its sum is true.
"""

from collections.abc import Iterator

from report_templates.focus import UnitNames
from report_templates.ranking import ranked_units
from report_templates.records import ReportContext
from report_templates.results import Scope, TargetLine
from report_templates.wording.clauses import adds_up, closed_text, noun_of, numbers_of
from report_templates.wording.phrases import name_of, say, sentence
from report_templates.xlsx.book import SheetColumn, SheetRow, SheetTable
from warehouse.plans.catalogue import indicators

COLUMNS = (
    SheetColumn(say("column.number"), 9, "centre"),
    SheetColumn(say("column.name"), 42),
    SheetColumn(say("column.scope"), 14, "centre"),
    SheetColumn(say("column.unit_name"), 42),
    SheetColumn(say("column.level"), 11, "centre"),
    SheetColumn(say("column.numerator"), 9, "count"),
    SheetColumn(say("column.denominator"), 9, "count"),
    SheetColumn(say("column.short_ytd"), 10, "percent"),
    SheetColumn(say("column.target_short"), 10, "percent"),
    SheetColumn(say("column.gap"), 12, "points"),
    SheetColumn(say("column.shortfall_a"), 12, "count"),
    SheetColumn(say("column.effort_b"), 11, "count"),
    SheetColumn(say("column.best_c"), 12, "percent"),
    SheetColumn(say("column.own_d"), 13, "count"),
    SheetColumn(say("column.missing_what"), 38),
)


def missing_table(context: ReportContext) -> SheetTable:
    """One row for each missed target and scope; rows of the plan that repeat one another are one."""
    names = UnitNames(context)
    rows = tuple(row for line in context.targets if not line.same_as for row in _rows(context, line, names))
    notes = tuple(say(f"formula.{name}") for name in ("shortfall", "effort", "best", "own"))
    return SheetTable(say("sheet.missing"), say("table.units"), COLUMNS, rows, "Con_thieu", notes=notes)


def _rows(context: ReportContext, line: TargetLine, names: UnitNames) -> Iterator[SheetRow]:
    others = [scope for scope in line.scopes if scope.kind in ("level", "area")]
    for scope in (line.headline, *others, *ranked_units(line)[::-1]):
        if scope.status == "not_met":
            yield SheetRow(
                (
                    numbers_of(context.targets, line),
                    sentence(line.short),
                    say(f"scope.{scope.kind}"),
                    names.of(scope.unit_code, scope.unit_name) if scope.kind == "unit" else scope.unit_name,
                    say("level.all") if "+" in scope.level else name_of("level", scope.level),
                    scope.ytd.numerator,
                    scope.ytd.denominator,
                    scope.ytd,
                    scope.target,
                    scope.gap,
                    *missing_cells(line, scope),
                )
            )


def missing_cells(line: TargetLine, scope: Scope) -> tuple[object, ...]:
    """Missing today, needed from now on, the best year-end result, what may be summed, and what the cases are.

    A final miss (a late case stays late) cannot be made good today; at a target of 100 not at all. Nor can that of
    a target whose levels have all ended.
    """
    if line.outlook.kind == "ended":
        return None, None, None, None, closed_text(line)
    final = indicators()[line.target.indicator].misses_final
    today = None if final else scope.shortfall
    noun = noun_of(line.target.indicator) if scope.reachable else say("outlook.short_unreachable")
    return (
        today,
        scope.effort if adds_up(line) else None,
        line.outlook.best if scope.kind == "headline" else None,
        today if scope.kind == "unit" else None,
        noun,
    )
