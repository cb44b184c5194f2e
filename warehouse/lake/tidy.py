"""Fewer files and states for a lake: DuckLake writes a file for each table and load, and keeps every state there was.

In: a lake. Out: the same rows in fewer files. What a reader may still be at, a day old or less, stays.
"""

from dataclasses import dataclass

import duckdb

from warehouse.lake.address import Lake
from warehouse.lake.attachment import lake_warehouse
from warehouse.lake.locks import write_turn

_STEPS = (  # in this order: each makes work for the next
    "ducklake_expire_snapshots('warehouse', older_than => now() - interval 1 day)",
    "ducklake_flush_inlined_data('warehouse')",
    "ducklake_rewrite_data_files('warehouse')",
    "ducklake_merge_adjacent_files('warehouse')",
    "ducklake_cleanup_old_files('warehouse', older_than => now() - interval 1 day)",
)


@dataclass(frozen=True)
class LakeSize:
    """The files that hold the rows of now, their bytes, and the states that could still be read."""

    files: int
    bytes: int
    states: int


def tidy(lake: Lake) -> tuple[LakeSize, LakeSize]:
    """Join the small files of a lake and let go of old states; its size before and after.

    Who wants to change something meanwhile waits; who reads or loads does not.

    Raises:
        NoWarehouse: no cycle has run yet.
        WarehouseAway: PostgreSQL or the rows cannot be reached; nothing is lost, and the rest is done the next time.
    """
    with lake_warehouse(lake, read_only=False) as connection:
        before = size_of(connection)
        for step in _STEPS:
            with write_turn():
                connection.execute(f"call {step}")
        return before, size_of(connection)


def size_of(connection: duckdb.DuckDBPyConnection) -> LakeSize:
    """How many files and states an open lake holds, from its catalogue alone."""
    row = connection.execute(
        "select sum(file_count + delete_file_count)::int, sum(file_size_bytes + delete_file_size_bytes)::bigint, "
        "(select count(*) from ducklake_snapshots('warehouse'))::int from ducklake_table_info('warehouse')"
    ).fetchone()
    files, size, states = row or (0, 0, 0)
    return LakeSize(files or 0, size or 0, states)
