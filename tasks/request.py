"""What one run is asked to do: a plan, a period, and where the exports and the home lie."""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from warehouse.errors import ConfigurationError
from warehouse.exports.places.address import read_address
from warehouse.home import home_folder
from warehouse.messages import tell
from warehouse.periods import VIETNAM, Period, latest_closed_month
from warehouse.plans.catalogue import Plan, load_plan

BLOCK = "prefect://"
"""What a source begins with that a Prefect Secret block holds, together with its credentials."""


@dataclass(frozen=True)
class Cycle:
    """One plan and one period, where the exports lie and where everything is kept.

    ``origin`` is the place that exports are pulled from into ``source``; None when they are delivered there.
    ``asked_by`` is the person or the schedule that wants it; empty: the account of this process.
    """

    home: Path
    source: Path
    plan: Plan
    period: Period
    origin: str | None = None
    asked_by: str = ""

    @property
    def plan_id(self) -> str:
        """The plan's id, also when the plan was named by its folder."""
        return self.plan.plan_id


def is_under_worker() -> bool:
    """Whether a worker of Prefect's started this process for a run, so that nobody sits and waits."""
    return "PREFECT__FLOW_RUN_ID" in os.environ


def requested_period(plan: Plan, period: str | None, due: datetime | None = None) -> Period:
    """The period that was named; without a name, the month whose window had just closed when it was due, or now."""
    return Period.parse(period) if period else latest_closed_month(due or datetime.now(VIETNAM), plan.calendar)


def is_over(plan: Plan, at: datetime | None = None) -> bool:
    """Whether the plan's last year had been reported when ``at``, or now: nothing is left to schedule."""
    return requested_period(plan, None, at).year > _last_year(plan)


def _last_year(plan: Plan) -> int:
    return max(target.horizon for target in plan.targets)


def open_cycle(plan_name: str, period: str | None = None, source: str | None = None) -> Cycle:
    """The cycle that was asked for; the plan by its id or its folder.

    Raises:
        ConfigurationError: no such plan, period or source folder, or a period outside the plan's years.
    """
    chosen = requested_period(load_plan(plan_name), period)
    plan = load_plan(plan_name, chosen)
    last = _last_year(plan)
    if not plan.year <= chosen.year <= last:
        raise ConfigurationError(
            tell(
                "{plan_id} assigns targets for {first} to {last}; {period} lies outside.",
                plan_id=plan.plan_id,
                first=plan.year,
                last=last,
                period=chosen,
            ),
            tell("Name a period of those years, or the plan of that year."),
            code="period-outside-plan",
        )
    home = home_folder()
    origin = _origin(source or os.environ.get("KYBAOCAO_SOURCE") or plan.source, home / "exports")
    if origin is None and not (home / "exports").is_dir():
        raise ConfigurationError(
            tell("The source folder {folder} does not exist.", folder=home / "exports"),
            tell("Give --source or set KYBAOCAO_SOURCE."),
            code="source-missing",
        )
    return Cycle(home, home / "exports", plan, chosen, origin)


def _origin(named: str, exports: Path) -> str | None:
    """The place to pull from; none when it is unnamed or is the very folder into which pulls land."""
    if not named or named.startswith(BLOCK):
        return named or None
    address = read_address(named)
    if address.scheme != "file":
        return address.text
    if not address.folder.exists():
        raise ConfigurationError(
            tell("The source folder {folder} does not exist.", folder=address.folder),
            tell("Give --source or set KYBAOCAO_SOURCE."),
            code="source-missing",
        )
    return None if address.folder == exports.resolve() else str(address.folder)
