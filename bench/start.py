"""How long the commands take from a cold process, and a month from nothing to its published folder.

Run by ``make bench``. Prints seconds beside the aims, with load and cores of the machine; nothing here is a test.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from warehouse.periods import Period
from warehouse.samples.export import write_sample_export

PLAN, MONTH = "ninh-thuan-2024", "2024-01"
READING = {
    "status": ("status",),
    "attainment": ("attainment", PLAN, MONTH),
    "explain": ("explain", PLAN, MONTH, "2.1"),
    "plan list": ("plan", "list"),
}
AIMS = {"first line of progress": 4.0, "month published, PDF counted apart": 20.0, "rendering, PDF counted apart": 4.0}
AIMS |= {"run with nothing to do": 2.0, **dict.fromkeys(READING, 1.5)}


def command(*arguments: str) -> list[str]:
    """A command of the program in a process of its own."""
    return [sys.executable, "-m", "flows", *arguments]


def time_run(took: dict[str, float]) -> None:
    """A whole run in a new home: when its first line came, what it waited for, when it was done."""
    started = time.perf_counter()
    seen: dict[str, float] = {}
    with subprocess.Popen(
        command("run", PLAN, MONTH), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as run:
        for line in run.stderr or ():
            seen.setdefault(_stage(line), time.perf_counter() - started)
    if run.returncode:
        raise SystemExit(f"the run ended with {run.returncode}")
    pdf = seen.get("pdf", seen["files"]) - seen["files"]
    took["first line of progress"] = seen["first"] if "first" in seen else min(seen.values())
    took["rendering, PDF counted apart"] = seen["files"] - seen["computed"]
    took["month published, PDF counted apart"] = time.perf_counter() - started - pdf


def _stage(line: str) -> str:
    """Which moment of the run a line of its progress marks."""
    for said, stage in ((".html written", "files"), (".pdf written", "pdf"), (" computed", "computed")):
        if said in line:
            return stage
    return "first"


def time_commands(took: dict[str, float], repeats: int) -> None:
    """The best of some cold starts of the commands that run nothing."""
    for name, arguments in {"run with nothing to do": ("run", PLAN, MONTH), **READING}.items():
        seconds = []
        for _ in range(repeats):
            started = time.perf_counter()
            subprocess.run(command(*arguments), check=True, capture_output=True)
            seconds.append(time.perf_counter() - started)
        took[name] = min(seconds)


def show(took: dict[str, float]) -> None:
    """Print each figure beside its aim."""
    title = f"seconds from a cold process; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    table = Table(title=title, title_justify="left")
    for column in ("what", "seconds", "aim"):
        table.add_column(column, justify="left" if column == "what" else "right")
    for name, aim in AIMS.items():
        table.add_row(name, f"{took[name]:.2f}", f"{aim:.1f}")
    console = Console()
    console.print(table)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    console.print(f"largest process of the run: {peak:.0f} MiB")


def main() -> None:
    """Make a month, run it in a new home, then start the commands on what it published."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dossiers", type=int, default=12_000)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kybaocao-bench-") as folder:
        home = Path(folder) / "home"
        write_sample_export(home / "exports", "H43", Period.parse(MONTH), dossiers=options.dossiers)
        os.environ |= {"KYBAOCAO_HOME": str(home), "COLUMNS": "200", "KYBAOCAO_LANG": "en"}
        os.environ.pop("KYBAOCAO_SOURCE", None)
        took: dict[str, float] = {}
        time_run(took)
        time_commands(took, options.repeats)
        show(took)


if __name__ == "__main__":
    main()
