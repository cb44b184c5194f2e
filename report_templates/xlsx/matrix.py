"""The sheet "Ma trận": one row for each unit, one column for each target, coloured by the verdict.

In: a :class:`Book`. Out: the sheet in it, filtered. The colours are the cells' own, so they move with a sorted row.
"""

from decimal import Decimal
from typing import Any

from report_templates.results import Scope, TargetLine
from report_templates.wording.numbers import printable
from report_templates.wording.phrases import name_of, say
from report_templates.xlsx.book import SHADES, Book, set_up_print

_HEAD = (
    (say("column.unit_code"), 13),
    (say("column.unit_name"), 46),
    (say("column.level"), 10),
    (say("column.met"), 8),
    (say("column.judged"), 10),
)
_TOP = 4
_LOOK = {"align": "center", "font_size": 9, "indent": 0, "text_wrap": False}
_RELIEVED = '[$-42A]0.00%"*"'


def write_matrix(book: Book) -> None:
    """Every unit that has a result against every target of the year."""
    lines = [line for line in book.context.targets if line.headline.judged]
    sheet = book.workbook.add_worksheet(say("sheet.matrix"))
    book.write_title(sheet, say("table.matrix"))
    _write_head(book, sheet, lines)
    cells = {
        (scope.unit_code, scope.level, place): scope
        for place, line in enumerate(lines)
        for scope in line.scopes
        if scope.kind == "unit"
    }
    units = book.context.unit_summaries
    for row, unit in enumerate(units, _TOP + 2):
        head = (unit.code, unit.name, name_of("level", unit.level), unit.met, unit.judged)
        for place, value in enumerate(head):
            kind = "count" if isinstance(value, int) else "text"
            book.write_cell(sheet, row, place, value, kind, font_size=10, text_wrap=False)
        for place in range(len(lines)):
            scope = cells.get((unit.code, unit.level, place))
            value = None if scope is None else scope.ytd if scope.ytd.percent is not None else _short(scope)
            look = _LOOK if scope is None else _LOOK | _colour(scope)
            book.write_cell(sheet, row, len(_HEAD) + place, value, "percent", **look)
    last = _TOP + 1 + max(len(units), 1)
    sheet.autofilter(_TOP + 1, 0, last, len(_HEAD) + len(lines) - 1)
    sheet.freeze_panes(_TOP + 2, 2)
    sheet.repeat_rows(_TOP, _TOP + 1)
    book.write_notes(sheet, last + 2, (say("table.matrix_note"),), [width for _, width in _HEAD])
    book.name_range("Ma_tran", say("sheet.matrix"), _TOP + 1, last, len(_HEAD) + len(lines) - 1)
    set_up_print(sheet, landscape=True)


def _write_head(book: Book, sheet: Any, lines: list[TargetLine]) -> None:
    style = book.style(bold=True, border=1, text_wrap=True, align="center", bg_color=SHADES["head"])
    for place, (title, width) in enumerate(_HEAD):
        sheet.write_string(_TOP, place, "", style)
        sheet.write_string(_TOP + 1, place, title, style)
        sheet.set_column(place, place, width)
    sheet.set_row(_TOP + 1, 48)
    for place, line in enumerate(lines, len(_HEAD)):
        _write_target(book, sheet, place, line.headline.target)
        sheet.write_string(_TOP + 1, place, line.label, style)
        sheet.write_comment(_TOP + 1, place, printable(line.title), {"author": book.context.texts["agency"]})
        sheet.set_column(place, place, 8.2)


def _short(scope: Scope) -> str:
    return say("short.no_activity") if scope.ytd.text == say("status.no_activity") else say("short.no_data")


def _write_target(book: Book, sheet: Any, place: int, target: Decimal | None) -> None:
    look = {"bold": True, "align": "center", "indent": 0, "bg_color": SHADES["head"], "num_format": "[$-42A]0.##%"}
    whole = target is not None and target == target.to_integral_value()
    book.write_cell(sheet, _TOP, place, target, "percent", **(look | {"num_format": "[$-42A]0%"} if whole else look))


def _colour(scope: Scope) -> dict[str, Any]:
    """The fill of a verdict, bold where the unit's target is missed; a lowered target is marked by the format."""
    look: dict[str, Any] = {"num_format": _RELIEVED} if scope.relief and scope.ytd.percent is not None else {}
    if scope.status in ("met", "not_met"):
        look |= {"bg_color": SHADES[scope.status], "bold": scope.status == "not_met"}
    return look
