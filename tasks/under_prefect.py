"""The steps as Prefect runs them: named, tried again where that can help, their counts shown.

With ``secret_block.py`` the only file of this folder that knows Prefect.
"""

from functools import partial
from pathlib import Path
from typing import Any

from prefect import task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE

from tasks.check import Checked, check_export
from tasks.compute import compute_attainment
from tasks.load import load_export
from tasks.publish import Published, publish_revision
from tasks.pull import pull_exports
from tasks.render import render_reports
from tasks.request import Cycle
from tasks.sequence import Steps
from warehouse.errors import KybaocaoError
from warehouse.exports.descriptor import Export
from warehouse.figures.marts import read_headlines
from warehouse.figures.revisions import Revision
from warehouse.intake.stage import DatasetCounts

_SHOWN = ("row_no", "level", "numerator", "denominator", "target", "status", "shortfall")


def is_worth_retrying(_task: Any, _run: Any, state: Any) -> bool:
    """Whether a failed step may succeed when tried again: a busy file, not refused data, a full disk or a bug."""
    error = state.result(raise_on_failure=False)
    return isinstance(error, KybaocaoError) and error.is_transient


_retried: Any = partial(  # typed loosely: the stub of "task" loses the signatures
    task,
    retries=2,
    retry_delay_seconds=[2, 10],
    retry_condition_fn=is_worth_retrying,
    persist_result=False,
    cache_policy=NO_CACHE,
)


def _check(cycle: Cycle, export: Export) -> Checked:
    return check_export(cycle, export, show=_show_counts)


def _publish(cycle: Cycle, revision: Revision, built: Path) -> Published:
    published = publish_revision(cycle, revision, built)
    create_table_artifact(
        key=f"attainment-{cycle.plan_id}-{revision.period}".lower(),
        table=[{name: str(row[name]) for name in _SHOWN} for row in read_headlines(cycle.home, revision)],
        description=f"Attainment of {cycle.plan_id} {revision.period}, revision {revision.revision}",
    )
    return published


def _show_counts(export: Export, counts: list[DatasetCounts]) -> None:
    create_table_artifact(
        key=f"check-{export.province}-{export.month}".lower(),
        table=[{"dataset": c.dataset, "rows": c.rows, "quarantined": c.quarantined} for c in counts],
        description=f"Rows checked and sent back, export {export.province} {export.month}",
    )


STEPS = Steps(
    pull=_retried(pull_exports, name="pull"),
    check=_retried(_check, name="check", task_run_name="check-{export.month}"),
    load=_retried(load_export, name="load", task_run_name="load-{checked.stage.export.month}"),
    compute=_retried(compute_attainment, name="compute"),
    render=_retried(render_reports, name="render"),
    publish=_retried(_publish, name="publish"),
)
