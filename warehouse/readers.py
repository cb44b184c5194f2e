"""Delivered files to rows of text, with everything personal left outside while reading.

In: a verified :class:`Export`. Out: in an open DuckDB connection one view ``landing.<dataset>`` per
dataset: ``file_no``, ``line_no`` (null for NDJSON, whose rows follow each other line by line), the
fields of datasets.toml as text, its lists as lists of objects of text, and in ``unread_lists`` the
names of lists that are none. Nothing is typed by detection, no delivered name ever reaches a glob,
and a file that is not what its name says is refused.
"""

import csv
import gzip
import json
import logging
import shutil
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

import duckdb
import fastexcel
import pyarrow as pa

from warehouse.database import quoted
from warehouse.exports import Dataset, Export, Resource, refuse_content

_log = logging.getLogger(__name__)
_BATCH_ROWS = 50_000
_LARGEST_FIELD = 1 << 20
_LARGEST_RECORD = 1 << 24
_LARGEST_WORKBOOK = 1 << 30
_LARGEST_RATIO = 200
_PROFILES = Path(__file__).with_name("profiles")
_ALIEN_STARTS = {
    b"\xff\xfe": "it is UTF-16 text; deliver UTF-8",
    b"\xfe\xff": "it is UTF-16 text; deliver UTF-8",
    b"\xd0\xcf\x11\xe0": "it is an old or encrypted Office file",
    b"PK\x03\x04": "it is a zip or XLSX file under another name",
    b"<": "it is a web page, not data (an expired login session?)",
}

csv.field_size_limit(_LARGEST_FIELD)


def land(
    connection: duckdb.DuckDBPyConnection,
    export: Export,
    dataset: Dataset,
    workspace: Path,
    *,
    tolerant: bool = True,
) -> None:
    """Create the view ``landing.<dataset>`` over the files of one dataset.

    ``workspace`` receives links and unpacked copies and must outlive the view. A tolerant view
    reads a malformed line as a row of nulls and names malformed lists; one that is not tolerant
    gives the very same rows of well-formed files in half the time and fails on any other.

    Raises:
        DataRefused: a file is of another kind, encoding or header than declared.
    """
    connection.execute("create schema if not exists landing")
    flat = f"landing.{dataset.name}_flat"
    columns = ", ".join(f'"{name}" varchar' for name in dataset.columns)
    connection.execute(f"create or replace table {flat} (file_no integer, line_no bigint, {columns})")
    links = []
    for resource in export.of(dataset.name):
        if resource.format == ".ndjson":
            links.append(_ndjson_link(export, resource, dataset, workspace))
        else:
            for batch in _flat_batches(export, resource, dataset, workspace):
                connection.execute(f"insert into {flat} select * from batch")
                del batch
    connection.execute(
        f"create or replace view landing.{dataset.name} as " + _view(dataset, flat, links, tolerant=tolerant)
    )


def _view(dataset: Dataset, flat: str, links: list[Path], *, tolerant: bool) -> str:
    """The SELECT over NDJSON links and the table of flat rows, in the same columns."""
    names = ", ".join(f'"{name}"' for name in ("file_no", "line_no", *dataset.fields))
    from_text = f"select {names}{_unpacked_lists(dataset)} from"
    selects = [f"{from_text} (select *{_as_json(dataset)} from {flat})"]
    if links:
        read = (
            "(select parse_filename(filename)[:4]::integer as file_no, null::bigint as line_no, * exclude (filename) "
            f"from {_read_json(dataset, links, tolerant=tolerant)})"
        )
        lists = "".join(f', "{name}"' for name in dataset.lists)
        as_read = f"select {names}{lists}{', null::varchar as unread_lists' if lists else ''} from"
        selects.insert(0, f"{from_text if tolerant else as_read} {read}")
    return " union all ".join(selects)


def _read_json(dataset: Dataset, links: list[Path], *, tolerant: bool) -> str:
    types = [f"'{name}': 'VARCHAR'" for name in dataset.fields]
    for name, parts in dataset.lists.items():
        objects = f"STRUCT({', '.join(f'{part} VARCHAR' for part in parts)})[]"
        types.append(f"'{name}': '{'JSON' if tolerant else objects}'")
    files = ", ".join(f"'{quoted(str(link))}'" for link in links)
    return (
        f"read_json([{files}], format = 'newline_delimited', ignore_errors = {tolerant}, filename = true, "
        f"maximum_object_size = {_LARGEST_RECORD}, columns = {{{', '.join(types)}}})"
    )


def _as_json(dataset: Dataset) -> str:
    """The text of a flat file's list cells as JSON; text that is no JSON stays a JSON string."""
    replaced = ", ".join(
        f'case when json_valid("{name}") then "{name}"::json else to_json("{name}") end as "{name}"'
        for name in dataset.lists
    )
    return f" replace ({replaced})" if replaced else ""


