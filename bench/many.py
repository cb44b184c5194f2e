"""How long many provinces take on one shared warehouse, with one worker and with several.

Needs a PostgreSQL on this machine whose user may make databases: ``python -m bench.many "host=… user=…"``. Prints each
cycle as it ends, then seconds, the speed-up and PostgreSQL's share of the processor; nothing here is a test.
``--folder`` keeps the provinces for a next call, ``--workers 1`` and ``--workers 2`` measure one kind at a time.
"""

import argparse
import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

import psutil
import psycopg
from rich.console import Console
from rich.table import Table

import warehouse
from warehouse.exports.export import DESCRIPTOR
from warehouse.periods import Period
from warehouse.samples.export import write_sample_export

MONTH = Period.parse("2024-03")
_SHIPPED = Path(warehouse.__file__).parent


def make_office(home: Path, provinces: list[str], dossiers: int) -> list[str]:
    """Plans and exports of so many provinces that do not exist, each a copy under its own code; the plans' ids."""
    plans = [f"tinh-{province.lower()}" for province in provinces]
    if (home / "whole").exists():
        return plans
    model = write_sample_export(home / "model", "H43", MONTH, dossiers=dossiers)
    for province, plan in zip(provinces, plans, strict=True):
        (home / "plans" / plan).mkdir(parents=True)
        for file in (_SHIPPED / "plans" / "cchc-000").glob("*.*"):
            (home / "plans" / plan / file.name).write_text(file.read_text("utf-8").replace('"H00"', f'"{province}"'))
        _as_province(model, home / "exports" / province / str(MONTH), province)
    (home / "whole").touch()
    return plans


def _as_province(model: Path, folder: Path, province: str) -> None:
    """The same export without its workbooks under another province's code, with a descriptor that is true of it."""
    folder.mkdir(parents=True)
    said = json.loads((model / DESCRIPTOR).read_text("utf-8").replace("H43", province).replace("h43", province.lower()))
    said["resources"] = [each for each in said["resources"] if not each["path"].endswith(".xlsx")]
    for resource in said["resources"]:
        content = (model / resource["path"]).read_bytes()
        if resource["path"].endswith(".gz"):
            content = gzip.compress(gzip.decompress(content).replace(b"H43", province.encode()), 1, mtime=0)
        else:
            content = content.replace(b"H43", province.encode())
        (folder / resource["path"]).write_bytes(content)
        resource |= {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
    (folder / DESCRIPTOR).write_text(json.dumps(said), "utf-8")


def work(home: Path, plans: list[str]) -> None:
    """Run the cycle of each plan, one after another, without a scheduler and without PDF."""
    from tasks.render import FILES, render_reports  # noqa: PLC0415  # the worker's own start is part of what is timed
    from tasks.request import Cycle  # noqa: PLC0415  # see above
    from tasks.sequence import Steps, run_steps  # noqa: PLC0415  # as above
    from warehouse.plans.catalogue import load_plan  # noqa: PLC0415  # as above

    steps = Steps(render=partial(render_reports, names=FILES))
    for number, plan in enumerate(plans, 1):
        began = time.perf_counter()
        run_steps(Cycle(home, home / "exports", load_plan(plan), MONTH), steps)
        print(f"{home.name}: {number}/{len(plans)} {plan} {time.perf_counter() - began:.1f} s", flush=True)


@dataclass(frozen=True)
class Timed:
    """Seconds until all was published, and those of the processor that the workers and PostgreSQL used meanwhile."""

    wall: float
    workers: float
    postgres: float


def time_workers(office: Path, plans: list[str], count: int, server: str) -> Timed:
    """So many workers on a lake of their own; 0: one worker with the file in its home."""
    name = f"bench_{os.getpid()}_{count}"
    settings = _shared(server, name, office.with_name(name)) if count else {}
    homes = [shutil.copytree(office, office.with_name(f"{name}-{number}")) for number in range(count or 1)]
    before, used, began = _postgres_seconds(), _children_seconds(), time.perf_counter()
    workers = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.many", server, "--work", str(home), *plans[number :: len(homes)]],
            env={**os.environ, **settings, "KYBAOCAO_HOME": str(home)},
        )
        for number, home in enumerate(homes)
    ]
    if any([worker.wait() for worker in workers]):
        raise SystemExit("a worker failed")
    timed = Timed(time.perf_counter() - began, _children_seconds() - used, _postgres_seconds() - before)
    for home in homes:
        shutil.rmtree(home)
    return timed


def _shared(server: str, database: str, rows: Path) -> dict[str, str]:
    """The settings of a new lake, which stays when all is done."""
    with psycopg.connect(f"{server} dbname=postgres", autocommit=True) as connection:
        connection.execute(f"create database {database}".encode())
    settings = {"KYBAOCAO_WAREHOUSE": f"ducklake:postgres:{server} dbname={database}"}
    return settings | {"KYBAOCAO_WAREHOUSE_DATA": str(rows), "KYBAOCAO_OUTPUTS": f"{rows}-outputs"}


def _children_seconds() -> float:
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _postgres_seconds() -> float:
    """What all processes of PostgreSQL on this machine have used of the processor, those that ended included."""
    total = 0.0
    for process in psutil.process_iter(["name"]):
        if process.info["name"] == "postgres":
            times = process.cpu_times()
            total += times.user + times.system
            if process.ppid() == 1 or process.parent() is None or process.parent().name() != "postgres":
                total += times.children_user + times.children_system
    return total


def main() -> None:
    """Parse the sizes, make the provinces, measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("server", help="PostgreSQL without dbname, such as 'host=127.0.0.1 user=kybaocao'")
    parser.add_argument("--provinces", type=int, default=34)
    parser.add_argument("--dossiers", type=int, default=20_000)
    parser.add_argument("--workers", type=int, nargs="+", default=[0, 1, 2], help="each in turn; 0: in a file")
    parser.add_argument("--folder", type=Path, help="where the provinces are, or are made and stay")
    parser.add_argument("--work", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        return work(Path(options.work[0]), options.work[1:])
    folder = options.folder or Path(tempfile.mkdtemp(prefix="kybaocao-bench-"))
    table = Table(title=f"{options.provinces} provinces x {options.dossiers} dossiers", title_justify="left")
    for column in ("warehouse", "workers", "seconds", "times as fast", "processor seconds", "of them PostgreSQL's"):
        table.add_column(column)
    try:
        office = folder / f"office-{options.provinces}-{options.dossiers}"
        os.environ["KYBAOCAO_HOME"] = str(office)
        plans = make_office(office, [f"H{65 + number}" for number in range(options.provinces)], options.dossiers)
        first = 0.0
        for count in options.workers:
            timed = time_workers(office, plans, count, options.server)
            first, used = first or timed.wall, timed.workers + timed.postgres
            table.add_row(
                "lake" if count else "file",
                str(count or 1),
                f"{timed.wall:.1f}",
                f"{first / timed.wall:.2f}",
                f"{used:.1f}",
                f"{timed.postgres:.1f} ({timed.postgres / used:.1%})",
            )
        Console().print(table)
        Console().print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    finally:
        if not options.folder:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
