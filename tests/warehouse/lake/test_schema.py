"""A lake has the tables of a file, whether it was made today or brought up from an earlier version."""

import duckdb
import pytest

from warehouse import schema
from warehouse.database import connect, migrate, warehouse
from warehouse.errors import ConfigurationError, CycleFailed
from warehouse.lake.address import asked_lake
from warehouse.lake.attachment import _opened

COLUMNS = (
    "select schema_name, table_name, column_name, data_type, is_nullable from duckdb_columns() "
    "where database_name = current_database() and not internal and schema_name in ('raw', 'mart') order by all"
)


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
def test_a_lake_of_an_earlier_version_becomes_the_same(lake, tmp_path, monkeypatch, of_a_file):
    early = tmp_path / "early"
    early.mkdir()
    for script in [script for script in schema.scripts() if script.name < "0021"]:
        (early / script.name).write_bytes(script.read_bytes())
    with monkeypatch.context() as older:
        older.setattr(schema, "_MIGRATIONS", early)
        with warehouse(tmp_path) as connection:
            assert shape(connection) != of_a_file
    _opened.cache_clear()  # as another process would
    with warehouse(tmp_path) as connection:
        assert shape(connection) == of_a_file


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
