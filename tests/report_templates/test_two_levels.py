"""A district's report across 1 July 2025: both parts shown, what is left out, the way to 2030, no false comparison."""

import io

import docx
import openpyxl
import pytest

from report_templates.context.build import build_context
from report_templates.docx.report import render_long, render_section
from report_templates.docx.short_tables import short_tables
from report_templates.focus import focus_units
from report_templates.html.page import render_page
from report_templates.wording.clauses import missing_text
from report_templates.xlsx.workbook import render_workbook
from tests.report_data import report_data

INSIDE, PARTLY = "H35.206", "H35.205"
TERRITORY = [
    {"unit_code": PARTLY, "unit_name": "UBND phường Tân Phong", "extent": "part", "is_counted": False}
    | {"parts_inside": "Xã Nùng Nàng", "parts_outside": "Xã San Thàng"},
    {"unit_code": INSIDE, "unit_name": "UBND xã Bản Bo", "extent": "whole", "is_counted": True}
    | {"parts_inside": "Xã Bản Bo, Xã Nà Tăm", "parts_outside": None},
]
TODAY = [
    {"row_no": "2", "levels": "district+commune", "horizon": 2030, "indicator": "dossier_digitisation"}
    | {"unit_code": INSIDE, "unit_name": "UBND xã Bản Bo", "numerator": 3, "denominator": 4, "value": 75.0}
    | {"target": 100, "status": "not_met"}
]


def marts_of(report, **more):
    """The report's marts with one commune of today beside those of before."""
    units = [row for row in report.marts["attainment"] if row["scope_kind"] == "unit" and row["level"] == "commune"]
    first = units[0]["unit_code"]
    today = [row | {"unit_code": INSIDE, "unit_name": "UBND xã Bản Bo"} for row in units if row["unit_code"] == first]
    return {"attainment": [*report.marts["attainment"], *today], "territory": TERRITORY, "today": TODAY} | more


@pytest.fixture(scope="module")
def context():
    plain = report_data("tam-duong-2025", "2025-07")
    return build_context(report_data("tam-duong-2025", "2025-07", marts=marts_of(plain)))


def test_the_opening_says_whose_figures_these_are(context):
    said = " ".join(context.paragraphs.opening)
    assert "Từ ngày 01/7/2025 không còn cấp huyện" in said
    assert "1 xã, phường nằm trọn trong địa bàn cũ từ ngày 01/7/2025: xã Bản Bo." in said
    assert "phường Tân Phong (gồm xã Nùng Nàng của huyện Tam Đường và xã San Thàng)" in said
    assert "(dòng 1, 6, 7, 8) không còn đơn vị thực hiện" in said
    assert "Không so sánh được với cùng kỳ năm trước" in said


@pytest.mark.parametrize(("period", "has_ended"), [("2025-06", False), ("2025-07", True)])
def test_a_missed_target_of_an_ended_level_has_no_outlook_but_that_nobody_is_left(period, has_ended):
    plain = report_data("tam-duong-2025", period)
    missed = {"numerator": 1, "denominator": 2, "value": 50.0, "gap": -30.0, "shortfall": 1, "status": "not_met"}
    rows = [row | (missed if row["row_no"] == "1" else {}) for row in plain.marts["attainment"]]
    context = build_context(report_data("tam-duong-2025", period, marts={"attainment": rows}))
    (line,) = [line for line in context.targets if line.target.row_no == "1"]
    assert (line.outlook.kind == "ended") == has_ended
    said = [text for text in context.paragraphs.outlook if line.short[1:] in text]
    assert said[0].startswith("Không còn đơn vị thực hiện") == has_ended
    assert not has_ended or len(said) == 1
    assert (missing_text(line) == "không còn đơn vị thực hiện") == has_ended
    for name in ("Tổng hợp", "Còn thiếu"):
        sheet = openpyxl.load_workbook(io.BytesIO(render_workbook(context)))[name]
        row = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "1")
        assert ("không còn đơn vị thực hiện" in row) == has_ended


