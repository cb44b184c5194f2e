"""The crosswalk of communes holds what the resolutions of 2025 say of the provinces of our plans."""

import csv
from collections import Counter, defaultdict

import pytest

from warehouse.units.make_crosswalk import CROSSWALK


@pytest.fixture(scope="module")
def pairs():
    with CROSSWALK.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize(
    ("province", "successor", "before", "after"),
    [
        ("Ninh Thuận", "Khánh Hòa", 62, 24),
        ("Kon Tum", "Quảng Ngãi", 102, 40),
        ("Bình Phước", "Đồng Nai", 111, 40),
        ("Lai Châu", "Lai Châu", 106, 38),
    ],
)
def test_a_province_has_its_communes_before_and_after(pairs, province, successor, before, after):
    of_province = [pair for pair in pairs if pair["old_province"] == province]
    assert {pair["new_province"] for pair in of_province} == {successor}
    assert len({pair["old_code"] for pair in of_province}) == before
    assert len({pair["new_code"] for pair in of_province}) == after


def test_an_old_commune_went_whole_to_one_or_in_parts_to_several(pairs):
    kinds = defaultdict(list)
    for pair in pairs:
        kinds[pair["old_code"]].append(pair["kind"])
    assert all(kind in (["whole"], ["kept"]) or (set(kind) == {"part"} and len(kind) > 1) for kind in kinds.values())


def test_only_dong_hai_of_ninh_thuan_is_split(pairs):
    split = Counter(p["old_name"] for p in pairs if p["old_province"] == "Ninh Thuận" and p["kind"] == "part")
    assert split == {"Phường Đông Hải": 2}


def test_the_thirteen_communes_of_tam_duong_went_into_six(pairs):
    of_district = [pair for pair in pairs if pair["old_district"] == "Huyện Tam Đường"]
    assert len(of_district) == 13
    assert {pair["new_name"] for pair in of_district} == {
        "Phường Tân Phong",
        "Xã Bản Bo",
        "Xã Bình Lư",
        "Xã Khun Há",
        "Xã Sin Suối Hồ",
        "Xã Tả Lèng",
    }
