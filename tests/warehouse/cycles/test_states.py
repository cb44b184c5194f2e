"""What status says of every period, and how each state comes about in real cycles."""

import shutil
from datetime import datetime

import pytest

from tests.deliveries import Delivery, dossier
from tests.plain_cycle import killed_after, run
from warehouse.cycles.overview import period_states
from warehouse.cycles.story import tell_story
from warehouse.database import warehouse
from warehouse.errors import DataHeld, DataRefused
from warehouse.locks import writer_lock
from warehouse.periods import VIETNAM

PLAN, MONTHS = "ninh-thuan-2024", ("2024-02", "2024-03")
APRIL_16 = datetime(2024, 4, 16, 9, tzinfo=VIETNAM)


def deliver(home, month="2024-03", rows=20, **settings):
    received = f"{month.replace('-', '')}01"
    dossiers = [
        dossier(
            MaHoSo=f"H43.12-{received[2:]}-{n:04d}",
            NgayTiepNhan=received,
            NgayHenTra=f"{received[:6]}10",
            NgayTra="",
            NgayKetThucXuLy=f"{received[:6]}08",
            NgayCapNhat=f"{received[:6]}08",
        )
        for n in range(rows)
    ]
    Delivery(home / "exports", month, **settings).put("ho_so", dossiers).describe()


def correct(home, month="2024-03"):
    deliver(home, month, rows=21, created=f"{month}-20T00:00:00+07:00")


def cycle(home, month="2024-03"):
    return run(home, home / "exports", PLAN, month)


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A home with February and March published."""
    home = tmp_path_factory.mktemp("home")
    for month in MONTHS:
        deliver(home, month)
        cycle(home, month)
    return home


@pytest.fixture
def home(published, tmp_path):
    return shutil.copytree(published, tmp_path / "home")


def states(home):
    return {each.period: each.state for each in period_states(home, PLAN, APRIL_16)}


def state(home, month="2024-03"):
    return next(each for each in period_states(home, PLAN, APRIL_16) if each.period == month)


def test_a_month_that_is_over_and_not_delivered_is_late_and_a_delivered_one_is_ready(home):
    assert states(home) == {"2024-02": "published", "2024-03": "published", "2024-04": "late"}
    deliver(home, "2024-04")
    assert (state(home, "2024-04").state, state(home, "2024-04").next) == (
        "ready",
        "kybaocao run ninh-thuan-2024 2024-04",
    )


def test_every_state_of_a_run_is_kept_with_who_and_from_what(home):
    runs = tell_story(home, PLAN, "2024-03")["runs"]
    assert [row["state"] for row in runs] == [
        "started",
        "pulled",
        "checked",
        "loaded",
        "computed",
        "rendered",
        "published",
    ]
    assert all(row["asked_by"] and row["code_version"] for row in runs)
    assert len({row["exports"] for row in runs}) == 2, "before and after the load of March"


def test_a_corrected_export_makes_every_later_period_stale_before_anything_is_run(home):
    correct(home, "2024-02")
    found = {each.period: (each.state, each.why) for each in period_states(home, PLAN, APRIL_16)}
    assert found["2024-02"] == ("stale", "changed since: the export of 2024-02 (corrected)")
    assert found["2024-03"] == ("stale", "changed since: the export of 2024-02 (corrected)")
    cycle(home, "2024-02")
    assert states(home)["2024-02"] == "published"
    assert state(home).why == "changed since: the export of 2024-02 (corrected), the report of ninh-thuan-2024 2024-02"


def test_another_text_or_plan_decision_makes_a_period_stale(home):
    text = home / "prose" / PLAN / "2024-03.md"
    text.parent.mkdir(parents=True)
    text.write_text("# Nguyên nhân\n\nĐường truyền kém.\n", "utf-8")
    assert state(home).why == "changed since: the text or template causes"
    assert states(home)["2024-02"] == "published"


def test_a_held_period_names_what_must_be_accepted_and_a_failed_one_its_step(home):
    Delivery(home / "exports", created="2024-03-20T00:00:00+07:00").put("ho_so", [dossier(1)]).describe()
    with pytest.raises(DataHeld):
        cycle(home)
    found = state(home)
    assert (found.state, found.revision) == ("held", 1)
    assert "--rule rows-below-replaced:ho_so" in found.next
    (home / "exports/H43/2024-03/ho_so.ndjson").write_bytes(b"{}\n")
    with pytest.raises(DataRefused):
        cycle(home)
    assert state(home).state == "failed"
    assert state(home).why.startswith("pull: ")
    codes = [row["code"] for row in tell_story(home, PLAN, "2024-03")["runs"] if row["code"]]
    assert codes[-2:] == ["gate-held", "export-refused"]


def test_a_killed_run_is_cut_off_and_never_running_for_ever(home):
    correct(home)
    killed_after("load", home, home / "exports", PLAN, "2024-03")
    with writer_lock(home):
        assert state(home).state == "running"
    assert (state(home).state, state(home).next) == ("cut off", "kybaocao run ninh-thuan-2024 2024-03")
    assert cycle(home).revision == 2
    assert state(home).state == "published"


def test_a_run_that_ended_before_publishing_goes_on_without_computing_again(home, monkeypatch):
    correct(home)

    def stop(step):
        if step == "compute":
            raise DataRefused("stopped", code="export-refused")

    with pytest.raises(DataRefused):
        run(home, home / "exports", PLAN, "2024-03", after=stop)
    monkeypatch.setattr("warehouse.figures.compute.run_models", None)  # computing again would fail
    assert cycle(home).revision == 2


def test_a_deleted_publication_is_noticed_and_remade_byte_for_byte_an_altered_one_is_named(home):
    folder = home / "outputs" / PLAN / "2024-03" / "r1"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    shutil.rmtree(folder)
    assert (state(home).state, state(home).next) == ("deleted", "kybaocao run ninh-thuan-2024 2024-03")
    assert not cycle(home).is_new
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    (folder / "bao-cao.docx").write_bytes(b"forged")
    assert (state(home).state, state(home).why) == ("altered", "changed since it was published: bao-cao.docx")


def test_the_story_tells_what_changed_between_revisions(home):
    correct(home)
    cycle(home)
    first, second = tell_story(home, PLAN, "2024-03")["revisions"]
    assert (first["changed_inputs"], second["changed_inputs"]) == ([], ["export of 2024-03, version 2"])
    assert second["changed_figures"] > 0
    assert second["rows_in"] > 0
    with warehouse(home, read_only=True) as connection:
        assert connection.execute("select count(*) from mart.publication").fetchone() == (3,)
