"""The order of the steps of a cycle, for everyone who runs one: Prefect, the tests, the bench.

In: a cycle and its six steps. Out: what was published.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tasks.check import Checked, check_export
from tasks.compute import compute_attainment
from tasks.load import load_export
from tasks.publish import Published, describe_published, publish_revision
from tasks.pull import pull_exports
from tasks.render import render_reports
from tasks.request import Cycle
from warehouse.database import writer_lock
from warehouse.exports.descriptor import Export
from warehouse.figures.revisions import Revision


@dataclass(frozen=True)
class Steps:
    """The six steps: as they are, or each wrapped in what a scheduler, a clock or a test adds."""

    pull: Callable[[Cycle], list[Export]] = pull_exports
    check: Callable[[Cycle, Export], Checked] = check_export
    load: Callable[[Cycle, Checked], int] = load_export
    compute: Callable[[Cycle], Revision] = compute_attainment
    render: Callable[[Cycle, Revision], Path] = render_reports
    publish: Callable[[Cycle, Revision, Path], Published] = publish_revision


def run_steps(cycle: Cycle, steps: Steps) -> Published:
    """Turn the exports up to one period into one published revision of its report."""
    with writer_lock(cycle.home):
        for export in steps.pull(cycle):
            steps.load(cycle, steps.check(cycle, export))
        revision = steps.compute(cycle)
        if revision.is_published:
            return describe_published(cycle, revision, is_new=False)
        return steps.publish(cycle, revision, steps.render(cycle, revision))
