"""Cells of an annex -> draft rows of ``targets.csv``.

The indicator is guessed from the row's words, the levels by the rules of ``annex.levels``;
both stay guesses until somebody has compared the draft with the document.
"""

import re
from collections.abc import Iterator

from warehouse.messages import tell
from warehouse.plans.annex.cells import Cell, ReadTarget, TableReading
from warehouse.plans.annex.levels import RowWords, measured_levels
from warehouse.plans.rows import TEXTS, is_ceiling
from warehouse.plans.types import QUARTERS

# The first pattern found in a row's name, else in its parent's, else in its group's, decides.
INDICATOR_WORDS = (
    (r"cập nhật dữ liệu,? quy định kinh doanh", "business_regulations_updated"),
    (r"bệnh viện|viện phí", "hospital_online_payment"),
    (r"thanh toán trực tuyến", "online_payment"),
    (r"chứng thực", "e_certification"),
    (r"còn hiệu lực", "valid_results_digitised"),
    (r"số hóa hồ sơ", "dossier_digitisation"),
    (r"khai thác, sử dụng lại", "data_reuse"),
    (r"cấp kết quả .*điện tử", "electronic_results"),
    (r"hồ sơ trực tuyến", "online_dossiers"),
    (r"phi địa giới", "boundary_free_procedures"),
    (r"nội bộ", "internal_procedures_reduced"),
    (r"cấp phép", "licensing_procedures_reduced"),
    (r"toàn trình", "full_online_services"),
    (r"đồng bộ", "portal_sync"),
    (r"công bố, công khai", "procedures_published_on_time"),
    (r"phản ánh", "feedback_on_time"),
    (r"hài lòng", "satisfaction"),
    (r"văn bản, hồ sơ công việc", "documents_online"),
    (r"giải quyết đúng hạn", "on_time_resolution"),
)
_NUMBER = re.compile(r"\d+(?:,\d+)?")
_BASELINE = re.compile(r"Năm (20\d{2}):\s*([\d,]+)%")
_BASELINES_ALIKE = re.compile(r"Năm ((?:20\d{2},?\s*)+)là ([\d,]+)%")


def draft_rows(reading: TableReading, area: tuple[str, ...]) -> tuple[list[dict[str, str]], list[str]]:
    """The draft's CSV rows, one for each horizon of each target, and what they lack."""
    rows, unread = [], list(reading.unread)
    years = reading.years or (0,)
    if not reading.years:
        unread.append(tell("the document names no year: fill in year and horizon"))
    for target in reading.targets:
        for year in years:
            column = "target" if year == years[0] else f"horizon_{year}"
            if column in target.cells:
                rows.append(_draft_row(target, year, column, area))
    return rows, unread + [lack for row in rows for lack in _lacks(row)]


def _lacks(row: dict[str, str]) -> Iterator[str]:
    """What a person must still see to in a row."""
    if is_ceiling(row["wording"]):
        yield tell(
            "row {row_no}: '{wording}' sets a ceiling, and every target is read as a floor",
            row_no=row["row_no"],
            wording=row["wording"],
        )
    for column in ("levels", "indicator", "implementing"):
        if not row.get(column):
            yield tell("row {row_no}: {column} could not be read", row_no=row["row_no"], column=column)


def _draft_row(target: ReadTarget, year: int, column: str, area: tuple[str, ...]) -> dict[str, str]:
    cells = target.cells
    own = {name: cells[name] for name in ("name", *TEXTS) if name in cells}
    schedule = cells.get(f"schedule_{year}") if column != "target" else cells.get("schedule")
    if schedule:
        own["schedule"] = schedule
    quarters = {quarter: cells[quarter] for quarter in QUARTERS if quarter in cells and column == "target"}
    places = {**own, "target": cells[column], **quarters}
    return {
        "row_no": target.row_no,
        "group_no": target.group_no,
        "group_name": target.group_name,
        "parent_no": target.parent_no,
        "parent_name": target.parent_name,
        "unit_of_measure": "%" if "%" in cells[column].text else "",
        **{name: cell.text for name, cell in own.items()},
        "levels": "+".join(measured_levels(row_words(target, area))),
        "indicator": _indicator(target),
        "target": _number(cells[column]),
        "wording": cells[column].text,
        "horizon": str(year or ""),
        **{quarter: _number(cell) for quarter, cell in quarters.items()},
        "baselines": _baselines(own["notes"].text) if "notes" in own else "",
        "source_place": "; ".join(f"{name} {cell.place}" for name, cell in places.items()),
    }


def _number(cell: Cell) -> str:
    match = _NUMBER.search(cell.text)
    return match[0].replace(",", ".") if match else ""


def _baselines(notes: str) -> str:
    pairs = _BASELINE.findall(notes)
    pairs += [
        (year, value) for years, value in _BASELINES_ALIKE.findall(notes) for year in re.findall(r"20\d{2}", years)
    ]
    return "; ".join(f"{year}={value.replace(',', '.')}" for year, value in pairs)


def _indicator(target: ReadTarget) -> str:
    for text in (target.cells["name"].text, target.parent_name, target.group_name):
        for words, code in INDICATOR_WORDS:
            if re.search(words, text, re.IGNORECASE):
                return code
    return ""


def row_words(target: ReadTarget, area: tuple[str, ...]) -> RowWords:
    """The words that decide the target's levels."""
    texts = {column: target.cells[column].text for column in ("implementing", "coordinating") if column in target.cells}
    return RowWords(
        name=target.cells["name"].text,
        lead=texts.get("implementing", ""),
        coordinating=texts.get("coordinating", ""),
        indicator=_indicator(target),
        levels=area,
    )
