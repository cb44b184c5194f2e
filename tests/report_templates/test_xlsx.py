"""The workbook: sheets, typed cells, formats, colours, form II.06a, charts, names, print set-up."""

import io
import zipfile
from functools import lru_cache

import openpyxl
import pytest

from report_templates.context.build import build_context
from report_templates.xlsx.form_06a import form_faults
from report_templates.xlsx.workbook import render_return_slips, render_workbook
from tests.report_data import attainment_row, form_06a, report_data, scopes
from warehouse.plans.catalogue import indicators, load_plan

SHEETS = [
    "Tổng hợp",
    "Chỉ tiêu",
    "Theo cấp",
    "Địa bàn",
    "Xếp hạng",
    "Ma trận",
    "Đơn vị",
    "Còn thiếu",
    "Diễn biến",
    "Biểu đồ",
    "Biểu II.06a",
    "Chất lượng",
    "Lỗi dữ liệu",
    "Nguồn, định nghĩa",
]
TODAY, LATER, BEST = "Còn thiếu trên số hiện có (a)", "Phải thêm từ nay (b)", "Cao nhất đến cuối năm (c)"
SUMMED = "Của riêng đơn vị, cộng được (d)"


@lru_cache
def content(plan_id="ninh-thuan-2024", period="2024-03"):
    return render_workbook(build_context(report_data(plan_id, period)))


def book(plan_id="ninh-thuan-2024", period="2024-03"):
    return openpyxl.load_workbook(io.BytesIO(content(plan_id, period)))


def rows_of(sheet, header_row):
    """The rows under a header as dicts; the last of two equal titles wins (luỹ kế)."""
    titles = [cell.value for cell in sheet[header_row]]
    return [dict(zip(titles, [cell.value for cell in row], strict=True)) for row in sheet.iter_rows(header_row + 1)]


def test_the_sheets_stand_in_the_order_of_reading():
    assert book().sheetnames == SHEETS


def test_a_row_has_room_for_the_lines_of_abbreviations_which_are_wider():
    sheet = book()["Chỉ tiêu"]
    agencies = {cell.value: sheet.row_dimensions[cell.row].height for row in sheet.iter_rows() for cell in row}
    assert agencies["UBND huyện, thành phố; UBND các xã, phường, thị trấn."] == 3 * 15  # seen in LibreOffice


@pytest.mark.parametrize("name", ["Theo cấp", "Địa bàn"])
def test_a_result_in_words_has_the_lines_that_it_needs_in_its_narrow_column(name):
    sheet = book()[name]
    words = [row for row in sheet.iter_rows() if any(cell.value == "Không phát sinh" for cell in row[:-2])]
    assert words
    assert all(sheet.row_dimensions[row[0].row].height >= 30 for row in words)


@pytest.mark.parametrize("name", SHEETS)
def test_every_sheet_prints_on_a4_one_page_wide(name):
    sheet = book()[name]
    assert int(sheet.page_setup.paperSize) == 9
    assert sheet.page_setup.fitToWidth in (1, None)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage


@pytest.mark.parametrize("name", [name for name in SHEETS if name not in ("Tổng hợp", "Biểu đồ", "Nguồn, định nghĩa")])
def test_tables_freeze_and_repeat_their_headers(name):
    sheet = book()[name]
    assert sheet.freeze_panes
    assert sheet.print_title_rows


@pytest.mark.parametrize("name", ["Chỉ tiêu", "Theo cấp", "Ma trận", "Đơn vị", "Còn thiếu", "Diễn biến", "Chất lượng"])
def test_tables_can_be_filtered(name):
    assert book()[name].auto_filter.ref


def test_names_of_ranges():
    names = set(book().defined_names)
    assert {
        "Tong_hop",
        "Chi_tieu",
        "Theo_cap",
        "Ma_tran",
        "Don_vi",
        "Con_thieu",
        "Dien_bien",
        "Bieu_II_06a",
    } <= names


def test_the_plans_own_columns_come_first_in_its_words():
    titles = [cell.value for cell in book()["Chỉ tiêu"][6]]
    plan = load_plan("ninh-thuan-2024")
    assert titles[: len(plan.columns)] == [plan.column_titles[key] for key in plan.columns]


def test_quarters_and_later_horizons_have_their_columns():
    roadmap = [cell.value for cell in book("binh-phuoc-2024", "2024-03")["Chỉ tiêu"][6]]
    assert [title for title in roadmap if str(title).startswith("Quý")] == [
        "Quý I",
        "Quý II",
        "Quý III",
        "Quý IV",
    ]
    sheet = book("tam-duong-2025", "2025-02")["Chỉ tiêu"]
    place = [cell.value for cell in sheet[6]].index("Chỉ tiêu đến năm 2030")
    assert [row[place].value for row in sheet.iter_rows(7, 8)] == ["90", "100"]


