"""From rows to printed lines: the plan's order, verdict words, gaps, horizons, courses."""

from decimal import Decimal

import pytest

from report_templates.context.build import build_context
from report_templates.results import HeadingLine, TargetLine
from tests.report_data import attainment_row, judge, report_data, scopes
from warehouse.plans.catalogue import load_plan

PLANS = {
    "ninh-thuan-2024": "2024-03",
    "binh-phuoc-2024": "2024-03",
    "tam-duong-2025": "2025-02",
    "kon-tum-2024": "2024-Q1",
    "cchc-000": "2024-01",
}


def headline_only(counts, plan_id="ninh-thuan-2024", row_no="2.1", **more):
    """A context whose only figures are the headline of one target, on both bases."""
    plan = load_plan(plan_id)
    target = next(target for target in plan.targets if target.row_no == row_no)
    area = {"unit_code": plan.area, "unit_name": plan.area_name}
    scope = {"scope_kind": "headline", **area, "level": target.level_set}
    rows = [attainment_row(target, basis, scope, counts, **more) for basis in ("period", "ytd")]
    return build_context(report_data(plan_id, marts={"attainment": rows, "course": []}))


def line_of(context, row_no="2.1"):
    return next(line for line in context.targets if line.target.row_no == row_no)


@pytest.mark.parametrize(("plan_id", "period"), PLANS.items())
def test_every_target_of_the_year_is_a_line_in_the_order_of_the_document(plan_id, period):
    context = build_context(report_data(plan_id, period))
    plan = load_plan(plan_id)
    expected = [(t.row_no, t.level_set) for t in plan.targets if t.horizon == plan.year]
    printed = [(line.target.row_no, line.target.level_set) for line in context.targets]
    assert [key for key in printed if key in expected] == expected
    assert len({line.label for line in context.targets}) == len(context.targets)


def test_parent_rows_are_headings_before_their_first_child():
    lines = build_context(report_data()).lines
    numbers = [line.number if isinstance(line, HeadingLine) else line.target.row_no for line in lines]
    assert numbers[:6] == ["1", "2", "2.1", "2.2", "2.3", "3"]


@pytest.mark.parametrize(
    ("counts", "text", "verdict", "gap"),
    [
        ((60, 100), "60,00%", "Đạt", "0,00"),
        ((14999, 25000), "59,99%", "Chưa đạt", "-0,01"),
        ((29999, 50000), "59,99%", "Chưa đạt", "-0,01"),
        ((100, 100), "100,00%", "Đạt", "+40,00"),
        ((0, 0), "Không phát sinh", "Không phát sinh", ""),
        ((None, None), "Chưa có số liệu", "Chưa có số liệu", ""),
    ],
)
def test_the_printed_gap_agrees_with_the_printed_value(counts, text, verdict, gap):
    headline = line_of(headline_only(counts)).headline
    assert (headline.ytd.text, headline.verdict, headline.gap_text) == (text, verdict, gap)


def test_a_target_without_a_number_prints_its_value_and_why_it_is_not_judged():
    headline = line_of(headline_only((1, 2), assigned=None)).headline
    assert headline.ytd.text == "50,00%"
    assert headline.verdict == "Chưa có căn cứ đánh giá (theo hướng dẫn của TW)"


def test_a_target_without_any_row_has_no_data():
    context = headline_only((1, 2))
    assert line_of(context, "3.1").headline.verdict == "Chưa có số liệu"
    assert context.verdicts["no_data"] == context.verdicts["total"] - 1


def test_nothing_but_all_of_the_cases_is_printed_as_a_hundred_percent():
    assert line_of(headline_only((99999, 100000))).headline.ytd.text == "99,99%"


def test_a_later_horizon_is_printed_beside_the_judged_one_with_the_way_to_go():
    context = build_context(report_data("tam-duong-2025", "2025-02"))
    line = context.targets[0]
    assert line.target.horizon == 2025
    assert [later.horizon for later in line.later] == [2030]
    assert Decimal(line.later[0].gap_text.replace(",", ".")) == line.headline.ytd.percent - Decimal(90)


