"""The commands by which a person decides: ``kybaocao accept`` and ``kybaocao approve``."""

from typing import Annotated

import typer

from flows.printing import next_text, print_json
from warehouse.home import home_folder
from warehouse.messages import tell
from warehouse.periods import Period
from warehouse.plans.catalogue import load_plan


def accept(
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="Plan id; see: kybaocao plan list.")],
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="2024-03, 2024-Q1, 2024-H1 or 2024.")],
    rule: Annotated[str, typer.Option(help="What is held, such as rows-below-usual:ho_so; see: kybaocao status.")],
    by: Annotated[str, typer.Option(help="The name of the person who accepts.")],
    reason: Annotated[str, typer.Option(help="Why these data are right as they are.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Accept data that are held at the gate, for exactly these data; the report prints who did."""
    from warehouse.intake.decisions import accept as accept_held  # noqa: PLC0415  # with all that reads deliveries

    chosen = load_plan(plan)
    accepted = accept_held(home_folder(), chosen, Period.parse(period), rule, by, reason)
    if as_json:
        print_json({"ok": True, "accepted": [{"rule": hold.rule, "counts": hold.counts} for hold in accepted]})
        return
    for hold in accepted:
        print(tell("Accepted by {person}: {hold}", person=by, hold=hold))
    print(next_text(f"kybaocao run {chosen.plan_id} {period}"))


def approve(
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="Plan id; see: kybaocao plan list.")],
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="2024-03, 2024-Q1, 2024-H1 or 2024.")],
    by: Annotated[str, typer.Option(help="The name of the person who approves.")],
    revision: Annotated[int | None, typer.Option(help="Default: the newest that is published.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Approve a published report by name, exactly as its files are now."""
    from tasks.hand_over import deliver_quietly  # noqa: PLC0415  # mail and buckets are for those with recipients
    from tasks.office_page import write_office_page_quietly  # noqa: PLC0415  # templates are for writing commands
    from warehouse.cycles.approval import approve as approve_report  # noqa: PLC0415  # with all that verifies files

    chosen = load_plan(plan, Period.parse(period))
    made = approve_report(home_folder(), chosen, Period.parse(period), by, revision)
    write_office_page_quietly(home_folder())
    deliver_quietly(made.revision)
    if as_json:
        approved = {"plan_id": chosen.plan_id, "period": made.revision.period, "revision": made.revision.revision}
        print_json({"ok": True, **approved, "by": made.name, "manifest": made.manifest, "complete": made.is_complete})
        return
    print(
        tell(
            "{plan_id} {period}, revision {revision}, approved by {person} ({manifest}).",
            plan_id=chosen.plan_id,
            period=period,
            revision=made.revision.revision,
            person=made.name,
            manifest=made.manifest,
        )
    )
    if not made.is_complete:
        print(tell("A person who accepted none of its data must approve it, too."))
    print(next_text(f"kybaocao status {chosen.plan_id} {period}"))
