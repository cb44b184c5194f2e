"""Readers and writers never wait for each other: readers have a copy of what was kept last."""

import subprocess
import sys

import duckdb
import pytest

from tests.deliveries import Delivery, dossier
from tests.plain_cycle import run
from warehouse.cycles.overview import period_states
from warehouse.database import readers_path, warehouse, warehouse_path
from warehouse.errors import DataRefused
from warehouse.locks import writer_lock

PLAN, MONTH = "ninh-thuan-2024", "2024-03"
COUNT = "select max(revision) from mart.attainment"
HOLD = """
import sys, duckdb
held = duckdb.connect(sys.argv[1], read_only=len(sys.argv) > 2)
print("open", flush=True)
sys.stdin.readline()
print(held.execute("select max(revision) from mart.attainment").fetchone()[0], flush=True)
"""


def deliver(home, rows=20, **settings):
    Delivery(home / "exports", MONTH, **settings).put("ho_so", [dossier(n) for n in range(rows)]).describe()


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    deliver(home)
    run(home, home / "exports", PLAN, MONTH)
    return home


def other_process(*arguments):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, *map(str, arguments)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "open\n"
    return process


def test_a_tool_that_keeps_the_copy_open_stops_no_cycle_and_reads_on(home):
    tool = other_process(readers_path(home), "read only")
    deliver(home, rows=21, created="2024-03-20T00:00:00+07:00")
    assert run(home, home / "exports", PLAN, MONTH).revision == 2
    assert tool.communicate("\n")[0] == "1\n", "what it opened stays as it was"
    with duckdb.connect(str(readers_path(home)), read_only=True) as newer:
        assert newer.execute(COUNT).fetchone() == (2,)


def test_status_and_figures_are_read_while_another_process_writes(home):
    writer = other_process(warehouse_path(home))
    try:
        assert [each.state for each in period_states(home, PLAN)][:1] == ["published"]
        with warehouse(home, read_only=True) as connection:
            assert connection.execute(COUNT).fetchone()
    finally:
        writer.communicate("\n")


def test_a_cycle_reads_what_it_has_just_written_and_not_the_copy(home):
    with writer_lock(home):
        with warehouse(home) as connection:
            connection.execute("create table main.just_written as select 1 as one")
        with warehouse(home, read_only=True) as connection:
            assert connection.execute("from main.just_written").fetchall() == [(1,)]


def test_readers_see_a_failure_too(home):
    (home / "exports/H43" / MONTH / "ho_so.ndjson").write_bytes(b"")
    Delivery(home / "exports", MONTH, created="2024-03-25T00:00:00+07:00").describe()
    (home / "exports/H43" / MONTH / "tthc.ndjson").write_bytes(b"cut")
    with pytest.raises(DataRefused):
        run(home, home / "exports", PLAN, MONTH)
    with duckdb.connect(str(readers_path(home)), read_only=True) as copy:
        newest = copy.execute("select state, step from mart.cycle order by reached_at desc limit 1").fetchone()
    assert newest == ("failed", "pull")
