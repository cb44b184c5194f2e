"""Shared fixtures: deliveries made from rows, stages of them, the real Great Expectations, a practice server."""

import os

import pytest

from tests import plain_cycle
from tests.deliveries import Delivery, dossier
from tests.practice_server import Practice
from warehouse.database import connect


def pytest_configure():
    """Tests compare English messages; before any import, since some texts are made when a module is."""
    os.environ["KYBAOCAO_LANG"] = "en"


def pytest_collection_modifyitems(items):
    """A test that takes a delivery in is slow. Files with slow tests come first: each file is one worker's, and no
    worker should wait for them at the end.
    """
    for item in items:
        if takes_a_delivery_in(item):
            item.add_marker(pytest.mark.slow)
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def takes_a_delivery_in(item):
    """Whether it is typed, checked and loaded for the test, which takes a second or more."""
    of_module = (getattr(value, "__module__", "") for value in vars(item.module).values())
    return not {"delivery", "staged"}.isdisjoint(item.fixturenames) or plain_cycle.__name__ in of_module


@pytest.fixture
def delivery(tmp_path):
    """A new delivery in this test's source folder; further ones by calling it with a month."""
    return lambda month="2024-03", **settings: Delivery(tmp_path / "source", month, **settings)


@pytest.fixture
def staged(tmp_path):
    """A checked stage of an export, and a way to ask it: ``staged(export)`` then ``ask(sql)``."""

    def make(export, gate=None):
        stage, _ = plain_cycle.check(tmp_path / "home", export, gate=gate)
        return stage

    return make


@pytest.fixture
def ask():
    """The rows of a query on a stage's file."""

    def rows(stage, query):
        with connect(stage.path, read_only=True) as connection:
            return connection.execute(query).fetchall()

    return rows


@pytest.fixture(scope="session")
def great_expectations():
    """Great Expectations, imported once: it takes seconds."""
    from expectations.run import Checker

    return Checker


@pytest.fixture(autouse=True, scope="session")
def office_of_its_own(tmp_path_factory):
    """A home without plans, units and decisions, so that no test reads those of whoever runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KYBAOCAO_HOME", str(tmp_path_factory.mktemp("office")))
        yield


@pytest.fixture(scope="session")
def postgres():
    """One PostgreSQL for all tests of a process; each lake has a database of its own."""
    from tests.postgres import Postgres

    server = Postgres()
    yield server
    server.stop()


@pytest.fixture
def lake(postgres, tmp_path, monkeypatch):
    """An empty shared warehouse, which everything that the test does works on."""
    monkeypatch.setenv("KYBAOCAO_WAREHOUSE", f"ducklake:postgres:{postgres.new_database()}")
    monkeypatch.setenv("KYBAOCAO_WAREHOUSE_DATA", str(tmp_path / "rows"))


@pytest.fixture(scope="session")
def shelf(tmp_path_factory):
    """The folder that the practice server serves: one month of 100 dossiers, pages of 40."""
    source = tmp_path_factory.mktemp("shelf")
    Delivery(source).put("ho_so", [dossier(number) for number in range(1, 101)]).describe(synthetic=True)
    return source


@pytest.fixture(scope="session")
def running(shelf):
    practice = Practice(shelf).wait()
    yield practice
    practice.stop()


@pytest.fixture
def practice(running):
    """The practice server without a fault."""
    running.order()
    return running
