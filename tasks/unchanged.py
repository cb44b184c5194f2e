"""A run with nothing to do, answered from the warehouse alone: nothing new delivered, the same inputs, published."""

import logging

from tasks.publish import Published, describe_published
from tasks.request import Cycle
from warehouse.database import has_warehouse, warehouse
from warehouse.exports.sources import find_exports
from warehouse.figures.digests import current_publication
from warehouse.figures.inputs import private_database, visible_exports
from warehouse.intake.load import loaded_export, refuse_overtaken
from warehouse.lake.locks import cycle_lock
from warehouse.locks import refuse_second_writer
from warehouse.publication.office_inputs import read_office_inputs
from warehouse.publication.outputs import is_in_place

_log = logging.getLogger(__name__)


def unchanged_publication(cycle: Cycle) -> Published | None:
    """What is published of the cycle, when running it would publish nothing new; else none.

    Raises:
        CycleFailed: another cycle is running in this home, or this one on another machine.
        DataRefused: a version was delivered that would not be used.
    """
    refuse_second_writer(cycle.home)
    with cycle_lock(cycle.plan_id, str(cycle.period)):
        return _unchanged(cycle)


def _unchanged(cycle: Cycle) -> Published | None:
    delivered = find_exports(cycle.source, cycle.plan.province, cycle.period)
    if not has_warehouse(cycle.home):
        return None
    with warehouse(cycle.home, read_only=True) as connection:
        for export in delivered:
            refuse_overtaken(connection, export)
        if any(loaded_export(connection, export) is None for export in delivered):
            return None
    with private_database(cycle.home) as connection:
        digests = [digest for _, digest in visible_exports(connection, cycle.plan.province, cycle.period)]
        office_inputs = read_office_inputs(cycle.home, cycle.plan_id, cycle.period)
        revision = current_publication(connection, cycle.plan, cycle.period, digests, office_inputs)
    if revision is None or not is_in_place(cycle.home, revision):
        return None
    return describe_published(cycle, revision, is_new=False)
