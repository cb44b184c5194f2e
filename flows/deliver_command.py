"""The command ``kybaocao deliver``: a published report to its recipients."""

from dataclasses import asdict
from typing import Annotated

import typer

from flows.printing import print_json, print_table
from warehouse.figures.marts import published_revision
from warehouse.home import home_folder
from warehouse.messages import tell
from warehouse.periods import Period
from warehouse.plans.catalogue import load_plan
from warehouse.words import word


def deliver(
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="Plan id; see: kybaocao plan list.")],
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="2024-03, 2024-Q1, 2024-H1 or 2024.")],
    again: Annotated[str, typer.Option(metavar="ADDRESS", help="An 'unclear' one that did not get it.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Hand the newest published report to those in <home>/recipients.toml who have not got it."""
    from tasks.hand_over import deliver as hand_over  # noqa: PLC0415  # mail and buckets are for this command only

    chosen = Period.parse(period)
    revision = published_revision(home_folder(), load_plan(plan, chosen).plan_id, chosen)
    outcomes = hand_over(revision, again)
    is_done = all(each.state in ("sent", "waiting") for each in outcomes)
    if as_json:
        print_json({"ok": is_done, "revision": revision.revision, "recipients": [asdict(each) for each in outcomes]})
    elif outcomes:
        rows = ((each.channel, each.address, word(each.state), each.attempts, each.said) for each in outcomes)
        title = tell(
            "{plan} {period}, revision {revision}: recipients", plan=plan, period=period, revision=revision.revision
        )
        print_table(title, ("channel", "recipient", "state", "tries", "said"), rows)
    else:
        print(tell("Nobody is to have this report: write <home>/recipients.toml; see docs/operations.md."))
    if not is_done:
        raise typer.Exit(1)
