"""Every province of a period: each plan's cycle as a run of its own, then the table of all of them."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from prefect import flow
from prefect.artifacts import create_table_artifact
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.objects import WorkerStatus
from prefect.deployments.flow_runs import arun_deployment
from prefect.exceptions import ObjectNotFound

from flows.cycle import reporting_cycle
from flows.forms import AtOnce, PeriodText
from flows.runtime import log_under_worker
from flows.serving import POOL
from report_templates.national.words import groups, missing_texts, worded
from report_templates.wording.phrases import say, titles
from tasks.national import write_national
from warehouse.cycles.national import National, national_view, provincial_plans
from warehouse.home import home_folder, outputs_folder
from warehouse.messages import tell
from warehouse.periods import Period

_log = logging.getLogger(__name__)
_LONGEST_CYCLE, _POLL = 6 * 3600, 10
_NOT_DEPLOYED = "not deployed"


@flow(
    name="national",
    description=tell(
        "Run the cycle of every province of a period, past those held or failed, then put them side by side."
    ),
    flow_run_name="{period}",
    persist_result=False,
)
def national(period: PeriodText, at_once: AtOnce = 1) -> dict[str, str]:
    """How the cycle of each provincial plan ended, by plan; one that is held or fails keeps no other from its turn.

    With ``at_once`` of 1 the cycles run here, one after another. With more, so many at a time are handed to the
    workers of the pool besides the one that runs this; where fewer are online, to those, or they run here after all.
    """
    log_under_worker()
    plans, faults = provincial_plans(Period.parse(period))
    names = [plan.plan_id for plan in plans]
    if at_once > 1:
        at_once = asyncio.run(as_many_as_online(at_once))
    ended = asyncio.run(_handed_out(names, period, at_once)) if at_once > 1 else _one_by_one(names, period)
    view = national_view(home_folder(), Period.parse(period))
    write_national(view, outputs_folder(home_folder()) / "toan-quoc" / period)
    _show(view)
    return ended | faults


async def as_many_as_online(at_once: int) -> int:
    """So many at once, or as many as there are other workers: who waits for a worker that is not there waits long."""
    async with get_client() as client:
        served = any(pool.name == POOL for pool in await client.read_work_pools())
        workers = await client.read_workers_for_work_pool(POOL) if served else []
    others = max(0, sum(worker.status == WorkerStatus.ONLINE for worker in workers) - 1)
    if others < at_once:
        _log.warning(
            tell(
                "{at_once} provinces at once need as many other workers, {others} are online: start them with "
                "kybaocao serve worker.",
                at_once=at_once,
                others=others,
            )
        )
    return min(at_once, max(others, 1))


def _one_by_one(plan_ids: Sequence[str], period: str) -> dict[str, str]:
    """The name of the state in which each cycle ended, run in this process."""
    states: dict[str, Any] = {each: reporting_cycle(each, period, return_state=True) for each in plan_ids}
    return {plan_id: state.name for plan_id, state in states.items()}


async def _handed_out(plan_ids: Sequence[str], period: str, at_once: int) -> dict[str, str]:
    """The same, run by the workers of the pool, ``at_once`` at a time."""
    turns = asyncio.Semaphore(at_once)
    async with get_client() as client:
        names = await asyncio.gather(*(_by_worker(client, each, period, turns) for each in plan_ids))
    return dict(zip(plan_ids, names, strict=True))


async def _by_worker(client: PrefectClient, plan_id: str, period: str, turns: asyncio.Semaphore) -> str:
    async with turns:
        try:
            run = await arun_deployment(
                f"{reporting_cycle.name}/{plan_id}",
                client=client,
                parameters={"plan": plan_id, "period": period},
                timeout=_LONGEST_CYCLE,
                poll_interval=_POLL,
            )
        except ObjectNotFound:
            return _NOT_DEPLOYED
    return run.state.name or "" if run.state else ""


def _show(view: National) -> None:
    """The table on the run's page, and beside it who is missing."""
    period = str(view.period).lower()
    columns = titles("national.columns")
    table = [
        {say("national.index"): title} | dict(zip(columns, vars(worded(line)).values(), strict=True))
        for title, lines in groups(view)
        for line in lines
    ]
    late = [{say("national.missing_title"): text} for text in missing_texts(view)]
    create_table_artifact(key=f"national-{period}", table=table, description=say("national.ranked"))
    create_table_artifact(key=f"national-{period}-missing", table=late, description=say("national.missing_title"))
