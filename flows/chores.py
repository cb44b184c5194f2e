"""What an office schedules or starts from Prefect's pages beside the cycle: pull, accept, verify, watch."""

from dataclasses import asdict

from prefect import flow
from prefect.artifacts import create_table_artifact

from flows.cycle import reporting_cycle
from flows.forms import Name, PeriodText, PlanChoice, PlanOrAll, Reason, Rule, SourceText
from flows.keeping_commands import differences
from flows.runtime import log_under_worker
from tasks.publish import Published
from tasks.pull import bring_exports
from tasks.request import open_cycle
from tasks.watch import watch as watch_home
from warehouse.errors import ConfigurationError, CycleFailed
from warehouse.home import home_folder
from warehouse.intake.decisions import accept as accept_held
from warehouse.messages import tell
from warehouse.periods import Period
from warehouse.plans.catalogue import load_plan


@flow(
    name="pull",
    description=tell("Bring the exports of the period's months into the folder exports; no cycle is run."),
    flow_run_name="{plan}-{period}",
    persist_result=False,
)
def pull(plan: PlanChoice, period: PeriodText, source: SourceText = None) -> list[str]:
    """The folders of the period's months, landed from their source."""
    log_under_worker()
    cycle = open_cycle(plan, period, source)
    if cycle.origin is None:
        raise ConfigurationError(
            tell("There is no source to pull from."),
            tell("Fill in a source or set KYBAOCAO_SOURCE."),
            code="source-missing",
        )
    return [str(pulled.folder) for pulled in bring_exports(cycle, earlier_too=False)]


@flow(
    name="accept",
    description=tell("Accept data that are held, by name and with the reason, then run that cycle on."),
    flow_run_name="{plan}-{period}",
    persist_result=False,
)
def accept(plan: PlanChoice, period: PeriodText, rule: Rule, name: Name, reason: Reason) -> Published:
    """What the held cycle published once the data were accepted by name; bound to exactly these data."""
    log_under_worker()
    accept_held(home_folder(), load_plan(plan), Period.parse(period), rule, name, reason)
    return reporting_cycle(plan, period)


@flow(
    name="verify",
    description=tell("Compare every published report with its hash, and compute its figures again from the raw rows."),
    flow_run_name="verify",
    persist_result=False,
)
def verify(plan: PlanOrAll = None) -> None:
    """Nothing, when everything published is as it was.

    Raises:
        CycleFailed: a file or a figure differs; whoever keeps the home looks at the table of differences.
    """
    log_under_worker()
    found = list(differences(plan, quiet=True))
    if found:
        create_table_artifact(
            key="verify",
            table=[{name: str(value) for name, value in asdict(each).items()} for each in found],
            description=tell("What is not as it was published"),
        )
        raise CycleFailed(
            tell("{count} published files or figures are not as they were published.", count=len(found)),
            tell("See the table of this run, or: kybaocao verify."),
            code="publication-altered",
        )


@flow(
    name="watch",
    description=tell("Tell of cycles that are late, and hand reports over again to whoever lacks them."),
    flow_run_name="watch",
    persist_result=False,
)
def watch() -> list[str]:
    """The cycles that are late, of which everybody to be told has been told once."""
    log_under_worker()
    return watch_home(home_folder())
