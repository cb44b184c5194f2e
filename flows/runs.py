"""Cycles run from the command line, in order; a server is started for the first that has something to do.

In: the cycles that were asked for. Out: what each ended with, as soon as it has.
"""

import logging
from collections.abc import Iterator, Sequence

from flows.prefect_server import is_server_lost
from tasks.publish import Published
from tasks.pull import new_exports
from tasks.request import Cycle
from tasks.unchanged import unchanged_publication
from warehouse.exports.sources import find_exports
from warehouse.figures.marts import published_revision

_log = logging.getLogger(__name__)


def run_cycles(plan_name: str, cycles: Sequence[Cycle]) -> Iterator[Published]:
    """What each cycle ended with; that all of their exports are there is seen before the first begins.

    Raises:
        DataRefused: an export is missing, or a cycle's data were refused.
        CycleFailed: another cycle is running in this home, or a step failed.
    """
    for cycle in cycles:
        find_exports(cycle.source, cycle.plan.province, cycle.period)
    is_ready = False
    for cycle in cycles:
        unchanged = unchanged_publication(cycle)
        if unchanged:
            yield unchanged
            continue
        if not is_ready:
            from flows.runtime import prepare  # noqa: PLC0415  # a run with nothing to do prepares nothing

            prepare(cycle.home, checks=bool(new_exports(cycle)))
            is_ready = True
        yield _run(plan_name, cycle)


def _run(plan_name: str, cycle: Cycle) -> Published:
    """What a cycle ended with; one whose server is lost on the way is finished without it, from where it was."""
    from flows.cycle import reporting_cycle  # noqa: PLC0415  # Prefect takes seconds to import
    from tasks.hand_over import deliver_quietly  # noqa: PLC0415  # a run with nothing to do hands nothing over
    from tasks.sequence import Steps, run_steps  # noqa: PLC0415  # as above

    try:
        return reporting_cycle(plan_name, str(cycle.period), str(cycle.source))
    except Exception as error:
        if not is_server_lost(error):
            raise
        _log.warning("Prefect's server is gone; the cycle goes on without it")
    published = run_steps(cycle, Steps())
    deliver_quietly(published_revision(cycle.home, cycle.plan_id, cycle.period))
    return published