def _unpacked_lists(dataset: Dataset) -> str:
    """Columns that turn JSON into lists of objects, and the names of what is no list."""
    if not dataset.lists:
        return ""
    lists, faults = [], []
    for name, parts in dataset.lists.items():
        shape = json.dumps([dict.fromkeys(parts, "VARCHAR")])
        lists.append(f'from_json("{name}", \'{shape}\') as "{name}"')
        text = f'"{name}"'
        faults.append(
            f"case when json_type({text}) not in ('NULL', 'ARRAY') and {text}::varchar <> '\"\"' then '{name}' end"
        )
    return f", {', '.join(lists)}, nullif(concat_ws(', ', {', '.join(faults)}), '') as unread_lists"


def _ndjson_link(export: Export, resource: Resource, dataset: Dataset, workspace: Path) -> Path:
    """A safely named link to the file, or a copy without its byte-order mark."""
    delivered = export.folder / resource.path
    with _opened(export, resource) as content:
        start = content.read(1 << 16)
    _refuse_alien(export, resource, start)
    _check_keys(export, resource, dataset, start)
    link = workspace / f"{resource.file_no:04d}.ndjson{'.gz' if resource.is_gzipped else ''}"
    if start.startswith(b"\xef\xbb\xbf"):
        link = workspace / f"{resource.file_no:04d}.ndjson"
        with _opened(export, resource) as content, link.open("wb") as copy:
            content.read(3)
            shutil.copyfileobj(content, copy)
    else:
        link.unlink(missing_ok=True)
        link.symlink_to(delivered)
    return link


def _check_keys(export: Export, resource: Resource, dataset: Dataset, start: bytes) -> None:
    """Refuse a key in another spelling: it would read as empty and count as nothing."""
    lines = start.decode("utf-8-sig", errors="replace").splitlines()
    known = {name.casefold(): name for name in dataset.columns}
    unknown: set[str] = set()
    for line in lines[: max(1, len(lines) - 1)][:50]:
        try:
            keys = json.loads(line)
        except ValueError:
            continue
        for key in keys if isinstance(keys, dict) else ():
            if key not in dataset.columns and known.get(key.strip().casefold()):
                raise refuse_content(
                    export, resource, f"its key '{key}' must be written '{known[key.strip().casefold()]}'"
                )
            if key not in dataset.columns and key not in dataset.left_outside:
                unknown.add(key)
    if unknown:
        _log.warning("%s: unknown fields left outside: %s", resource.path, ", ".join(sorted(unknown)))


def _flat_batches(export: Export, resource: Resource, dataset: Dataset, workspace: Path) -> Iterator[pa.Table]:
    """The rows of a CSV or XLSX file as text, in batches; a ragged row comes as a row of nulls."""
    rows = _csv_rows(export, resource) if resource.format == ".csv" else _xlsx_rows(export, resource, workspace)
    header = next(rows, None)
    if header is None:
        raise refuse_content(export, resource, "it has no header row")
    names = [(name or "").strip() for name in header[1]]
    picks = _picks(export, resource, dataset, names)
    batch: list[list[int | str | None]] = []
    for line_no, values in rows:
        whole = len(values) == len(names)
        batch.append([resource.file_no, line_no, *(pick(values) if whole else None for pick in picks)])
        if len(batch) >= _BATCH_ROWS:
            yield _as_table(batch, dataset)
            batch = []
    yield _as_table(batch, dataset)


def _picks(export: Export, resource: Resource, dataset: Dataset, names: list[str]) -> list["_Pick"]:
    """One reader per column of the dataset, after the header has been compared with the declared one."""
    profile = _profile(export, resource)
    wanted = [profile.get("columns", {}).get(name, name) for name in dataset.fields]
    lists = [(name, profile.get("lists", {}).get(name)) for name in dataset.lists]
    needed = wanted + [
        source for name, parts in lists for source in (parts.values() if isinstance(parts, dict) else [name])
    ]
    missing = [name for name in needed if name not in names]
    doubled = sorted({name for name in names if name and names.count(name) > 1})
    if missing or doubled:
        raise refuse_content(
            export,
            resource,
            f"its header lacks {missing or 'nothing'} and doubles {doubled or 'nothing'}; "
            f"expected {needed}, found {names}",
        )
    if not dataset.free_order and [name for name in names if name in needed] != needed:
        raise refuse_content(export, resource, f"its columns stand in another order: expected {needed}, found {names}")
    extra = [name for name in names if name and name not in needed and name not in dataset.left_outside]
    if extra:
        _log.warning("%s: unknown columns left outside: %s", resource.path, ", ".join(extra))
    places: list[dict[str, int]] = [{"": names.index(name)} for name in wanted]
    for name, parts in lists:
        sources = parts if isinstance(parts, dict) else {"": name}
        places.append({part: names.index(source) for part, source in sources.items()})
    return [_Pick(place) for place in places]


