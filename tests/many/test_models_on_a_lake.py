"""Every model and query that reads the warehouse's own tables gives the rows of its cases on a lake, too.

The cases are those of ``tests/cases``. Models that read only what other models built are not among them: those
tables are in the memory of the computation, whatever the warehouse is.
"""

import re
from pathlib import Path

import pytest

from tests.test_cases import CASES, compare, create_models, fill, given_files, parameters_of, set_defaults, sql_of
from warehouse.database import migrate, warehouse
from warehouse.figures.inputs import private_database

pytestmark = pytest.mark.many


def kept_tables(case):
    """The tables of the warehouse that a case's model reads: a query's are all its own, others build their marts."""
    layer, model = Path(case).parts[:2]
    if layer == "typed":  # it reads what was delivered, in the file of a stage
        return set()
    if layer == "queries":  # also those behind the views that it names
        return set(given_files(CASES / case))
    return set(re.findall(r"\braw\.\w+", sql_of(layer, model, CASES / case)))


READERS = [
    case
    for case in sorted(str(path.parent.relative_to(CASES)) for path in CASES.rglob("expect.csv"))
    if kept_tables(case)
]


@pytest.fixture(scope="module")
def on_a_lake(postgres, tmp_path_factory):
    """A computation beside a lake without rows, a reader of the lake, and empty tables that have defaults.

    The lake writes each row into a Parquet file, as it does those of a whole month.
    """
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KYBAOCAO_WAREHOUSE", f"ducklake:postgres:{postgres.new_database()}")
        patch.setenv("KYBAOCAO_WAREHOUSE_DATA", str(home / "rows"))
        with warehouse(home) as reader:
            reader.execute("call warehouse.set_option('data_inlining_row_limit', 0)")
            with private_database(home, read_only=False) as computing:
                create_models(computing)
                computing.execute("attach ':memory:' as given")
                given = computing.cursor()
                given.execute("use given")
                migrate(given)
                for connection in (computing, given):
                    set_defaults(connection)
                yield {False: computing, True: reader}, given


@pytest.mark.parametrize("case", READERS)
def test_model(on_a_lake, case):
    connections, given = on_a_lake
    folder, (layer, model) = CASES / case, Path(case).parts[:2]
    connection, kept = connections[layer == "queries"], kept_tables(case)
    filled = {table: given if table in kept else connection for table in given_files(folder)}
    for table, path in given_files(folder).items():
        fill(filled[table], table, path)
    connection.execute("begin")
    try:
        for table in filled.keys() & kept:
            connection.execute(f"insert into warehouse.{table} by name from given.{table}")
        connection.execute(f"create temp table found as {sql_of(layer, model, folder)}", parameters_of(folder))
        difference = compare(connection, folder / "expect.csv")
    finally:
        connection.execute("rollback")
        for table, where in filled.items():
            where.execute(f"delete from {table}")
    assert not difference, difference
