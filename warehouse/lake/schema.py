"""The warehouse's tables in a lake, which knows no keys, checks or sequences.

In: the same numbered scripts as for a file. Out: the lake at the newest schema. The scripts run on an empty file, and
every table is made or changed to the shape that it has there; what keeps keys unique are the locks, and numbers come
from PostgreSQL. No rows move: a script that moves some has to be written for lakes, too.
"""

import re
from dataclasses import dataclass

import duckdb

from warehouse.engine import connect, transaction
from warehouse.lake.address import Lake
from warehouse.lake.locks import write_turn
from warehouse.lake.session import ask
from warehouse.schema import applied_scripts, migrate, unseen_scripts

EXPORT_NUMBER = "kybaocao_export_number"
"""The sequence in PostgreSQL that exports are numbered by."""
_ROWS_IN_CATALOGUE = 200  # fewer rows than this make no file of their own: a state of a run, a decision
_CAST = re.compile(r"CAST\(('.*') AS \w+\)")  # of a default only the literal: a lake takes no expression
_COLUMNS = (
    "select schema_name || '.' || table_name, column_name, data_type, is_nullable, column_default "
    "from duckdb_columns() where database_name = current_database() and not internal and schema_name <> 'main' "
    "and (schema_name, table_name) in (select (schema_name, table_name) from duckdb_tables() "
    "where database_name = current_database()) order by table_oid, column_index"
)


@dataclass(frozen=True)
class _Column:
    kind: str
    is_nullable: bool
    default: str | None

    @property
    def definition(self) -> str:
        """What follows its name when a table is made or gets it."""
        default = _CAST.sub(r"\1", self.default or "")
        plain = default and default != "NULL" and "nextval" not in default
        return self.kind + (f" default {default}" if plain else "") + ("" if self.is_nullable else " not null")


_Tables = dict[str, dict[str, _Column]]


def migrate_lake(connection: duckdb.DuckDBPyConnection, lake: Lake) -> None:
    """Bring a lake to the newest schema; an upgrade of another machine is waited for.

    Raises:
        ConfigurationError: a newer version of the program has written here.
    """
    if not unseen_scripts(applied_scripts(connection)):
        return
    with write_turn(), connect() as model:
        seen = applied_scripts(connection)
        unseen = unseen_scripts(seen)
        migrate(model)
        if not seen:
            ask(lake, f"create sequence if not exists {EXPORT_NUMBER}")
            connection.execute(f"call warehouse.set_option('data_inlining_row_limit', {_ROWS_IN_CATALOGUE})")
        with transaction(connection):
            connection.execute("create table if not exists main.migration (name varchar)")
            _reshape(_tables(model), connection)
            for (sql,) in model.execute("select sql from duckdb_views() where not internal").fetchall():
                connection.execute(sql.replace("CREATE VIEW", "create or replace view", 1))
            for script in unseen:
                connection.execute("insert into main.migration values (?)", [script.name])


def _tables(connection: duckdb.DuckDBPyConnection) -> _Tables:
    tables: _Tables = {}
    for table, column, *properties in connection.execute(_COLUMNS).fetchall():
        tables.setdefault(table, {})[column] = _Column(*properties)
    return tables


def _reshape(wanted: _Tables, connection: duckdb.DuckDBPyConnection) -> None:
    """Make what is missing, and let go of what is no longer there."""
    there = _tables(connection)
    for schema in sorted({table.partition(".")[0] for table in wanted}):
        connection.execute(f"create schema if not exists {schema}")
    for table, columns in wanted.items():
        if table not in there:
            listed = ", ".join(f'"{name}" {column.definition}' for name, column in columns.items())
            connection.execute(f"create table {table} ({listed})")
        else:
            _change(connection, table, there[table], columns)


def _change(
    connection: duckdb.DuckDBPyConnection, table: str, there: dict[str, _Column], wanted: dict[str, _Column]
) -> None:
    """One table from the columns that it has to those that it should have.

    Raises:
        NotImplementedError: a column has become another type; the script must be written for lakes, too.
    """
    for name in there.keys() - wanted.keys():
        connection.execute(f'alter table {table} drop column "{name}"')
    for name, column in wanted.items():
        if name not in there:
            connection.execute(f'alter table {table} add column "{name}" {column.definition}')
        elif there[name].kind != column.kind:
            raise NotImplementedError(f"{table}.{name} is {there[name].kind} in the lake and {column.kind} in a file")
        elif there[name].is_nullable != column.is_nullable:
            change = "drop" if column.is_nullable else "set"
            connection.execute(f'alter table {table} alter column "{name}" {change} not null')
