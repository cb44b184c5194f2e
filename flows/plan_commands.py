"""The commands ``kybaocao plan …``: list, show, check, new and read plans.

Arguments in, text or one JSON document out; what they say comes from ``warehouse``.
"""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from warehouse.errors import ConfigurationError
from warehouse.plans.annex.draft import read_document, write_draft
from warehouse.plans.catalogue import Ambiguity, Fault, load_plan, plan_document, plan_ids
from warehouse.plans.check import check_plan, plan_ambiguities
from warehouse.plans.files import PLANS, new_plan

plan_app = typer.Typer(no_args_is_help=True, help="The plans: list, show, check, start and read them.")

PlanName = Annotated[str, typer.Argument(metavar="PLAN", help="A plan's id, or the path of its folder.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]


@plan_app.command("list")
def list_plans(as_json: AsJson = False) -> None:
    """The plans there are, those that cannot be run yet with the first reason why."""
    summaries = [_summary(plan_id) for plan_id in plan_ids()]
    if as_json:
        _print_json(summaries)
        return
    columns = ("plan_id", "area_name", "year", "targets", "title")
    _print_table(columns, [_list_row(each, columns) for each in summaries])
    typer.echo("Next: kybaocao plan show PLAN")


@plan_app.command("show")
def show_plan(plan_name: PlanName, as_json: AsJson = False) -> None:
    """One plan with all its targets."""
    plan = load_plan(plan_name)
    if as_json:
        _print_json(plan_document(plan))
        return
    typer.echo(f"{plan.plan_id}: {plan.title}\n{plan.document}\n{plan.area_name} ({plan.area}), {plan.year}")
    rows = []
    for target in plan.targets:
        milestones = " ".join(f"{quarter} {least}" for quarter, least in target.milestones.items())
        due = f"{target.wording} ({target.horizon})" if target.horizon != plan.year else target.wording
        rows.append((target.row_no, target.level_set, due, milestones, target.indicator, target.name))
    _print_table(("row", "levels", "target", "milestones", "indicator", "name"), rows)
    typer.echo(f"Next: kybaocao plan check {plan_name}")


@plan_app.command("check")
def check(plan_name: PlanName, as_json: AsJson = False) -> None:
    """Every mistake and every ambiguity of a plan; exit code 2 when there is a fault."""
    found = check_plan(plan_name)
    ambiguities = plan_ambiguities(plan_name)
    faults = [fault for fault in found if fault.severity == "fault"]
    if as_json:
        _print_json(
            {
                "ok": not faults,
                "faults": [_fault_document(fault) for fault in faults],
                "warnings": [_fault_document(fault) for fault in found if fault not in faults],
                "ambiguities": [
                    {"rows": list(each.rows), "document_says": each.document_says, "taken": each.taken}
                    for each in ambiguities
                ],
            }
        )
    else:
        _print_check(plan_name, found, ambiguities)
    if faults:
        raise typer.Exit(2)


@plan_app.command("new")
def start_plan(
    plan_id: Annotated[str, typer.Argument(metavar="ID", help="The new plan's id, such as lai-chau-2025.")],
    into: Annotated[Path, typer.Option("--into", help="Where the plan's folder is made.")] = PLANS,
    as_json: AsJson = False,
) -> None:
    """A template to fill in for a new plan."""
    folder = new_plan(plan_id, into)
    if as_json:
        _print_json({"ok": True, "folder": str(folder)})
        return
    typer.echo(f"Wrote {folder}. Fill in plan.toml and targets.csv.\nNext: kybaocao plan check {folder}")


@plan_app.command("read")
def read(
    document: Annotated[Path, typer.Argument(metavar="DOCUMENT", help="The plan's annex as .txt or .docx.")],
    out: Annotated[Path | None, typer.Option("--out", help="The draft's folder; must not exist.")] = None,
    as_json: AsJson = False,
) -> None:
    """A draft plan from the text of a document, to compare with it value by value."""
    draft = read_document(document)
    folder = write_draft(draft, out or Path(f"{document.stem}-draft"))
    if as_json:
        summary = {"ok": True, "folder": str(folder), "targets": len(draft.rows)}
        _print_json(summary | {"ambiguities": [each.says for each in draft.doubts], "unread": draft.unread})
        return
    typer.echo(f"Read {len(draft.rows)} targets from {document} into {folder} as a draft.")
    for doubt in draft.doubts:
        typer.echo(f"  ambiguous: {', '.join(doubt.rows) or 'document'}: {doubt.says}")
    for unread in draft.unread:
        typer.echo(f"  not read: {unread}")
    typer.echo(f"Compare every value with the document, then: kybaocao plan check {folder}")


def _print_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """One line for each row, as wide as the terminal: only the last column is cut."""
    widths = [max(map(len, column)) for column in zip(columns, *rows, strict=True)]
    shown = shutil.get_terminal_size().columns
    for row in (columns, *rows):
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        fixed = sum(widths[:-1]) + 2 * len(widths)
        typer.echo(line if len(line) <= shown or fixed + 10 > shown else line[: shown - 1] + "…")


def _print_json(document: Any) -> None:
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2))


def _summary(plan_id: str) -> dict[str, Any]:
    try:
        plan = load_plan(plan_id)
    except ConfigurationError as error:
        unknown = {"area_name": None, "year": None, "targets": None}
        return {"plan_id": plan_id, "ok": False, **unknown, "fault": error.message}
    return {
        "plan_id": plan_id,
        "ok": True,
        "province": plan.province,
        "area": plan.area,
        "area_name": plan.area_name,
        "year": plan.year,
        "targets": len(plan.targets),
        "title": plan.title,
    }


def _list_row(summary: dict[str, Any], columns: Sequence[str]) -> list[str]:
    """The summary's cells; in place of a title the reason why there is none."""
    shown = {"title": summary.get("fault"), **summary}
    return [str(shown[column] if shown[column] is not None else "-") for column in columns]


def _fault_document(fault: Fault) -> dict[str, Any]:
    return {
        "file": fault.file,
        "row": fault.row,
        "line": fault.line,
        "message": fault.message,
        "advice": fault.advice,
    }


def _print_check(plan_name: str, found: list[Fault], ambiguities: tuple[Ambiguity, ...]) -> None:
    for fault in found:
        typer.echo(f"{fault.severity}: {fault}\n  {fault.advice}")
    for number, ambiguity in enumerate(ambiguities, start=1):
        rows = ", ".join(ambiguity.rows) or "the document"
        typer.echo(f"ambiguity {number}, {rows}: {ambiguity.document_says}\n  taken: {ambiguity.taken}")
    faults = sum(fault.severity == "fault" for fault in found)
    typer.echo(f"{plan_name}: {faults} faults, {len(found) - faults} warnings, {len(ambiguities)} ambiguities.")
