"""CSV and XLSX files to rows of text in a dataset's columns, after their header was compared.

In: a delivered file. Out: batches ``file_no, line_no`` and the columns of datasets.toml, as text; the
line is the physical line on which a CSV row begins, or the row of the sheet. A ragged row is a row of
nulls. A flat export of another system is read through a source profile: see ``profiles/README.md``.
"""

import csv
import io
import json
import re
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fastexcel
import pyarrow as pa

from warehouse.exports.contents import lines, report_unknown, whole
from warehouse.exports.datasets import Dataset
from warehouse.exports.descriptor import Export, Resource, refuse_content

_BATCH_ROWS = 50_000
_LARGEST_FIELD = 1 << 20
_LARGEST_WORKBOOK = 1 << 30
_LARGEST_RATIO = 200
_PROFILES = Path(__file__).with_name("profiles")
_NOT_IN_THE_PROFILE = json.dumps("?")  # no list, so rule D11 sends the row back
_FORMULA_CELL = re.compile(rb"<c\b([^>]*)>\s*<f\b(?:(?!</c>).)*</c>", re.DOTALL)
_ERROR_CELL = re.compile(rb"<c\b[^>]*\bt=\"e\"")
Row = tuple[int, list[str | None]]

csv.field_size_limit(_LARGEST_FIELD)


def flat_batches(export: Export, resource: Resource, dataset: Dataset) -> Iterator[pa.Table]:
    """The rows of a CSV or XLSX file as text, in batches.

    Raises:
        DataRefused: the file is of another kind or encoding, or has another header.
    """
    rows = _csv_rows(export, resource) if resource.format == ".csv" else _xlsx_rows(export, resource)
    header = next(rows, None)
    if header is None:
        raise refuse_content(export, resource, "it has no header row")
    names = [(name or "").strip() for name in header[1]]
    picks = _picks(export, resource, dataset, names)
    batch: list[list[int | str | None]] = []
    for line_no, values in rows:
        is_whole = len(values) == len(names)
        batch.append([resource.file_no, line_no, *(pick(values) if is_whole else None for pick in picks)])
        if len(batch) >= _BATCH_ROWS:
            yield _as_table(batch, dataset)
            batch = []
    yield _as_table(batch, dataset)


class _Pick:
    """Reads one cell of a row, or makes a JSON list of one object of several cells."""

    def __init__(self, places: dict[str, int], meanings: dict[str, dict[str, str]], *, is_list: bool) -> None:
        self._places, self._meanings, self._is_list = places, meanings, is_list

    def __call__(self, values: list[str | None]) -> str | None:
        texts = {part: (values[place] or "").strip() for part, place in self._places.items()}
        if not self._is_list:
            return self._meanings.get("", {}).get(texts[""], texts[""]) or None if texts else None
        said = {part: self._meanings.get(part, {}).get(text) for part, text in texts.items()}
        if any(text and part in self._meanings and said[part] is None for part, text in texts.items()):
            return _NOT_IN_THE_PROFILE
        element = {part: said[part] if part in self._meanings else text for part, text in texts.items()}
        element = {part: text for part, text in element.items() if text}
        return json.dumps([element]) if element else None


def _picks(export: Export, resource: Resource, dataset: Dataset, names: list[str]) -> list[_Pick]:
    """One reader per column of the dataset, after the header has been compared with the expected one."""
    profile = read_profile(export, resource, dataset)
    columns, values = profile.get("columns", {}), profile.get("values", {})
    sources: dict[str, dict[str, str]] = {name: {"": columns.get(name, name)} for name in dataset.fields}
    sources |= {name: profile.get("lists", {}).get(name, {"": name}) for name in dataset.lists}
    needed = [source for parts in sources.values() for source in parts.values() if source]
    _compare_header(export, resource, dataset, names, needed)
    picks = []
    for name, parts in sources.items():
        places = {part: names.index(source) for part, source in parts.items() if source}
        meanings = {part: values[key] for part in parts if (key := f"{name}.{part}".rstrip(".")) in values}
        picks.append(_Pick(places, meanings, is_list="" not in parts))
    return picks


