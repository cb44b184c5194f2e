"""One export on its way in: a private DuckDB file where its rows are typed and checked.

In: a verified export. Out: ``typed.<dataset>`` for the check, ``accepted.<dataset>`` for the load and
``checked.finding`` with every row that a rule took. Nothing here touches the warehouse.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import duckdb

from warehouse.database import connect
from warehouse.errors import CycleFailed
from warehouse.exports.datasets import Dataset, datasets
from warehouse.exports.descriptor import Export, refuse_row_count
from warehouse.exports.evaluation_rows import UNITS, brings_units
from warehouse.exports.landing import land
from warehouse.models.runner import define_macros, model_sql, set_lookups


class RowRule(Protocol):
    """What a stage needs to know of a rule to keep the rows that it takes."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def severity(self) -> str: ...  # noqa: D102
    @property
    def field(self) -> str: ...  # noqa: D102
    @property
    def field_sql(self) -> str: ...  # noqa: D102
    @property
    def value(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def advice(self) -> str: ...  # noqa: D102
    def condition(self, dataset: str) -> str: ...  # noqa: D102


@dataclass(frozen=True)
class DatasetCounts:
    """What the check made of one dataset; the largest three rules and units by rows sent back."""

    dataset: str
    rows: int
    quarantined: int
    rules: tuple[tuple[str, int], ...]
    units: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Stage:
    """The private file of one export, and the folder with safely named links to its files."""

    export: Export
    path: Path
    workspace: Path


def open_stage(home: Path, export: Export) -> Stage:
    """A fresh stage for one export, in place of what an interrupted run of its month left behind."""
    month = f"{export.province}-{export.month}-"
    for left in (home / "stage").glob(f"{month}*"):
        shutil.rmtree(left)
    folder = home / "stage" / f"{month}{export.digest[:12]}"
    stage = Stage(export, folder / "stage.duckdb", folder / "files")
    stage.workspace.mkdir(parents=True)
    with connect(stage.path) as connection:
        connection.execute("create schema landing; create schema typed; create schema checked; create schema accepted")
        connection.execute(
            "create table landing.export as select ?::timestamp as created_at, ? as province, ? as month",
            [export.created_at, export.province, export.month],
        )
        connection.execute(
            "create table checked.finding (dataset varchar, file_no integer, line_no bigint, rule varchar, "
            "severity varchar, field varchar, value varchar, unit_code varchar, record varchar)"
        )
    return stage


def close_stage(stage: Stage) -> None:
    """Remove a stage; what it held is in the warehouse or was refused."""
    shutil.rmtree(stage.path.parent, ignore_errors=True)


def delivered_datasets(export: Export) -> tuple[Dataset, ...]:
    """The datasets of an export that are read, in the order of checking."""
    return tuple(
        dataset for name, dataset in datasets().items() if export.of(name) or (name == UNITS and brings_units(export))
    )


def type_rows(stage: Stage, dataset: Dataset) -> tuple[str, ...]:
    """Read the files of one dataset into ``typed.<dataset>``; return its columns.

    Raises:
        DataRefused: a file cannot be read, or holds another number of rows than it states.
    """
    name = dataset.name
    try:
        with connect(stage.path) as connection:
            define_macros(connection)
            set_lookups(connection)
            blank = _type(connection, stage, dataset)
            connection.execute(f"drop view landing.{name}")
            _refuse_row_counts(connection, stage.export, name)
            _number_lines(connection, name, blank)
            return typed_columns(connection, name)
    finally:
        for copy in stage.workspace.iterdir():  # a copy holds all that was delivered
            copy.unlink()


def _type(connection: duckdb.DuckDBPyConnection, stage: Stage, dataset: Dataset) -> dict[int, list[int]]:
    """Create ``typed.<dataset>`` in the order of the files and their rows; return the blank lines."""
    typed = f"create or replace table typed.{dataset.name} as {model_sql('typed', dataset.name)}"
    blank = land(connection, stage.export, dataset, stage.workspace, tolerant=False)
    try:
        connection.execute(typed)
    except duckdb.InvalidInputException:  # a malformed line or list: read again, row by row
        land(connection, stage.export, dataset, stage.workspace, tolerant=True)
        connection.execute(typed)
    return blank


def _refuse_row_counts(connection: duckdb.DuckDBPyConnection, export: Export, name: str) -> None:
    found = dict(connection.execute(f"select file_no, count(*) from typed.{name} group by all").fetchall())
    for resource in export.of(name):
        refuse_row_count(export, resource, found.get(resource.file_no, 0))


def _number_lines(connection: duckdb.DuckDBPyConnection, name: str, blank: dict[int, list[int]]) -> None:
    """Give rows that follow each other line by line the number of their line."""
    connection.execute(
        f"update typed.{name} as row set line_no = row.rowid - file.first_row + 1 from "
        f"(select file_no, min(rowid) as first_row from typed.{name} group by all) as file "
        "where row.file_no = file.file_no and row.line_no is null"
    )
    for file_no, numbers in blank.items():
        for number in numbers:
            connection.execute(
                f"update typed.{name} set line_no = line_no + 1 where file_no = ? and line_no >= ?",
                [file_no, number],
            )


def typed_columns(connection: duckdb.DuckDBPyConnection, dataset: str) -> tuple[str, ...]:
    """The columns of ``typed.<dataset>``."""
    return tuple(row[0] for row in connection.execute(f"describe typed.{dataset}").fetchall())


def keep_findings(stage: Stage, dataset: Dataset, rules: Sequence[RowRule], taken: dict[str, int]) -> None:
    """Keep every row that a rule takes, then name the rest ``accepted.<dataset>``.

    Raises:
        CycleFailed: a rule takes other rows here than it took in the check.
    """
    name = dataset.name
    with connect(stage.path) as connection:
        define_macros(connection)
        for rule in rules:
            if not taken[rule.id]:
                continue
            field = rule.field_sql or f"'{rule.field}'"
            kept = connection.execute(
                f"insert into checked.finding select '{name}', row.file_no, row.line_no, '{rule.id}', "
                f"'{rule.severity}', {field}, left({rule.value}, 200), row.unit_code, row.record "
                f"from typed.{name} as row where {rule.condition(name)}"
            ).fetchone()
            if kept is None or kept[0] != taken[rule.id]:
                raise CycleFailed(
                    f"Rule {rule.id} of {name} took {taken[rule.id]} rows in the check and {kept} when kept.",
                    "This is a fault of the rule's predicate; the cycle was stopped and nothing was loaded.",
                )
        connection.execute(
            f"create view accepted.{name} as select row.* from typed.{name} as row "
            "where not exists (select 1 from checked.finding as finding where finding.severity = 'quarantine' "
            f"and finding.dataset = '{name}' and finding.file_no = row.file_no and finding.line_no = row.line_no)"
        )


def dataset_counts(stage: Stage, dataset: Dataset) -> "DatasetCounts":
    """How many rows of a dataset were delivered and sent back, and by which rules and units."""
    with connect(stage.path, read_only=True) as connection:
        rows, quarantined = quarantined_rows(connection, dataset.name)
        return DatasetCounts(
            dataset.name,
            rows,
            quarantined,
            _largest(connection, dataset, "rule"),
            _largest(connection, dataset, "unit_code"),
        )


def quarantined_rows(connection: duckdb.DuckDBPyConnection, dataset: str, catalog: str = "") -> tuple[int, int]:
    """(delivered rows, quarantined rows) of one dataset of a stage."""
    row = connection.execute(
        f"select (select count(*) from {catalog}typed.{dataset}), count(*) from "
        f"(select distinct file_no, line_no from {catalog}checked.finding "
        "where dataset = ? and severity = 'quarantine')",
        [dataset],
    ).fetchone()
    return (row[0], row[1]) if row else (0, 0)


def _largest(connection: duckdb.DuckDBPyConnection, dataset: Dataset, column: str) -> tuple[tuple[str, int], ...]:
    rows = connection.execute(
        f"select coalesce({column}, '?'), count(*) from checked.finding where dataset = ? and severity = 'quarantine' "
        "group by all order by 2 desc, 1 limit 3",
        [dataset.name],
    ).fetchall()
    return tuple((name, count) for name, count in rows)
