"""The commands that make a warehouse anew, ``kybaocao rebuild``, or read its exports again, ``kybaocao reread``."""

import sys
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console

from flows.printing import next_text, print_json, print_table
from tasks.request import Cycle
from warehouse.errors import ConfigurationError
from warehouse.home import home_folder
from warehouse.locks import refuse_second_writer
from warehouse.messages import tell
from warehouse.periods import Period
from warehouse.plans.catalogue import load_plan
from warehouse.words import word

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]


def rebuild(as_json: AsJson = False) -> None:
    """Make a lost or damaged warehouse anew, with the revisions and figures that were published."""
    from flows.interrupt import interruptible  # noqa: PLC0415  # see next
    from flows.runtime import start_log  # noqa: PLC0415  # reading commands run nothing
    from tasks.rebuild import rebuild as rebuild_home  # noqa: PLC0415  # with all that writes reports

    home = home_folder()
    if not home.is_dir():
        raise ConfigurationError(
            tell("There is no home {home}.", home=home), tell("Set KYBAOCAO_HOME to the home."), code="home-unusable"
        )
    refuse_second_writer(home)
    start_log(home, quiet=True)
    console = Console(file=sys.stderr, quiet=as_json)
    with interruptible(home), console.status(tell("Reading the exports")) as shown:
        made = rebuild_home(home, lambda what, done, total: shown.update(f"{done + 1}/{total} {what}"))
    if as_json:
        print_json({"ok": made.is_same} | asdict(made))
    else:
        print(
            tell(
                "{exports} exports read, {carried} taken from the old warehouse; {publications} reports made again.",
                exports=made.exports,
                carried=made.carried,
                publications=made.publications,
            )
        )
        if made.aside:
            print(tell("The old warehouse is now {file}; delete it when all is well.", file=made.aside))
        if made.unknown:
            print(
                tell(
                    "Of {count} reports nobody knows whether they were handed over; see: kybaocao deliver.",
                    count=made.unknown,
                )
            )
        if made.differences:
            columns = ("plan", "period", "revision", "kind", "what")
            rows = ((each.plan_id, each.period, each.revision, word(each.kind), each.what) for each in made.differences)
            print_table(tell("What would be printed otherwise now"), columns, rows)
        print(next_text("kybaocao verify; kybaocao status"))
    if not made.is_same:
        raise typer.Exit(1)


def reread(
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="Plan id; see: kybaocao plan list.")],
    as_json: AsJson = False,
) -> None:
    """Read the loaded months of a plan's province again, after a reader or a rule was corrected."""
    from flows.interrupt import interruptible  # noqa: PLC0415  # see rebuild
    from flows.runtime import start_log  # noqa: PLC0415  # as above
    from tasks.reread import reread as read_again  # noqa: PLC0415  # as above

    home, chosen = home_folder(), load_plan(plan)
    refuse_second_writer(home)
    start_log(home, quiet=as_json)
    cycle = Cycle(home, home / "exports", chosen, Period(chosen.year, "year", 1))
    with interruptible(home):
        found = read_again(cycle)
    if as_json:
        print_json({"ok": True, "months": [asdict(each) for each in found]})
        return
    rows = ((each.month, each.version, word(each.state), each.differing) for each in found)
    print_table(tell("Read again"), ("month", "version", "state", "rows that differ"), rows)
    if any(each.state == "new" for each in found):
        print(next_text(f"kybaocao run {chosen.plan_id} --stale"))
