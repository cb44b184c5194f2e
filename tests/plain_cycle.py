"""The steps of ``tasks/`` in their order without Prefect, so that a test can stop between any two.

``python tests/plain_cycle.py HOME SOURCE PLAN PERIOD [STEP]`` dies by SIGKILL right after STEP.
"""

import os
import signal
import sys
from decimal import Decimal
from pathlib import Path

from expectations.suites import suite
from warehouse.database import connect, warehouse, writer_lock
from warehouse.errors import KybaocaoError
from warehouse.exports.descriptor import verify_files
from warehouse.exports.sources import find_exports
from warehouse.figures.compute import compute_period
from warehouse.figures.revisions import mark_published
from warehouse.intake.gate import refuse_over_gate
from warehouse.intake.load import load_stage, loaded_export
from warehouse.intake.stage import close_stage, dataset_counts, delivered_datasets, keep_findings, open_stage, type_rows
from warehouse.models.runner import define_macros
from warehouse.periods import Period
from warehouse.plans.catalogue import load_plan
from warehouse.publication.officer_texts import read_prose
from warehouse.publication.outputs import building_folder, finish_interrupted, put_in_place

STEPS = ("pull", "check", "load", "compute", "half-rendered", "render", "rename", "mark")


def count_taken(database, rules, columns, label):
    """How many rows each rule takes, counted by DuckDB alone: the quick stand-in for the check."""
    with connect(database, read_only=True) as connection:
        define_macros(connection)
        return {
            rule.id: connection.execute(
                f"select count(*) from typed.{rules.dataset} where {rule.condition(rules.dataset)}"
            ).fetchone()[0]
            for rule in rules.rules
        }


def counted_by(checker):
    """The check itself: how many rows each rule takes, by Great Expectations."""
    return lambda database, rules, columns, label: checker.check(database, rules, columns, label).taken


def check(home, export, *, count=count_taken, gate=Decimal(5)):
    """A checked stage and what each rule took, held against the gate."""
    stage, taken, counts = open_stage(home, export), {}, []
    for dataset in delivered_datasets(export):
        columns = type_rows(stage, dataset)
        label = f"{export.province}/{export.month}/{dataset.name}"
        taken[dataset.name] = count(stage.path, suite(dataset.name), columns, label)
        keep_findings(stage, dataset, suite(dataset.name).rules, taken[dataset.name])
        counts.append(dataset_counts(stage, dataset))
    if gate is not None:
        refuse_over_gate(export, counts, gate)
    return stage, taken


def load(home, export, *, count=count_taken, gate=None):
    """Verify, check and load one export; its revision."""
    verify_files(export)
    stage, taken = check(home, export, count=count, gate=gate)
    revision = load_stage(home, stage, {name: suite(name).rules for name in taken}, taken)
    close_stage(stage)
    return revision


def render(home, plan, period, revision, after):
    """The publication's files in their building folder; ``after`` hears of each file."""
    from report_templates.context.build import build_context
    from report_templates.docx.report import render_section
    from report_templates.records import ReportData
    from report_templates.xlsx.workbook import render_return_slips, render_workbook
    from warehouse.figures.marts import read_report_marts
    from warehouse.periods import BASES

    marts = read_report_marts(home, revision)
    context = build_context(
        ReportData(
            plan=plan,
            period=period,
            revision=revision.revision,
            windows={basis: period.window(plan.calendar, basis) for basis in BASES},
            marts=marts,
            prose=read_prose(home, plan.plan_id, period),
            synthetic=any(row["synthetic"] for row in marts["export"]),
            code_version=revision.code_version,
        )
    )
    folder = building_folder(home, revision)
    for name, make in {
        "bao-cao.docx": render_section,
        "bao-cao.xlsx": render_workbook,
        "tra-lai-du-lieu.xlsx": render_return_slips,
    }.items():
        (folder / name).write_bytes(make(context))
        after("half-rendered")
    return folder


def run(home, source, plan_id, period_text, *, after=lambda step: None, count=count_taken):
    """One whole cycle; the revision and whether it is new."""
    plan, period = load_plan(plan_id), Period.parse(period_text)
    with writer_lock(home):
        delivered = find_exports(source, plan.province, period)
        with warehouse(home) as connection:
            new = [export for export in delivered if loaded_export(connection, export) is None]
        for export in new:
            verify_files(export)
        after("pull")
        for export in new:
            stage, taken = check(home, export, count=count, gate=plan.gate_percent)
            after("check")
            load_stage(home, stage, {name: suite(name).rules for name in taken}, taken)
            close_stage(stage)
            after("load")
        finish_interrupted(home, plan_id, period)
        revision = compute_period(home, plan, period, read_prose(home, plan_id, period))
        after("compute")
        if revision.is_published:
            return revision, False
        built = render(home, plan, period, revision, after)
        after("render")
        put_in_place(home, revision, built)
        after("rename")
        mark_published(home, revision)
        after("mark")
        return revision, True


def main(home, source, plan_id, period, last_step=""):
    def die(step):
        if step == last_step:
            os.kill(os.getpid(), signal.SIGKILL)

    try:
        run(Path(home), Path(source), plan_id, period, after=die)
    except KybaocaoError as error:
        print(f"{error.message} {error.advice}", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
