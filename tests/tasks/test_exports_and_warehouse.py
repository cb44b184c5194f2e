"""Exports and warehouse: one is made anew from the other, read again, and purged when the time to keep it is over."""

import json
import shutil
from dataclasses import replace
from datetime import datetime

import duckdb
import pytest

from expectations import suites
from flows.cli import main
from flows.keeping_commands import differences
from tasks.rebuild import rebuild
from tasks.request import Cycle
from tasks.reread import reread
from tests.deliveries import Delivery, dossier
from tests.plain_cycle import CountedByDuckDB, run
from warehouse.cycles.approval import approve
from warehouse.cycles.overview import period_states
from warehouse.database import readers_path, warehouse_path
from warehouse.errors import CycleFailed
from warehouse.intake.decisions import accept
from warehouse.keeping.purge import purge
from warehouse.periods import VIETNAM, Period
from warehouse.plans.catalogue import load_plan

PLAN, MONTHS = "ninh-thuan-2024", ("2024-02", "2024-03")
KEPT = {
    "figures": "select * from mart.figure order by all",
    "publications": "select * exclude (published_at) from mart.publication order by all",
    "inputs": "select * from mart.revision_input order by all",
    "exports": "select province, month, revision, digest from raw.export order by all",
    "findings": "select * exclude (export_id) from raw.finding order by all",
    "decisions": "select * from mart.decision order by all",
}
TOLD = (
    "select * from mart.cycle where asked_by not like '%rebuild)' order by all",
    "select revision, published_at from mart.publication order by all",
)
pytestmark = pytest.mark.slow


def deliver(home, month, online, extra=(), **settings):
    day = month.replace("-", "")
    rows = [
        dossier(n, MaHoSo=f"H43.12-{day[2:]}01-{n:04d}", KenhThucHien="2" if n < online else "1", **dates(day))
        for n in range(20)
    ]
    Delivery(home / "exports", month, **settings).put("ho_so", [*rows, *extra]).describe()


def dates(day):
    return {"NgayTiepNhan": f"{day}01", "NgayTra": "", "NgayKetThucXuLy": f"{day}05", "NgayCapNhat": f"{day}06"}


def cycle(home, month):
    return run(home, home / "exports", PLAN, month)


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """February, March, a text, an approval, then a correction of March that was accepted at the gate and published."""
    home = tmp_path_factory.mktemp("home")
    for month in MONTHS:
        deliver(home, month, online=10)
        (home / "exports/H43" / month / "ngoai-le.txt").write_text("not listed")
        cycle(home, month)
    plan, march = load_plan(PLAN), Period.parse("2024-03")
    approve(home, plan, march, "Lê Văn Bình")
    broken = [dossier(n, TrangThaiHoSo="99") for n in range(90, 95)]
    deliver(home, "2024-03", 14, broken, created="2024-03-20T00:00:00+07:00")
    with pytest.raises(Exception, match="held at the gate"):
        cycle(home, "2024-03")
    accept(home, plan, march, "rows-sent-back", "Nguyễn Văn A", "đúng như vậy")
    text = home / "prose" / PLAN / "2024-03.md"
    text.parent.mkdir(parents=True)
    text.write_text("# Nguyên nhân\n\nĐường truyền kém.\n", "utf-8")
    cycle(home, "2024-03")
    return home


@pytest.fixture
def home(published, tmp_path, monkeypatch):
    copy = shutil.copytree(published, tmp_path / "home")
    monkeypatch.setenv("KYBAOCAO_HOME", str(copy))
    monkeypatch.delenv("KYBAOCAO_SOURCE", raising=False)
    return copy


def kept(home):
    with duckdb.connect(str(warehouse_path(home)), read_only=True) as connection:
        return {name: connection.execute(query).fetchall() for name, query in KEPT.items()}


def states(home):
    return [(each.period, each.state, each.revision) for each in period_states(home, PLAN) if each.revision]


