"""The sheets "Địa bàn" and "Xếp hạng": a result a target and place with its counts, every unit among its equals.

In: :class:`ReportContext`. Out: :class:`SheetTable` values; none where there is no place or no unit to rank.
"""

from report_templates.ranking import group_name
from report_templates.records import Grid, ReportContext
from report_templates.results import Places, Scope, Standing, TargetLine
from report_templates.wording.clauses import missed_text, standings_note
from report_templates.wording.phrases import say, sentence
from report_templates.wording.two_levels import CHANGE
from report_templates.xlsx.book import SheetColumn, SheetRow, SheetTable

_PLACE = (
    SheetColumn(say("column.number"), 9, "centre"),
    SheetColumn(say("column.name"), 44),
    SheetColumn(say("column.place"), 34),
    SheetColumn(say("column.numerator"), 10, "count"),
    SheetColumn(say("column.denominator"), 10, "count"),
    SheetColumn(say("column.short_ytd"), 11, "percent"),
    SheetColumn(say("column.target_short"), 11, "percent"),
    SheetColumn(say("column.relieved"), 11, "centre"),
    SheetColumn(say("column.gap"), 12, "points"),
    SheetColumn(say("column.verdict"), 16, "centre"),
)
_PART_UNIT = (
    (9, "centre"),
    (44, "text"),
    (24, "text"),
    (34, "text"),
    (10, "count"),
    (10, "count"),
    (11, "percent"),
    (34, "text"),
)
"""Width and kind of each column."""
_STANDING = (
    SheetColumn(say("column.group"), 15, "centre"),
    SheetColumn(say("column.rank"), 8, "count"),
    SheetColumn(say("column.rank_in_period_before"), 9, "count"),
    SheetColumn(say("column.rank_change"), 9, "count"),
    SheetColumn(say("column.unit_name"), 44),
    SheetColumn(say("column.met"), 10, "count"),
    SheetColumn(say("column.judged"), 11, "count"),
    SheetColumn(say("column.missed_targets"), 90),
)


def places_tables(context: ReportContext) -> tuple[SheetTable, ...]:
    """Each district with all its units (in a district's plan each commune) against every target.

    Where the districts have ended: the communes of before apart, or every part of a province's year.
    """
    before, places = context.places_before, context.places
    title = say("table.places_since", **CHANGE) if before.names else say(f"table.places_{places.level}")
    tables = (
        _places(context, before, "sheet.places_before", say("table.places_before", **CHANGE), "Dia_ban_cu"),
        _places(context, places, "sheet.places", title, "Dia_ban"),
        _part_units(context),
    )
    return tuple(table for table in tables if table.rows)


def _places(context: ReportContext, places: Places, sheet: str, title: str, range_name: str) -> SheetTable:
    rows = tuple(row for line in context.targets for row in _place_rows(places, line))
    return SheetTable(say(sheet), title, _PLACE, rows, range_name, notes=(say("units.relieved"),))


def _part_units(context: ReportContext) -> SheetTable:
    """Each old district, each commune since and each unit of the province, with the sums of the parts."""
    grid = context.year_parts.get("part_units", Grid((), ()))
    columns = tuple(SheetColumn(title, *look) for title, look in zip(grid.columns, _PART_UNIT, strict=False))
    notes = (say("table.districts_note"),)
    title = say("table.part_units", year=context.period.year, **CHANGE)
    rows = tuple(SheetRow(row) for row in grid.rows)
    return SheetTable(say("sheet.part_units"), title, columns, rows, "Truoc_va_tu_01_7", notes=notes)


def _place_rows(places: Places, line: TargetLine) -> list[SheetRow]:
    results = places.results.get(line.label, ())
    named = zip(places.names, results, strict=False)
    return [SheetRow(_place_cells(line, name, scope)) for name, scope in named if scope is not None]


def _place_cells(line: TargetLine, name: str, scope: Scope) -> tuple[object, ...]:
    return (
        line.target.row_no,
        sentence(line.short),
        name,
        scope.ytd.numerator,
        scope.ytd.denominator,
        scope.ytd,
        scope.target,
        "(*)" if scope.relief else "",
        scope.gap,
        scope.verdict,
    )


def standings_tables(context: ReportContext) -> tuple[SheetTable, ...]:
    """Sở, huyện (with all its units) and xã, each group by itself, with the place in the period before."""
    if not context.standings:
        return ()
    rows = tuple(SheetRow(_standing_cells(context, standing)) for standing in context.standings)
    notes = (standings_note(context.plan, context.standings),)
    table = SheetTable(say("sheet.standings"), say("table.standings"), _STANDING, rows, "Xep_hang", notes=notes)
    return (table,)


def _standing_cells(context: ReportContext, standing: Standing) -> tuple[object, ...]:
    before = standing.rank_before
    return (
        say(f"group_of_units.{group_name(context.plan, standing.group)}"),
        standing.rank,
        before,
        None if before is None else before - standing.rank,
        standing.name,
        standing.met,
        standing.judged,
        missed_text(standing, len(standing.missed)),
    )
