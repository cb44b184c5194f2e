"""The one door to the warehouse: the file of a home, or the lake that ``KYBAOCAO_WAREHOUSE`` names.

In: a home. Out: an open connection at the newest schema, the same for everyone who asks.
"""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path

import duckdb

from warehouse import engine
from warehouse.engine import another_connection, connect, container_memory, machine_fault, own_tables_beside, quoted
from warehouse.errors import ConfigurationError, CycleFailed, WarehouseBusy
from warehouse.home import stage_folder
from warehouse.lake.address import asked_lake
from warehouse.lake.attachment import beside_lake, lake_exists, lake_warehouse
from warehouse.lake.locks import next_number, write_turn
from warehouse.lake.schema import EXPORT_NUMBER
from warehouse.locks import running_process
from warehouse.messages import tell
from warehouse.schema import applied_scripts, migrate, unseen_scripts

__all__ = [
    "connect",
    "container_memory",
    "machine_fault",
    "migrate",
    "quoted",
]  # whoever opens the warehouse needs them
_BUSY_TRIES, _BUSY_PAUSE = 20, 0.5
_kept: dict[Path, duckdb.DuckDBPyConnection | None] = {}  # by file, what a block of this process keeps open


def warehouse_path(home: Path) -> Path:
    """The warehouse file of a home folder."""
    return home / "warehouse.duckdb"


def readers_path(home: Path) -> Path:
    """The copy of the warehouse that is for readers: other tools, and commands while a cycle runs."""
    return home / "published.duckdb"


def _read_by(home: Path) -> Path:
    """The file that a reader opens: the copy, while it is of the warehouse as it is or another process writes.

    So no reader ever keeps a writer waiting, but the cycle itself reads what it has just written.
    """
    path, copy = warehouse_path(home), readers_path(home)
    if copy.exists() and (_is_copy_of(copy, path) or running_process(home) not in (None, os.getpid())):
        return copy
    return path


def _open_to_read(home: Path) -> duckdb.DuckDBPyConnection:
    """What a reader asks, at the newest schema: an older program made the file, or a run was killed while it did."""
    connection = connect(_read_by(home), read_only=True)
    if unseen_scripts(applied_scripts(connection)):
        connection.close()
        _open_to_write(warehouse_path(home)).close()
        connection = connect(warehouse_path(home), read_only=True)
    return connection


def copy_for_readers(home: Path) -> None:
    """Put a copy of the warehouse in the place of the last one, in one step; who reads that one reads on.

    A lake needs none: whoever reads it sees the newest state that is whole.
    """
    if asked_lake():
        return
    path, copy = warehouse_path(home), readers_path(home)
    draft = copy.with_suffix(f".{os.getpid()}.part")
    try:
        with connect(path) as connection:  # nobody writes meanwhile
            connection.execute("checkpoint")
            shutil.copyfile(path, draft)
            kept = path.stat()
        os.utime(draft, ns=(kept.st_atime_ns, kept.st_mtime_ns))
        draft.replace(copy)
    finally:
        draft.unlink(missing_ok=True)


def _is_copy_of(copy: Path, path: Path) -> bool:
    """Whether nothing was written since the copy was made: it has the size and the time of its original."""
    if not path.exists() or path.with_name(f"{path.name}.wal").exists():
        return False
    made, now = copy.stat(), path.stat()
    return (made.st_size, made.st_mtime_ns) == (now.st_size, now.st_mtime_ns)


