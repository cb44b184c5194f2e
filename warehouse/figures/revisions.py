"""The revisions of a period: one computation each, numbered from 1, public or not yet.

In: ``mart.revision``. Out: :class:`Revision`.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from warehouse.database import transaction, warehouse
from warehouse.periods import VIETNAM, Period


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


def mark_published(home: Path, revision: Revision, manifest: str = "", at: datetime | None = None) -> None:
    """Make a revision public, now or at a time past; its folder is already in place, with a manifest of this hash."""
    with warehouse(home) as connection, transaction(connection):
        connection.execute(
            "update mart.revision set state = 'published' where plan_id = ? and period = ? and revision = ?",
            revision.key,
        )
        if manifest and not published_manifest(connection, revision):
            at = at or datetime.now(VIETNAM).replace(tzinfo=None)
            connection.execute("insert into mart.publication values (?, ?, ?, ?, ?)", [*revision.key, manifest, at])


def published_manifest(connection: duckdb.DuckDBPyConnection, revision: Revision) -> str:
    """The hash of the manifest that a revision was published with; empty before that."""
    row = connection.execute(
        "select manifest from mart.publication where plan_id = ? and period = ? and revision = ?", revision.key
    ).fetchone()
    return row[0] if row else ""
