"""The places of an annex that can be read in more than one way, and the reading a draft takes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from warehouse.plans.annex.cells import ReadTarget, TableReading
from warehouse.plans.annex.levels import (
    RowWords,
    kept_levels,
    measured_levels,
    named_levels,
    names_places,
    rule_levels,
)
from warehouse.plans.annex.meaning import row_words

_RELIEF = re.compile(r"giảm \d+(?:,\d+)?%")
_FLOOR = re.compile(r"[Tt]ối thiểu|≥|>=")
_DEPARTMENT = re.compile(r"\bsở\b")
_BLANK_NUMBER = re.compile(r"(?:số:?|ngày|tháng)\s*(?:/|ngày|tháng|của|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Doubt:
    """One such place; it becomes an ``[[ambiguity]]`` table that somebody must decide.

    ``levels`` are those that each reading sets, where the readings differ in nothing else.
    """

    rows: tuple[str, ...]
    says: str
    readings: tuple[str, ...]
    taken: str
    levels: tuple[tuple[str, ...], ...] = ()

    @property
    def sets(self) -> list[list[dict[str, Any]]]:
        """What each reading sets, as a plan writes it."""
        if not self.levels:
            return [[] for _ in self.readings]
        return [[{"rows": list(self.rows), "levels": "+".join(levels)}] for levels in self.levels]


def find_doubts(
    reading: TableReading, rows: list[dict[str, str]], area: dict[str, str] | None, levels: tuple[str, ...]
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
        *(doubt for target in reading.targets for doubt in _row_doubts(target, levels)),
    ]
    rows_of: dict[Any, tuple[str, ...]] = {}
    for doubt in found:
        key = (doubt.says, doubt.readings, doubt.taken, doubt.levels)
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


def _row_doubts(target: ReadTarget, levels: tuple[str, ...]) -> Iterator[Doubt]:
    row = row_words(target, levels)
    if target.printed_no.startswith("0"):
        taken = (f"dòng {target.row_no}",)
        yield Doubt((target.row_no,), f"Số thứ tự in là {target.printed_no}", taken, target.row_no)
    yield from _level_doubts(target.row_no, row)


def _level_doubts(row_no: str, row: RowWords) -> Iterator[Doubt]:
    """The row's levels where its words can mean others: the reading taken first."""
    named, lead, every = named_levels(row.name, row), named_levels(row.lead, row), row.levels
    if row.name.startswith("Đối với"):
        if row.lead and (not set(named) <= set(lead) or ("commune" in named and names_places(row.lead))):
            readings = ("giao cho cấp nêu ở dòng con", "giao cho cơ quan chủ trì nêu ở dòng trên")
            yield Doubt((row_no,), f"{row.name} / {row.lead}", readings, readings[0])
    elif named and _DEPARTMENT.search(row.lead.casefold()) and "province" not in named:
        readings = ("chỉ các cấp nêu trong tên chỉ tiêu", "mọi cấp của cơ quan chủ trì")
        yield _levels_doubt(row_no, row, f"{row.name} / {row.lead}", readings, every)
    elif names_places(row.lead) and not named and "district" in row.levels:
        readings = ("UBND huyện chịu trách nhiệm cả kết quả của các xã", "theo cơ quan chủ trì, không tính các xã")
        without = tuple(level for level in lead if level != "commune")
        yield _levels_doubt(row_no, row, f"Cơ quan chủ trì: {row.lead}", readings, without)
    elif row.lead and not lead and not named:
        taken = "theo cơ quan phối hợp" if named_levels(row.coordinating, row) else "mọi cấp có hồ sơ"
        other = every[:1] if rule_levels(row) == every else every
        readings = (taken, "mọi cấp có hồ sơ" if other == every else "chỉ cấp của cơ quan chủ trì")
        yield _levels_doubt(row_no, row, f"Cơ quan chủ trì: {row.lead}", readings, other)


def _levels_doubt(row_no: str, row: RowWords, says: str, readings: tuple[str, str], other: tuple[str, ...]) -> Doubt:
    """Two readings of a row's levels; they set none where no case can tell them apart."""
    sets = (measured_levels(row), kept_levels(row, other))
    return Doubt((row_no,), says, readings, readings[0], sets if len(set(sets)) > 1 else ())


def _numbers(rows: list[dict[str, str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row["row_no"] for row in rows))
