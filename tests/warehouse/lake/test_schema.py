"""A lake has the tables of a file, whether it was made today or brought up from an earlier version."""

import re
import shutil
import subprocess
import sys

import duckdb
import pytest

from warehouse import schema
from warehouse.database import connect, migrate, warehouse
from warehouse.errors import ConfigurationError, CycleFailed
from warehouse.lake.address import asked_lake
from warehouse.lake.attachment import let_go

COLUMNS = (
    "select schema_name, table_name, column_name, data_type, is_nullable from duckdb_columns() "
    "where database_name = current_database() and not internal and schema_name in ('raw', 'mart') order by all"
)
LATER = """
alter table mart.held add column is_old boolean default true;
alter table mart.held drop column counts;
alter table mart.held alter column dataset drop not null;
create table mart.later (name varchar not null, primary key (name));
create view mart.held_rule as select rule from mart.held;
"""

HELD = "insert into mart.held values ('a', 'H43', '2024-03', 'b', 'c', 'd', 'e', now()::timestamp)"
ONE_OF_TWO = """
import sys
from pathlib import Path
from warehouse.database import transaction, warehouse
print("ready", flush=True)
sys.stdin.readline()
with warehouse(Path(sys.argv[1])) as connection, transaction(connection):
    connection.execute(sys.argv[2].replace("'a'", f"'{sys.argv[1]}'"))
"""


def shape(connection):
    return connection.execute(COLUMNS).fetchall()


@pytest.fixture(scope="module")
def of_a_file():
    with connect() as file:
        migrate(file)
        return shape(file)


@pytest.mark.many
def test_a_new_lake_has_the_tables_and_views_of_a_file(lake, tmp_path, of_a_file):
    with warehouse(tmp_path) as connection:
        assert shape(connection) == of_a_file
        assert connection.execute("select count(*) from mart.attainment").fetchone() == (0,)
        with pytest.raises(duckdb.ConstraintException):
            connection.execute("insert into mart.decision (plan_id) values (null)")


@pytest.mark.many
def test_a_lake_of_an_earlier_version_becomes_the_same_and_keeps_its_rows(lake, tmp_path, monkeypatch, of_a_file):
    with warehouse(tmp_path) as connection:
        connection.execute(HELD)
    later = tmp_path / "later"
    shutil.copytree(schema.scripts()[0].parent, later)
    (later / "9000_later.sql").write_text(LATER, "utf-8")
    monkeypatch.setattr(schema, "_MIGRATIONS", later)
    let_go()  # as another process would
    with connect() as file, warehouse(tmp_path) as connection:
        migrate(file)
        assert shape(connection) == shape(file) != of_a_file
        assert connection.execute("select is_old, code from mart.held").fetchall() == [(True, "b")]
        assert connection.execute("select * from mart.held_rule").fetchall() == [("d",)]


@pytest.mark.many
def test_of_two_machines_that_meet_an_empty_postgres_at_once_one_makes_the_tables_and_both_go_on(lake, tmp_path):
    homes = [str(tmp_path / name) for name in ("first", "second")]
    command = [sys.executable, "-c", ONE_OF_TWO]
    machines = [
        subprocess.Popen([*command, home, HELD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for home in homes
    ]
    for machine in machines:
        assert machine.stdout.readline() == "ready\n"
    for machine in machines:
        machine.stdin.write("now\n")
        machine.stdin.flush()
    for machine in machines:
        machine.communicate(timeout=120)
    assert [machine.returncode for machine in machines] == [0, 0]
    with warehouse(tmp_path, read_only=True) as connection:
        applied = connection.execute("select name from main.migration order by 1").fetchall()
        written = connection.execute("select digest from mart.held order by 1").fetchall()
    assert applied == [(script.name,) for script in schema.scripts()], "each script once"
    assert written == [(home,) for home in homes]


def test_a_script_that_moves_rows_is_written_for_lakes_too():
    """Lakes hold every script up to 0160 from their beginning; later ones change their shape alone."""
    for script in schema.scripts():
        for statement in duckdb.extract_statements(script.read_text("utf-8")):
            text = re.sub(r"--.*", "", statement.query).split()
            assert script.name < "0161" or not text or text[0].lower() in ("create", "alter", "drop"), script.name
            assert script.name < "0161" or "rename" not in text, script.name


@pytest.mark.many
def test_a_lake_that_nobody_made_is_told_to_readers(lake, tmp_path):
    with pytest.raises(CycleFailed, match="no warehouse"), warehouse(tmp_path, read_only=True):
        pass


@pytest.mark.parametrize("text", ["warehouse.parquet", "ducklake:sqlite:x", "ducklake:postgres:host=h password=secret"])
def test_an_address_that_is_none_or_holds_a_password_is_refused_without_repeating_it(monkeypatch, text):
    monkeypatch.setenv("KYBAOCAO_WAREHOUSE", text)
    with pytest.raises(ConfigurationError) as caught:
        asked_lake()
    assert "secret" not in str(caught.value)
