"""A plan of a province across its merger on 1 July 2025: what it counts is added up here by hand."""

import shutil
from datetime import datetime

import pytest

from flows.status_command import most_urgent
from tests.deliveries import PROCEDURES, Delivery, dossier
from tests.plain_cycle import run
from warehouse.cycles.national import national_view
from warehouse.cycles.overview import period_states
from warehouse.database import warehouse
from warehouse.errors import DataRefused
from warehouse.exports.sources import find_exports
from warehouse.periods import VIETNAM, Period
from warehouse.plans.files import PLANS

PLAN, INSIDE, OUTSIDE, OTHER_DEPARTMENT = "ninh-thuan-2025", "H32.201", "H32.202", "H32.12"
DEPARTMENT, COMMUNE, DISTRICT = "H43.12", "H43.32.10", "H43.32"
ONLINE, IN_PERSON = "2", "1"
MONTHS = ("2025-06", "2025-07")


def unit(code, name, level, kind, parent=None, until=None, heir=None, since=None):
    keys = ("MaDonVi", "TenDonVi", "Cap", "Loai", "MaDonViCha", "DenNgay", "MaDonViKeThua", "TuNgay")
    return dict(zip(keys, (code, name, level, kind, parent, until, heir, since), strict=True))


def units_of_before(until=None, province_parent=None, heirs=(None, None, None)):
    return [
        unit("H43", "UBND tỉnh Ninh Thuận", "province", "ubnd_tinh", province_parent, until, heirs[0]),
        unit(DEPARTMENT, "Sở Tư pháp", "province", "so_nganh", "H43", until, heirs[1]),
        unit(DISTRICT, "UBND huyện Bác Ái", "district", "ubnd_huyen", "H43", until),
        unit(COMMUNE, "UBND xã Phước Bình", "commune", "ubnd_xa", DISTRICT, until, heirs[2]) | {"Nhan": "dtts_mn"},
    ]


def units_of_today():
    begins = "01/07/2025"
    return [
        unit("H32", "UBND tỉnh Khánh Hòa", "province", "ubnd_tinh"),
        unit(OTHER_DEPARTMENT, "Sở Tư pháp", "province", "so_nganh", "H32"),
        unit(INSIDE, "UBND xã Bác Ái Tây", "commune", "ubnd_xa", "H32", since=begins),
        unit(OUTSIDE, "UBND phường Nha Trang", "commune", "ubnd_xa", "H32", since=begins),
        *units_of_before("30/06/2025", "H32", ("H32", OTHER_DEPARTMENT, INSIDE)),
    ]


def dossiers(code, day, channels):
    """One dossier a channel, received on a day and resolved on the next."""
    at = {"NgayTiepNhan": f"{day}080000", "NgayHenTra": f"{day}170000"}
    done = {name: f"{day}090000" for name in ("NgayTra", "NgayKetThucXuLy", "NgayCapNhat")}
    return [
        dossier(number, code, MaHoSo=f"{code}-{day[2:]}-{number:04d}", KenhThucHien=channel, **at, **done)
        for number, channel in enumerate(channels, 1)
    ]


JUNE = [
    *dossiers(DEPARTMENT, "20250602", (ONLINE, IN_PERSON)),
    *dossiers(COMMUNE, "20250602", (ONLINE, ONLINE, IN_PERSON)),
]
JULY = [
    *dossiers(DEPARTMENT, "20250620", (IN_PERSON,)),
    *dossiers(COMMUNE, "20250620", (ONLINE,)),
    *dossiers(INSIDE, "20250707", (ONLINE, ONLINE, ONLINE, IN_PERSON)),
    *dossiers(OUTSIDE, "20250707", (ONLINE,) * 10),
    *dossiers(OTHER_DEPARTMENT, "20250707", (ONLINE,) * 6),
    dossier(1, "H43.32.99", MaHoSo="H43.32.99-250620-0001"),
    dossier(1, "H32.12", MaHoSo="H32.12-250707-0099", TrangThaiHoSo="77"),
]


