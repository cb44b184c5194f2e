"""The tables and pictures that stand at the marked places of the Word templates.

In: :class:`ReportContext`. Out: per place's name a caption, columns and rows; a place whose
table has no rows says so in one sentence or disappears.
"""

from collections.abc import Iterator

from report_templates.docx.short_tables import short_tables
from report_templates.docx.table import LANDSCAPE, PORTRAIT, Column, TableBlock, TableRow
from report_templates.focus import UnitNames
from report_templates.ranking import level_scope, ranked_units
from report_templates.records import Grid, ReportContext
from report_templates.results import HeadingLine, TargetLine
from report_templates.wording.numbers import count_text, percent_text, short_period
from report_templates.wording.phrases import name_of, say
from warehouse.plans.catalogue import LEVELS

SHOWN_MISSES = 10
"""How many units a target's list names in the document; the workbook has all of them."""


def table_blocks(context: ReportContext) -> dict[str, TableBlock]:
    """Every table by the name of its place."""
    return {
        **short_tables(context),
        "bang_chi_tieu": _targets(context),
        "bang_cap": _levels(context),
        "bang_don_vi": _missing_units(context),
        "bang_chat_luong": _quality(context),
        "bang_loi": _findings(context),
        "bang_nguon": _grid(context.sources, say("table.sources"), (16, 34, 38, 24, 24, 24), "cllrrr"),
        "bang_thay_doi": _grid(
            context.differences, say("table.differences"), (14, 16, 18, 34, 24, 24, 15, 15), "ccllrrcc"
        ),
        "bang_cach_hieu": _grid(context.readings, say("table.readings"), (20, 43, 44, 29, 24), "clllc"),
    }


def _targets(context: ReportContext) -> TableBlock:
    lines = context.lines
    with_milestone = any(line.milestone for line in context.targets)
    horizons = sorted({later.horizon for line in context.targets for later in line.later})
    rest = [
        Column(say("column.unit"), 11, "center"),
        Column(_target_title(context), 23, "center"),
    ]
    if with_milestone:
        rest.append(Column(say("column.milestone", quarter=_quarter(context)), 18, "center"))
    in_period, ytd = say("column.in_period"), say("column.ytd")
    rest += [
        Column(say("column.fraction"), 26, "center", in_period),
        Column(say("column.ratio"), 17, "center", in_period),
        Column(say("column.fraction"), 28, "center", ytd),
        Column(say("column.ratio"), 17, "center", ytd),
        Column(say("column.gap"), 16, "center"),
        Column(say("column.verdict"), 21, "center"),
    ]
    for horizon in horizons:
        group = say("column.horizon", year=horizon)
        rest += [
            Column(say("column.target"), 15, "center", group),
            Column(say("column.gap"), 17, "center", group),
        ]
    name = Column(say("column.name"), LANDSCAPE - 14 - sum(column.width for column in rest))
    columns = (Column(say("column.number"), 14, "center"), name, *rest)
    rows = tuple(_target_row(line, with_milestone, horizons) for line in lines)
    return TableBlock(
        say("table.targets", year=context.period.year),
        columns,
        rows,
        above=say("table.targets_note", windows=context.texts["windows"]),
        landscape=True,
    )


def _target_title(context: ReportContext) -> str:
    """A year after the plan's own has no target of its own: the rows show that of a later or an earlier one."""
    year = context.plan.year
    return say("column.target_year", year=year) if context.period.year == year else say("column.assigned")


def _quarter(context: ReportContext) -> str:
    return next(line.milestone.quarter for line in context.targets if line.milestone)


def _target_row(line: HeadingLine | TargetLine, with_milestone: bool, horizons: list[int]) -> TableRow:
    if isinstance(line, HeadingLine):
        return TableRow((line.number, line.name), heading=True)
    headline, milestone = line.headline, line.milestone
    later = {found.horizon: found for found in line.later}
    cells = [
        line.target.row_no,
        line.row_name,
        line.target.unit_of_measure,
        line.target.wording,
        *([f"{milestone.text}\n{milestone.verdict}" if milestone else ""] if with_milestone else []),
        headline.period.fraction,
        headline.period.text,
        headline.ytd.fraction,
        headline.ytd.text,
        headline.gap_text,
        headline.verdict,
    ]
    for horizon in horizons:
        found = later.get(horizon)
        cells += [found.text, found.gap_text] if found else ["", ""]
    return TableRow(tuple(cells))


