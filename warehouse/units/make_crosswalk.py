"""Write ``crosswalk.csv``: which commune of before 1 July 2025 went into which commune of today.

In: the package ``vietnamadminunits`` (MIT licence), of the dependency group ``units``.
Out: one row for each pair of an old and a new commune, in the provinces of :data:`PROVINCES`. A district
without communes that became a special zone (Lý Sơn) has no old commune and so no row.
Run once for each edition of the package: ``uv run --group units python -m warehouse.units.make_crosswalk``.
Source: the Standing Committee's resolutions on the arrangement of communes in 2025 (1654 to 1687/NQ-UBTVQH15).
"""

import csv
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import Any

CROSSWALK = Path(__file__).with_name("crosswalk.csv")
COLUMNS = ("old_province", "old_district", "old_code", "old_name", "new_province", "new_code", "new_name", "kind")
VALID_FROM = "2025-07-01"
PROVINCES = ("Khánh Hòa", "Quảng Ngãi", "Đồng Nai", "Lai Châu", "Phú Thọ")
"""The provinces of today that hold the areas of the project's plans."""

Pair = dict[str, str]


def pairs(folder: Path) -> list[Pair]:
    """Each pair of an old and a new commune, ordered by the codes of both.

    ``kind`` is ``whole`` (all of the old commune went there), ``part`` (some of it did) or ``kept``
    (the new commune is the old one and nothing else).
    """
    shares = json.loads((folder / "converter_2025.json").read_text("utf-8"))
    with closing(sqlite3.connect(folder / "dataset.db")) as database:
        database.row_factory = sqlite3.Row
        old = _by_key(database, "admin_units_legacy", ("provinceKey", "districtKey", "wardKey"))
        new = _by_key(database, "admin_units", ("provinceKey", "wardKey"))
    found = [*_whole(shares["DICT_PROVINCE_WARD_NO_DIVIDED"], old, new), *_parts(shares, old, new)]
    sources: dict[str, int] = {}
    for pair in found:
        sources[pair["new_code"]] = sources.get(pair["new_code"], 0) + 1
    for pair in found:
        is_alone = sources[pair["new_code"]] == 1 and pair["old_name"] == pair["new_name"]
        pair["kind"] = "kept" if pair["kind"] == "whole" and is_alone else pair["kind"]
    return sorted(found, key=lambda pair: (pair["old_code"], pair["new_code"]))


def _by_key(database: sqlite3.Connection, table: str, parts: tuple[str, ...]) -> dict[str, Any]:
    return {"_".join(row[part] or "" for part in parts): row for row in database.execute(f"select * from {table}")}


def _whole(shares: dict[str, Any], old: dict[str, Any], new: dict[str, Any]) -> Iterator[Pair]:
    for province, communes in shares.items():
        for commune, sources in communes.items():
            for source in sources:
                yield from _pair(old.get(source), new.get(f"{province}_{commune}"), "whole")


def _parts(shares: dict[str, Any], old: dict[str, Any], new: dict[str, Any]) -> Iterator[Pair]:
    for province, communes in shares["DICT_PROVINCE_WARD_DIVIDED"].items():
        for source, successors in communes.items():
            for successor in successors:
                yield from _pair(old.get(source), new.get(f"{province}_{successor['newWardKey']}"), "part")


def _pair(old: Any, new: Any, kind: str) -> Iterator[Pair]:
    if old is not None and new is not None and new["provinceShort"] in PROVINCES and old["ward"]:
        cells = (old["provinceShort"], old["district"], old["wardCode"], old["ward"])
        yield dict(zip(COLUMNS, (*cells, new["provinceShort"], new["wardCode"], new["ward"], kind), strict=True))


def main() -> None:
    """Rewrite the crosswalk from the installed package."""
    package = find_spec("vietnamadminunits")
    if package is None or not package.submodule_search_locations:
        raise SystemExit("vietnamadminunits is missing: uv run --group units python -m warehouse.units.make_crosswalk")
    with CROSSWALK.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, (*COLUMNS, "valid_from"), lineterminator="\n")
        writer.writeheader()
        found = pairs(Path(package.submodule_search_locations[0]) / "data")
        writer.writerows(pair | {"valid_from": VALID_FROM} for pair in found)


if __name__ == "__main__":
    main()
