"""Sentences vary with the case and never contradict the table (checked over generated reports)."""

import re
import string
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import report_templates
from report_templates.context.build import build_context
from report_templates.wording.clauses import describe_line
from report_templates.wording.plan_document import has_number_and_date
from tests.report_data import attainment_row, report_data, scopes
from warehouse.plans.catalogue import load_plan

FOLDER = Path(report_templates.__file__).parent


def one_target(counts, before=None, year_before=None, row_no="2.1", period="2024-03", in_period=None, **more):
    """A context with one headline, and what it was a month and a year before."""
    plan = load_plan("ninh-thuan-2024")
    target = next(t for t in plan.targets if t.row_no == row_no)
    scope = scopes(plan, target)[0]

    def rows(at, **extra):
        bases = {"period": in_period or at, "ytd": at}
        return [{**attainment_row(target, basis, scope, found, **more), **extra} for basis, found in bases.items()]

    course = rows(counts, period=period)
    course += rows(before, period="2024-02") if before else []
    course += rows(year_before, period="2023-03") if year_before else []
    context = build_context(report_data(period=period, marts={"attainment": rows(counts), "course": course}))
    return context, next(line for line in context.targets if line.target.row_no == row_no)


def said(*args, **kwargs):
    context, line = one_target(*args, **kwargs)
    return describe_line(line, context.period, context.made_on)


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        (said((62, 100)), "luỹ kế đạt 62,00% (62/100), vượt 2,00 điểm phần trăm so với chỉ tiêu 60%"),
        (said((60, 100)), "bằng mức chỉ tiêu 60%"),
        (said((59, 100)), "gần đạt, còn thấp hơn 1,00 điểm phần trăm so với chỉ tiêu 60%, còn thiếu 1 hồ sơ"),
        (
            said((23, 100)),
            "thấp hơn 37,00 điểm phần trăm so với chỉ tiêu 60%, còn thiếu 37 hồ sơ thanh toán trực tuyến",
        ),
        (said((0, 0)), "không phát sinh"),
        (said((None, None)), "chưa có số liệu"),
        (said((50, 100), assigned=None), "chưa có căn cứ đánh giá (theo hướng dẫn của TW)"),
        (
            said((62, 100), before=(61, 100)),
            "riêng tháng 3 đạt 62,00%, tăng 1,00 điểm phần trăm so với tháng trước",
        ),
        (said((62, 100), before=(64, 100)), "giảm 2,00 điểm phần trăm so với tháng trước"),
        (said((62, 100), before=(62, 100)), "bằng tháng trước"),
        (said((62, 100), year_before=(60, 100)), "so với cùng kỳ năm trước, luỹ kế tăng 2,00 điểm phần trăm"),
        (said((62, 100), year_before=(62, 100)), "luỹ kế bằng cùng kỳ năm trước"),
    ],
)
def test_the_wording_follows_the_case(sentence, words):
    assert words in sentence


def test_the_first_month_of_the_year_does_not_say_its_figures_twice():
    assert "riêng tháng" not in said((62, 100), period="2024-01")


def test_the_first_report_says_so():
    context = build_context(report_data(period="2024-01", marts={"course": []}))
    assert "Đây là kỳ báo cáo đầu tiên của năm 2024" in " ".join(context.paragraphs.opening)
    later = build_context(report_data(period="2024-03", marts={"course": []}))
    assert "Chưa có số liệu kỳ trước để so sánh." in later.paragraphs.opening


def test_only_a_revision_after_a_signed_one_says_that_it_replaces_it():
    unsigned = build_context(report_data(revision=2))
    assert "thay thế" not in " ".join(unsigned.paragraphs.opening_full)
    signed = build_context(report_data(revision=2, replaces_signed=True))
    assert "thay thế lần phát hành trước (lần 1)" in " ".join(signed.paragraphs.opening_full)


def test_the_opening_names_the_plan_and_both_windows():
    context = build_context(report_data())
    opening = " ".join(context.paragraphs.opening)
    assert "159/QĐ-UBND" in opening
    assert "từ ngày 15/02/2024 đến ngày 14/3/2024" in opening
    assert "từ ngày 15/12/2023 đến ngày 14/3/2024" in opening


def test_the_officers_own_words_replace_the_placeholder():
    empty = build_context(report_data()).paragraphs
    assert empty.causes[0].startswith("[") and empty.proposals[0].startswith("[")
    own = build_context(
        report_data(officer_texts={"causes": "Thiếu cán bộ.\n\nMạng chậm.", "proposals": " "})
    ).paragraphs
    assert own.causes == ("Thiếu cán bộ.", "Mạng chậm.")
    assert own.proposals == empty.proposals


