"""How long the data steps of one month take, beside a bare DuckDB read of the same files.

Run by ``make bench``; sizes are options. Prints seconds and ratios; nothing here is a test.
"""

import argparse
import os
import resource
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from warehouse.periods import Period
from warehouse.plans.catalogue import load_plan
from warehouse.samples.export import write_sample_export

PLAN = "ninh-thuan-2024"
_STEPS: dict[str, "Took"] = {}


@dataclass(frozen=True)
class Took:
    """Seconds of a step: on the clock, and of all processors together, which a busy machine stretches less."""

    wall: float = 0.0
    cpu: float = 0.0

    def __add__(self, other: "Took") -> "Took":
        """Both one after the other."""
        return Took(self.wall + other.wall, self.cpu + other.cpu)

    def __sub__(self, other: "Took") -> "Took":
        """What is left without a part of it."""
        return Took(self.wall - other.wall, self.cpu - other.cpu)


@contextmanager
def timed(step: str) -> Iterator[None]:
    """Add the seconds of the block to a step."""
    started = Took(time.perf_counter(), time.process_time())
    yield
    _STEPS[step] = _STEPS.get(step, Took()) + Took(time.perf_counter(), time.process_time()) - started


def peak_mebibytes() -> float:
    """The largest resident size of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def bare_read(files: list[Path]) -> None:
    """Read and aggregate the dossiers' files with one query."""
    from warehouse.database import connect  # noqa: PLC0415  # its import is not the thing measured

    query = Path(__file__).with_name("bare_read.sql").read_text("utf-8")
    with connect() as connection:
        listed = ", ".join(f"'{path}'" for path in files)
        connection.execute(f"set variable files = [{listed}]")
        with timed("bare read and aggregate"):
            connection.execute(query).fetchall()


def run_data_steps(source: Path, home: Path, month: Period) -> None:
    """The cycle's data steps, one after another, without the scheduler."""
    with timed("start-up: import Great Expectations"):
        import great_expectations  # noqa: F401, PLC0415  # this import is what is timed
    from expectations.run import Checker  # noqa: PLC0415  # after the import that is timed
    from tasks.check import check_export  # noqa: PLC0415  # after the import that is timed
    from tasks.compute import compute_attainment  # noqa: PLC0415  # after the import that is timed
    from tasks.load import load_export  # noqa: PLC0415  # after the import that is timed
    from tasks.pull import pull_exports  # noqa: PLC0415  # after the import that is timed
    from tasks.request import Cycle  # noqa: PLC0415  # after the import that is timed

    class TimedChecker(Checker):
        """Great Expectations' own share of the check."""

        def check(self, *arguments: Any) -> Any:
            with timed("check: Great Expectations"):
                return super().check(*arguments)

        def build_pages(self) -> Path:
            with timed("check: Data Docs"):
                return super().build_pages()

    cycle = Cycle(home, source, load_plan(PLAN), month)
    with timed("read: verify sizes and hashes"):
        (export,) = pull_exports(cycle)
    with timed("read: typed rows, findings kept"):
        checked = check_export(cycle, export, checks=TimedChecker)
    checks = (took for step, took in _STEPS.items() if step.startswith("check:"))
    _STEPS["read: typed rows, findings kept"] -= sum(checks, Took())
    with timed("load"):
        load_export(cycle, checked)
    with timed("compute"):
        compute_attainment(cycle)


def show(dossiers: int, rows: int) -> None:
    """Print the table of steps."""
    bare = _STEPS["bare read and aggregate"]
    steps = (took for step, took in _STEPS.items() if step.split(":")[0] in ("read", "check", "load", "compute"))
    title = (
        f"{dossiers} dossiers a month ({rows} rows of gz NDJSON); {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )
    table = Table(title=title, title_justify="left")
    for column in ("step", "seconds", "x bare read", "processor seconds", "x bare read"):
        table.add_column(column, justify="left" if column == "step" else "right")
    for step, took in _STEPS.items():
        table.add_row(step, *_cells(took, bare))
    table.add_section()
    table.add_row("data steps together", *_cells(sum(steps, Took()), bare))
    console = Console()
    console.print(table)
    console.print(f"peak memory of the process: {peak_mebibytes():.0f} MiB")


def _cells(took: Took, bare: Took) -> tuple[str, ...]:
    wall, cpu = took.wall, took.cpu
    return f"{wall:.2f}", f"{wall / bare.wall:.2f}", f"{cpu:.2f}", f"{cpu / bare.cpu:.2f}"


def main() -> None:
    """Parse the sizes, make the month, measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dossiers", type=int, default=300_000)
    parser.add_argument("--keep", type=Path, help="folder for the synthetic export; kept for the next run")
    options = parser.parse_args()
    month = Period.parse("2024-03")
    home = Path(tempfile.mkdtemp(prefix="kybaocao-bench-"))
    source = options.keep or home / "exports"
    try:
        folder = write_sample_export(source, "H43", month, dossiers=options.dossiers)
        files = sorted(folder.glob("ho_so-*.ndjson.gz"))
        bare_read(files)
        run_data_steps(source, home, month)
        from warehouse.exports.descriptor import read_descriptor  # noqa: PLC0415  # see bare_read

        show(options.dossiers, sum(r.rows for r in read_descriptor(folder).of("ho_so")))
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
