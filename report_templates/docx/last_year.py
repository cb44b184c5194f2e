"""The table that compares each target with the same territory a year earlier.

In: :class:`ReportContext`. Out: a :class:`TableBlock`, without rows where the year before was not published.
"""

from report_templates.docx.table import PORTRAIT, Column, TableBlock, TableRow
from report_templates.records import ReportContext
from report_templates.wording.phrases import say

_WIDTHS = (12.0, 20.0, 18.0, 14.0, 16.0, 16.0)
"""In mm, of every column but the name's."""


def last_year_block(context: ReportContext) -> TableBlock:
    """A row a target: last year, this year, the change, and how its communes moved."""
    grid = context.last_year.targets
    widths = (_WIDTHS[0], PORTRAIT - sum(_WIDTHS), *_WIDTHS[1:])
    columns = tuple(
        Column(title, width, "left" if place == 1 else "center")
        for place, (title, width) in enumerate(zip(grid.columns, widths, strict=True))
    )
    rows = tuple(TableRow(tuple(str(cell) for cell in row)) for row in grid.rows)
    return TableBlock(say("table.last_year"), columns, rows, note=context.last_year.note)
