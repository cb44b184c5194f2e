"""What is unusual waits at the gate, is visible to others, and passes once accepted for exactly these data."""

import pickle
from decimal import Decimal

import pytest

from tests.deliveries import PROCEDURES, dossier
from tests.plain_cycle import load, run
from warehouse.database import warehouse
from warehouse.errors import ConfigurationError, DataHeld
from warehouse.figures.marts import published_revision, read_decisions, read_held
from warehouse.intake.decisions import accept
from warehouse.periods import Period
from warehouse.plans.catalogue import load_plan

GATE = Decimal(5)
PLAN, MARCH = load_plan("ninh-thuan-2024"), Period.parse("2024-03")
PETITION = {"MaDonVi": "H43.12", "NgayTiepNhan": "20240110", "HanXuLy": "20240120"}


def petitions(count):
    return [PETITION | {"MaPAKN": f"PA-{number}"} for number in range(count)]


def dossiers(count):
    days = {"NgayTiepNhan": "20240102", "NgayKetThucXuLy": "20240103", "NgayTra": "", "NgayCapNhat": "20240103"}
    return [dossier(number, **days) for number in range(count)]


def catalogue(count):
    return [PROCEDURES[0] | {"MaTTHC": f"1.{number:06d}"} for number in range(count)]


@pytest.fixture
def deliver(delivery, tmp_path):
    """Loads a month with so many rows of each dataset, past the gate; ``again`` is a later correction of it."""

    def make(month, again=0, form="csv", **rows):
        created = f"{month}-{15 + again:02d}T01:20:00+07:00"
        made = delivery(month, created=created)
        for dataset, found in ({"ho_so": dossiers(10)} | rows).items():
            if found is not None:
                made.put(dataset, found, "ndjson" if dataset == "ho_so" else form)
        return load(tmp_path / "home", made.export(), gate=GATE)

    return make


def held(action):
    with pytest.raises(DataHeld) as caught:
        action()
    assert caught.value.exit_code == 3
    return caught.value.held


def test_a_quarter_of_the_usual_rows_waits_and_a_third_passes(deliver):
    for month in ("2024-01", "2024-02"):
        deliver(month, ho_so=dossiers(100))
    assert held(lambda: deliver("2024-03", ho_so=dossiers(25))) == ("rows-below-usual:ho_so",)
    deliver("2024-03", again=1, ho_so=dossiers(30))


def test_more_than_three_times_the_usual_rows_wait(deliver):
    for month in ("2024-01", "2024-02"):
        deliver(month, pakn=petitions(20))
    assert held(lambda: deliver("2024-03", pakn=petitions(61))) == ("rows-above-usual:pakn",)
    deliver("2024-03", again=1, pakn=petitions(60))


def test_one_month_before_is_no_custom(deliver):
    deliver("2024-02", ho_so=dossiers(100))
    deliver("2024-03", ho_so=dossiers(5))


def test_no_rows_and_no_file_wait_after_months_with_rows(deliver):
    deliver("2024-01", pakn=petitions(5))
    assert held(lambda: deliver("2024-02", pakn=[])) == ("no-rows:pakn",)
    assert held(lambda: deliver("2024-02", again=1)) == ("undelivered:pakn",)


def test_a_dataset_that_never_had_rows_may_be_empty(deliver):
    deliver("2024-01", pakn=[])
    deliver("2024-02")


def test_a_correction_is_held_against_the_version_that_it_replaces(deliver):
    deliver("2024-03", ho_so=dossiers(400))
    assert held(lambda: deliver("2024-03", again=1, ho_so=dossiers(3))) == ("rows-below-replaced:ho_so",)
    assert held(lambda: deliver("2024-03", again=2, ho_so=dossiers(2000))) == ("rows-above-replaced:ho_so",)
    assert deliver("2024-03", again=3, ho_so=dossiers(395)) == 2


