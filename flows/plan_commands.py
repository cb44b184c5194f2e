"""The commands ``kybaocao plan …``: list, show, check, decide, start and read plans.

Arguments in, text or one JSON document out; what they say comes from ``warehouse``.
"""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from flows.ambiguities import ambiguity_with_effects, list_ambiguities, print_ambiguity, rows_text
from flows.printing import next_text, print_json, print_table
from warehouse.errors import ConfigurationError
from warehouse.messages import tell
from warehouse.periods import VIETNAM
from warehouse.plans.catalogue import Ambiguity, Fault, load_plan, plan_document, plan_ids
from warehouse.plans.check import check_plan, plan_ambiguities
from warehouse.plans.files import is_of_office, new_plan
from warehouse.plans.like import plan_like
from warehouse.plans.office import office_plans, record_decision
from warehouse.words import word

plan_app = typer.Typer(no_args_is_help=True, help="The plans: list, show, check, decide, start and read them.")

PlanName = Annotated[str, typer.Argument(metavar="PLAN", help="A plan's id, or the path of its folder.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]


@plan_app.command("list")
def list_plans(as_json: AsJson = False) -> None:
    """The plans there are and where each comes from, those that cannot be run yet with the first reason why."""
    summaries = [_summary(plan_id) for plan_id in plan_ids()]
    if as_json:
        print_json(summaries)
        return
    shown = [{"title": summary.get("fault"), **summary, "origin": word(summary["origin"])} for summary in summaries]
    keys = ("plan_id", "origin", "area_name", "year", "targets", "title")
    print_table(
        tell("Plans"),
        ("plan", "from", "area", "year", "targets", "title"),
        ([summary[key] for key in keys] for summary in shown),
        may_drop=("from", "targets", "year"),
    )
    print(next_text("kybaocao plan show PLAN"))


@plan_app.command("show")
def show_plan(
    plan_name: PlanName,
    at: Annotated[
        str | None, typer.Option("--at", metavar="DATE", help="As in force on this day; default today.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """One plan with all its targets, as it is in force on a day."""
    plan = load_plan(plan_name, _day(at))
    if as_json:
        print_json(plan_document(plan))
        return
    print(f"{plan.plan_id}: {plan.title}\n{plan.document}\n{plan.area_name} ({plan.area}), {plan.year}")
    for amendment in plan.amendments:
        print(
            tell(
                "amended from {day}: {document}, rows {rows}",
                day=amendment.on,
                document=amendment.document,
                rows=", ".join(amendment.rows),
            )
        )
    rows = []
    for target in plan.targets:
        milestones = " ".join(f"{quarter} {least}" for quarter, least in target.milestones.items())
        due = f"{target.wording} ({target.horizon})" if target.horizon != plan.year else target.wording
        rows.append(
            (target.row_no, " + ".join(map(word, target.levels)), due, milestones, target.indicator, target.label)
        )
    print_table(tell("Targets"), ("row", "levels", "target", "milestones", "indicator", "name"), rows)
    print(next_text(f"kybaocao plan check {plan_name}"))


@plan_app.command("check")
def check(plan_name: PlanName, as_json: AsJson = False) -> None:
    """Every mistake of a plan and every ambiguity with what hangs on it; exit code 2 when there is a fault."""
    found = check_plan(plan_name)
    faults = [fault for fault in found if fault.severity == "fault"]
    ambiguities = plan_ambiguities(plan_name) if faults else load_plan(plan_name).ambiguities
    if as_json:
        print_json(
            {
                "ok": not faults,
                "faults": [_fault_document(fault) for fault in faults],
                "warnings": [_fault_document(fault) for fault in found if fault not in faults],
                "ambiguities": [
                    ambiguity_with_effects(number, each) for number, each in enumerate(ambiguities, start=1)
                ],
            }
        )
    else:
        _print_check(plan_name, found, ambiguities)
    if faults:
        raise typer.Exit(2)


@plan_app.command("decide")
def decide(
    plan_name: PlanName,
    number: Annotated[
        int | None, typer.Argument(metavar="[N]", help="The ambiguity's number; none lists them.")
    ] = None,
    reading: Annotated[int | None, typer.Option("--reading", metavar="K", help="The reading that counts.")] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who decides for the office.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the ambiguities with what hangs on each, or record the office's decision on one."""
    plan = load_plan(plan_name)
    if number is None:
        list_ambiguities(plan, as_json=as_json)
        return
    if reading is None or by is None:
        advice = tell(
            "Give both: kybaocao plan decide {plan} {number} --reading K --by NAME.", plan=plan_name, number=number
        )
        raise ConfigurationError(tell("A decision needs the reading and who decides."), advice, code="usage-wrong")
    decision = record_decision(plan, number, reading, by, datetime.now(VIETNAM).date())
    if as_json:
        print_json({"ok": True, "plan_id": plan.plan_id, **decision.model_dump(mode="json")})
        return
    print(
        tell(
            "{plan_id}, ambiguity {number}: reading {reading} counts from now on ({words}).",
            plan_id=plan.plan_id,
            number=number,
            reading=reading,
            words=decision.text,
        )
    )
    print(
        tell(
            "Decided by {person} on {day}. Run the periods again that it touches: kybaocao run {plan}",
            person=decision.by,
            day=decision.on,
            plan=plan_name,
        )
    )


@plan_app.command("new")
def start_plan(
    plan_id: Annotated[str, typer.Argument(metavar="ID", help="The new plan's id, such as lai-chau-2025.")],
    into: Annotated[Path | None, typer.Option("--into", help="Where the folder is made; default the office's.")] = None,
    like: Annotated[
        str | None, typer.Option("--like", metavar="PLAN", help="Begin with a copy of this plan for another year.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """A template to fill in for a new plan, or a draft like another year's."""
    folder = plan_like(plan_id, like, into or office_plans()) if like else new_plan(plan_id, into or office_plans())
    if as_json:
        print_json({"ok": True, "folder": str(folder)})
        return
    if like:
        print(tell("Wrote {folder}. Compare every value with the document, then delete 'draft = true'.", folder=folder))
    else:
        print(tell("Wrote {folder}. Fill in plan.toml and targets.csv.", folder=folder))
    print(next_text(f"kybaocao plan check {folder}"))


@plan_app.command("read")
def read(
    document: Annotated[Path, typer.Argument(metavar="DOCUMENT", help="The plan's annex as .txt or .docx.")],
    out: Annotated[Path | None, typer.Option("--out", help="The draft's folder; must not exist.")] = None,
    as_json: AsJson = False,
) -> None:
    """A draft plan from the text of a document, to compare with it value by value."""
    from warehouse.plans.annex.draft import read_document, write_draft  # noqa: PLC0415  # readers of Word and PDF

    draft = read_document(document)
    folder = write_draft(draft, out or Path(f"{document.stem}-draft"))
    if as_json:
        summary = {"ok": True, "folder": str(folder), "targets": len(draft.rows)}
        print_json(summary | {"ambiguities": [each.says for each in draft.doubts], "unread": draft.unread})
        return
    print(
        tell(
            "Read {count} targets from {document} into {folder} as a draft.",
            count=len(draft.rows),
            document=document,
            folder=folder,
        )
    )
    for doubt in draft.doubts:
        print("  " + tell("ambiguous: {rows}: {words}", rows=rows_text(doubt.rows), words=doubt.says))
    for unread in draft.unread:
        print("  " + tell("not read: {words}", words=unread))
    print(tell("Compare every value with the document, then: kybaocao plan check {folder}", folder=folder))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise ConfigurationError(
            tell("'{text}' is not a day.", text=text), tell("Write it as 2024-07-01."), code="usage-wrong"
        ) from error


def _summary(plan_id: str) -> dict[str, Any]:
    origin = "office" if is_of_office(plan_id) else "project"
    try:
        plan = load_plan(plan_id)
    except ConfigurationError as error:
        unknown = {"area_name": None, "year": None, "targets": None}
        return {"plan_id": plan_id, "ok": False, "origin": origin, **unknown, "fault": error.message}
    return {
        "plan_id": plan_id,
        "ok": True,
        "origin": origin,
        "province": plan.province,
        "area": plan.area,
        "area_name": plan.area_name,
        "year": plan.year,
        "targets": len(plan.targets),
        "title": plan.title,
    }


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
        print(f"{word(fault.severity)}: {fault}\n  {fault.advice}")
    for number, ambiguity in enumerate(ambiguities, start=1):
        print_ambiguity(number, ambiguity)
    faults = sum(fault.severity == "fault" for fault in found)
    undecided = sum(not ambiguity.is_decided for ambiguity in ambiguities)
    print(
        tell(
            "{plan}: {faults} faults, {warnings} warnings, {ambiguities} ambiguities, {undecided} of them undecided.",
            plan=plan_name,
            faults=faults,
            warnings=len(found) - faults,
            ambiguities=len(ambiguities),
            undecided=undecided,
        )
    )
