"""What waits for a person can be read by a program, and a home of an older program can be read at all."""

import json
import pickle

import duckdb
import pytest

from flows.cli import _show_error, main
from tests.deliveries import dossier
from tests.plain_cycle import run
from warehouse import schema
from warehouse.database import migrate, warehouse
from warehouse.errors import DataHeld


def test_what_is_held_stands_in_the_json_of_the_refused_run(delivery, tmp_path, capsys):
    empty = [dossier(n) for n in range(1, 4)]
    delivery().put("ho_so", empty).put_bytes("pakn.ndjson", b"", "pakn", 0).describe()
    with pytest.raises(DataHeld) as refused:
        run(tmp_path / "home", tmp_path / "source", "ninh-thuan-2024", "2024-03")
    between_processes = pickle.loads(pickle.dumps(refused.value))
    assert _show_error(between_processes, as_json=True) == 3
    said = json.loads(capsys.readouterr().out)
    assert (said["held"], said["exit_code"]) == (["no-bytes:pakn"], 3)


@pytest.mark.parametrize("known", [1, 2, 6])
def test_status_reads_a_home_that_an_older_program_made(tmp_path, monkeypatch, capsys, known):
    scripts = sorted(schema._MIGRATIONS.glob("*.sql"))
    (tmp_path / "older").mkdir()
    for script in scripts[:known]:
        (tmp_path / "older" / script.name).write_bytes(script.read_bytes())
    with monkeypatch.context() as older, duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        older.setattr(schema, "_MIGRATIONS", tmp_path / "older")
        migrate(connection)
    monkeypatch.setenv("KYBAOCAO_HOME", str(tmp_path))
    assert main(["status", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["held"] == []
    with warehouse(tmp_path, read_only=True) as connection:
        assert len(connection.execute("from main.migration").fetchall()) == len(scripts)
