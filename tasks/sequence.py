"""The order of the steps of a cycle, for everyone who runs one: Prefect, the tests, the bench.

In: a cycle and its six steps. Out: what was published.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tasks.check import Checked, check_export
from tasks.compute import compute_attainment
from tasks.load import load_export
from tasks.office_page import write_office_page_quietly
from tasks.publish import Published, describe_published, publish_revision
from tasks.pull import pull_exports
from tasks.render import render_reports
from tasks.request import Cycle
from warehouse.cycles.record import Run, recorded
from warehouse.database import copy_for_readers, keeping_open
from warehouse.errors import KybaocaoError
from warehouse.exports.export import Export
from warehouse.figures.revisions import Revision
from warehouse.lake.locks import cycle_lock, province_lock
from warehouse.locks import writer_lock
from warehouse.messages import tell
from warehouse.publication.outputs import clear_unfinished, is_in_place
from warehouse.units.mergers import senders_of

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Steps:
    """The six steps: as they are, or each wrapped in what a scheduler, a clock or a test adds."""

    pull: Callable[[Cycle], list[Export]] = pull_exports
    check: Callable[[Cycle, Export], Checked] = check_export
    load: Callable[[Cycle, Checked], int] = load_export
    compute: Callable[[Cycle], Revision] = compute_attainment
    render: Callable[[Cycle, Revision], Path] = render_reports
    publish: Callable[[Cycle, Revision, Path], Published] = publish_revision


def run_steps(cycle: Cycle, steps: Steps, wait_seconds: float = 0) -> Published:
    """Turn the exports up to one period into one published revision of its report.

    What a run that died left behind goes first; each state reached is kept in ``mart.cycle``. Another cycle of
    the home, or of this period or province on another machine, is waited for as long as ``wait_seconds`` says.
    """
    with (
        writer_lock(cycle.home, wait_seconds),
        cycle_lock(cycle.plan_id, str(cycle.period), wait_seconds),
    ):
        clear_unfinished(cycle.home, cycle.plan_id, cycle.period)
        try:
            with recorded(cycle.home, cycle.plan_id, cycle.plan.province, cycle.period, cycle.asked_by) as run:
                return _run(cycle, steps, run, wait_seconds)
        finally:
            _show_to_readers(cycle)


def _show_to_readers(cycle: Cycle) -> None:
    """What was kept is what readers see; a copy that cannot be made is no reason to fail a cycle."""
    try:
        copy_for_readers(cycle.home)
    except (KybaocaoError, OSError) as error:
        _log.warning(tell("readers see the state before this run: {error}", error=error))
    write_office_page_quietly(cycle.home)


def _run(cycle: Cycle, steps: Steps, run: Run, wait_seconds: float) -> Published:
    with province_lock(*senders_of(cycle.plan.province).up_to(str(cycle.period.last_month)), wait_seconds=wait_seconds):
        with keeping_open(cycle.home):
            new = steps.pull(cycle)
            run.reached("pulled")
        for export in new:
            with keeping_open(cycle.home):
                checked = steps.check(cycle, export)
                run.reached("checked")
                steps.load(cycle, checked)
                run.reached("loaded")
    run.step = "compute"
    with keeping_open(cycle.home):
        revision = steps.compute(cycle)
        run.reached("computed", revision.revision)
    if is_in_place(cycle.home, revision):
        published = describe_published(cycle, revision, is_new=False)
        run.reached("published", revision.revision)
        return published
    built = steps.render(cycle, revision)
    with keeping_open(cycle.home):
        run.reached("rendered", revision.revision)
        published = steps.publish(cycle, revision, built)
        run.reached("published", revision.revision)
    return published
