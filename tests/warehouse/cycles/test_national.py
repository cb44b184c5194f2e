"""Provinces are ranked only with their like, by exact shares, and those without a report are named."""

from dataclasses import replace
from decimal import Decimal

import pytest

from warehouse.cycles.national import NationalLine, national_view, ranked
from warehouse.periods import Period


def line(province, numerator=80, denominator=100, **changes):
    """A province's figure; its value follows from its counts."""
    plain = NationalLine(
        province=province,
        province_name=f"tỉnh {province}",
        plan_id=f"plan-{province}",
        revision=1,
        row_no="1",
        indicator="online_dossiers",
        levels="province",
        source="dossiers",
        calendar="nd09",
        is_synthetic=False,
        numerator=numerator,
        denominator=denominator,
        value=100 * numerator / denominator if denominator else None,
        target=Decimal(80),
        status="met",
        gap=0.0,
    )
    return replace(plain, **changes)


def places(*lines):
    return {each.province: (each.rank, each.compared) for each in ranked(lines)}


def test_the_better_share_has_the_better_place_and_equals_share_one():
    found = places(line("H01", 90), line("H02", 70), line("H03", 9, 10), line("H04", 80))
    assert found == {"H01": (1, 4), "H03": (1, 4), "H04": (3, 4), "H02": (4, 4)}


def test_shares_that_print_alike_are_still_told_apart():
    assert places(line("H01", 799_999, 1_000_000), line("H02", 8, 10)) == {"H02": (1, 2), "H01": (2, 2)}


@pytest.mark.parametrize(
    "other",
    [
        {"levels": "province+commune"},
        {"source": "portal"},
        {"calendar": "civil"},
        {"is_synthetic": True},
        {"indicator": "online_payment"},
        {"status": "no_data", "value": None},
        {"status": "no_activity", "numerator": 0, "denominator": 0, "value": None},
        {"status": "invalid", "numerator": 120},
    ],
)
def test_what_cannot_be_compared_has_no_place_and_gives_none(other):
    assert places(line("H01"), line("H02", **other)) == {"H01": (None, 0), "H02": (None, 0)}


def test_a_province_with_two_plans_counts_once():
    found = ranked([line("H01", 90), line("H01", 90, plan_id="second"), line("H02")])
    assert [(each.rank, each.compared) for each in found] == [(1, 2), (1, 2), (2, 2)]


def test_a_province_is_compared_by_its_share_where_no_counts_are_known():
    found = places(line("H01", numerator=None, denominator=None, value=81.5), line("H02"))
    assert found == {"H01": (1, 2), "H02": (2, 2)}


def test_before_the_first_cycle_every_province_with_a_plan_is_missing(tmp_path):
    view = national_view(tmp_path, Period.parse("2024-03"))
    assert view.lines == ()
    assert [(each.plan_id, each.state) for each in view.missing] == [
        ("cchc-000", "never ran"),
        ("binh-phuoc-2024", "never ran"),
        ("kon-tum-2024", "never ran"),
        ("ninh-thuan-2024", "never ran"),
    ]
