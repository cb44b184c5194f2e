"""The commands ``kybaocao pull`` and ``kybaocao portal``: bring exports in, and practise doing so."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from flows.printing import next_text, print_json, print_table
from tasks.request import BLOCK, Cycle, open_cycle
from warehouse.errors import ConfigurationError
from warehouse.exports.places.credentials import Credentials, environment_credentials
from warehouse.exports.places.pull import Pulled
from warehouse.home import home_folder
from warehouse.messages import tell, translated
from warehouse.words import word

SOURCE_HELP = (
    "Folder, .zip, file://, sftp://, s3://, https:// (with index.json), portal+https://, or prefect://BLOCK; "
    "default KYBAOCAO_SOURCE, then the plan's source."
)
PlanId = Annotated[str, typer.Argument(metavar="PLAN", help="Plan id; see: kybaocao plan list.")]
Source = Annotated[str | None, typer.Option(metavar="URL", help=SOURCE_HELP)]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Wait = Annotated[float, typer.Option(min=0, metavar="MINUTES", help="How long to wait for a month not ready yet.")]


def pull(
    plan: PlanId,
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="2024-03, 2024-Q1, 2024-H1 or 2024.")],
    source: Source = None,
    wait: Wait = 0,
    evaluation: Annotated[
        str, typer.Option(metavar="with|only", help="Fetch the portal's own evaluation: beside the rows, or alone.")
    ] = "none",
    as_json: AsJson = False,
) -> None:
    """Pull the exports of a period's months from their source into <home>/exports."""
    if evaluation not in ("none", "with", "only"):
        raise ConfigurationError(
            tell("--evaluation '{evaluation}' is not known.", evaluation=evaluation),
            tell("Use with or only."),
            code="usage-wrong",
        )
    cycle = open_cycle(plan, period, source)
    if cycle.origin is None:
        raise ConfigurationError(
            tell("There is no source to pull from."),
            tell("Give --source or set KYBAOCAO_SOURCE."),
            code="source-missing",
        )
    from flows.runtime import start_log  # noqa: PLC0415  # reading commands log nothing
    from tasks.pull import Asked, bring_exports  # noqa: PLC0415  # nor do they need a network

    start_log(cycle.home, quiet=as_json)
    _reach_blocks(cycle)
    with ProgressBar(is_quiet=as_json) as bar:
        pulled = bring_exports(cycle, earlier_too=False, asked=Asked(wait * 60, evaluation), progress=bar)
    if as_json:
        print_json({"ok": True, "pulled": pulled})
        return
    show_pulled(pulled)
    print(next_text(f"kybaocao run {plan} {period}"))


def pull_first(cycles: Sequence[Cycle], *, quiet: bool, wait: float = 0) -> list[Cycle]:
    """Bring what the cycles see from their origin, year by year; return them reading it where it landed."""
    if cycles[-1].origin is None:
        return list(cycles)
    from tasks.pull import Asked, bring_exports  # noqa: PLC0415  # see pull

    _reach_blocks(cycles[-1])
    for last in {cycle.period.year: cycle for cycle in cycles}.values():  # a service is asked for a year to date
        with ProgressBar(is_quiet=quiet) as bar:
            pulled = bring_exports(last, earlier_too=True, asked=Asked(wait * 60), progress=bar)
        if not quiet:
            show_pulled(each for each in pulled if each.is_new)
    return [replace(cycle, origin=None) for cycle in cycles]


def _reach_blocks(cycle: Cycle) -> None:
    """Where a Secret block names the source: the Prefect server that holds it, the home's own if no other is named."""
    if cycle.origin and cycle.origin.startswith(BLOCK):
        from flows.runtime import prepare  # noqa: PLC0415  # starts a server

        prepare(cycle.home, checks=False)


def show_pulled(pulled: Iterable[Pulled]) -> None:
    """Which months landed, in which version, and how they differ from the one before."""
    rows = [
        (each.month, each.version, word("new" if each.is_new else "known"), each.retries, each.changes, each.folder)
        for each in pulled
    ]
    if rows:
        print_table(tell("Pulled"), ("month", "version", "state", "asked again", "changes", "folder"), rows)


class ProgressBar:
    """A line on stderr with rate and remaining time, as long as something is fetched."""

    def __init__(self, *, is_quiet: bool) -> None:
        shown = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[rate]}"))
        console = Console(file=sys.stderr)
        self._bar = Progress(*shown, TimeRemainingColumn(), console=console, transient=True, disable=is_quiet)
        self._task: TaskID | None = None

    def __enter__(self) -> "ProgressBar":
        self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._bar.stop()

    def __call__(self, unit: str, done: int, total: int) -> None:
        """Show how far it is."""
        if self._task is None:
            self._task = self._bar.add_task(word(unit), total=total, rate="")
        elif self._bar.tasks[0].finished:
            self._bar.reset(self._task)
        speed = self._bar.tasks[0].speed or 0
        self._bar.update(
            self._task, description=word(unit), completed=done, total=total, rate=f"{speed:,.0f} {word(unit)}/s"
        )


def portal(
    faults: Annotated[str, typer.Option(metavar="NAME,…", help="Faults to make; 'list' shows their names.")] = "",
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0: any free one.")] = 8766,
    source: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Exports; default <home>/exports.")] = None,
    tls: Annotated[bool, typer.Option("--tls", help="Serve https with a certificate made for practice.")] = False,
) -> None:
    """Serve exports as the sync service does, for practice: on this machine only, until interrupted.

    The account is KYBAOCAO_SOURCE_USER and KYBAOCAO_SOURCE_PASSWORD, or thuc-hanh and thuc-hanh.
    """
    from warehouse.practice.faults import FAULTS, read_faults  # noqa: PLC0415  # FastAPI takes a moment

    if faults == "list":
        rows = ((name, translated(each.says)) for name, each in FAULTS.items())
        print_table(tell("Faults"), ("name", "what the answer does"), rows)
        return
    ordered, folder = read_faults(faults), (source or home_folder() / "exports").expanduser().resolve()
    if not folder.is_dir():
        raise ConfigurationError(
            tell("There is no folder {folder}.", folder=folder),
            tell("Give --source; kybaocao demo makes exports."),
            code="source-missing",
        )
    with TemporaryDirectory(prefix="kybaocao-portal-") as room:
        from flows.practice import serve  # noqa: PLC0415  # uvicorn, too

        serve(folder, Path(room), _account(), ordered, port=port, tls=tls)


def _account() -> Credentials:
    named = environment_credentials()
    return named if named.user and named.password else Credentials("thuc-hanh", "thuc-hanh")
