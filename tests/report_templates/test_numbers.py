"""Vietnamese number, date and period forms; a printed percentage never contradicts its verdict."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report_templates.wording import numbers
from warehouse.periods import Period, Window


@pytest.mark.parametrize(
    ("value", "below", "printed"),
    [
        (79.996, [80], "79,99%"),
        (79.995, [80], "79,99%"),
        (79.9949, [80], "79,99%"),
        (80.0, [], "80,00%"),
        (81.925, [], "81,93%"),
        (0.004, [], "0,00%"),
        (99.999, [100], "99,99%"),
        (39.999, [40, 60], "39,99%"),
        (87.5249, ["87.525"], "87,52%"),
    ],
)
def test_a_percentage_is_never_rounded_up_to_a_bound_it_lies_under(value, below, printed):
    rounded = numbers.round_percent(value, [Decimal(str(bound)) for bound in below])
    assert numbers.percent_text(rounded) == printed


def test_a_percentage_that_reached_its_target_is_never_printed_under_it():
    assert numbers.round_percent(33.3331, reached=[Decimal("33.333")]) == Decimal("33.34")


@given(st.integers(1, 10**6), st.integers(0, 10**6), st.decimals(0, 100, places=1))
def test_the_printed_percentage_stands_to_the_target_as_the_exact_one(denominator, numerator, target):
    numerator = min(numerator, denominator)
    met = 100 * numerator >= target * denominator
    value = 100 * numerator / denominator
    printed = numbers.round_percent(value, *(([], [target]) if met else ([target], [])))
    assert (printed >= target) == met
    assert abs(float(printed) - value) <= 0.0101


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (numbers.count_text(1234567), "1.234.567"),
        (numbers.count_text(0), "0"),
        (numbers.count_text(None), ""),
        (numbers.target_text(Decimal("80.0")), "80%"),
        (numbers.target_text(Decimal("31.5")), "31,5%"),
        (numbers.target_text(Decimal("100")), "100%"),
        (numbers.points_text(Decimal("1.93")), "+1,93"),
        (numbers.points_text(Decimal("-0.01")), "-0,01"),
        (numbers.points_text(Decimal("0.00")), "0,00"),
        (numbers.points_text(Decimal("-6.5"), signed=False), "6,50"),
        (numbers.points_text(Decimal("0.005")), "+0,005"),
        (numbers.date_text(date(2024, 3, 5)), "05/3/2024"),
        (numbers.date_text(date(2024, 2, 15)), "15/02/2024"),
        (numbers.date_text(date(2024, 12, 14)), "14/12/2024"),
        (
            numbers.window_text(Window(date(2023, 12, 15), date(2024, 1, 14))),
            "Từ ngày 15/12/2023 đến ngày 14/01/2024",
        ),
        (numbers.period_text(Period.parse("2024-03")), "tháng 3 năm 2024"),
        (numbers.period_text(Period.parse("2024-Q2")), "quý II năm 2024"),
        (numbers.period_text(Period.parse("2024-H2")), "6 tháng cuối năm 2024"),
        (numbers.period_text(Period.parse("2024")), "năm 2024"),
        (numbers.printable("a\x0bb\x00\ud800\ufffec\nd\te"), "abc\nd e"),
        (numbers.printable("Hoa\u0300"), "Hoà"),
        (numbers.printable(None), ""),
    ],
)
def test_printed_forms(made, text):
    assert made == text
