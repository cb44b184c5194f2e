"""Every folder of ``tests/cases`` with an ``expect.csv`` is a case: given tables in, one model's rows out.

An indicator's model lists its cases. Where its ``expect.csv`` has no column ``record``, the sums of the cases
are compared: the numerators and denominators that the marts read.

``given.<schema>.<table>.csv`` fills an input table, ``given.landing.<dataset>.ndjson`` is a delivered file
and read as such; one that stands in a folder above serves every case below it. What is not given is
null, or false, 0, empty where a table allows no null; lists are written ``a;b``. ``expect.csv`` names the
columns that are compared.
"""

import csv
import tomllib
from datetime import date, datetime
from pathlib import Path

import pytest

import warehouse
from warehouse.database import connect, migrate
from warehouse.explain.cases import choose_in_scope, list_cases
from warehouse.exports.datasets import datasets
from warehouse.exports.export import EVALUATION, Evaluation, Export, Resource
from warehouse.exports.landing import land
from warehouse.models.runner import LAYERS, create_run_tables, model_names, model_sql, run_models, set_lookups, sums_sql
from warehouse.periods import VIETNAM

CASES = Path(__file__).with_name("cases")
QUERIES = Path(warehouse.__file__).parent / "figures" / "queries"
FOLDERS = ("typed", *(layer.folder for layer in LAYERS.values()))
MODELS = sorted(f"{folder}/{name}" for folder in FOLDERS for name in model_names(folder))
DEFAULTS = {"BOOLEAN": "false", "VARCHAR": "''", "VARCHAR[]": "[]", "DATE": None, "TIMESTAMP": None}


@pytest.fixture(scope="module")
def empty():
    """Both databases with every table and no row: while computing, and once published."""
    with connect() as computing, connect() as published:
        create_computing(computing)
        migrate(published)
        for connection in (computing, published):
            connection.execute("set threads = 1")
            set_defaults(connection)
        yield {False: computing, True: published}


def create_computing(connection):
    migrate(connection)
    connection.execute("drop schema mart cascade")  # the marts of a computation have the same names
    create_models(connection)


def create_models(connection):
    """The tables of a computation, beside raw ones that are there already."""
    create_run_tables(connection)
    run_models(connection)
    list_cases(connection, "online_dossiers")
    choose_in_scope(connection)
    connection.execute(
        "create table explained.given as from explained.listed; drop view explained.listed; "
        "alter table explained.given rename to listed; create schema accepted"
    )
    for name in ("don_vi", "tthc"):
        deliver(connection, name, ())
        connection.execute(f"create table accepted.{name} as {model_sql('typed', name)}")


def set_defaults(connection):
    for schema, table, column, kind in connection.execute(
        "select schema_name, table_name, column_name, data_type from duckdb_columns() "
        "where database_name = current_database() and not internal and not is_nullable "
        "and column_default is null and schema_name <> 'main'"
    ).fetchall():
        if default := DEFAULTS.get(kind, "[]" if kind.endswith("[]") else "0"):
            connection.execute(f"alter table {schema}.{table} alter column {column} set default {default}")


@pytest.mark.parametrize("case", sorted(str(p.parent.relative_to(CASES)) for p in CASES.rglob("expect.csv")))
def test_model(empty, case, tmp_path):
    folder = CASES / case
    layer, model = Path(case).parts[:2]
    connection = empty[layer == "queries"]
    sql = sql_of(layer, model, folder)
    connection.execute("begin")
    try:
        for table, path in given_files(folder).items():
            if path.suffix in (".ndjson", ".json"):
                deliver(connection, table.removeprefix("landing."), (path,), tmp_path)
            else:
                fill(connection, table, path)
        if layer == "typed":
            set_lookups(connection)
        connection.execute(f"create temp table found as {sql}", parameters_of(folder))
        difference = compare(connection, folder / "expect.csv")
    finally:
        connection.execute("rollback")
    assert not difference, difference


def sql_of(layer, model, folder):
    if layer == "queries":
        return (QUERIES / f"{model}.sql").read_text("utf-8")
    listed = "record" in (folder / "expect.csv").read_text("utf-8").splitlines()[0].split(",")
    return sums_sql(model) if layer == "indicators" and not listed else model_sql(layer, model)


@pytest.mark.parametrize("model", MODELS)
def test_every_model_has_cases(model):
    """An indicator has a plain case, an empty one and an edge of its definition."""
    least = 3 if model.startswith("indicators/") else 1
    assert len(list((CASES / model).glob("*/expect.csv"))) >= least


def test_every_case_stands_under_a_model():
    written = {"/".join(path.relative_to(CASES).parts[:2]) for path in CASES.rglob("expect.csv")}
    assert written <= {*MODELS, *(f"queries/{path.stem}" for path in QUERIES.glob("*.sql"))}


def given_files(folder):
    """The input tables of a case; a file nearer to the case stands for the same table further up."""
    levels = [level for level in reversed([folder, *folder.parents]) if level.is_relative_to(CASES)]
    return {path.stem.removeprefix("given."): path for level in levels for path in sorted(level.glob("given.*"))}


def parameters_of(folder):
    path = folder / "parameters.toml"
    return tomllib.loads(path.read_text("utf-8")) if path.exists() else {}


def deliver(connection, dataset, paths, workspace=None):
    """``landing.<dataset>`` as the reader makes it of delivered files."""
    march = Evaluation("dossier-digitized", "month", 2024, 3) if dataset == EVALUATION else None
    resources = tuple(
        Resource(number, str(path), dataset, path.stat().st_size, "", 0, None, march)
        for number, path in enumerate(paths, start=1)
    )
    day = date(2024, 3, 14)
    export = Export(CASES, "H43", "2024-03", datetime(2024, 3, 15, tzinfo=VIETNAM), day, day, True, resources)
    rows = " union all ".join(land(connection, export, datasets()[dataset], workspace))
    connection.execute(f"create schema if not exists landing; create or replace view landing.{dataset} as {rows}")


def fill(connection, table, path):
    types = {row[0]: row[1] for row in connection.execute(f"describe {table}").fetchall()}
    for row in read_rows(path):
        values = {
            column: text.split(";") if types[column].endswith("[]") else text for column, text in row.items() if text
        }
        names = ", ".join(f'"{column}"' for column in values)
        casts = ", ".join(f"cast(? as {types[column]})" for column in values)
        insert = f"({names}) values ({casts})" if values else "default values"
        connection.execute(f"insert into {table} {insert}", list(values.values()))


def read_rows(path):
    rows = list(csv.DictReader(path.read_text("utf-8").splitlines(), strict=True))
    assert not any(None in row or None in row.values() for row in rows), f"a ragged row in {path}"
    return rows


def compare(connection, path):
    """The rows that are missing and the rows that are too many, or nothing."""
    columns = path.read_text("utf-8").splitlines()[0]
    connection.execute(f"create temp table expected as select {columns} from found limit 0")
    fill(connection, "expected", path)
    missing = connection.execute(f"from expected except all select {columns} from found").fetchall()
    extra = connection.execute(f"select {columns} from found except all from expected").fetchall()
    return as_text("missing", columns, missing) + as_text("too many", columns, extra)


def as_text(title, columns, rows):
    lines = [" | ".join("" if value is None else str(value) for value in row) for row in sorted(rows, key=repr)]
    return "\n".join([f"\n{title}:", columns.replace(",", " | "), *lines]) if rows else ""
