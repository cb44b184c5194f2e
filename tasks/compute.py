"""Compute: the attainment of every target in every scope, kept as a revision not yet published."""

import logging

from prefect import task

from tasks.cycle import STEP, Cycle
from warehouse.compute import Revision, compute_period
from warehouse.outputs import finish_interrupted
from warehouse.prose import read_prose
from warehouse.templates import template_digests

_log = logging.getLogger(__name__)


@task(name="compute", **STEP)
def compute_attainment(cycle: Cycle) -> Revision:
    """Compute the period; a revision in state 'published' means that no input has changed."""
    finish_interrupted(cycle.home, cycle.plan_id, cycle.period)
    brought = read_prose(cycle.home, cycle.plan_id, cycle.period) | template_digests(cycle.home)
    revision = compute_period(cycle.home, cycle.plan, cycle.period, brought)
    _log.info("%s %s: revision %d %s", cycle.plan_id, cycle.period, revision.revision, revision.state)
    return revision
