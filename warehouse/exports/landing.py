"""Delivered files to rows of text, with everything personal left outside while reading.

In: a verified :class:`Export`. Out: SELECTs for an open DuckDB connection, which together give all rows of a
dataset: ``file_no``, ``line_no`` (null for NDJSON, whose lines follow each other, blank ones too), the
fields of datasets.toml as text, its lists as lists of objects of text, in ``unread_lists`` the names of
lists that are none, and in ``reading`` what the reader noticed of the row (see ``ndjson.py``). Nothing is
typed by detection, no delivered name ever reaches a glob, and a file that is not what its name says is
refused.
"""

import json
from pathlib import Path

import duckdb

from warehouse.exports.contents import refuse_wrong_start
from warehouse.exports.datasets import Dataset
from warehouse.exports.evaluation_rows import UNITS, brings_units, evaluation_rows, unit_rows
from warehouse.exports.export import EVALUATION, Export, Resource, refuse_content
from warehouse.exports.flat_files import flat_batches
from warehouse.exports.keys import NO_READING, keys_of_elements, learn_usual_keys, reading_of
from warehouse.exports.ndjson import has_alien, lines_of, text_lines
from warehouse.messages import tell

# DuckDB keeps what it has read of every file of a query: few at a time bound the memory and keep all cores at work
_FILES_AT_ONCE = 4


def land(connection: duckdb.DuckDBPyConnection, export: Export, dataset: Dataset, workspace: Path) -> list[str]:
    """The SELECTs over the files of one dataset, a few files each, in the order of their rows.

    ``workspace`` receives links to the files, which must outlive the reading; flat rows stand in a temporary
    table, so that what they say of a person reaches no file. A line that is no JSON object is a row of nulls.

    Raises:
        DataRefused: a file is of another kind, encoding or header than declared.
    """
    flat = f"temp.{dataset.name}_flat"
    columns = ", ".join(f'"{name}" varchar' for name in dataset.columns)
    connection.execute(f"create or replace temp table {flat} (file_no integer, line_no bigint, {columns})")
    links = []
    if dataset.name == EVALUATION or (dataset.name == UNITS and brings_units(export)):
        rows = evaluation_rows(export) if dataset.name == EVALUATION else unit_rows(export)  # noqa: F841  # read by name
        connection.execute(f"insert into {flat} select * from rows")
    for resource in export.of(dataset.name):
        if resource.evaluation:
            continue  # its rows are there
        if not (export.folder / resource.path).stat().st_size:
            continue  # no rows; the gate holds the export until a person accepts it
        if resource.format == ".ndjson":
            links.append(ndjson_link(export, resource, workspace))
        else:
            for batch in flat_batches(export, resource, dataset):
                connection.execute(f"insert into {flat} select * from batch")
                del batch
    if not links:
        return [_flat_rows(dataset, flat)]
    learn_usual_keys(connection, dataset, lines_of(links[:1]))
    parts = [text_lines(dataset, links[at : at + _FILES_AT_ONCE]) for at in range(0, len(links), _FILES_AT_ONCE)]
    return [*parts, _flat_rows(dataset, flat)] if len(links) < len(export.of(dataset.name)) else parts


def _flat_rows(dataset: Dataset, flat: str) -> str:
    """The SELECT over the rows of flat files; a list's cell holds its JSON text."""
    fields = ", ".join(f'"{name}"' for name in ("file_no", "line_no", *dataset.fields))
    lists = "".join(
        f", try(from_json({_cell(name)}, '{json.dumps([dict.fromkeys(parts, 'VARCHAR')])}')) as \"{name}\""
        for name, parts in dataset.lists.items()
    )
    unread = [_unread_cell(name) for name in dataset.lists]
    unread_lists = f", nullif(concat_ws(', ', {', '.join(unread)}), '') as unread_lists" if unread else ""
    elements = [keys_of_elements(name, _cell(name), "$[*]") for name in dataset.lists]
    reading = reading_of(elements) if elements else NO_READING
    return f"select {fields}{lists}{unread_lists}, {reading} as reading from {flat}"


def _cell(name: str) -> str:
    """The text of a flat file's list cell as JSON; text that is no JSON is a JSON string."""
    return f'case when json_valid("{name}") then "{name}"::json else to_json("{name}") end'


def _unread_cell(name: str) -> str:
    """The name of a list whose cell holds none, or a list of something else than objects."""
    return (
        f"case when json_type({_cell(name)}) = 'ARRAY' then case when {has_alien(_cell(name), '$[*]')} then '{name}' "
        f"end when json_type({_cell(name)}) <> 'NULL' and \"{name}\" <> '' and \"{name}\" <> '\"\"' then '{name}' end"
    )


def ndjson_link(export: Export, resource: Resource, workspace: Path) -> Path:
    """A safely named link to the file, after a look at how it begins."""
    if resource.source_profile:
        raise refuse_content(export, resource, tell("a source profile is for CSV and XLSX files"))
    refuse_wrong_start(export, resource)
    link = workspace / f"{resource.file_no:04d}.ndjson{'.gz' if resource.is_gzipped else ''}"
    link.unlink(missing_ok=True)
    link.symlink_to(export.folder / resource.path)
    return link
