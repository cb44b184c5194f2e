"""A lake as DuckDB sees it: attached under the name ``warehouse``, as the file in a home is.

In: a lake. Out: connections to it, and its faults in words that say who must act.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import duckdb

from warehouse.engine import connect, quoted
from warehouse.errors import ConfigurationError, KybaocaoError, NoWarehouse, WarehouseAway
from warehouse.lake.address import Lake
from warehouse.lake.extensions import load_extensions, open_buckets
from warehouse.lake.schema import migrate_lake
from warehouse.lake.session import away
from warehouse.messages import tell
from warehouse.schema import applied_scripts

_NO_LAKE = "does not exist - and creating"


@contextmanager
def lake_warehouse(lake: Lake, *, read_only: bool) -> Iterator[duckdb.DuckDBPyConnection]:
    """The lake at the newest schema, as a connection of its own on what this process keeps open.

    Raises:
        NoWarehouse: no cycle has run yet.
        WarehouseAway: PostgreSQL or the rows cannot be reached, or another change came first.
    """
    with in_our_words(lake):
        connection = _opened(lake, os.getpid(), may_create=not read_only).cursor()
        connection.execute("use warehouse")
        try:
            yield connection
        finally:
            connection.close()


def lake_exists(lake: Lake) -> bool:
    """Whether a cycle has ever run on a lake."""
    try:
        with lake_warehouse(lake, read_only=True) as connection:
            return bool(applied_scripts(connection))
    except NoWarehouse:
        return False


def attach_lake(
    connection: duckdb.DuckDBPyConnection, lake: Lake, *, read_only: bool, may_create: bool = False
) -> None:
    """Attach a lake to a connection as ``warehouse``."""
    options = ["read_only"] * read_only + [f"create_if_not_exists {may_create}"]
    if lake.rows:
        options.append(f"data_path '{quoted(lake.rows)}'")
    with in_our_words(lake):
        load_extensions(connection)
        connection.execute(f"attach 'ducklake:postgres:{quoted(lake.catalogue)}' as warehouse ({', '.join(options)})")
        rows = connection.execute("select value from warehouse.options() where option_name = 'data_path'").fetchone()
        if rows and rows[0].startswith("s3://"):
            open_buckets(connection)


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
            _opened.cache_clear()
        raise known from error


def _known(lake: Lake, error: duckdb.Error) -> KybaocaoError | None:
    said = " ".join(str(error).split())
    if _NO_LAKE in said:
        return NoWarehouse(
            tell("There is no warehouse in {home} yet.", home=lake.catalogue),
            tell("Run a cycle first, with KYBAOCAO_WAREHOUSE_DATA set to a folder that all machines share or s3://…."),
            code="nothing-run",
        )
    if "DATA_PATH" in said:
        return ConfigurationError(
            tell("The rows of this shared warehouse lie elsewhere than KYBAOCAO_WAREHOUSE_DATA says."),
            tell("Unset it, or set it to the folder or s3:// address that the warehouse was made with."),
            code="lake-wrong",
        )
    if isinstance(error, duckdb.IOException | duckdb.HTTPException | duckdb.TransactionException):
        return away(lake, error)
    return None


@lru_cache(maxsize=2)
def _opened(lake: Lake, process: int, *, may_create: bool) -> duckdb.DuckDBPyConnection:
    """The lake that a process keeps open, brought to the newest schema when it may be written."""
    connection = connect()
    attach_lake(connection, lake, read_only=False, may_create=may_create and bool(lake.rows))
    connection.execute("use warehouse")
    if may_create:
        migrate_lake(connection, lake)
    return connection
