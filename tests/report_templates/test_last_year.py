"""The comparison with the same territory a year earlier, and the reason where there is none, in every document."""

import io

import docx
import openpyxl
import pytest

from report_templates.context.build import build_context
from report_templates.docx.report import render_section
from report_templates.html.page import render_page
from report_templates.xlsx.workbook import render_workbook
from tests.report_data import report_data

ROW = {"row_no": "3.3", "levels": "commune", "horizon": 2024, "indicator": "online_dossiers", "level": "commune"}
COMPARED = ROW | {"unit_code": "H43.201", "unit_name": "UBND xã Phước Dinh", "reason": None, "detail": None}
COMPARED |= {"source": "dossiers", "other_source": None}
COMPARED |= {"numerator": 3, "denominator": 4, "value": 75.0}
COMPARED |= {"earlier_numerator": 1, "earlier_denominator": 3, "earlier_value": 100 / 3}
SPLIT = COMPARED | {"unit_code": "H43.202", "unit_name": "UBND phường Đông Hải", "reason": "split"}
SPLIT |= {"detail": "Phường Đông Hải", "earlier_numerator": None, "earlier_denominator": None, "earlier_value": None}
ENDED = SPLIT | {"unit_code": "H43.31.05", "unit_name": "UBND xã Phước Bình", "reason": "ended", "detail": None}


@pytest.fixture(scope="module")
def context():
    marts = {"last_year": [COMPARED, SPLIT, ENDED]}
    return build_context(report_data("ninh-thuan-2024", "2024-03", marts=marts))


def test_the_change_is_the_difference_of_two_printed_figures(context):
    compared, split, ended = context.last_year.units.rows
    assert [cell.text for cell in (compared[7], compared[10])] == ["33,33%", "75,00%"]
    assert str(compared[11]) == "41.67"
    assert compared[12] == ""
    assert split[7] is split[11] is ended[11] is None
    assert split[12] == "địa giới thay đổi, có nhận một phần đơn vị cũ (phường Đông Hải)"
    assert ended[12] == "đơn vị đã kết thúc hoạt động"


def test_a_targets_row_counts_the_communes_that_rose_and_those_not_comparable(context):
    (row,) = [row for row in context.last_year.targets.rows if row[0] == "3.3"]
    assert row[5:] == ("1/0", 1)


def test_document_workbook_and_page_give_the_reason(context):
    said = "Không so sánh được: địa giới thay đổi, có nhận một phần đơn vị cũ: phường Đông Hải."
    document = docx.Document(io.BytesIO(render_section(context)))
    assert any(said in paragraph.text for paragraph in document.paragraphs)
    sheet = openpyxl.load_workbook(io.BytesIO(render_workbook(context)))["So với năm trước"]
    cells = [cell.value for row in sheet for cell in row if cell.value]
    assert "địa giới thay đổi, có nhận một phần đơn vị cũ (phường Đông Hải)" in cells
    assert said in render_page(context).decode()


def test_without_last_years_publication_nothing_is_compared():
    context = build_context(report_data("ninh-thuan-2024", "2024-03"))
    assert not context.last_year.targets.rows
    assert "So sánh luỹ kế với cùng kỳ năm trước" not in render_page(context).decode()


def test_a_province_that_others_joined_is_not_compared_across_the_change():
    marts = {"last_year": [COMPARED]}
    grown = build_context(report_data("phu-tho-2026-thu", "2026-02", marts=marts))
    assert {row[2] for row in grown.last_year.targets.rows} == {"KSS"}
    assert all(line.change_in_year is None for line in grown.targets)
    assert any("Không so sánh được với cùng kỳ năm trước" in text for text in grown.paragraphs.opening)


def test_a_target_that_another_source_judged_a_year_earlier_is_not_compared():
    plain = report_data("ninh-thuan-2024", "2024-03")
    target = {"row_no": "3.3", "levels": "commune", "period": "2023-03", "status": "met"}
    course = [row | ({"source": "portal"} if target.items() <= row.items() else {}) for row in plain.marts["course"]]
    assert any(row["source"] == "portal" for row in course)
    unit = SPLIT | {"reason": "source", "detail": None, "other_source": "portal"}
    context = build_context(report_data("ninh-thuan-2024", "2024-03", marts={"last_year": [unit], "course": course}))
    (line,) = [line for line in context.targets if line.target.row_no == "3.3"]
    assert line.change_in_year is None
    why = "nguồn số liệu của hai năm khác nhau (năm trước: Cổng DVC quốc gia; năm nay: Tính từ hồ sơ)"
    (row,) = [row for row in context.last_year.targets.rows if row[0] == "3.3"]
    assert (row[2], row[4], row[6]) == ("KSS", "-", 1)
    assert context.last_year.units.rows[0][12] == why
    assert f"Không so sánh được: {why}: chỉ tiêu 3.3." in context.last_year.note
    assert sum(line.change_in_year is not None for line in context.targets) > 5
