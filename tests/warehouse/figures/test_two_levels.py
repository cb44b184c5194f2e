"""A plan of a district across 1 July 2025: whose units it counts before and after, and what its levels become."""

from collections import Counter

import pytest

from tests.plain_cycle import run
from warehouse.database import warehouse
from warehouse.periods import Period
from warehouse.samples.export import write_sample_export

PLAN, MONTHS = "tam-duong-2025", ("2025-06", "2025-07")
INSIDE = {"UBND xã Bình Lư", "UBND xã Tả Lèng", "UBND xã Bản Bo", "UBND xã Khun Há"}
PARTLY = {"UBND phường Tân Phong", "UBND xã Sin Suối Hồ"}


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    """The public table's rows of June and July 2025, and the communes that July names."""
    home = tmp_path_factory.mktemp("home")
    for month in MONTHS:
        write_sample_export(home / "exports", "H35", Period.parse(month), dossiers=1500)
        run(home, home / "exports", PLAN, month)
    with warehouse(home, read_only=True) as connection:
        names = ("mart.attainment", "mart.territory", "mart.finding", "mart.quality", "raw.ho_so")
        return {name.split(".")[1]: connection.sql(f"from {name}").df().to_dict("records") for name in names}


def of(rows, mart="attainment", **wanted):
    return [row for row in rows[mart] if all(row[name] == value for name, value in wanted.items())]


def own_units(rows):
    """The delivered codes of units of the district that was, and of those of today wholly on its land."""
    counted = {row["unit_code"] for row in rows["territory"] if row["is_counted"]}
    (area,) = {row["unit_code"] for row in of(rows, scope_kind="headline")}
    codes = {row["unit_code"] for mart in ("finding", "ho_so") for row in rows[mart]} - {None}
    return {code for code in codes if code in counted or f"{code}.".startswith(f"{area}.")}


def summed(rows):
    total = Counter()
    for row in rows:
        total[row["basis"], row["row_no"]] += 1_000_000 * int(row["numerator"]) + int(row["denominator"])
    return +total


def test_communes_wholly_inside_count_and_those_partly_inside_are_named(rows):
    assert {row["unit_name"] for row in rows["territory"] if row["is_counted"]} == INSIDE
    assert {row["unit_name"] for row in rows["territory"] if not row["is_counted"]} == PARTLY
    names = {row["unit_name"] for row in of(rows, period="2025-07", basis="ytd", scope_kind="unit")}
    assert names >= INSIDE | {"UBND xã Nùng Nàng", "Phòng Tư pháp huyện Tam Đường"}
    assert not names & {"UBND phường Tân Phong", "UBND xã Sin Suối Hồ"}


def test_a_level_that_has_ended_has_no_rows_and_its_units_carry_it(rows):
    assert {row["level"] for row in of(rows, period="2025-06", scope_kind="level")} == {"district", "commune"}
    assert {row["level"] for row in of(rows, period="2025-07", scope_kind="level")} == {"commune"}
    assert {row["level"] for row in of(rows, period="2025-07", scope_kind="unit")} == {"district", "commune"}


def test_units_sum_to_the_headline_on_both_bases(rows):
    for basis in ("as_received", "as_today"):
        counted = of(rows, period="2025-07", unit_basis=basis)
        headlines = summed(row for row in counted if row["scope_kind"] == "headline" and (row["denominator"] or 0) > 0)
        assert headlines == summed(row for row in counted if row["scope_kind"] == "unit")
        assert headlines


def test_before_the_change_nothing_has_moved(rows):
    assert {row["unit_basis"] for row in of(rows, period="2025-06")} == {"as_received"}


def test_a_district_counts_and_sends_back_the_rows_of_its_own_units(rows):
    own = own_units(rows)
    for period in MONTHS:
        found = of(rows, "finding", period=period)
        placed = [row for row in found if row["unit_name"] != "Không xác định được đơn vị"]
        assert placed and len(placed) < len(found)
        assert {row["unit_code"] for row in placed} <= own
        delivered = of(rows, "quality", period=period, dataset="ho_so", is_unplaced=False)
        accepted = sum(row["rows_in"] - row["quarantined"] for row in delivered)
        months = [number for number, month in enumerate(MONTHS, 1) if month <= period]
        assert accepted == sum(row["unit_code"] in own for row in rows["ho_so"] if row["export_id"] in months)