def test_an_unjudged_horizon_is_not_counted():
    context = build_context(report_data("tam-duong-2025", "2025-02"))
    assert context.verdicts["total"] == sum(t.horizon == 2025 for t in context.plan.targets)


def test_changes_are_differences_of_printed_figures():
    context = build_context(report_data())
    for line in context.targets:
        points = {point.period: point for point in context.course[line.label] if not point.level}
        before, now = points["2024-02"].in_period.percent, line.headline.period.percent
        assert line.change == (None if before is None or now is None else now - before)


def test_a_period_that_another_source_judged_stands_in_the_course_and_gives_no_change():
    course = [
        row | {"source": "portal"} if row["period"] == "2024-02" else row for row in report_data().marts["course"]
    ]
    context = build_context(report_data(marts={"course": course}))
    assert {(line.change, line.change_ytd) for line in context.targets} == {(None, None)}
    before = build_context(report_data())
    assert any(line.change for line in before.targets)
    for label, points in before.course.items():
        assert points == context.course[label]


def test_a_relieved_unit_prints_its_own_target_and_says_so():
    target = next(t for t in load_plan("ninh-thuan-2024").targets if t.row_no == "2.2")
    scope = {
        "scope_kind": "unit",
        "unit_code": "H43.31",
        "unit_name": "UBND huyện Bác Ái",
        "level": "district",
    }
    lowered = {"assigned": Decimal(35), "relief_points": Decimal(10)}
    rows = [attainment_row(target, basis, scope, (36, 100), **lowered) for basis in ("period", "ytd")]
    context = build_context(report_data(marts={"attainment": rows}))
    unit = line_of(context, "2.2").scopes[0]
    assert (unit.target_text, unit.verdict) == ("35%", "Đạt")
    assert "10,00 điểm phần trăm" in unit.relief


def test_the_same_rows_give_an_equal_context():
    assert build_context(report_data()) == build_context(report_data())


def test_order_of_mart_rows_does_not_matter():
    data = report_data()
    marts = {name: list(reversed(rows)) for name, rows in data.marts.items() if name in ("attainment", "course")}
    again = build_context(report_data(marts=marts))
    assert again.lines == build_context(data).lines
    assert again.course == build_context(data).course


def test_judge_is_exact():
    assert judge(79996, 100000, Decimal(80))["status"] == "not_met"
    assert isinstance(build_context(report_data()).lines[0], TargetLine)


def test_changed_cells_keep_to_the_side_of_their_target():
    plan = load_plan("ninh-thuan-2024")
    target = next(t for t in plan.targets if t.row_no == "2.1")
    area = {"unit_code": plan.area, "unit_name": plan.area_name}
    scope = {"scope_kind": "headline", **area, "level": target.level_set}
    now = attainment_row(target, "ytd", scope, (14999, 25000))
    old = {f"old_{name}": now[name] for name in ("numerator", "denominator", "value", "status")}
    data = report_data(revision=2, marts={"attainment": [now], "difference": [{**now, **old}]})
    (row,) = build_context(data).differences.rows
    assert row[4:] == ("59,99% (14.999/25.000)", "59,99% (14.999/25.000)", "Chưa đạt", "Chưa đạt")


def test_other_sources_are_listed_and_never_rounded_past_the_target():
    scope = {"row_no": "2.1", "scope_kind": "level", "level": "province"}
    figure = scope | {"source": "portal", "numerator": 14999, "denominator": 25000, "value": 59.996}
    context = build_context(report_data(marts={"source_figure": [figure]}))
    assert context.sources.rows == (("2.1", "Cấp tỉnh", "Cổng DVC quốc gia", 14999, 25000, Decimal("59.99")),)