def test_milestones_are_told_for_the_quarter():
    context = build_context(report_data("binh-phuoc-2024"))
    judged = [line.milestone for line in context.targets if line.milestone]
    met = sum(milestone.status == "met" for milestone in judged)
    counted = sum(milestone.status in ("met", "not_met") for milestone in judged)
    assert context.paragraphs.milestones[0].startswith(f"Lộ trình quý I: {met}/{counted} chỉ tiêu đạt.")


def outlook(counts, row_no, before=None, period="2024-03", **more):
    """The outlook sentences of one headline alone."""
    context, line = one_target(counts, before=before, row_no=row_no, period=period, **more)
    return line, " ".join(context.paragraphs.outlook)


def test_a_late_case_makes_a_hundred_percent_impossible_and_says_what_the_year_can_still_reach():
    line, text = outlook((237, 241), "8.8", in_period=(80, 81))
    # three months gave 241 cases; 723 more, all on time: (237 + 723) / (241 + 723)
    assert line.outlook.best == Decimal("99.59") and "đã có 4 trường hợp quá hạn" in text
    line, text = outlook((54, 57), "8.8", in_period=(18, 20))
    assert line.outlook.kind == "unreachable"
    assert "Không còn khả năng đạt 100% trong năm" in text and "đã có 3 trường hợp quá hạn" in text
    # three months gave 57 cases; 171 more, all on time: (54 + 171) / (57 + 171)
    assert line.outlook.best == Decimal("98.68") and "cao nhất khoảng 98,68%" in text
    assert "còn thiếu" not in said((54, 57), row_no="8.8")
    assert "có khả năng đạt" not in text.lower().replace("không còn khả năng đạt", "")


def test_what_is_missing_is_named_apart_from_the_cases_still_to_come():
    sentence = said((23, 100), in_period=(9, 30))
    assert "còn thiếu 37 hồ sơ thanh toán trực tuyến tính trên số hiện có" in sentence
    # (23 + 93) / (100 + 93) is the first to reach 60 %
    assert "hoặc từ nay phải thêm 93, mọi trường hợp mới đều đạt" in sentence


def test_the_outlook_is_on_track_only_where_the_periods_own_rate_lifts_the_year_to_the_target():
    plan = load_plan("ninh-thuan-2024")
    target = next(t for t in plan.targets if t.row_no == "2.1")
    scope = scopes(plan, target)[0]

    def kind(month, in_period):
        rows = [
            attainment_row(target, basis, scope, counts)
            for basis, counts in (("period", in_period), ("ytd", (300, 1000)))
        ]
        context = build_context(report_data(period=month, marts={"attainment": rows, "course": []}))
        return next(line for line in context.targets if line.target.row_no == "2.1").outlook.kind

    assert kind("2024-03", (250, 330)) == "on_track"  # 3.000 to come at 75,8 %: 64,3 % in the year
    assert kind("2024-11", (250, 330)) == "unknown"  # 91 to come at 75,8 %: 33,8 % in the year


@pytest.mark.parametrize(
    ("before", "now", "kind"),
    [
        ((498, 1000), (500, 1000), "at_risk"),
        ((490, 1000), (500, 1000), "rising"),
        ((510, 1000), (500, 1000), "at_risk"),
    ],
)
def test_rising_is_a_year_to_date_that_gained_the_stated_threshold(before, now, kind):
    line, text = outlook(now, "2.1", before=before, period="2024-03")
    assert line.outlook.kind == kind
    assert ("đang tăng (từ 0,50 điểm phần trăm" in text) == (kind == "rising")


def test_stock_and_catalogue_figures_stand_for_a_day():
    sentence = said((62, 100), before=(61, 100), row_no="1")
    assert "đến ngày 14/3/2024 đạt 62,00% (62/100)" in sentence
    assert "luỹ kế đạt" not in sentence and "riêng tháng" not in sentence


def test_the_end_of_the_year_has_no_outlook():
    assert "cuối của năm" in build_context(report_data(period="2024-12")).paragraphs.outlook[0]


def test_an_undelivered_month_is_a_stated_limit():
    exports = report_data().marts["export"]
    exports[1] = {**exports[1], "delivered": False, "created": None, "revision": None}
    limits = " ".join(build_context(report_data(marts={"export": exports})).paragraphs.limits)
    assert "Chưa nhận được dữ liệu của tháng 2 năm 2024" in limits