def _compare_header(export: Export, resource: Resource, dataset: Dataset, names: list[str], needed: list[str]) -> None:
    """Refuse a header that lacks, doubles or swaps a column; never show text that may be a person's."""
    missing = [name for name in needed if name not in names]
    doubled = sorted({name for name in needed if names.count(name) > 1})
    if missing or doubled:
        strange = [str(place) for place, name in enumerate(names, 1) if name and name not in needed]
        raise refuse_content(
            export,
            resource,
            f"its header lacks {missing or 'nothing'} and doubles {doubled or 'nothing'}; "
            f"of its {len(names)} columns these have other names: {', '.join(strange) or 'none'}",
        )
    if not dataset.free_order and [name for name in names if name in needed] != needed:
        raise refuse_content(export, resource, f"its columns stand in another order than {needed}")
    report_unknown(resource, {name for name in names if name} - {*needed, *dataset.left_outside})


def read_profile(export: Export, resource: Resource, dataset: Dataset) -> dict[str, Any]:
    """The source profile that a resource names, or none: its columns are the payload's own."""
    if resource.source_profile is None:
        return {}
    path = _PROFILES / f"{resource.source_profile}.toml"
    if path.parent != _PROFILES or not path.is_file():
        raise refuse_content(export, resource, f"its source profile '{resource.source_profile}' is unknown")
    profile = tomllib.loads(path.read_text("utf-8"))
    if profile["dataset"] != dataset.name:
        raise refuse_content(export, resource, f"its source profile is one of {profile['dataset']}")
    return profile


def _csv_rows(export: Export, resource: Resource) -> Iterator[Row]:
    reader = csv.reader(lines(export, resource), strict=True)
    begins_at = 1
    try:
        for values in reader:
            if values:
                yield begins_at, list(values)
            begins_at = reader.line_num + 1
    except csv.Error as error:
        fault = f"the row that begins on line {begins_at} cannot be read: {error}"
        raise refuse_content(export, resource, fault) from error


def _xlsx_rows(export: Export, resource: Resource) -> Iterator[Row]:
    content = whole(export, resource)
    _refuse_doubtful(export, resource, content)
    try:
        workbook = fastexcel.read_excel(content)
        sheets = workbook.sheet_names
        name = resource.dataset if resource.dataset in sheets else sheets[0]
        if len(sheets) > 1 and name != resource.dataset:
            raise refuse_content(export, resource, f"one of its {len(sheets)} sheets must be named {resource.dataset}")
        sheet = workbook.load_sheet(name, header_row=None, dtypes="string", skip_rows=0).to_arrow()
    except fastexcel.FastExcelError:
        raise refuse_content(export, resource, "it is not a readable workbook") from None
    columns = [column.to_pylist() for column in sheet.columns]
    for line_no, values in enumerate(zip(*columns, strict=True), start=1):
        if any(value is not None and value.strip() for value in values):
            yield line_no, list(values)


def _refuse_doubtful(export: Export, resource: Resource, content: bytes) -> None:
    """Refuse a workbook that is too large, has macros, or has cells whose value nobody computed."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            limit = max(_LARGEST_RATIO * len(content), 50 << 20)
            if unpacked > min(limit, _LARGEST_WORKBOOK):
                raise refuse_content(export, resource, f"it unpacks from {len(content)} to {unpacked} bytes")
            if any(name.lower().endswith("vbaproject.bin") for name in archive.namelist()):
                raise refuse_content(export, resource, "it is a workbook with macros")
            for name in archive.namelist():
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    _refuse_uncomputed(export, resource, archive.read(name))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise refuse_content(export, resource, "it is not an XLSX workbook") from error


def _refuse_uncomputed(export: Export, resource: Resource, sheet: bytes) -> None:
    """A formula without a computed value, or an error, would read as an empty cell."""
    if _ERROR_CELL.search(sheet):
        raise refuse_content(export, resource, "it has cells with an error such as #N/A")
    for cell in _FORMULA_CELL.finditer(sheet) if b"<f" in sheet else ():
        if b't="str"' not in cell[1] and not re.search(rb"<v[^>]*>[^<]", cell[0]):
            raise refuse_content(export, resource, "it has formula cells that were never computed; save it in Excel")


def _as_table(batch: list[list[int | str | None]], dataset: Dataset) -> pa.Table:
    schema = pa.schema(
        [("file_no", pa.int32()), ("line_no", pa.int64()), *((name, pa.string()) for name in dataset.columns)]
    )
    columns = list(zip(*batch, strict=True)) if batch else [()] * len(schema)
    return pa.table([pa.array(c, field.type) for c, field in zip(columns, schema, strict=True)], schema=schema)
