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
from tests.report_data import attainment_row, report_data, scopes
from warehouse.plans.catalogue import load_plan

FOLDER = Path(report_templates.__file__).parent


def one_target(counts, before=None, year_before=None, row_no="2.1", period="2024-03", **more):
    """A context with one headline, and what it was a month and a year before."""
    plan = load_plan("ninh-thuan-2024")
    target = next(t for t in plan.targets if t.row_no == row_no)
    scope = scopes(plan, target)[0]

    def rows(at, **extra):
        return [{**attainment_row(target, basis, scope, at, **more), **extra} for basis in ("period", "ytd")]

    course = rows(counts, period=period)
    course += rows(before, period="2024-02") if before else []
    course += rows(year_before, period="2023-03") if year_before else []
    context = build_context(report_data(period=period, marts={"attainment": rows(counts), "course": course}))
    return context, next(line for line in context.targets if line.target.row_no == row_no)


def said(*args, **kwargs):
    context, line = one_target(*args, **kwargs)
    return describe_line(line, context.period)


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
    assert "Đây là kỳ báo cáo đầu tiên của năm 2024" in " ".join(context.prose.opening)
    later = build_context(report_data(period="2024-03", marts={"course": []}))
    assert "Chưa có số liệu kỳ trước để so sánh." in later.prose.opening


def test_a_new_revision_says_what_it_replaces():
    again = build_context(report_data(revision=2))
    assert "lần 1" in " ".join(again.prose.opening)


def test_the_opening_names_the_plan_and_both_windows():
    context = build_context(report_data())
    opening = " ".join(context.prose.opening)
    assert "159/QĐ-UBND" in opening
    assert "từ ngày 15/02/2024 đến ngày 14/3/2024" in opening
    assert "từ ngày 15/12/2023 đến ngày 14/3/2024" in opening


def test_the_officers_own_words_replace_the_placeholder():
    empty = build_context(report_data()).prose
    assert empty.causes[0].startswith("[") and empty.proposals[0].startswith("[")
    own = build_context(report_data(prose={"causes": "Thiếu cán bộ.\n\nMạng chậm.", "proposals": " "})).prose
    assert own.causes == ("Thiếu cán bộ.", "Mạng chậm.")
    assert own.proposals == empty.proposals


def test_milestones_are_told_for_the_quarter():
    context = build_context(report_data("binh-phuoc-2024"))
    judged = [line.milestone for line in context.targets if line.milestone]
    met = sum(milestone.status == "met" for milestone in judged)
    counted = sum(milestone.status in ("met", "not_met") for milestone in judged)
    assert context.prose.milestones[0].startswith(f"Lộ trình quý I: {met}/{counted} chỉ tiêu đạt.")


def test_the_end_of_the_year_has_no_outlook():
    assert "cuối của năm" in build_context(report_data(period="2024-12")).prose.outlook[0]


def test_an_undelivered_month_is_a_stated_limit():
    exports = report_data().marts["export"]
    exports[1] = {**exports[1], "delivered": False, "created": None, "revision": None}
    limits = " ".join(build_context(report_data(marts={"export": exports})).prose.limits)
    assert "Chưa nhận được dữ liệu của tháng 2 năm 2024" in limits


def test_how_the_relief_was_read_is_stated():
    assert "được hiểu là giảm 10 điểm phần trăm" in " ".join(build_context(report_data()).prose.limits)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from([("ninh-thuan-2024", "2024-03"), ("binh-phuoc-2024", "2024-Q2"), ("tam-duong-2025", "2025-01")]),
    st.integers(0, 10**6),
)
def test_no_sentence_contradicts_the_table(chosen, seed):
    context = build_context(report_data(*chosen, seed=seed))
    for line in context.targets:
        _agrees(line, describe_line(line, context.period))
    counted = [line.headline.status for line in context.targets if line.headline.judged]
    assert sum(context.verdicts[status] for status in set(counted)) == len(counted)
    summary = context.prose.summary[0]
    for status, words in (("met", "chỉ tiêu đạt"), ("not_met", "chỉ tiêu chưa đạt")):
        told = re.search(rf"(\d+) {words}", summary)
        assert (int(told[1]) if told else 0) in (counted.count(status), 0)
    missed = {line.label for line in context.targets if line.headline.status == "not_met"}
    listed = next((text for text in context.prose.summary if text.startswith("Các chỉ tiêu chưa đạt: ")), "")
    assert {
        label for label in listed.removeprefix("Các chỉ tiêu chưa đạt: ").rstrip(".").split(", ") if label
    } == missed


def _agrees(line, sentence):
    headline = line.headline
    above = "vượt" in sentence or "bằng mức" in sentence
    below = "thấp hơn" in sentence
    assert above == (headline.status == "met")
    assert below == (headline.status == "not_met")
    assert ("còn thiếu" in sentence) == (headline.status == "not_met")
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


def test_no_phrase_has_an_english_word_or_a_double_space():
    for key, text in _phrases().items():
        plain = "x".join(part for part, *_ in string.Formatter().parse(text))
        assert not re.search(r"\b(the|target|value|unit|data|month|report|met)\b", plain), key
        if not key.startswith("text."):
            assert "  " not in plain, key
