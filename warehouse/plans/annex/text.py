"""An annex as text, extracted from a PDF or typed -> rows of cells with their lines.

The text keeps a table's reading order but not its columns: cells are wrapped over lines, pages
repeat the header, and only the numbering and the way a cell begins ("Tối thiểu", "Các sở",
"Nghị quyết số") tell where one ends. What begins no cell continues the one before it.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from itertools import pairwise

from warehouse.errors import ConfigurationError
from warehouse.messages import tell
from warehouse.plans.annex.cells import (
    BEFORE_NUMBER,
    ROW_NUMBER,
    Cell,
    Numbering,
    ReadTarget,
    TableReading,
    joined,
    value_cells,
)
from warehouse.plans.annex.pieces import Line, Piece, read_pieces
from warehouse.plans.types import QUARTERS

_TARGET_FOLLOWS = re.compile(r"^%$|thiểu$|≥$|>=$")
_INDICATOR = re.compile(r"(?:Tỷ|Tỉ) lệ|Mức độ|Cập nhật|Đối với")
_HEADER = re.compile(r"(?:STT|Stt|Số\s*TT|TT)\b|Số$")


@dataclass
class Block:
    """The lines of one row or group heading; ``number`` is Roman for a group."""

    number: str
    printed_no: str
    lines: list[Line] = field(default_factory=list)

    @property
    def is_group(self) -> bool:
        """Whether this is a heading with a Roman numeral."""
        return not self.number[:1].isdigit()


def read_text(text: str) -> TableReading:
    """The rows of the table that follows the first header beginning with "STT".

    Raises:
        ConfigurationError: no such header, or no row 1 after it; the reader of the document must
            fill in a template by hand.
    """
    lines = [
        (number, " ".join(line.split()))
        for number, line in enumerate(unicodedata.normalize("NFC", text).split("\n"), start=1)
        if line.strip()
    ]
    start = next((index for index, line in enumerate(lines) if _HEADER.match(line[1])), None)
    first = None if start is None else next((i for i in range(start, len(lines)) if _is_first(lines[i][1])), None)
    if start is None or first is None:
        advice = tell("Start with 'kybaocao plan new' and fill in the targets by hand.")
        raise ConfigurationError(
            tell("The document has no table with a header 'STT' and a row 1."), advice, code="file-unsuitable"
        )
    header = joined("\n".join(line for _, line in lines[start:first]))
    blocks = _blocks(_without_page_headers(lines[first:], set(header.split())))
    return _read_blocks(blocks, _heading(lines[:start]), header)


def _heading(before: list[Line]) -> str:
    """The annex's own title: from the last line that begins with "Phụ lục"."""
    titles = [index for index, (_, line) in enumerate(before) if line.casefold().startswith("phụ lục")]
    return joined("\n".join(line for _, line in before[titles[-1] if titles else -12 :]))


def _is_first(line: str) -> bool:
    numbering = Numbering()
    roman, row = BEFORE_NUMBER.fullmatch(line), ROW_NUMBER.fullmatch(line)
    if roman:
        return numbering.starts_group(roman["roman"])
    return row is not None and numbering.starts_row(row["number"])


def _without_page_headers(lines: list[Line], header_words: set[str]) -> list[Line]:
    """The lines without the headers that pages repeat and the page numbers above them."""
    kept: list[Line] = []
    in_header = False
    for number, line in lines:
        if _HEADER.match(line):
            in_header = True
            if kept and kept[-1][1].isdigit():
                kept.pop()
        in_header = in_header and set(line.split()) <= header_words
        if not in_header:
            kept.append((number, line))
    return kept