def test_a_snapshot_is_held_against_the_one_before(deliver):
    deliver("2024-02", tthc=catalogue(180))
    assert held(lambda: deliver("2024-03", tthc=catalogue(1))) == ("rows-below-replaced:tthc",)


def test_a_file_of_no_bytes_waits_in_every_form(deliver, delivery, tmp_path):
    for form in ("ndjson", "csv", "xlsx", "csv.gz"):
        export = delivery().put_bytes(f"pakn.{form}", b"", "pakn", 0).export()
        assert held(lambda export=export: load(tmp_path / "home", export, gate=GATE)) == ("no-bytes:pakn",)


def test_what_waits_is_listed_until_it_is_accepted_and_only_for_these_data(deliver, tmp_path):
    home = tmp_path / "home"
    deliver("2024-01", ho_so=dossiers(100))
    deliver("2024-02", ho_so=dossiers(100), pakn=petitions(8))
    action = lambda again=0: deliver("2024-03", again=again, ho_so=dossiers(20))  # noqa: E731
    assert set(held(action)) == {"rows-below-usual:ho_so", "undelivered:pakn"}
    assert [(row["month"], row["rule"]) for row in read_held(home, "H43")] == [
        ("2024-03", "rows-below-usual:ho_so"),
        ("2024-03", "undelivered:pakn"),
    ]
    assert read_held(home, "H44") == []
    (accepted,) = accept(home, PLAN, MARCH, "rows-below-usual", " Trần Thị B ", "Nghỉ Tết")
    assert accepted.counts == {"rows": 20, "usual": 100}
    assert held(action) == ("undelivered:pakn",)
    accept(home, PLAN, MARCH, "undelivered:pakn", "Trần Thị B", "Không phát sinh")
    assert len(held(lambda: action(again=1))) == 2, "another delivery is not accepted by these decisions"
    assert action() == 1
    assert read_held(home, None) == []


@pytest.mark.parametrize(("rule", "name", "reason"), [("x", "B", "r"), ("no-rows", "", "r"), ("no-rows", "B", " ")])
def test_nothing_is_accepted_without_a_hold_a_name_and_a_reason(deliver, tmp_path, rule, name, reason):
    deliver("2024-01", pakn=petitions(5))
    held(lambda: deliver("2024-02", pakn=[]))
    with pytest.raises(ConfigurationError):
        accept(tmp_path / "home", PLAN, MARCH, rule, name, reason)
    with warehouse(tmp_path / "home") as connection:
        assert connection.execute("select count(*) from mart.decision").fetchone() == (0,)


@pytest.mark.slow
def test_who_accepted_too_many_rows_sent_back_stands_in_the_manifest(delivery, tmp_path):
    import json

    home, ask = tmp_path / "home", ("ninh-thuan-2024", MARCH)
    delivery().put("ho_so", [*dossiers(30), *[dossier(90 + n, TrangThaiHoSo="99") for n in range(10)]]).describe()
    assert held(lambda: run(home, tmp_path / "source", ask[0], "2024-03")) == ("rows-sent-back:ho_so",)
    accept(home, PLAN, MARCH, "rows-sent-back", "Lê Văn C", "Đã báo đơn vị sửa trong tháng sau")
    run(home, tmp_path / "source", ask[0], "2024-03")
    (decision,) = json.loads(next((home / "outputs").rglob("manifest.json")).read_text("utf-8"))["accepted"]
    assert decision["name"] == "Lê Văn C"
    assert decision["counts"] == {"rows": 40, "sent_back": 10}
    assert [row["rule"] for row in read_decisions(home, published_revision(home, *ask))] == ["rows-sent-back:ho_so"]


def test_a_hold_survives_the_way_between_processes():
    error = pickle.loads(pickle.dumps(DataHeld("a", "b", ("no-rows:pakn",))))
    assert (error.message, error.advice, error.held) == ("a", "b", ("no-rows:pakn",))
