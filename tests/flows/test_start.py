"""How a command starts and ends: what it waits for, and what is left when it is stopped."""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from flows.cli import main
from tests.deliveries import Delivery, dossier
from tests.plain_cycle import load, run
from warehouse.exports.descriptor import read_descriptor
from warehouse.locks import writer_lock
from warehouse.periods import Period
from warehouse.plans.files import plan_folder
from warehouse.samples.export import write_sample_export

PLAN, MONTH = "ninh-thuan-2024", "2024-03"


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A home with one published month, its exports delivered into it."""
    home = tmp_path_factory.mktemp("home")
    Delivery(home / "exports", MONTH).put("ho_so", [dossier(n) for n in range(20)]).describe()
    run(home, home / "exports", PLAN, MONTH)
    return home


@pytest.fixture
def home(published, tmp_path, monkeypatch):
    """A copy of that home, the one that commands see."""
    copy = shutil.copytree(published, tmp_path / "home")
    monkeypatch.setenv("KYBAOCAO_HOME", str(copy))
    monkeypatch.delenv("KYBAOCAO_SOURCE", raising=False)
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    return copy


def command(*arguments, preexec_fn=None, **settings):
    return subprocess.Popen(
        [sys.executable, "-m", "flows", *arguments],
        env=os.environ | settings | {"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": ""},  # no LibreOffice
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=preexec_fn,  # noqa: PLW1509  # the child only limits itself
    )


def servers_of(process):
    """The server processes that a command has started, as Linux lists its children."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("utf-8").split()
    return [pid for pid in children if b"flows.prefect_server" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def wait_for(condition, seconds):
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.05)
    return condition()


def correct(home):
    """Deliver the month anew, so that a run has something to do."""
    Delivery(home / "exports", MONTH, created="2024-03-20T00:00:00+07:00").put(
        "ho_so", [dossier(n) for n in range(21)]
    ).describe()


