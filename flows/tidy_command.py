"""The command ``kybaocao tidy``: fewer files for a warehouse that many machines share."""

from dataclasses import asdict
from typing import Annotated

import typer

from flows.printing import print_json
from warehouse.lake.address import asked_lake
from warehouse.messages import tell


def tidy(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Join the small files of a shared warehouse and let go of its states older than a day."""
    from warehouse.lake.tidy import tidy as tidy_lake  # noqa: PLC0415  # a file in a home has no use for it

    lake = asked_lake()
    if lake is None:
        if as_json:
            print_json({"ok": True, "before": None, "after": None})
        else:
            print(tell("The warehouse is one file in the home; there is nothing to tidy."))
        return
    before, after = tidy_lake(lake)
    if as_json:
        print_json({"ok": True, "before": asdict(before), "after": asdict(after)})
        return
    print(
        tell(
            "{files} files instead of {files_before}, {states} states instead of {states_before}.",
            files=after.files,
            files_before=before.files,
            states=after.states,
            states_before=before.states,
        )
    )
