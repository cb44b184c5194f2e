"""The administrative units that come with the project, for checking and reading plans."""

import csv
from pathlib import Path

UNITS = Path(__file__).parent


def province_units(province: str) -> list[dict[str, str]]:
    """The units of one province, one dict of text per unit; empty when none are listed.

    Columns: MaDonVi, TenDonVi, Cap, Loai, MaDonViCha, TuNgay, DenNgay, MaDonViKeThua, Nhan.
    """
    path = UNITS / f"{province}.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def named_area(text: str) -> dict[str, str] | None:
    """The province or district that a document's title names; the district when it names both."""
    shown = text.casefold()
    units = [unit for path in sorted(UNITS.glob("H*.csv")) for unit in province_units(path.stem)]
    areas = [unit for kind in ("ubnd_huyen", "ubnd_tinh") for unit in units if unit["Loai"] == kind]
    return next((area for area in areas if area_name(area).casefold() in shown), None)


def area_name(unit: dict[str, str]) -> str:
    """The area that a people's committee governs: "tỉnh Lai Châu" of "UBND tỉnh Lai Châu"."""
    return unit["TenDonVi"].removeprefix("UBND ")
