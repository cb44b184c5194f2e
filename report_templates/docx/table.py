"""Tables as WordprocessingML, because docxtpl cannot build one with merged headers.

In: columns and rows of text. Out: one ``w:tbl`` with a repeating header, rows that never
break over a page, fixed widths, alt text and the paragraph styles of the template.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from report_templates.wording.numbers import printable

PORTRAIT, LANDSCAPE = 160.0, 247.0
"""The width between the margins of an upright and of a turned page, in mm."""
TWIPS_PER_MM = 56.6929
CELL_STYLES = {"left": "KbcCell", "center": "KbcCellCentre", "right": "KbcCellRight"}
_FRACTION = re.compile(r"^([\d.]+/)([\d.]+)$")
_SIGN_WIDTH, _CELL_MARGINS = 1.75, 2.0  # in mm, of the signs of a fraction and of both sides of a cell
HEADER_STYLE = "KbcCellHead"
HEADING_STYLE = "KbcCellHeading"


@dataclass(frozen=True)
class Column:
    """One column: printed title, width in mm, alignment, and the title it shares with others."""

    title: str
    width: float
    align: str = "left"
    group: str = ""


@dataclass(frozen=True)
class TableRow:
    """The texts of one row; a heading row has a number and a name that spans the rest.

    ``bold`` are the places of cells that stand out.
    """

    cells: tuple[str, ...]
    heading: bool = False
    bold: frozenset[int] = frozenset()


@dataclass(frozen=True)
class TableBlock:
    """One table with its caption, the line under the caption and the note below, and the tables that follow it."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]
    above: str = ""
    note: str = ""
    landscape: bool = False
    when_empty: str = ""
    then: "tuple[TableBlock, ...]" = ()


def build_table(columns: tuple[Column, ...], rows: Iterable[TableRow], title: str, *, keeps_next: bool = False) -> Any:
    """The table as one element; ``title`` is its alt text.

    With ``keeps_next`` the last row stands on the page of what follows the table.
    """
    grid = "".join(f'<w:gridCol w:w="{_twips(column.width)}"/>' for column in columns)
    own = [*rows]
    body = "".join(_row(columns, row, keep=keeps_next and row is own[-1]) for row in own)
    width = sum(_twips(column.width) for column in columns)
    return parse_xml(
        f"<w:tbl {nsdecls('w')}><w:tblPr>"
        f'<w:tblW w:w="{width}" w:type="dxa"/><w:jc w:val="center"/>{_BORDERS}'
        '<w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar>'
        '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0"'
        ' w:noHBand="1" w:noVBand="1"/>'
        f"<w:tblCaption w:val={quoteattr(printable(title))}/></w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid>{_header(columns)}{body}</w:tbl>"
    )


def _header(columns: tuple[Column, ...]) -> str:
    """One header row, or two where some columns share a title."""
    if not any(column.group for column in columns):
        cells = "".join(_cell(column.title, column.width, HEADER_STYLE) for column in columns)
        return _table_row(cells, repeats=True)
    upper = "".join(_upper_cell(group, list(members)) for group, members in groupby(columns, key=_shared_title))
    lower = "".join(
        _cell(
            column.title if column.group else "",
            column.width,
            HEADER_STYLE,
            merge="" if column.group else "continue",
        )
        for column in columns
    )
    return _table_row(upper, repeats=True) + _table_row(lower, repeats=True)


def _shared_title(column: Column) -> tuple[str, str]:
    return (column.group, "") if column.group else ("", column.title)


def _upper_cell(group: tuple[str, str], members: list[Column]) -> str:
    width = sum(column.width for column in members)
    if group[0]:
        return _cell(group[0], width, HEADER_STYLE, span=len(members))
    return _cell(group[1], width, HEADER_STYLE, merge="restart")


def _row(columns: tuple[Column, ...], row: TableRow, *, keep: bool = False) -> str:
    if row.heading:
        rest = sum(column.width for column in columns[1:])
        number, name = row.cells[0], row.cells[1]
        return _table_row(
            _cell(number, columns[0].width, HEADER_STYLE, keep=True)
            + _cell(name, rest, HEADING_STYLE, span=len(columns) - 1, keep=True)
        )
    cells = (
        _cell(text, column.width, HEADER_STYLE if place in row.bold else CELL_STYLES[column.align], keep=keep)
        for place, (text, column) in enumerate(zip(row.cells, columns, strict=True))
    )
    return _table_row("".join(cells))


def _table_row(cells: str, repeats: bool = False) -> str:
    header = "<w:tblHeader/>" if repeats else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{header}</w:trPr>{cells}</w:tr>"


def _cell(text: str, width: float, style: str, span: int = 1, merge: str = "", keep: bool = False) -> str:
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    merged = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    kept = "<w:keepNext/>" if keep else ""
    place = f'<w:tcW w:w="{_twips(width)}" w:type="dxa"/>{spanned}{merged}<w:vAlign w:val="center"/>'
    runs = _runs(text, width)
    return f'<w:tc><w:tcPr>{place}</w:tcPr><w:p><w:pPr><w:pStyle w:val="{style}"/>{kept}</w:pPr>{runs}</w:p></w:tc>'


def _runs(text: str, width: float) -> str:
    lines = (escape(_breakable(line, width)) for line in printable(text).split("\n"))
    return "<w:r>" + "<w:br/>".join(f'<w:t xml:space="preserve">{line}</w:t>' for line in lines) + "</w:r>"


def _breakable(line: str, width: float) -> str:
    """The line with a place to go on in the next one behind the stroke of a fraction that is wider than its cell.

    Else ``102.567/102.720`` breaks inside a number.
    """
    room = (width - _CELL_MARGINS) / _SIGN_WIDTH
    words = (
        _FRACTION.sub("\\1\N{ZERO WIDTH SPACE}\\2", word) if len(word) > room else word for word in line.split(" ")
    )
    return " ".join(words)


def _twips(millimetres: float) -> int:
    return round(millimetres * TWIPS_PER_MM)


_EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")
_BORDERS = (
    "<w:tblBorders>"
    + "".join(f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for edge in _EDGES)
    + "</w:tblBorders>"
)
