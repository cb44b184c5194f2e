"""What is open before a report is signed stands in one list; places, standings and repeated rows."""

import io
import re
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from docx import Document

from report_templates.context.build import build_context
from report_templates.docx.report import render_section
from report_templates.docx.short_tables import short_tables
from report_templates.html.page import render_page
from report_templates.ranking import LEAST_JUDGED
from report_templates.wording.clauses import missed_text
from tests.report_data import report_data
from warehouse.periods import VIETNAM


def codes(**changes):
    return [check.code for check in build_context(report_data(**changes)).checks]


def test_open_placeholders_are_listed_and_marked_in_the_document():
    context = build_context(report_data())
    assert [check.code for check in context.checks].count("placeholder") == 2
    document = Document(io.BytesIO(render_section(context)))
    marked = [run.text for p in document.paragraphs for run in p.runs if run.font.highlight_color]
    assert len(marked) == 2 and all("[Cơ quan báo cáo bổ sung" in text for text in marked)
    written = build_context(report_data(officer_texts={"causes": "Thiếu người.", "proposals": "Thêm người."}))
    assert "placeholder" not in [check.code for check in written.checks]


def test_only_the_words_to_fill_in_are_marked_not_their_sentence():
    written = {"causes": "Thiếu người.", "proposals": "Thêm người."}
    context = build_context(report_data("tam-duong-2025", "2025-02", officer_texts=written))
    document = Document(io.BytesIO(render_section(context)))
    opening = next(p for p in document.paragraphs if p.text.startswith("Thực hiện Phụ lục kèm theo Kế hoạch số …"))
    marked = [run.text for p in document.paragraphs for run in p.runs if run.font.highlight_color]
    assert marked == ["số …/KH-UBND ngày … tháng 3 năm 2025"]
    assert [run.text for run in opening.runs][::2] == [
        opening.text.split(marked[0])[0],
        opening.text.split(marked[0])[1],
    ]


def test_an_unknown_document_number_is_listed():
    assert "document_number" not in codes()
    assert "document_number" in codes(plan_id="binh-phuoc-2024")


def test_an_empty_dataset_and_a_missing_month_are_listed_and_on_page_one():
    marts = report_data().marts
    quality = [
        {**row, "rows_in": 0, "loaded": 0} if row["dataset"] == "pakn" and row["month"] == "2024-03" else row
        for row in marts["quality"]
    ]
    exports = [{**marts["export"][0], "delivered": False}, *marts["export"][1:]]
    context = build_context(report_data(marts={"quality": quality, "export": exports}))
    assert {"empty_dataset", "missing_month"} <= {check.code for check in context.checks}
    first_page = " ".join(context.paragraphs.key_points)
    assert "Phản ánh, kiến nghị" in first_page and "Chưa nhận được dữ liệu của tháng 01" in first_page.replace(
        "tháng 1 năm", "tháng 01 năm"
    )


def test_accepted_and_held_data_are_listed():
    row = {"kind": "accept", "rule": "no-rows", "name": "A", "reason": "đúng", "month": "2024-03", "counts": "pakn: 0"}
    decision = {**row, "decided_at": datetime(2024, 3, 15, 8, tzinfo=VIETNAM)}
    context = build_context(report_data(marts={"decision": [decision], "held": [row]}))
    assert {"decision", "held"} <= {check.code for check in context.checks}
    assert context.decisions.rows[0][0] == "Chấp nhận dữ liệu"


def test_an_undecided_reading_that_changes_a_verdict_stands_on_page_one_with_both_results():
    data = report_data()
    number = next(n for n, found in enumerate(data.plan.ambiguities, 1) if not found.is_decided)
    other = {"numerator": 63, "denominator": 64, "value": 98.4375, "target": Decimal(100), "status": "not_met"}
    now = {"in_force_numerator": 9, "in_force_denominator": 9, "in_force_value": 100.0, "in_force_target": Decimal(100)}
    row = {"ambiguity": number, "reading": 1, "basis": "ytd", "row_no": "5", "scope_kind": "headline", **other, **now}
    row |= {"in_force_status": "met", "changes_verdict": True}
    context = build_context(report_data(marts={"reading": [row]}))
    assert "98,44%, Chưa đạt" in " ".join(context.paragraphs.key_points)
    assert context.other_readings.rows[0][2:] == ("100,00%, Đạt", "98,44%, Chưa đạt")
    assert "reading_verdict" in [check.code for check in context.checks]


def test_the_page_has_the_box_and_the_places():
    page = render_page(build_context(report_data())).decode()
    assert "Cần xem trước khi ký" in page and '<section id="dia-ban">' in page


