"""Many periods of one plan, one after another, each a cycle of its own."""

from prefect import flow

from flows.cycle import reporting_cycle
from flows.forms import FirstMonth, LastMonth, PlanChoice, SourceText
from flows.runtime import log_under_worker
from tasks.publish import Published
from tasks.request import Cycle, open_cycle
from tasks.unchanged import unchanged_publication
from warehouse.exports.sources import find_exports
from warehouse.messages import tell
from warehouse.periods import Period, months_between


@flow(
    name="backfill",
    description=tell("Run many periods of one plan, in order; a period with nothing new is skipped."),
    flow_run_name="{plan}-{first}-{last}",
    persist_result=False,
)
def backfill(plan: PlanChoice, first: FirstMonth, last: LastMonth, source: SourceText = None) -> list[Published]:
    """Run the cycle of every period from ``first`` to ``last``, both included, in order; what is current is skipped."""
    log_under_worker()
    periods = months_between(Period.parse(first), Period.parse(last))
    cycles = [open_cycle(plan, str(period), source) for period in periods]
    for cycle in cycles:  # a gap is seen before the first begins
        if cycle.origin is None:  # else it is brought at its turn
            find_exports(cycle.source, cycle.plan.province, cycle.period)
    return [_current(cycle) or reporting_cycle(plan, str(cycle.period), source) for cycle in cycles]


def _current(cycle: Cycle) -> Published | None:
    """What is published and current; none when that is known only after a pull."""
    return unchanged_publication(cycle) if cycle.origin is None else None
