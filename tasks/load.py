"""Load: the accepted rows of a checked export into the warehouse, in one transaction."""

import logging

from expectations.suites import suite
from tasks.check import Checked
from tasks.request import Cycle
from warehouse.exports.kept import keep_version
from warehouse.intake.load import load_stage
from warehouse.intake.stage import close_stage
from warehouse.messages import tell

_log = logging.getLogger(__name__)


def load_export(cycle: Cycle, checked: Checked) -> int:
    """Load a checked export, of which a copy is kept; return its revision in the warehouse."""
    rules = {dataset: suite(dataset).rules for dataset in checked.rows_by_rule}
    keep_version(cycle.source, checked.stage.export)
    revision = load_stage(cycle.home, checked.stage, rules, checked.rows_by_rule)
    close_stage(checked.stage)
    export = checked.stage.export
    _log.info(
        tell(
            "{province}/{month} loaded as version {version} of its month",
            province=export.province,
            month=export.month,
            version=revision,
        )
    )
    return revision
