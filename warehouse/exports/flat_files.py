"""CSV and XLSX files to rows of text in a dataset's columns, after their header was compared.

In: a delivered file. Out: batches ``file_no, line_no`` and the columns of datasets.toml, as text; the
line is the physical line on which a CSV row begins, or the row of the sheet. A ragged row is a row of
nulls. A flat export of another system is read through a source profile: see ``profiles/README.md``.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pyarrow as pa

from warehouse.errors import ConfigurationError
from warehouse.exports.contents import lines, whole
from warehouse.exports.datasets import Dataset
from warehouse.exports.export import Export, Resource, refuse_content
from warehouse.exports.flat.cells import Forms
from warehouse.exports.flat.columns import compare_header, pickers, strange_columns
from warehouse.exports.flat.csv_rows import csv_rows
from warehouse.exports.flat.rows import FileFault, Merge, Row
from warehouse.exports.flat.sheet import hidden_columns, merges_of, sheet_rows
from warehouse.exports.flat.table import Table, find_table, title_of
from warehouse.exports.flat.workbook import Workbook, choose_sheet, open_workbook
from warehouse.exports.profiles import Profile, load_profile, plain_profile
from warehouse.messages import tell

_log = logging.getLogger(__name__)
_BATCH_ROWS = 50_000


@dataclass(frozen=True)
class OpenFile:
    """The rows of an opened flat file, and what a reader of the workbook would not see of it."""

    rows: Iterator[Row]
    forms: Forms
    merges: tuple[Merge, ...] = ()
    hidden_sheets: int = 0
    hidden_columns: int = 0


def flat_batches(export: Export, resource: Resource, dataset: Dataset) -> Iterator[pa.Table]:
    """The rows of a CSV or XLSX file as text, in batches.

    Raises:
        DataRefused: the file is of another kind or encoding, or has another header.
    """
    profile = _profile_of(export, resource, dataset)
    try:
        yield from _batches(export, resource, profile)
    except FileFault as fault:
        raise refuse_content(export, resource, str(fault)) from None


def open_file(export: Export, resource: Resource, profile: Profile) -> OpenFile:
    """The rows of a CSV file, or of the one sheet of a workbook that is to be read.

    Raises:
        DataRefused, FileFault: the file is of another kind or encoding, or is not safe to open.
    """
    if resource.format == ".csv":
        return open_text(export, resource, profile)
    return open_sheet(open_workbook(whole(export, resource)), profile)


def open_text(export: Export, resource: Resource, profile: Profile) -> OpenFile:
    """The rows of a CSV file."""
    return OpenFile(csv_rows(lines(export, resource), profile.delimiter), profile.forms)


def open_sheet(workbook: Workbook, profile: Profile) -> OpenFile:
    """The rows of the one sheet of a workbook that a profile or its dataset names."""
    sheet = choose_sheet(workbook, profile.sheet, profile.dataset.name)
    return OpenFile(
        sheet_rows(workbook, sheet),
        replace(profile.forms, starts_1904=workbook.starts_1904),
        merges_of(workbook, sheet),
        sum(not each.is_visible for each in workbook.sheets),
        hidden_columns(workbook, sheet),
    )


def open_table(opened: OpenFile, profile: Profile) -> Table:
    """The table of an opened file, wherever the profile lets it stand; its header is not compared yet."""
    needed = [title_of(title) for title in profile.titles]
    return find_table(opened.rows, profile.layout, needed, opened.merges, opened.forms)


def _batches(export: Export, resource: Resource, profile: Profile) -> Iterator[pa.Table]:
    opened = open_file(export, resource, profile)
    table = open_table(opened, profile)
    compare_header(profile, table.titles)
    picks = pickers(profile, table.titles, opened.forms)
    width, is_sheet = len(table.titles), resource.format == ".xlsx"
    batch: list[list[int | str | None]] = []
    for row in table.rows:
        is_whole = whole_row(row, width, is_sheet=is_sheet)
        batch.append([resource.file_no, row.line_no, *(pick(row) if is_whole else None for pick in picks)])
        if len(batch) >= _BATCH_ROWS:
            yield _as_table(batch, profile.dataset)
            batch = []
    yield _as_table(batch, profile.dataset)
    _report(resource, opened, table, strange_columns(profile, table.titles))


def whole_row(row: Row, width: int, *, is_sheet: bool) -> bool:
    """Whether a row has a cell for each title; the row of a sheet ends with its last filled cell."""
    if is_sheet and len(row.cells) < width:
        row.cells.extend([None] * (width - len(row.cells)))
    return len(row.cells) == width


def _report(resource: Resource, opened: OpenFile, table: Table, strange: list[int]) -> None:
    """Log what was left outside and what a reader of the workbook would not have seen: by place and number only."""
    counts = {
        tell("unknown fields left outside, in columns {columns}", columns=", ".join(map(str, strange))): len(strange),
        tell("{count} hidden rows were read", count=table.seen.hidden_rows): table.seen.hidden_rows,
        tell("{count} hidden sheets were not read", count=opened.hidden_sheets): opened.hidden_sheets,
        tell("{count} columns are hidden", count=opened.hidden_columns): opened.hidden_columns,
        tell(
            "{count} rows below the total row were left out", count=table.seen.rows_below_total
        ): table.seen.rows_below_total,
    }
    noticed = [words for words, count in counts.items() if count]
    if noticed:
        _log.warning("%s: %s", resource.shown, "; ".join(noticed))


def _profile_of(export: Export, resource: Resource, dataset: Dataset) -> Profile:
    """The source profile that a resource names, or the payload's own columns."""
    if resource.source_profile is None:
        return plain_profile(dataset)
    try:
        profile = load_profile(resource.source_profile)
    except ConfigurationError as error:
        raise refuse_content(export, resource, error.message.rstrip(".")) from error
    if profile.dataset != dataset:
        raise refuse_content(
            export, resource, tell("its source profile is one of {dataset}", dataset=profile.dataset.name)
        )
    return profile


def _as_table(batch: list[list[int | str | None]], dataset: Dataset) -> pa.Table:
    schema = pa.schema(
        [("file_no", pa.int32()), ("line_no", pa.int64()), *((name, pa.string()) for name in dataset.columns)]
    )
    columns = list(zip(*batch, strict=True)) if batch else [()] * len(schema)
    return pa.table([pa.array(c, field.type) for c, field in zip(columns, schema, strict=True)], schema=schema)
