"""What one run is asked to do, in keys and paths that tasks can hand to each other."""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from warehouse.errors import ConfigurationError, KybaocaoError
from warehouse.exports.sources import source_folder
from warehouse.periods import VIETNAM, Period, latest_closed_month
from warehouse.plans.catalogue import Plan, load_plan

STEP: dict[str, Any] = {"retries": 2, "retry_delay_seconds": [2, 10], "persist_result": False}


@dataclass(frozen=True)
class Cycle:
    """One plan and one period, where the exports lie and where everything is kept."""

    home: Path
    source: Path
    plan_id: str
    period_text: str

    @property
    def plan(self) -> Plan:
        """The plan, read from its files."""
        return load_plan(self.plan_id)

    @property
    def period(self) -> Period:
        """The period."""
        return Period.parse(self.period_text)


def home_folder() -> Path:
    """``KYBAOCAO_HOME``, or ``./var``."""
    return Path(os.environ.get("KYBAOCAO_HOME", "var")).expanduser().resolve()


def open_cycle(plan_id: str, period: str | None = None, source: str | None = None) -> Cycle:
    """The cycle that was asked for; without a period, the month whose window has just closed.

    Raises:
        ConfigurationError: no such plan, period or source folder, or a period outside the plan's years.
    """
    plan = load_plan(plan_id)
    chosen = Period.parse(period) if period else latest_closed_month(datetime.now(VIETNAM), plan.calendar)
    last = max(target.horizon for target in plan.targets)
    if not plan.year <= chosen.year <= last:
        raise ConfigurationError(
            f"{plan_id} assigns targets for {plan.year} to {last}; {chosen} lies outside.",
            "Name a period of those years, or the plan of that year.",
        )
    home = home_folder()
    where = source or os.environ.get("KYBAOCAO_SOURCE") or str(home / "exports")
    return Cycle(home, source_folder(where), plan_id, str(chosen))


def is_worth_retrying(_task: Any, _run: Any, state: Any) -> bool:
    """Whether a failed step may succeed when tried again: a busy file, not refused data."""
    error = state.result(raise_on_failure=False)
    return not isinstance(error, KybaocaoError) or error.is_transient


STEP["retry_condition_fn"] = is_worth_retrying
