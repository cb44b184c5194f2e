"""One period of one plan: what the cycle asks for, the models run, the figures kept.

In: the warehouse's raw rows and a plan. Out: ``mart.*`` rows of one revision. The models run in a
private in-memory database beside the warehouse, into which only the marts of the revision are written, so a
cycle leaves no scratch tables behind.
"""

from collections.abc import Mapping
from pathlib import Path

import duckdb

from warehouse.database import one_state, transaction
from warehouse.errors import ConfigurationError
from warehouse.figures.digests import code_version, input_parts, inputs_digest, is_current
from warehouse.figures.inputs import describe_run, private_database, visible_exports
from warehouse.figures.marts import rows_of
from warehouse.figures.refusals import refuse_broken_tree, refuse_lost_records, refuse_lost_sums
from warehouse.figures.revisions import Revision, newest_revision
from warehouse.messages import tell
from warehouse.models.runner import run_models
from warehouse.periods import Period
from warehouse.plans.catalogue import Plan

KEPT_MARTS = (
    "figure",
    "source_figure",
    "reading",
    "quality",
    "finding_count",
    "finding",
    "form_06a",
    "form_06a_check",
    "portal_score",
    "export",
    "balance",
    "territory",
    "year_part",
    "earlier_unit",
)


def compute_period(home: Path, plan: Plan, period: Period, office_inputs: Mapping[str, str]) -> Revision:
    """Compute a period and keep its figures as a revision that is not yet published.

    ``office_inputs`` is what the office itself brings to the report: its paragraphs, its templates' digests.
    When the newest revision had the very same inputs, that one is returned and nothing is computed: its state
    says whether it was published or a run ended before that.
    """
    with private_database(home, read_only=False) as connection:
        with one_state(connection):
            exports = visible_exports(connection, plan.province, period)
            digest = inputs_digest(connection, plan, period, [digest for _, digest in exports], office_inputs)
            newest = newest_revision(connection, plan.plan_id, period, catalog="warehouse.")
            if newest and (is_current(newest, digest) or _is_kept(newest, digest)):
                return newest
            number = newest.revision + newest.is_published if newest else 1
            export_ids = [export_id for export_id, _ in exports]
            _run(connection, plan, period, number, export_ids)
            parts = input_parts(connection, plan, period, office_inputs)
        revision = Revision(plan.plan_id, str(period), number, digest, code_version(), "computed")
        _keep(connection, revision, export_ids, parts)
        return revision


def _run(
    connection: duckdb.DuckDBPyConnection, plan: Plan, period: Period, revision: int, export_ids: list[int]
) -> None:
    """Run the models, and refuse what no report may be made of."""
    describe_run(connection, plan, period, revision, export_ids)
    run_models(connection, ("core", "tree_fault"))
    refuse_broken_tree(connection)
    refuse_lost_records(connection, plan)
    refuse_lost_sums(connection, plan)
    _refuse_unknown_area(connection, plan)
    _refuse_idle_relief(connection, plan)


def compute_again(
    home: Path, plan: Plan, revision: Revision, export_ids: list[int], office_inputs: Mapping[str, str]
) -> bool:
    """Keep the figures of a known revision from these exports; whether all its inputs are what they were then."""
    period = Period.parse(revision.period)
    with private_database(home, read_only=False) as connection:
        digests = dict(connection.execute("select export_id, digest from raw.export order by month").fetchall())
        seen = [digest for export_id, digest in digests.items() if export_id in export_ids]
        is_same = inputs_digest(connection, plan, period, seen, office_inputs) == revision.inputs_digest
        describe_run(connection, plan, period, revision.revision, export_ids)
        run_models(connection)
        _keep(connection, revision, export_ids, input_parts(connection, plan, period, office_inputs) if is_same else {})
    return is_same


def _is_kept(newest: Revision, digest: str) -> bool:
    """Whether a run that ended before publishing has kept these very figures, computed by this very program."""
    return (newest.inputs_digest, newest.code_version) == (digest, code_version())


def _refuse_unknown_area(connection: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """A plan whose area is not among the units would read as 'nothing happened' everywhere."""
    found = connection.execute("select count(*) from core.unit where is_in_area").fetchone()
    if found is None or not found[0]:
        raise ConfigurationError(
            tell(
                "The area of {plan_id}, {area} ({area_name}), is not among the delivered units.",
                plan_id=plan.plan_id,
                area=plan.area,
                area_name=plan.area_name,
            ),
            tell("Correct area and area_name in its plan.toml, or the unit list don_vi."),
            code="plan-wrong",
        )


def _refuse_idle_relief(connection: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """A relief that finds no unit would leave its units measured against the full target, and nobody told."""
    idle = rows_of(connection, "idle_relief", {})
    if idle:
        who = " and ".join(filter(None, (idle[0]["district_name"], idle[0]["commune_tag"])))
        raise ConfigurationError(
            tell(
                "The relief of {plan_id} for '{who}' (row {row_no}) finds no delivered unit.",
                plan_id=plan.plan_id,
                who=who,
                row_no=idle[0]["row_no"],
            ),
            tell("Correct the name or tag in its plan.toml, or names and tags (Nhan) in the unit list don_vi."),
            code="plan-wrong",
        )


def _keep(
    connection: duckdb.DuckDBPyConnection,
    revision: Revision,
    export_ids: list[int],
    parts: Mapping[tuple[str, str], str],
) -> None:
    key = revision.key
    of_revision = "where plan_id = ? and period = ? and revision = ?"
    with transaction(connection):
        known = connection.execute(f"select count(*) from warehouse.mart.revision {of_revision}", key).fetchone()
        if known and known[0]:  # a run that ended before publishing kept them
            for table in (*KEPT_MARTS, "revision", "revision_export", "revision_input"):
                connection.execute(f"delete from warehouse.mart.{table} {of_revision}", key)
        for table in KEPT_MARTS:
            connection.execute(
                f"insert into warehouse.mart.{table} by name select ? as plan_id, ? as period, ? as revision, "
                f"kept.* from mart.{table} as kept order by all",
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
        if parts:
            connection.executemany(
                "insert into warehouse.mart.revision_input values (?, ?, ?, ?, ?, ?)",
                [[*key, *part, digest] for part, digest in parts.items()],
            )
