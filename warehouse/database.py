"""DuckDB connections: settings that never change, the warehouse's schema, and one writer at a time.

In: ``<home>/warehouse.duckdb``. Out: an open connection; the schema is created and migrated here.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from warehouse.errors import ConfigurationError, CycleFailed, WarehouseBusy

_MIGRATIONS = Path(__file__).with_name("migrations")
_SETTINGS = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "preserve_insertion_order": "true",
    "TimeZone": "Asia/Ho_Chi_Minh",
}


def warehouse_path(home: Path) -> Path:
    """The warehouse file of a home folder."""
    return home / "warehouse.duckdb"


def connect(path: Path | str = ":memory:", *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection with the settings that every part relies on.

    Raises:
        WarehouseBusy: another process holds the file.
        CycleFailed: it is not a DuckDB file, or it is damaged.
        ConfigurationError: DuckDB and Great Expectations give ``?`` and ``$`` in a path a meaning.
    """
    if set("?$") & set(str(path)):
        raise ConfigurationError(f"{path} has a '?' or '$' in its name.", "Set KYBAOCAO_HOME to another folder.")
    try:
        connection = duckdb.connect(str(path), read_only=read_only)
    except duckdb.IOException as error:
        reason = str(error).splitlines()[0]
        if "Could not set lock" in reason or "Conflicting lock" in reason:
            raise WarehouseBusy(f"{path} is in use: {reason}", "Wait for the running cycle to end.") from error
        raise CycleFailed(
            f"{path} cannot be opened: {reason}", "Move the damaged file away and run the cycles again."
        ) from error
    for setting, value in _SETTINGS.items():
        connection.execute(f"set {setting} = '{value}'")
    connection.execute(f"set memory_limit = '{os.environ.get('KYBAOCAO_MEMORY', '1500MB')}'")
    if path != ":memory:":
        connection.execute(f"set temp_directory = '{quoted(f'{path}.tmp')}'")
    return connection


@contextmanager
def warehouse(home: Path, *, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse of a home, at the newest schema; closed at the end of the block.

    Raises:
        CycleFailed: read only, and no cycle has run yet; the file is in use or damaged, or the disk full.
    """
    path = warehouse_path(home)
    if read_only and not path.exists():
        raise CycleFailed(f"There is no warehouse in {home} yet.", "Run a cycle first: kybaocao run PLAN PERIOD.")
    home.mkdir(parents=True, exist_ok=True)
    connection = connect(path, read_only=read_only)
    try:
        if not read_only:
            migrate(connection)
        yield connection
    except (duckdb.IOException, duckdb.FatalException, duckdb.SerializationException) as error:
        raise CycleFailed(
            f"{path} cannot be read or written: {str(error).splitlines()[0]}",
            "Free space on the disk; if the file is damaged, move it away and run the cycles again.",
        ) from error
    finally:
        connection.close()


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All of the block's writes, or none of them."""
    connection.execute("begin")
    try:
        yield
    except BaseException:
        connection.execute("rollback")
        raise
    connection.execute("commit")


def migrate(connection: duckdb.DuckDBPyConnection) -> None:
    """Apply the numbered scripts of ``migrations/`` that this file has not seen yet, in order."""
    connection.execute("create table if not exists main.migration (name varchar primary key)")
    seen = {name for (name,) in connection.execute("select name from main.migration").fetchall()}
    for script in sorted(_MIGRATIONS.glob("*.sql")):
        if script.name not in seen:
            with transaction(connection):
                connection.execute(script.read_text("utf-8"))
                connection.execute("insert into main.migration values (?)", [script.name])


@contextmanager
def writer_lock(home: Path) -> Iterator[None]:
    """The right to run a cycle in a home; an operating-system lock, free again when a process dies.

    Raises:
        CycleFailed: another process runs a cycle there.
    """
    home.mkdir(parents=True, exist_ok=True)
    with (home / "cycle.lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.seek(0)
            raise CycleFailed(
                f"Another cycle is running in {home} (process {lock.read().strip() or 'unknown'}).",
                "Wait until it has ended, then run this one again.",
            ) from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def quoted(text: str) -> str:
    """Text for use between single quotes in SQL."""
    return text.replace("'", "''")
