"""The warehouse file: one writer, all or nothing, and damage is told from use."""

import subprocess
import sys

import duckdb
import pytest

from tests.deliveries import dossier
from tests.plain_cycle import load
from warehouse.database import beside_warehouse, connect, keeping_open, migrate, transaction, warehouse, warehouse_path
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


def can_be_opened_elsewhere(home):
    script = "import duckdb, sys; duckdb.connect(sys.argv[1])"
    tried = subprocess.run([sys.executable, "-c", script, str(warehouse_path(home))], capture_output=True, check=False)
    return tried.returncode == 0


def test_a_block_opens_the_file_at_its_first_write_keeps_it_and_lets_it_go(tmp_path):
    with keeping_open(tmp_path):
        assert can_be_opened_elsewhere(tmp_path)
        with warehouse(tmp_path) as connection:
            connection.execute("create table main.written as select 1 as one")
        assert not can_be_opened_elsewhere(tmp_path)
        with warehouse(tmp_path, read_only=True) as connection:
            assert connection.execute("from main.written").fetchall() == [(1,)]
        with beside_warehouse(tmp_path, read_only=True) as connection:
            connection.execute("create table own as from warehouse.main.written")
    assert can_be_opened_elsewhere(tmp_path)
    with warehouse(tmp_path, read_only=True) as connection:
        tables = {name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()}
    assert "written" in tables
    assert "own" not in tables


def test_what_a_block_keeps_open_and_breaks_is_opened_anew(tmp_path):
    with keeping_open(tmp_path):
        with pytest.raises(CycleFailed), warehouse(tmp_path) as connection:
            connection.execute("create table main.written as select 1 as one")
            raise duckdb.FatalException("the database has been invalidated")
        assert can_be_opened_elsewhere(tmp_path)
        with warehouse(tmp_path) as connection:
            assert connection.execute("from main.written").fetchall() == [(1,)]