def test_a_run_with_nothing_to_do_needs_neither_prefect_nor_great_expectations(home):
    script = (
        "import sys; from flows.cli import main; code = main(sys.argv[1:]); "
        "print(sorted({'prefect', 'great_expectations', 'docx', 'matplotlib'} & set(sys.modules)), code)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script, "run", PLAN, MONTH],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "unchanged, nothing new published" in ended.stdout
    assert ended.stdout.splitlines()[-1] == "[] 0"
    assert not (home / "prefect").exists()


def test_a_second_run_is_refused_before_anything_is_started(home, capsys):
    correct(home)
    with writer_lock(home):
        assert main(["run", PLAN, MONTH]) == 1
    assert f"(process {os.getpid()})" in capsys.readouterr().err
    assert not (home / "prefect").exists()


def test_a_dead_server_is_one_line_before_anything_is_started(home, monkeypatch, capsys):
    correct(home)
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    assert main(["run", PLAN, MONTH, "--json"]) == 1
    failure = json.loads(capsys.readouterr().out)
    assert "No Prefect server answers at PREFECT_API_URL (127.0.0.1)" in failure["error"]


def test_a_backfill_with_a_gap_begins_nothing_and_one_without_skips_what_is_current(home, capsys):
    assert main(["backfill", PLAN, MONTH, "2024-04", "--json"]) == 3
    failure = json.loads(capsys.readouterr().out)
    assert ("2024-04" in failure["error"], failure["published"]) == (True, [])
    assert main(["backfill", PLAN, MONTH, MONTH, "--json"]) == 0
    assert [each["is_new"] for each in json.loads(capsys.readouterr().out)["published"]] == [False]


def test_a_plan_may_be_named_by_its_folder_and_keeps_its_id(home, capsys):
    folder = str(plan_folder(PLAN))
    assert main(["run", folder, MONTH, "--json"]) == 0
    (published,) = json.loads(capsys.readouterr().out)["published"]
    assert (published["plan_id"], published["is_new"]) == (PLAN, False)
    assert main(["attainment", folder, MONTH, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["plan_id"] == PLAN


def test_a_demo_with_other_options_in_one_home_is_refused_and_says_where_it_may_go(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("KYBAOCAO_HOME", str(tmp_path))
    load(
        tmp_path,
        read_descriptor(write_sample_export(tmp_path / "exports", "H43", Period.parse("2024-01"), dossiers=60)),
    )
    assert main(["demo", PLAN, "--months", "1", "--dossiers", "60", "--seed", "7", "--json"]) == 3
    assert "other synthetic exports need another KYBAOCAO_HOME" in json.loads(capsys.readouterr().out)["advice"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["attainment", PLAN, MONTH, "--scope", "village"],
        ["attainment", PLAN, MONTH, "--basis", "weekly"],
        ["attainment", PLAN, MONTH, "--row", "99.9"],
        ["attainment", PLAN],
        ["no-such-command"],
        ["status", "--no-such-option"],
    ],
)
def test_wrong_usage_is_one_json_document_when_json_was_asked_for(home, arguments, capsys):
    assert main([*arguments, "--json"]) == 2
    shown = capsys.readouterr()
    assert json.loads(shown.out)["exit_code"] == 2
    assert not shown.err


@pytest.mark.parametrize(
    ("setting", "value", "arguments", "code"),
    [
        ("KYBAOCAO_MEMORY", "lots", ["status"], 2),
        ("KYBAOCAO_HOME", __file__, ["status"], 2),
        ("KYBAOCAO_HOME", "/proc/nowhere", ["run", PLAN, MONTH, "--source", "{exports}"], 2),
        ("LC_ALL", "C.UTF-8", ["slips", PLAN, MONTH, "--out", __file__], 2),
    ],
)
def test_a_setting_that_cannot_be_used_is_one_line(home, monkeypatch, capsys, setting, value, arguments, code):
    monkeypatch.setenv(setting, value)
    assert main([each.format(exports=home / "exports") for each in arguments]) == code
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.slow
def test_a_killed_run_takes_its_server_with_it(home):
    correct(home)
    process = command("run", PLAN, MONTH)
    assert wait_for(lambda: servers_of(process), 60)
    (server,) = servers_of(process)
    process.kill()
    process.communicate()
    assert wait_for(lambda: not Path(f"/proc/{server}/cmdline").exists(), 15)


@pytest.mark.slow
def test_a_run_whose_server_is_lost_on_the_way_is_finished_without_it(home):
    correct(home)
    process = command("run", PLAN, MONTH, PREFECT_CLIENT_MAX_RETRIES="0")
    assert any("verified" in line for line in process.stderr)
    (server,) = servers_of(process)
    os.kill(int(server), signal.SIGKILL)
    shown, said = process.communicate(timeout=240)
    assert (process.returncode, "Traceback" in said) == (0, False), said
    assert "goes on without it" in " ".join(said.split())
    assert (home / "outputs" / PLAN / MONTH / "r2" / "manifest.json").is_file(), shown


@pytest.mark.slow
def test_a_full_disk_is_one_document_that_says_so_and_what_was_published_stays(home):
    correct(home)
    room = (home / "warehouse.duckdb").stat().st_size + 100_000
    published = home / "outputs" / PLAN / MONTH
    before = {path.name: path.read_bytes() for path in (published / "r1").iterdir()}
    limit = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (room, room))
    process = command("run", PLAN, MONTH, "--json", preexec_fn=limit)
    shown, said = process.communicate(timeout=240)
    assert process.returncode == 1
    failure = json.loads(shown)
    assert (failure["ok"], failure["published"], said) == (False, [], "")
    assert "Free space" in failure["advice"]
    assert {path.name: path.read_bytes() for path in (published / "r1").iterdir()} == before


@pytest.mark.slow
@pytest.mark.parametrize("said", ["starting Prefect", "starting Great Expectations", "verified"])
def test_ctrl_c_ends_a_run_at_once_and_leaves_nothing(home, said):
    correct(home)
    before = sorted(path.name for path in (home / "outputs" / PLAN / MONTH).iterdir())
    process = command("run", PLAN, MONTH)
    assert any(said in line for line in process.stderr)
    (server,) = servers_of(process) or [None]
    started = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, rest = process.communicate(timeout=60)
    assert time.monotonic() - started < 20  # a second on a quiet machine
    assert (process.returncode, rest.splitlines()[-1:]) == (
        130,
        ["kybaocao: stopped. What was published stays; run it again to go on."],
    )
    assert "Traceback" not in rest
    assert not list((home / "stage").glob("*"))
    assert server is None or wait_for(lambda: not Path(f"/proc/{server}/cmdline").exists(), 15)
    assert sorted(path.name for path in (home / "outputs" / PLAN / MONTH).iterdir()) == before
