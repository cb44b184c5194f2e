"""Delivered files to rows of text, with everything personal left outside while reading.

In: a verified :class:`Export`. Out: in an open DuckDB connection one view ``landing.<dataset>`` per
dataset: ``file_no``, ``line_no`` (null for NDJSON, whose rows follow each other line by line), the
fields of datasets.toml as text, its lists as lists of objects of text, and in ``unread_lists`` the
names of lists that are none. Nothing is typed by detection, no delivered name ever reaches a glob,
and a file that is not what its name says is refused.
"""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

import duckdb

from warehouse.database import quoted
from warehouse.exports.contents import LARGEST_RECORD, lines, opened, report_unknown
from warehouse.exports.datasets import Dataset
from warehouse.exports.descriptor import EVALUATION, Export, Resource, refuse_content
from warehouse.exports.evaluation_rows import UNITS, brings_units, evaluation_rows, unit_rows
from warehouse.exports.flat_files import flat_batches

_MOST_BLANK_LINES = 1_000
_ROWS_PER_KEY_CHECK = 50


def land(
    connection: duckdb.DuckDBPyConnection,
    export: Export,
    dataset: Dataset,
    workspace: Path,
    *,
    tolerant: bool = True,
) -> dict[int, list[int]]:
    """Create the view ``landing.<dataset>`` over the files of one dataset.

    Return the blank lines between the rows of NDJSON files by ``file_no``: they are no rows but count
    as lines. ``workspace`` receives links and copies and must outlive the view; flat rows stand in a
    temporary table, so that what they say of a person reaches no file. A tolerant view reads a
    malformed line as a row of nulls and names malformed lists; one that is not tolerant gives the very
    same rows of well-formed files in half the time and fails on any other.

    Raises:
        DataRefused: a file is of another kind, encoding or header than declared.
    """
    connection.execute("create schema if not exists landing")
    flat = f"temp.{dataset.name}_flat"
    columns = ", ".join(f'"{name}" varchar' for name in dataset.columns)
    connection.execute(f"create or replace temp table {flat} (file_no integer, line_no bigint, {columns})")
    links, blank = [], {}
    if dataset.name == EVALUATION or (dataset.name == UNITS and brings_units(export)):
        rows = evaluation_rows(export) if dataset.name == EVALUATION else unit_rows(export)  # noqa: F841  # read by name
        connection.execute(f"insert into {flat} select * from rows")
    for resource in export.of(dataset.name):
        if resource.evaluation:
            continue  # its rows are there
        if not (export.folder / resource.path).stat().st_size:
            continue  # no rows; the gate holds the export until a person accepts it
        if resource.format == ".ndjson":
            if resource.source_profile:
                raise refuse_content(export, resource, "a source profile is for CSV and XLSX files")
            blank[resource.file_no] = _blank_lines(export, resource, dataset)
            links.append(_ndjson_link(export, resource, workspace))
        else:
            for batch in flat_batches(export, resource, dataset):
                connection.execute(f"insert into {flat} select * from batch")
                del batch
    connection.execute(
        f"create or replace view landing.{dataset.name} as " + _view(dataset, flat, links, tolerant=tolerant)
    )
    return blank


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
        f"maximum_object_size = {LARGEST_RECORD}, columns = {{{', '.join(types)}}})"
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
        alien = f"list_filter(json_extract({text}, '$[*]'), lambda each: json_type(each) not in ('NULL', 'OBJECT'))"
        faults.append(
            f"case when json_type({text}) = 'ARRAY' then case when len({alien}) > 0 then '{name}' end "
            f"when json_type({text}) <> 'NULL' and {text}::varchar <> '\"\"' then '{name}' end"
        )
    return f", {', '.join(lists)}, nullif(concat_ws(', ', {', '.join(faults)}), '') as unread_lists"


def _ndjson_link(export: Export, resource: Resource, workspace: Path) -> Path:
    """A safely named link to the file, or a copy without its byte-order mark."""
    link = workspace / f"{resource.file_no:04d}.ndjson{'.gz' if resource.is_gzipped else ''}"
    with opened(export, resource) as content:
        if content.read(3) == b"\xef\xbb\xbf":
            link = link.with_name(f"{resource.file_no:04d}.ndjson")
            with link.open("wb") as copy:
                shutil.copyfileobj(content, copy)
            return link
    link.unlink(missing_ok=True)
    link.symlink_to(export.folder / resource.path)
    return link


def _blank_lines(export: Export, resource: Resource, dataset: Dataset) -> list[int]:
    """The numbers of a file's blank lines, after all of it was seen to be text with the right keys.

    The keys are compared on the first rows and then on every fiftieth: a system that writes a key in
    another spelling does so throughout.
    """
    blank: list[int] = []
    unknown: set[str] = set()
    for number, line in enumerate(lines(export, resource), start=1):
        if line.isspace():
            blank.append(number)
        elif number < _ROWS_PER_KEY_CHECK or number % _ROWS_PER_KEY_CHECK == 0:
            unknown |= _unknown_keys(export, resource, dataset, line)
        if len(blank) > _MOST_BLANK_LINES:
            raise refuse_content(export, resource, f"it has more than {_MOST_BLANK_LINES} blank lines")
    report_unknown(resource, unknown)
    return blank


def _unknown_keys(export: Export, resource: Resource, dataset: Dataset, line: str) -> set[str]:
    """The keys of a row that are not known; a known key in another spelling would read as empty."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return set()
    if not isinstance(row, dict):
        return set()
    _refuse_misspelt(export, resource, row, dataset.columns)
    for name, parts in dataset.lists.items():
        for element in row[name] if isinstance(row.get(name), list) else ():
            _refuse_misspelt(export, resource, element if isinstance(element, dict) else (), parts)
    return set(row) - {*dataset.columns, *dataset.left_outside}


def _refuse_misspelt(export: Export, resource: Resource, keys: Iterable[str], known: Iterable[str]) -> None:
    spelt = {name.casefold(): name for name in known}
    for key in keys:
        right = spelt.get(key.strip().casefold(), key)
        if right != key:
            raise refuse_content(export, resource, f"its key '{key}' must be written '{right}'")