def test_lists_of_the_year_mark_the_units_that_have_ended(context):
    (ended, *_) = [scope for line in context.targets for scope in line.scopes if scope.kind == "unit"]
    sheet = openpyxl.load_workbook(io.BytesIO(render_workbook(context)))["Còn thiếu"]
    names = {row[3] for row in sheet.iter_rows(min_row=6, values_only=True) if row[2] == "Đơn vị"}
    assert f"{ended.unit_name} (cũ)" in names and "UBND xã Bản Bo (cũ)" not in names
    assert all(name.endswith("(cũ)") for name in names - {"UBND xã Bản Bo"})
    assert f">{ended.unit_name} (cũ)<" in render_page(context).decode()


def test_pictures_of_units_show_those_that_last(context):
    assert {scope.unit_code for line in context.today for scope in line.scopes if scope.kind == "unit"} == {INSIDE}
    chosen = focus_units(context)
    assert chosen is None or {scope.unit_code for scope in chosen[2]} == {INSIDE}


def test_the_opening_names_a_few_units_and_the_limits_of_the_figures_all():
    whole = {"unit_code": INSIDE, "extent": "whole", "is_counted": True, "parts_inside": "", "parts_outside": None}
    territory = [whole | {"unit_name": f"UBND xã Thử {number}"} for number in range(9)]
    plain = report_data("tam-duong-2025", "2025-07")
    context = build_context(report_data("tam-duong-2025", "2025-07", marts=marts_of(plain, **{"territory": territory})))
    few, full, limits = (" ".join(getattr(context.paragraphs, name)) for name in ("opening", "opening_full", "limits"))
    assert all("xã Thử 4 và 4 đơn vị khác" in text and "xã Thử 5" not in text for text in (few, full))
    assert "xã Thử 8" in limits
    assert "xem phụ lục về số liệu" in full and "Phần của cấp huyện" not in full
    assert "Phần của cấp huyện" in few and "Phần của cấp huyện" in limits


def test_the_communes_of_before_and_of_today_stand_apart(context):
    assert context.places.names == ("xã Bản Bo",)
    assert INSIDE not in context.places_before.codes
    assert context.places_before.codes
    assert {standing.code for standing in context.standings} <= {INSIDE}


def test_the_place_in_the_period_before_is_among_the_communes_of_today():
    plain = report_data("tam-duong-2025", "2025-08")
    before = [row for row in plain.marts["before"] if (row["scope_kind"], row["level"]) == ("unit", "commune")]
    first = before[0]["unit_code"]
    today = [row | {"unit_code": INSIDE} for row in before if row["unit_code"] == first]
    marts = marts_of(plain, before=[*plain.marts["before"], *today])
    context = build_context(report_data("tam-duong-2025", "2025-08", marts=marts))
    assert [(standing.code, standing.rank_before) for standing in context.standings] == [(INSIDE, 1)]


def test_word_workbook_and_page_show_both_parts_and_the_way_to_2030(context):
    document = docx.Document(io.BytesIO(render_section(context)))
    captions = [paragraph.text for paragraph in document.paragraphs if paragraph.text.startswith("Bảng")]
    wanted = ("theo xã cũ, đến hết ngày 30/6/2025", "theo xã từ ngày 01/7/2025", "Khoảng cách đến chỉ tiêu")
    assert all(any(part in caption for caption in captions) for part in wanted)
    sheet = openpyxl.load_workbook(io.BytesIO(render_workbook(context)))["Đến chỉ tiêu sau"]
    assert "75,00% (-25,00) 3/4" in [cell.value for row in sheet for cell in row]
    page = render_page(context).decode()
    assert all(part in page for part in wanted)


