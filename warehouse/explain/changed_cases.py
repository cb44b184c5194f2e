"""The records that made the figures of a revision differ from those of the published revision before it.

In: a revision. Out: one row for each record of an indicator that weighs otherwise than before, with the place where it
stands in what was delivered. Both revisions are built from their own exports by the plan as it is now.
"""

from pathlib import Path

import duckdb

from warehouse.figures.inputs import describe_run, private_database
from warehouse.figures.marts import Row, rows_of
from warehouse.figures.revisions import Revision
from warehouse.models.runner import build_models
from warehouse.periods import Period
from warehouse.plans.catalogue import Plan

_WEIGHED = (
    "select basis, record, any_value(unit_code) as unit_code, sum(numerator)::bigint as numerator, "
    "sum(denominator)::bigint as denominator, any_value(reason) as reason, max(export_id) as export_id, "
    "arg_max(file_no, export_id) as file_no, arg_max(line_no, export_id) as line_no from indicator.{code} group by all"
)


def changed_cases(home: Path, plan: Plan, revision: Revision) -> list[Row]:
    """By indicator and record; empty for a first revision and where other exports play no part."""
    period = Period.parse(revision.period)
    with private_database(home) as connection:
        before, now = (_exports(connection, revision, which) for which in ("<", "="))
        if not before or before == now:
            return []
        codes = sorted({target.indicator for target in plan.targets})
        connection.execute("create schema changed")
        for side, exports in (("before", before), ("now", now)):
            describe_run(connection, plan, period, revision.revision, exports)
            build_models(connection, [*(("indicator", code) for code in codes), ("core", "unit")])
            for code in codes:
                weighed = " where numerator > 0 or denominator > 0" if side == "before" else ""
                connection.execute(
                    f"create table changed.{side}_{code} as select * from ({_WEIGHED.format(code=code)}){weighed}"
                )
        differing = " union all ".join(_differing(code) for code in codes)
        connection.execute(f"create table changed.found as {differing}")
        return rows_of(connection, "changed_case", {})


def _exports(connection: duckdb.DuckDBPyConnection, revision: Revision, which: str) -> list[int]:
    """The exports of a revision (``=``) or of the published one before it (``<``)."""
    rows = connection.execute(
        "select export_id from warehouse.mart.revision_export where plan_id = $plan_id and period = $period "
        "and revision = (select max(revision) from warehouse.mart.revision where plan_id = $plan_id "
        f"and period = $period and revision {which} $revision and (state = 'published' or revision = $revision)) "
        "order by export_id",
        {"plan_id": revision.plan_id, "period": revision.period, "revision": revision.revision},
    ).fetchall()
    return [export_id for (export_id,) in rows]


def _differing(code: str) -> str:
    """The records of one indicator whose weights differ, each where it stands now, or stood when it is gone."""
    place = ", ".join(f"coalesce(now.{name}, before.{name}) as {name}" for name in ("export_id", "file_no", "line_no"))
    return (
        f"select '{code}' as indicator, basis, record, coalesce(now.unit_code, before.unit_code) as unit_code, "
        "coalesce(before.numerator, 0) as old_numerator, coalesce(before.denominator, 0) as old_denominator, "
        "coalesce(now.numerator, 0) as numerator, coalesce(now.denominator, 0) as denominator, "
        f"now.reason, {place} from changed.before_{code} as before "
        f"full join changed.now_{code} as now using (basis, record) "
        "where (coalesce(before.numerator, 0), coalesce(before.denominator, 0)) "
        "<> (coalesce(now.numerator, 0), coalesce(now.denominator, 0))"
    )
