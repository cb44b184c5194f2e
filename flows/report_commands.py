"""The commands around a report: what is still open before it is signed."""

from typing import Annotated

import typer

from flows.printing import print_json, print_table
from tasks.request import open_cycle
from warehouse.messages import tell

report_app = typer.Typer(no_args_is_help=True, help="The report of a period: check it before it is signed.")


@report_app.command("check")
def check(
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="Plan id; see: kybaocao plan list.")],
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="2024-03, 2024-Q1, 2024-H1 or 2024.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """List what is open in the published report before it is signed; exit code 3 when anything is."""
    from tasks.render import open_checks  # noqa: PLC0415  # Word's libraries take a moment

    checks = open_checks(open_cycle(plan, period))
    if as_json:
        found = [{"code": one.code, "text": one.text, "advice": one.advice} for one in checks]
        print_json({"plan_id": plan, "period": period, "checks": found})
    elif checks:
        rows = ((one.code, one.text, one.advice) for one in checks)
        print_table(
            tell("{plan} {period}: {count} open", plan=plan, period=period, count=len(checks)),
            ("code", "where", "reason"),
            rows,
        )
    else:
        print(tell("{plan} {period}: nothing is open.", plan=plan, period=period))
    if checks:
        raise typer.Exit(3)
