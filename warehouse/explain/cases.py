"""The cases behind one figure, built on the core models that they read and on nothing else.

In: a connection whose ``run`` tables describe a period and, in ``run.explained``, one figure of it.
Out: ``cases.in_scope``, one row for each record that the figure's indicator looked at.
A cycle never builds these: they list every record, where a cycle only counts.
"""

import duckdb

from warehouse.models.runner import define_macros, model_sql, tables_read
from warehouse.plans.catalogue import Indicator

_LAYERS = ("core", "cases")
_DECLARED = ("flow", "stock")


def case_model(indicator: Indicator) -> str:
    """The model of an indicator's cases; declared numbers share one for each kind of adding up."""
    return f"declared_{indicator.kind}" if indicator.kind in _DECLARED else indicator.code


def run_cases(connection: duckdb.DuckDBPyConnection, indicator: Indicator) -> None:
    """Build ``cases.looked_at``: what the indicator looked at anywhere, and what was sent back before it could."""
    define_macros(connection)
    model, built = case_model(indicator), set[tuple[str, str]]()
    for layer in _LAYERS:
        connection.execute(f"create schema if not exists {layer}")
    for table in (("cases", model), ("cases", "returned_row"), ("core", "unit")):
        _build(connection, table, built)
    connection.execute(
        f"create or replace table cases.looked_at as from cases.{model} union all by name from cases.returned_row"
    )


def choose_in_scope(connection: duckdb.DuckDBPyConnection) -> None:
    """Build ``cases.in_scope``: those of ``cases.looked_at`` that the explained figure counts."""
    connection.execute(f"create or replace table cases.in_scope as {model_sql('cases', 'in_scope')}")


def _build(connection: duckdb.DuckDBPyConnection, table: tuple[str, str], built: set[tuple[str, str]]) -> None:
    """Build one table after those that it reads, each once."""
    if table in built:
        return
    built.add(table)
    layer, name = table
    sql = model_sql(layer, name)
    for read in sorted(tables_read(sql)):
        if read[0] in _LAYERS:
            _build(connection, read, built)
    connection.execute(f"create or replace table {layer}.{name} as {sql}")
