"""What each sheet of the workbook holds: columns and rows, all from the context.

In: :class:`ReportContext`. Out: :class:`SheetTable` values in the order of the sheets.
"""

from decimal import Decimal

from report_templates.ranking import level_scope
from report_templates.records import Grid, ReportContext
from report_templates.results import HeadingLine, Scope, TargetLine
from report_templates.wording.clauses import numbers_of
from report_templates.wording.numbers import percent_text
from report_templates.wording.phrases import name_of, say, sentence
from report_templates.xlsx.book import SheetColumn, SheetRow, SheetTable
from warehouse.plans.catalogue import LEVELS

NUMBER = SheetColumn(say("column.number"), 7, "centre")
FIGURE_ID = SheetColumn(say("column.figure_id"), 36, printed=False)
"""What ``kybaocao explain`` takes; for the screen, so it stands last and is not printed."""
RESULT = (
    SheetColumn(say("column.numerator"), 10, "count", say("column.in_period")),
    SheetColumn(say("column.denominator"), 10, "count", say("column.in_period")),
    SheetColumn(say("column.ratio"), 11, "percent", say("column.in_period")),
    SheetColumn(say("column.numerator"), 10, "count", say("column.ytd")),
    SheetColumn(say("column.denominator"), 10, "count", say("column.ytd")),
    SheetColumn(say("column.ratio"), 11, "percent", say("column.ytd")),
)
VERDICT = (
    SheetColumn(say("column.gap"), 12, "points"),
    SheetColumn(say("column.verdict"), 14, "centre"),
    SheetColumn(say("column.shortfall"), 12, "count"),
    FIGURE_ID,
)


def result_cells(scope: Scope) -> tuple[object, ...]:
    """The six cells of both bases: counts and percentage (or the words for its absence)."""
    return (
        scope.period.numerator,
        scope.period.denominator,
        scope.period,
        scope.ytd.numerator,
        scope.ytd.denominator,
        scope.ytd,
    )


def verdict_cells(scope: Scope) -> tuple[object, ...]:
    """Difference, verdict, what is missing where it can be made good, and the figure's id."""
    shortfall = scope.shortfall if scope.status == "not_met" and scope.reachable else None
    return (scope.gap, scope.verdict, shortfall, scope.figure_id)


def plan_table(context: ReportContext) -> SheetTable:
    """The plan's own table, in its columns and numbering, with the results after them."""
    titles = context.plan.column_titles
    own = [key for key in context.plan.columns if key not in ("stt", "milestones")]
    columns = [SheetColumn(titles.get("stt", "STT"), 7, "centre")]
    columns += [SheetColumn(titles.get(key, key), _WIDTHS.get(key, 18), _KINDS.get(key, "text")) for key in own]
    quarters = ("Q1", "Q2", "Q3", "Q4") if "milestones" in context.plan.columns else ()
    roadmap = titles.get("milestones", say("column.roadmap"))
    columns += [
        SheetColumn(say("column.quarter", quarter=roman), 8, "percent", roadmap)
        for roman in ("I", "II", "III", "IV")[: len(quarters)]
    ]
    if quarters:
        columns.append(SheetColumn(say("column.milestone_verdict"), 14, "centre"))
    rows = tuple(_plan_row(line, own, quarters) for line in context.lines)
    return SheetTable(
        say("sheet.targets"),
        say("table.targets", year=context.period.year),
        (*columns, *RESULT, *VERDICT),
        rows,
        "Chi_tieu",
        notes=(say("text.plan_note", document=context.plan.document),),
    )


_WIDTHS = {
    "name": 46,
    "unit_of_measure": 8,
    "target": 13,
    "implementing": 26,
    "legal_basis": 36,
    "evidence": 30,
}
_KINDS = {"unit_of_measure": "centre", "target": "centre", "horizon_2030": "centre"}


def _plan_row(line: HeadingLine | TargetLine, own: list[str], quarters: tuple[str, ...]) -> SheetRow:
    if isinstance(line, HeadingLine):
        return SheetRow((line.number, line.name), heading=True)
    milestones = tuple(line.target.milestones.get(quarter) for quarter in quarters)
    judged = (line.milestone.verdict if line.milestone else "",) if quarters else ()
    texts = tuple(_own_cell(line, key) for key in own)
    return SheetRow(
        (
            line.target.row_no,
            *texts,
            *milestones,
            *judged,
            *result_cells(line.headline),
            *verdict_cells(line.headline),
        )
    )


def _own_cell(line: TargetLine, key: str) -> str:
    """The document's own text in one of its columns, also of the same row's later horizon."""
    if key == "name":
        return line.row_name
    if key == "target":
        return line.target.wording
    if key == "baselines":
        return "; ".join(f"{found.year}: {percent_text(found.value)}" for found in line.target.baselines)
    kind, _, year = key.partition("_")
    if year.isdigit():
        later = next((found for found in line.later if str(found.horizon) == year), None)
        return "" if later is None else (later.wording if kind == "horizon" else later.schedule)
    return str(getattr(line.target, key))


