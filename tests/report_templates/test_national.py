"""The national table says the same in workbook and page, in Vietnamese, and promises no target that was missed."""

import io
from decimal import Decimal

import openpyxl
import pytest

from report_templates.national.page import render_national_page
from report_templates.national.words import worded
from report_templates.national.workbook import render_national_workbook
from warehouse.cycles.national import Missing, National, NationalLine
from warehouse.periods import Period

CLOSE = NationalLine(
    province="H43",
    province_name="UBND tỉnh Ninh Thuận",
    plan_id="ninh-thuan-2024",
    revision=1,
    row_no="1",
    indicator="online_dossiers",
    levels="province+commune",
    source="dossiers",
    calendar="nd09",
    is_synthetic=True,
    numerator=79_996,
    denominator=100_000,
    value=79.996,
    target=Decimal("80.0000"),
    status="not_met",
    gap=-0.004,
    rank=2,
    compared=3,
)
LATE = Missing("H34", "tỉnh <Kon Tum>", "kon-tum-2024", "held", "=rows")


@pytest.fixture(scope="module")
def view():
    return National(Period.parse("2024-03"), (CLOSE,), (LATE,))


def test_a_share_just_below_its_target_is_not_printed_as_the_target():
    words = worded(CLOSE)
    assert (words.value, words.target, words.gap, words.rank) == ("79,99%", "80%", "-0,01", "2/3")
    assert (words.counts, words.verdict) == ("79.996/100.000", "Chưa đạt")


def test_the_page_names_who_is_missing_and_that_it_is_a_demonstration(view):
    page = render_national_page(view).decode()
    assert "tỉnh &lt;Kon Tum&gt; (kế hoạch kon-tum-2024): bị giữ, chờ người có trách nhiệm xác nhận: =rows" in page
    assert "CÓ SỐ LIỆU MÔ PHỎNG" in page
    assert "Tỷ lệ hồ sơ trực tuyến (cấp tính: tỉnh, xã)" in page
    for text in ("UBND tỉnh Ninh Thuận", "79,99%", "79.996/100.000", "80%", "-0,01", "Chưa đạt", "2/3"):
        assert text in page


def test_the_workbook_holds_numbers_to_sort_by_and_who_is_missing(view):
    book = openpyxl.load_workbook(io.BytesIO(render_national_workbook(view)))
    rows = list(book["Toàn quốc"].iter_rows(values_only=True))
    (row,) = [row for row in rows if row[1] == "UBND tỉnh Ninh Thuận"]
    assert row[2:] == (
        *(pytest.approx(0.7999), 79_996, 100_000, pytest.approx(0.8), pytest.approx(-0.01)),
        *("Chưa đạt", 2, 3, "Tính từ hồ sơ", "ninh-thuan-2024"),
    )
    late = [value for (value,) in book["Chưa công bố"].iter_rows(values_only=True, max_col=1) if value]
    assert late[-1].startswith("tỉnh <Kon Tum>")
    assert render_national_workbook(view) == render_national_workbook(view)
