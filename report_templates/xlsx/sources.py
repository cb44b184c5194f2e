"""The sheet "Nguồn, định nghĩa": what each figure is, where it came from, how the plan was read.

In: a :class:`Book`. Out: the sheet in it, one small table under another.
"""

from typing import Any

from report_templates.ranking import LEAST_JUDGED
from report_templates.records import Grid, ReportContext
from report_templates.results import NEAR_POINTS, RISING_POINTS
from report_templates.wording.numbers import points_text, printable
from report_templates.wording.phrases import say, sentence, titles
from report_templates.xlsx.book import SHADES, Book, row_height, set_up_print
from warehouse.plans.catalogue import indicators

_WIDTHS = (20, 48, 46, 40, 22, 14, 22, 22)


def write_sources(book: Book) -> None:
    """Definitions, deliveries, other sources of the same figures, readings of the document."""
    sheet = book.workbook.add_worksheet(say("sheet.sources"))
    context = book.context
    row = book.write_title(sheet, say("table.sources_sheet"))
    for title, grid in (
        (say("table.definitions"), _definitions(context)),
        (say("formula.name"), _rules(context)),
        (say("table.deliveries"), context.deliveries),
        (say("table.decisions"), context.decisions),
        (say("table.sources"), context.sources),
        (say("table.readings"), context.readings),
        (say("table.differences"), context.differences),
    ):
        if grid.rows:
            row = _write_grid(book, sheet, row, title, grid) + 1
    notes = (
        *context.paragraphs.limits,
        context.texts["revision"],
        say("text.code_version", version=context.code_version),
    )
    for number, note in enumerate(notes):
        sheet.write_string(row + number, 0, printable(note), book.style())
    for place, width in enumerate(_WIDTHS):
        sheet.set_column(place, place, width)
    book.name_range("Nguon_dinh_nghia", say("sheet.sources"), 4, row + len(notes) - 1, len(_WIDTHS) - 1)
    set_up_print(sheet, landscape=True)


def _definitions(context: ReportContext) -> Grid:
    """Numerator and denominator in words, one row for each target."""
    known = indicators()
    rows = []
    for line in context.targets:
        code, portal = line.target.indicator, known[line.target.indicator].portal
        halves = (known[code].numerator_vi, known[code].denominator_vi)
        if line.target.judged_by == "portal" and portal:
            halves = (
                say("table.portal_numerator", metric=portal.metric),
                say("table.portal_denominator", note=portal.note_vi),
            )
        rows.append((line.label, line.title, *halves, code))
    return Grid(titles("grid.definitions"), tuple(rows))


def _rules(context: ReportContext) -> Grid:
    """How what is missing is counted, and the thresholds behind words such as "đang tăng"."""
    values = {
        "points": points_text(RISING_POINTS, signed=False),
        "least": context.plan.ranking_minimum,
        "targets": LEAST_JUDGED,
    }
    rules = [say(f"formula.{name}", **values) for name in ("shortfall", "effort", "best", "own")]
    rules += [say("formula.unreachable"), say("formula.rising", **values), say("formula.near", points=NEAR_POINTS)]
    parted = [rule.partition(": ")[::2] for rule in (*rules, say("formula.ranking", **values))]
    return Grid(titles("formula.columns"), tuple((sentence(name), sentence(text)) for name, text in parted))


def _write_grid(book: Book, sheet: Any, row: int, title: str, grid: Grid) -> int:
    sheet.write_string(row, 0, title, book.style(bold=True, font_size=12))
    for place, column in enumerate(grid.columns):
        book.write_cell(sheet, row + 1, place, column, "centre", bold=True, bg_color=SHADES["head"])
    for number, cells in enumerate(grid.rows, row + 2):
        sheet.set_row(number, row_height(cells, _WIDTHS[: len(cells)]))
        for place, value in enumerate(cells):
            kind = (
                "count" if isinstance(value, int) else "text" if value is None or isinstance(value, str) else "percent"
            )
            book.write_cell(sheet, number, place, value, kind)
    return row + 2 + len(grid.rows)
