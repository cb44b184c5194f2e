"""The sheets "Địa bàn" and "Xếp hạng": a result a target and place with its counts, every unit among its equals.

In: :class:`ReportContext`. Out: :class:`SheetTable` values; none where there is no place or no unit to rank.
"""

from report_templates.ranking import group_name
from report_templates.records import Places, ReportContext, Scope, Standing, TargetLine
from report_templates.wording.clauses import missed_text, standings_note
from report_templates.wording.phrases import say, sentence
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
    """Each district with all its units (in a district's plan each commune) against every target."""
    places = context.places
    if not places.names:
        return ()
    rows = tuple(row for line in context.targets for row in _place_rows(places, line))
    note = say("units.relieved")
    table = SheetTable(say("sheet.places"), say(f"table.places_{places.level}"), _PLACE, rows, "Dia_ban", notes=(note,))
    return (table,)


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
    notes = (standings_note(context.plan),)
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