def test_how_the_relief_was_read_is_stated():
    assert "được hiểu là giảm 10 điểm phần trăm" in " ".join(build_context(report_data()).paragraphs.limits)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from([("ninh-thuan-2024", "2024-03"), ("binh-phuoc-2024", "2024-Q2"), ("tam-duong-2025", "2025-01")]),
    st.integers(0, 10**6),
)
def test_no_sentence_contradicts_the_table(chosen, seed):
    context = build_context(report_data(*chosen, seed=seed))
    for line in context.targets:
        _agrees(line, describe_line(line, context.period, context.made_on))
    counted = [line.headline.status for line in context.targets if line.headline.judged]
    assert sum(context.verdicts[status] for status in set(counted)) == len(counted)
    verdict = context.paragraphs.key_points[0]
    total = len([line for line in context.targets if line.headline.judged])
    told = re.search(r"(\d+)/(\d+) chỉ tiêu của năm", verdict)
    assert told is None or (int(told[1]), int(told[2])) == (counted.count("met"), total)
    told = re.search(r"(\d+) chỉ tiêu chưa đạt", verdict)
    assert (int(told[1]) if told else 0) == counted.count("not_met")
    by_group = " ".join(context.paragraphs.by_group)
    for line in context.targets:
        if line.headline.status == "not_met" and not line.same_as:
            assert f"{line.headline.ytd.text} (chỉ tiêu {line.headline.target_text})" in by_group


def _agrees(line, sentence):
    if line.same_as:
        assert sentence == f"cùng chỉ số và mức giao với chỉ tiêu {line.same_as}, kết quả nêu tại đó"
        return
    headline = line.headline
    above = "vượt" in sentence or "bằng mức" in sentence
    below = "thấp hơn" in sentence
    assert above == (headline.status == "met")
    assert below == (headline.status == "not_met")
    if line.outlook.kind == "unreachable":
        assert "không còn khả năng đạt" in sentence and "còn thiếu" not in sentence
    if headline.ytd.percent is None:
        assert not re.search(r"\d+,\d\d%", sentence)
        return
    assert headline.ytd.text in sentence
    assert headline.ytd.fraction in sentence
    if headline.gap is not None and headline.status in ("met", "not_met"):
        printed = headline.ytd.percent - headline.target
        assert printed == headline.gap
        assert (printed >= Decimal(0)) == (headline.status == "met")


def _phrases():
    sections = tomllib.loads((FOLDER / "wording" / "phrases.toml").read_text(encoding="utf-8"))
    return {f"{section}.{name}": text for section, names in sections.items() for name, text in names.items()}


def test_every_phrase_that_the_code_says_exists():
    said_keys = set()
    for source in FOLDER.rglob("*.py"):
        said_keys |= set(re.findall(r"\bsay\(\s*\"([a-z_0-9.]+)\"", source.read_text(encoding="utf-8")))
    assert said_keys - set(_phrases()) == set()


def test_a_period_before_the_plan_was_signed_says_so():
    early, later = report_data(period="2024-02"), report_data(period="2024-06")
    assert "trước ngày ký văn bản giao chỉ tiêu (18/3/2024)" in " ".join(build_context(early).paragraphs.key_points)
    assert "trước ngày ký" not in " ".join(build_context(later).paragraphs.key_points)


@pytest.mark.parametrize(
    ("document", "known"),
    [
        ("Quyết định số 159/QĐ-UBND ngày 18/3/2024 của UBND tỉnh", True),
        ("Quyết định số 159/QĐ-UBND ngày 18 tháng 3 năm 2024", True),
        ("Quyết định số …/QĐ-UBND ngày … tháng … năm 2024", False),
        ("Phụ lục I giao chỉ tiêu năm 2024 (chưa rõ số và ngày của văn bản)", False),
        ("Quyết định số 159/QĐ-UBND ngày 31/02/2024", False),
    ],
)
def test_a_document_can_be_cited_by_number_and_day(document, known):
    assert has_number_and_date(document) == known


def test_no_phrase_has_an_english_word_or_a_double_space():
    for key, text in _phrases().items():
        plain = "x".join(part for part, *_ in string.Formatter().parse(text))
        assert not re.search(r"\b(the|target|value|unit|data|month|report|met)\b", plain), key
        if not key.startswith("text."):
            assert "  " not in plain, key