def level_table(context: ReportContext) -> SheetTable:
    """One row for each target and level."""
    columns = (
        NUMBER,
        SheetColumn(say("column.name"), 42),
        SheetColumn(say("column.level"), 11, "centre"),
        *TARGET,
        *RESULT,
        *VERDICT,
    )
    rows = tuple(
        SheetRow(
            (
                line.target.row_no,
                sentence(line.short),
                name_of("level", level),
                scope.target,
                *result_cells(scope),
                *verdict_cells(scope),
            )
        )
        for line in context.targets
        for level in LEVELS
        if (scope := level_scope(line, level)) is not None
    )
    return SheetTable(say("sheet.levels"), say("table.levels_both"), columns, rows, "Theo_cap")


TARGET = (SheetColumn(say("column.target_short"), 10, "percent"),)


def unit_table(context: ReportContext) -> SheetTable:
    """One row for each target and unit (or district), every one with a result; rows that repeat one another are one."""
    columns = (
        SheetColumn(say("column.number"), 8, "centre"),
        SheetColumn(say("column.unit_code"), 12),
        SheetColumn(say("column.unit_name"), 42),
        SheetColumn(say("column.level"), 11, "centre"),
        SheetColumn(say("column.scope"), 14, "centre"),
        SheetColumn(say("column.name"), 38),
        *TARGET,
        *RESULT,
        *VERDICT[:-1],
        SheetColumn(say("column.relieved"), 12, "centre"),
        FIGURE_ID,
    )
    rows = tuple(
        SheetRow(
            (
                numbers_of(context.targets, line),
                scope.unit_code,
                scope.unit_name,
                say("level.all") if "+" in scope.level else name_of("level", scope.level),
                say(f"scope.{scope.kind}"),
                sentence(line.short),
                scope.target,
                *result_cells(scope),
                *verdict_cells(scope)[:-1],
                "(*)" if scope.relief else "",
                scope.figure_id,
            )
        )
        for line in context.targets
        for scope in line.scopes
        if scope.kind != "level" and not line.same_as
    )
    notes = tuple(say("units.least", least=context.plan.ranking_minimum) for _ in context.plan.reliefs[:1])
    return SheetTable(say("sheet.units"), say("table.all_units"), columns, rows, "Don_vi", frozen=3, notes=notes)


def distance_tables(context: ReportContext) -> tuple[SheetTable, ...]:
    """How far each commune of today is from the targets of later years; none where no district has ended."""
    grid = context.distances
    if not grid.rows:
        return ()
    widths = (7.0, 44.0, *(20.0 for _ in grid.columns[2:]))
    return (_grid_table(grid, say("sheet.distances"), say("table.distances"), "Den_chi_tieu_sau", widths),)


def quality_tables(context: ReportContext) -> tuple[SheetTable, SheetTable]:
    """Rows in, used, superseded and not counted; and the findings by rule."""
    rows = _grid_table(context.quality, say("sheet.quality"), say("table.quality"), "Chat_luong", _QUALITY_WIDTHS)
    found = _grid_table(context.findings, say("sheet.findings"), say("table.findings"), "Loi_du_lieu", _FINDING_WIDTHS)
    return rows, found


def source_tables(context: ReportContext) -> tuple[SheetTable, ...]:
    """What another source says of the same figures, and the portal's own points; none where there is nothing."""
    tables = []
    if context.reconciliation.rows:
        title = say("table.reconciliation")
        tables.append(
            _grid_table(
                context.reconciliation, say("sheet.reconciliation"), title, "Doi_chieu_nguon", _RECONCILIATION_WIDTHS
            )
        )
    if context.portal_scores.rows:
        widths = (40.0, *(18.0 for _ in context.portal_scores.columns[1:]))
        title = say("table.portal_scores")
        tables.append(_grid_table(context.portal_scores, say("sheet.portal_scores"), title, "Diem_cua_Cong", widths))
    return tuple(tables)


_RECONCILIATION_WIDTHS = (9, 32, 18, 12, 12, 10, 18, 12, 12, 10, 12, 44)
_QUALITY_WIDTHS = (12, 30, 9, 12, 12, 14, 12)
_FINDING_WIDTHS = (12, 26, 9, 44, 22, 10, 50)


def _grid_table(grid: Grid, name: str, title: str, range_name: str, widths: tuple[float, ...]) -> SheetTable:
    """A grid of the context as a sheet; whole numbers are counts, decimals percentages, the rest texts."""
    columns = tuple(
        SheetColumn(column, width, _kind(grid, place))
        for place, (column, width) in enumerate(zip(grid.columns, widths, strict=True))
    )
    return SheetTable(name, title, columns, tuple(SheetRow(row) for row in grid.rows), range_name)


def _kind(grid: Grid, place: int) -> str:
    cells = [row[place] for row in grid.rows]
    if any(isinstance(cell, Decimal) for cell in cells):
        return "points" if say("unit.points") in grid.columns[place] else "percent"
    return "count" if any(isinstance(cell, int) for cell in cells) else "text"
