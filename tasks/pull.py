"""Pull: the exports that the period may see, verified; those the warehouse does not hold yet."""

import logging

from tasks.request import Cycle
from warehouse.database import warehouse
from warehouse.exports.descriptor import Export, verify_files
from warehouse.exports.sources import find_exports
from warehouse.intake.load import loaded_export

_log = logging.getLogger(__name__)


def pull_exports(cycle: Cycle) -> list[Export]:
    """Find and verify the delivered exports; return those that are new, oldest first."""
    delivered = find_exports(cycle.source, cycle.plan.province, cycle.period)
    with warehouse(cycle.home) as connection:
        new = [export for export in delivered if loaded_export(connection, export) is None]
    for export in new:
        verify_files(export)
    _log.info("%d exports delivered up to %s, %d of them new", len(delivered), cycle.period.last_month, len(new))
    return new
