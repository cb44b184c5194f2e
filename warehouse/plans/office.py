"""What an office adds to the plans of the project: plans of its own and decisions on readings.

Both lie in ``<home>/plans/<id>/``: ``plan.toml`` and ``targets.csv`` of its own plan, ``decisions.toml`` of any.
"""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field

from warehouse.errors import ConfigurationError
from warehouse.home import home_folder
from warehouse.messages import tell
from warehouse.plans.settings import read_settings
from warehouse.plans.types import Ambiguity, Filled, Plan, Setting

DECISIONS_FILE = "decisions.toml"
_HEADING = """# Cách hiểu kế hoạch do cơ quan quyết định, ghi bằng lệnh: kybaocao plan decide.
# Mỗi bảng là một quyết định; với cùng một chỗ, quyết định ghi sau thay quyết định ghi trước.
"""


class Decision(Setting):
    """One decision of the office: which reading of an ambiguity counts, by whom, since when.

    Numbers are those of the plan, from 1; the words bind the decision to what was decided on.
    """

    ambiguity: Annotated[int, Field(ge=1)]
    document_says: Filled
    reading: Annotated[int, Field(ge=1)]
    text: Filled
    by: Filled
    on: date


class Decisions(Setting):
    """A plan's ``decisions.toml``."""

    decision: Annotated[tuple[Decision, ...], Field(strict=False)] = ()


def office_plans() -> Path:
    """The folder of the office's own plans and decisions."""
    return home_folder() / "plans"


def read_decisions(plan_id: str) -> tuple[Decision, ...]:
    """The office's decisions on a plan in the order they were made; none when it made none.

    Raises:
        ConfigurationError: the file has a mistake; whoever edited it must correct it.
    """
    path = office_plans() / plan_id / DECISIONS_FILE
    if not path.is_file():
        return ()
    _, known, faults = read_settings(path, Decisions)
    if known is None:
        raise ConfigurationError(f"{faults[0]}.", faults[0].advice, code="plan-wrong")
    return known.decision


def decided(plan: Plan, decisions: tuple[Decision, ...]) -> Plan:
    """The plan with each decided reading in force; a decision on a later amendment waits for its day.

    Raises:
        ConfigurationError: a decision is on words that the plan no longer has; the office decides again.
    """
    ambiguities = list(plan.ambiguities)
    for decision in decisions:
        if decision.ambiguity <= len(ambiguities):
            place = decision.ambiguity - 1
            ambiguities[place] = _decided(ambiguities[place], decision)
    return replace(plan, ambiguities=tuple(ambiguities))


def record_decision(plan: Plan, number: int, reading: int, by: str, on: date) -> Decision:
    """The decision, kept in the office's file beside the earlier ones.

    Raises:
        ConfigurationError: the plan has no such ambiguity or reading, or nobody is named.
    """
    if not 1 <= number <= len(plan.ambiguities):
        raise ConfigurationError(
            tell("{plan_id} has no ambiguity {number}.", plan_id=plan.plan_id, number=number),
            tell("See them: kybaocao plan decide {plan_id}.", plan_id=plan.plan_id),
            code="usage-wrong",
        )
    found = plan.ambiguities[number - 1]
    if not 1 <= reading <= len(found.readings):
        raise ConfigurationError(
            tell("Ambiguity {number} has no reading {reading}.", number=number, reading=reading),
            tell("Give --reading 1 to {count}.", count=len(found.readings)),
            code="usage-wrong",
        )
    if not by.strip():
        raise ConfigurationError(
            tell("Nobody is named."), tell("Give --by and the name of who decides."), code="usage-wrong"
        )
    decision = Decision(
        ambiguity=number,
        document_says=found.document_says,
        reading=reading,
        text=found.readings[reading - 1].text,
        by=" ".join(by.split()),
        on=on,
    )
    _write(plan.plan_id, (*read_decisions(plan.plan_id), decision))
    return decision


def _decided(ambiguity: Ambiguity, decision: Decision) -> Ambiguity:
    texts = [reading.text for reading in ambiguity.readings]
    if ambiguity.document_says != decision.document_says or decision.text not in texts:
        raise ConfigurationError(
            tell(
                "The decision of {day} on ambiguity {ambiguity} is on words that the plan no longer has.",
                day=decision.on,
                ambiguity=decision.ambiguity,
            ),
            tell(
                "Decide again with 'kybaocao plan decide', or delete its table from {file}.",
                file=DECISIONS_FILE,
            ),
            code="decision-outdated",
        )
    return ambiguity.model_copy(
        update={
            "in_force": texts.index(decision.text) + 1,
            "taken": decision.text,
            "decided_by": decision.by,
            "decided_on": decision.on,
            "awaits": "",
        }
    )


def _write(plan_id: str, decisions: tuple[Decision, ...]) -> None:
    """Replace the file in one step, so that a reader sees all of it or the one before."""
    path = office_plans() / plan_id / DECISIONS_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [_HEADING]
    for decision in decisions:
        lines.append("[[decision]]")
        values = decision.model_dump().items()
        lines += [
            f"{key} = {value if isinstance(value, date) else json.dumps(value, ensure_ascii=False)}"
            for key, value in values
        ]
        lines.append("")
    draft = path.with_suffix(".new")
    draft.write_text("\n".join(lines), encoding="utf-8")
    draft.replace(path)