def test_counts_and_percentages_are_numbers_with_their_formats():
    context = build_context(report_data())
    line = next(line for line in context.targets if line.target.row_no == "2.1")
    sheet = book()["Chỉ tiêu"]
    row = next(row for row in sheet.iter_rows(7) if row[0].value == "2.1")
    percent = next(cell for cell in row if cell.number_format.endswith("0.00%") and cell.column > 9)
    counts = [cell for cell in row if cell.number_format.endswith("#,##0") and cell.value is not None]
    assert counts[0].value == line.headline.period.numerator
    assert percent.value == pytest.approx(float(line.headline.ytd.percent) / 100)
    gaps = [cell.value for cell in row if cell.number_format.startswith("[$-42A]+0.00")]
    assert gaps == [pytest.approx(float(line.headline.gap))]


def test_figures_carry_the_id_that_explains_them():
    ids = {row["Mã số liệu"] for name in ("Chỉ tiêu", "Theo cấp", "Đơn vị") for row in rows_of(book()[name], 6)}
    assert {"2.1.H43.y", "2.2.H43.31.y"} <= ids


def test_every_unit_stands_once_for_each_target_and_once_for_two_that_are_the_same():
    lines = [line for line in build_context(report_data()).targets if not line.same_as]
    expected = sum(scope.kind != "level" for line in lines for scope in line.scopes)
    rows = [row for row in rows_of(book()["Đơn vị"], 6) if row["Mã đơn vị"]]
    assert len(rows) == expected
    assert {"1; 8.1", "5; 8.7"} < {row["STT"] for row in rows}


def test_what_is_missing_is_listed_once_for_every_missed_target_and_no_other():
    lines = [line for line in build_context(report_data()).targets if not line.same_as]
    missed = [line for line in lines if line.headline.status == "not_met"]
    rows = [row for row in rows_of(book()["Còn thiếu"], 5) if row["Phạm vi"] == "Toàn địa bàn"]
    assert [row["STT"].split("; ")[0] for row in rows] == [line.target.row_no for line in missed]
    for row, line in zip(rows, missed, strict=True):
        assert (row[TODAY] is None) == indicators()[line.target.indicator].misses_final


def test_only_units_have_the_column_whose_sum_is_true():
    rows = [row for row in rows_of(book()["Còn thiếu"], 5) if row["Phạm vi"]]
    by_unit = [row for row in rows if row["Phạm vi"] == "Đơn vị" and row[TODAY]]
    assert by_unit
    assert all(row[SUMMED] == row[TODAY] for row in by_unit)
    assert not any(row[SUMMED] for row in rows if row["Phạm vi"] != "Đơn vị")


def test_what_is_missing_is_named_for_what_it_is_with_its_formula():
    """54 of 57 on time: 100 % is out of reach, whatever comes; 23 of 50 online: 7 of today's or 18 more from now on."""
    plan = load_plan("ninh-thuan-2024")
    found = {}
    for row_no, counts in (("8.8", (54, 57)), ("2.1", (23, 50))):
        target = next(t for t in plan.targets if t.row_no == row_no)
        scope = scopes(plan, target)[0]
        found[row_no] = [attainment_row(target, basis, scope, c) for basis, c in (("period", (9, 10)), ("ytd", counts))]
    made = render_workbook(build_context(report_data(marts={"attainment": [*found["8.8"], *found["2.1"]]})))
    sheet = openpyxl.load_workbook(io.BytesIO(made))["Còn thiếu"]
    late, online = sorted((row for row in rows_of(sheet, 5) if row["Phạm vi"]), key=lambda row: -row["Luỹ kế"])
    assert [late[name] for name in (TODAY, LATER)] == [None, None]
    assert late["Nội dung còn thiếu"] == "không còn khả năng đạt trong năm"
    assert late[BEST] == pytest.approx(0.9868)  # (54 + 171) / (57 + 171), three months gone
    assert [online[name] for name in (TODAY, LATER, BEST)] == [7, 18, pytest.approx(0.865)]
    texts = " ".join(str(cell) for row in sheet.values for cell in row if cell)
    assert "b = làm tròn lên ((chỉ tiêu × mẫu số − tử số) / (1 − chỉ tiêu))" in texts


def test_a_relieved_unit_is_judged_by_its_own_target_and_marked_wherever_it_stands():
    plan = load_plan("ninh-thuan-2024")
    target = next(t for t in plan.targets if t.row_no == "2.2")
    units = [scope for scope in scopes(plan, target) if scope["scope_kind"] == "unit"][:2]
    reliefs = ({"assigned": 35, "relief_points": 10}, {"assigned": 45})
    rows = [
        attainment_row(target, basis, scope, (40, 100), **relief)
        for scope, relief in zip(units, reliefs, strict=True)
        for basis in ("period", "ytd")
    ]
    context = build_context(report_data(marts={"attainment": rows}))
    made = openpyxl.load_workbook(io.BytesIO(render_workbook(context)))
    met, missed = ([cell for cell in row if cell.value == 0.4] for row in made["Ma trận"].iter_rows(7, 8))
    # the colour is the cell's own, so that it moves with a row that is sorted
    assert [(cell.fill.fgColor.rgb, cell.font.bold) for cell in met + missed] == [
        ("FFE2EFDA", False),
        ("FFF8CBAD", True),
    ]
    assert [cell.number_format.endswith('"*"') for cell in met + missed] == [True, False]
    assert [row["Chỉ tiêu đã giảm"] for row in rows_of(made["Đơn vị"], 6)[:3] if row["Mã đơn vị"]][-2:] == ["(*)", ""]


