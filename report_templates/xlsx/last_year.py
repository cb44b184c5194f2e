"""The sheet "So với năm trước": each unit beside the same territory a year earlier, or why it is not comparable.

In: :class:`ReportContext`. Out: :class:`SheetTable` values; none where the year before was not published.
"""

from report_templates.records import ReportContext
from report_templates.wording.phrases import say
from report_templates.xlsx.book import SheetColumn, SheetRow, SheetTable

_LOOKS = (
    (9, "centre"),
    (44, "text"),
    (14, "text"),
    (40, "text"),
    (12, "centre"),
    (10, "count"),
    (10, "count"),
    (11, "percent"),
    (10, "count"),
    (10, "count"),
    (11, "percent"),
    (11, "points"),
    (60, "text"),
)
"""Width and kind of each column."""


def last_year_tables(context: ReportContext) -> tuple[SheetTable, ...]:
    """One table, a row a target and unit."""
    grid = context.last_year.units
    if not grid.rows:
        return ()
    columns = tuple(SheetColumn(title, *look) for title, look in zip(grid.columns, _LOOKS, strict=True))
    rows = tuple(SheetRow(row) for row in grid.rows)
    notes = (context.last_year.note,)
    return (SheetTable(say("sheet.last_year"), say("table.last_year"), columns, rows, "So_voi_nam_truoc", notes=notes),)
