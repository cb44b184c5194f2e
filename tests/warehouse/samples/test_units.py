"""The administrative-unit lists that come with the program."""

import csv
import unicodedata
from datetime import date, timedelta
from pathlib import Path

import pytest

import warehouse
from warehouse.errors import ConfigurationError
from warehouse.periods import DISTRICTS_ENDED_ON
from warehouse.samples.sources import owner_codes, read_procedures, read_units
from warehouse.units.listed import crosswalk
from warehouse.units.names import place_name

UNITS = Path(warehouse.__file__).parent / "units"
PROVINCES = sorted(path.stem for path in UNITS.glob("H*.csv"))
COLUMNS = ["MaDonVi", "TenDonVi", "Cap", "Loai", "MaDonViCha", "TuNgay", "DenNgay", "MaDonViKeThua", "Nhan"]
KINDS = {
    "province": {"ubnd_tinh", "so_nganh"},
    "district": {"ubnd_huyen", "phong_tu_phap", "phong_chuyen_mon"},
    "commune": {"ubnd_xa"},
}


@pytest.fixture(params=PROVINCES)
def province(request):
    return request.param


@pytest.fixture
def lines(province):
    with (UNITS / f"{province}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_columns_are_those_of_the_dataset(lines):
    assert list(lines[0]) == COLUMNS


@pytest.mark.parametrize(
    ("code", "districts", "communes"), [("H43", 7, 65), ("H34", 10, 102), ("H10", 11, 111), ("H35", 8, 106)]
)
def test_each_real_province_has_its_districts_and_communes(code, districts, communes):
    kinds = [unit.kind for unit in read_units(code) if not unit.stands_for_district]
    counted = (kinds.count("ubnd_huyen"), kinds.count("phong_tu_phap"), kinds.count("ubnd_xa"))
    assert counted == (districts, districts, communes)


def test_twenty_eight_communes_of_ninh_thuan_lie_in_minority_and_mountain_areas():
    tagged = [unit for unit in read_units("H43") if "dtts_mn" in unit.tags]
    bac_ai = [unit for unit in tagged if unit.parent == "H43.32"]
    assert (len(tagged), len(bac_ai)) == (28, 9)
    assert {unit.level for unit in tagged} == {"commune"}


def test_wards_merged_in_2024_name_a_successor_beside_them():
    units = {unit.code: unit for unit in read_units("H43")}
    ended = {unit.name: units[unit.row[7]] for unit in units.values() if unit.valid_to == date(2024, 10, 31)}
    assert {name: heir.name for name, heir in ended.items()} == {
        "UBND phường Thanh Sơn": "UBND phường Phủ Hà",
        "UBND phường Mỹ Hương": "UBND phường Kinh Dinh",
        "UBND phường Tấn Tài": "UBND phường Kinh Dinh",
    }
    assert {heir.valid_to for heir in ended.values()} == {DISTRICTS_ENDED_ON - timedelta(days=1)}


def test_tam_duong_has_the_code_that_its_plan_names():
    unit = next(unit for unit in read_units("H35") if unit.code == "H35.106")
    communes = [each for each in read_units("H35") if each.parent == unit.code and each.level == "commune"]
    assert (unit.name, unit.kind, len(communes)) == ("UBND huyện Tam Đường", "ubnd_huyen", 13)


@pytest.mark.parametrize(("before", "today"), [("H35", "H35"), ("H43", "H32"), ("H34", "H48"), ("H10", "H19")])
def test_the_communes_of_before_end_in_those_of_today_as_the_crosswalk_says(before, today):
    units = {unit.code: unit for province in (today, before) for unit in read_units(province)}
    ended = [
        unit
        for unit in units.values()
        if unit.kind == "ubnd_xa" and not unit.stands_for_district and unit.code.startswith(before)
    ]
    ended = [unit for unit in ended if unit.valid_to == DISTRICTS_ENDED_ON - timedelta(days=1)]
    official = {}
    for pair in crosswalk(before):
        official.setdefault((place_name(pair["old_district"]), pair["old_name"].casefold()), set()).add(
            pair["new_name"].casefold()
        )
    for unit in ended:
        district = place_name(units[unit.parent].name)
        heirs = {area_name(units[code]).casefold() for code in unit.row[7].split(";")}
        assert heirs == official[district, area_name(unit).casefold()]
    lasting = [unit for unit in units.values() if unit.level != "province" and unit.valid_to is None]
    assert all(unit.stands_for_district for unit in lasting)
    assert len(lasting) == {"H35": 38, "H32": 65, "H48": 96, "H19": 95}[today]


def area_name(unit):
    return unit.name.removeprefix("UBND ")


def test_codes_are_unique(lines):
    codes = [line["MaDonVi"] for line in lines]
    assert len(codes) == len(set(codes))


def test_every_unit_but_the_province_hangs_on_a_unit_above_it(lines, province):
    units = {line["MaDonVi"]: line for line in lines}
    above = {"so_nganh": "ubnd_tinh", "ubnd_huyen": "ubnd_tinh"}
    for line in lines:
        is_of_today = line["Loai"] == "ubnd_xa" and line["TuNgay"] == "01/07/2025"  # two levels since then
        if line["MaDonVi"] == province:
            assert (line["Loai"], line["MaDonViCha"]) == ("ubnd_tinh", "")
        else:
            kind_above = "ubnd_tinh" if is_of_today else above.get(line["Loai"], "ubnd_huyen")
            assert units[line["MaDonViCha"]]["Loai"] == kind_above
            assert line["MaDonVi"].startswith(f"{line['MaDonViCha']}.")


def test_kinds_belong_to_their_level(lines):
    for line in lines:
        assert line["Loai"] in KINDS[line["Cap"]]


def test_names_are_composed_and_tidy(lines):
    for line in lines:
        name = line["TenDonVi"]
        assert name == unicodedata.normalize("NFC", " ".join(name.split()))
        assert name.startswith(("UBND ", "Sở ", "Phòng ", "Ban ", "Văn phòng ", "Thanh tra "))


@pytest.mark.parametrize("province", [code for code in PROVINCES if code != "H44"])  # departments of before 2025
def test_every_procedure_has_a_department_in_every_province(province):
    assert {procedure.owner for procedure in read_procedures()} == set(owner_codes(read_units(province)))


def test_procedure_codes_are_unique_and_of_a_range_of_their_own():
    codes = [procedure.code for procedure in read_procedures()]
    assert len(codes) == len(set(codes)) >= 250
    assert all(code.startswith("9.000") for code in codes)


def test_an_unknown_province_is_named_with_those_that_exist():
    with pytest.raises(ConfigurationError, match="H77") as error:
        read_units("H77")
    assert "H43" in error.value.advice
