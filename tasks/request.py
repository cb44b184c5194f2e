"""What one run is asked to do: a plan, a period, and where the exports and the home lie."""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from warehouse.errors import ConfigurationError
from warehouse.exports.sources import source_folder
from warehouse.periods import VIETNAM, Period, latest_closed_month
from warehouse.plans.catalogue import Plan, load_plan


@dataclass(frozen=True)
class Cycle:
    """One plan and one period, where the exports lie and where everything is kept."""

    home: Path
    source: Path
    plan: Plan
    period: Period

    @property
    def plan_id(self) -> str:
        """The plan's id, also when the plan was named by its folder."""
        return self.plan.plan_id


def home_folder() -> Path:
    """``KYBAOCAO_HOME``, or ``./var``."""
    return Path(os.environ.get("KYBAOCAO_HOME", "var")).expanduser().resolve()


def requested_period(plan: Plan, period: str | None) -> Period:
    """The period that was named; without a name, the month whose window has just closed."""
    return Period.parse(period) if period else latest_closed_month(datetime.now(VIETNAM), plan.calendar)


def open_cycle(plan_name: str, period: str | None = None, source: str | None = None) -> Cycle:
    """The cycle that was asked for; the plan by its id or its folder.

    Raises:
        ConfigurationError: no such plan, period or source folder, or a period outside the plan's years.
    """
    plan = load_plan(plan_name)
    chosen = requested_period(plan, period)
    last = max(target.horizon for target in plan.targets)
    if not plan.year <= chosen.year <= last:
        raise ConfigurationError(
            f"{plan.plan_id} assigns targets for {plan.year} to {last}; {chosen} lies outside.",
            "Name a period of those years, or the plan of that year.",
        )
    home = home_folder()
    where = source or os.environ.get("KYBAOCAO_SOURCE") or str(home / "exports")
    return Cycle(home, source_folder(where), plan, chosen)
