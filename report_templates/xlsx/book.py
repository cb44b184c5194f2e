"""One way to write a sheet: title, windows, header, typed cells, print set-up, named range.

In: :class:`SheetTable`. Nothing that comes from data is ever read as a formula, link or number:
texts are written as texts, counts and percentages as numbers with a Vietnamese-style format.
"""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from itertools import groupby
from textwrap import wrap
from typing import Any, Generic, Protocol

import xlsxwriter  # type: ignore[import-untyped, unused-ignore]
from typing_extensions import TypeVar

from report_templates.archive import repack
from report_templates.records import ReportContext
from report_templates.results import Measure
from report_templates.wording.numbers import printable

FONT = "Times New Roman"
SIGNS_PER_WIDTH = 1.1
"""A column's width counts digits of the program's own font; the report's letters are narrower."""
_CAPITALS = re.compile("[A-ZĐ]{2,}")  # an abbreviation such as UBND is wider than as many other letters
# [$-42A] is Vietnamese: LibreOffice prints 12.345 and 81,93% whatever the machine's own language.
FORMATS: dict[str, dict[str, Any]] = {
    "text": {"indent": 1},
    "centre": {"align": "center"},
    "count": {"num_format": "[$-42A]#,##0", "align": "right", "indent": 1},
    "percent": {"num_format": "[$-42A]0.00%", "align": "right", "indent": 1},
    "points": {"num_format": "[$-42A]+0.00;[$-42A]-0.00;[$-42A]0.00", "align": "right", "indent": 1},
}
SHADES = {"head": "#D9E2F3", "group": "#F2F2F2", "met": "#E2EFDA", "not_met": "#F8CBAD", "other": "#EDEDED"}


@dataclass(frozen=True)
class SheetColumn:
    """One column: title, width in characters, kind of its cells, and a title shared with others.

    The last columns of a sheet may be for the screen alone (not ``printed``).
    """

    title: str
    width: float
    kind: str = "text"
    group: str = ""
    printed: bool = True


@dataclass(frozen=True)
class SheetRow:
    """One row's values; a heading row is a number and a name."""

    cells: tuple[object, ...]
    heading: bool = False


@dataclass(frozen=True)
class SheetTable:
    """One sheet: its name, title, columns and rows, and the name of its range."""

    name: str
    title: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[SheetRow, ...]
    range_name: str
    frozen: int = 2
    filtered: bool = True
    notes: tuple[str, ...] = field(default=())


class Headed(Protocol):
    """What a workbook takes from what it is made of: its texts, whether it is a demonstration, its date."""

    @property
    def texts(self) -> Mapping[str, str]: ...  # noqa: D102
    @property
    def synthetic(self) -> bool: ...  # noqa: D102
    @property
    def made_on(self) -> date: ...  # noqa: D102


Source = TypeVar("Source", bound=Headed, default=ReportContext)


