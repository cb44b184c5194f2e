"""The sheet "Ma trận": a row a unit, a column a target, coloured by the unit's own target.

In: a :class:`Book`. Out: the sheet in it, filtered and with conditional colours.
"""

from typing import Any

import xlsxwriter  # type: ignore[import-untyped, unused-ignore]

from report_templates.records import Scope, TargetLine
from report_templates.wording.numbers import printable
from report_templates.wording.phrases import name_of, say
from report_templates.xlsx.book import SHADES, Book, set_up_print

_HEAD = (
    ("Mã đơn vị", 13),
    ("Đơn vị", 30),
    ("Cấp", 10),
    ("Số chỉ tiêu đạt", 8),
    ("Số chỉ tiêu được đánh giá", 10),
)
_TOP = 4
_LOOK = {"align": "center", "font_size": 9, "indent": 0, "text_wrap": False}


def write_matrix(book: Book) -> None:
    """Every unit that has a result against every target of the year."""
    lines = [line for line in book.context.targets if line.headline.judged]
    sheet = book.workbook.add_worksheet("Ma trận")
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
            book.write_cell(sheet, row, len(_HEAD) + place, value, "percent", **_LOOK)
    last = _TOP + 1 + max(len(units), 1)
    _colour(book, sheet, cells)
    sheet.autofilter(_TOP + 1, 0, last, len(_HEAD) + len(lines) - 1)
    sheet.freeze_panes(_TOP + 2, 2)
    sheet.repeat_rows(_TOP, _TOP + 1)
    sheet.write_string(last + 2, 0, say("table.matrix_note"), book.style(italic=True))
    book.name_range("Ma_tran", "Ma trận", _TOP + 1, last, len(_HEAD) + len(lines) - 1)
    set_up_print(sheet, landscape=True)


def _write_head(book: Book, sheet: Any, lines: list[TargetLine]) -> None:
    style = book.style(bold=True, border=1, text_wrap=True, align="center", bg_color=SHADES["head"])
    for place, (title, width) in enumerate(_HEAD):
        sheet.write_string(_TOP, place, "", style)
        sheet.write_string(_TOP + 1, place, title, style)
        sheet.set_column(place, place, width)
    sheet.set_row(_TOP + 1, 48)
    for place, line in enumerate(lines, len(_HEAD)):
        sheet.write_string(_TOP, place, line.headline.target_text, style)
        sheet.write_string(_TOP + 1, place, line.label, style)
        sheet.write_comment(_TOP + 1, place, printable(line.title), {"author": book.context.texts["agency"]})
        sheet.set_column(place, place, 8.2)


def _short(scope: Scope) -> str:
    return say("short.no_activity") if scope.ytd.text == say("status.no_activity") else say("short.no_data")


def _colour(book: Book, sheet: Any, cells: dict[tuple[str, str, int], Scope]) -> None:
    """One rule for each column and target, because a relieved unit has a target of its own."""
    rows = {(unit.code, unit.level): row for row, unit in enumerate(book.context.unit_summaries, _TOP + 2)}
    groups: dict[tuple[int, float], list[str]] = {}
    for (code, level, place), scope in cells.items():
        if scope.target is not None and scope.ytd.percent is not None and (code, level) in rows:
            cell = xlsxwriter.utility.xl_rowcol_to_cell(rows[code, level], len(_HEAD) + place)
            groups.setdefault((place, float(scope.target / 100)), []).append(cell)
    for (_, target), members in groups.items():
        for criteria, shade, bold in (("<", "not_met", True), (">=", "met", False)):
            rule = {"type": "cell", "criteria": criteria, "value": target}
            look = book.workbook.add_format({"bg_color": SHADES[shade], "bold": bold})
            sheet.conditional_format(members[0], {**rule, "format": look, "multi_range": " ".join(members)})