def test_last_year_is_compared_only_where_the_territory_is_the_same():
    plain = report_data("tam-duong-2025", "2025-07")
    (row,) = [row for row in plain.marts["course"] if row["row_no"] == "2" and row["period"] == "2025-07"][:1] or [None]
    earlier = {**row, "period": "2024-07", "basis": "ytd", "scope_kind": "headline"}
    course = {"course": [*plain.marts["course"], earlier]}
    whole = [territory for territory in TERRITORY if territory["extent"] == "whole"]
    for territory, compares in ((TERRITORY, False), (whole, True)):
        report = report_data("tam-duong-2025", "2025-07", marts=marts_of(plain, **course) | {"territory": territory})
        context = build_context(report)
        (line,) = [line for line in context.targets if line.target.row_no == "2"]
        assert (line.change_in_year is not None) == compares
        assert any("Không so sánh được" in text for text in context.paragraphs.opening) != compares


def test_before_the_change_nothing_is_said():
    context = build_context(report_data("tam-duong-2025", "2025-06"))
    assert "không còn cấp huyện" not in " ".join(context.paragraphs.opening)
    assert not context.places_before.names


def test_a_year_after_the_plans_own_judges_no_past_target_and_keeps_2030_in_sight():
    context = build_context(report_data("tam-duong-2025", "2026-01"))
    assert {line.target.horizon for line in context.targets if line.target.row_no in ("1", "2", "5")} == {2030}
    assert {line.headline.status for line in context.targets} == {"not_judged"}
    (past,) = {line.headline.verdict for line in context.targets if line.target.horizon == 2025}
    assert past == "Chỉ giao đến năm 2025"
    assert context.texts["section_title"].endswith("trọng tâm năm 2026")
    assert not any("Phần của cấp huyện" in text for text in context.paragraphs.opening)
    for document in (docx.Document(io.BytesIO(render(context))) for render in (render_section, render_long)):
        titles = [
            paragraph.text for paragraph in document.paragraphs if "Kết quả thực hiện các chỉ tiêu" in paragraph.text
        ]
        assert titles and all(title.endswith("năm 2026") for title in titles)
        assert not any(cell.text == "Chỉ tiêu năm 2025" for table in document.tables for cell in table.rows[0].cells)


def test_in_the_years_after_the_change_the_document_keeps_the_way_to_2030():
    plain = report_data("tam-duong-2025", "2026-01")
    units = [row for row in plain.marts["attainment"] if row["scope_kind"] == "unit" and row["level"] == "commune"]
    own = [row | {"unit_code": INSIDE, "unit_name": "UBND xã Bản Bo"} for row in units]
    rest = [row for row in plain.marts["attainment"] if row["scope_kind"] != "unit"]
    marts = {"attainment": [*rest, *own[:2]], "territory": TERRITORY, "today": TODAY}
    context = build_context(report_data("tam-duong-2025", "2026-01", marts=marts))
    assert not context.places_before.names
    block = short_tables(context)["bang_dia_ban"]
    captions = [each.caption for each in (block, *block.then)]
    assert any("Khoảng cách đến chỉ tiêu" in caption for caption in captions)


def test_rows_of_no_known_unit_stand_apart_in_a_districts_report():
    row = {"month": "2025-06", "export_revision": 1, "dataset": "ho_so", "loaded": 3, "superseded": 1}
    own = row | {"is_unplaced": False, "rows_in": 6, "quarantined": 2}
    unplaced = row | {"is_unplaced": True, "rows_in": 5, "loaded": 0, "superseded": 0, "quarantined": 5}
    context = build_context(report_data("tam-duong-2025", "2025-06", marts={"quality": [own, unplaced]}))
    said = " ".join(context.paragraphs.quality)
    assert "6 dòng nhận vào = 3 dòng được dùng + 1 dòng" in said
    assert "5 dòng trong dữ liệu của tỉnh không xác định được đơn vị nên không tính cho huyện Tam Đường" in said
    names = [row[1] for row in context.quality.rows]
    assert names == ["Hồ sơ TTHC", "Hồ sơ TTHC – chưa rõ đơn vị"]
