"""The commands around the office's own Word templates."""

from pathlib import Path
from typing import Annotated

import typer

from flows.printing import print_json
from warehouse.home import home_folder
from warehouse.messages import tell
from warehouse.publication.office_templates import office_templates

template_app = typer.Typer(no_args_is_help=True, help="The Word templates of the report: copy and check them.")


@template_app.command("new")
def new() -> None:
    """Copy the templates into <home>/templates, where the office may restyle them in Word."""
    from tasks.templates import copy_templates  # noqa: PLC0415  # Word's libraries take a moment

    for path in copy_templates(home_folder()):
        print(path)
    print(tell("Restyle them in Word, then: kybaocao template check"))


@template_app.command("check")
def check(
    files: Annotated[list[Path] | None, typer.Argument(metavar="[FILE]...", help="Default: <home>/templates.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Check that templates can be filled in; exit code 2 when one cannot."""
    from tasks.templates import template_faults  # noqa: PLC0415  # see new

    faults = template_faults(files or office_templates(home_folder()).values())
    if as_json:
        print_json({"templates": faults})
    else:
        for name, found in faults.items():
            print(f"{name}:", "; ".join(found) if found else tell("no faults"))
        if not faults:
            print(tell("The office has no templates of its own; the program's are used."))
    if any(faults.values()):
        raise typer.Exit(2)
