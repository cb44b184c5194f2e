"""Compute: the attainment of every target in every scope, kept as a revision not yet published."""

import logging

from tasks.request import Cycle
from warehouse.figures.compute import compute_period
from warehouse.figures.revisions import Revision
from warehouse.messages import tell
from warehouse.publication.office_inputs import read_office_inputs
from warehouse.publication.outputs import finish_interrupted
from warehouse.words import word

_log = logging.getLogger(__name__)


def compute_attainment(cycle: Cycle) -> Revision:
    """Compute the period; a revision in state 'published' means that no input has changed."""
    finish_interrupted(cycle.home, cycle.plan_id, cycle.period)
    office_inputs = read_office_inputs(cycle.home, cycle.plan_id, cycle.period)
    revision = compute_period(cycle.home, cycle.plan, cycle.period, office_inputs)
    _log.info(
        tell(
            "{plan} {period}: revision {revision}, {state}",
            plan=cycle.plan_id,
            period=cycle.period,
            revision=revision.revision,
            state=word(revision.state),
        )
    )
    return revision
