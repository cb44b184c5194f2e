"""The rows of one worksheet, read as they stand: texts, numbers and dates, each with its row of the sheet.

A formula that nobody computed, an error, a cell far outside any table and cells out of order are
refused. A sheet is read in bounded memory, whatever dimension it claims.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from warehouse.exports.flat.csv_rows import LARGEST_CELL
from warehouse.exports.flat.rows import Cell, FileFault, Merge, Row, column_letters
from warehouse.exports.flat.workbook import Sheet, Workbook, text_of, unescaped
from warehouse.exports.flat.xml_parts import elements, local_name
from warehouse.messages import tell

_MOST_COLUMNS = 512
_MOST_ROWS = 1_048_576
_PASSED_OVER = ("hyperlink", "conditionalFormatting", "dataValidation")
_MOST_MERGES = 2_000
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_COUNT = re.compile(r"[0-9]{1,9}")
_WRITTEN_NUMBER = re.compile(r"[-+]?([0-9]{1,400}\.?[0-9]{0,400}|\.[0-9]{1,400})([eE][-+]?[0-9]{1,3})?")
_LAST_DAY = 2_958_466  # the serial number after 9999-12-31


def sheet_rows(workbook: Workbook, sheet: Sheet) -> Iterator[Row]:
    """The rows that are not blank, in the sheet's order.

    Raises:
        FileFault: a cell has no value to trust, or the sheet is no sheet.
    """
    line_no = 0
    for element in elements(workbook.archive, sheet.part, "row", "sheetData"):
        if local_name(element) == "sheetData":
            return
        stated = element.get("r")
        line_no = _number(stated, line_no) if stated else line_no + 1
        cells = _cells(workbook, element, line_no)
        if any(cell is not None for cell in cells):
            yield Row(line_no, cells, element.get("hidden", "0") in ("1", "true"))


def merges_of(workbook: Workbook, sheet: Sheet) -> tuple[Merge, ...]:
    """The merged ranges of a sheet; they stand below its rows, so the whole sheet is passed over once."""
    if sheet.part not in workbook.merges:
        elements_below = elements(workbook.archive, sheet.part, "row", "mergeCell", *_PASSED_OVER)
        found = [_merge(each.get("ref", "")) for each in elements_below if local_name(each) == "mergeCell"]
        if len(found) > _MOST_MERGES:
            raise FileFault(tell("it has more than {most} merged ranges", most=_MOST_MERGES))
        workbook.merges[sheet.part] = tuple(found)
    return workbook.merges[sheet.part]


def _merge(reference: str) -> Merge:
    first, _, last = reference.partition(":")
    (top, left), (bottom, right) = _address(first), _address(last or first)
    return Merge(top, left, bottom, right)


def hidden_columns(workbook: Workbook, sheet: Sheet) -> int:
    """How many columns a reader of the workbook does not see, of those a table can have."""
    hidden = 0
    for element in elements(workbook.archive, sheet.part, "row", "col"):
        if local_name(element) == "row":
            break
        if element.get("hidden", "0") in ("1", "true"):
            first, last = (_number(element.get(end, "1"), 0) for end in ("min", "max"))
            hidden += max(0, min(last, _MOST_COLUMNS) - first + 1)
    return hidden


def _cells(workbook: Workbook, row: Any, line_no: int) -> list[Cell]:
    cells: list[Cell] = []
    place = -1
    for element in row:
        if local_name(element) != "c":
            continue
        at = element.get("r")
        stands_in, column = _address(at) if at else (line_no, place + 2)
        previous, place = place, column - 1
        if place <= previous or stands_in != line_no:
            raise FileFault(tell("the cells of its row {line} stand out of order", line=line_no))
        value = _value(workbook, element, f"{column_letters(place)}{line_no}")
        if value is None:
            continue
        if place >= _MOST_COLUMNS:
            raise FileFault(
                tell(
                    "it has a cell in column {column}, beyond {most} columns",
                    column=column_letters(place),
                    most=_MOST_COLUMNS,
                )
            )
        cells.extend([None] * (place - len(cells)))
        cells.append(value)
    return cells


def _value(workbook: Workbook, element: Any, where: str) -> Cell:
    """The value of a cell; blank text is none."""
    kind = element.get("t", "n")
    value, has_formula, inline = _parts(element)
    if kind == "e":
        raise FileFault(tell("its cell {cell} holds an error such as #N/A", cell=where))
    if has_formula and (workbook.is_uncomputed or (kind != "str" and not value)):
        raise FileFault(tell("its cell {cell} holds a formula that was never computed; save it in Excel", cell=where))
    if kind == "n":
        return _number_or_date(workbook, element.get("s"), value, where) if value else None
    stored = inline if kind == "inlineStr" else _text(workbook, kind, value, where)
    if isinstance(stored, str) and len(stored) > LARGEST_CELL:
        raise FileFault(tell("its cell {cell} holds more than {most} characters", cell=where, most=LARGEST_CELL))
    return None if isinstance(stored, str) and not stored.strip() else stored


def _parts(cell: Any) -> tuple[str | None, bool, str | None]:
    """A cell's stored value, whether it has a formula, and its text when that stands in the cell itself."""
    value, has_formula, inline = None, False, None
    for child in cell:
        name = local_name(child)
        if name == "v":
            value = child.text
        elif name == "f":
            has_formula = True
        elif name == "is":
            inline = text_of(child)
    return value, has_formula, inline


def _text(workbook: Workbook, kind: str, value: str | None, where: str) -> Cell:
    """The value of a cell that is no number: a text, a yes or no as 1 or 0, or a date in ISO form."""
    if not value:
        return None
    if kind == "s":
        if not _COUNT.fullmatch(value) or int(value) >= len(workbook.strings):
            raise FileFault(tell("its cell {cell} refers to a text that is not there", cell=where))
        return workbook.strings[int(value)]
    if kind == "d":
        with suppress(ValueError):
            moment = datetime.fromisoformat(value)
            return value if moment.tzinfo else moment
    return str(int(value in ("1", "true"))) if kind == "b" else unescaped(value)


def _number_or_date(workbook: Workbook, style: str | None, value: str, where: str) -> Cell:
    if not _WRITTEN_NUMBER.fullmatch(value.strip()):
        raise FileFault(tell("its cell {cell} says to be a number and is none", cell=where))
    number = Decimal(value.strip())
    if style and style in workbook.date_styles:
        return moment_of(number, starts_1904=workbook.starts_1904) or number
    return number


def moment_of(serial: Decimal, *, starts_1904: bool = False) -> datetime | None:
    """The local time of a serial number of days, to the second; none before March 1900, where Excel errs."""
    if not (1 if starts_1904 else 61) <= serial < _LAST_DAY - (1462 if starts_1904 else 0):
        return None
    start = datetime(1904, 1, 1) if starts_1904 else datetime(1899, 12, 30)  # noqa: DTZ001  # a local date
    return start + timedelta(seconds=round(float(serial) * 86_400))


def _address(text: str) -> tuple[int, int]:
    """Row and column, from 1."""
    found = _ADDRESS.fullmatch(text.replace("$", ""))
    if found is None:
        raise FileFault(tell("it has a cell without a place"))
    return int(found[2]), _column(found[1])


@lru_cache(maxsize=1_024)
def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _number(text: str, after: int) -> int:
    if not _COUNT.fullmatch(text) or not after < int(text) <= _MOST_ROWS:
        raise FileFault(tell("its rows or columns stand out of order or beyond a sheet's end"))
    return int(text)
