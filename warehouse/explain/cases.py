"""The cases behind one figure: the rows that its indicator sums, built on what they read and nothing else.

In: a connection whose ``run`` tables describe a period and, in ``run.explained``, one figure of it.
Out: ``explained.in_scope``, one row for each record that the figure's indicator looked at.
"""

import duckdb

from warehouse.models.runner import build_models, model_sql


def list_cases(connection: duckdb.DuckDBPyConnection, code: str) -> None:
    """Build ``explained.looked_at``: what an indicator looked at anywhere, and what was sent back before it could."""
    build_models(connection, [("indicator", code), ("explained", "returned_row"), ("core", "unit")])
    connection.execute(
        "create or replace view explained.listed as select null::varchar[] as performed_at where false "
        f"union all by name from indicator.{code}"
    )
    _build(connection, "looked_at")


def choose_in_scope(connection: duckdb.DuckDBPyConnection) -> None:
    """Build ``explained.in_scope``: those of ``explained.looked_at`` that the explained figure counts."""
    _build(connection, "in_scope")


def _build(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    connection.execute(f"create or replace table explained.{name} as {model_sql('explained', name)}")
