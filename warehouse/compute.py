"""One period of one plan: what the cycle asks for, the models run, the figures kept.

In: the warehouse's raw rows and a plan. Out: ``mart.*`` rows of one revision. The models run in a
private in-memory database that only reads the warehouse, so a cycle leaves no scratch tables behind.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

import duckdb
import pyarrow as pa

from warehouse.catalogue import Indicator, Plan, indicators
from warehouse.database import connect, quoted, transaction, warehouse, warehouse_path
from warehouse.errors import ConfigurationError, CycleFailed
from warehouse.exports import datasets
from warehouse.models import create_run_tables, run_models
from warehouse.periods import BASES, Period, working_days

KEPT_MARTS = ("figure", "quality", "finding_count", "finding", "form_06a", "export")
_MODEL_OF = {"figure": "attainment"}
_PACKAGES = ("warehouse", "expectations", "report_templates", "tasks", "flows")


@dataclass(frozen=True)
class Revision:
    """One computation of a period, numbered from 1."""

    plan_id: str
    period: str
    revision: int
    inputs_digest: str
    code_version: str
    state: str

    @property
    def is_published(self) -> bool:
        """Whether its folder and figures are public."""
        return self.state == "published"

    @property
    def key(self) -> list[str | int]:
        """Plan, period and number: the key of every kept row."""
        return [self.plan_id, self.period, self.revision]


@lru_cache
def code_digest() -> str:
    """SHA-256 of every file of the program that can change a figure or a page."""
    root = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for package in _PACKAGES:
        for path in sorted((root / package).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def code_version() -> str:
    """The program's version and the start of its digest, as printed in manifests."""
    return f"{version('kybaocao')}+{code_digest()[:12]}"


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
    quarter = f"Q{period.quarter}"
    for position, target in enumerate(plan.targets, start=1):
        milestone = target.milestones.get(quarter) if target.horizon == period.year else None
        connection.execute(
            "insert into run.target values (?, ?, ?, string_split(?, '+'), ?, ?, ?, ?)",
            [
                position,
                target.row_no,
                target.level_set,
                target.level_set,
                target.horizon,
                target.indicator,
                target.target,
                milestone,
            ],
        )
    for relief in plan.reliefs:
        named = [(district, None) for district in relief.districts] + [(None, tag) for tag in relief.commune_tags]
        for row_no in relief.rows:
            for district, tag in named:
                connection.execute(
                    "insert into run.relief values (?, ?, ?, ?, ?)",
                    [row_no, relief.reading, relief.amount, district, tag],
                )


def _describe_indicators(connection: duckdb.DuckDBPyConnection, known: dict[str, Indicator]) -> None:
    for indicator in known.values():
        connection.execute(
            "insert into run.indicator values (?, ?, ?)", [indicator.code, indicator.kind, indicator.source]
        )
        for dataset in indicator.needs_datasets:
            connection.execute("insert into run.indicator_need values (?, ?, null)", [indicator.code, dataset])
        for measure in indicator.needs_measures:
            connection.execute("insert into run.indicator_need values (?, null, ?)", [indicator.code, measure])


def compute_period(home: Path, plan: Plan, period: Period, brought: Mapping[str, str]) -> Revision:
    """Compute a period and keep its figures as a revision that is not yet published.

    ``brought`` is what the office itself brings to the report: its paragraphs, its templates' digests.
    When the newest published revision had the very same inputs, that one is returned and nothing is
    computed: the state tells the two apart.
    """
    with private_database(home, read_only=False) as connection:
        exports = visible_exports(connection, plan.province, period)
        digest = _inputs_digest(connection, plan, period, [digest for _, digest in exports], brought)
        newest = newest_revision(connection, plan.plan_id, period, catalog="warehouse.")
        if newest and newest.is_published and newest.inputs_digest == digest:
            return newest
        number = newest.revision + newest.is_published if newest else 1
        export_ids = [export_id for export_id, _ in exports]
        describe_run(connection, plan, period, number, export_ids)
        run_models(connection)
        _refuse_unknown_area(connection, plan)
        revision = Revision(plan.plan_id, str(period), number, digest, code_version(), "computed")
        _keep(connection, revision, export_ids)
        return revision


def _refuse_unknown_area(connection: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """A plan whose area is not among the units would read as 'nothing happened' everywhere."""
    found = connection.execute("select count(*) from core.unit where is_in_area").fetchone()
    if found is None or not found[0]:
        raise ConfigurationError(
            f"The area of {plan.plan_id}, {plan.area} ({plan.area_name}), is not among the delivered units.",
            "Correct area and area_name in its plan.toml, or the unit list don_vi.",
        )


def newest_revision(
    connection: duckdb.DuckDBPyConnection,
    plan_id: str,
    period: Period,
    *,
    state: str | None = None,
    catalog: str = "",
) -> Revision | None:
    """The newest revision of a period, in one state or in any."""
    row = connection.execute(
        "select plan_id, period, revision, inputs_digest, code_version, state "
        f"from {catalog}mart.revision where plan_id = ? and period = ? and state = coalesce(?, state) "
        "order by revision desc limit 1",
        [plan_id, str(period), state],
    ).fetchone()
    return Revision(*row) if row else None


def _inputs_digest(
    connection: duckdb.DuckDBPyConnection,
    plan: Plan,
    period: Period,
    exports: list[str],
    brought: Mapping[str, str],
) -> str:
    """SHA-256 of all that a revision follows from: data, plan, program, what the office brought and earlier reports."""
    earlier = connection.execute(
        "select plan_id, period, max_by(inputs_digest, revision) from warehouse.mart.revision "
        "where state = 'published' and (period = $year_earlier or (plan_id = $plan_id and period < $period "
        "and left(period, 4) = left($period, 4) and "
        r"regexp_replace(period, '\d\d?$', '') = regexp_replace($period, '\d\d?$', ''))) group by all order by all",
        {"plan_id": plan.plan_id, "period": str(period), "year_earlier": str(period.a_year_earlier)},
    ).fetchall()
    said = [exports, repr(plan), str(period), code_digest(), sorted(brought.items()), earlier]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def _keep(connection: duckdb.DuckDBPyConnection, revision: Revision, export_ids: list[int]) -> None:
    key = revision.key
    with transaction(connection):
        for table in (*KEPT_MARTS, "revision", "revision_export"):
            connection.execute(
                f"delete from warehouse.mart.{table} where plan_id = ? and period = ? and revision = ?", key
            )
        for table in KEPT_MARTS:
            connection.execute(
                f"insert into warehouse.mart.{table} by name select ? as plan_id, ? as period, ? as revision, "
                f"kept.* from mart.{_MODEL_OF.get(table, table)} as kept order by all",
                key,
            )
        connection.execute(
            "insert into warehouse.mart.revision values (?, ?, ?, ?, ?, 'computed')",
            [*key, revision.inputs_digest, revision.code_version],
        )
        connection.executemany(
            "insert into warehouse.mart.revision_export values (?, ?, ?, ?)",
            [[*key, export_id] for export_id in export_ids],
        )


def mark_published(home: Path, revision: Revision) -> None:
    """Make a revision public; its folder is already in place."""
    with warehouse(home) as connection:
        connection.execute(
            "update mart.revision set state = 'published' where plan_id = ? and period = ? and revision = ?",
            revision.key,
        )
