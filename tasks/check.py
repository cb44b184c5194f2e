"""Check: one export, typed in its stage and judged by Great Expectations."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from expectations.run import Checker, Outcome
from expectations.suites import Suite, suite
from tasks.request import Cycle
from warehouse.exports.export import Export
from warehouse.intake.gate import hold_at_gate
from warehouse.intake.stage import (
    DatasetCounts,
    Stage,
    close_stage,
    delivered_datasets,
    keep_findings,
    kept_open,
    open_stage,
    type_rows,
)
from warehouse.messages import tell

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Checked:
    """A stage whose rows were judged: how many rows each rule of each dataset takes."""

    stage: Stage
    rows_by_rule: dict[str, dict[str, int]]


class Checks(Protocol):
    """What counts the rows that each rule takes: Great Expectations, in every cycle."""

    def check(self, database: Path, suite: Suite, columns: Sequence[str], label: str) -> Outcome: ...  # noqa: D102
    def build_pages(self) -> Any: ...  # noqa: D102


def check_export(
    cycle: Cycle,
    export: Export,
    *,
    checks: Callable[[Path], Checks] = Checker,
    show: Callable[[Export, list[DatasetCounts]], None] = lambda _export, _counts: None,
) -> Checked:
    """Type and check every dataset of an export, then hold it against the plan's gate.

    ``show`` hears the counts before the gate does, so that they are seen of a refused export too.
    """
    checker, stage = checks(cycle.home), open_stage(cycle.home, export)
    try:
        checked, counts = judge(checker, stage)
        show(export, counts)
        hold_at_gate(cycle.home, export, counts, cycle.plan.gate_percent)
    except BaseException:
        close_stage(stage)  # what was refused is not kept
        raise
    return checked


def judge(checker: Checks, stage: Stage) -> tuple[Checked, list[DatasetCounts]]:
    """Every delivered dataset typed, checked and its findings kept; how many rows each had."""
    export = stage.export
    rows_by_rule: dict[str, dict[str, int]] = {}
    counts: list[DatasetCounts] = []
    with kept_open(stage):
        for dataset in delivered_datasets(export):
            columns = type_rows(stage, dataset)
            rules = suite(dataset.name)
            label = f"{export.province}/{export.month}/{dataset.name}"
            outcome = checker.check(stage.path, rules, columns, label)
            rows_by_rule[dataset.name] = outcome.rows_by_rule
            counts.append(keep_findings(stage, dataset, rules.rules, outcome.rows_by_rule))
            _log.info(
                tell(
                    "{dataset}: {rows} rows, {sent_back} sent back",
                    dataset=label,
                    rows=counts[-1].rows,
                    sent_back=counts[-1].quarantined,
                )
            )
    checker.build_pages()
    return Checked(stage, rows_by_rule), counts