def _levels(context: ReportContext) -> TableBlock:
    """One row for each target, one column for each level: luỹ kế and verdict."""
    used = [level for level in LEVELS if any(level in line.target.levels for line in context.targets)]
    columns = (
        Column(say("column.number"), 14, "center"),
        Column(say("column.name"), PORTRAIT - 14 - 22 - 25 * len(used)),
        Column(say("column.target_short"), 22, "center"),
        *(Column(name_of("level", level), 25, "center") for level in used),
    )
    rows = tuple(_level_row(line, used) for line in context.lines)
    return TableBlock(say("table.levels"), columns, rows, note=say("table.levels_note"))


def _level_row(line: HeadingLine | TargetLine, used: list[str]) -> TableRow:
    if isinstance(line, HeadingLine):
        return TableRow((line.number, line.name), heading=True)
    results = (_level_cell(line, level) for level in used)
    return TableRow((line.target.row_no, line.row_name, line.target.wording, *results))


def _level_cell(line: TargetLine, level: str) -> str:
    scope = level_scope(line, level)
    if scope is None:
        return "-"
    return scope.ytd.text if scope.ytd.percent is None else f"{scope.ytd.text}\n{scope.verdict}"


def _missing_units(context: ReportContext) -> TableBlock:
    columns = (
        Column(say("column.number"), 14, "center"),
        Column(say("column.unit_name"), 66),
        Column(say("column.ytd_result"), 24, "center"),
        Column(say("column.target_short"), 20, "center"),
        Column(say("column.shortfall"), 36, "center"),
    )
    names = UnitNames(context)
    rows = tuple(row for line in context.targets for row in _missing_rows(line, names))
    return TableBlock(
        say("table.units"), columns, rows, note=say("table.units_note"), when_empty=say("table.units_none")
    )


def _missing_rows(line: TargetLine, names: UnitNames) -> Iterator[TableRow]:
    judged = [scope for scope in line.scopes if scope.kind == "unit" and scope.status in ("met", "not_met")]
    missed = [scope for scope in ranked_units(line)[::-1] if scope.status == "not_met"]
    if not missed:
        return
    heading = say("table.units_heading", title=line.title, missed=len(missed), judged=len(judged))
    yield TableRow((line.target.row_no, heading), heading=True)
    for number, scope in enumerate(missed[:SHOWN_MISSES], 1):
        target = f"{scope.target_text} (*)" if scope.relief else scope.target_text
        name = names.of(scope.unit_code, scope.unit_name)
        yield TableRow((str(number), name, scope.ytd.text, target, count_text(scope.shortfall)))
    if len(missed) > SHOWN_MISSES:
        more = say("units.more", count=len(missed) - SHOWN_MISSES)
        yield TableRow(("", more, "", "", ""))


def _quality(context: ReportContext) -> TableBlock:
    grid = _of_period(context, context.quality)
    return _grid(grid, say("table.quality"), (20, 54, 14, 18, 18, 18, 18), "clcrrrr", say("table.earlier_months"))


def _findings(context: ReportContext) -> TableBlock:
    """Without the advice, which the return slips carry."""
    grid = _of_period(context, context.findings)
    bare = Grid(grid.columns[:-1], tuple(row[:-1] for row in grid.rows))
    return _grid(bare, say("table.findings"), (18, 30, 16, 54, 28, 14), "clclcr")


def _of_period(context: ReportContext, grid: Grid) -> Grid:
    """The rows of the period's own months; the workbook has the year."""
    months = {short_period(month) for month in context.period.months()}
    return Grid(grid.columns, tuple(row for row in grid.rows if row[0] in months))


def _grid(grid: Grid, caption: str, widths: tuple[float, ...], aligned: str, note: str = "") -> TableBlock:
    names = {"l": "left", "c": "center", "r": "right"}
    columns = tuple(
        Column(title, width, names[align]) for title, width, align in zip(grid.columns, widths, aligned, strict=True)
    )
    rows = tuple(TableRow(tuple(_text(cell) for cell in row)) for row in grid.rows)
    return TableBlock(caption, columns, rows, note=note)


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, int):
        return count_text(cell)
    return cell if isinstance(cell, str) else percent_text(cell)  # type: ignore[arg-type]
