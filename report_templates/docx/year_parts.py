"""The tables of a province's year during which the districts ended: the old districts, the communes since.

In: :class:`ReportContext`. Out: :class:`TableBlock` values; none for any other year.
"""

import re
from collections.abc import Iterable

from report_templates.docx.table import LANDSCAPE, PORTRAIT, Column, TableBlock, TableRow
from report_templates.records import Grid, ReportContext
from report_templates.wording.phrases import say
from report_templates.wording.two_levels import CHANGE

_NUMBER, _LEAST_NAME, _DISTRICT, _PART, _MET, _BEHIND = 12.0, 32.0, 14.4, 25.0, 12.0, 26.0
_MOST_UPRIGHT, _MOST = 8, 13
"""Widths in mm, and how many districts an upright and a turned page hold; the workbook has all."""
_SIDES, _LETTER = 2.0, 2.45
"""In mm: both sides of a cell, and a letter of its bold head."""
_KIND_OF_PLACE = re.compile(r"^(UBND )?(huyện|thị xã|thành phố|xã|phường|thị trấn) ", re.IGNORECASE)


def bare_name(place: str) -> str:
    """``Bác Ái`` for ``huyện Bác Ái``: what a narrow column holds."""
    return _KIND_OF_PLACE.sub("", place)


def place_width(names: Iterable[str], least: float, room: float) -> float:
    """The width in mm of the columns of places: their longest word whole, as far as there is room for all of them."""
    bare = [bare_name(name) for name in names]
    longest = max((len(word) for name in bare for word in name.split()), default=0)
    return max(least, min(_SIDES + _LETTER * longest, room / max(len(bare), 1)))


def year_part_blocks(context: ReportContext) -> tuple[TableBlock, ...]:
    """The tables of the old districts and of the parts, those that have rows."""
    grids = context.year_parts
    if not grids:
        return ()
    blocks = (_districts(grids["districts"]), _parts(grids["parts"], context))
    return tuple(block for block in blocks if block.rows)


def _districts(grid: Grid) -> TableBlock:
    more = max(len(grid.columns) - 2 - _MOST, 0)
    shown = Grid(
        (*grid.columns[:2], *(bare_name(name) for name in grid.columns[2 : 2 + _MOST])),
        tuple(row[: 2 + _MOST] for row in grid.rows),
    )
    count = len(shown.columns) - 2
    turned = count > _MOST_UPRIGHT
    page = LANDSCAPE if turned else PORTRAIT
    width = place_width(shown.columns[2:], _DISTRICT, page - _NUMBER - _LEAST_NAME)
    columns = _columns(shown, [width] * count, page)
    note = say("table.districts_note") + (say("table.districts_more", count=more) if more else "")
    return TableBlock(say("table.districts", **CHANGE), columns, _rows(shown), note=note, landscape=turned)


def _parts(grid: Grid, context: ReportContext) -> TableBlock:
    count = len(grid.columns) - 4
    columns = _columns(grid, [_PART * 3 / max(count, 3)] * count + [_MET, _BEHIND], PORTRAIT)
    note = say("table.year_parts_note", least=context.plan.ranking_minimum)
    return TableBlock(say("table.year_parts", year=context.period.year, **CHANGE), columns, _rows(grid), note=note)


def _columns(grid: Grid, widths: list[float], page: float) -> tuple[Column, ...]:
    number, name, *rest = grid.columns
    return (
        Column(number, _NUMBER, "center"),
        Column(name, page - _NUMBER - sum(widths)),
        *(Column(title, width, "center") for title, width in zip(rest, widths, strict=True)),
    )


def _rows(grid: Grid) -> tuple[TableRow, ...]:
    return tuple(TableRow(tuple(str(cell) for cell in row)) for row in grid.rows)
