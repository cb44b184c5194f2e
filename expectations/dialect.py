"""The DuckDB dialect, for reading, that lets Great Expectations' SQL engine keep its results.

Great Expectations 1.24 hands its pooled connection back before it reads the rows; the pool's reset
rolls back, and DuckDB then drops the pending rows (upstream issues 10738 and 11579). Great Expectations only
reads here, so there is nothing to begin, commit or roll back, and the three do nothing.
"""

from typing import Any

from duckdb_sqlalchemy import ConnectionWrapper, Dialect
from sqlalchemy.dialects import registry

from warehouse.database import connect


class ReadOnlyDuckDB(Dialect):
    """DuckDB for reading only, in autocommit."""

    supports_statement_cache = False

    def connect(self, *_arguments: Any, **options: Any) -> Any:
        """A connection with the settings of every other, so that a file which is open is not opened again."""
        return ConnectionWrapper(connect(options["database"]))

    def do_begin(self, dbapi_connection: Any) -> None:
        """Do nothing: reading needs no transaction."""

    def do_commit(self, dbapi_connection: Any) -> None:
        """Do nothing: there is nothing to keep."""

    def do_rollback(self, dbapi_connection: Any) -> None:
        """Do nothing: a rollback would drop the rows that are still to be read."""


def register() -> None:
    """Make the dialect known as ``duckdb+readonly``."""
    registry.register("duckdb.readonly", "expectations.dialect", "ReadOnlyDuckDB")
