"""The commands ``kybaocao profile …``: list, check and draft source profiles.

Arguments in, text or one JSON document out; no value of any row is ever printed.
"""

import re
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.printing import next_text, print_json, print_table
from warehouse.errors import ConfigurationError
from warehouse.exports.profiles import load_profile, profile_ids
from warehouse.messages import tell

if TYPE_CHECKING:
    from warehouse.exports.profile_check import Check

profile_app = typer.Typer(no_args_is_help=True, help="The source profiles of vendor files: list, check and draft them.")

File = Annotated[Path, typer.Argument(metavar="FILE", help="A CSV or XLSX file, also as .gz.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]


@profile_app.command("list")
def list_profiles(as_json: AsJson = False) -> None:
    """The source profiles there are: the program's and the office's own."""
    profiles = [load_profile(profile_id) for profile_id in profile_ids()]
    rows = [{"profile": each.id, "dataset": each.dataset.name, "title": each.title} for each in profiles]
    if as_json:
        print_json({"profiles": rows})
        return
    print_table(tell("Source profiles"), ("profile", "dataset", "title"), (row.values() for row in rows))
    typer.echo(next_text("kybaocao profile check FILE"))


@profile_app.command("check")
def check(
    file: File,
    profile: Annotated[str | None, typer.Option("--profile", metavar="ID", help="Default: the nearest one.")] = None,
    as_json: AsJson = False,
) -> None:
    """What a file would give: columns, rows, words without a code; exit code 3 when not all of it could be read."""
    from warehouse.exports.profile_check import check_file  # noqa: PLC0415  # Arrow takes half a second to import

    found = check_file(file, profile)
    if as_json:
        print_json(asdict(found) | {"ok": found.ok})
    else:
        _print_check(found)
    if not found.ok:
        raise typer.Exit(3)


@profile_app.command("new")
def new(
    file: File,
    out: Annotated[Path | None, typer.Option("--out", help="The draft's file; must not exist.")] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", help="Which sheet, where several are visible.")] = None,
    as_json: AsJson = False,
) -> None:
    """A draft profile from a file's header, to compare with it line by line."""
    from warehouse.exports.profile_draft import draft_profile  # noqa: PLC0415  # see check

    draft = draft_profile(file, sheet)
    target = out or Path(f"{_plain_name(file)}.toml")
    if target.exists():
        raise ConfigurationError(tell("{file} exists.", file=target), tell("Give another --out."), code="already-there")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(draft.text, "utf-8")
    if as_json:
        summary = {"dataset": draft.dataset, "matched": draft.matched, "unmatched": draft.unmatched}
        print_json({"ok": True, "file": target} | summary)
        return
    typer.echo(
        tell(
            "Wrote {file} for {dataset}: {matched} of {columns} columns have a field.",
            file=target,
            dataset=draft.dataset,
            matched=len(draft.matched),
            columns=draft.columns,
        )
    )
    typer.echo("  " + tell("without a column: {fields}", fields=", ".join(draft.unmatched) or tell("none")))
    typer.echo(
        tell("Compare it with the file, put it into <home>/profiles, then: kybaocao profile check FILE --profile ID")
    )


def _plain_name(file: Path) -> str:
    """A profile's id from a file's name."""
    return re.sub(r"[^a-z0-9]+", "-", file.name.split(".")[0].lower()).strip("-") or "profile"


def _print_check(found: "Check") -> None:
    typer.echo(_through(found))
    print_table(tell("Columns that are read"), ("field", "title"), found.matched.items())
    for name, text in _counted(found).items():
        if text:
            typer.echo(f"  {name}: {text}")
    for words in found.words_without_code:
        typer.echo(
            "  "
            + tell(
                "words without a code: '{column}', {cells} cells, first in row {line} ({shape})",
                column=words.column,
                cells=words.cells,
                line=words.first_line,
                shape=words.shape,
            )
        )
    for problem in found.problems:
        place = ", ".join(part for part in (tell("row {line}", line=problem.line), problem.column) if part)
        typer.echo(f"  {place}: {problem.fault}")
    typer.echo(tell("Everything can be read.") if found.ok else tell("Not everything can be read."))


def _through(found: "Check") -> str:
    if not found.profile:
        return tell("{file}: {dataset} by the names of the payload's columns", file=found.file, dataset=found.dataset)
    named = {"file": found.file, "dataset": found.dataset, "profile": found.profile}
    if found.guessed:
        return tell("{file}: {dataset} through {profile} (the nearest one)", **named)
    return tell("{file}: {dataset} through {profile}", **named)


def _counted(found: "Check") -> dict[str, str]:
    return {
        tell("missing"): ", ".join(found.missing),
        tell("fields without a column"): ", ".join(found.without_column),
        tell("columns not read"): ", ".join(found.not_read),
        tell("rows"): str(found.rows),
        tell("hidden rows, read"): str(found.hidden_rows or ""),
        tell("hidden sheets, not read"): str(found.hidden_sheets or ""),
        tell("rows below the total, not read"): str(found.rows_below_total or ""),
        tell("total row"): tell("agrees") if found.total_agrees else "",
        tell("fault"): found.fault,
    }
