"""Whether a publication still follows from what the office has now, and if not, what has changed since.

In: a published revision, the exports delivered and loaded, the plan, the office's texts and the earlier reports.
Out: the changes in words; none while it is current. Nothing is computed: digests are compared.
"""

from pathlib import Path

import duckdb

from warehouse.figures.digests import input_parts, inputs_digest
from warehouse.figures.marts import Row
from warehouse.intake.load import versions_in_force
from warehouse.messages import tell
from warehouse.periods import Period
from warehouse.plans.catalogue import Plan
from warehouse.publication.office_inputs import read_office_inputs


def loaded_in_force(connection: duckdb.DuckDBPyConnection, province: str) -> dict[str, str]:
    """Of each month that the warehouse holds, the digest of the version in force."""
    return {each.month: each.digest for each in versions_in_force(connection, province)}


def changes_since(
    connection: duckdb.DuckDBPyConnection,
    home: Path,
    plan: Plan,
    published: Row,
    in_force: dict[str, str],
) -> list[str]:
    """What has changed since a revision was published, one phrase for each; empty when nothing has."""
    period = Period.parse(published["period"])
    seen = {month: digest for month, digest in in_force.items() if month <= str(period.last_month)}
    office_inputs = read_office_inputs(home, plan.plan_id, period)
    exports = [digest for _, digest in sorted(seen.items())]
    if inputs_digest(connection, plan, period, exports, office_inputs) == published["inputs_digest"]:
        return []
    before: dict[str, str] = published["exports"]
    months = [month for month in sorted(seen | before) if seen.get(month) != before.get(month)]
    changes = [
        tell("the export of {month} (corrected)", month=month)
        if month in before
        else tell("the export of {month} (new)", month=month)
        for month in months
    ]
    kept = dict(
        (((kind, name), digest))
        for kind, name, digest in connection.execute(
            "select kind, name, digest from warehouse.mart.revision_input "
            "where plan_id = ? and period = ? and revision = ?",
            [plan.plan_id, published["period"], published["revision"]],
        ).fetchall()
    )
    if kept:
        now = input_parts(connection, plan, period, office_inputs)
        changed = [part for part in sorted(kept | now) if kept.get(part) != now.get(part)]
        changes += [_said(kind, name) for kind, name in changed]
    return changes or [tell("the plan, its decisions or the office's texts")]


def _said(kind: str, name: str) -> str:
    return {
        "plan": tell("the plan {name} or its decisions", name=name),
        "text": tell("the text or template {name}", name=name),
        "earlier": tell("the report of {name}", name=name),
    }[kind]
