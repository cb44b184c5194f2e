"""The main job: one plan, one period, from delivered exports to a published revision."""

from prefect import flow

from tasks.check import check_export
from tasks.compute import compute_attainment
from tasks.cycle import open_cycle
from tasks.load import load_export
from tasks.publish import Published, describe_published, publish_revision
from tasks.pull import pull_exports
from tasks.render import render_reports
from warehouse.database import writer_lock


@flow(name="reporting-cycle", flow_run_name="{plan}-{period}", log_prints=False, persist_result=False)
def reporting_cycle(plan: str, period: str | None = None, source: str | None = None) -> Published:
    """Turn the exports up to one period into one published revision of its report."""
    cycle = open_cycle(plan, period, source)
    with writer_lock(cycle.home):
        for export in pull_exports(cycle):
            load_export(cycle, check_export(cycle, export))
        revision = compute_attainment(cycle)
        if revision.is_published:
            return describe_published(cycle, revision, is_new=False)
        return publish_revision(cycle, revision, render_reports(cycle, revision))
