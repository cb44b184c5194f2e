"""The whole cycle, run by Prefect in this process against its own test server."""

import asyncio
import json
import shutil
from pathlib import Path

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.settings import PREFECT_API_URL
from prefect.testing.utilities import prefect_test_harness
from pypdf import PdfReader

from flows.backfill import backfill
from flows.cli import main
from flows.cycle import reporting_cycle
from flows.national import as_many_as_online, national
from flows.serving import POOL
from tasks.pull import bring_exports
from tasks.request import open_cycle
from tasks.under_prefect import artifact_key, bare_title
from tests.deliveries import Delivery
from warehouse.database import warehouse
from warehouse.errors import ConfigurationError, CycleFailed, DataRefused
from warehouse.exports.export import DESCRIPTOR
from warehouse.periods import Period
from warehouse.samples.export import write_sample_export

pytestmark = pytest.mark.slow
PLAN = "ninh-thuan-2024"
NO_OFFICE = ("PATH", "")  # no LibreOffice is found there, so that no cycle waits for a PDF


@pytest.fixture(scope="module", autouse=True)
def prefect_server():
    with prefect_test_harness(server_startup_timeout=180), pytest.MonkeyPatch.context() as patch:
        patch.setenv("PREFECT_API_URL", PREFECT_API_URL.value())  # for the commands, which would start their own
        yield


def two_months(home):
    """Two published months in a new home, its exports, and what the flow returned; the second as PDF, too."""
    source = home / "exports"
    for month in ("2024-01", "2024-02"):
        write_sample_export(source, "H43", Period.parse(month), dossiers=400)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KYBAOCAO_HOME", str(home))
        with patch.context() as first:
            first.setenv(*NO_OFFICE)
            (january,) = backfill(PLAN, "2024-01", "2024-01", str(source))
        both = backfill(PLAN, "2024-01", "2024-02", str(source))
        return home, source, [january, both[1]]


