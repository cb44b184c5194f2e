"""One export on its way in: a private DuckDB file where its rows are typed and checked.

In: a verified export. Out: ``typed.<dataset>`` for the check, ``accepted.<dataset>`` for the load and
``checked.finding`` with every row that a rule took. Nothing here touches the warehouse.
"""

import shutil
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import duckdb

from warehouse.database import connect
from warehouse.errors import CycleFailed
from warehouse.exports.contents import refuse_unreadable
from warehouse.exports.datasets import Dataset, datasets
from warehouse.exports.evaluation_rows import UNITS, brings_units
from warehouse.exports.export import Export
from warehouse.exports.landing import land
from warehouse.home import stage_folder
from warehouse.intake.reading import judge_reading
from warehouse.messages import tell
from warehouse.models.runner import define_macros, model_sql, set_lookups
from warehouse.units.listed import crosswalk

_NAMED_FINDINGS = Path(__file__).with_name("named_finding.sql")


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
    """A fresh stage for one export; who holds the writer lock has no other (see ``writer_lock``)."""
    folder = stage_folder(home) / f"{export.province}-{export.month}-{export.digest[:12]}"
    shutil.rmtree(folder, ignore_errors=True)
    stage = Stage(export, folder / "stage.duckdb", folder / "files")
    stage.workspace.mkdir(parents=True)
    with connect(stage.path) as connection:
        define_macros(connection)
        for schema in ("landing", "read", "typed", "checked", "accepted"):
            connection.execute(f"create schema {schema}")
        connection.execute(
            "create table landing.export as select ?::timestamp as created_at, ? as province, ? as month",
            [export.created_at, export.province, export.month],
        )
        _land_crosswalk(connection, export.province)
        connection.execute(
            "create table checked.finding (dataset varchar, file_no integer, line_no bigint, rule varchar, "
            "severity varchar, field varchar, value varchar, unit_code varchar, record varchar)"
        )
    return stage


def _land_crosswalk(connection: duckdb.DuckDBPyConnection, province: str) -> None:
    """What the province's communes became, in small letters, for the rules of the unit list."""
    connection.execute("create table landing.crosswalk (old_district varchar, old_name varchar, new_name varchar)")
    names = ("old_district", "old_name", "new_name")
    pairs = [[pair[name].lower().replace(" - ", "-") for name in names] for pair in crosswalk(province)]
    if pairs:
        values = ", ".join(["(?, ?, ?)"] * len(pairs))
        connection.execute(f"insert into landing.crosswalk values {values}", [name for pair in pairs for name in pair])


def kept_open(stage: Stage) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
    """A block in which a stage's file stays open: it is opened once, not by each step of each dataset."""
    return connect(stage.path)


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
            set_lookups(connection)
            _read(connection, stage, dataset)
            doubled = judge_reading(connection, stage.export, dataset)
            connection.execute(f"create or replace view typed.{name} as {_numbered_rows(connection, name, doubled)}")
            return typed_columns(connection, name)
    finally:
        for link in stage.workspace.iterdir():
            link.unlink()


def _read(connection: duckdb.DuckDBPyConnection, stage: Stage, dataset: Dataset) -> None:
    """Create ``read.<dataset>``: the typed rows in the order of the files and their lines."""
    name = dataset.name
    try:
        into = f"create or replace table read.{name} as"
        for rows in land(connection, stage.export, dataset, stage.workspace):
            connection.execute(f"create or replace view landing.{name} as {rows}")
            connection.execute(f"{into} {model_sql('typed', name)}")
            into = f"insert into read.{name}"
        connection.execute(f"drop view landing.{name}")
    except (duckdb.InvalidInputException, duckdb.IOException):
        for resource in stage.export.of(name):
            if resource.format == ".ndjson":
                refuse_unreadable(stage.export, resource)
        raise


def _numbered_rows(connection: duckdb.DuckDBPyConnection, name: str, doubled: dict[int, str]) -> str:
    """The SELECT over what was read without its blank lines; a row of NDJSON gets the number of its line."""
    firsts = dict(
        connection.execute(f"select file_no, min(rowid) from read.{name} where line_no is null group by all").fetchall()
    )
    first_rows = [firsts.get(number, 0) for number in range(1, max(firsts, default=0) + 1)]
    cases = "".join(f" when {digest} then '{keys}'" for digest, keys in doubled.items())
    doubled_keys = f"case hash(reading.places){cases} end" if cases else "null::varchar"
    return (
        f"select file_no, coalesce(line_no, rowid - {first_rows}[file_no] + 1)::bigint as line_no, "
        f"* exclude (file_no, line_no, reading), {doubled_keys} as doubled_keys from read.{name} "
        "where not coalesce(reading.is_blank, false)"
    )


