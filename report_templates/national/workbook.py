"""``toan-quoc.xlsx``: the national view as sheets to filter and to sort.

In: a :class:`National`. Out: the workbook's bytes, the same for the same view.
"""

from report_templates.national.words import Front, front, groups, missing_texts, printed_percent, worded
from report_templates.wording.phrases import say, titles
from report_templates.xlsx.book import Book, SheetColumn, SheetRow, SheetTable
from warehouse.cycles.national import National, NationalLine

_WIDTHS = (26, 11, 12, 12, 10, 12, 24, 8, 10, 20, 20)
_KINDS = ("text", "percent", "count", "count", "percent", "points", "text", "count", "count", "text", "text")


def render_national_workbook(view: National) -> bytes:
    """All indicators below each other, and the provinces that are missing."""
    book: Book[Front] = Book(front(view), say("national.all"))
    columns = (
        SheetColumn(say("national.index"), 46),
        *(SheetColumn(*each) for each in zip(titles("national.sheet_columns"), _WIDTHS, _KINDS, strict=True)),
    )
    rows = [SheetRow((title, *_cells(line))) for title, lines in groups(view) for line in lines]
    notes = (say("national.ranked"),)
    name = say("national.all")
    book.add_table(SheetTable(name, book.context.texts["title"], columns, tuple(rows), "Toan_quoc", notes=notes))
    late = missing_texts(view) or [say("national.nobody_missing")]
    only = (SheetColumn(say("national.missing_title"), 90),)
    sheet = SheetTable(
        say("national.late"),
        book.context.texts["title"],
        only,
        tuple(SheetRow((text,)) for text in late),
        "Chua_cong_bo",
        frozen=0,
        filtered=False,
    )
    book.add_table(sheet)
    return book.finish()


def _cells(line: NationalLine) -> tuple[object, ...]:
    words, percent = worded(line), printed_percent(line)
    return (
        words.province,
        percent,
        line.numerator,
        line.denominator,
        line.target,
        None if percent is None or line.target is None else percent - line.target,
        words.verdict,
        line.rank,
        line.compared or None,
        words.source,
        line.plan_id,
    )
