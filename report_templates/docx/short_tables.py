"""The tables of the short report: results by short names, places, standings, decisions.

In: :class:`ReportContext`. Out: per place's name a :class:`TableBlock`.
"""

from collections.abc import Iterator
from dataclasses import replace

from report_templates.docx.last_year import last_year_block
from report_templates.docx.table import LANDSCAPE, PORTRAIT, Column, TableBlock, TableRow
from report_templates.docx.year_parts import bare_name, place_width, year_part_blocks
from report_templates.ranking import group_name, last_first
from report_templates.records import Grid, ReportContext
from report_templates.results import HeadingLine, Places, Scope, Standing, TargetLine
from report_templates.wording.clauses import missed_text, numbers_of, standings_note
from report_templates.wording.numbers import target_text
from report_templates.wording.phrases import say, sentence
from report_templates.wording.two_levels import CHANGE
from warehouse.plans.catalogue import LEVELS

NUMBER_WIDTH, PLACE_WIDTH, LEAST_NAME_WIDTH = 12.0, 13.7, 45.0
"""In mm: what "6.2" and "100,00" need, so that the name of a target mostly stands on one line; what a name needs."""
MOST_UPRIGHT, MOST_PLACES = 7, 13
MOST_UPRIGHT_RESULTS = 4  # each with its distance: "84,62% (-15,38)"
"""How many places an upright page holds, and a turned one; the workbook has all."""
SHOWN_STANDINGS = 4
"""How many of the last in each group the document names; the workbook has all."""
SHOWN_MISSES = 2


def short_tables(context: ReportContext) -> dict[str, TableBlock]:
    """The short report's tables by the name of their place."""
    return {
        "bang_ket_qua": _results(context),
        "bang_dia_ban": _places(context),
        "bang_xep_hang": _with_last_year(context, _standings(context)),
        "bang_quyet_dinh": _texts(context.decisions, say("table.decisions"), (50, 30, 30, 24, 26)),
        "bang_cach_hieu_khac": _texts(context.other_readings, say("table.other_readings"), (16, 54, 45, 45)),
    }


def _results(context: ReportContext) -> TableBlock:
    """One row for each target by its short name; rows that repeat another share its line."""
    milestone = next((line.milestone for line in context.targets if line.milestone), None)
    roadmap = [Column(say("column.milestone_short", quarter=milestone.quarter), 46, "center")] if milestone else []
    rest = (
        Column(say("column.assigned"), 12, "center"),
        *roadmap,
        Column(say("column.short_period"), 16, "center"),
        Column(say("column.short_ytd"), 16, "center"),
        Column(say("column.counts"), 27, "center"),
        Column(say("column.short_gap"), 13, "center"),
        Column(say("column.verdict"), 18, "center"),
    )
    width = LANDSCAPE if milestone else PORTRAIT
    name = Column(say("column.name"), width - NUMBER_WIDTH - sum(column.width for column in rest))
    lower = (text[:1].lower() + text[1:] for text in (context.texts["window_period"], context.texts["window_ytd"]))
    period, ytd = lower
    return TableBlock(
        say("table.results", year=context.period.year),
        (Column(say("column.number"), NUMBER_WIDTH, "center"), name, *rest),
        tuple(_result_rows(context, with_roadmap=bool(milestone))),
        note=say("table.results_note", period=period, ytd=ytd),
        landscape=bool(milestone),
    )


def _result_rows(context: ReportContext, with_roadmap: bool) -> Iterator[TableRow]:
    for line in context.lines:
        if isinstance(line, HeadingLine):
            if line.is_group:
                yield TableRow((line.number, line.name), heading=True)
        elif not line.same_as:
            yield _result_row(line, numbers_of(context.targets, line), with_roadmap)


def _result_row(line: TargetLine, numbers: str, with_roadmap: bool) -> TableRow:
    headline, milestone = line.headline, line.milestone
    roadmap = say("table.roadmap", value=milestone.text, verdict=milestone.verdict) if milestone else ""
    cells = (
        numbers,
        sentence(line.short),
        target_text(headline.target) or "-",
        *([roadmap] if with_roadmap else []),
        headline.period.text,
        headline.ytd.text if headline.ytd.percent is not None else "-",
        headline.ytd.fraction,
        headline.gap_text,
        _verdict(headline),
    )
    return TableRow(cells, bold=frozenset([len(cells) - 1]) if headline.status == "not_met" else frozenset())


def _verdict(headline: Scope) -> str:
    """The verdict without what stands in brackets behind it: the column is narrow."""
    return headline.verdict.partition(" (")[0]


def _places(context: ReportContext) -> TableBlock:
    """The places of today; of a year that the districts left its parts; of an ended district its communes of before."""
    if parts := year_part_blocks(context):
        return replace(parts[0], then=parts[1:])
    before = context.places_before
    if before.names:
        since, until = say("table.places_since", **CHANGE), say("table.places_before", **CHANGE)
        blocks = [_place_table(context, before, until), _place_table(context, context.places, since)]
    else:
        blocks = [_place_table(context, context.places, say(f"table.places_{context.places.level}"))]
    if context.distances.rows:
        blocks.append(_distances(context))
    first, *then = [block for block in blocks if block.rows] or blocks[:1]
    return replace(first, then=tuple(then))


