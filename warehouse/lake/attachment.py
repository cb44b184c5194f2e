"""A lake as DuckDB sees it: attached under the name ``warehouse``, as the file in a home is.

In: a lake. Out: connections to it, and its faults in words that say who must act.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import duckdb

from warehouse.engine import connect, own_tables_beside, quoted, transaction
from warehouse.errors import ConfigurationError, KybaocaoError, NoWarehouse, WarehouseAway
from warehouse.home import BUCKET, file_place, home_folder, stage_folder, write_whole
from warehouse.lake.address import Lake
from warehouse.lake.extensions import load_extensions
from warehouse.lake.locks import write_turn
from warehouse.lake.schema import migrate_lake
from warehouse.lake.session import ask, away
from warehouse.messages import tell

_open: dict[tuple[Lake, int], duckdb.DuckDBPyConnection] = {}
_NO_LAKE = "does not exist - and creating"


@contextmanager
def lake_warehouse(lake: Lake, *, read_only: bool) -> Iterator[duckdb.DuckDBPyConnection]:
    """The lake at the newest schema, as a connection of its own on what this process keeps open.

    Whoever only reads sees one state of it, and does not ask PostgreSQL for the newest before every query.

    Raises:
        NoWarehouse: no cycle has run yet.
        WarehouseAway: PostgreSQL or the rows cannot be reached, or another change came first.
    """
    with in_our_words(lake):
        connection = _opened(lake, may_create=not read_only).cursor()
        connection.execute("use warehouse")
        try:
            with transaction(connection) if read_only else nullcontext():
                yield connection
        finally:
            connection.close()


def lake_exists(lake: Lake) -> bool:
    """Whether a lake was ever made."""
    try:
        with in_our_words(lake):
            _opened(lake, may_create=False)
    except NoWarehouse:
        return False
    return True


@contextmanager
def beside_lake(lake: Lake, *, read_only: bool) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection whose own tables are in memory and gone at the end; the lake is attached as ``warehouse``."""
    with (
        in_our_words(lake),
        own_tables_beside(_opened(lake, may_create=False)) as connection,
        transaction(connection) if read_only else nullcontext(),
    ):
        yield connection


@contextmanager
def in_our_words(lake: Lake) -> Iterator[None]:
    """A block in which DuckDB's errors about a lake become errors that a person can act on."""
    try:
        yield
    except duckdb.Error as error:
        known = _known(lake, error)
        if known is None:
            raise
        if isinstance(known, WarehouseAway):
            let_go()
        raise known from error


def _known(lake: Lake, error: duckdb.Error) -> KybaocaoError | None:
    message = " ".join(str(error).split())
    if _NO_LAKE in message:
        return NoWarehouse(
            tell("There is no warehouse in {home} yet.", home=lake.catalogue),
            tell("Run a cycle first, with KYBAOCAO_WAREHOUSE_DATA set to a folder that all machines share or s3://…."),
            code="nothing-run",
        )
    if "DATA_PATH" in message:
        return ConfigurationError(
            tell("The rows of this shared warehouse lie elsewhere than KYBAOCAO_WAREHOUSE_DATA says."),
            tell("Unset it, or set it to the folder or s3:// address that the warehouse was made with."),
            code="lake-wrong",
        )
    if isinstance(error, duckdb.IOException | duckdb.HTTPException | duckdb.TransactionException):
        return away(lake, error)
    return None


def let_go() -> None:
    """Open anew at the next use: the connection is broken, or the program is another one."""
    _open.clear()


def _opened(lake: Lake, *, may_create: bool) -> duckdb.DuckDBPyConnection:
    """The lake that this process keeps open, at the newest schema; a child that was forked has one of its own."""
    key = (lake, os.getpid())
    if key not in _open:
        with write_turn() if may_create else nullcontext():  # of two that make it at once, the second would fail
            if may_create and lake.rows.startswith(BUCKET):
                _try_bucket(lake)
            connection = _attached(lake, may_create=may_create and bool(lake.rows))
        migrate_lake(connection, lake)
        _open[key] = connection
    return _open[key]


def _try_bucket(lake: Lake) -> None:
    """Nothing, when there is a lake or its bucket takes a file: a lake never forgets where its rows lie.

    Raises:
        WarehouseAway: the bucket does not take it.
    """
    if ask(lake, "select to_regclass('ducklake_metadata')")[0][0] is None:
        probe = file_place(f"{lake.rows.rstrip('/')}/kybaocao.probe")
        write_whole(probe, b"")
        probe.unlink()


def _attached(lake: Lake, *, may_create: bool) -> duckdb.DuckDBPyConnection:
    connection = connect()
    spill = stage_folder(home_folder()) / f"lake.{os.getpid()}.tmp"
    connection.execute(f"set temp_directory = '{quoted(str(spill))}'")
    load_extensions(connection)
    options = [f"create_if_not_exists {may_create}"]
    if lake.rows:
        options.append(f"data_path '{quoted(lake.rows)}'")
    connection.execute(f"attach 'ducklake:postgres:{quoted(lake.catalogue)}' as warehouse ({', '.join(options)})")
    connection.execute("use warehouse")
    return connection
