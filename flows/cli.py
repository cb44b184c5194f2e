"""The command ``kybaocao``: arguments in, exit code out."""

import logging
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from flows.attainment_command import attainment
from flows.decision_commands import accept, approve
from flows.deliver_command import deliver
from flows.explain_command import explain_figure
from flows.help_pages import PROGRAM, command_tree
from flows.keeping_commands import backup, health, restore, verify
from flows.national_commands import national
from flows.plan_commands import plan_app
from flows.printing import next_text, print_json, print_table, verdict_text
from flows.profile_commands import profile_app
from flows.pull_commands import Source, Wait, portal, pull, pull_first
from flows.purge_command import purge
from flows.rebuild_commands import rebuild, reread
from flows.report_commands import report_app
from flows.serve_commands import deploy, serve
from flows.status_command import status
from flows.template_commands import template_app
from flows.tidy_command import tidy
from flows.usage import usage_fault
from tasks.publish import Published
from tasks.request import Cycle, open_cycle
from warehouse.database import machine_fault
from warehouse.errors import ConfigurationError, KybaocaoError
from warehouse.figures.marts import published_revision, read_quality
from warehouse.home import home_folder
from warehouse.late_imports import pandas_hidden
from warehouse.locks import refuse_second_writer
from warehouse.messages import tell
from warehouse.periods import Period, months_between
from warehouse.plans.catalogue import load_plan

HELP = """The reporting cycle of administrative-procedure reform: portal exports in, signed report out.

Exit codes: 0 done; 1 the cycle failed; 2 wrong usage or configuration; 3 the data were refused.
KYBAOCAO_HOME (default ./var) holds the warehouse, the outputs, the Data Docs and the logs;
KYBAOCAO_SOURCE is where exports are pulled from; without it they are delivered into <home>/exports.
"""
app = typer.Typer(
    help=HELP,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_show_locals=False,  # a traceback must not print a password
)
app.add_typer(plan_app, name="plan")
app.add_typer(profile_app, name="profile")
app.add_typer(report_app, name="report")
app.add_typer(template_app, name="template")
app.command("explain")(explain_figure)
app.command("attainment")(attainment)
for keeping in (backup, restore, rebuild, reread, purge, tidy, verify, health):
    app.command()(keeping)
app.command("status")(status)
app.command("national")(national)
app.command("accept")(accept)
app.command("approve")(approve)
app.command("deliver")(deliver)
app.command("pull")(pull)
app.command("portal")(portal)
app.command("serve")(serve)
app.command("deploy")(deploy)
_UsageError: Any = typer.BadParameter.__base__  # "no such option" and the like; typer hides the name
_detail = logging.getLogger("kybaocao.detail")
_detail.propagate = False  # tracebacks go to the log file of a run, and nowhere without one
_detail.addHandler(logging.NullHandler())

