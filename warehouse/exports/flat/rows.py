"""What the readers of CSV and XLSX files give to what comes after them: rows of cells, or a fault."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from warehouse.messages import tell

Cell = str | Decimal | datetime | None


class FileFault(Exception):
    """What is wrong with a file, in words that hold no text of its rows and no title that may be a person's."""


class Row(NamedTuple):
    """A row that is not blank: the physical line (or sheet row) on which it begins, and its cells."""

    line_no: int
    cells: list[Cell]
    is_hidden: bool = False


@dataclass(frozen=True)
class Merge:
    """A range of merged cells of a sheet, rows and columns from 1, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    def touches(self, line_no: int) -> bool:
        """Whether the range has cells in a row."""
        return self.first_row <= line_no <= self.last_row

    def covers(self, place: int) -> bool:
        """Whether the range has cells in a column (from 0)."""
        return self.first_column <= place + 1 <= self.last_column


def shape(text: str) -> str:
    """What may be said of a text that could be a person's: its length and kind."""
    if text.isdecimal():
        return tell("{count} digits", count=len(text))
    if text.replace(" ", "").isalpha():
        return tell("{count} letters", count=len(text))
    return tell("{count} characters", count=len(text))


def column_letters(place: int) -> str:
    """The letters of a sheet's column from its place (from 0): A, B, …, AA."""
    letters, number = "", place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
