"""Where the table of a file stands among its rows: below titles, under a header of one or more rows, above a total.

In: the rows of a file. Out: :class:`Table`, the titles of its columns and its rows without numbering and total.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice

from warehouse.exports.flat.cells import Forms, parsed_number, plain_text
from warehouse.exports.flat.rows import Cell, FileFault, Merge, Row
from warehouse.messages import tell

JOIN = " / "
_NUMBERING = re.compile(r"\(?[0-9]{1,2}\)?(\s*=[-+*/:0-9()\s%]+)?")
_COUNTED = re.compile(r"([0-9][0-9.]*)\s*(?:hồ sơ|dòng|bản ghi)", re.IGNORECASE)


@dataclass(frozen=True)
class Layout:
    """What a profile says of the place of a table. Sums and the label of the total row are column titles and a text."""

    title_rows: int = 0
    header_rows: int = 1
    numbering_row: bool = False
    total_label: str = ""
    total_sums: tuple[str, ...] = ()


@dataclass
class Seen:
    """What was met while reading and is not among the rows; each is reported, none is silent."""

    hidden_rows: int = 0
    rows_below_total: int = 0
    has_total: bool = False


@dataclass(frozen=True)
class Table:
    """The titles of a table's columns, the rows above it, and its rows (to be read once)."""

    titles: list[str]
    header_line: int
    above: list[Row]
    rows: Iterator[Row]
    seen: Seen = field(default_factory=Seen)


def find_table(
    rows: Iterator[Row], layout: Layout, needed: list[str], merges: tuple[Merge, ...], forms: Forms
) -> Table:
    """The table: its header is the first one with every needed title, else the one that has the most of them.

    Raises:
        FileFault: there are too few rows for a header.
    """
    start = list(islice(rows, layout.title_rows + layout.header_rows))
    best, most, titles = 0, -1, list[str]()
    for place in range(max(1, len(start) - layout.header_rows + 1)):
        found = header_titles(start[place : place + layout.header_rows], merges)
        count = len(set(needed) & set(found))
        if count > most:
            best, most, titles = place, count, found
    if not titles:
        raise FileFault(tell("it has no header row"))
    header_end = best + layout.header_rows
    header_line = start[min(header_end, len(start)) - 1].line_no
    seen = Seen()
    body = _Body(titles, needed, layout, forms, [m for m in merges if m.last_row > header_line], seen)
    following = _chain(start[header_end:], rows)
    return Table(titles, header_line, start[:best], body.rows(following), seen)


def header_titles(rows: list[Row], merges: tuple[Merge, ...]) -> list[str]:
    """The title of each column: the titles of a header's rows joined, each merged title over all its columns."""
    width = max((len(row.cells) for row in rows), default=0)
    grid = [[title_of(cell) for cell in row.cells] + [""] * (width - len(row.cells)) for row in rows]
    lines = {row.line_no: number for number, row in enumerate(rows)}
    for merge in merges:
        shared = grid[lines[merge.first_row]][merge.first_column - 1] if _begins_in(merge, lines, width) else ""
        for line_no, number in lines.items():
            if shared and merge.touches(line_no):
                grid[number] = [shared if merge.covers(place) else title for place, title in enumerate(grid[number])]
    if not merges:
        grid[:-1] = [_spread(upper, grid[-1]) for upper in grid[:-1]]
    return [JOIN.join(dict.fromkeys(part for part in parts if part)) for parts in zip(*grid, strict=True)]


def title_of(cell: Cell) -> str:
    """A title in NFC with single spaces, whatever breaks its lines."""
    return " ".join(unicodedata.normalize("NFC", plain_text(cell)).split())


def _spread(upper: list[str], lower: list[str]) -> list[str]:
    """A group's title repeated over the columns to its right that have a title below and none of their own."""
    spread, group = [], ""
    for title, below in zip(upper, lower, strict=True):
        group = title or (group if below else "")
        spread.append(group)
    return spread


