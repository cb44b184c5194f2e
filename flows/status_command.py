"""The command ``kybaocao status``: every period at a glance, or the whole story of one."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from flows.printing import exports_text, next_text, print_json, print_table, verdict_text
from warehouse.cycles.overview import PeriodState, period_states
from warehouse.cycles.story import tell_story
from warehouse.figures.marts import Row, read_held, read_status
from warehouse.home import home_folder
from warehouse.messages import tell
from warehouse.periods import Period
from warehouse.plans.catalogue import load_plan
from warehouse.words import word


def status(
    plan: Annotated[str | None, typer.Argument(metavar="[PLAN]", help="Plan id; default all.")] = None,
    period: Annotated[str | None, typer.Argument(metavar="[PERIOD]", help="The whole story of one period.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Say what state each period is in and what to type next; of one period, everything that happened to it."""
    home = home_folder()
    chosen = load_plan(plan) if plan else None
    plan_id = chosen.plan_id if chosen else None
    rows = read_status(home, plan_id)
    held = read_held(home, chosen.province if chosen else None)
    states = period_states(home, plan_id)
    if period and plan_id:
        _tell(plan_id, str(Period.parse(period)), states, as_json=as_json)
    elif as_json:
        print_json({"home": home, "periods": [asdict(each) for each in states], "revisions": rows, "held": held})
    else:
        _show(states, rows, held)


def _show(states: list[PeriodState], rows: list[Row], held: list[Row]) -> None:
    newest = {(row["plan_id"], row["period"]): row for row in rows if row["state"] == "published"}
    print_table(
        tell("Periods in {home}", home=home_folder()),
        ("plan", "period", "state", "revision", "verdict", "exports"),
        (
            (
                each.plan_id,
                each.period,
                word(each.state),
                each.revision,
                verdict_text(newest.get((each.plan_id, each.period), {})),
                exports_text(newest.get((each.plan_id, each.period), {}).get("exports")),
            )
            for each in states
        ),
        may_drop=("exports", "verdict"),
    )
    for each in states:
        if each.why:
            print(f"{each.plan_id} {each.period}, {word(each.state)}: {each.why}")
    if held:
        columns = ("province", "month", "rule", "counts", "held_at")
        titles = (*columns[:-1], "since")
        print_table(
            tell("Held at the gate: kybaocao accept"), titles, ([row[name] for name in columns] for row in held)
        )
        print(tell("Rows for the units to correct: kybaocao slips PLAN PERIOD --held"))
    if next_command := most_urgent(states):
        print(next_text(next_command))


def most_urgent(states: list[PeriodState]) -> str:
    """The one command to type next: of the oldest period that cannot go on by itself, else the first approval due."""
    order = ("held", "failed", "refused", "cut off", "altered", "deleted", "stale", "ready", "waiting", "published")
    for state in order:
        found = [each for each in states if each.state == state]
        if state == "stale" and len({each.plan_id for each in found}) == 1 and len(found) > 1:
            return f"kybaocao run {found[0].plan_id} --stale"
        if found:
            return found[0].next
    return ""


def _tell(plan_id: str, period: str, states: list[PeriodState], *, as_json: bool) -> None:
    story: dict[str, Any] = tell_story(home_folder(), plan_id, period)
    now = next((each for each in states if each.period == period), None)
    if as_json:
        print_json({"plan_id": plan_id, "period": period, "now": asdict(now) if now else None} | story)
        return
    print_table(
        tell("{plan} {period}: runs", plan=plan_id, period=period),
        ("at", "state", "who", "revision", "reason"),
        (
            (f"{row['at']:%Y-%m-%d %H:%M:%S}", word(row["state"]), row["asked_by"], row["revision"], _reason(row))
            for row in story["runs"]
        ),
    )
    print_table(
        tell("Revisions"),
        ("revision", "state", "at", "rows in", "sent back", "exports", "changes"),
        (
            (
                row["revision"],
                word(row["state"]),
                row["published_at"] and f"{row['published_at']:%Y-%m-%d %H:%M}",
                row["rows_in"],
                row["sent_back"],
                exports_text(row["exports"]),
                _changes(row),
            )
            for row in story["revisions"]
        ),
        may_drop=("state", "rows in", "sent back"),
    )
    if story["decisions"]:
        print_table(
            tell("Decisions"),
            ("at", "kind", "name", "rule", "reason"),
            (
                (f"{row['decided_at']:%Y-%m-%d %H:%M}", word(row["kind"]), row["name"], row["rule"], row["reason"])
                for row in story["decisions"]
            ),
        )
    if now:
        stands = tell("{period} is now: {state}", period=period, state=word(now.state))
        print(stands + (f": {now.why}" if now.why else ".") + (f"\n{next_text(now.next)}" if now.next else ""))


def _reason(row: Row) -> str:
    return f"{word(row['step'])}: {row['message']}" if row["message"] else ""


def _changes(row: Row) -> str:
    if not row["changed_inputs"]:
        return ""
    changed = tell("{count} figures", count=row["changed_figures"])
    return "; ".join([changed, *row["changed_inputs"]])
