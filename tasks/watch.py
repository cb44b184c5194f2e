"""Watch: cycles that are late are told of, and reports that some recipient still lacks are handed over again."""

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from tasks.hand_over import deliver_quietly
from tasks.notify import notify
from tasks.request import is_over, requested_period
from warehouse.cycles.overview import PeriodState, period_states, published_periods
from warehouse.errors import CycleFailed
from warehouse.figures.marts import published_revision
from warehouse.messages import tell
from warehouse.periods import VIETNAM
from warehouse.plans.catalogue import Plan, load_plan
from warehouse.words import word

_NOT_DONE = ("late", "refused", "ready", "cut off")
"""States of which nobody has been told: failed and held cycles tell themselves."""


def watch(home: Path, now: datetime | None = None) -> list[str]:
    """The late cycles, as ``plan period``; whoever is to be told of them has been, once."""
    late = []
    for plan in (load_plan(name) for name in _watched(home)):
        if (period := _late(home, plan, now or datetime.now(VIETNAM))) is not None:
            late.append(f"{plan.plan_id} {period.period}")
            due = tell("{plan} {period} was due and is not published.", plan=plan.plan_id, period=period.period)
            notify(
                "late",
                plan.plan_id,
                period.period,
                CycleFailed(
                    due,
                    tell("State: {state}. {reason}", state=word(period.state), reason=period.why).strip(),
                    code="cycle-late",
                ),
            )
        for published in published_periods(home, plan.plan_id)[-1:]:
            deliver_quietly(published_revision(home, plan.plan_id, published))
    return late


def _watched(home: Path) -> Iterable[str]:
    """The plans that the service is for; where none are named, those that have had a cycle here."""
    named = os.environ.get("KYBAOCAO_PLANS", "").replace(",", " ").split()
    return named or sorted({each.plan_id for each in period_states(home)})


def _late(home: Path, plan: Plan, now: datetime) -> PeriodState | None:
    """The month that was last to be reported, when it was not and nobody has been told why."""
    period = requested_period(plan, None, now)
    if is_over(plan, now) or period.year < plan.year:
        return None
    states = {each.period: each for each in period_states(home, plan.plan_id, now)}
    never = PeriodState(
        plan.plan_id, str(period), "late", None, None, "", tell("no cycle of this plan has run here yet"), ""
    )
    found = states.get(str(period), never)
    return found if found.state in _NOT_DONE else None