class _Pick:
    """Reads one cell, or makes a one-element JSON list of several cells (source profiles)."""

    def __init__(self, places: dict[str, int]) -> None:
        self._places = places

    def __call__(self, values: list[str | None]) -> str | None:
        if "" in self._places:
            return values[self._places[""]] or None
        parts = {part: values[place] for part, place in self._places.items() if values[place]}
        return json.dumps([parts]) if parts else None


def _profile(export: Export, resource: Resource) -> dict[str, dict[str, dict[str, str]]]:
    """The source profile that the resource names, or none: its columns are the payload's own."""
    if resource.source_profile is None:
        return {}
    path = _PROFILES / f"{resource.source_profile}.toml"
    if not path.is_file() or path.parent != _PROFILES:
        raise refuse_content(export, resource, f"its source profile '{resource.source_profile}' is unknown")
    return tomllib.loads(path.read_text("utf-8"))


def _csv_rows(export: Export, resource: Resource) -> Iterator[tuple[int, list[str | None]]]:
    with _opened(export, resource) as content:
        start = content.read(1 << 12)
    _refuse_alien(export, resource, start)
    try:
        with _opened(export, resource) as content:
            text = (line.decode("utf-8-sig" if number == 0 else "utf-8") for number, line in enumerate(content))
            reader = csv.reader(text, strict=True)
            for values in reader:
                if values:
                    yield reader.line_num, list(values)
    except UnicodeDecodeError as error:
        raise refuse_content(export, resource, f"it is not UTF-8 text ({error.reason})") from error
    except csv.Error as error:
        raise refuse_content(export, resource, f"line {reader.line_num} cannot be read: {error}") from error


def _xlsx_rows(export: Export, resource: Resource, workspace: Path) -> Iterator[tuple[int, list[str | None]]]:
    path = export.folder / resource.path
    if resource.is_gzipped:
        path = workspace / f"{resource.file_no:04d}.xlsx"
        with _opened(export, resource) as content, path.open("wb") as copy:
            shutil.copyfileobj(content, copy)
    _refuse_bomb(export, resource, path)
    try:
        workbook = fastexcel.read_excel(path)
        sheets = workbook.sheet_names
        name = resource.dataset if resource.dataset in sheets else sheets[0]
        if len(sheets) > 1 and name != resource.dataset:
            raise refuse_content(export, resource, f"name one of its sheets {sheets} '{resource.dataset}'")
        sheet = workbook.load_sheet(name, header_row=None, dtypes="string", skip_rows=0).to_arrow()
    except fastexcel.FastExcelError as error:
        raise refuse_content(export, resource, f"it is not a readable workbook ({str(error)[:120]})") from error
    columns = [column.to_pylist() for column in sheet.columns]
    for line_no, values in enumerate(zip(*columns, strict=True), start=1):
        if any(value is not None and value.strip() for value in values):
            yield line_no, list(values)


def _refuse_bomb(export: Export, resource: Resource, path: Path) -> None:
    """Refuse a workbook that would unpack to more than a machine should read."""
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        raise refuse_content(export, resource, "it is not an XLSX workbook") from error
    packed = path.stat().st_size
    if unpacked > _LARGEST_WORKBOOK or (unpacked > _LARGEST_RATIO * packed and unpacked > 50 << 20):
        raise refuse_content(export, resource, f"it unpacks from {packed} to {unpacked} bytes")


def _refuse_alien(export: Export, resource: Resource, start: bytes) -> None:
    for mark, fault in _ALIEN_STARTS.items():
        if start.lstrip()[: len(mark)] == mark:
            raise refuse_content(export, resource, fault)


def _opened(export: Export, resource: Resource) -> IO[bytes]:
    path = export.folder / resource.path
    try:
        content = cast(IO[bytes], gzip.GzipFile(path) if resource.is_gzipped else path.open("rb"))
        if resource.is_gzipped:
            content.read(1)
            content.seek(0)
    except (OSError, EOFError) as error:
        raise refuse_content(export, resource, f"it cannot be unpacked ({error})") from error
    return content


def _as_table(batch: list[list[int | str | None]], dataset: Dataset) -> pa.Table:
    schema = pa.schema(
        [("file_no", pa.int32()), ("line_no", pa.int64()), *((name, pa.string()) for name in dataset.columns)]
    )
    columns = list(zip(*batch, strict=True)) if batch else [()] * len(schema)
    return pa.table([pa.array(c, field.type) for c, field in zip(columns, schema, strict=True)], schema=schema)
