"""The main job: one plan, one period, from delivered exports to a published revision."""

from dataclasses import replace
from typing import Any

from prefect import flow
from prefect.client.orchestration import get_client
from prefect.runtime import deployment, flow_run
from prefect.states import Completed, Failed

from flows.forms import PeriodOrLatest, PlanChoice, SourceText
from flows.prefect_server import is_server_lost
from flows.runtime import log_under_worker
from tasks.hand_over import deliver_quietly
from tasks.notify import notify
from tasks.publish import Published
from tasks.request import is_over, is_under_worker, open_cycle, requested_period
from tasks.sequence import run_steps
from tasks.under_prefect import STEPS
from warehouse.errors import DataHeld, KybaocaoError
from warehouse.figures.marts import published_revision
from warehouse.messages import tell
from warehouse.periods import Period
from warehouse.plans.catalogue import load_plan

HELD = "Held"
"""The name of the state in which a run ends that waits for a person."""
_LONGEST_TURN = 6 * 3600  # one home runs one cycle at a time; those of one morning take their turn


def _run_name() -> str:
    """Plan and period, also when the period was left to the day of the run."""
    asked: dict[str, Any] = flow_run.parameters
    try:
        return f"{load_plan(asked['plan']).plan_id}-{_period(asked['plan'], asked.get('period'))}"
    except KybaocaoError:
        return str(asked["plan"])  # the run itself says what is wrong with it


def _period(plan: str, period: str | None) -> Period:
    """The period that was named; without a name, the month that had closed when the run was due.

    A run that comes late, after the machine was off, so still reports the month that it was scheduled for.
    """
    return requested_period(load_plan(plan), period, flow_run.scheduled_start_time)


@flow(
    name="reporting-cycle",
    description=tell("The cycle of one plan and period: pull, check, load, compute, render, publish."),
    flow_run_name=_run_name,
    log_prints=False,
    persist_result=False,
)
def reporting_cycle(plan: PlanChoice, period: PeriodOrLatest = None, source: SourceText = None) -> Published:
    """Turn the exports up to one period into one published revision of its report.

    The order of the steps is in ``tasks/sequence.py``.
    """
    log_under_worker()
    if deployment.id and not period and is_over(load_plan(plan), flow_run.scheduled_start_time):
        over: Published = _end_schedule(plan)
        return over
    chosen = str(_period(plan, period))
    try:
        cycle = open_cycle(plan, chosen, source)
        if is_under_worker():
            published = run_steps(replace(cycle, asked_by=_asked_by()), STEPS, _LONGEST_TURN)
        else:
            published = run_steps(cycle, STEPS)
    except DataHeld as held:
        notify("held", plan, chosen, held)
        ended: Any = Failed(name=HELD, message=str(held), data=held)
        waiting: Published = ended
        return waiting  # to a caller it is the error, to Prefect a state with a name of its own
    except Exception as error:
        if not is_server_lost(error):  # a command goes on without it
            notify("failed", plan, chosen, error)
        raise
    deliver_quietly(published_revision(cycle.home, cycle.plan_id, cycle.period))
    return published


def _asked_by() -> str:
    """The deployment that runs the cycle, as ``status`` shows it."""
    return f"Prefect {deployment.name or 'worker'}"


def _end_schedule(plan: str) -> Any:
    """Pause the deployment of a plan whose last year has been reported; it can still be run for a named period."""
    with get_client(sync_client=True) as client:
        client.pause_deployment(deployment.id)
    return Completed(
        name="Over", message=tell("All years of the plan {plan} are reported; its schedule is paused.", plan=plan)
    )
