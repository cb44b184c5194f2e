"""What a computation reads: the raw rows of the exports that a period may see, and the ``run`` tables.

In: the warehouse, a plan and a period. Out: a private in-memory database that the models run in.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb

from warehouse.database import beside_warehouse
from warehouse.errors import CycleFailed
from warehouse.exports.datasets import datasets
from warehouse.messages import tell
from warehouse.models.definitions import Indicator, indicators
from warehouse.models.late_rules import late_rules
from warehouse.models.runner import create_run_tables
from warehouse.periods import BASES, DISTRICTS_ENDED_ON, Period, working_days
from warehouse.plans.types import Plan, Relief, Target
from warehouse.units.listed import crosswalk
from warehouse.units.mergers import OF_SENDER, senders_of


@contextmanager
def private_database(home: Path, *, read_only: bool = True) -> Iterator[duckdb.DuckDBPyConnection]:
    """An in-memory database in which the warehouse's raw rows stand under their own names."""
    try:
        with beside_warehouse(home, read_only=read_only) as connection:
            connection.execute("create schema raw")
            for name in ("export", "resource", "delivery", "check_result", "finding", *datasets()):
                connection.execute(f"create view raw.{name} as from warehouse.raw.{name}")
            yield connection
    except duckdb.OutOfMemoryException as error:
        raise CycleFailed(
            tell("The computation needs more memory than it may use."),
            tell("Raise KYBAOCAO_MEMORY, for example to 4GB."),
            code="memory-short",
        ) from error


def visible_exports(connection: duckdb.DuckDBPyConnection, province: str, period: Period) -> list[tuple[int, str]]:
    """(export_id, digest) of the newest revision of each month that a period may see, by month."""
    return connection.execute(
        f"select export_id, digest from raw.export where {OF_SENDER} and month <= $last "
        "qualify row_number() over (partition by month order by created_at desc, revision desc) = 1 order by month",
        senders_of(province).keys | {"last": str(period.last_month)},
    ).fetchall()


def describe_run(
    connection: duckdb.DuckDBPyConnection, plan: Plan, period: Period, revision: int, export_ids: list[int]
) -> None:
    """Fill the ``run`` tables: what every model reads instead of taking parameters."""
    create_run_tables(connection)
    senders, ends_on = senders_of(plan.province), period.window(plan.calendar).ends_on
    where = (plan.plan_id, str(period), revision, period.year, plan.province)
    ended_on = senders.ended_on if senders.has_ended_by(ends_on) else None
    _fill(connection, "cycle", [(*where, plan.area, plan.area_name, plan.area_kind, ended_on)])
    windows = {basis: period.window(plan.calendar, basis) for basis in BASES}
    _fill(connection, "span", [(basis, window.starts_on, window.ends_on) for basis, window in windows.items()])
    earlier = period.a_year_earlier
    _fill(connection, "year_earlier", [(earlier.window(plan.calendar, "ytd").starts_on, str(earlier.last_month))])
    _fill(connection, "window_month", [(basis, str(month)) for basis in BASES for month in period.months(basis)])
    connection.execute(
        "insert into run.export select export_id, month, revision, created_at, month = max(month) over (), "
        "province <> ? or ? = 'district' from raw.export where list_contains(?, export_id)",
        [plan.province, plan.area_kind, export_ids],
    )
    _fill(connection, "rule", [astuple(rule) for rule in late_rules()])
    _describe_plan(connection, plan, period)
    _describe_units(connection, plan, period)
    _describe_indicators(connection, indicators())
    _describe_evaluation(connection, plan, period)
    days = list(working_days(period.year - 3, period.year + 2))
    connection.execute(
        "insert into run.working_day select day, row_number() over (order by day) "
        "from (select unnest(?::date[]) as day)",
        [days],
    )


