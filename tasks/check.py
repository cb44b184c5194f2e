"""Check: one export, typed in its stage and judged by Great Expectations."""

import logging
from dataclasses import dataclass

from prefect import task
from prefect.artifacts import create_table_artifact

from expectations.run import Checker
from expectations.suites import suite
from tasks.cycle import STEP, Cycle
from warehouse.exports.descriptor import Export
from warehouse.intake.gate import refuse_over_gate
from warehouse.intake.stage import (
    DatasetCounts,
    Stage,
    close_stage,
    dataset_counts,
    delivered_datasets,
    keep_findings,
    open_stage,
    type_rows,
)

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Checked:
    """A stage whose rows were judged: how many rows each rule of each dataset takes."""

    stage: Stage
    taken: dict[str, dict[str, int]]


@task(name="check", task_run_name="check-{export.month}", **STEP)
def check_export(cycle: Cycle, export: Export) -> Checked:
    """Type and check every dataset of an export, then hold it against the plan's gate."""
    checker, stage = Checker(cycle.home), open_stage(cycle.home, export)
    try:
        return _judge(cycle, checker, stage)
    except BaseException:
        close_stage(stage)  # what was refused is not kept
        raise


def _judge(cycle: Cycle, checker: Checker, stage: Stage) -> Checked:
    export = stage.export
    taken: dict[str, dict[str, int]] = {}
    counts: list[DatasetCounts] = []
    for dataset in delivered_datasets(export):
        columns = type_rows(stage, dataset)
        rules = suite(dataset.name)
        label = f"{export.province}/{export.month}/{dataset.name}"
        outcome = checker.check(stage.path, rules, columns, label)
        keep_findings(stage, dataset, rules.rules, outcome.taken)
        taken[dataset.name] = outcome.taken
        counts.append(dataset_counts(stage, dataset))
        _log.info("%s: %d rows, %d sent back", label, counts[-1].rows, counts[-1].quarantined)
    checker.build_pages()
    _show(export, counts)
    refuse_over_gate(export, counts, cycle.plan.gate_percent)
    return Checked(stage, taken)


def _show(export: Export, counts: list[DatasetCounts]) -> None:
    create_table_artifact(
        key=f"check-{export.province}-{export.month}".lower(),
        table=[{"dataset": c.dataset, "rows": c.rows, "quarantined": c.quarantined} for c in counts],
        description=f"Rows checked and sent back, export {export.province} {export.month}",
    )