@contextmanager
def warehouse(home: Path, *, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse of a home, at the newest schema; closed at the end of the block.

    Raises:
        CycleFailed: read only, and no cycle has run yet; the file is in use or damaged, or the disk full.
    """
    if home.exists() and not home.is_dir():
        raise ConfigurationError(
            tell("{home} is a file, not a folder.", home=home),
            tell("Set KYBAOCAO_HOME to a folder."),
            code="home-unusable",
        )
    lake = asked_lake()
    with lake_warehouse(lake, read_only=read_only) if lake else _file(home, read_only=read_only) as connection:
        yield connection


@contextmanager
def _file(home: Path, *, read_only: bool) -> Iterator[duckdb.DuckDBPyConnection]:
    path = warehouse_path(home)
    if read_only and not path.exists():
        raise CycleFailed(
            tell("There is no warehouse in {home} yet.", home=home),
            tell("Run a cycle first: kybaocao run PLAN PERIOD."),
            code="nothing-run",
        )
    home.mkdir(parents=True, exist_ok=True)
    try:
        kept = _kept_open(home, may_open=not read_only)
        connection = another_connection(kept) if kept else _open_to_read(home) if read_only else _open_to_write(path)
        try:
            yield connection
        finally:
            connection.close()
    except (duckdb.IOException, duckdb.FatalException, duckdb.SerializationException) as error:
        _let_go(path)
        raise CycleFailed(
            tell("{path} cannot be read or written: {reason}", path=path, reason=str(error).splitlines()[0]),
            tell("Free space on the disk; if the file is damaged, make it anew: kybaocao rebuild."),
            code="warehouse-damaged",
        ) from error


def _open_to_write(path: Path) -> duckdb.DuckDBPyConnection:
    connection = connect(path)
    try:
        migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def keeping_open(home: Path) -> Iterator[None]:
    """From its first write in this block to the end, the file of a home stays open: it is opened once, not for each.

    No other process writes meanwhile, so the block does nothing that takes long. A lake stays open anyway.
    """
    path = warehouse_path(home)
    if asked_lake() or path in _kept:
        yield
        return
    _kept[path] = None
    try:
        yield
    finally:
        try:
            _let_go(path)
        finally:
            del _kept[path]


def _kept_open(home: Path, *, may_open: bool) -> duckdb.DuckDBPyConnection | None:
    """What a block keeps open of a home, if there is one and it has written or does so now."""
    path = warehouse_path(home)
    if path in _kept and may_open and not _kept[path]:
        _kept[path] = _open_to_write(path)
    return _kept.get(path)


def _let_go(path: Path) -> None:
    """Close what a block keeps open; its next write opens the file anew."""
    if connection := _kept.get(path):
        _kept[path] = None
        connection.close()


@contextmanager
def warehouse_when_free(home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse for one short write, as soon as whoever has it open lets go of it.

    Raises:
        WarehouseBusy: nobody let go for a long while.
    """
    with ExitStack() as opened:
        for left in range(_BUSY_TRIES, 0, -1):
            try:
                connection = opened.enter_context(warehouse(home))
                break
            except WarehouseBusy:
                if left == 1:
                    raise
                time.sleep(_BUSY_PAUSE)
        yield connection


def has_warehouse(home: Path) -> bool:
    """Whether there is anything to read: a cycle has run here, or for a lake, anywhere."""
    lake = asked_lake()
    return lake_exists(lake) if lake else warehouse_path(home).is_file()


@contextmanager
def beside_warehouse(home: Path, *, read_only: bool) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection whose own tables are in memory and gone at the end; the warehouse is attached as ``warehouse``."""
    if lake := asked_lake():
        with beside_lake(lake, read_only=read_only) as connection:
            yield connection
        return
    if kept := _kept_open(home, may_open=not read_only):
        try:
            with own_tables_beside(kept) as connection:
                yield connection
        except (duckdb.IOException, duckdb.FatalException):
            _let_go(warehouse_path(home))
            raise
        return
    with connect() as connection:
        connection.execute(f"set temp_directory = '{quoted(str(stage_folder(home) / 'compute.tmp'))}'")
        if read_only:
            _attach_to_read(connection, home)
        else:
            connection.execute(f"attach '{quoted(str(warehouse_path(home)))}' as warehouse")
        yield connection


def _attach_to_read(connection: duckdb.DuckDBPyConnection, home: Path) -> None:
    attach = "attach '{}' as warehouse (read_only); use warehouse"
    connection.execute(attach.format(quoted(str(_read_by(home)))))
    if unseen_scripts(applied_scripts(connection)):
        connection.execute("use memory; detach warehouse")
        _open_to_write(warehouse_path(home)).close()
        connection.execute(attach.format(quoted(str(warehouse_path(home)))))
    connection.execute("use memory")


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection, *, adds_only: bool = False) -> Iterator[None]:
    """All of the block's writes, or none of them; ``adds_only``: nothing that others may write is changed.

    In a lake, whoever changes something waits for a turn; those who only add do so at once.
    """
    with nullcontext() if adds_only else write_turn(), engine.transaction(connection):
        yield


@contextmanager
def one_state(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All of the block reads the warehouse as it is when the block begins; nothing may be written to it meanwhile.

    The file of a home has no other writer. A lake is asked once for its newest state, not at every statement.
    """
    with engine.transaction(connection) if asked_lake() else nullcontext():
        yield


def next_export_id(connection: duckdb.DuckDBPyConnection) -> int:
    """A number for an export that no other has, in the whole warehouse."""
    if lake := asked_lake():
        return next_number(lake, EXPORT_NUMBER)
    row = connection.execute("select nextval('raw.export_number')").fetchone()
    return int(row[0]) if row else 0
