"""The cycle of ``tasks/sequence.py`` without Prefect, so that a test can stop or kill it between any two steps."""

import os
import resource
import signal
from dataclasses import replace
from decimal import Decimal
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from expectations.run import Outcome
from tasks.check import check_export, judge
from tasks.load import load_export
from tasks.publish import publish_revision
from tasks.render import render_reports
from tasks.request import Cycle
from tasks.sequence import Steps, run_steps
from warehouse.database import connect
from warehouse.exports.descriptor import verify_files
from warehouse.intake.stage import open_stage
from warehouse.periods import Period
from warehouse.plans.catalogue import load_plan
from warehouse.publication.outputs import put_in_place

STEPS = ("pull", "check", "load", "compute", "half-rendered", "render", "rename", "publish")
FILES = (
    "bao-cao.docx",
    "bao-cao.xlsx",
    "tra-lai-du-lieu.xlsx",
    "dinh-chinh.docx",
)  # what a test of other things can wait for


class CountedByDuckDB:
    """The quick check: how many rows each rule takes, without Great Expectations and its pages."""

    def __init__(self, home):
        pass

    def check(self, database, rules, columns, label):
        counted = "".join(f", count(*) filter (where {rule.condition(rules.dataset)})" for rule in rules.rules)
        with connect(database) as connection:
            total, *each = connection.execute(f"select count(*){counted} from typed.{rules.dataset}").fetchone()
        rows_by_rule = dict(zip((rule.id for rule in rules.rules), each, strict=True))
        return Outcome(rules.dataset, total, rows_by_rule)

    def build_pages(self):
        pass


def check(home, export, *, checks=CountedByDuckDB, gate=Decimal(5)):
    """A checked stage and what each rule took, held against the gate; ``gate=None``: there is none."""
    checked = _checked(_cycle(home, export, gate), export, checks, gate)
    return checked.stage, checked.rows_by_rule


def load(home, export, *, checks=CountedByDuckDB, gate=None):
    """Verify, check and load one export; its revision."""
    verify_files(export)
    cycle = _cycle(home, export, gate)
    return load_export(cycle, _checked(cycle, export, checks, gate))


def _cycle(home, export, gate):
    plan = replace(load_plan("ninh-thuan-2024"), gate_percent=gate or Decimal(5))
    return Cycle(home, export.folder.parents[1], plan, Period.parse(export.month))


def _checked(cycle, export, checks, gate):
    if gate is not None:
        return check_export(cycle, export, checks=checks)
    return judge(checks(cycle.home), open_stage(cycle.home, export))[0]


def run(home, source, plan_id, period_text, *, after=lambda step: None, checks=CountedByDuckDB, files=FILES):
    """One whole cycle; what was published."""

    def then(step, name):
        def both(*arguments):
            result = step(*arguments)
            after(name)
            return result

        return both

    def publish(cycle, revision, built):
        put_in_place(cycle.home, revision, built)
        after("rename")
        return publish_revision(cycle, revision, built)

    rendered = partial(render_reports, names=files, wrote=lambda name: after("half-rendered"))
    plain = Steps(check=partial(check_export, checks=checks), render=rendered, publish=publish)
    steps = Steps(**{name: then(step, name) for name, step in vars(plain).items()})
    return run_steps(Cycle(Path(home), Path(source), load_plan(plan_id), Period.parse(period_text)), steps)


def killed_after(step, home, source, plan_id, period_text):
    """A cycle in a process of its own, which dies by SIGKILL right after a step."""
    ended = in_a_process(run, home, source, plan_id, period_text, after=partial(_die, step))
    assert ended == -signal.SIGKILL, f"ended with {ended}"


def in_a_process(work, *arguments, largest_file=None, **options):
    """What a function's process ended with: 0, 1 after an error, or the signal that killed it, below 0.

    The process comes from one that has imported what a cycle needs and has opened nothing.
    """
    processes = get_context("forkserver")
    processes.set_forkserver_preload([__name__])
    process = processes.Process(target=_work, args=(work, arguments, options, largest_file))
    process.start()
    process.join()
    return process.exitcode


def _work(work, arguments, options, largest_file):
    if largest_file:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
    work(*arguments, **options)


def _die(last_step, step):
    if step == last_step:
        os.kill(os.getpid(), signal.SIGKILL)