def _blocks(lines: list[Line]) -> list[Block]:
    """The lines cut at the group and row numbers that may come next."""
    numbering, blocks = Numbering(), [Block("", "")]
    before = ""
    for (number, line), (_, following) in pairwise([*lines, (0, "")]):
        roman, row = BEFORE_NUMBER.fullmatch(line), ROW_NUMBER.fullmatch(line)
        if roman and numbering.starts_group(roman["roman"]):
            blocks.append(Block(roman["roman"], roman["roman"]))
            rest = roman["heading"]
        elif row and not _TARGET_FOLLOWS.search(before) and _starts_row(numbering, row, following):
            own = ".".join(str(int(part)) for part in row["number"].split("."))
            blocks.append(Block(own, row["number"]))
            rest = row["text"]
        else:
            rest = line
        if rest:
            blocks[-1].lines.append((number, rest))
        before = line
    return [block for block in blocks if block.number]


def _starts_row(numbering: Numbering, row: re.Match[str], following: str) -> bool:
    """Whether the number is the next row's, or one a little later before an indicator's name."""
    name = row["text"] or following
    if name[:1].isupper() and numbering.starts_row(row["number"]):
        return True
    return bool(_INDICATOR.match(name)) and numbering.skips_to(row["number"])


def _skipped(blocks: list[Block]) -> list[str]:
    """The rows that the numbering passes over, each as something not read."""
    skipped, last = [], 0
    for block in blocks:
        if block.is_group or "." in block.number:
            last = 0 if block.is_group else last
            continue
        place = tell("before line {line}", line=block.lines[0][0]) if block.lines else tell("at the end")
        skipped += [
            tell("row {number}, {place}: its number was not found", number=number, place=place)
            for number in range(last + 1, int(block.number))
        ]
        last = int(block.number)
    return skipped


def _read_blocks(blocks: list[Block], heading: str, header: str) -> TableReading:
    """Blocks as targets: rows without numbers become the group or parent of those below."""
    reader = _TableReader(heading, header)
    reader.unread += _skipped(blocks)
    for block, following in pairwise([*blocks, Block("", "")]):
        reader.read(block, has_sub_rows=following.number.startswith(block.number + "."))
    return reader.reading()


class _TableReader:
    """Carries the group and parent in force from one block to the next."""

    def __init__(self, heading: str, header: str) -> None:
        self.shell = TableReading(heading, header, (), (), ())
        self.seconds = _second_agencies(header)
        self.group, self.parent = ("", ""), ("", "")
        self.inherited: dict[str, Cell] = {}
        self.targets: list[ReadTarget] = []
        self.unread: list[str] = []

    def read(self, block: Block, has_sub_rows: bool) -> None:
        """Add the block's targets, or let it head the blocks below it."""
        text = "\n".join(line for _, line in block.lines)
        if block.is_group:
            self.group, self.parent, self.inherited = (block.number, joined(text)), ("", ""), {}
            return
        name, pieces = read_pieces(block.lines)
        if "." not in block.number:
            self.parent, self.inherited = ("", ""), {}
            if self.group[0].isdigit():
                self.group = ("", "")
        if has_sub_rows and not any(piece.kind == "values" for piece in pieces):
            self._head(block, name, pieces)
            return
        self._add_targets(block, name, pieces)

    def _head(self, block: Block, name: Cell, pieces: list[Piece]) -> None:
        if not pieces:
            self.group = (block.number, name.text)
            return
        self.parent = (block.number, name.text)
        self.inherited = self._agency_cells([piece.cells[0] for piece in pieces if piece.kind == "agency"])

    def _add_targets(self, block: Block, name: Cell, pieces: list[Piece]) -> None:
        rows = _split_targets(pieces)
        if not rows:
            self.unread.append(
                tell("row {number}, line {place}: no target was found", number=block.number, place=name.place)
            )
        for agencies, values, others in rows:
            cells = {"name": name, **self.inherited, **self._agency_cells(agencies)}
            numbers = value_cells(list(values.cells), self.shell.header, self.shell.years)
            if not numbers:
                place = values.cells[0].place
                found = ", ".join(cell.text for cell in values.cells)
                self.unread.append(
                    tell(
                        "row {number}, line {place}: these numbers fit no column: {found}",
                        number=block.number,
                        place=place,
                        found=found,
                    )
                )
            cells |= ({"unit_of_measure": values.unit} if values.unit else {}) | numbers
            cells |= self._other_cells(others)
            row_no = f"{self.group[0]}.{block.number}" if self.group[0][:1].isalpha() else block.number
            self.targets.append(ReadTarget(row_no, block.printed_no, *self.group, *self.parent, cells))

    def _agency_cells(self, agencies: list[Cell]) -> dict[str, Cell]:
        return dict(zip(("implementing", *self.seconds), agencies, strict=False))

    def _other_cells(self, others: list[Piece]) -> dict[str, Cell]:
        cells: dict[str, Cell] = {}
        for piece in others:
            column = piece.kind
            if column == "legal":
                column = "legal_basis" if "căn cứ" in self.shell.header.casefold() else "notes"
            if column == "schedule" and column in cells and self.shell.years:
                column = f"schedule_{self.shell.years[-1]}"
            cells.setdefault(column, piece.cells[0])
        return cells

    def reading(self) -> TableReading:
        """All that was read, agencies that a page break tore apart put together again."""
        targets = tuple(_mended(target, self.targets, self.seconds) for target in self.targets)
        header = self.shell.header
        complete = [target.cells for target in targets if not target.parent_no]
        fullest = max(complete or [target.cells for target in targets], key=len, default={})
        columns = tuple(column for column in _column_order(fullest) if column != "notes" or "Ghi chú" in header)
        return TableReading(self.shell.heading, header, columns, targets, tuple(self.unread))


