"""The list of cases behind one figure: the columns that people read, and the same as CSV.

In: an :class:`Explanation` with all its cases. Out: headings and rows, or the bytes of a CSV file.
"""

import csv
import io
from dataclasses import astuple

from warehouse.explain.explanation import Explanation

HEADINGS = (
    "Mã đơn vị",
    "Đơn vị",
    "Bản ghi",
    "Kết quả",
    "Lý do",
    "Tử số",
    "Mẫu số",
    "Tháng dữ liệu",
    "Lần xuất dữ liệu",
    "Tệp",
    "Dòng",
)
OUTCOME_WORDS = {
    "counted": "Được tính",
    "not_counted": "Không đạt (chỉ ở mẫu số)",
    "left_out": "Không xét",
}
Cell = str | int | None
_READ_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def case_rows(explanation: Explanation) -> list[tuple[Cell, ...]]:
    """One row for each case in the order of :data:`HEADINGS`."""
    rows = []
    for case in explanation.cases:
        cells = list(astuple(case))
        cells[3] = OUTCOME_WORDS[case.outcome]
        rows.append(tuple(cells))
    return rows


def facts(explanation: Explanation) -> list[tuple[str, Cell]]:
    """What the list is a list of: the figure, its formula and the exports behind it."""
    figure = explanation.figure
    return [
        ("Kế hoạch", explanation.plan_id),
        ("Kỳ báo cáo, lần công bố", f"{explanation.period}, r{explanation.revision}"),
        ("Mã số liệu", figure["figure_id"]),
        ("Đơn vị", f"{figure['unit_code']} {figure['unit_name'] or ''}".strip()),
        ("Từ ngày", f"{explanation.starts_on:%d/%m/%Y}"),
        ("Đến ngày", f"{explanation.ends_on:%d/%m/%Y}"),
        ("Công thức", explanation.formula),
        ("Tử số", figure["numerator"]),
        ("Mẫu số", figure["denominator"]),
        ("Căn cứ", explanation.indicator.law),
        *(
            (f"Dữ liệu tháng {row['month']}", f"lần {row['export_revision']}, tạo {row['created']:%d/%m/%Y %H:%M}")
            for row in explanation.exports
        ),
        *(
            [("Lưu ý", "SỐ LIỆU MÔ PHỎNG, không phải số liệu thật")]
            if any(row["synthetic"] for row in explanation.exports)
            else []
        ),
    ]


def cases_csv(explanation: Explanation) -> bytes:
    """All listed cases as CSV in UTF-8 with BOM; no value can be read as a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    writer.writerows([_harmless(cell) for cell in row] for row in case_rows(explanation))
    return text.getvalue().encode("utf-8-sig")


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_READ_AS_FORMULA) else cell
