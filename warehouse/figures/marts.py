"""What was computed, read for people: the named queries of ``queries/`` on a read-only warehouse.

In: a plan, a period, a revision. Out: lists of dictionaries, one per row, in a fixed order.
"""

from pathlib import Path
from typing import Any

import duckdb

from warehouse.database import has_warehouse, warehouse
from warehouse.errors import ConfigurationError
from warehouse.figures.revisions import Revision, newest_revision
from warehouse.messages import tell
from warehouse.periods import Period
from warehouse.units.mergers import senders_of

_QUERIES = Path(__file__).with_name("queries")
REPORT_MARTS = (
    "attainment",
    "reading",
    "before",
    "course",
    "quality",
    "finding_count",
    "finding",
    "export",
    "form_06a",
    "form_06a_check",
    "source_figure",
    "decision",
    "difference",
    "earlier_approval",
    "reconciliation",
    "portal_score",
    "territory",
    "today",
    "year_part",
    "last_year",
)
Row = dict[str, Any]


def read_report_marts(home: Path, revision: Revision) -> dict[str, list[Row]]:
    """Everything that a report prints, by mart; published or not."""
    keys = {"plan_id": revision.plan_id, "period": revision.period, "revision": revision.revision}
    more = _periods_around(Period.parse(revision.period))
    with warehouse(home, read_only=True) as connection:
        return {name: rows_of(connection, name, _keys_of(name, keys) | more.get(name, {})) for name in REPORT_MARTS}


def _periods_around(period: Period) -> dict[str, dict[str, str | None]]:
    """The other periods that a mart asks for, by mart: the one before in the year, a year earlier."""
    before = period.shifted(-1)
    earlier = [str(before), str(before.last_month)] if before.year == period.year else [None, None]
    return {
        "attainment": {"unit_basis": "as_received"},
        "before": {"period_before": earlier[0], "month_before": earlier[1]},
        "course": {"a_year_earlier": str(period.a_year_earlier), "last_month": str(period.last_month)},
        "last_year": {"a_year_earlier": str(period.a_year_earlier)},
        "form_06a_check": {"previous_period": str(before) if before.year == period.year else None},
    }


def _keys_of(name: str, keys: dict[str, Any]) -> dict[str, Any]:
    return {"plan_id": keys["plan_id"]} if name == "before" else keys


def read_headlines(home: Path, revision: Revision) -> list[Row]:
    """The judged headline figures of a revision on the year to date."""
    return [
        row
        for row in read_figures(home, revision)
        if row["scope_kind"] == "headline" and row["basis"] == "ytd" and row["judged"]
    ]


def read_figures(home: Path, revision: Revision, unit_basis: str = "as_received") -> list[Row]:
    """Every figure of a revision, by the units that received the cases or by those of today (``as_today``)."""
    keys = {"plan_id": revision.plan_id, "period": revision.period, "revision": revision.revision}
    with warehouse(home, read_only=True) as connection:
        return rows_of(connection, "attainment", keys | {"unit_basis": unit_basis})


def read_other_readings(home: Path, plan_id: str) -> list[Row]:
    """What other readings of a plan would print, year to date, in its newest publication; none before the first."""
    if not has_warehouse(home):
        return []
    with warehouse(home, read_only=True) as connection:
        return rows_of(connection, "other_reading", {"plan_id": plan_id})


def read_quality(home: Path, revision: Revision) -> list[Row]:
    """What became of the delivered rows of a revision, summed over its exports, by dataset."""
    keys = {"plan_id": revision.plan_id, "period": revision.period, "revision": revision.revision}
    with warehouse(home, read_only=True) as connection:
        return rows_of(connection, "quality_total", keys)


def read_exports(home: Path, revision: Revision) -> list[Row]:
    """The files that a revision was computed from."""
    keys = {"plan_id": revision.plan_id, "period": revision.period, "revision": revision.revision}
    with warehouse(home, read_only=True) as connection:
        return rows_of(connection, "export_read", keys)


def read_decisions(home: Path, revision: Revision) -> list[Row]:
    """What persons accepted by name of the exports that a revision was computed from."""
    keys = {"plan_id": revision.plan_id, "period": revision.period, "revision": revision.revision}
    with warehouse(home, read_only=True) as connection:
        return rows_of(connection, "decision", keys)


def read_earlier_approvals(home: Path, revision: Revision) -> list[Row]:
    """Which earlier revisions of the period were approved, by whom and when."""
    keys = {"plan_id": revision.plan_id, "period": revision.period, "revision": revision.revision}
    with warehouse(home, read_only=True) as connection:
        return rows_of(connection, "earlier_approval", keys)


def read_held(home: Path, province: str | None) -> list[Row]:
    """What waits at the gate for a person, of whoever sends a province's exports or of all."""
    keys = dict(senders_of(province).keys) if province else {"province": None, "successor": None, "since": None}
    with warehouse(home, read_only=True) as connection:
        return rows_of(connection, "held", keys)


def read_status(home: Path, plan_id: str | None) -> list[Row]:
    """Every revision of a plan (or of all plans) with its verdict."""
    with warehouse(home, read_only=True) as connection:
        return rows_of(connection, "status", {"plan_id": plan_id})


def published_revision(home: Path, plan_id: str, period: Period) -> Revision:
    """The newest published revision of a period.

    Raises:
        ConfigurationError: nothing was published for it.
    """
    with warehouse(home, read_only=True) as connection:
        newest = newest_revision(connection, plan_id, period, state="published")
    if newest is None:
        raise ConfigurationError(
            tell("Nothing is published for {plan_id} {period}.", plan_id=plan_id, period=period),
            tell("Run it first: kybaocao run {plan_id} {period}.", plan_id=plan_id, period=period),
            code="nothing-published",
        )
    return newest


def rows_of(connection: duckdb.DuckDBPyConnection, query: str, parameters: dict[str, Any]) -> list[Row]:
    """The rows of one named query."""
    result = connection.execute((_QUERIES / f"{query}.sql").read_text("utf-8"), parameters)
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