def _column_order(cells: dict[str, Cell]) -> tuple[str, ...]:
    """The columns of the document's table, by the line where the first row has each."""
    by_line = sorted(cells, key=lambda column: int(cells[column].place.split("-")[0]))
    named = ("milestones" if column in QUARTERS else column for column in by_line)
    return ("stt", *dict.fromkeys(named))


def _second_agencies(header: str) -> tuple[str, ...]:
    """The agency columns after the implementing one, in the header's order."""
    places = {"coordinating": header.find("phối hợp"), "evaluating": header.rfind("đánh giá")}
    return tuple(sorted((column for column, place in places.items() if place >= 0), key=lambda column: places[column]))


def _split_targets(pieces: list[Piece]) -> list[tuple[list[Cell], Piece, list[Piece]]]:
    """For each set of numbers its agencies and the other pieces.

    Agencies stand before their numbers or after them; the first piece of a row tells which.
    """
    agencies_first = bool(pieces) and pieces[0].kind == "agency"
    rows: list[tuple[list[Cell], Piece, list[Piece]]] = []
    waiting: list[Cell] = []
    for piece in pieces:
        if piece.kind == "values":
            rows.append((waiting, piece, []))
            waiting = []
        elif piece.kind == "agency" and agencies_first:
            waiting.append(piece.cells[0])
        elif piece.kind == "agency" and rows:
            rows[-1][0].append(piece.cells[0])
        elif rows:
            rows[-1][2].append(piece)
    return rows


def _mended(target: ReadTarget, targets: list[ReadTarget], seconds: tuple[str, ...]) -> ReadTarget:
    """The target with a second agency taken out of the first where a page break ran them together."""
    first = target.cells.get("implementing")
    if len(seconds) != 1 or first is None or seconds[0] in target.cells:
        return target
    usual = {other.cells[seconds[0]].text for other in targets if seconds[0] in other.cells}
    within = [text for text in usual if text in first.text and text != first.text]
    if len(within) != 1:
        return target
    torn = Cell(joined(first.text.replace(within[0], " ")), first.place)
    cells = target.cells | {"implementing": torn, seconds[0]: Cell(within[0], first.place)}
    return ReadTarget(**{**vars(target), "cells": cells})
