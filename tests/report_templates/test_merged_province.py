"""The report of a province that was merged: that it ended, whose figures follow, who is left out."""

import pytest

from report_templates.context.lines import build_lines
from report_templates.context.two_levels import lines_of_today
from report_templates.results import TargetLine
from report_templates.wording.limits import describe_quality
from report_templates.wording.merged_province import describe_merger
from report_templates.wording.two_levels import describe_two_levels
from tests.report_data import report_data

COMMUNE = {"unit_code": "H32.201", "unit_name": "UBND xã Bác Ái Tây", "level": "commune", "extent": "whole"}
COMMUNE |= {"is_counted": True, "parts_inside": "Xã Phước Bình", "parts_outside": None}
DEPARTMENT = {"unit_code": "H32.12", "unit_name": "Sở Tư pháp", "level": "province", "extent": "part"}
DEPARTMENT |= {"is_counted": False, "parts_inside": None, "parts_outside": None}


def report(period="2025-07", *territory):
    return report_data("ninh-thuan-2024", period, marts={"territory": list(territory)})


def test_the_opening_names_the_end_the_territory_and_who_is_left_out():
    said = describe_two_levels(report("2025-07", COMMUNE, DEPARTMENT))
    assert said[0].startswith(
        "Tỉnh Ninh Thuận đã sáp nhập vào tỉnh Khánh Hòa, hết ngày 30/6/2025 không còn là một tỉnh"
    )
    assert "1 xã, phường nằm trọn trong địa bàn cũ từ ngày 01/7/2025: xã Bác Ái Tây." in said[0]
    assert said[1].startswith("1 sở, ban, ngành của tỉnh Khánh Hòa") and said[1].endswith(
        "không được tính: Sở Tư pháp."
    )
    together = " ".join(said)
    assert "tính theo các sở, ban, ngành của tỉnh Ninh Thuận đến hết ngày 30/6/2025" in together
    assert "(dòng 2.1, 3.1, 4.1, 6.1, 7.1, 8.5) không còn đơn vị thực hiện" in together
    assert "chỉ tính thủ tục do cấp xã thực hiện" in together
    assert "Không so sánh được với cùng kỳ năm trước" in together


def test_a_department_that_the_plan_lists_is_said_to_count():
    said = " ".join(describe_merger(report("2025-07", COMMUNE, DEPARTMENT | {"is_counted": True})))
    assert "tính thêm các đơn vị chỉ phụ trách một phần địa bàn cũ: Sở Tư pháp." in said
    assert "không được tính" not in said


def test_the_part_on_data_says_whose_rows_are_meant():
    assert any("trong dữ liệu của tỉnh Khánh Hòa chỉ tính các dòng" in text for text in describe_quality(report()))
    assert not any("Khánh Hòa" in text for text in describe_quality(report("2025-06")))


@pytest.mark.parametrize(("plan", "period"), [("ninh-thuan-2024", "2025-06"), ("tam-duong-2025", "2025-07")])
def test_while_the_province_lasts_nothing_is_said(plan, period):
    assert describe_merger(report_data(plan, period)) == ()


@pytest.mark.parametrize(("period", "lasts"), [("2025-06", True), ("2025-07", False)])
def test_departments_are_ranked_only_while_the_province_lasts(period, lasts):
    data = report_data("ninh-thuan-2024", period, marts={"year_part": [{"unit_code": "H43.31.05", "part": "commune"}]})
    lines = [line for line in build_lines(data) if isinstance(line, TargetLine)]
    ranked = {scope.level for line in lines_of_today(data, lines) for scope in line.scopes if scope.kind == "unit"}
    assert ("province" in ranked) == lasts