class Book(Generic[Source]):
    """A workbook being written; ``finish`` gives its bytes."""

    def __init__(self, context: Source, title: str) -> None:
        self._bytes = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.workbook: Any = xlsxwriter.Workbook(self._bytes, {**options, "strings_to_numbers": False})
        self.context = context
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self.workbook.set_properties(
            {
                "title": title,
                "author": context.texts["agency"],
                "comments": context.texts["synthetic"],
                "created": datetime.combine(context.made_on, time()),
            }
        )

    def style(self, **properties: Any) -> Any:
        """A cell format, made once for each set of properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            base = {"font_name": FONT, "font_size": 11, "valign": "vcenter"}
            self._formats[key] = self.workbook.add_format({**base, **properties})
        return self._formats[key]

    def add_table(self, table: SheetTable) -> tuple[Any, int]:
        """A whole sheet with one table; gives the sheet and the number of its first data row."""
        sheet = self.workbook.add_worksheet(table.name)
        top = self.write_title(sheet, table.title)
        first = self._write_header(sheet, top, table.columns)
        for number, row in enumerate(table.rows):
            self._write_row(sheet, first + number, table.columns, row)
        last = first + max(len(table.rows), 1) - 1
        for number, column in enumerate(table.columns):
            sheet.set_column(number, number, column.width)
        if table.filtered and table.rows:
            sheet.autofilter(first - 1, 0, last, len(table.columns) - 1)
        sheet.freeze_panes(first, table.frozen)
        sheet.repeat_rows(top, first - 1)
        self.name_range(table.range_name, table.name, first - 1, last, len(table.columns) - 1)
        widths = [column.width for column in table.columns if column.printed]
        self.write_notes(sheet, last + 2, table.notes, widths)
        set_up_print(sheet, landscape=sum(widths) > 90)
        if len(widths) < len(table.columns):
            sheet.print_area(0, 0, last + 2 + len(table.notes), len(widths) - 1)
        return sheet, first

    def write_title(self, sheet: Any, title: str) -> int:
        """Title, windows and the synthetic label; gives the number of the next free row."""
        texts = self.context.texts
        sheet.write_string(0, 0, printable(title), self.style(bold=True, font_size=14))
        sheet.write_string(1, 0, texts["windows"], self.style(italic=True))
        if self.context.synthetic:
            sheet.write_string(2, 0, texts["synthetic_long"], self.style(bold=True, font_color="#C00000"))
        return 4

    def write_notes(self, sheet: Any, row: int, notes: Sequence[str], widths: Sequence[float]) -> None:
        """Lines under a table, each wrapped over the width of its columns."""
        for number, note in enumerate(notes, row):
            style = self.style(italic=True, text_wrap=True, valign="top")
            sheet.merge_range(number, 0, number, len(widths) - 1, printable(note), style)
            sheet.set_row(number, row_height([note], [sum(widths)]))

    def name_range(self, name: str, sheet_name: str, first: int, last: int, last_column: int) -> None:
        """A named range over a table with its header row."""
        quoted = sheet_name.replace("'", "''")
        end = f"${xlsxwriter.utility.xl_col_to_name(last_column)}${last + 1}"
        self.workbook.define_name(name, f"='{quoted}'!$A${first + 1}:{end}")

    def write_cell(self, sheet: Any, row: int, column: int, value: object, kind: str, **look: Any) -> None:
        """One typed cell; a measure without a percentage is written as its words."""
        properties = {"border": 1, "text_wrap": True, **FORMATS[kind], **look}
        value = _printed(value)
        if isinstance(value, str):
            if "num_format" in properties:
                properties = {"border": 1, "text_wrap": True, **FORMATS["centre"], **look}
            sheet.write_string(row, column, printable(value), self.style(**properties))
        elif value is None:
            sheet.write_blank(row, column, None, self.style(**properties))
        elif kind == "percent":
            sheet.write_number(row, column, float(Decimal(str(value)) / 100), self.style(**properties))
        else:
            sheet.write_number(row, column, float(str(value)), self.style(**properties))

    def finish(self) -> bytes:
        """The workbook's bytes, the same for the same contents."""
        self.workbook.close()
        return repack(self._bytes.getvalue())

    def _write_header(self, sheet: Any, top: int, columns: tuple[SheetColumn, ...]) -> int:
        look = {"bold": True, "border": 1, "text_wrap": True, "align": "center", "bg_color": SHADES["head"]}
        style, grouped = self.style(**look), any(column.group for column in columns)
        bottom = top + 1 if grouped else top
        sheet.set_row(top, 20)
        titles = [column.title for column in columns]
        sheet.set_row(bottom, row_height(titles, [0.75 * column.width for column in columns]))
        number = 0
        for group, members in groupby(columns, key=lambda column: column.group):
            shared = list(members)
            if group and len(shared) > 1:
                sheet.merge_range(top, number, top, number + len(shared) - 1, group, style)
            for column in shared:
                sheet.write_string(bottom, number, column.title, style)
                if grouped and not (group and len(shared) > 1):
                    sheet.write_string(top, number, group, style)
                number += 1
        return bottom + 1

    def _write_row(self, sheet: Any, number: int, columns: tuple[SheetColumn, ...], row: SheetRow) -> None:
        look = {"bold": True, "bg_color": SHADES["group"], "text_wrap": False} if row.heading else {}
        cells = (*map(_printed, row.cells), *[None] * (len(columns) - len(row.cells)))
        if not row.heading:
            sheet.set_row(number, row_height(cells, [SIGNS_PER_WIDTH * column.width for column in columns]))
        for place, (column, value) in enumerate(zip(columns, cells, strict=True)):
            kind = ("text" if place else "centre") if row.heading else column.kind
            self.write_cell(sheet, number, place, value, kind, **look)


def _printed(value: object) -> object:
    """What a cell shows of a value: the percentage of a measure, or its words where it has none."""
    if not isinstance(value, Measure):
        return value
    return value.text if value.percent is None else value.percent


def row_height(cells: Sequence[object], widths: Sequence[float]) -> float:
    """Points that the longest wrapped text of a row needs; programs that do not measure need it said."""
    lines = [
        sum(max(1, len(wrap(_CAPITALS.sub(r"\g<0>.", line), max(1, int(width) - 1)))) for line in cell.split("\n"))
        for cell, width in zip(cells, widths, strict=True)
        if isinstance(cell, str)
    ]
    return 15.0 * max([1, *lines])


def set_up_print(sheet: Any, landscape: bool) -> None:
    """A4, one page wide, the page number in the top margin as in the documents."""
    sheet.set_paper(9)
    if landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.79, right=0.59, top=0.79, bottom=0.79)
    sheet.set_header("&C&P")
    sheet.hide_gridlines(2)
