"""The list of cases behind one figure as a workbook.

In: headings, rows of texts and numbers, and what the list is of. Out: the bytes of an XLSX file,
the same for the same input; no text can be read as a formula, link or number.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import xlsxwriter  # type: ignore[import-untyped, unused-ignore]

from report_templates.archive import repack
from report_templates.wording.numbers import printable
from report_templates.wording.phrases import say

MOST_ROWS = 1_048_575
"""Rows that a sheet can hold below its header."""

_MOST_WIDE, _LEAST_WIDE, _LOOKED_AT = 60, 10, 500
_COUNT = "[$-42A]#,##0"
_SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
Cells = Sequence[str | int | None]


def render_cases(
    headings: Sequence[str], rows: Sequence[Cells], facts: Iterable[tuple[str, str | int | None]]
) -> bytes:
    """Two sheets: the rows under a frozen header with a filter, and the facts."""
    content = io.BytesIO()
    book: Any = xlsxwriter.Workbook(content, {"in_memory": True, **_SAFE})
    book.set_properties({"title": say("cases.title"), "created": datetime(1980, 1, 1, tzinfo=UTC)})
    head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "align": "center", "bg_color": "#D9E2F3"})
    count = book.add_format({"num_format": _COUNT})
    sheet = book.add_worksheet(say("sheet.cases"))
    for place, heading in enumerate(headings):
        sheet.write_string(0, place, heading, head)
        sheet.set_column(place, place, _width(heading, [row[place] for row in rows[:_LOOKED_AT]]))
    for number, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            _write(sheet, number, place, cell, count)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), len(headings) - 1)
    _write_facts(book, facts, count)
    book.close()
    return repack(content.getvalue())


def _write_facts(book: Any, facts: Iterable[tuple[str, str | int | None]], count: Any) -> None:
    sheet = book.add_worksheet(say("sheet.formula"))
    bold = book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top", "align": "left"})
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 100)
    for number, (name, fact) in enumerate(facts):
        sheet.write_string(number, 0, name, bold)
        if isinstance(fact, str):
            sheet.write_string(number, 1, printable(fact), wrapped)
        else:
            _write(sheet, number, 1, fact, count)


def _write(sheet: Any, row: int, column: int, cell: str | int | None, count: Any) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, column, printable(cell))
    elif cell is not None:
        sheet.write_number(row, column, cell, count)


def _width(heading: str, cells: Iterable[object]) -> int:
    longest = max([len(heading), *(len(str(cell)) for cell in cells if cell is not None)])
    return min(max(longest + 2, _LEAST_WIDE), _MOST_WIDE)