def _describe_plan(connection: duckdb.DuckDBPyConnection, plan: Plan, period: Period) -> None:
    """The targets in force at their positions in the plan, then those of every other reading."""
    placed = [(target, plan.reliefs) for target in plan.targets]
    alternatives = []
    for alternative in plan.alternatives:
        for stands_for, target in alternative.targets.items():
            placed.append((target, alternative.reliefs))
            alternatives.append((len(placed), stands_for, alternative.ambiguity, alternative.reading))
    positions = [(position, target, reliefs) for position, (target, reliefs) in enumerate(placed, start=1)]
    _fill(connection, "target", [_target_row(position, target, period) for position, target, _ in positions])
    _fill(connection, "alternative", alternatives)
    _fill(
        connection,
        "relief",
        [row for position, target, reliefs in positions for row in _relief_rows(position, target, reliefs)],
    )


def _target_row(position: int, target: Target, period: Period) -> tuple[Any, ...]:
    milestone = target.milestones.get(f"Q{period.quarter}") if target.horizon == period.year else None
    levels = target.level_set
    place = (position, target.row_no, levels, levels.split("+"), target.horizon)
    return (*place, target.indicator, target.target, milestone, target.judged_by or None, _is_of_part(target, period))


def _relief_rows(position: int, target: Target, reliefs: tuple[Relief, ...]) -> list[tuple[Any, ...]]:
    return [
        (position, relief.reading, relief.amount, district, tag)
        for relief in reliefs
        if target.row_no in relief.rows
        for district, tag in relief.parts
    ]


def _is_of_part(target: Target, period: Period) -> bool:
    """Whether a target leaves out a level where its indicator occurs: the whole area's number is not its own."""
    there = set(indicators()[target.indicator].occurs_at)
    if period.window("civil").ends_on >= DISTRICTS_ENDED_ON:
        there.discard("district")
    return not there <= set(target.levels)


def _describe_units(connection: duckdb.DuckDBPyConnection, plan: Plan, period: Period) -> None:
    """Which levels the period's last day no longer has, and what became of the units of the province."""
    senders, ends_on = senders_of(plan.province), period.window(plan.calendar).ends_on
    ended = [("district", DISTRICTS_ENDED_ON)] if ends_on >= DISTRICTS_ENDED_ON else []
    if senders.ended_on and senders.has_ended_by(ends_on):
        ended.append(("province", senders.ended_on + timedelta(days=1)))
    _fill(connection, "ended_level", ended)
    columns = ("old_province", "old_district", "old_name", "new_name", "kind")
    pairs = crosswalk(senders.of(str(period.last_month)))
    _fill(connection, "crosswalk", [tuple(pair[name] for name in columns) for pair in pairs])
    _fill(connection, "territory", [(unit,) for unit in plan.territory])


def _describe_evaluation(connection: duckdb.DuckDBPyConnection, plan: Plan, period: Period) -> None:
    """Which of the portal's metrics measure our indicators, and which times it evaluates as a whole.

    In the year of a merger no document is of the whole year: the successor's lacks the units of before.
    """
    measured = [(each.code, each.portal.document, each.portal.metric) for each in indicators().values() if each.portal]
    _fill(connection, "evaluated_indicator", measured)
    times = [("ytd", "year", period.year, 1)]
    if period.kind in ("quarter", "year"):
        times.append(("period", period.kind, period.year, period.number))
    ended_on = senders_of(plan.province).ended_on
    if ended_on and ended_on.year == period.year:
        times = [time for time in times if time[1] != "year"]
    _fill(connection, "evaluated_time", times)


def _describe_indicators(connection: duckdb.DuckDBPyConnection, known: dict[str, Indicator]) -> None:
    columns = ("code", "kind", "source", "misses_final", "numerator_measure", "denominator_measure")
    _fill(connection, "indicator", [tuple(getattr(each, column) for column in columns) for each in known.values()])
    needs: list[tuple[str, str | None, str | None]]
    needs = [(each.code, dataset, None) for each in known.values() for dataset in each.needs_datasets]
    needs += [(each.code, None, measure) for each in known.values() for measure in each.measures]
    _fill(connection, "indicator_need", needs)


def _fill(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Put the rows into a ``run`` table with one statement."""
    if rows:
        places = f"({', '.join('?' * len(rows[0]))})"
        values = ", ".join([places] * len(rows))
        connection.execute(f"insert into run.{table} values {values}", [value for row in rows for value in row])
