"""What an old warehouse can still tell when it is made anew: runs, sendings, times, and rows whose files are gone.

In: a damaged warehouse or the copy for readers. Out: their rows in the new one. Figures and rows are taken from here
only where no export gives them.
"""

import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import duckdb

from warehouse.database import connect, migrate, quoted, readers_path, transaction, warehouse, warehouse_path
from warehouse.errors import KybaocaoError
from warehouse.exports.datasets import datasets
from warehouse.figures.compute import KEPT_MARTS
from warehouse.figures.revisions import Revision
from warehouse.publication.manifests import UsedExport

_log = logging.getLogger(__name__)
_RUNS = ("cycle", "sending", "decision", "held")
_ROWS = ("resource", "delivery", "check_result", "finding", *datasets())


class Remains:
    """A copy of an old warehouse, at the newest schema; ``is_complete`` when it is the warehouse itself."""

    def __init__(self, path: Path | None, *, is_complete: bool) -> None:
        self._path, self.is_complete = path, is_complete

    def published_at(self) -> dict[tuple[str, str, int], datetime]:
        """When each revision was published."""
        with self._opened() as old:
            rows = old.execute("select plan_id, period, revision, published_at from mart.publication").fetchall()
        return {(plan_id, period, number): at for plan_id, period, number, at in rows}

    def digests(self) -> set[str]:
        """The versions of exports whose rows it holds."""
        with self._opened() as old:
            return {digest for (digest,) in old.execute("select digest from raw.export").fetchall()}

    def carry_runs(self, home: Path) -> None:
        """Put runs, sendings, decisions and what is held into the warehouse of a home."""
        if self._path is None:
            return
        with self._beside(home) as connection, transaction(connection):
            for table in _RUNS:
                connection.execute(
                    f"insert into mart.{table} select * from remains.mart.{table} except select * from mart.{table}"
                )

    def carry_rows(self, home: Path, used: UsedExport) -> None:
        """Put a version and its rows, as they were read then, into the warehouse of a home."""
        with self._beside(home) as connection, transaction(connection):
            row = connection.execute(
                "insert into raw.export by name select * exclude (export_id) from remains.raw.export "
                "where province = ? and month = ? and digest = ? returning export_id",
                [used.province, used.month, used.digest],
            ).fetchone()
            if row is None:
                raise RuntimeError("rows are carried of versions that are there")
            old = "(select export_id from remains.raw.export where province = ? and month = ? and digest = ?)"
            for table in _ROWS:
                connection.execute(
                    f"insert into raw.{table} by name select * replace ({row[0]} as export_id) "
                    f"from remains.raw.{table} where export_id = {old}",
                    [used.province, used.month, used.digest],
                )

    def carry_figures(self, home: Path, revision: Revision) -> bool:
        """Put the figures of a revision in the place of those computed; false when there are none."""
        if self._path is None:
            return False
        with self._beside(home) as connection, transaction(connection):
            mine = "plan_id = ? and period = ? and revision = ?"
            found = connection.execute(
                f"select count(*) from remains.mart.figure where {mine}", revision.key
            ).fetchone()
            if not found or not found[0]:
                return False
            for table in KEPT_MARTS:
                connection.execute(f"delete from mart.{table} where {mine}", revision.key)
                connection.execute(
                    f"insert into mart.{table} by name select * from remains.mart.{table} where {mine}", revision.key
                )
        return True

    def carry_inputs(self, home: Path, revision: Revision) -> None:
        """Put what a revision followed from, by name, into the warehouse of a home."""
        if self._path is None:
            return
        with self._beside(home) as connection:
            connection.execute(
                "insert into mart.revision_input by name select * from remains.mart.revision_input "
                "where plan_id = ? and period = ? and revision = ?",
                revision.key,
            )

    @contextmanager
    def _opened(self) -> Iterator[duckdb.DuckDBPyConnection]:
        connection = connect(self._path or ":memory:")
        try:
            migrate(connection)
            yield connection
        finally:
            connection.close()

    @contextmanager
    def _beside(self, home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
        with warehouse(home) as connection:
            connection.execute(f"attach '{quoted(str(self._path))}' as remains (read_only)")
            yield connection


def find_remains(home: Path, workshop: Path) -> Remains:
    """The first of the warehouse and its copy that can be read from end to end, copied into a workshop; or nothing."""
    for path in (warehouse_path(home), readers_path(home)):
        copy = workshop / f"remains-{path.name}"
        try:
            shutil.copyfile(path, copy)
            if (log := path.with_name(f"{path.name}.wal")).is_file():
                shutil.copyfile(log, copy.with_name(f"{copy.name}.wal"))
            _read_through(copy)
        except (OSError, KybaocaoError, duckdb.Error) as error:
            _log.info("%s tells nothing: %s", path.name, error)
            continue
        return Remains(copy, is_complete=path == warehouse_path(home))
    return Remains(None, is_complete=False)


def _read_through(path: Path) -> None:
    """Read every row once, so that damage shows here and not when half is carried."""
    with connect(path) as connection:
        migrate(connection)
        tables = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() where schema_name in ('raw', 'mart')"
        ).fetchall()
        for (table,) in tables:
            connection.execute(f"select bit_xor(hash(each)) from {table} as each").fetchall()
        connection.execute("checkpoint")
