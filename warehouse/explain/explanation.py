"""Why a published figure is what it is, down to the records that it counts.

In: a published revision and one of its figures. Out: :class:`Explanation`, whose cases add up to the
figure or which is not given at all. What the revision saw is rebuilt from its own exports in a private
in-memory database, so neither a later export nor this command changes anything.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb

from warehouse.errors import ConfigurationError, CycleFailed
from warehouse.explain.cases import choose_in_scope, list_cases
from warehouse.explain.choice import Wanted, choose_figure
from warehouse.figures.digests import code_version
from warehouse.figures.inputs import describe_run, private_database
from warehouse.figures.marts import Row, published_revision, read_figures, rows_of
from warehouse.figures.revisions import Revision
from warehouse.messages import tell
from warehouse.periods import Period
from warehouse.plans.catalogue import Indicator, Plan, indicators

OUTCOMES = ("counted", "not_counted", "left_out")


@dataclass(frozen=True)
class Case:
    """One record that the figure's indicator looked at, and where it stands in what was delivered.

    ``counted`` is in the numerator and the denominator, ``not_counted`` in the denominator alone,
    ``left_out`` in neither. A declared number weighs what it says, any other record 0 or 1.
    """

    unit_code: str | None
    unit_name: str | None
    record: str
    outcome: str
    reason: str
    numerator: int
    denominator: int
    month: str
    export_revision: int
    file: str
    line: int


@dataclass(frozen=True)
class Explanation:
    """A figure with its definition and its cases; ``summary`` counts all of them, ``cases`` may be the first.

    ``figure`` has the columns of the figure; ``needs`` says of each dataset or measure that feeds the
    indicator in which months of the window it was delivered; there are no cases without a number.
    """

    plan_id: str
    period: str
    revision: int
    figure: Row
    indicator: Indicator
    relief: str
    starts_on: date
    ends_on: date
    exports: tuple[Row, ...]
    needs: tuple[Row, ...]
    summary: tuple[Row, ...]
    case_count: int
    cases: tuple[Case, ...]

    @property
    def formula(self) -> str:
        """The definition in words with the figure's numbers put in."""
        indicator, numerator, denominator = self.indicator, self.figure["numerator"], self.figure["denominator"]
        words = f"{indicator.name_vi} = {indicator.numerator_vi}"
        if numerator is None:
            return f"{words} / {indicator.denominator_vi} × 100"
        parts = f"({_count(numerator)}) / {indicator.denominator_vi} ({_count(denominator)}) × 100"
        return f"{words} {parts}" + (f" = {_percent(numerator, denominator)}" if denominator else "")

    @property
    def never_delivered(self) -> tuple[str, ...]:
        """The datasets and measures without which there is no figure and that no month of the window has."""
        return tuple(need["need"] for need in self.needs if not need["delivered"])


def explain(
    home: Path,
    plan: Plan,
    period: Period,
    wanted: Wanted,
    *,
    revision: int | None = None,
    only: str | None = None,
    limit: int | None = None,
) -> Explanation:
    """The explanation of one figure of the newest published revision, or of an older one by its number.

    ``only`` is one of :data:`OUTCOMES`, ``limit`` the greatest number of cases to list; the sums and the
    summary are always of all cases.

    Raises:
        ConfigurationError: no such revision or figure; whoever asked must choose another.
        CycleFailed: the cases do not add up to the published figure: the plan or the program has
            changed since; run the cycle again.
    """
    published = _revision(home, plan, period, revision)
    figure = choose_figure(read_figures(home, published), wanted)
    indicator = indicators()[figure["indicator"]]
    with private_database(home) as connection:
        _describe(connection, plan, period, published, figure)
        exports, needs = (tuple(rows_of(connection, query, {})) for query in ("explained_export", "need"))
        found = _cases(connection, published, figure, only, limit)
    window = period.window(plan.calendar, figure["basis"])
    return Explanation(
        plan_id=plan.plan_id,
        period=str(period),
        revision=published.revision,
        figure=figure,
        indicator=indicator,
        relief="; ".join(relief.wording for relief in plan.reliefs if figure["row_no"] in relief.rows)
        if figure["relief_points"]
        else "",
        starts_on=window.starts_on,
        ends_on=window.ends_on,
        exports=exports,
        needs=needs,
        **found,
    )


