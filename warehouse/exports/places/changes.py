"""How a version of a month differs from the one before it: the rows that are gone, new and other, by their keys.

In: two landed exports. Out: one line for a person. Only what may be kept of a key is shown.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from warehouse.database import connect
from warehouse.errors import DataRefused
from warehouse.exports.datasets import Dataset, datasets
from warehouse.exports.export import EVALUATION, Export
from warehouse.exports.flat_files import flat_batches
from warehouse.exports.landing import ndjson_link
from warehouse.exports.ndjson import lines_of
from warehouse.messages import tell

_SHOWN_KEYS = 5
# a code with a digit in it and without a phone or identity number
_PLAIN_KEY = re.compile(r"(?=.*[0-9])(?!.*[0-9]{9})[0-9A-Za-z][0-9A-Za-zĐđ./&_ -]{0,79}")
_COMPARED = """
    select
        case when now.key is null then 'gone' when was.key is null then 'new' else 'other' end as kind,
        count(*),
        min(coalesce(now.key, was.key), $shown)
    from (select key, count(*) as rows, bit_xor(content) as content from was group by all) as was
    full join (select key, count(*) as rows, bit_xor(content) as content from now group by all) as now using (key)
    where (was.rows, was.content) is distinct from (now.rows, now.content)
    group by all
"""


def changed_rows(before: Export, after: Export) -> str:
    """The differences in one line; rows are compared dataset by dataset, as they were delivered."""
    parts = []
    for name in dict.fromkeys(each.dataset for each in (*before.resources, *after.resources)):
        old, new = (sum(each.rows for each in export.of(name)) for export in (before, after))
        counted = tell("{dataset} {old} -> {new} rows", dataset=name, old=old, new=new) if old != new else ""
        differing = "" if _same_files(before, after, name) else _differing(before, after, datasets()[name])
        if counted or differing:
            parts.append(": ".join(filter(None, (counted or name, differing))))
    fresh = {each.hash.lower() for each in after.resources} - {each.hash.lower() for each in before.resources}
    return "; ".join([*parts, tell("{count} files with other bytes", count=len(fresh))])


def _same_files(before: Export, after: Export, name: str) -> bool:
    hashes = [sorted(each.hash.lower() for each in export.of(name)) for export in (before, after)]
    return hashes[0] == hashes[1]


def _differing(before: Export, after: Export, dataset: Dataset) -> str:
    """The rows that differ in words; nothing where a version cannot be read, which the check will say."""
    if dataset.name == EVALUATION:
        return ""
    try:
        with connect() as connection:
            for side, export in (("was", before), ("now", after)):
                connection.execute(f"create temp table {side} (key varchar, content ubigint)")
                _read_keys(connection, side, export, dataset)
            found = connection.execute(_COMPARED, {"shown": _SHOWN_KEYS}).fetchall()
    except (DataRefused, duckdb.Error):
        return ""
    counts = {kind: (rows, keys) for kind, rows, keys in found}
    return ", ".join(_in_words(kind, *counts[kind]) for kind in ("gone", "new", "other") if kind in counts)


def _read_keys(connection: duckdb.DuckDBPyConnection, side: str, export: Export, dataset: Dataset) -> None:
    """Each row's key and a number that tells its content."""
    with TemporaryDirectory(prefix="kybaocao-keys-") as room:
        links = []
        for resource in export.of(dataset.name):
            if not resource.bytes:
                continue
            if resource.format == ".ndjson":
                links.append(ndjson_link(export, resource, Path(room)))
                continue
            key = ", ".join(f'"{name}"' for name in dataset.identity)
            content = ", ".join(f'"{name}"' for name in dataset.columns)
            for batch in flat_batches(export, resource, dataset):
                connection.execute(f"insert into {side} select concat_ws(' ', {key}), hash([{content}]) from batch")
                del batch
        if links:
            paths = ", ".join(f"'$.{name}'" for name in dataset.identity)
            connection.execute(
                f"insert into {side} select coalesce(array_to_string(try(json_extract_string(line, [{paths}])), ' '), "
                f"''), hash(line) from {lines_of(links)} where trim(line) <> ''"
            )


def _in_words(kind: str, rows: int, keys: Iterable[str]) -> str:
    shown = [key if _PLAIN_KEY.fullmatch(key) else tell("({count} characters)", count=len(key)) for key in keys]
    more = ["…"] * (rows > len(shown))
    words = {
        "gone": tell("{rows} gone", rows=rows),
        "new": tell("{rows} new", rows=rows),
        "other": tell("{rows} changed", rows=rows),
    }
    return f"{words[kind]} ({', '.join([*shown, *more])})"
