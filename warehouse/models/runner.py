"""Find, order and build the ``.sql`` models; one file is one table or view of the same name.

In: a connection with the ``raw`` and ``run`` tables. Out: every table of the schema ``mart``, and what it
needs of ``core``, ``cases``, ``indicator`` and ``source``. What a model reads is parsed from its text, so
nothing declares an order and a circle is refused.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError
from pathlib import Path
from typing import Any

import duckdb

from warehouse.models.definitions import DECLARED_KINDS, indicators

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Layer:
    """A folder of models and the schema that they are built in; a view costs nothing where nobody asks it."""

    schema: str
    folder: str
    kind: str


LAYERS = {
    layer.schema: layer
    for layer in (
        Layer("core", "core", "table"),
        Layer("cases", "cases", "view"),
        Layer("indicator", "indicators", "view"),
        Layer("source", "sources", "view"),
        Layer("mart", "marts", "table"),
        Layer("explained", "explained", "table"),
    )
}
_VALUE_COLUMNS = (
    "null::varchar as indicator, null::varchar as source, null::varchar as basis, null::varchar as unit_code, "
    "null::varchar[] as performed_at, false as is_whole, 0::hugeint as numerator, 0::hugeint as denominator"
)


def model_sql(layer: str, name: str) -> str:
    """The text of one model; a declared indicator's is the part of its kind's model that is its own."""
    path = FOLDER / layer / f"{name}.sql"
    if layer == "indicators" and not path.exists() and indicators()[name].kind in DECLARED_KINDS:
        return f"select * exclude (indicator) from cases.declared_{indicators()[name].kind} where indicator = '{name}'"
    return path.read_text("utf-8")


def model_names(layer: str) -> list[str]:
    """The models of a layer that are written as files, in alphabetical order."""
    return sorted(path.stem for path in (FOLDER / layer).glob("*.sql"))


def define_macros(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the shared readings of ``macros.sql`` known to the database that a connection writes to."""
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


def run_models(connection: duckdb.DuckDBPyConnection, *more: tuple[str, str]) -> None:
    """Build every mart, then more (schema, name) models, and what they read."""
    build_models(connection, [*(("mart", name) for name in model_names("marts")), *more])


def build_models(connection: duckdb.DuckDBPyConnection, wanted: Iterable[tuple[str, str]]) -> None:
    """Build some (schema, name) models after those that they read, each once.

    Raises:
        CycleError: two models read each other; whoever wrote them must part them.
    """
    define_macros(connection)
    connection.execute(";".join(f"create schema if not exists {schema}" for schema in LAYERS))
    built: list[tuple[str, str]] = []
    for model in wanted:
        _build(connection, model, (), built)


def _build(
    connection: duckdb.DuckDBPyConnection,
    model: tuple[str, str],
    readers: tuple[tuple[str, str], ...],
    built: list[tuple[str, str]],
) -> None:
    if model in built or model[0] not in LAYERS:
        return
    if model in readers:
        raise CycleError(f"models read each other: {' <- '.join('.'.join(reader) for reader in (*readers, model))}")
    schema, name = model
    is_value = model == ("indicator", "value")
    sql = values_sql() if is_value else model_sql(LAYERS[schema].folder, name)
    for read in sorted(tables_read(sql)):
        _build(connection, read, (*readers, model), built)
    kind = "table" if is_value else LAYERS[schema].kind
    connection.execute(f"create or replace {kind} {schema}.{name} as {sql}")
    built.append(model)


@cache
def tables_read(sql: str) -> frozenset[tuple[str, str]]:
    """The (schema, table) pairs that a SELECT reads; common table expressions have no schema."""
    parsed = duckdb.execute("select json_serialize_sql(?)", [sql]).fetchone()
    tree = json.loads(parsed[0]) if parsed else {}
    if tree.get("error"):
        raise ValueError(f"not a single SELECT: {tree.get('error_message')}")
    return frozenset(
        (node["schema_name"], node["table_name"]) for node in _nodes(tree) if node.get("type") == "BASE_TABLE"
    )


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
    children: Iterable[Any] = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    for child in children:
        yield from _nodes(child)


def values_sql() -> str:
    """``indicator.value``: the sums of every indicator's cases, and the numbers that other sources deliver."""
    parts = [f"select {_VALUE_COLUMNS} where false"]
    for code, indicator in indicators().items():
        parts.append(f"select '{code}' as indicator, '{indicator.source}' as source, * from ({sums_sql(code)})")
    parts += [f"select '{name}' as source, * from source.{name}" for name in model_names("sources")]
    return " union all by name ".join(parts)


def sums_sql(code: str) -> str:
    """The sums of one indicator's cases by basis and unit, and for a catalogue by the levels that perform it."""
    performed_at = "performed_at, " if indicators()[code].kind == "catalogue" else ""
    return (
        f"select basis, unit_code, {performed_at}sum(numerator) as numerator, sum(denominator) as denominator "
        f"from indicator.{code} group by all having sum(denominator) > 0 or sum(numerator) > 0"
    )