def _begins_in(merge: Merge, lines: dict[int, int], width: int) -> bool:
    return merge.first_row in lines and merge.first_column <= width


def _chain(first: list[Row], rest: Iterator[Row]) -> Iterator[Row]:
    yield from first
    yield from rest


class _Body:
    """The rows below a header, less the numbering row, the total row and what stands below that."""

    def __init__(
        self, titles: list[str], needed: list[str], layout: Layout, forms: Forms, merges: list[Merge], seen: Seen
    ) -> None:
        self._titles, self._layout, self._forms, self._seen = titles, layout, forms, seen
        self._places = [titles.index(title) for title in dict.fromkeys(needed) if title in titles]
        self._merges = [merge for merge in merges if any(merge.covers(place) for place in self._places)]
        self._sums = {title: Decimal(0) for title in layout.total_sums}

    def rows(self, following: Iterator[Row]) -> Iterator[Row]:
        count = 0
        for number, row in enumerate(following):
            if number == 0 and self._layout.numbering_row and _is_numbering(row):
                continue
            if self._is_total(row):
                self._check_total(row, count)
                self._refuse_rows_below(following)
                return
            self._refuse_merged(row)
            self._add(row)
            self._seen.hidden_rows += row.is_hidden
            count += 1
            yield row
        if self._layout.total_label:
            raise FileFault(
                tell("its total row '{label}' is missing: it may be cut off", label=self._layout.total_label)
            )

    def _is_total(self, row: Row) -> bool:
        """A total row has its label and is not as full as a data row, in which the label may be a word of a text."""
        return bool(self._layout.total_label) and not self._is_full(row) and any(map(self._is_label, row.cells))

    def _is_label(self, cell: Cell) -> bool:
        return title_of(cell).casefold().startswith(self._layout.total_label.casefold())

    def _is_full(self, row: Row) -> bool:
        filled = sum(row.cells[place] not in (None, "") for place in self._places if place < len(row.cells))
        return filled > len(self._places) / 2

    def _check_total(self, row: Row, count: int) -> None:
        """Hold the total row against the sums of the rows above it, and a count in its label against theirs."""
        self._seen.has_total = True
        for title, total in self._sums.items():
            number = self._number(row, title)
            if number is None or number != total:
                raise FileFault(
                    tell(
                        "its total row {line} does not agree with the sum of '{title}', {total:f}",
                        line=row.line_no,
                        title=title,
                        total=total,
                    )
                )
        for cell in filter(self._is_label, row.cells):
            counted = _COUNTED.search(title_of(cell))
            if counted and counted[1].replace(".", "") != str(count):
                raise FileFault(
                    tell("its total row {line} does not agree with its {count} rows", line=row.line_no, count=count)
                )

    def _add(self, row: Row) -> None:
        for title in self._sums:
            self._sums[title] += self._number(row, title) or 0

    def _number(self, row: Row, title: str) -> Decimal | None:
        place = self._titles.index(title) if title in self._titles else -1
        cell = row.cells[place] if 0 <= place < len(row.cells) else None
        return cell if isinstance(cell, Decimal) else parsed_number(plain_text(cell), self._forms)

    def _refuse_rows_below(self, following: Iterator[Row]) -> None:
        """Below a total stand signatures and notes; a row as full as a data row would be lost there."""
        for row in following:
            if self._is_full(row):
                raise FileFault(
                    tell(
                        "its row {line} stands below the total row and looks like a row of the table",
                        line=row.line_no,
                    )
                )
            self._seen.rows_below_total += 1

    def _refuse_merged(self, row: Row) -> None:
        if any(merge.touches(row.line_no) for merge in self._merges):
            raise FileFault(
                tell("its row {line} has merged cells, which hide values; take the merge apart", line=row.line_no)
            )


def _is_numbering(row: Row) -> bool:
    texts = [title_of(cell) for cell in row.cells if cell is not None and title_of(cell)]
    return len(texts) >= 3 and all(_NUMBERING.fullmatch(text) for text in texts)