def test_the_form_keeps_its_identities_in_every_row():
    sheet = book()["Biểu II.06a"]
    assert [cell.value for cell in sheet[10]][:13] == [f"({number})" for number in range(1, 14)]
    checked = [row for row in sheet.iter_rows(11, values_only=True) if row[13]]
    assert checked and all(row[13] == "Khớp" for row in checked)
    for row in checked:
        total, online, direct, before, solved, early, on_time, late, still, in_time, overdue = row[2:13]
        assert total == online + direct + before == solved + still
        assert (solved, still) == (early + on_time + late, in_time + overdue)


def test_a_broken_identity_is_named_in_its_row_and_under_the_form():
    rows = form_06a(load_plan("ninh-thuan-2024"), __import__("random").Random(1))
    rows[1] = {**rows[1], "c4": rows[1]["c4"] + 1}
    assert form_faults(rows[1]) == ["3=4+5+6"]
    made = render_workbook(build_context(report_data(marts={"form_06a": rows})))
    sheet = openpyxl.load_workbook(io.BytesIO(made))["Biểu II.06a"]
    texts = [cell for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert "Sai: 3=4+5+6" in texts
    assert "Kiểm tra: 1 dòng không khớp, xem cột “Kiểm tra”." in texts


def test_the_charts_are_native_and_described():
    with zipfile.ZipFile(io.BytesIO(content())) as archive:
        charts = [name for name in archive.namelist() if name.startswith("xl/charts/chart")]
        drawing = "".join(archive.read(name).decode() for name in archive.namelist() if "drawings/drawing" in name)
        course = archive.read("xl/charts/chart2.xml").decode()
    assert len(charts) == 3
    assert drawing.count('descr="') == 3
    assert "Diễn biến" in course


def test_the_course_chart_draws_the_rows_of_its_targets():
    sheet = book()["Diễn biến"]
    with zipfile.ZipFile(io.BytesIO(content())) as archive:
        course = archive.read("xl/charts/chart2.xml").decode()
    for part in course.split("<c:ser>")[1:]:
        label = part.split("<c:v>")[1].split("</c:v>")[0].removeprefix("Chỉ tiêu ")
        row = int(part.split("<c:val>")[1].split("$")[2].split(":")[0])
        assert sheet.cell(row, 1).value == label
        assert sheet.cell(row, 3).value == "Toàn địa bàn"


def test_all_charts_are_left_out_where_there_is_nothing_to_draw():
    made = render_workbook(build_context(report_data(marts={"attainment": [], "course": []})))
    places = ("Địa bàn", "Xếp hạng")
    assert openpyxl.load_workbook(io.BytesIO(made)).sheetnames == [name for name in SHEETS if name not in places]


def test_sources_name_definitions_deliveries_and_readings():
    texts = {cell.value for row in book()["Nguồn, định nghĩa"].iter_rows() for cell in row if cell.value}
    assert "Hồ sơ tiếp nhận trong kỳ nộp qua kênh trực tuyến" in texts
    assert "giảm 10 điểm phần trăm" in texts
    assert "Đã nhận (mô phỏng)" in texts


def test_every_sheet_says_that_the_figures_are_synthetic():
    for sheet in book():
        texts = " ".join(str(cell.value) for row in sheet.iter_rows(1, 6) for cell in row if cell.value)
        assert "SỐ LIỆU MÔ PHỎNG" in texts, sheet.title


def test_return_slips_tell_the_rule_the_value_and_the_remedy():
    slips = openpyxl.load_workbook(io.BytesIO(render_return_slips(build_context(report_data()))))
    first = rows_of(slips["Dòng cần sửa"], 5)[0]
    assert first["Đơn vị"] == "UBND xã Phước Bình"
    assert first["Quy tắc"] in ("D1", "D5", "D8")
    assert first["Cách sửa"] and first["Giá trị"] and first["Tệp"] and first["Dòng"] == 100
    counts = rows_of(slips["Theo đơn vị"], 5)
    assert sum(row["Không tính vào số liệu"] or 0 for row in counts if row["Đơn vị"]) == 24


def test_slips_without_a_finding_say_so():
    made = render_return_slips(build_context(report_data(marts={"finding": []})))
    texts = [cell for row in openpyxl.load_workbook(io.BytesIO(made))["Theo đơn vị"].values for cell in row if cell]
    assert "Không phát hiện dòng dữ liệu nào sai quy tắc." in texts
