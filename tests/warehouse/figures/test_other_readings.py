"""Claims about what other readings of a plan would print, and about reliefs that find no unit."""

from dataclasses import replace

import pytest

from tests.deliveries import UNITS, dossier
from tests.plain_cycle import load
from warehouse.errors import ConfigurationError
from warehouse.figures.compute import compute_period
from warehouse.figures.marts import read_figures, read_report_marts
from warehouse.periods import Period
from warehouse.plans.catalogue import load_plan
from warehouse.plans.readings import with_readings

MARCH = Period.parse("2024-03")
FIGURE = ("numerator", "denominator", "value", "target", "status")
ONLINE = {"DanhSachLePhi": [{"Gia": "10000"}], "DuocThanhToanTrucTuyen": "1"}
DOSSIERS = [
    *(dossier(number, TrangThaiDongBo="1") for number in range(1, 9)),
    *(dossier(number, unit="H43.31", TrangThaiDongBo="0", **ONLINE) for number in range(11, 15)),
    *(
        dossier(number, unit="H43.31.05", **(ONLINE if number < 23 else {"DanhSachLePhi": [{"Gia": "1"}]}))
        for number in range(21, 29)
    ),
]


def deliver(delivery, home, units=UNITS):
    made = delivery().put("don_vi", units).put("ho_so", DOSSIERS)
    load(home, made.export())
    return home


def kept(home, plan):
    return read_report_marts(home, compute_period(home, plan, MARCH, {}))


def in_force(plan, ambiguity, reading):
    """The plan as the office would have it after deciding on this reading."""
    others = list(plan.ambiguities)
    others[ambiguity - 1] = others[ambiguity - 1].model_copy(update={"in_force": reading})
    return with_readings(replace(plan, ambiguities=tuple(others)))


def test_each_other_reading_shows_what_a_decision_for_it_would_print(delivery, tmp_path):
    home, plan = deliver(delivery, tmp_path / "home"), load_plan("ninh-thuan-2024")
    found = kept(home, plan)["reading"]
    shown = {(row["ambiguity"], row["reading"]) for row in found}
    assert {(1, 2), (3, 2)} <= shown
    for ambiguity, reading in sorted(shown):
        decided = {
            (row["basis"], row["row_no"], row["levels"], row["scope_kind"], row["unit_code"], row["level"]): row
            for row in read_figures(home, compute_period(home, in_force(plan, ambiguity, reading), MARCH, {}))
        }
        for row in found:
            if (row["ambiguity"], row["reading"]) == (ambiguity, reading):
                key = (row["basis"], row["row_no"], row["levels"], row["scope_kind"], row["unit_code"], row["level"])
                assert [decided[key][name] for name in FIGURE] == [row[name] for name in FIGURE]


def test_the_reading_in_force_stands_beside_the_other_as_it_is_printed(delivery, tmp_path):
    marts = kept(deliver(delivery, tmp_path / "home"), load_plan("ninh-thuan-2024"))
    printed = {
        (row["basis"], row["row_no"], row["levels"]): row
        for row in marts["attainment"]
        if row["scope_kind"] == "headline"
    }
    headlines = [row for row in marts["reading"] if row["scope_kind"] == "headline"]
    assert headlines
    for row in headlines:
        beside = printed[row["basis"], row["row_no"], row["in_force_levels"]]
        assert [row[f"in_force_{name}"] for name in FIGURE] == [beside[name] for name in FIGURE]
        assert row["changes_verdict"] == (row["status"] != beside["status"])


def test_what_other_readings_give_is_no_figure_of_the_plan(delivery, tmp_path):
    plan = load_plan("ninh-thuan-2024")
    marts = kept(deliver(delivery, tmp_path / "home"), plan)
    assert {(row["row_no"], row["levels"]) for row in marts["attainment"]} == {
        (target.row_no, target.level_set) for target in plan.targets
    }


@pytest.mark.parametrize(
    ("spelt", "tag"),
    [
        ("UBND huyện Bác\u00a0 Ái", "dtts_mn"),
        ("H. Bác Ái", "DTTS_MN"),
        ("UBND HUYỆN BÁC ÁI - Tỉnh Ninh Thuận", " Dtts_mn"),
    ],
)
def test_a_relief_finds_its_district_and_communes_however_they_are_spelt(delivery, tmp_path, spelt, tag):
    units = [
        unit | {"H43.31": {"TenDonVi": spelt}, "H43.31.05": {"Nhan": tag}}.get(unit["MaDonVi"], {}) for unit in UNITS
    ]
    marts = kept(deliver(delivery, tmp_path / "home", units), load_plan("ninh-thuan-2024"))
    targets = {
        row["row_no"]: row["target"]
        for row in marts["attainment"]
        if row["scope_kind"] == "unit" and row["row_no"] in ("2.2", "2.3")
    }
    assert targets == {"2.2": 35, "2.3": 25}


@pytest.mark.parametrize(
    ("change", "who"),
    [({"H43.31": {"TenDonVi": "UBND huyện Bác Á"}}, "Bác Ái"), ({"H43.31.05": {"Nhan": ""}}, "dtts_mn")],
)
def test_a_relief_that_finds_no_unit_stops_the_cycle(delivery, tmp_path, change, who):
    units = [unit | change.get(unit["MaDonVi"], {}) for unit in UNITS]
    with pytest.raises(ConfigurationError, match=f"for '{who}' .* finds no delivered unit") as raised:
        kept(deliver(delivery, tmp_path / "home", units), load_plan("ninh-thuan-2024"))
    assert "don_vi" in raised.value.advice
