"""The text of one row -> its name and the cells after it, by the way each kind of cell begins.

What begins no cell continues the one before it; a beginning after "và", "của" or a comma is none.
"""

import re
from dataclasses import dataclass

from warehouse.plans.annex.cells import Cell, joined

_VALUE = (
    r"(?:(?:(?:Tối\s+(?:thiểu|đa)|Không\s+quá|≥|>=|≤|<=)\s*)?(?<![\d,./])\d{1,3}(?:,\d+)?(?![\d/])[ ]?%?"
    r"|Thực\s+hiện\s+theo\s+hướng\s+dẫn(?:\s+của\s+\w+)?)"
)
_VALUES = re.compile(
    rf"(?:^|(?<=[ \t]))(?P<before>%\s+)?(?P<values>{_VALUE}(?:\s+{_VALUE})*)(?P<after>\s+%)?"
    r"(?=[ \t]*(?:\n|\Z))",
    re.MULTILINE,
)
_STARTS = {
    "agency": r"Các\s+(?:[Ss]ở|cơ\s+quan|phòng|ban|đơn\s+vị|địa\s+phương)|Sở(?=[,\s])|UBND\b|Ủy\s+ban"
    r"|VP\.?\s?UBND|Văn\s+phòng|BHXH|Bảo\s+hiểm|Viễn\s+thông|Công\s+an|Ban\s+[Qq]uản|Cục\s|Thanh\s+tra",
    "schedule": r"Thường\s+xuyên|Từ\s+ngày",
    "evidence": r"-\s+Báo\s+cáo|Văn\s+bản\s+đề|Tờ\s+trình",
    "legal": r"Thực\s+hiện\s+theo\s+Nghị|Mục\s+\d|Theo\s+tình\s+hình|Nghị\s+(?:quyết|định)\s+số"
    r"|Quyết\s+định\s+số",
    "notes": r"\(Năm\s+\d{4}|Riêng\s+đối",
}
_START = re.compile(
    r"(?:^|(?<=\. ))(?:" + "|".join(f"(?P<{kind}>{start})" for kind, start in _STARTS.items()) + ")",
    re.MULTILINE,
)
_UNFINISHED = re.compile(r"(?:[,;:(–-]|\b(?:và|các|của|thuộc|cấp|tại|do|với|theo|Văn phòng|phối hợp))$")

Line = tuple[int, str]


@dataclass(frozen=True)
class Piece:
    """A stretch of a row's text that is one cell, or the numbers of one target."""

    kind: str
    cells: tuple[Cell, ...]
    unit: Cell | None = None


def read_pieces(lines: list[Line]) -> tuple[Cell, list[Piece]]:
    """A row's name and the pieces after it, in order."""
    text = "\n".join(line for _, line in lines)
    numbers = [match for match in _VALUES.finditer(text) if _is_value(text, match)]
    starts = [(match.start(), match) for match in numbers]
    for match in _START.finditer(text):
        within = any(number.start() <= match.start() < number.end() for number in numbers)
        before = text[: match.start()].rstrip()
        after_number = any(number.end() >= len(before) >= number.start() for number in numbers)
        if match.start() and not within and (after_number or not _UNFINISHED.search(before)):
            starts.append((match.start(), match))
    starts.sort(key=lambda start: start[0])
    bounds = [*(start for start, _ in starts), len(text)]
    pieces = [_piece(text, match, end, lines) for (_, match), end in zip(starts, bounds[1:], strict=True)]
    return _cell(text, 0, bounds[0], lines), pieces


def _is_value(text: str, match: re.Match[str]) -> bool:
    """Within a line only a percentage is a value: "hạng 2" and "Quý 3" are not."""
    at_line_start = match.start() == 0 or text[match.start() - 1] == "\n"
    return match.start() > 0 and (at_line_start or "%" in match[0])


def _piece(text: str, match: re.Match[str], end: int, lines: list[Line]) -> Piece:
    if match.lastgroup in _STARTS:
        return Piece(str(match.lastgroup), (_cell(text, match.start(), end, lines),))
    offset = match.start("values")
    values = tuple(
        _cell(text, offset + value.start(), offset + value.end(), lines)
        for value in re.finditer(_VALUE, match["values"])
    )
    unit = next((name for name in ("before", "after") if match[name]), None)
    return Piece("values", values, _cell(text, match.start(unit), match.end(unit), lines) if unit else None)


def _cell(text: str, start: int, end: int, lines: list[Line]) -> Cell:
    """The stretch as a cell; its place is the first and last line that it touches."""
    shown = text[start:end].strip()
    start += len(text[start:end]) - len(text[start:end].lstrip())
    first = lines[min(text.count("\n", 0, start), len(lines) - 1)][0]
    last = lines[min(text.count("\n", 0, start + len(shown)), len(lines) - 1)][0]
    return Cell(joined(shown), str(first) if first == last else f"{first}-{last}")