def test_a_lost_warehouse_is_made_anew_with_the_same_revisions_and_figures(home, capsys):
    before, stood = kept(home), states(home)
    (home / "share").mkdir()
    listed = f'[[recipient]]\nkind = "folder"\naddress = "{home / "share"}"\ndeliver_when = "published"\n'
    (home / "recipients.toml").write_text(listed, "utf-8")
    warehouse_path(home).unlink()
    readers_path(home).unlink()
    assert main(["rebuild", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["exports"], said["carried"], said["publications"], said["aside"]) == (3, 0, 3, None)
    named = [(each["period"], each["revision"], each["kind"]) for each in said["differences"]]
    assert set(named) == {("2024-03", 1, "text")}, "the first report of March was published before there was a text"
    after = kept(home)
    assert {name for name in KEPT if after[name] != before[name]} == {"inputs"}
    assert states(home) == stood
    assert list(differences(None, quiet=True)) == []
    assert not cycle(home, "2024-03").is_new
    assert said["unknown"] == 3, "nobody remembers whether they were handed over, so they are not again"
    assert main(["deliver", PLAN, "2024-03"]) in (0, 1)
    assert list((home / "share").iterdir()) == []


def test_a_damaged_warehouse_is_moved_aside_and_its_copy_tells_what_no_export_does(home):
    content = warehouse_path(home).read_bytes()
    damaged = content[:9000] + bytes(len(content) - 9000)
    warehouse_path(home).write_bytes(damaged)
    for gone in ("exports/H43/2024-02", "exports/.kept/H43/2024-02"):
        shutil.rmtree(home / gone)
    with duckdb.connect(str(readers_path(home)), read_only=True) as copy:
        told = [copy.execute(query).fetchall() for query in (*KEPT.values(), *TOLD)]
    made = rebuild(home)
    assert (made.exports, made.carried, made.is_same) == (2, 1, True)
    assert made.aside.read_bytes() == damaged
    page = (home / "outputs/index.html").read_text("utf-8")
    for file in (home / "outputs").glob("*/*/r*/*"):
        assert f'href="{file.relative_to(home / "outputs").as_posix()}"' in page
    with duckdb.connect(str(warehouse_path(home)), read_only=True) as anew:
        again = [anew.execute(query).fetchall() for query in (*KEPT.values(), *TOLD)]
        asked = anew.execute("select count(*) from mart.cycle where asked_by like '%rebuild)'").fetchone()
    assert again == told
    assert asked == (2,)
    assert list(differences(None, quiet=True)) == []
    for path in home.glob("*.duckdb"):
        path.unlink()
    with pytest.raises(CycleFailed, match=r"H43/2024-02, version 1, of ninh-thuan-2024 2024-02"):
        rebuild(home)
    assert not warehouse_path(home).exists()
    assert not list((home / "stage").glob("rebuild-*"))


def test_a_corrected_rule_reaches_a_loaded_month_as_a_new_version_and_a_new_revision(home, monkeypatch):
    again = Cycle(home, home / "exports", load_plan(PLAN), Period.parse("2024"))
    assert {each.state for each in reread(again, checks=CountedByDuckDB)} == {"same"}
    known = suites.suite("ho_so")
    strict = replace(known.rules[0], id="D99", severity="quarantine", predicate="record like '%-0003'")
    stricter = replace(known, rules=(*known.rules, strict))
    real = suites.suite
    for module in ("tasks.check", "tasks.load", "tasks.reread"):
        monkeypatch.setattr(f"{module}.suite", lambda name: stricter if name == "ho_so" else real(name))
    plan = replace(load_plan(PLAN), gate_percent=50)
    found = reread(replace(again, plan=plan), checks=CountedByDuckDB)
    assert [(each.month, each.version, each.state) for each in found] == [("2024-02", 2, "new"), ("2024-03", 3, "new")]
    assert all(each.state == "same" for each in reread(replace(again, plan=plan), checks=CountedByDuckDB))
    assert [each.state for each in period_states(home, PLAN) if each.revision] == ["stale", "stale"]
    assert list(differences(None, quiet=True)) == [], "what was published keeps its rows"
    assert (cycle(home, "2024-02").revision, cycle(home, "2024-03").revision) == (2, 3)
    assert (home / "outputs" / PLAN / "2024-02/r2/dinh-chinh.xlsx").is_file()
    monkeypatch.undo()


def test_files_beyond_their_time_go_only_when_nothing_needs_them_and_the_reports_stay_as_they_are(home, capsys):
    assert main(["purge", "--json"]) == 2
    assert "KYBAOCAO_KEEP_EXPORTS" in json.loads(capsys.readouterr().out)["advice"]
    deliver(home, "2024-01", online=10)  # delivered late and never loaded
    altered = home / "outputs" / PLAN / "2024-03/r1/bao-cao.xlsx"
    content = altered.read_bytes()
    altered.write_bytes(content + b" ")
    at = datetime(2026, 3, 20, tzinfo=VIETNAM)
    assert purge(home, 27, by="A", now=at) == [], "nothing is so old"
    assert {(each.month, each.state) for each in purge(home, 24, by="A", now=at)} == {
        ("2024-01", "kept"),
        ("2024-02", "kept"),
    }
    altered.write_bytes(content)
    shutil.rmtree(home / "exports/H43/2024-01")
    found = purge(home, 24, by="A", now=at)
    assert {(each.month, each.state) for each in found} == {("2024-02", "removed")}
    assert not list((home / "exports").rglob("2024-02"))
    recorded = (home / "exports/purged.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["month"] for line in recorded] == ["2024-02"] * len(found)
    assert list(differences(None, quiet=True)) == []
    assert [cycle(home, month).is_new for month in MONTHS] == [False, False], "what is published stays current"
    warehouse_path(home).unlink()
    with pytest.raises(CycleFailed, match="files of 2024-02 were purged"):
        cycle(home, "2024-03")
