"""The first sheet, one page for the leader: the verdict, what is missed, what to watch.

In: a :class:`Book`. Out: the sheet "Tổng hợp" in it.
"""

from typing import Any

from report_templates.records import TargetLine
from report_templates.wording.clauses import noun_of
from report_templates.wording.numbers import printable
from report_templates.wording.phrases import say
from report_templates.xlsx.book import SHADES, Book, row_height, set_up_print

_VERDICTS = ("met", "not_met", "no_activity", "no_data", "no_target", "invalid")
_WIDTHS = (10, 52, 13, 13, 13, 13, 38)
_NAME = "Tổng hợp"


def write_summary(book: Book) -> None:
    """Counts of verdicts, the missed targets, and the sentences that a leader reads first."""
    sheet = book.workbook.add_worksheet(_NAME)
    row = _write_verdicts(book, sheet, book.write_title(sheet, book.context.texts["report_title"]))
    row = _write_missed(book, sheet, row + 1)
    prose = book.context.prose
    sentences = (*prose.opening, *prose.summary[:1], *prose.levels, *prose.units[:3], *prose.milestones)
    style = book.style(text_wrap=True, valign="top")
    for number, text in enumerate((*sentences, *prose.outlook, *prose.limits), row + 1):
        sheet.merge_range(number, 0, number, len(_WIDTHS) - 1, printable(text), style)
        sheet.set_row(number, row_height([text], [1.15 * sum(_WIDTHS)]))
    for place, width in enumerate(_WIDTHS):
        sheet.set_column(place, place, width)
    set_up_print(sheet, landscape=True)
    sheet.fit_to_pages(1, 1)


def _write_verdicts(book: Book, sheet: Any, row: int) -> int:
    """The table of verdicts with its named range; gives the next free row."""
    _write_head(book, sheet, row, ("", say("summary_sheet.verdict"), say("summary_sheet.count")))
    shown = [status for status in _VERDICTS if status != "invalid" or book.context.verdicts[status]]
    for number, status in enumerate(shown, row + 1):
        shade = {"bg_color": SHADES.get(status, SHADES["other"])}
        book.write_cell(sheet, number, 0, "", "centre", **shade)
        book.write_cell(sheet, number, 1, say(f"status.{status}"), "text", **shade)
        book.write_cell(sheet, number, 2, book.context.verdicts[status], "count", **shade)
    last = row + len(shown) + 1
    book.write_cell(sheet, last, 0, "", "centre")
    book.write_cell(sheet, last, 1, say("summary_sheet.total"), "text", bold=True)
    book.write_cell(sheet, last, 2, book.context.verdicts["total"], "count", bold=True)
    book.name_range("Tong_hop", _NAME, row, last, 2)
    return last + 1


def _write_missed(book: Book, sheet: Any, row: int) -> int:
    """The missed targets with what is missing; gives the next free row."""
    missed = [line for line in book.context.targets if line.headline.status == "not_met"]
    if not missed:
        return row
    titles = ("number", "name", "ytd_result", "target_short", "gap", "short_missing", "missing_what")
    _write_head(book, sheet, row, tuple(say(f"column.{title}") for title in titles))
    sheet.set_row(row, 32)
    for number, line in enumerate(missed, row + 1):
        sheet.set_row(number, row_height([line.title], [_WIDTHS[1]]))
        for place, (value, kind) in enumerate(_missed_cells(line)):
            book.write_cell(sheet, number, place, value, kind)
    return row + 1 + len(missed)


def _missed_cells(line: TargetLine) -> tuple[tuple[object, str], ...]:
    headline = line.headline
    return (
        (line.label, "centre"),
        (line.title, "text"),
        (headline.ytd, "percent"),
        (headline.target, "percent"),
        (headline.gap, "points"),
        (headline.shortfall, "count"),
        (noun_of(line.target.indicator), "text"),
    )


def _write_head(book: Book, sheet: Any, row: int, titles: tuple[str, ...]) -> None:
    for place, title in enumerate(titles):
        book.write_cell(sheet, row, place, title, "centre", bold=True, bg_color=SHADES["head"])
