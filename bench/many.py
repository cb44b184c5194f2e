"""How long many provinces take on one shared warehouse, with one worker and with several.

Needs a PostgreSQL whose user may make databases, named as clients do: ``python -m bench.many "host=… user=…"``.
Prints seconds, the speed-up and PostgreSQL's share of the processor; nothing here is a test.
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
from functools import partial
from pathlib import Path

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
    model = write_sample_export(home / "model", "H43", MONTH, dossiers=dossiers)
    for province, plan in zip(provinces, plans, strict=True):
        (home / "plans" / plan).mkdir(parents=True)
        for file in (_SHIPPED / "plans" / "cchc-000").glob("*.*"):
            (home / "plans" / plan / file.name).write_text(file.read_text("utf-8").replace('"H00"', f'"{province}"'))
        _as_province(model, home / "exports" / province / str(MONTH), province)
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
    for plan in plans:
        run_steps(Cycle(home, home / "exports", load_plan(plan), MONTH), steps)


def time_workers(office: Path, plans: list[str], count: int, server: str, database: str) -> tuple[float, float]:
    """Seconds until so many workers have published all plans, and PostgreSQL's seconds of processor meanwhile."""
    settings = {}
    if database:
        with psycopg.connect(f"{server} dbname=postgres", autocommit=True) as connection:
            connection.execute(f"create database {database}".encode())
        rows = str(office.parent / database)
        settings = {"KYBAOCAO_WAREHOUSE": f"ducklake:postgres:{server} dbname={database}"}
        settings |= {"KYBAOCAO_WAREHOUSE_DATA": rows, "KYBAOCAO_OUTPUTS": f"{rows}-outputs"}
    homes = [shutil.copytree(office, office.parent / f"{database or 'alone'}-{number}") for number in range(count)]
    before, began = _postgres_seconds(), time.perf_counter()
    workers = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.many", server, "--work", str(home), *plans[number::count]],
            env={**os.environ, **settings, "KYBAOCAO_HOME": str(home)},
        )
        for number, home in enumerate(homes)
    ]
    if any(worker.wait() for worker in workers):
        raise SystemExit("a worker failed")
    return time.perf_counter() - began, _postgres_seconds() - before


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
    parser.add_argument("--work", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        return work(Path(options.work[0]), options.work[1:])
    folder = Path(tempfile.mkdtemp(prefix="kybaocao-bench-"))
    table = Table(title=f"{options.provinces} provinces x {options.dossiers} dossiers", title_justify="left")
    for column in ("warehouse", "workers", "seconds", "times as fast", "PostgreSQL's processor seconds"):
        table.add_column(column)
    try:
        office = folder / "office"
        os.environ["KYBAOCAO_HOME"] = str(office)
        plans = make_office(office, [f"H{65 + number}" for number in range(options.provinces)], options.dossiers)
        alone, _ = time_workers(office, plans, 1, options.server, "")
        table.add_row("file", "1", f"{alone:.1f}", "1.00", "")
        for count in (1, 2):
            seconds, postgres = time_workers(office, plans, count, options.server, f"bench_{os.getpid()}_{count}")
            table.add_row("lake", str(count), f"{seconds:.1f}", f"{alone / seconds:.2f}", f"{postgres:.1f}")
        Console().print(table)
        Console().print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
