"""The warehouse's tables: numbered scripts, each applied once, in order.

In: a connection to a warehouse. Out: the same, at the newest schema.
"""

from pathlib import Path

import duckdb

from warehouse.engine import transaction
from warehouse.errors import ConfigurationError
from warehouse.messages import tell

_MIGRATIONS = Path(__file__).with_name("migrations")


def scripts() -> list[Path]:
    """The scripts of ``migrations/`` in their order."""
    return sorted(_MIGRATIONS.glob("*.sql"))


def migrate(connection: duckdb.DuckDBPyConnection) -> None:
    """Apply the scripts that this file has not seen yet, in order: each in one step, a new file's all in one.

    Raises:
        ConfigurationError: a newer version of the program has written here.
    """
    seen = applied_scripts(connection)
    unseen = unseen_scripts(seen)
    for step in [[script] for script in unseen] if seen else [unseen]:
        with transaction(connection):
            connection.execute("create table if not exists main.migration (name varchar primary key)")
            for script in step:
                connection.execute(script.read_text("utf-8"))
            connection.executemany("insert into main.migration values (?)", [[script.name] for script in step])


def applied_scripts(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """The names of the scripts that a warehouse has seen; of one that no program has written to, none."""
    known = connection.execute(
        "select count(*) from duckdb_tables() "
        "where database_name = current_database() and schema_name = 'main' and table_name = 'migration'"
    ).fetchone()
    if not known or not known[0]:
        return set()
    return {name for (name,) in connection.execute("select name from main.migration").fetchall()}


def unseen_scripts(seen: set[str]) -> list[Path]:
    """The scripts that are still to be applied, in order.

    Raises:
        ConfigurationError: a newer version of the program has written here.
    """
    unknown = sorted(seen - {script.name for script in scripts()})
    if unknown:
        raise ConfigurationError(
            tell(
                "This home's warehouse was written by a newer version of kybaocao ({migration}).", migration=unknown[-1]
            ),
            tell("Install that version, or restore the backup made before the upgrade."),
            code="warehouse-newer",
        )
    return [script for script in scripts() if script.name not in seen]
