"""What a computation reads: the raw rows of the exports that a period may see, and the ``run`` tables.

In: the warehouse, a plan and a period. Out: a private in-memory database that the models run in.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from warehouse.database import connect, quoted, warehouse_path
from warehouse.errors import CycleFailed
from warehouse.exports.datasets import datasets
from warehouse.models.definitions import Indicator, indicators
from warehouse.models.runner import create_run_tables
from warehouse.periods import BASES, Period, working_days
from warehouse.plans.types import Plan, Relief, Target


@contextmanager
def private_database(home: Path, *, read_only: bool = True) -> Iterator[duckdb.DuckDBPyConnection]:
    """An in-memory database in which the warehouse's raw rows stand under their own names."""
    connection = connect()
    try:
        spill = home / "stage" / "compute.tmp"
        connection.execute(f"set temp_directory = '{quoted(str(spill))}'")
        mode = " (read_only)" if read_only else ""
        connection.execute(f"attach '{quoted(str(warehouse_path(home)))}' as warehouse{mode}")
        connection.execute("create schema raw")
        for name in ("export", "resource", "delivery", "check_result", "finding", *datasets()):
            if datasets().get(name) is None or datasets()[name].fields:
                connection.execute(f"create view raw.{name} as from warehouse.raw.{name}")
        yield connection
    except duckdb.OutOfMemoryException as error:
        raise CycleFailed(
            "The computation needs more memory than it may use.", "Raise KYBAOCAO_MEMORY, for example to 4GB."
        ) from error
    finally:
        connection.close()


def visible_exports(connection: duckdb.DuckDBPyConnection, province: str, period: Period) -> list[tuple[int, str]]:
    """(export_id, digest) of the newest revision of each month that a period may see, by month."""
    return connection.execute(
        "select export_id, digest from raw.export where province = ? and month <= ? "
        "qualify row_number() over (partition by month order by created_at desc, revision desc) = 1 order by month",
        [province, str(period.last_month)],
    ).fetchall()


def describe_run(
    connection: duckdb.DuckDBPyConnection, plan: Plan, period: Period, revision: int, export_ids: list[int]
) -> None:
    """Fill the ``run`` tables: what every model reads instead of taking parameters."""
    create_run_tables(connection)
    connection.execute(
        "insert into run.cycle values (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            plan.plan_id,
            str(period),
            revision,
            period.year,
            plan.province,
            plan.area,
            plan.area_name,
            plan.area_kind,
        ],
    )
    for basis in BASES:
        window = period.window(plan.calendar, basis)
        connection.execute("insert into run.span values (?, ?, ?)", [basis, window.starts_on, window.ends_on])
        for month in period.months(basis):
            connection.execute("insert into run.window_month values (?, ?)", [basis, str(month)])
    connection.execute(
        "insert into run.export select export_id, month, revision, created_at, month = max(month) over () "
        "from raw.export where list_contains(?, export_id)",
        [export_ids],
    )
    _describe_plan(connection, plan, period)
    _describe_indicators(connection, indicators())
    days = pa.table({"day": list(working_days(period.year - 3, period.year + 2))})  # noqa: F841  # read by name
    connection.execute("insert into run.working_day select day, row_number() over (order by day) from days")


def _describe_plan(connection: duckdb.DuckDBPyConnection, plan: Plan, period: Period) -> None:
    """The targets in force at their positions in the plan, then those of every other reading."""
    for position, target in enumerate(plan.targets, start=1):
        _describe_target(connection, position, target, plan.reliefs, period)
    position = len(plan.targets)
    for alternative in plan.alternatives:
        for stands_for, target in alternative.targets.items():
            position += 1
            _describe_target(connection, position, target, alternative.reliefs, period)
            connection.execute(
                "insert into run.alternative values (?, ?, ?, ?)",
                [position, stands_for, alternative.ambiguity, alternative.reading],
            )


def _describe_target(
    connection: duckdb.DuckDBPyConnection, position: int, target: Target, reliefs: tuple[Relief, ...], period: Period
) -> None:
    milestone = target.milestones.get(f"Q{period.quarter}") if target.horizon == period.year else None
    connection.execute(
        "insert into run.target values (?, ?, ?, string_split(?, '+'), ?, ?, ?, ?, ?)",
        [
            position,
            target.row_no,
            target.level_set,
            target.level_set,
            target.horizon,
            target.indicator,
            target.target,
            milestone,
            target.judged_by or None,
        ],
    )
    for relief in reliefs:
        if target.row_no in relief.rows:
            for district, tag in relief.parts:
                connection.execute(
                    "insert into run.relief values (?, ?, ?, ?, ?)",
                    [position, relief.reading, relief.amount, district, tag],
                )


def _describe_indicators(connection: duckdb.DuckDBPyConnection, known: dict[str, Indicator]) -> None:
    for indicator in known.values():
        connection.execute(
            "insert into run.indicator values (?, ?, ?, ?, ?, ?)",
            [
                indicator.code,
                indicator.kind,
                indicator.source,
                indicator.misses_final,
                indicator.numerator_measure,
                indicator.denominator_measure,
            ],
        )
        for dataset in indicator.needs_datasets:
            connection.execute("insert into run.indicator_need values (?, ?, null)", [indicator.code, dataset])
        for measure in indicator.measures:
            connection.execute("insert into run.indicator_need values (?, null, ?)", [indicator.code, measure])
