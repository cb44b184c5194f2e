"""The workbook of the report and the return slips.

In: :class:`ReportContext`. Out: bytes of XLSX files, the same for the same context.
"""

import re

from report_templates.records import ReportContext, Slip
from report_templates.wording.phrases import say, titles
from report_templates.xlsx.book import Book, SheetColumn, SheetRow, SheetTable
from report_templates.xlsx.course import write_charts, write_course
from report_templates.xlsx.form_06a import write_form
from report_templates.xlsx.last_year import last_year_tables
from report_templates.xlsx.matrix import write_matrix
from report_templates.xlsx.missing import missing_table
from report_templates.xlsx.places import places_tables, standings_tables
from report_templates.xlsx.sheets import (
    distance_tables,
    level_table,
    plan_table,
    quality_tables,
    source_tables,
    unit_table,
)
from report_templates.xlsx.sources import write_sources
from report_templates.xlsx.summary import write_summary


def render_workbook(context: ReportContext) -> bytes:
    """``bao-cao.xlsx``: the verdict first, then every table of the report in full."""
    book = Book(context, context.texts["report_title"])
    write_summary(book)
    for table in (plan_table(context), level_table(context), *places_tables(context), *standings_tables(context)):
        book.add_table(table)
    write_matrix(book)
    for table in (unit_table(context), *distance_tables(context), missing_table(context)):
        book.add_table(table)
    for table in last_year_tables(context):
        book.add_table(table)
    write_course(book)
    write_charts(book)
    write_form(book)
    for table in quality_tables(context):
        book.add_table(table)
    for table in source_tables(context):
        book.add_table(table)
    write_sources(book)
    return book.finish()


def render_return_slips(context: ReportContext) -> bytes:
    """``tra-lai-du-lieu.xlsx``: every faulty row, by unit, with how to correct it."""
    return _slips(context, context.slips, say("slip.title"))


def render_return_slips_by_unit(context: ReportContext) -> dict[str, bytes]:
    """One workbook for each unit that has faulty rows, by unit code; codes are safe in file names.

    Rows whose unit cannot be told, or that name something else than a unit's code, are together under ``UNKNOWN_UNIT``.
    """
    found: dict[str, list[Slip]] = {}
    for slip in context.slips:
        found.setdefault(_unit_code(slip) or UNKNOWN_UNIT, []).append(slip)
    return {code: _one_unit(context, code, tuple(slips)) for code, slips in sorted(found.items())}


UNKNOWN_UNIT = "chua-ro-don-vi"
_CODE = re.compile(r"[A-Z0-9]{1,8}(\.[A-Z0-9]{1,8}){0,6}")


def _one_unit(context: ReportContext, code: str, slips: tuple[Slip, ...]) -> bytes:
    name = say("slip.unknown_unit") if code == UNKNOWN_UNIT else slips[0].unit_name
    return _slips(context, slips, say("slip.title_unit", name=name))


def _slips(context: ReportContext, slips: tuple[Slip, ...], title: str) -> bytes:
    book = Book(context, title)
    counts: dict[tuple[str, str], list[int]] = {}
    for slip in slips:
        count = counts.setdefault((_unit_code(slip), slip.unit_name), [0, 0])
        count[slip.severity != "quarantine"] += 1
    rows = tuple(SheetRow((*unit, *count)) for unit, count in sorted(counts.items()))
    columns = (
        SheetColumn(say("column.unit_code"), 16),
        SheetColumn(say("column.unit_name"), 44),
        SheetColumn(say("severity.quarantine"), 16, "count"),
        SheetColumn(say("severity.warn"), 16, "count"),
    )
    notes = (say("slip.how"),) if rows else (say("quality.clean"),)
    book.add_table(SheetTable(say("sheet.slips_by_unit"), title, columns, rows, "Theo_don_vi", frozen=0, notes=notes))
    book.add_table(_slip_table(slips, title))
    return book.finish()


def _slip_table(slips: tuple[Slip, ...], title: str) -> SheetTable:
    names = titles("slip.columns")
    widths = (18, 22, 28, 9, 36, 20, 24, 40, 24, 9)
    columns = (
        SheetColumn(say("column.unit_code"), 14),
        SheetColumn(say("column.unit_name"), 28),
        *(SheetColumn(name, width) for name, width in zip(names[:-1], widths[:-1], strict=True)),
        SheetColumn(names[-1], widths[-1], "count"),
        SheetColumn(say("slip.treatment"), 22),
    )
    ordered = sorted(slips, key=lambda slip: (slip.unit_code, slip.severity, slip.cells))
    rows = tuple(SheetRow(_slip_cells(slip)) for slip in ordered)
    return SheetTable(say("sheet.slips"), title, columns, rows, "Dong_can_sua")


def _slip_cells(slip: Slip) -> tuple[object, ...]:
    """The cells of one faulty row; the line is a number."""
    *texts, line = slip.cells
    number = int(line) if line.isdecimal() else line
    return _unit_code(slip), slip.unit_name, *texts, number, say(f"severity.{slip.severity}")


def _unit_code(slip: Slip) -> str:
    """The code of the unit that must correct a row; empty where the cell holds something else."""
    return slip.unit_code if _CODE.fullmatch(slip.unit_code) else ""
