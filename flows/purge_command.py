"""The command ``kybaocao purge``: delivered files with personal data go when the time to keep them is over."""

from dataclasses import asdict
from typing import Annotated

import typer

from flows.printing import next_text, print_json, print_table
from warehouse.home import home_folder
from warehouse.messages import tell
from warehouse.words import word


def purge(
    months: Annotated[int | None, typer.Option(help="Months to keep; default KYBAOCAO_KEEP_EXPORTS.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Remove them; without it they are only listed.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Remove delivered files that are older than they are to be kept; their rows and reports stay."""
    from warehouse.cycles.record import this_person  # noqa: PLC0415  # see next
    from warehouse.keeping import purge as purging  # noqa: PLC0415  # with all that verifies

    keep = purging.months_to_keep(months)
    found = purging.purge(home_folder(), keep, by=this_person() if yes else "")
    if as_json:
        print_json({"ok": True, "months": keep, "versions": [asdict(each) for each in found]})
        return
    rows = ((e.province, e.month, e.digest[:12], f"{e.bytes:,}", word(e.state), e.why) for e in found)
    print_table(
        tell("Files of more than {months} months ago", months=keep),
        ("province", "month", "digest", "bytes", "state", "reason"),
        rows,
    )
    if any(each.state == "removed" for each in found):
        print(tell("Their rows stay in the warehouse; without it and its copy those months cannot be made anew."))
    elif any(each.state == "due" for each in found):
        print(tell("Nothing was removed. Afterwards those months can only be made anew from their loaded rows."))
        print(next_text("kybaocao purge --yes"))