def test_a_district_is_judged_with_all_its_units_by_whole_numbers():
    context = build_context(report_data())
    line = next(
        line for line in context.targets if len(line.target.levels) == 3 and line.label in context.places.results
    )
    for code, whole in zip(context.places.codes, context.places.results[line.label], strict=True):
        parts = [scope for scope in line.scopes if scope.kind == "area" and scope.unit_code == code]
        if whole.ytd.denominator and all(part.ytd.denominator is not None for part in parts):
            assert whole.ytd.numerator == sum(part.ytd.numerator for part in parts)
            assert whole.ytd.denominator == sum(part.ytd.denominator for part in parts)
            reached = 100 * whole.ytd.numerator >= whole.target * whole.ytd.denominator
            assert whole.status == ("met" if reached else "not_met")


def test_standings_leave_out_small_numbers_and_count_a_repeated_row_once():
    data = report_data()
    context = build_context(replace(data, plan=replace(data.plan, ranking_minimum=10**9)))
    assert context.standings == ()
    whole = build_context(data)
    repeated = [line for line in whole.targets if line.same_as]
    assert {line.label for line in repeated} == {"8.1", "8.7"}
    groups = [standing.group for standing in whole.standings]
    assert groups == sorted(groups, key=("province", "district", "commune").index)
    assert any(standing.rank_before for standing in whole.standings)


def test_a_rank_stands_with_its_change_its_counts_and_the_mark_of_a_lowered_target():
    data = report_data()
    lowered = {("2.2", "H43.31"), ("2.3", "H43.31")}
    rows = [
        {**row, "target": Decimal(99), "status": "not_met", "relief_points": 10}
        if (row["row_no"], row["unit_code"]) in lowered
        else row
        for row in data.marts["attainment"]
    ]
    context = build_context(replace(data, marts={**data.marts, "attainment": rows}))
    table = short_tables(context)["bang_xep_hang"]
    ranks, missed = zip(*((row.cells[0], row.cells[3]) for row in table.rows if not row.heading), strict=True)
    assert any(re.fullmatch(r"\d+ \(\d+\)", rank) for rank in ranks)
    assert all(re.search(r"\d%\*? \(\d[\d.]*/\d[\d.]*\)", text) for text in missed)
    assert f"mẫu số từ {data.plan.ranking_minimum} trở lên" in table.note
    by_place = {row.cells[0]: row.cells[2] for row in short_tables(context)["bang_dia_ban"].rows if row.cells[0]}
    assert all(by_place[row_no].endswith("*") for row_no, _ in lowered)
    bac_ai = next(standing for standing in context.standings if standing.code == "H43.31")
    assert "* (" in missed_text(bac_ai, len(bac_ai.missed))


def test_page_one_names_the_departments_that_stand_last_in_the_table_in_its_order():
    for plan_id, period in (("ninh-thuan-2024", "2024-03"), ("binh-phuoc-2024", "2024-Q1")):
        context = build_context(report_data(plan_id, period))
        said = next(point for point in context.paragraphs.key_points if point.startswith("Sở, ngành chậm nhất"))
        table = short_tables(context)["bang_xep_hang"]
        headings = [number for number, row in enumerate(table.rows) if row.heading]
        rows = table.rows[1 : [*headings, len(table.rows)][1]]
        places = [said.find(row.cells[1]) for row in rows]
        assert rows and -1 not in places and places == sorted(places), (said, rows)
        missed = [int(row.cells[2].split("/")[1]) - int(row.cells[2].split("/")[0]) for row in rows]
        shares = [int(row.cells[2].split("/")[0]) / int(row.cells[2].split("/")[1]) for row in rows]
        assert sorted(zip(shares, (-each for each in missed), strict=True)) == [
            (share, -each) for share, each in zip(shares, missed, strict=True)
        ]


def test_a_unit_judged_on_too_few_targets_has_no_place():
    data = report_data()
    some, one = (replace(data, plan=replace(data.plan, ranking_minimum=least)) for least in (3000, 5000))
    assert min(standing.judged for standing in build_context(some).standings) == LEAST_JUDGED
    assert build_context(one).standings == ()  # each district has but one result as large as that


def test_page_one_counts_a_districts_targets_as_its_table_does():
    data = report_data()
    full, few = (build_context(replace(data, plan=replace(data.plan, ranking_minimum=least))) for least in (1, 3000))
    counts = [[s.judged for s in context.standings if s.group == "district"] for context in (full, few)]
    assert sum(counts[1]) < sum(counts[0])  # some results are too small to count
    for context in (full, few):
        said = " ".join(point for point in context.paragraphs.key_points if "Theo địa bàn" in point)
        for place in (standing for standing in context.standings if standing.group == "district"):
            assert f"{place.name.removeprefix('UBND ')} {place.met}/{place.judged}" in said
