"""The warehouse's tables in a lake, which knows no keys, checks or sequences.

In: the same numbered scripts as for a file. Out: the lake at the newest schema. A table is made in the shape that the
scripts give it in a file; what keeps its keys unique there are the locks here, and numbers come from PostgreSQL.
"""

import re

import duckdb

from warehouse.engine import connect, transaction
from warehouse.lake.address import Lake
from warehouse.lake.locks import write_turn
from warehouse.lake.session import ask
from warehouse.schema import applied_scripts, migrate, unseen_scripts

EXPORT_NUMBER = "kybaocao_export_number"
"""The sequence in PostgreSQL that exports are numbered by."""
_ROWS_IN_CATALOGUE = 200  # fewer rows than this make no file of their own: a state of a run, a decision
_NEW_TABLE = re.compile(r"\s*(?:--.*\s+)*create\s+table\s+(\w+)\.(\w+)", re.IGNORECASE)
_NEW_SEQUENCE = re.compile(r"\s*(?:--.*\s+)*create\s+sequence", re.IGNORECASE)


def migrate_lake(connection: duckdb.DuckDBPyConnection, lake: Lake) -> None:
    """Apply the scripts that a lake has not seen yet: to an empty one all at once, else statement by statement.

    Raises:
        ConfigurationError: a newer version of the program has written here.
    """
    if not unseen_scripts(applied_scripts(connection)):
        return
    with write_turn(), connect() as model:
        seen = applied_scripts(connection)  # another machine may have been first
        unseen = unseen_scripts(seen)
        if unseen and not seen:
            ask(lake, f"create sequence if not exists {EXPORT_NUMBER}")
            connection.execute(f"call warehouse.set_option('data_inlining_row_limit', {_ROWS_IN_CATALOGUE})")
        migrate(model)
        with transaction(connection):
            if not seen:
                _copy_all(model, connection)
            for script in unseen if seen else ():
                _apply(script.read_text("utf-8"), model, connection)
            for script in unseen:
                connection.execute("insert into main.migration values (?)", [script.name])


def _copy_all(model: duckdb.DuckDBPyConnection, connection: duckdb.DuckDBPyConnection) -> None:
    """Every schema, table and view of a file in a lake that has none."""
    connection.execute("create table main.migration (name varchar)")
    for (name,) in model.execute(
        "select distinct schema_name from duckdb_tables() where not internal and schema_name <> 'main' order by all"
    ).fetchall():
        connection.execute(f"create schema {name}")
    for schema, name in model.execute(
        "select schema_name, table_name from duckdb_tables() "
        "where not internal and schema_name <> 'main' order by table_oid"
    ).fetchall():
        _copy_table(model, connection, schema, name)
    for (sql,) in model.execute("select sql from duckdb_views() where not internal order by view_oid").fetchall():
        connection.execute(sql)


def _apply(script: str, model: duckdb.DuckDBPyConnection, connection: duckdb.DuckDBPyConnection) -> None:
    """The statements of one script, a new table in the shape that it has in a file."""
    for statement in model.extract_statements(script):
        if table := _NEW_TABLE.match(statement.query):
            _copy_table(model, connection, *table.groups())
        elif not _NEW_SEQUENCE.match(statement.query):
            connection.execute(statement.query)


def _copy_table(
    model: duckdb.DuckDBPyConnection, connection: duckdb.DuckDBPyConnection, schema: str, name: str
) -> None:
    """One table without its rows: columns, types, what must be there and what is there by default."""
    columns = [
        f'"{column}" {kind}'
        + ("" if nullable else " not null")
        + (f" default {default}" if default and "nextval" not in default else "")
        for column, kind, nullable, default in model.execute(
            "select column_name, data_type, is_nullable, column_default from duckdb_columns() "
            "where schema_name = ? and table_name = ? order by column_index",
            [schema, name],
        ).fetchall()
    ]
    connection.execute(f"create table {schema}.{name} ({', '.join(columns)})")