def _revision(home: Path, plan: Plan, period: Period, number: int | None) -> Revision:
    newest = published_revision(home, plan.plan_id, period)
    if number is None or number == newest.revision:
        return newest
    with private_database(home) as connection:
        row = connection.execute(
            "select inputs_digest, code_version, state from warehouse.mart.revision "
            "where plan_id = ? and period = ? and revision = ? and state = 'published'",
            [plan.plan_id, str(period), number],
        ).fetchone()
    if row is None:
        raise ConfigurationError(
            tell(
                "{plan_id} {period} has no published revision {number}.",
                plan_id=plan.plan_id,
                period=period,
                number=number,
            ),
            tell(
                "Published: 1 to {revision}; see kybaocao status {plan_id}.",
                revision=newest.revision,
                plan_id=plan.plan_id,
            ),
            code="nothing-published",
        )
    return Revision(plan.plan_id, str(period), number, *row)


def _describe(
    connection: duckdb.DuckDBPyConnection, plan: Plan, period: Period, revision: Revision, figure: Row
) -> None:
    """Put the revision's own view and the one figure into the ``run`` tables."""
    exports = connection.execute(
        "select export_id from warehouse.mart.revision_export where plan_id = ? and period = ? and revision = ?",
        revision.key,
    ).fetchall()
    describe_run(connection, plan, period, revision.revision, [export_id for (export_id,) in exports])
    for table in ("span", "window_month"):
        connection.execute(f"delete from run.{table} where basis <> ?", [figure["basis"]])
    point_at(connection, figure)


def point_at(connection: duckdb.DuckDBPyConnection, figure: Row) -> None:
    """Make one figure the explained one: ``run.explained`` says what it counts and where."""
    indicator = indicators()[figure["indicator"]]
    connection.execute("delete from run.explained")
    connection.execute(
        "insert into run.explained values (?, ?, ?, ?, ?, string_split(?, '+'))",
        [
            figure["basis"],
            indicator.code,
            indicator.kind == "catalogue",
            figure["scope_kind"],
            figure["unit_code"],
            figure["level"],
        ],
    )


def _cases(
    connection: duckdb.DuckDBPyConnection, revision: Revision, figure: Row, only: str | None, limit: int | None
) -> dict[str, Any]:
    """Summary, number and list of the cases, once they are known to add up to the figure."""
    if figure["numerator"] is None:
        return {"summary": (), "case_count": 0, "cases": ()}
    list_cases(connection, figure["indicator"])
    choose_in_scope(connection)
    summary = rows_of(connection, "case_summary", {})
    refuse_wrong_sum(revision, figure, summary)
    listed = rows_of(connection, "case", {"outcome": only, "case_count_limit": limit})
    return {
        "summary": tuple(summary),
        "case_count": sum(row["cases"] for row in summary if only in (None, row["outcome"])),
        "cases": tuple(Case(**row) for row in listed),
    }


def refuse_wrong_sum(revision: Revision, figure: Row, summary: list[Row]) -> None:
    """Stop where the cases do not add up to the published figure: no explanation is better than a wrong one.

    Within one version of the program they always do, for a figure is the sum of its cases; but the revision
    may be older than the program or the plan that lists them now.
    """
    numerator, denominator = (sum(row[part] for row in summary) for part in ("numerator", "denominator"))
    if (numerator, denominator) == (figure["numerator"], figure["denominator"]):
        return
    now = code_version()
    raise CycleFailed(
        tell(
            "The cases of {figure_id} add up to {found}, but revision {revision} published {published}.",
            figure_id=figure["figure_id"],
            found=f"{numerator}/{denominator}",
            revision=revision.revision,
            published=f"{figure['numerator']}/{figure['denominator']}",
        )
        + ("" if now == revision.code_version else " " + _versions(revision.code_version, now)),
        tell(
            "The plan or the program has changed since: run the cycle again and explain its new "
            "revision, kybaocao run {plan_id} {period}.",
            plan_id=revision.plan_id,
            period=revision.period,
        ),
        code="explanation-outdated",
    )


def _versions(before: str, now: str) -> str:
    return tell("The program was {before} and is {now}.", before=before, now=now)


def _count(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _percent(numerator: int, denominator: int) -> str:
    """With up to four decimals, cut and not rounded, so that no target is reached in print."""
    exact = Fraction(1_000_000 * numerator, denominator)
    whole, rest = divmod(exact.numerator, exact.denominator)
    digits = f"{whole // 10_000},{whole % 10_000:04d}"
    return f"{digits}…%" if rest else f"{digits.rstrip('0').rstrip(',')}%"
