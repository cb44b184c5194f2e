"""The places of an annex that can be read in more than one way, and the reading a draft takes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from warehouse.plans.annex.cells import ReadTarget, TableReading
from warehouse.plans.annex.meaning import agency_levels

_RELIEF = re.compile(r"giảm \d+(?:,\d+)?%")
_FLOOR = re.compile(r"[Tt]ối thiểu|≥|>=")
_ONE_AGENCY = ("Văn phòng UBND tỉnh", "Sở Thông tin và Truyền thông")
_BLANK_NUMBER = re.compile(r"(?:số:?|ngày|tháng)\s*(?:/|ngày|tháng|của|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Doubt:
    """One such place; it becomes an ``[[ambiguity]]`` table that somebody must decide."""

    rows: tuple[str, ...]
    says: str
    readings: tuple[str, ...]
    taken: str


def find_doubts(
    reading: TableReading, rows: list[dict[str, str]], area: dict[str, str] | None, is_district: bool
) -> list[Doubt]:
    """What the document leaves open: first the document itself, then its rows.

    Rows that leave the same thing open share one doubt.
    """
    found = [
        *_document_doubts(reading.heading, area),
        *_guidance(rows),
        *_bare_numbers(rows),
        *_assigned_twice(rows),
        *_reliefs(rows),
        *(doubt for target in reading.targets for doubt in _row_doubts(target, is_district)),
    ]
    rows_of: dict[tuple[str, tuple[str, ...], str], tuple[str, ...]] = {}
    for doubt in found:
        key = (doubt.says, doubt.readings, doubt.taken)
        rows_of[key] = (*rows_of.get(key, ()), *doubt.rows)
    return [Doubt(shared, *key) for key, shared in rows_of.items()]


def _document_doubts(heading: str, area: dict[str, str] | None) -> Iterator[Doubt]:
    source = heading[heading.find("(") :] if "(" in heading else heading
    if _BLANK_NUMBER.search(source):
        yield Doubt((), source, ("văn bản chưa ghi số hoặc ngày",), "để trống số và ngày như văn bản")
    if area is None:
        yield Doubt((), source, ("văn bản không nêu tên địa bàn",), "chưa chọn: điền province và area")


def _guidance(rows: list[dict[str, str]]) -> Iterator[Doubt]:
    without = [row for row in rows if not row["target"]]
    if without:
        readings = ("không có con số để so", "lấy con số của năm sau làm chỉ tiêu")
        yield Doubt(_numbers(without), without[0]["wording"], readings, readings[0])


def _bare_numbers(rows: list[dict[str, str]]) -> Iterator[Doubt]:
    """A number without "tối thiểu" means the same as one with it only if somebody says so."""
    bare = [row for row in rows if row["target"] and row["target"] != "100" and not _FLOOR.search(row["wording"])]
    if bare and len(bare) < sum(row["target"] not in ("", "100") for row in rows):
        readings = ("mức tối thiểu", "đúng bằng con số")
        yield Doubt(_numbers(bare), f"{bare[0]['wording']} (không ghi Tối thiểu)", readings, readings[0])


def _assigned_twice(rows: list[dict[str, str]]) -> Iterator[Doubt]:
    first: dict[tuple[str, str, str], str] = {}
    for row in rows:
        for level in filter(None, row["levels"].split("+")):
            other = first.setdefault((row["indicator"], level, row["horizon"]), row["row_no"])
            if row["indicator"] and other != row["row_no"]:
                says = f"Dòng {other} và dòng {row['row_no']} cùng giao chỉ số {row['indicator']}"
                readings = ("một chỉ số giao hai lần", "hai chỉ số khác nhau")
                yield Doubt((other, row["row_no"]), says, readings, readings[0])
                break


def _reliefs(rows: list[dict[str, str]]) -> Iterator[Doubt]:
    for row in rows:
        match = _RELIEF.search(row.get("notes", ""))
        if match:
            readings = ("giảm theo điểm phần trăm", "giảm theo tỷ lệ của chỉ tiêu")
            taken = "chưa áp dụng: thêm bảng [[relief]] và chọn cách hiểu"
            yield Doubt((row["row_no"],), row["notes"], readings, taken)


def _row_doubts(target: ReadTarget, is_district: bool) -> Iterator[Doubt]:
    rows, name = (target.row_no,), target.cells["name"].text
    implementing = target.cells["implementing"].text if "implementing" in target.cells else ""
    assigned = agency_levels(implementing, is_district)
    if target.printed_no.startswith("0"):
        yield Doubt(rows, f"Số thứ tự in là {target.printed_no}", (f"dòng {target.row_no}",), target.row_no)
    named = [level for level in agency_levels(name, is_district=False) if level not in assigned]
    if name.startswith("Đối với") and named and implementing:
        readings = ("giao cho cấp nêu ở dòng con", "giao cho cơ quan chủ trì nêu ở dòng trên")
        yield Doubt(rows, f"{name} / {implementing}", readings, readings[0])
    if implementing.startswith("Văn phòng UBND tỉnh") or implementing.startswith("Sở Thông tin và Truyền thông"):
        readings = ("chỉ cấp tỉnh, theo cơ quan chủ trì", "mọi cấp có hồ sơ")
        yield Doubt(rows, f"Cơ quan chủ trì: {implementing}", readings, readings[0])
    if "chứng thực" in name and "province" in assigned:
        readings = ("mọi cấp của cơ quan chủ trì", "chỉ cấp huyện và cấp xã, theo tên chỉ tiêu")
        yield Doubt(rows, f"{name} / {implementing}", readings, readings[0])


def _numbers(rows: list[dict[str, str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row["row_no"] for row in rows))
