"""Form II.06a: thirteen columns, one row for each level and unit, its four identities, how it agrees with the targets.

In: the mart ``form_06a`` and the lines that reconcile it. Out: the sheet "Biểu II.06a".
Source: Thông tư 01/2020/TT-VPCP.
"""

from typing import Any

from report_templates.records import MartRow, ReportContext
from report_templates.wording.phrases import name_of, say
from report_templates.xlsx.book import SHADES, Book, row_height, set_up_print
from warehouse.plans.catalogue import LEVELS

NUMBERS = tuple(f"c{number}" for number in range(3, 14))
IDENTITIES = (
    (3, (4, 5, 6)),
    (7, (8, 9, 10)),
    (11, (12, 13)),
    (3, (7, 11)),
)
_WIDTHS = (6, 50, *[11] * 11, 22)
_FIRST_ROW = 10


def form_faults(row: MartRow) -> list[str]:
    """The identities that a row breaks, as the form writes them: ``3=4+5+6``."""
    return [
        f"{total}={'+'.join(map(str, parts))}"
        for total, parts in IDENTITIES
        if row[f"c{total}"] != sum(row[f"c{part}"] for part in parts)
    ]


def write_form(book: Book) -> None:
    """The form with its three header rows, the numbers row and a column that checks each row."""
    context = book.context
    sheet = book.workbook.add_worksheet(say("sheet.form"))
    _write_head(book, sheet)
    row, number = _FIRST_ROW, 0
    for found in sorted(context.form_06a, key=_form_order):
        number = number + 1 if found["scope"] == "unit" else 0
        _write_form_row(book, sheet, row, found, number)
        row += 1
    sheet.write_string(row + 1, 0, _verdict(context), book.style(bold=True))
    book.write_notes(sheet, row + 2, (*context.form_notes, say("form.footnote")), _WIDTHS)
    for place, width in enumerate(_WIDTHS):
        sheet.set_column(place, place, width)
    sheet.freeze_panes(_FIRST_ROW, 2)
    sheet.repeat_rows(6, _FIRST_ROW - 1)
    book.name_range("Bieu_II_06a", say("sheet.form"), _FIRST_ROW - 1, max(row - 1, _FIRST_ROW), len(_WIDTHS) - 1)
    set_up_print(sheet, landscape=True)


def _verdict(context: ReportContext) -> str:
    """Whether every row adds up, or that there is none."""
    if not context.form_06a:
        return say("form.no_dossiers")
    faults = sum(bool(form_faults(found)) for found in context.form_06a)
    return say("form.broken", count=faults) if faults else say("form.all_hold")


def _form_order(row: MartRow) -> tuple[bool, int, bool, str]:
    """The total, then each level with its units under it."""
    level = LEVELS.index(row["level"]) if row["level"] in LEVELS else 0
    return row["scope"] != "total", level, row["scope"] != "level", row["unit_code"] or ""


def _form_name(row: MartRow) -> str:
    if row["scope"] == "total":
        return say("form.sum")
    if row["scope"] == "level":
        return say("form.level", level=name_of("level", row["level"]).lower())
    return str(row["unit_name"])


def _write_head(book: Book, sheet: Any) -> None:
    context: ReportContext = book.context
    write = sheet.write_string
    write(0, 0, say("form.number"), book.style(bold=True))
    write(1, 0, say("form.issued"), book.style(italic=True))
    write(2, 0, say("form.title"), book.style(bold=True, font_size=14))
    write(3, 0, f"({context.texts['window_period']})", book.style(italic=True))
    write(4, 0, say("form.reporter", agency=context.texts["agency"]), book.style())
    write(5, 0, context.texts["synthetic_long"], book.style(bold=True, font_color="#C00000"))
    write(5, 11, say("form.unit"), book.style(italic=True))
    style = book.style(bold=True, border=1, text_wrap=True, align="center", bg_color=SHADES["head"])
    for area, text in _HEADER:
        if area[:2] == area[2:]:
            write(area[0], area[1], say(f"form.{text}"), style)
        else:
            sheet.merge_range(*area, say(f"form.{text}"), style)
    sheet.set_row(8, 48)
    for place in range(13):
        write(9, place, f"({place + 1})", style)
    write(9, 13, "", style)


# Row and column of the first and last cell, and the phrase; rows 7 to 9 of the sheet.
_HEADER = (
    ((6, 0, 8, 0), "tt"),
    ((6, 1, 8, 1), "work"),
    ((6, 2, 6, 5), "received"),
    ((7, 2, 8, 2), "total"),
    ((7, 3, 7, 4), "in_period"),
    ((8, 3, 8, 3), "online"),
    ((8, 4, 8, 4), "direct"),
    ((7, 5, 8, 5), "before"),
    ((6, 6, 6, 9), "solved"),
    ((7, 6, 8, 6), "total"),
    ((7, 7, 8, 7), "early"),
    ((7, 8, 8, 8), "on_time"),
    ((7, 9, 8, 9), "late"),
    ((6, 10, 6, 12), "open"),
    ((7, 10, 8, 10), "total"),
    ((7, 11, 8, 11), "in_time"),
    ((7, 12, 8, 12), "overdue"),
    ((6, 13, 8, 13), "check"),
)


def _write_form_row(book: Book, sheet: Any, row: int, found: MartRow, number: int) -> None:
    look = {} if number else {"bold": True, "bg_color": SHADES["group"]}
    sheet.set_row(row, row_height([_form_name(found)], [_WIDTHS[1]]))
    book.write_cell(sheet, row, 0, str(number) if number else "", "centre", **look)
    book.write_cell(sheet, row, 1, _form_name(found), "text", **look)
    for place, column in enumerate(NUMBERS, 2):
        book.write_cell(sheet, row, place, found[column], "count", **look)
    faults = form_faults(found)
    verdict = say("form.wrong", faults=", ".join(faults)) if faults else say("form.right")
    shade = {"bg_color": SHADES["not_met"]} if faults else look
    book.write_cell(sheet, row, 13, verdict, "centre", **shade)
