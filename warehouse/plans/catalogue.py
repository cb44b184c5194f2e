"""The plans and indicators, read from their data files into frozen dataclasses.

In: ``plans/<plan>/plan.toml`` and ``targets.csv``, ``models/indicators/*.toml``.
Out: :class:`Plan` and :class:`Indicator`, or an error that names file, row and remedy.
"""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from warehouse.errors import ConfigurationError
from warehouse.messages import tell
from warehouse.models.definitions import Indicator, indicators
from warehouse.periods import VIETNAM, Period
from warehouse.plans.amendments import amended, read_amendments
from warehouse.plans.check import reading_faults
from warehouse.plans.files import build_plan, plan_folder, plan_ids, read_plan
from warehouse.plans.office import decided, read_decisions
from warehouse.plans.readings import with_readings
from warehouse.plans.types import LEVELS, QUARTERS, Ambiguity, Baseline, Fault, Plan, Reading, Relief, Target

__all__ = [
    "LEVELS",
    "QUARTERS",
    "Ambiguity",
    "Baseline",
    "Fault",
    "Indicator",
    "Plan",
    "Reading",
    "Relief",
    "Target",
    "ambiguity_document",
    "indicators",
    "load_plan",
    "plan_document",
    "plan_ids",
]


def load_plan(id_or_path: str | Path, at: date | Period | None = None) -> Plan:
    """The plan with this id, or in this folder, as it is in force on a day, at the end of a period, or today.

    Raises:
        ConfigurationError: there is no such plan, it is a draft, or its files have a fault; the
            message names the first file, row and fault, and how many more there are.
    """
    folder = plan_folder(id_or_path)
    reading, amendments = read_plan(folder), read_amendments(folder)
    _refuse(reading_faults(reading))
    if amendments:
        _refuse([fault for amendment in amendments for fault in amendment.faults])
        reading = amended(reading, amendments, _day(at, build_plan(reading).calendar))
        _refuse(reading_faults(reading))
    plan = build_plan(reading)
    return with_readings(decided(plan, read_decisions(plan.plan_id)))


def _refuse(found: list[Fault]) -> None:
    faults = [fault for fault in found if fault.severity == "fault"]
    if faults:
        more = (
            " " + tell("There are {count} more: run 'kybaocao plan check'.", count=len(faults) - 1)
            if faults[1:]
            else ""
        )
        raise ConfigurationError(str(faults[0]), faults[0].advice + more, code="plan-wrong")


def _day(at: date | Period | None, calendar: str) -> date:
    if isinstance(at, Period):
        return at.window(calendar).ends_on
    return at or datetime.now(VIETNAM).date()


def plan_document(plan: Plan) -> dict[str, Any]:
    """The plan as one JSON document: the public form of ``plan show PLAN --json``."""
    return {
        "plan_id": plan.plan_id,
        "province": plan.province,
        "area": plan.area,
        "calendar": plan.calendar,
        "targets": [_target_document(target) for target in plan.targets],
        "title": plan.title,
        "document": plan.document,
        "issued_by": plan.issued_by,
        "area_name": plan.area_name,
        "area_kind": plan.area_kind,
        "year": plan.year,
        "gate_percent": float(plan.gate_percent),
        "columns": list(plan.columns),
        "column_titles": plan.column_titles,
        "report": plan.report,
        "ranking_minimum": plan.ranking_minimum,
        "source": plan.source,
        "territory": list(plan.territory),
        "reliefs": [_relief_document(relief) for relief in plan.reliefs],
        "amendments": [
            {"on": each.on.isoformat(), "document": each.document, "rows": list(each.rows)} for each in plan.amendments
        ],
        "ambiguities": [ambiguity_document(ambiguity) for ambiguity in plan.ambiguities],
    }


def _target_document(target: Target) -> dict[str, Any]:
    return {
        "row_no": target.row_no,
        "levels": list(target.levels),
        "indicator": target.indicator,
        "target": None if target.target is None else float(target.target),
        "milestones": {quarter: float(least) for quarter, least in target.milestones.items()},
        "horizon": target.horizon,
        "wording": target.wording,
        "judged_by": target.judged_by,
        "name": target.name,
        "short_name": target.short_name,
        "parent_no": target.parent_no,
        "parent_name": target.parent_name,
        "group_no": target.group_no,
        "group_name": target.group_name,
        "unit_of_measure": target.unit_of_measure,
        "implementing": target.implementing,
        "coordinating": target.coordinating,
        "evaluating": target.evaluating,
        "legal_basis": target.legal_basis,
        "baselines": {str(baseline.year): float(baseline.value) for baseline in target.baselines},
        "evidence": target.evidence,
        "schedule": target.schedule,
        "notes": target.notes,
    }


def _reading_document(reading: Reading) -> dict[str, Any]:
    """A reading with what it sets; keys that a change leaves alone are left out."""
    sets = [change.model_dump(mode="json", exclude_defaults=True) for change in reading.sets]
    for change in sets:
        if "levels" in change:
            change["levels"] = "+".join(change["levels"])
        if "target" in change:
            change["target"] = float(change["target"])
    return {"text": reading.text, "sets": sets, "not_computed": reading.not_computed}


def _relief_document(relief: Relief) -> dict[str, Any]:
    return {
        "rows": list(relief.rows),
        "amount": float(relief.amount),
        "reading": relief.reading,
        "districts": list(relief.districts),
        "commune_tags": list(relief.commune_tags),
        "wording": relief.wording,
        "only_in_districts": relief.only_in_districts,
    }


def ambiguity_document(ambiguity: Ambiguity) -> dict[str, Any]:
    """An ambiguity with its readings, as JSON."""
    return {
        "rows": list(ambiguity.rows),
        "document_says": ambiguity.document_says,
        "readings": [_reading_document(reading) for reading in ambiguity.readings],
        "in_force": ambiguity.in_force,
        "is_decided": ambiguity.is_decided,
        "taken": ambiguity.taken,
        "decided_by": ambiguity.decided_by,
        "decided_on": ambiguity.decided_on.isoformat(),
        "awaits": ambiguity.awaits,
    }
