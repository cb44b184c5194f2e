"""Find, order and run the ``.sql`` models; one file is one table of the same name.

In: a connection with the ``raw`` and ``run`` tables. Out: schemas ``core``, ``indicator`` and ``mart``.
What a model reads is parsed from its text, so nothing declares an order and a cycle is refused.
"""

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

import duckdb

FOLDER = Path(__file__).parent
_SCHEMA_OF = {"core": "core", "indicators": "indicator", "marts": "mart"}
INDICATOR_COLUMNS = ("basis", "unit_code", "performed_at", "numerator", "denominator")


def model_sql(layer: str, name: str) -> str:
    """The text of one model."""
    return (FOLDER / layer / f"{name}.sql").read_text("utf-8")


def define_macros(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the shared readings of ``macros.sql`` known to a connection."""
    connection.execute((FOLDER / "macros.sql").read_text("utf-8"))


def set_lookups(connection: duckdb.DuckDBPyConnection) -> None:
    """Remember the accepted units and procedures that ``is_known_unit`` and ``is_known_procedure`` ask.

    Maps and not joins: DuckDB keeps the order of the rows, which is their line numbers, only in a
    query without a join.
    """
    for variable, column, table in (
        ("known_units", "unit_code", "don_vi"),
        ("known_procedures", "procedure_code", "tthc"),
    ):
        exists = connection.execute(
            "select count(*) from information_schema.tables where table_schema = 'accepted' and table_name = ?", [table]
        ).fetchone()
        codes = f"(select list(distinct {column}) from accepted.{table})" if exists and exists[0] else "[]::varchar[]"
        connection.execute(
            f"set variable {variable} = (select map(codes, list_transform(codes, lambda code: true)) "
            f"from (select coalesce({codes}, []) as codes))"
        )


def create_run_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the empty tables of ``run.sql``: what a cycle asks for."""
    connection.execute((FOLDER / "run.sql").read_text("utf-8"))


def run_models(connection: duckdb.DuckDBPyConnection) -> None:
    """Build every table of the layers core, indicators and marts, each after what it reads."""
    define_macros(connection)
    for layer, schema in _SCHEMA_OF.items():
        connection.execute(f"create schema if not exists {schema}")
        for name in ordered_models(layer):
            connection.execute(f"create or replace table {schema}.{name} as {model_sql(layer, name)}")
        if layer == "indicators":
            connection.execute(f"create or replace view indicator.value as {_union_of_indicators()}")


@lru_cache
def ordered_models(layer: str) -> tuple[str, ...]:
    """The models of a layer, each after those of the same layer that it reads.

    Raises:
        CycleError: two models read each other.
    """
    schema = _SCHEMA_OF[layer]
    names = sorted(path.stem for path in (FOLDER / layer).glob("*.sql"))
    graph = {
        name: {table for owner, table in tables_read(model_sql(layer, name)) if owner == schema and table in names}
        for name in names
    }
    try:
        return tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise CycleError(f"models of {layer} read each other: {error.args[1]}") from error


def tables_read(sql: str) -> set[tuple[str, str]]:
    """The (schema, table) pairs that a SELECT reads; common table expressions have no schema."""
    parsed = duckdb.execute("select json_serialize_sql(?)", [sql]).fetchone()
    tree = json.loads(parsed[0]) if parsed else {}
    if tree.get("error"):
        raise ValueError(f"not a single SELECT: {tree.get('error_message')}")
    return {(node["schema_name"], node["table_name"]) for node in _nodes(tree) if node.get("type") == "BASE_TABLE"}


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
    children: Iterable[Any] = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    for child in children:
        yield from _nodes(child)


def _union_of_indicators() -> str:
    names = ordered_models("indicators")
    empty = (
        "select null::varchar as indicator, null::varchar as basis, null::varchar as unit_code, "
        "null::varchar[] as performed_at, 0::hugeint as numerator, 0::hugeint as denominator where false"
    )
    return " union all by name ".join([empty, *(f"select '{n}' as indicator, * from indicator.{n}" for n in names)])
