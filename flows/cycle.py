"""The main job: one plan, one period, from delivered exports to a published revision."""

from typing import Any

from prefect import flow
from prefect.runtime import flow_run

from tasks.publish import Published
from tasks.request import open_cycle, requested_period
from tasks.sequence import run_steps
from tasks.under_prefect import STEPS
from warehouse.errors import KybaocaoError
from warehouse.plans.catalogue import load_plan


def _run_name() -> str:
    """Plan and period, also when the period was left to the day of the run."""
    asked: dict[str, Any] = flow_run.parameters
    try:
        plan = load_plan(asked["plan"])
        return f"{plan.plan_id}-{requested_period(plan, asked['period'])}"
    except KybaocaoError:
        return str(asked["plan"])  # the run itself says what is wrong with it


@flow(name="reporting-cycle", flow_run_name=_run_name, log_prints=False, persist_result=False)
def reporting_cycle(plan: str, period: str | None = None, source: str | None = None) -> Published:
    """Turn the exports up to one period into one published revision of its report.

    The order of the steps is in ``tasks/sequence.py``.
    """
    return run_steps(open_cycle(plan, period, source), STEPS)
