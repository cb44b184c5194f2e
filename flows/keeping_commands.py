"""The commands that keep a home safe: ``backup``, ``restore``, ``verify`` and ``health``."""

import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from flows.printing import next_text, print_json, print_table
from warehouse.home import home_folder
from warehouse.keeping.verify import Difference, altered_files, changed_figures, published_revisions
from warehouse.messages import tell
from warehouse.periods import Period
from warehouse.plans.catalogue import load_plan
from warehouse.words import word

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file, ….tar.gz.")], as_json: AsJson = False
) -> None:
    """Write the whole home into one file, while no cycle runs in it."""
    from warehouse.keeping.backup import back_up  # noqa: PLC0415  # hashing and packing are for this command only

    made = back_up(home_folder(), file)
    if as_json:
        print_json({"ok": True} | asdict(made))
    else:
        print(
            tell("{file}: {files} files, {size} MiB unpacked.", file=made.file, files=made.files, size=made.bytes >> 20)
        )


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What 'kybaocao backup' wrote.")], as_json: AsJson = False
) -> None:
    """Make a new home from a backup; nothing is ever overwritten."""
    from warehouse.keeping.backup import restore as restore_home  # noqa: PLC0415  # see backup

    home = home_folder()
    made = restore_home(file, home)
    if as_json:
        print_json({"ok": True, "home": home} | asdict(made))
    else:
        print(
            tell("{home}: {files} files as they were at {made_at}.", home=home, files=made.files, made_at=made.made_at)
        )
        print(next_text("kybaocao verify; kybaocao status"))


def verify(
    plan: Annotated[str | None, typer.Argument(metavar="[PLAN]", help="Plan id; default all.")] = None,
    as_json: AsJson = False,
) -> None:
    """Compare everything published with its manifest, and its figures with what the raw rows give now."""
    found = list(differences(plan, quiet=as_json))
    if as_json:
        print_json({"ok": not found, "differences": [asdict(one) for one in found]})
    elif found:
        columns = ("plan", "period", "revision", "kind", "what", "published", "found")
        print_table(tell("What is not as it was published"), columns, (_shown(one).values() for one in found))
    else:
        print(tell("Every published file and figure is as it was published."))
    if found:
        raise typer.Exit(1)


def _shown(difference: Difference) -> dict[str, object]:
    return asdict(difference) | {"kind": word(difference.kind)}


def health(as_json: AsJson = False) -> None:
    """Say whether the home and the machine are fit for the next cycle."""
    from warehouse.keeping.health import is_fit, look_at  # noqa: PLC0415  # see backup

    findings = look_at(home_folder())
    if as_json:
        print_json({"ok": is_fit(findings), "findings": [asdict(finding) for finding in findings]})
    else:
        rows = ((word(f.name), word(f.state), f.said) for f in findings)
        print_table(tell("Health of the home"), ("what", "state", "said"), rows)
    if not is_fit(findings):
        raise typer.Exit(1)


def differences(plan: str | None, *, quiet: bool) -> Iterator[Difference]:
    """The altered files of every revision, the changed figures of the newest of each period."""
    home = home_folder()
    revisions = [one for one in published_revisions(home) if plan in (None, one.plan_id)]
    newest = {(one.plan_id, one.period): one for one in revisions}
    console = Console(file=sys.stderr, quiet=quiet)
    for revision in track(revisions, tell("Verifying"), console=console, transient=True):
        yield from altered_files(home, revision)
        if newest[revision.plan_id, revision.period] is revision:
            yield from changed_figures(home, revision, load_plan(revision.plan_id, Period.parse(revision.period)))
