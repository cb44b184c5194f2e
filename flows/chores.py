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
    description="Lấy bộ dữ liệu của các tháng trong kỳ về thư mục exports, chưa chạy chu kỳ.",
    flow_run_name="{plan}-{period}",
    persist_result=False,
)
def pull(plan: PlanChoice, period: PeriodText, source: SourceText = None) -> list[str]:
    """The folders of the period's months, landed from their source."""
    log_under_worker()
    cycle = open_cycle(plan, period, source)
    if cycle.origin is None:
        raise ConfigurationError(
            tell("There is no source to pull from."), tell("Fill in a source or set KYBAOCAO_SOURCE.")
        )
    return [str(pulled.folder) for pulled in bring_exports(cycle, earlier_too=False)]


@flow(
    name="accept",
    description="Xác nhận số liệu đang bị giữ (ghi rõ người và lý do), rồi chạy tiếp chu kỳ đó.",
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
    description="So mọi báo cáo đã công bố với mã băm lúc công bố, và tính lại số liệu từ dòng gốc.",
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
            description="Khác với lúc công bố",
        )
        raise CycleFailed(
            tell("{count} published files or figures are not as they were published.", count=len(found)),
            tell("See the table of this run, or: kybaocao verify."),
        )


@flow(
    name="watch",
    description="Báo các chu kỳ trễ hạn và gửi lại báo cáo cho nơi chưa nhận được.",
    flow_run_name="watch",
    persist_result=False,
)
def watch() -> list[str]:
    """The cycles that are late, of which everybody to be told has been told once."""
    log_under_worker()
    return watch_home(home_folder())