def _distances(context: ReportContext) -> TableBlock:
    """How far each commune of today is from the targets of later years."""
    grid = context.distances
    count = min(len(grid.columns) - 2, MOST_UPRIGHT)
    turned = count > MOST_UPRIGHT_RESULTS
    page = LANDSCAPE if turned else PORTRAIT
    width = min(32.0, (page - 48) / count)
    name = Column(grid.columns[1], page - 13 - width * count)
    columns = (
        Column(grid.columns[0], 13, "center"),
        name,
        *(Column(bare_name(title), width, "center") for title in grid.columns[2 : 2 + count]),
    )
    rows = tuple(TableRow(tuple(str(cell) for cell in row[: 2 + count])) for row in grid.rows)
    return TableBlock(say("table.distances"), columns, rows, note=say("table.distances_note"), landscape=turned)


def _place_table(context: ReportContext, places: Places, title: str) -> TableBlock:
    """One row for each target, one column for each district (or commune), and how each place stands under them."""
    names = places.names[:MOST_PLACES]
    turned = len(names) > MOST_UPRIGHT
    room = (LANDSCAPE if turned else PORTRAIT) - NUMBER_WIDTH
    width = place_width(names, PLACE_WIDTH, room - LEAST_NAME_WIDTH)
    columns = (
        Column(say("column.number"), NUMBER_WIDTH, "center"),
        Column(say("column.name"), room - width * len(names)),
        *(Column(bare_name(name), width, "center") for name in names),
    )
    rows = [
        _place_row(line, places.results[line.label][: len(names)])
        for line in context.targets
        if line.label in places.results
    ]
    if rows:
        rows += _place_standings(context, places, len(names))
    return TableBlock(title, columns, tuple(rows), note=say("table.places_note"), landscape=turned)


def _place_row(line: TargetLine, results: tuple[Scope | None, ...]) -> TableRow:
    bold = frozenset(place for place, scope in enumerate(results, 2) if scope and scope.status == "not_met")
    name = say("table.with_target", name=sentence(line.short), target=line.headline.target_text or "-")
    return TableRow((line.target.row_no, name, *(place_cell(scope) for scope in results)), bold=bold)


def place_cell(scope: Scope | None) -> str:
    """A result without its sign of percent; a lowered target is marked; a place without a row had no case."""
    if scope is None:
        return say("short.no_activity")
    if scope.ytd.percent is None:
        return say("short.no_activity") if scope.ytd.denominator == 0 else say("short.no_data")
    return scope.ytd.text.removesuffix("%") + ("*" if scope.relief else "")


def _place_standings(context: ReportContext, places: Places, shown: int) -> Iterator[TableRow]:
    """Under the results: targets met of those judged, and the place with that of the period before."""
    by_code = {standing.code: standing for standing in context.standings if standing.group == places.level}
    found = [by_code.get(code) for code in places.codes[:shown]]
    if not any(found):
        return
    met = (say("table.of", met=unit.met, judged=unit.judged) if unit else "-" for unit in found)
    yield TableRow(("", say("column.met_of_judged"), *met), bold=frozenset([1]))
    yield TableRow(
        ("", say("table.rank_row"), *(rank_text(unit) if unit else "-" for unit in found)), bold=frozenset([1])
    )


def rank_text(standing: Standing) -> str:
    """``3 (5)``: the place and that of the period before."""
    before = "-" if standing.rank_before is None else str(standing.rank_before)
    return f"{standing.rank} ({before})"


def _standings(context: ReportContext) -> TableBlock:
    """The last of each group with what they miss; places already tabled are left out."""
    columns = (
        Column(say("column.rank"), 15, "center"),
        Column(say("column.unit_name"), 40),
        Column(say("column.met_of_judged"), 21, "center"),
        Column(say("column.missed_targets"), PORTRAIT - 76),
    )
    tabled = context.places.level if context.places.names else ""
    rows = [row for group in LEVELS if group != tabled for row in _standing_rows(context, group)]
    return TableBlock(
        say("table.standings"), columns, tuple(rows), note=standings_note(context.plan, context.standings)
    )


def _with_last_year(context: ReportContext, standings: TableBlock) -> TableBlock:
    """The ranking, and behind it the comparison with the year before where that was published."""
    block = last_year_block(context)
    if not block.rows:
        return standings
    return replace(standings, then=(block,)) if standings.rows else block


def _standing_rows(context: ReportContext, group: str) -> Iterator[TableRow]:
    units = [standing for standing in context.standings if standing.group == group]
    behind = last_first(context.standings, group)
    if not units:
        return
    heading = say(f"table.standings_{group_name(context.plan, group)}", missed=len(behind), count=len(units))
    yield TableRow(("", heading), heading=True)
    for unit in behind[:SHOWN_STANDINGS]:
        met = say("table.of", met=unit.met, judged=unit.judged)
        yield TableRow((rank_text(unit), unit.name, met, missed_text(unit, SHOWN_MISSES)))


def _texts(grid: Grid, caption: str, widths: tuple[float, ...]) -> TableBlock:
    columns = tuple(Column(title, width) for title, width in zip(grid.columns, widths, strict=True))
    return TableBlock(caption, columns, tuple(TableRow(tuple(str(cell or "") for cell in row)) for row in grid.rows))
