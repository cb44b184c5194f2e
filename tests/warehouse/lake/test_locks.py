"""Across machines one loads a province and one runs a period, and a holder that dies holds nothing."""

import os
import subprocess
import sys

import psycopg
import pytest

from warehouse.database import transaction, warehouse
from warehouse.errors import CycleFailed, WarehouseAway
from warehouse.lake.locks import cycle_holder, cycle_lock, province_lock

pytestmark = pytest.mark.many
HOLD = """
import sys
from warehouse.lake.locks import cycle_lock, province_lock
with province_lock("H43"), cycle_lock("ninh-thuan-2024", "2024-03"):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def other(lake):
    """A process that loads H43 and runs its March, as on another machine."""
    command = [sys.executable, "-c", HOLD]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_a_held_province_or_period_is_refused_by_the_name_of_its_holder_and_free_when_that_is_killed(other):
    holder = f"kybaocao .* process {other.pid} \\(127.0.0.1\\)"
    for lock in (province_lock("H43"), cycle_lock("ninh-thuan-2024", "2024-03")):
        with pytest.raises(CycleFailed, match=f"is being worked on by {holder}"), lock:
            pass
    assert f"process {other.pid}" in cycle_holder("ninh-thuan-2024", "2024-03")
    with province_lock("H34"), cycle_lock("ninh-thuan-2024", "2024-04"):
        assert f"process {os.getpid()}" in cycle_holder("ninh-thuan-2024", "2024-04")
    other.kill()
    with province_lock("H43", wait_seconds=30), cycle_lock("ninh-thuan-2024", "2024-03", wait_seconds=30):
        pass
    assert cycle_holder("ninh-thuan-2024", "2024-03") is None


def test_who_lost_the_session_with_the_lock_writes_nothing_more(lake, tmp_path, postgres):
    count = "select count(*) from mart.decision"
    with warehouse(tmp_path) as connection:
        with pytest.raises(WarehouseAway), province_lock("H43"):
            with psycopg.connect(postgres.named("postgres"), autocommit=True) as admin:
                admin.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity where application_name like %s",
                    [f"%process {os.getpid()}"],
                )
            with transaction(connection):
                connection.execute("insert into mart.decision (plan_id) values ('lost')")
        assert connection.execute(count).fetchone() == (0,)
        with province_lock("H43"), transaction(connection):  # a new session, now that nothing is held
            pass