def deliver(source):
    """June from the old province, July from the new one, with what each had."""
    owned = [PROCEDURES[0] | {"MaCoQuan": OTHER_DEPARTMENT}]
    owned.append(owned[0] | {"MaTTHC": "1.000002", "CapThucHien": "province;commune"})
    Delivery(source, "2025-06").put("don_vi", units_of_before()).put("ho_so", JUNE).describe()
    july = Delivery(source, "2025-07", "H32").put("don_vi", units_of_today()).put("ho_so", JULY)
    july.put("tthc", owned).describe()


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home with a plan for 2025 and the two months run."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KYBAOCAO_HOME", str(home))
        folder = home / "plans" / PLAN
        folder.mkdir(parents=True)
        for name, before, after in (("plan.toml", "year = 2024", "year = 2025"), ("targets.csv", ",2024,", ",2025,")):
            text = (PLANS / "ninh-thuan-2024" / name).read_text("utf-8").replace(before, after)
            (folder / name).write_text(text.replace("gate_percent = 5\n", "gate_percent = 50\n"), "utf-8")
        deliver(home / "exports")
        for month in MONTHS:
            run(home, home / "exports", PLAN, month)
        yield home


@pytest.fixture(scope="module")
def rows(home):
    with warehouse(home, read_only=True) as connection:
        names = ("attainment", "territory", "finding", "quality", "balance", "held")
        return {name: connection.sql(f"from mart.{name}").df().to_dict("records") for name in names}


def of(rows, mart="attainment", **wanted):
    return [row for row in rows[mart] if all(row[name] == value for name, value in wanted.items())]


def online(rows, **wanted):
    """Numerator and denominator of the online dossiers, by scope."""
    found = of(rows, indicator="online_dossiers", **wanted)
    return {
        (row["scope_kind"], row["unit_code"], row["level"]): (row["numerator"], row["denominator"]) for row in found
    }


def test_before_its_end_the_province_counts_its_own_units(rows):
    counted = online(rows, period="2025-06", basis="ytd")
    assert counted["headline", "H43", "province"] == (1, 2)
    assert counted["headline", "H43", "commune"] == (2, 3)
    assert counted["level", "H43", "province"] == (1, 2)
    assert not of(rows, "territory", period="2025-06")


def test_after_its_end_it_counts_its_units_up_to_then_and_the_communes_wholly_inside(rows):
    counted = online(rows, period="2025-07", basis="ytd", unit_basis="as_received")
    assert counted["headline", "H43", "province"] == (1, 2 + 1)
    assert counted["headline", "H43", "commune"] == (2 + 1 + 3, 3 + 1 + 4)
    assert counted["unit", DEPARTMENT, "province"] == (1, 3)
    assert counted["unit", COMMUNE, "commune"] == (3, 4)
    assert counted["unit", INSIDE, "commune"] == (3, 4)
    assert not {code for _, code, _ in counted} & {OUTSIDE, OTHER_DEPARTMENT, "H32"}
    alone = online(rows, period="2025-07", basis="period", unit_basis="as_received")
    assert alone["headline", "H43", "commune"] == (1 + 3, 1 + 4)


def test_levels_that_have_ended_have_no_rows(rows):
    assert {row["level"] for row in of(rows, period="2025-07", scope_kind="level")} == {"commune"}


def test_on_the_units_of_today_the_sums_are_the_same_and_an_ended_commune_stands_at_its_successor(rows):
    received, today = (online(rows, period="2025-07", basis="ytd", unit_basis=b) for b in ("as_received", "as_today"))
    assert {key: sums for key, sums in today.items() if key[0] != "unit"} == {
        key: sums for key, sums in received.items() if key[0] != "unit"
    }
    assert today["unit", INSIDE, "commune"] == (6, 8)
    assert today["unit", DEPARTMENT, "province"] == (1, 3)  # its successor serves the whole new province
    assert ("unit", COMMUNE, "commune") not in today


def test_departments_of_the_new_province_are_named_and_left_out(rows):
    named = {row["unit_code"]: (row["level"], row["extent"], row["is_counted"]) for row in of(rows, "territory")}
    assert named == {INSIDE: ("commune", "whole", True), OTHER_DEPARTMENT: ("province", "part", False)}


