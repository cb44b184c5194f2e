"""A lake that was tidied holds the same rows in fewer files, also for whoever was reading it meanwhile."""

import json

import pytest

from flows.cli import main
from tests.warehouse.lake.test_schema import HELD
from warehouse.database import transaction, warehouse
from warehouse.keeping import health

pytestmark = pytest.mark.many
ROWS = "select code from mart.held"


def test_small_files_become_one_and_who_reads_meanwhile_reads_on(lake, tmp_path, capsys):
    with warehouse(tmp_path) as connection:
        connection.execute("call warehouse.set_option('data_inlining_row_limit', 0)")
        for _ in range(3):
            with transaction(connection):
                connection.execute(HELD)
        with warehouse(tmp_path, read_only=True) as reader:
            assert reader.execute(ROWS).fetchall() == [("b",)] * 3
            assert main(["tidy", "--json"]) == 0
            assert reader.execute(ROWS).fetchall() == [("b",)] * 3
        assert connection.execute(ROWS).fetchall() == [("b",)] * 3
    said = json.loads(capsys.readouterr().out)
    held = "select count(*) from ducklake_list_files('warehouse', 'held', schema => 'mart')"
    with warehouse(tmp_path) as connection:
        assert connection.execute(held).fetchone() == (1,)
    assert said["after"]["files"] < said["before"]["files"]


def test_health_advises_it_when_the_files_are_many(lake, tmp_path, monkeypatch):
    def found():
        return {finding.name: finding for finding in health.look_at(tmp_path)}

    with warehouse(tmp_path) as connection:
        connection.execute("call warehouse.set_option('data_inlining_row_limit', 0)")
        connection.execute(HELD)
        connection.execute(HELD)
    assert found()["files"].state == "ok"
    monkeypatch.setattr(health, "_MANY_FILES", 2)
    assert found()["files"].state == "warning"
    assert "kybaocao tidy" in found()["files"].said


def test_the_file_of_a_home_has_nothing_to_tidy(capsys):
    assert main(["tidy"]) == 0
    assert "one file" in capsys.readouterr().out
