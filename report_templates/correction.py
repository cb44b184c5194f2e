"""The correction note of a later revision: each changed figure before and after, and the records that caused it.

In: :class:`ReportContext` and the changed records. Out: bytes of ``dinh-chinh.docx`` and ``dinh-chinh.xlsx``, the
same for the same input.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from pathlib import Path

from report_templates.docx.layout import finish, open_document, paragraph
from report_templates.docx.report import TEMPLATES
from report_templates.docx.table import Column, TableRow, build_table
from report_templates.records import MartRow, ReportContext
from report_templates.wording.numbers import count_text, short_period
from report_templates.wording.phrases import say, titles
from report_templates.xlsx.book import Book, SheetColumn, SheetRow, SheetTable
from warehouse.periods import Period
from warehouse.plans.catalogue import indicators

SHOWN_RECORDS = 200
"""Records that the document lists; the workbook has all of them."""
_FIGURE_WIDTHS = (14, 16, 18, 34, 24, 24, 17, 17)
_RECORD_WIDTHS = (30, 38, 26, 14, 14, 18, 18, 12)


def correction_document(
    context: ReportContext, changed: Sequence[MartRow], template: Path = TEMPLATES / "muc.docx"
) -> bytes:
    """``dinh-chinh.docx``, in the styles of the report's own template."""
    document = open_document(template.read_bytes())
    body = document.element.body
    for element in list(body)[:-1]:  # the last one holds the page's size and margins
        body.remove(element)
    title = _title(context)
    body.insert(0, paragraph("KbcCaption", title))
    parts = [paragraph("KbcBody", text) for text in _sentences(context, changed)]
    parts.append(_table(titles("grid.differences"), _FIGURE_WIDTHS, context.differences.rows, title))
    if changed:
        records = [_record(row) for row in changed[:SHOWN_RECORDS]]
        parts += [paragraph("KbcBody", say("correction.records"))]
        parts.append(_table(titles("grid.changed_records"), _RECORD_WIDTHS, records, say("correction.records")))
    for place, part in enumerate(parts, start=1):
        body.insert(place, part)
    made_on = datetime.combine(context.made_on, time(), UTC)
    return finish(document, title, context.texts["agency"], made_on, context.texts["synthetic"])


def correction_workbook(context: ReportContext, changed: Sequence[MartRow]) -> bytes:
    """``dinh-chinh.xlsx``: a sheet of the figures and one of all records."""
    book = Book(context, _title(context))
    for name, columns, widths, rows, range_name in (
        (
            say("sheet.changed_figures"),
            "grid.differences",
            _FIGURE_WIDTHS,
            context.differences.rows,
            "So_lieu_thay_doi",
        ),
        (
            say("sheet.changed_records"),
            "grid.changed_records",
            _RECORD_WIDTHS,
            [_record(row) for row in changed],
            "Ho_so_thay_doi",
        ),
    ):
        shown = tuple(SheetColumn(title, width) for title, width in zip(titles(columns), widths, strict=True))
        table = SheetTable(name, _title(context), shown, tuple(SheetRow(tuple(row)) for row in rows), range_name)
        book.add_table(table)
    return book.finish()


def _title(context: ReportContext) -> str:
    return say("correction.title", revision=context.revision, before=context.revision - 1)


def _sentences(context: ReportContext, changed: Sequence[MartRow]) -> list[str]:
    figures, records = count_text(len(context.differences.rows)), count_text(len(changed))
    if not changed:
        return [say("correction.without_records", figures=figures)]
    sentences = [say("correction.summary", figures=figures, records=records)]
    if len(changed) > SHOWN_RECORDS:
        sentences.append(say("correction.first_only", shown=count_text(SHOWN_RECORDS)))
    return sentences


def _record(row: MartRow) -> tuple[str, ...]:
    return (
        indicators()[row["indicator"]].name_vi,
        row["record"],
        row["unit_name"] or row["unit_code"] or "",
        f"{row['old_numerator']}/{row['old_denominator']}",
        f"{row['numerator']}/{row['denominator']}",
        f"{short_period(Period.parse(row['month']))} ({row['export_revision']})",
        row["file"] or "",
        str(row["line"]),
    )


def _table(names: Sequence[str], widths: Sequence[float], rows: Sequence[Sequence[object]], title: str) -> object:
    scale = 160 / sum(widths)  # millimetres between the margins of an upright page
    columns = tuple(Column(name, width * scale) for name, width in zip(names, widths, strict=True))
    return build_table(columns, [TableRow(tuple(str(cell) for cell in row)) for row in rows], title)
