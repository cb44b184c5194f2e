"""The first sheet, one page for the leader: the verdict, the key points, what is missed.

In: a :class:`Book`. Out: the sheet "Tổng hợp" in it.
"""

from collections.abc import Iterable
from typing import Any

from report_templates.context.build import VERDICTS
from report_templates.results import TargetLine
from report_templates.wording.clauses import adds_up, closed_text, noun_of
from report_templates.wording.numbers import printable
from report_templates.wording.phrases import say
from report_templates.xlsx.book import SHADES, Book, row_height, set_up_print

_WIDTHS = (10, 52, 13, 13, 13, 13, 13, 34)


def write_summary(book: Book) -> None:
    """Counts of verdicts, the points that a leader reads first, and the missed targets."""
    sheet, paragraphs = book.workbook.add_worksheet(say("sheet.summary")), book.context.paragraphs
    row = _write_verdicts(book, sheet, book.write_title(sheet, book.context.texts["report_title"]))
    row = _write_texts(book, sheet, row + 1, paragraphs.key_points)
    row = _write_missed(book, sheet, row + 1)
    _write_texts(book, sheet, row + 1, (*paragraphs.outlook, *paragraphs.limits))
    for place, width in enumerate(_WIDTHS):
        sheet.set_column(place, place, width)
    set_up_print(sheet, landscape=True)
    sheet.fit_to_pages(1, 1)


def _write_texts(book: Book, sheet: Any, row: int, texts: Iterable[str]) -> int:
    """One merged line a text; gives the next free row."""
    style = book.style(text_wrap=True, valign="top")
    for text in texts:
        sheet.merge_range(row, 0, row, len(_WIDTHS) - 1, printable(text), style)
        sheet.set_row(row, row_height([text], [1.05 * sum(_WIDTHS)]))
        row += 1
    return row


def _write_verdicts(book: Book, sheet: Any, row: int) -> int:
    """The table of verdicts with its named range; gives the next free row."""
    _write_head(book, sheet, row, ("", say("summary_sheet.verdict"), say("summary_sheet.count")))
    shown = [status for status in VERDICTS if status != "invalid" or book.context.verdicts[status]]
    for number, status in enumerate(shown, row + 1):
        shade = {"bg_color": SHADES.get(status, SHADES["other"])}
        book.write_cell(sheet, number, 0, "", "centre", **shade)
        book.write_cell(sheet, number, 1, say(f"status.{status}"), "text", **shade)
        book.write_cell(sheet, number, 2, book.context.verdicts[status], "count", **shade)
    last = row + len(shown) + 1
    book.write_cell(sheet, last, 0, "", "centre")
    book.write_cell(sheet, last, 1, say("summary_sheet.total"), "text", bold=True)
    book.write_cell(sheet, last, 2, book.context.verdicts["total"], "count", bold=True)
    book.name_range("Tong_hop", say("sheet.summary"), row, last, 2)
    return last + 1


def _write_missed(book: Book, sheet: Any, row: int) -> int:
    """The missed targets with what would meet them; gives the next free row."""
    missed = [line for line in book.context.targets if line.headline.status == "not_met" and not line.same_as]
    if not missed:
        return row
    titles = ("number", "name", "ytd_result", "target_short", "gap", "shortfall", "effort", "missing_what")
    _write_head(book, sheet, row, tuple(say(f"column.{title}") for title in titles))
    sheet.set_row(row, 48)
    for number, line in enumerate(missed, row + 1):
        sheet.set_row(number, row_height([line.title], [_WIDTHS[1]]))
        for place, (value, kind) in enumerate(_missed_cells(line)):
            book.write_cell(sheet, number, place, value, kind)
    return row + 1 + len(missed)


def _missed_cells(line: TargetLine) -> tuple[tuple[object, str], ...]:
    headline = line.headline
    closed = closed_text(line)
    return (
        (line.label, "centre"),
        (line.title, "text"),
        (headline.ytd, "percent"),
        (headline.target, "percent"),
        (headline.gap, "points"),
        (None if closed else headline.shortfall, "count"),
        (headline.effort if adds_up(line) else None, "count"),
        (closed or noun_of(line.target.indicator), "text"),
    )


def _write_head(book: Book, sheet: Any, row: int, titles: tuple[str, ...]) -> None:
    for place, title in enumerate(titles):
        book.write_cell(sheet, row, place, title, "centre", bold=True, bg_color=SHADES["head"])
