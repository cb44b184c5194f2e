"""The warehouse file: one writer, all or nothing, and damage is told from use."""

import subprocess
import sys

import pytest

from tests.deliveries import dossier
from tests.plain_cycle import load
from warehouse.database import connect, migrate, transaction, warehouse, warehouse_path
from warehouse.errors import ConfigurationError, CycleFailed, WarehouseBusy
from warehouse.locks import writer_lock

HOLD = """
import sys
from pathlib import Path
from {room} import {what}
with {what}(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def held(tmp_path):
    """Another process that holds a home's lock or warehouse until the test ends."""
    started = []

    def hold(room, what):
        process = subprocess.Popen(
            [sys.executable, "-c", HOLD.format(room=room, what=what), str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout.readline() == "held\n"
        return process

    yield hold
    for process in started:
        process.communicate()


def test_a_second_cycle_gets_one_line_with_the_process(tmp_path, held):
    process = held("warehouse.locks", "writer_lock")
    with (
        pytest.raises(CycleFailed, match=f"Another cycle is running in .* \\(process {process.pid}\\)"),
        writer_lock(tmp_path),
    ):
        pass


def test_the_lock_of_a_killed_process_is_free(tmp_path, held):
    process = held("warehouse.locks", "writer_lock")
    process.kill()
    process.wait()
    with writer_lock(tmp_path):
        pass


def test_a_warehouse_in_use_is_told_as_such_and_may_be_tried_again(tmp_path, held):
    held("warehouse.database", "warehouse")
    with pytest.raises(WarehouseBusy, match="in use") as caught, warehouse(tmp_path):
        pass
    assert caught.value.is_transient


@pytest.mark.parametrize("damage", ["text", "header", "middle", "cut"])
def test_a_damaged_warehouse_is_told_as_damaged(tmp_path, delivery, damage):
    load(tmp_path, delivery().put("ho_so", [dossier(n) for n in range(5_000)]).export())
    path = warehouse_path(tmp_path)
    content = path.read_bytes()
    path.write_bytes(
        {
            "text": b"not a database" * 1_000,
            "header": b"\0" * 8_192 + content[8_192:],
            "middle": content[:12_288] + b"\xaa" * (len(content) - 12_288),
            "cut": content[: len(content) // 3],
        }[damage]
    )
    with pytest.raises(CycleFailed, match=r"cannot be (opened|read)") as caught, warehouse(tmp_path) as connection:
        connection.execute("select sum(hash(row)) from raw.ho_so as row").fetchall()
    assert not isinstance(caught.value, WarehouseBusy)


def test_a_warehouse_that_is_not_there_is_told_to_readers(tmp_path):
    with pytest.raises(CycleFailed, match="no warehouse"), warehouse(tmp_path, read_only=True):
        pass
    assert not warehouse_path(tmp_path).exists()


def test_a_transaction_is_all_or_nothing():
    with connect() as connection:
        connection.execute("create table kept (number integer)")
        with pytest.raises(KeyboardInterrupt), transaction(connection):
            connection.execute("insert into kept values (1)")
            raise KeyboardInterrupt
        assert connection.execute("from kept").fetchall() == []
        with transaction(connection):
            connection.execute("insert into kept values (2)")
        assert connection.execute("from kept").fetchall() == [(2,)]


def test_migrations_run_once_each_in_order():
    with connect() as connection:
        migrate(connection)
        migrate(connection)
        names = connection.execute("select name from main.migration order by rowid").fetchall()
    assert names == sorted(names)
    assert names[0] == ("0001_raw.sql",)


def test_nothing_is_ever_downloaded():
    with connect() as connection:
        settings = (
            "select current_setting('autoinstall_known_extensions'), current_setting('autoload_known_extensions')"
        )
        assert connection.execute(settings).fetchone() == (False, False)


@pytest.mark.parametrize("name", ["Báo cáo [1] 100%", "it's", "a#b"])
def test_a_home_may_have_any_name(tmp_path, delivery, great_expectations, name):
    home = tmp_path / name
    assert load(home, delivery().export(), checks=great_expectations) == 1


@pytest.mark.parametrize("name", ["a?b", "$HOME"])
def test_a_home_whose_name_has_another_meaning_is_refused(tmp_path, name):
    with pytest.raises(ConfigurationError, match="in its name"), warehouse(tmp_path / name):
        pass