PlanId = Annotated[str, typer.Argument(metavar="PLAN", help="Plan id; see: kybaocao plan list.")]
PeriodText = Annotated[str, typer.Argument(metavar="PERIOD", help="2024-03, 2024-Q1, 2024-H1 or 2024.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]


@app.command()
def run(
    plan: PlanId,
    period: Annotated[str | None, typer.Argument(metavar="[PERIOD]", help="Default: the month just closed.")] = None,
    source: Source = None,
    wait: Wait = 0,
    stale: Annotated[bool, typer.Option("--stale", help="Every published period that has become stale.")] = False,
    as_json: AsJson = False,
) -> None:
    """Run the cycle of one plan and period: pull, check, load, compute, render, publish."""
    if stale:
        if period:
            raise ConfigurationError(
                tell("--stale chooses the periods itself."), tell("Name no period with it."), code="usage-wrong"
            )
        _run_stale(plan, source, wait, as_json=as_json)
        return
    _run_all(plan, [open_cycle(plan, period, source)], as_json=as_json, wait=wait)


@app.command()
def backfill(plan: PlanId, first: PeriodText, last: PeriodText, source: Source = None, as_json: AsJson = False) -> None:
    """Run the cycles of every period from FIRST to LAST, in order."""
    periods = months_between(Period.parse(first), Period.parse(last))
    if not periods:
        raise ConfigurationError(
            tell("{first} lies after {last}.", first=first, last=last),
            tell("Give the earlier period first."),
            code="usage-wrong",
        )
    _run_all(plan, [open_cycle(plan, str(period), source) for period in periods], as_json=as_json)


@app.command()
def demo(
    plan: Annotated[str, typer.Argument(metavar="[PLAN]", help="Plan id.")] = "ninh-thuan-2024",
    dossiers: Annotated[int, typer.Option(help="Dossiers received per month.")] = 10_000,
    seed: Annotated[int, typer.Option(help="Seed of the synthetic data.")] = 2024,
    months: Annotated[int, typer.Option(min=1, max=12, help="How many months of the plan's year.")] = 3,
    source: Annotated[str, typer.Option(metavar="folder|portal", help="Deliver them, or pull them.")] = "folder",
    as_json: AsJson = False,
) -> None:
    """Make synthetic exports for a plan and run its first cycles on them."""
    from flows.demo import demo_exports  # noqa: PLC0415  # numpy takes a moment

    chosen = load_plan(plan)
    periods = [Period(chosen.year, "month", number) for number in range(1, months + 1)]
    with demo_exports(source, home_folder(), chosen, periods, dossiers=dossiers, seed=seed, quiet=as_json) as place:
        cycles = [open_cycle(plan, str(period), place) for period in periods]
        _run_all(plan, cycles, as_json=as_json, note=tell("SYNTHETIC DATA: nothing of this is real."))


@app.command()
def slips(
    plan: PlanId,
    period: PeriodText,
    out: Annotated[Path, typer.Option(help="Folder for the files, one per unit.")] = Path("tra-lai"),
    held: Annotated[bool, typer.Option("--held", help="From what is delivered and held or refused.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write the rows to correct as one workbook per unit, from a published period or a held export."""
    from tasks.slips import write_held_slips, write_slips  # noqa: PLC0415  # the writers take a moment to import

    home = home_folder()
    cycle = Cycle(home, home / "exports", load_plan(plan, Period.parse(period)), Period.parse(period))
    if held:
        written = write_held_slips(cycle, out)
    else:
        written = write_slips(cycle, published_revision(cycle.home, cycle.plan_id, cycle.period), out)
    if as_json:
        print_json({"ok": True, "files": written})
    else:
        print(tell("{count} files in {folder}.", count=len(written), folder=out))


def main(argv: list[str] | None = None) -> int:
    """Run a command; return its exit code. The only place that turns errors into codes."""
    arguments = sys.argv[1:] if argv is None else argv
    as_json = "--json" in arguments
    try:
        with pandas_hidden():
            code = command_tree(app).main(arguments, prog_name=PROGRAM, standalone_mode=False)
    except _UsageError as error:
        if not arguments or type(error).__name__ == "NoArgsIsHelpError":  # the page itself is the answer
            print(error.message, file=sys.stderr)
            return ConfigurationError.exit_code
        return _show_error(usage_fault(error), as_json=as_json)
    except typer.Abort:
        raise KeyboardInterrupt from None
    except Exception as error:
        known = error if isinstance(error, KybaocaoError) else machine_fault(error)
        if known is None:
            _detail.exception("kybaocao %s failed", " ".join(arguments))
            raise
        return _show_error(known, as_json=as_json)
    return code if isinstance(code, int) else 0


def _run_stale(plan: str, source: str | None, wait: float, *, as_json: bool) -> None:
    """Run the published periods again that are stale at their turn, oldest first."""
    from warehouse.cycles.overview import published_periods  # noqa: PLC0415  # other commands have no use for it

    periods = published_periods(home_folder(), load_plan(plan).plan_id)
    if not periods:
        raise ConfigurationError(
            tell("Nothing is published of {plan} yet.", plan=plan),
            tell("Run it first: kybaocao run {plan} PERIOD.", plan=plan),
            code="nothing-published",
        )
    _run_all(plan, [open_cycle(plan, str(period), source) for period in periods], as_json=as_json, wait=wait)


def _run_all(plan: str, cycles: list[Cycle], *, as_json: bool, wait: float = 0, note: str = "") -> None:
    """Pull, run cycles in order and show what they ended with; nothing is started when there is nothing to do."""
    from flows.interrupt import interruptible  # noqa: PLC0415  # see next
    from flows.runs import run_cycles  # noqa: PLC0415  # reading commands run nothing
    from flows.runtime import start_log  # noqa: PLC0415  # as above

    home = home_folder()
    refuse_second_writer(home)
    start_log(home, quiet=as_json)
    done: list[Published] = []
    try:
        with interruptible(home):
            here = pull_first(cycles, quiet=as_json, wait=wait)
            for published in run_cycles(plan, here):
                done.append(published)
    except Exception as error:
        known = error if isinstance(error, KybaocaoError) else machine_fault(error)
        if known is None:
            raise
        known.details |= {"published": done}
        if done and not as_json:
            _show_published(done, as_json=False)
        raise known from error
    _show_published(done, as_json=as_json, note=note)


def _show_published(published: list[Published], *, as_json: bool, note: str = "") -> None:
    home = home_folder()
    if as_json:
        print_json({"ok": True, "published": published})
        return
    for one in published:
        revision = published_revision(home, one.plan_id, Period.parse(one.period))
        print_table(
            tell("{plan} {period}: rows in = loaded + superseded + sent back", plan=one.plan_id, period=one.period),
            ("dataset", "rows in", "loaded", "superseded", "quarantined"),
            (row.values() for row in read_quality(home, revision)),
        )
        print(
            tell(
                "{plan} {period}: published as revision {revision}.",
                plan=one.plan_id,
                period=one.period,
                revision=one.revision,
            )
            if one.is_new
            else tell("{plan} {period}: unchanged, nothing new published.", plan=one.plan_id, period=one.period)
        )
        print(tell("Year to date: {verdicts}.", verdicts=verdict_text(one.verdicts)) + f"\n  {one.folder}")
    attainment_next = f"kybaocao attainment {published[-1].plan_id} {published[-1].period}"
    print(f"{note}\n{next_text(f'kybaocao status; {attainment_next}')}".strip())


def _show_error(error: KybaocaoError, *, as_json: bool) -> int:
    """One line for a person, one document for a program; the exit code."""
    _detail.error("%s %s", error.message, error.advice, exc_info=error)
    if as_json:
        print_json(
            {
                "ok": False,
                "code": error.code,
                "error": error.message,
                "advice": error.advice,
                "exit_code": error.exit_code,
            }
            | error.details
        )
    else:
        print(f"kybaocao: {error.message} {error.advice}".rstrip(), file=sys.stderr)
    return error.exit_code
