"""Many periods of one plan, one after another, each a cycle of its own."""

from prefect import flow

from flows.cycle import reporting_cycle
from tasks.publish import Published
from warehouse.periods import Period, months_between


@flow(name="backfill", flow_run_name="{plan}-{first}-{last}", persist_result=False)
def backfill(plan: str, first: str, last: str, source: str | None = None) -> list[Published]:
    """Run the cycle of every period from ``first`` to ``last``, both included, in order."""
    periods = months_between(Period.parse(first), Period.parse(last))
    return [reporting_cycle(plan, str(period), source) for period in periods]
