"""Rows in = loaded + quarantined, once per delivered version, all of it or nothing."""

import duckdb
import pytest

from expectations.suites import suite
from tests.deliveries import UNITS, dossier
from tests.plain_cycle import check, load
from warehouse.database import warehouse
from warehouse.figures.compute import compute_period
from warehouse.figures.marts import read_figures, read_quality
from warehouse.figures.revisions import mark_published
from warehouse.intake.load import load_stage, loaded_export
from warehouse.periods import Period
from warehouse.plans.catalogue import load_plan

PLAN = load_plan("ninh-thuan-2024")


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


def rows(home, query):
    with warehouse(home) as connection:
        return connection.execute(query).fetchall()


def compute(home, period="2024-03"):
    revision = compute_period(home, PLAN, Period.parse(period), {})
    mark_published(home, revision)
    return revision


def quality(home, revision, dataset="ho_so"):
    (row,) = [row for row in read_quality(home, revision) if row["dataset"] == dataset]
    return tuple(row[name] for name in ("rows_in", "loaded", "superseded", "quarantined"))


def online(home, revision):
    (row,) = [
        row
        for row in read_figures(home, revision)
        if (row["indicator"], row["basis"], row["scope_kind"], row["unit_code"])
        == ("online_dossiers", "ytd", "unit", "H43.12")
    ][:1]
    return row["numerator"], row["denominator"]


def test_a_load_keeps_accepted_rows_and_findings_with_file_and_line(delivery, home):
    load(home, delivery().put("ho_so", [dossier(1), dossier(2, TrangThaiHoSo="99")]).export())
    assert rows(home, "select dossier_id, line_no from raw.ho_so") == [("H43.12-240301-0001", 1)]
    found = (
        "select path, line_no, rule, field, value, unit_code, record from raw.finding join raw.resource using (file_no)"
    )
    assert rows(home, found) == [
        ("ho_so.ndjson", 2, "D3", "TrangThaiHoSo", "99", "H43.12", "H43.12-240301-0002"),
    ]
    assert rows(home, "select rows_in, quarantined from raw.delivery where dataset = 'ho_so'") == [(2, 1)]


def test_loading_the_same_version_again_changes_nothing(delivery, home):
    export = delivery().export()
    assert load(home, export) == 1
    before = rows(home, "select * from raw.export, raw.ho_so, raw.delivery")
    assert load(home, export) == 1
    assert rows(home, "select * from raw.export, raw.ho_so, raw.delivery") == before


def test_a_corrected_export_is_a_new_revision_and_the_older_one_stays(delivery, home):
    first = delivery().put("ho_so", [dossier(1), dossier(2, KenhThucHien="1")]).export()
    load(home, first)
    one = compute(home)
    assert online(home, one) == (1, 2)
    corrected = delivery(created="2024-03-20T08:00:00+07:00").put("ho_so", [dossier(1), dossier(2), dossier(3)])
    assert load(home, corrected.export()) == 2
    two = compute(home)
    assert (two.revision, online(home, two), online(home, one)) == (2, (3, 3), (1, 2))


def test_a_cycle_sees_no_later_month(delivery, home):
    load(home, delivery().export())
    one = compute(home)
    load(home, delivery("2024-04").put("ho_so", [dossier(1, KenhThucHien="1", NgayCapNhat="20240410")]).export())
    assert compute_period(home, PLAN, Period.parse("2024-03"), {}) == one.__class__(
        *[*one.__dict__.values()][:5], "published"
    )
    assert online(home, compute(home, "2024-04")) == (0, 1)


def test_an_earlier_good_version_of_a_quarantined_dossier_stays_in_force(delivery, home):
    load(home, delivery("2024-03").put("ho_so", [dossier(1)]).export())
    worse = dossier(1, KenhThucHien="9", NgayCapNhat="20240410100000")
    load(home, delivery("2024-04").put("ho_so", [worse, dossier(2)]).export())
    april = compute(home, "2024-04")
    assert online(home, april) == (2, 2)
    assert quality(home, april) == (3, 2, 0, 1)


def test_ties_of_two_versions_go_to_the_later_row_and_the_later_file(delivery, home):
    many = [dossier(n) for n in range(2_000)]
    made = delivery().put(
        "ho_so", [*many, dossier(1, KenhThucHien="1"), dossier(2, KenhThucHien="1")], path="a-1.ndjson"
    )
    made.put("ho_so", [dossier(2)], path="a-2.ndjson").put("ho_so", [dossier(3, KenhThucHien="1")], path="a-10.ndjson")
    load(home, made.export())
    assert online(home, compute(home)) == (1_998, 2_000)


def test_a_version_without_a_stamp_counts_as_of_the_exports_making(delivery, home):
    load(home, delivery().put("ho_so", [dossier(1, KenhThucHien="1", NgayCapNhat=""), dossier(1)]).export())
    assert online(home, compute(home)) == (0, 1)


def test_a_load_that_fails_halfway_leaves_nothing(delivery, home):
    export = delivery().put("khai_bao", []).export()
    stage, rows_by_rule = check(home, export, gate=None)
    with pytest.raises(KeyError):
        load_stage(home, stage, {name: suite(name).rules for name in rows_by_rule if name != "khai_bao"}, rows_by_rule)
    assert rows(home, "select count(*) from raw.export") == [(0,)]
    assert rows(home, "select count(*) from raw.ho_so") == [(0,)]
    with warehouse(home) as connection:
        assert loaded_export(connection, export) is None
    assert load(home, export) == 1


def test_the_raw_rows_allow_no_version_twice(delivery, home):
    load(home, delivery().put("don_vi", UNITS).export())
    with pytest.raises(duckdb.ConstraintException), warehouse(home) as connection:
        connection.execute("insert into raw.export by name select * exclude (export_id) from raw.export")
