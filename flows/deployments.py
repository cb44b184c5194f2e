"""What Prefect is to run, made from the plans: each plan's cycle on its schedule, and what is started by hand.

In: the plans. Out: deployments on the server that ``PREFECT_API_URL`` names.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from prefect import Flow
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import DeploymentScheduleCreate, WorkPoolCreate
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterTags
from prefect.client.schemas.schedules import CronSchedule
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectAlreadyExists
from prefect.types.entrypoint import EntrypointType
from prefect.workers.process import ProcessWorker

from flows.backfill import backfill
from flows.chores import accept, pull, verify, watch
from flows.cycle import reporting_cycle
from flows.national import national
from flows.serving import POOL
from tasks.request import is_over
from warehouse.errors import KybaocaoError
from warehouse.messages import tell
from warehouse.periods import VIETNAM
from warehouse.plans.catalogue import Plan, load_plan, plan_ids

TAG = "kybaocao"
"""The mark of what we deployed, so that nothing of others is ever touched."""
AFTER_CUT_OFF = {"nd09": "0 6 15 * *", "civil": "0 6 1 * *"}
"""The morning after a month's window has closed, by reporting calendar."""
_WEEKLY, _DAILY = "0 3 * * 0", "0 9 * * *"


@dataclass(frozen=True)
class Deployed:
    """One deployment as it now is: when it runs ("" when only by hand) and whether its schedule rests."""

    name: str
    cron: str
    paused: bool
    said: str = ""


def planned(plans: Sequence[Plan]) -> list[RunnerDeployment]:
    """The deployments of these plans, those of a plan whose years are over paused, and those for all."""
    return [
        *(_of_plan(plan) for plan in plans),
        _deployment(backfill, "backfill"),
        _deployment(national, "national"),
        _deployment(pull, "pull"),
        _deployment(accept, "accept"),
        _deployment(verify, "verify", _WEEKLY),
        _deployment(watch, "watch", _DAILY),
    ]


def deploy(plan_names: Sequence[str] = ()) -> list[Deployed]:
    """Bring the server's deployments to what the plans say; the plans named, or of ``KYBAOCAO_PLANS``, or all.

    A schedule that somebody paused stays paused. What is no longer wanted is paused, with its runs kept.
    """
    chosen = list(plan_names) or os.environ.get("KYBAOCAO_PLANS", "").replace(",", " ").split()
    plans, faulty = _sound_plans(chosen or plan_ids(), must_load=bool(chosen))
    wanted = planned(plans)
    with get_client(sync_client=True) as client:
        _make_pool(client)
        there = {each.name: each for each in client.read_deployments(deployment_filter=_ours())}
        for each in wanted:
            if each.name in there and there[each.name].paused:
                each.paused = True
            each.apply(work_pool_name=POOL)
        gone = [each for name, each in there.items() if name not in {each.name for each in wanted}]
        for old in gone:
            client.pause_deployment(old.id)
    return [
        *(Deployed(each.name, _cron(each), bool(each.paused)) for each in wanted),
        *(Deployed(old.name, "", True, tell("no longer wanted")) for old in gone),
        *faulty,
    ]


def _sound_plans(names: Sequence[str], *, must_load: bool) -> tuple[list[Plan], list[Deployed]]:
    """The plans that can be loaded; one of all that has a fault must not keep the others from their schedule."""
    plans: list[Plan] = []
    faulty: list[Deployed] = []
    for name in names:
        try:
            plans.append(load_plan(name))
        except KybaocaoError as error:
            if must_load:
                raise
            faulty.append(Deployed(name, "", True, error.message))
    return plans, faulty


def _of_plan(plan: Plan) -> RunnerDeployment:
    about = tell("Monthly report: {title}. Without a period, the month just closed.", title=plan.title)
    made = _deployment(reporting_cycle, plan.plan_id, AFTER_CUT_OFF[plan.calendar], about)
    made.parameters = {"plan": plan.plan_id}
    made.paused = is_over(plan)
    return made


def _deployment(flow: Flow[..., Any], name: str, cron: str = "", about: str = "") -> RunnerDeployment:
    schedules = [CronSchedule(cron=cron, timezone=str(VIETNAM))] if cron else []
    made: Any = flow.to_deployment(  # typed as a coroutine, too, which it is only in one
        name,
        schedules=[DeploymentScheduleCreate(schedule=each, slug="on-time") for each in schedules] or None,
        description=about or flow.description,
        tags=[TAG],
        paused=False,
        entrypoint_type=EntrypointType.MODULE_PATH,  # the code is installed where the worker runs
    )
    deployment: RunnerDeployment = made
    return deployment


def _make_pool(client: SyncPrefectClient) -> None:
    template = ProcessWorker.get_default_base_job_template()
    try:
        client.create_work_pool(WorkPoolCreate(name=POOL, type="process", base_job_template=template))
    except ObjectAlreadyExists:
        return


def _ours() -> DeploymentFilter:
    return DeploymentFilter(tags=DeploymentFilterTags(all_=[TAG]))


def _cron(deployment: RunnerDeployment) -> str:
    schedules = [each.schedule for each in deployment.schedules or []]
    return ", ".join(each.cron for each in schedules if isinstance(each, CronSchedule))
