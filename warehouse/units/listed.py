"""The administrative units of the project and of the office, for checking and reading plans.

An office's own list of a province, ``<home>/units/<code>.csv``, stands for the project's.
"""

import csv
from pathlib import Path

from warehouse.home import home_folder

UNITS = Path(__file__).parent
PROVINCES = {
    "H10": "Bình Phước",
    "H19": "Đồng Nai",
    "H32": "Khánh Hòa",
    "H34": "Kon Tum",
    "H35": "Lai Châu",
    "H43": "Ninh Thuận",
    "H44": "Phú Thọ",
    "H48": "Quảng Ngãi",
}
"""The provinces of the crosswalk, before and after 1 July 2025, by the codes that are known."""


def province_units(province: str) -> list[dict[str, str]]:
    """The units of one province, one dict of text per unit; empty when none are listed.

    Columns: MaDonVi, TenDonVi, Cap, Loai, MaDonViCha, TuNgay, DenNgay, MaDonViKeThua, Nhan.
    """
    path = _unit_files().get(province)
    if path is None:
        return []
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def crosswalk(province: str) -> list[dict[str, str]]:
    """What became of each commune that lay in a province or lies there now; empty for one that is not known.

    Columns: old_province, old_district, old_code, old_name, new_province, new_code, new_name, kind, valid_from.
    """
    name = PROVINCES.get(province)
    with (UNITS / "crosswalk.csv").open(encoding="utf-8", newline="") as lines:
        return [pair for pair in csv.DictReader(lines) if name in (pair["old_province"], pair["new_province"])]


def has_grown(province: str) -> bool:
    """Whether communes of other provinces lie in a province since 1 July 2025."""
    name = PROVINCES.get(province)
    return any(pair["old_province"] != name for pair in crosswalk(province) if pair["new_province"] == name)


def named_area(text: str) -> dict[str, str] | None:
    """The province or district that a document's title names; the district when it names both."""
    shown = text.casefold()
    units = [unit for province in sorted(_unit_files()) for unit in province_units(province)]
    areas = [unit for kind in ("ubnd_huyen", "ubnd_tinh") for unit in units if unit["Loai"] == kind]
    return next((area for area in areas if area_name(area).casefold() in shown), None)


def area_name(unit: dict[str, str]) -> str:
    """The area that a people's committee governs: "tỉnh Lai Châu" of "UBND tỉnh Lai Châu"."""
    return unit["TenDonVi"].removeprefix("UBND ")


def _unit_files() -> dict[str, Path]:
    """The unit lists by the province's code; the office's own wins."""
    found = [*UNITS.glob("H*.csv"), *(home_folder() / "units").glob("H*.csv")]
    return {path.stem: path for path in found}
