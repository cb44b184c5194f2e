"""What a plan's annex says before anybody judges it: rows of cells, each with its place.

Both readers, of text and of DOCX tables, end here; ``warehouse.plans.annex.meaning`` goes on.
"""

import re
from dataclasses import dataclass

from warehouse.plans.types import QUARTERS

BEFORE_NUMBER = re.compile(r"(?P<roman>[IVX]+)\.?(?:\s+(?P<heading>\D.*))?")
ROW_NUMBER = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2})*)\.?(?:\s+(?P<text>[^\W\d].*))?")
_YEARS = re.compile(r"20\d{2}")


@dataclass(frozen=True)
class Cell:
    """The text of one cell, its lines joined, and where it stands ("30-34", "table 1 row 3")."""

    text: str
    place: str


@dataclass(frozen=True)
class ReadTarget:
    """One row of an annex for the levels that share one number.

    ``cells`` are by column: name, unit_of_measure, target, horizon_2030, Q1…Q4, implementing …
    """

    row_no: str
    printed_no: str
    group_no: str
    group_name: str
    parent_no: str
    parent_name: str
    cells: dict[str, Cell]


@dataclass(frozen=True)
class TableReading:
    """All targets of an annex, its title and header text, and what could not be placed."""

    heading: str
    header: str
    columns: tuple[str, ...]
    targets: tuple[ReadTarget, ...]
    unread: tuple[str, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """The years that the header promises targets for, else those of the title, in order."""
        for text in (self.header, self.heading):
            found = sorted({int(year) for year in _YEARS.findall(text)})
            if found:
                return tuple(found)
        return ()


@dataclass
class Numbering:
    """The row that may come next in a document's numbering; page and target numbers may not."""

    group: int = 0
    top: int = 0
    sub: int = 0

    def starts_group(self, roman: str) -> bool:
        """Whether this Roman numeral is the next group; then rows begin at 1 again."""
        if _roman_value(roman) != self.group + 1:
            return False
        self.group, self.top, self.sub = self.group + 1, 0, 0
        return True

    def starts_row(self, number: str) -> bool:
        """Whether this is the next row or sub-row."""
        parts = [int(part) for part in number.split(".")]
        if len(parts) == 1 and parts[0] == self.top + 1:
            self.top, self.sub = parts[0], 0
            return True
        if len(parts) == 2 and parts == [self.top, self.sub + 1]:
            self.sub += 1
            return True
        return False

    def skips_to(self, number: str) -> bool:
        """Whether this is one of the next few rows, one or two having no readable number."""
        if "." in number or not self.top + 1 < int(number) <= self.top + 3:
            return False
        self.top, self.sub = int(number), 0
        return True


def joined(text: str) -> str:
    """Wrapped lines as one: "HĐND-" and "UBND" make "HĐND-UBND"."""
    return " ".join(re.sub(r"(?<=\w)-\s*\n\s*", "-", text).split())


def value_cells(values: list[Cell], header: str, years: tuple[int, ...]) -> dict[str, Cell]:
    """The numbers of one row by column; empty when there are more or fewer than the header says."""
    if len(values) == 1:
        return {"target": values[0]}
    if len(values) == 5 and re.search(r"[Qq]uý", header):
        return dict(zip(("target", *QUARTERS), values, strict=True))
    if len(values) == len(years):
        return dict(zip(("target", *(f"horizon_{year}" for year in years[1:])), values, strict=True))
    return {}


def _roman_value(roman: str) -> int:
    values = {"I": 1, "V": 5, "X": 10}
    digits = [values[letter] for letter in roman]
    later = [*digits[1:], 0]
    return sum(-digit if digit < after else digit for digit, after in zip(digits, later, strict=True))
