"""The command ``kybaocao attainment``: the figures of a published period."""

from typing import Annotated, Literal

import typer

from flows.printing import percent_text, print_json, print_table
from warehouse.errors import ConfigurationError
from warehouse.figures.marts import published_revision, read_figures
from warehouse.home import home_folder
from warehouse.messages import tell
from warehouse.periods import Period
from warehouse.plans.catalogue import load_plan
from warehouse.words import level_words, word

Scope = Literal["headline", "level", "area", "unit"]
Basis = Literal["period", "ytd"]
UnitBasis = Literal["as_received", "as_today"]


def attainment(
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="Plan id; see: kybaocao plan list.")],
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="2024-03, 2024-Q1, 2024-H1 or 2024.")],
    scope: Annotated[Scope | None, typer.Option(help="Default headline.")] = None,
    basis: Annotated[Basis | None, typer.Option(help="Default ytd.")] = None,
    row: Annotated[str | None, typer.Option(help="Only this row of the plan, e.g. 2.1.")] = None,
    unit_basis: Annotated[
        UnitBasis, typer.Option(help="By the units that received, or with ended units at their successors.")
    ] = "as_received",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Print the attainment of a published period (JSON: every row unless options narrow it)."""
    chosen = load_plan(plan)
    revision = published_revision(home_folder(), chosen.plan_id, Period.parse(period))
    if row is not None and row not in {target.row_no for target in chosen.targets}:
        raise ConfigurationError(
            tell("{plan_id} has no row {row}.", plan_id=chosen.plan_id, row=row),
            tell("See: kybaocao plan show {plan}.", plan=plan),
            code="figure-unknown",
        )
    rows = [
        figure
        for figure in read_figures(home_folder(), revision, unit_basis)
        if figure["judged"]
        and (row is None or figure["row_no"] == row)
        and figure["scope_kind"] == (scope or (figure["scope_kind"] if as_json else "headline"))
        and figure["basis"] == (basis or (figure["basis"] if as_json else "ytd"))
    ]
    if as_json:
        head = {"plan_id": chosen.plan_id, "period": revision.period, "revision": revision.revision}
        print_json(head | {"rows": [head | figure for figure in rows]})
        return
    print_table(
        tell(
            "{plan} {period}, revision {revision}: {scope}, {basis}",
            plan=plan,
            period=revision.period,
            revision=revision.revision,
            scope=word(scope or "headline"),
            basis=word(basis or "ytd"),
        ),
        ("row", "where", "numerator", "denominator", "value %", "target", "status", "missing"),
        (
            (
                f["row_no"],
                level_words(f["level"]) if f["scope_kind"] in ("headline", "level") else f["unit_name"],
                f["numerator"],
                f["denominator"],
                percent_text(f["value"]),
                percent_text(f["target"]),
                word(f["status"]),
                f["shortfall"],
            )
            for f in rows
        ),
    )
