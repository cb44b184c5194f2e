"""The ambiguities of a plan as the command line shows them: every reading, what hangs on it, who decided.

In: a plan. Out: text for a person, or one JSON document.
"""

from collections.abc import Sequence
from typing import Any

from flows.printing import next_text, percent_text, print_json
from warehouse.figures.marts import read_other_readings
from warehouse.home import home_folder
from warehouse.messages import tell
from warehouse.plans.catalogue import Ambiguity, Plan, ambiguity_document
from warehouse.plans.readings import what_hangs
from warehouse.words import word


def list_ambiguities(plan: Plan, *, as_json: bool) -> None:
    """Print every ambiguity of a plan, with the figures that another reading would change."""
    figures = read_other_readings(home_folder(), plan.plan_id)
    documents = [ambiguity_with_effects(number, each) for number, each in enumerate(plan.ambiguities, start=1)]
    for document in documents:
        document["figures"] = [row for row in figures if row["ambiguity"] == document["number"]]
    if as_json:
        print_json({"plan_id": plan.plan_id, "ambiguities": documents})
        return
    for document, ambiguity in zip(documents, plan.ambiguities, strict=True):
        print_ambiguity(document["number"], ambiguity)
        for row in document["figures"]:
            where = f"{row['row_no']} {row['unit_name'] or row['unit_code']}"
            both = tell(
                "{now}; by reading {reading}: {then}",
                now=_figure(row, "in_force_"),
                reading=row["reading"],
                then=_figure(row, ""),
            )
            print(f"    {row['period']} {where}: {both}")
    print(next_text(f"kybaocao plan decide {plan.plan_id} N --reading K --by NAME"))


def print_ambiguity(number: int, ambiguity: Ambiguity) -> None:
    """Print what the document says, how it is read, by whose decision, and the readings."""
    print(
        tell(
            "ambiguity {number}, {rows}: {document_says}\n  taken: {taken}",
            number=number,
            rows=rows_text(ambiguity.rows),
            document_says=ambiguity.document_says,
            taken=ambiguity.taken,
        )
    )
    decided = tell("decided by {person}, {day}", person=ambiguity.decided_by, day=ambiguity.decided_on)
    awaited = tell("undecided: awaits {office}", office=ambiguity.awaits)
    print(f"  {decided if ambiguity.is_decided else awaited}")
    for place, reading in enumerate(ambiguity.readings, start=1):
        sets = "; ".join(what_hangs(ambiguity).get(place, ())) or reading.not_computed or tell("changes no figure")
        mark = tell("in force") if place == ambiguity.in_force else sets
        print(f"  {place}. {reading.text} ({mark})")


def ambiguity_with_effects(number: int, ambiguity: Ambiguity) -> dict[str, Any]:
    """An ambiguity as JSON: its readings, whether it is decided, and what each other reading would set."""
    return {"number": number, **ambiguity_document(ambiguity), "hangs_on_it": what_hangs(ambiguity)}


def rows_text(rows: Sequence[str]) -> str:
    """The numbers of some rows; without any the document as a whole."""
    return ", ".join(rows) or tell("the document")


def _figure(row: dict[str, Any], prefix: str) -> str:
    value = row[f"{prefix}value"]
    shown = "-" if value is None else f"{percent_text(value)}%"
    target = percent_text(row[f"{prefix}target"]) or "-"
    return tell("{value} against {target}, {verdict}", value=shown, target=target, verdict=word(row[f"{prefix}status"]))
