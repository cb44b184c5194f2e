"""The first sheet: the verdict on one page, then the sentences of the report.

In: a :class:`Book`. Out: the sheet "Tổng hợp" in it.
"""

from report_templates.numbers import printable
from report_templates.phrases import say
from report_templates.xlsx_book import SHADES, Book, set_up_print

_VERDICTS = ("met", "not_met", "no_activity", "no_data", "no_target")


def write_summary(book: Book) -> None:
    """Counts of verdicts, the opening and the summary sentences."""
    context = book.context
    sheet = book.workbook.add_worksheet("Tổng hợp")
    row = book.write_title(sheet, context.texts["report_title"])
    head = {"bold": True, "bg_color": SHADES["head"]}
    book.write_cell(sheet, row, 0, say("summary_sheet.verdict"), "centre", **head)
    book.write_cell(sheet, row, 1, say("summary_sheet.count"), "centre", **head)
    for number, status in enumerate(_VERDICTS, row + 1):
        shade = {"bg_color": SHADES.get(status, SHADES["other"])}
        book.write_cell(sheet, number, 0, say(f"status.{status}"), "text", **shade)
        book.write_cell(sheet, number, 1, context.verdicts[status], "count", **shade)
    row += len(_VERDICTS) + 1
    book.write_cell(sheet, row, 0, say("summary_sheet.total"), "text", bold=True)
    book.write_cell(sheet, row, 1, context.verdicts["total"], "count", bold=True)
    book.name_range("Tong_hop", "Tổng hợp", row - len(_VERDICTS) - 1, row, 1)
    style = book.style(text_wrap=True, valign="top")
    prose = context.prose
    for number, text in enumerate(
        (*prose.opening, *prose.summary, *prose.milestones, *prose.limits), row + 2
    ):
        sheet.merge_range(number, 0, number, 7, printable(text), style)
        sheet.set_row(number, 16 * (1 + len(text) // 105))
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 7, 11)
    set_up_print(sheet, landscape=False)