def typed_columns(connection: duckdb.DuckDBPyConnection, dataset: str) -> tuple[str, ...]:
    """The columns of ``typed.<dataset>``."""
    return tuple(row[0] for row in connection.execute(f"describe typed.{dataset}").fetchall())


def count_by_rule(stage: Stage, dataset: Dataset, rules: Sequence[RowRule]) -> dict[str, int]:
    """How many rows each rule takes, for rows that a check has judged before or that wait for one."""
    if not rules:
        return {}
    counted = ", ".join(f"count(*) filter (where {rule.condition(dataset.name)})" for rule in rules)
    with connect(stage.path) as connection:
        row = connection.execute(f"select {counted} from typed.{dataset.name} as row").fetchone()
    return dict(zip((rule.id for rule in rules), row or (), strict=True))


def keep_findings(
    stage: Stage, dataset: Dataset, rules: Sequence[RowRule], rows_by_rule: dict[str, int]
) -> DatasetCounts:
    """Keep every row that a rule takes, then name the rest ``accepted.<dataset>``; return how many each are.

    Raises:
        CycleFailed: a rule takes other rows here than it took in the check.
    """
    name = dataset.name
    with connect(stage.path) as connection:
        taking = [rule for rule in rules if rows_by_rule[rule.id]]
        if taking:
            connection.execute(f"insert into checked.finding {_rows_taken(name, taking)}")
        _refuse_other_rows(connection, name, rules, rows_by_rule)
        connection.execute(
            f"create view accepted.{name} as select row.* from typed.{name} as row "
            "where not exists (select 1 from checked.finding as finding where finding.severity = 'quarantine' "
            f"and finding.dataset = '{name}' and finding.file_no = row.file_no and finding.line_no = row.line_no)"
        )
        return dataset_counts(connection, dataset)


def findings_of(stage: Stage) -> list[dict[str, Any]]:
    """Every row that a rule took, with the name that the export itself gives its unit."""
    with connect(stage.path) as connection:
        views = {
            name
            for (name,) in connection.execute(
                "select view_name from duckdb_views() where schema_name = 'typed'"
            ).fetchall()
        }
        names = "typed.don_vi" if "don_vi" in views else "(select null as unit_code, null as unit_name)"
        result = connection.execute(_NAMED_FINDINGS.read_text("utf-8").replace("typed.don_vi", names))
        columns = [column[0] for column in result.description]
        return [dict(zip(columns, row, strict=True)) for row in result.fetchall()]


def _rows_taken(name: str, rules: Sequence[RowRule]) -> str:
    """The SELECT of a dataset's findings: one scan for all rules, then one row for each that takes the row."""
    conditions = [f"({rule.condition(name)})" for rule in rules]
    found = [
        f"case when {condition} then {{'rule': '{rule.id}', 'severity': '{rule.severity}', "
        f"'field': {rule.field_sql or repr(rule.field)}, 'value': left({rule.value}, 200)}} end"
        for rule, condition in zip(rules, conditions, strict=True)
    ]
    return (
        f"select '{name}', file_no, line_no, found.rule, found.severity, found.field, found.value, unit_code, record "
        f"from (select file_no, line_no, unit_code, record, unnest([{', '.join(found)}]) as found "
        f"from typed.{name} as row where {' or '.join(conditions)}) where found is not null"
    )


def _refuse_other_rows(
    connection: duckdb.DuckDBPyConnection, name: str, rules: Sequence[RowRule], rows_by_rule: dict[str, int]
) -> None:
    kept = dict(
        connection.execute(
            "select rule, count(*) from checked.finding where dataset = ? group by all", [name]
        ).fetchall()
    )
    for rule in rules:
        found = kept.get(rule.id, 0)
        if found != rows_by_rule[rule.id]:
            raise CycleFailed(
                tell(
                    "Rule {rule} of {dataset} took {rows} rows in the check and {found} when kept.",
                    rule=rule.id,
                    dataset=name,
                    rows=rows_by_rule[rule.id],
                    found=found,
                ),
                tell("This is a fault of the rule's predicate; the cycle was stopped and nothing was loaded."),
                code="program-fault",
            )


def dataset_counts(connection: duckdb.DuckDBPyConnection, dataset: Dataset) -> DatasetCounts:
    """How many rows of a dataset were delivered and sent back, and by which rules and units."""
    rows, quarantined = quarantined_rows(connection, dataset.name)
    largest = (_largest(connection, dataset, "rule"), _largest(connection, dataset, "unit_code"))
    return DatasetCounts(dataset.name, rows, quarantined, *largest)


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