@pytest.fixture(scope="module")
def in_a_file(tmp_path_factory):
    return two_months(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def on_a_lake(postgres, tmp_path_factory):
    """The same months in a home whose warehouse many machines share, and the settings that say so."""
    settings = {
        "KYBAOCAO_WAREHOUSE": f"ducklake:postgres:{postgres.new_database()}",
        "KYBAOCAO_WAREHOUSE_DATA": str(tmp_path_factory.mktemp("rows")),
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (*settings.items(), NO_OFFICE):
            patch.setenv(name, value)
        months = two_months(tmp_path_factory.mktemp("home"))
    assert not (months[0] / "warehouse.duckdb").exists()
    return months, settings


@pytest.fixture(params=["in_a_file", pytest.param("on_a_lake", marks=pytest.mark.many)])
def published(request, monkeypatch):
    """A home with two published months, its warehouse of either kind."""
    if request.param == "in_a_file":
        return request.getfixturevalue("in_a_file")
    months, settings = request.getfixturevalue("on_a_lake")
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return months


@pytest.fixture
def home_copy(in_a_file, tmp_path, monkeypatch):
    """A copy of that home which a test may change."""
    home, _, _ = in_a_file
    copy = tmp_path / "home"
    shutil.copytree(home, copy)
    monkeypatch.setenv("KYBAOCAO_HOME", str(copy))
    monkeypatch.setenv(*NO_OFFICE)
    return copy


def attainment(home: Path, sql: str) -> list[tuple]:
    with warehouse(home, read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_a_cycle_publishes_a_whole_folder_with_its_manifest(published):
    home, _, (first, second) = published
    folder = home / "outputs" / PLAN / "2024-02" / "r1"
    assert Path(second.folder) == folder
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert {entry["path"] for entry in manifest["files"]} == {p.name for p in folder.iterdir()} - {"manifest.json"}
    assert {"bao-cao.docx", "bao-cao.xlsx", "tra-lai-du-lieu.xlsx"} <= {e["path"] for e in manifest["files"]}
    assert [entry["period"] for entry in manifest["exports"]] == ["2024-01", "2024-02"]
    assert first.is_new
    assert second.is_new


def test_the_printed_report_has_four_pages_of_annexes_at_most(in_a_file):
    home, _, _ = in_a_file
    printed = home / "outputs" / PLAN / "2024-02" / "r1" / "bao-cao-day-du.pdf"
    if not printed.exists():
        pytest.skip("LibreOffice is not installed")
    pages = [page.extract_text() for page in PdfReader(printed).pages]
    annexes = next(number for number, text in enumerate(pages) if "Phụ lục I\n" in text)
    assert 0 < len(pages) - annexes <= 4


def test_every_target_is_judged_on_both_bases_at_every_scope(published):
    home, _, _ = published
    counts = attainment(
        home,
        "select basis, scope_kind, count(distinct row_no) from mart.attainment where period = '2024-02' "
        "and scope_kind in ('headline', 'level') group by all order by all",
    )
    assert counts == [(basis, scope, 24) for basis in ("period", "ytd") for scope in ("headline", "level")]


def test_rows_in_are_loaded_superseded_or_quarantined(published):
    home, _, _ = published
    unaccounted = "sum(rows_in - loaded - superseded - quarantined)"
    ((lost, delivered),) = attainment(home, f"select {unaccounted}, sum(rows_in) from mart.quality")
    assert lost == 0
    assert delivered > 0


def test_unchanged_inputs_publish_nothing_new(home_copy):
    again = reporting_cycle(PLAN, "2024-02", str(home_copy / "exports"))
    assert not again.is_new
    assert again.revision == 1
    assert [p.name for p in (home_copy / "outputs" / PLAN / "2024-02").iterdir()] == ["r1"]


def test_a_corrected_export_makes_every_later_period_stale_and_they_run_again_oldest_first(home_copy, capsys):
    old = [home_copy / "outputs" / PLAN / month / "r1" / "bao-cao.xlsx" for month in ("2024-01", "2024-02")]
    before = [file.read_bytes() for file in old]
    source = home_copy / "exports"
    shutil.rmtree(source / "H43" / "2024-01")
    descriptor = write_sample_export(source, "H43", Period.parse("2024-01"), dossiers=400, seed=7) / DESCRIPTOR
    said = json.loads(descriptor.read_text("utf-8"))
    descriptor.write_text(json.dumps(said | {"created": "2024-02-20T01:20:00+07:00"}), "utf-8")
    assert main(["run", PLAN, "--stale", "--json"]) == 0
    published = json.loads(capsys.readouterr().out)["published"]
    assert [(each["period"], each["revision"], each["is_new"]) for each in published] == [
        ("2024-01", 2, True),
        ("2024-02", 2, True),
    ]
    assert [file.read_bytes() for file in old] == before
    both = attainment(home_copy, "select distinct revision from mart.attainment where period = '2024-02' order by 1")
    assert both == [(1,), (2,)]
    assert main(["run", PLAN, "--stale", "--json"]) == 0
    assert [each["is_new"] for each in json.loads(capsys.readouterr().out)["published"]] == [False, False]


def test_the_run_of_all_provinces_goes_past_those_that_fail_and_names_them_with_no_worker_to_wait_for(
    home_copy, caplog
):
    ended = national("2024-02", at_once=2)
    assert "2 provinces at once need as many other workers, 0 are online" in caplog.text
    assert ended.pop(PLAN) == "Completed"
    assert set(ended.values()) == {"Failed"}
    page = (home_copy / "outputs" / "toan-quoc" / "2024-02" / "toan-quoc.html").read_text("utf-8")
    assert "UBND tỉnh Ninh Thuận" in page
    assert "tỉnh Kon Tum (kế hoạch kon-tum-2024): chạy không thành công" in page


def test_no_more_cycles_are_handed_out_than_there_are_workers_besides_the_one_that_hands_them_out():
    async def possible(workers: int) -> int:
        async with get_client() as client:
            await client.create_work_pool(WorkPoolCreate(name=POOL, type="process"))
            for number in range(workers):
                await client.send_worker_heartbeat(POOL, f"worker {number}", heartbeat_interval_seconds=30)
            found = await as_many_as_online(3)
            await client.delete_work_pool(POOL)
            return found

    assert [asyncio.run(possible(workers)) for workers in (1, 2, 3, 4, 5)] == [1, 1, 2, 3, 3]


def test_a_later_export_changes_no_earlier_figure(home_copy):
    source = home_copy / "exports"
    earlier = "select * from mart.attainment where period = '2024-01' and revision = 1 order by all"
    before = attainment(home_copy, earlier)
    write_sample_export(source, "H43", Period.parse("2024-03"), dossiers=400)
    reporting_cycle(PLAN, "2024-03", str(source))
    assert not reporting_cycle(PLAN, "2024-01", str(source)).is_new
    assert attainment(home_copy, earlier) == before


def test_a_file_that_differs_from_its_descriptor_stops_the_cycle(home_copy):
    export = write_sample_export(home_copy / "exports", "H43", Period.parse("2024-03"), dossiers=400)
    with (export / "pakn.ndjson").open("ab") as delivered:
        delivered.write(b"{}\n")
    with pytest.raises(DataRefused, match=r"pakn\.ndjson"):
        reporting_cycle(PLAN, "2024-03", str(home_copy / "exports"))
    assert not (home_copy / "outputs" / PLAN / "2024-03").exists()


def test_a_file_in_another_form_is_refused_in_one_line_with_its_code(home_copy, capsys):
    pretty = b'{\n  "MaPAKN": "PA1"\n}\n'
    Delivery(home_copy / "exports").put_bytes("pakn.ndjson", pretty, "pakn", 1).describe()
    assert main(["run", PLAN, "2024-03", "--json"]) == 3
    said = json.loads(capsys.readouterr().out)
    assert "pakn.ndjson: its objects go over several lines" in said["error"]
    assert "\n" not in said["error"]


def test_a_plans_folder_may_have_any_name():
    assert artifact_key("attainment-Kế hoạch_2024.b-2024-Q1") == "attainment-k-ho-ch-2024-b-2024-q1"


def test_a_second_cycle_in_the_same_home_is_told_to_wait(home_copy):
    import fcntl

    with (home_copy / "cycle.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(CycleFailed, match="Another cycle is running"):
            reporting_cycle(PLAN, "2024-02", str(home_copy / "exports"))


def test_a_busy_warehouse_is_tried_again_until_it_is_free(home_copy, tmp_path):
    """A reader holds the file while the cycle starts; the retry finds it free."""
    import subprocess
    import sys

    script = (
        "import duckdb, sys, time; c = duckdb.connect(sys.argv[1]); print('held', flush=True); time.sleep(3); c.close()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", script, str(home_copy / "warehouse.duckdb")], stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    try:
        assert not reporting_cycle(PLAN, "2024-02", str(home_copy / "exports")).is_new
    finally:
        holder.wait()


def test_an_unknown_plan_is_wrong_usage(home_copy):
    with pytest.raises(ConfigurationError, match="nowhere"):
        reporting_cycle("nowhere", "2024-02", str(home_copy / "exports"))


def test_the_check_and_the_attainment_are_shown_as_artifacts(in_a_file):
    async def keys() -> set[str]:
        async with get_client() as client:
            return {artifact.key for artifact in await client.read_artifacts()}

    assert {"check-h43-2024-01", "check-h43-2024-02", f"attainment-{PLAN}-2024-02"} <= asyncio.run(keys())


def test_the_steps_have_names_that_the_picture_of_a_run_can_write(in_a_file):
    async def names() -> list[str]:
        async with get_client() as client:
            return [run.name for run in await client.read_task_runs()]

    shown = asyncio.run(names())
    assert "Pull up to 2024-02" in shown
    assert all(name.isascii() for name in shown)
    assert bare_title("Lấy dữ liệu đến 2024-02") == "Lay du lieu den 2024-02"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["status"], 0),
        (["attainment", PLAN, "2024-02"], 0),
        (["attainment", PLAN, "2024-05"], 2),
        (["run", "nowhere", "2024-02"], 2),
        (["run", PLAN, "2024-13"], 2),
        (["run", PLAN, "2024-02", "--source", "/no/such/folder"], 2),
        (["run", PLAN, "2024-06"], 3),
        (["backfill", PLAN, "2024-02", "2024-01"], 2),
        (["no-such-command"], 2),
    ],
)
def test_a_command_ends_with_the_code_of_its_outcome(home_copy, arguments, code, capsys):
    assert main(arguments) == code
    shown = capsys.readouterr()
    assert "Traceback" not in shown.out + shown.err


@pytest.mark.parametrize("arguments", [["status"], ["attainment", PLAN, "2024-02"], ["plan", "show", PLAN]])
def test_json_is_the_only_thing_on_stdout(home_copy, arguments, capsys):
    assert main([*arguments, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)


def test_a_failure_is_json_too_when_json_was_asked_for(home_copy, capsys):
    assert main(["run", PLAN, "2024-06", "--json"]) == 3
    failure = json.loads(capsys.readouterr().out)
    assert failure["ok"] is False
    assert "2024-06" in failure["error"]


def test_a_secret_block_of_prefect_names_the_source_and_who_we_are_there(tmp_path, monkeypatch):
    from prefect.blocks.system import Secret

    monkeypatch.setenv("KYBAOCAO_HOME", str(tmp_path / "home"))
    Delivery(tmp_path / "share").describe()
    said = {"source": str(tmp_path / "share"), "user": "bo-phan", "password": "khong-in-ra"}
    Secret(value=json.dumps(said)).save("nguon-thu", overwrite=True)
    (pulled,) = bring_exports(open_cycle(PLAN, "2024-03", "prefect://nguon-thu"), earlier_too=False)
    assert pulled.folder == tmp_path / "home" / "exports" / "H43" / "2024-03"
    with pytest.raises(ConfigurationError, match="no Secret block 'nguon-khac'"):
        bring_exports(open_cycle(PLAN, "2024-03", "prefect://nguon-khac"), earlier_too=False)