def test_of_the_new_catalogue_only_what_communes_perform_is_the_plans(rows):
    def shares(period):
        found = of(rows, indicator="full_online_services", scope_kind="headline", period=period, basis="ytd")
        return {(row["numerator"], row["denominator"]) for row in found}

    assert shares("2025-06") == {(1, 1)}  # of the old province's departments
    assert shares("2025-07") == {(1, 1)}  # the other is the new province's alone


def test_rows_sent_back_are_the_plans_own_or_nobodys(rows):
    assert {row["record"] for row in of(rows, "finding", period="2025-07", severity="quarantine")} == {
        "H43.32.99-250620-0001"
    }


def test_every_row_and_record_is_accounted_for(rows):
    july = of(rows, "quality", period="2025-07", month="2025-07", dataset="ho_so")
    assert [(row["is_unplaced"], row["rows_in"], row["loaded"], row["quarantined"]) for row in july] == [
        (False, 1 + 1 + 4 + 1, 6, 1)
    ]
    (balance,) = of(rows, "balance", period="2025-07", dataset="ho_so")
    assert (balance["in_area"], balance["outside_area"]) == (5 + 6, 10 + 6)


def test_a_first_delivery_of_the_successor_is_not_held_against_the_months_of_the_old_province(rows):
    assert rows["held"] == []


def test_the_national_view_has_the_province_until_its_end(home):
    provinces = {month: {line.province for line in national_view(home, Period.parse(month)).lines} for month in MONTHS}
    assert provinces == {"2025-06": {"H43"}, "2025-07": set()}
    assert PLAN not in {each.plan_id for each in national_view(home, Period.parse("2025-08")).missing}


def test_status_knows_whose_export_a_month_waits_for(home):
    states = {
        state.period: (state.state, state.why)
        for state in period_states(home, PLAN, datetime(2025, 8, 20, tzinfo=VIETNAM))
    }
    assert states["2025-06"][0] == states["2025-07"][0] == "published"
    assert states["2025-08"] == ("late", "no export of 2025-08 was delivered")


def test_status_says_what_a_run_says_of_a_month_that_was_delivered_under_the_ended_province(home, tmp_path):
    later = shutil.copytree(home, tmp_path / "home")
    Delivery(later / "exports", "2025-08").put("don_vi", units_of_before()).put("ho_so", JUNE).describe()
    with pytest.raises(DataRefused) as refused:
        find_exports(later / "exports", "H43", Period.parse("2025-08"))

    def august():
        states = period_states(later, PLAN, datetime(2025, 8, 20, tzinfo=VIETNAM))
        return next(each for each in states if each.period == "2025-08")

    assert (august().state, august().why) == ("refused", str(refused.value))
    assert august().next == f"kybaocao run {PLAN} 2025-08"
    assert most_urgent([august()]) == august().next
    Delivery(later / "exports", "2025-08", "H32").put("don_vi", units_of_today()).put("ho_so", JULY).describe()
    assert august().state == "refused", "the successor's month is there, but a run would still refuse the other one"
    shutil.rmtree(later / "exports/H43/2025-08")
    assert august().state == "ready"


def test_an_export_delivered_under_the_ended_province_is_refused_and_never_counted(home, tmp_path):
    source = tmp_path / "exports"
    deliver(source)
    Delivery(source, "2025-08").put("don_vi", units_of_before()).put("ho_so", JUNE).describe()
    months = [(each.province, each.month) for each in find_exports(source, "H43", Period.parse("2025-07"))]
    assert months == [("H43", "2025-06"), ("H32", "2025-07")]
    with pytest.raises(DataRefused, match="since 2025-07 the exports of H43 come from H32") as refused:
        find_exports(source, "H43", Period.parse("2025-08"))
    assert "H32/2025-08" in refused.value.advice
    assert [each.month for each in find_exports(source, "H32", Period.parse("2025-07"))] == ["2025-07"]