def test_the_largest_difference_between_sources_is_named_with_both_numbers():
    pair = {"row_no": "2.1", "scope_kind": "headline", "indicator": "online_dossiers", "unit_name": "tỉnh Ninh Thuận"}
    judged = {"judged_source": "dossiers", "judged_numerator": 7, "judged_denominator": 10, "judged_value": 70.0}
    other = {"source": "portal", "numerator": 14999, "denominator": 25000, "value": 59.996, "target": Decimal(60)}
    context = build_context(report_data(marts={"reconciliation": [pair | judged | other]}))
    (limit,) = [text for text in context.paragraphs.limits if "khác nhau giữa các nguồn" in text]
    assert "Tính từ hồ sơ 70,00%, Cổng DVC quốc gia 59,99%" in limit
    (row,) = context.reconciliation.rows
    assert row[9:11] == (Decimal("59.99"), Decimal("-10.01"))
    assert "kênh nộp" in row[11]


def test_a_report_by_the_portal_alone_says_how_the_portal_counts_and_fills_no_form_of_dossiers():
    rows = [row | {"source": "portal"} for row in report_data("phu-tho-2026-thu", "2026-03").marts["attainment"]]
    quality = [row for row in report_data().marts["quality"] if row["dataset"] != "ho_so"]
    context = build_context(report_data("phu-tho-2026-thu", "2026-03", marts={"attainment": rows, "quality": quality}))
    (note,) = [text for text in context.paragraphs.limits if "được tính như sau" in text]
    assert "Chỉ tiêu 2, 5: Cổng tính theo tháng dương lịch" in note
    assert "Chỉ tiêu 10: Cổng suy từ hồ sơ quá hạn và phản ánh, không phải phiếu khảo sát" in note
    assert context.form_06a == ()


def test_last_years_rows_join_by_indicator_and_levels_whatever_their_number():
    course = [row for row in report_data().marts["course"] if row["row_no"] == "2.1"]
    last = [{**row, "row_no": "II.7", "horizon": 2023} for row in course if row["period"] == "2023-03"]
    this = [row for row in course if row["period"] != "2023-03"]
    renumbered = build_context(report_data(marts={"course": [*last, *this]}))
    plain = build_context(report_data(marts={"course": course}))
    assert line_of(renumbered).change_in_year == line_of(plain).change_in_year
    assert renumbered.course["2.1"] == plain.course["2.1"]


def test_a_row_named_only_by_its_level_carries_its_subject_elsewhere():
    line = line_of(build_context(report_data("kon-tum-2024", "2024-03")), "V.3")
    assert line.row_name.startswith("Đối với")
    assert line.title.startswith(line.target.group_name.rstrip(".")) and "đối với" in line.title


def test_a_target_without_a_number_and_without_a_case_has_one_verdict_in_text_and_annex():
    target = next(t for t in load_plan("tam-duong-2025").targets if t.row_no == "8" and t.horizon == 2025)
    scope = scopes(load_plan("tam-duong-2025"), target)[0]
    rows = [attainment_row(target, basis, scope, (0, 0)) | {"status": "no_target"} for basis in ("period", "ytd")]
    context = build_context(report_data("tam-duong-2025", "2025-02", marts={"attainment": rows}))
    line = line_of(context, "8")
    assert line.headline.verdict == "Chưa có căn cứ đánh giá (theo hướng dẫn của TW)"
    (said,) = [text for _, group in context.paragraphs.groups for text in group if text.startswith("- (8)")]
    assert "không phát sinh trong phạm vi đánh giá; chưa có căn cứ đánh giá (theo hướng dẫn của TW)" in said


def test_targets_without_data_are_as_many_as_page_one_counts_and_a_repeated_one_is_named_once():
    context = build_context(report_data(marts={"attainment": []}))
    (said,) = [point for point in context.paragraphs.key_points if "chưa có số liệu nguồn" in point]
    assert f"{context.verdicts['no_data']} chỉ tiêu chưa có số liệu nguồn (chỉ tiêu giao hai lần nêu một lần)" in said
