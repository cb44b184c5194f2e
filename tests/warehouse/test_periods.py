"""Periods, their windows in both calendars, and working days."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.errors import ConfigurationError
from warehouse.periods import CALENDARS, Period, latest_closed_month, months_between, working_days

YEARS = st.integers(2001, 2098)
EARLIEST, LATEST = datetime.fromisoformat("2001-01-01"), datetime.fromisoformat("2090-01-01")
KINDS = {"month": 12, "quarter": 4, "half": 2, "year": 1}


@st.composite
def periods(draw):
    kind = draw(st.sampled_from(sorted(KINDS)))
    return Period(draw(YEARS), kind, draw(st.integers(1, KINDS[kind])))


def window(written, calendar="nd09", basis="period"):
    found = Period.parse(written).window(calendar, basis)
    return found.starts_on.isoformat(), found.ends_on.isoformat()


@pytest.mark.parametrize(
    ("written", "starts_on", "ends_on"),
    [
        ("2024-01", "2023-12-15", "2024-01-14"),
        ("2024-03", "2024-02-15", "2024-03-14"),
        ("2024-12", "2024-11-15", "2024-12-14"),
        ("2024-Q1", "2023-12-15", "2024-03-14"),
        ("2024-Q4", "2024-09-15", "2024-12-14"),
        ("2024-H1", "2023-12-15", "2024-06-14"),
        ("2024-H2", "2024-06-15", "2024-12-14"),
        ("2024", "2023-12-15", "2024-12-14"),
    ],
)
def test_nd09_runs_from_the_15th_to_the_14th(written, starts_on, ends_on):
    assert window(written) == (starts_on, ends_on)


@pytest.mark.parametrize(
    ("written", "starts_on", "ends_on"),
    [
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-02", "2023-02-01", "2023-02-28"),
        ("2024-12", "2024-12-01", "2024-12-31"),
        ("2024-Q1", "2024-01-01", "2024-03-31"),
        ("2024-H2", "2024-07-01", "2024-12-31"),
        ("2024", "2024-01-01", "2024-12-31"),
    ],
)
def test_civil_is_whole_calendar_months(written, starts_on, ends_on):
    assert window(written, "civil") == (starts_on, ends_on)


@pytest.mark.parametrize("written", ["2024-03", "2024-Q1"])
def test_ytd_begins_with_the_report_year(written):
    assert window(written, basis="ytd") == ("2023-12-15", "2024-03-14")
    assert window(written, "civil", "ytd") == ("2024-01-01", "2024-03-31")


@given(periods(), st.sampled_from(CALENDARS))
def test_the_months_tile_the_period_without_gap_or_overlap(period, calendar):
    for basis in ("period", "ytd"):
        spans = [month.window(calendar) for month in period.months(basis)]
        whole = period.window(calendar, basis)
        assert (spans[0].starts_on, spans[-1].ends_on) == (whole.starts_on, whole.ends_on)
        assert all(b.starts_on - a.ends_on == timedelta(days=1) for a, b in pairwise(spans))


@given(periods(), st.sampled_from(CALENDARS))
def test_the_next_period_begins_the_day_after(period, calendar):
    following = period.shifted(1)
    assert following.window(calendar).starts_on - period.window(calendar).ends_on == timedelta(days=1)
    assert following.shifted(-1) == period


@given(periods())
def test_a_period_reads_back_as_it_is_written(period):
    assert Period.parse(str(period)) == period
    assert Period.parse(f" {str(period).lower()} ") == period


@pytest.mark.parametrize(
    "written", ["", "2024-13", "2024-00", "2024-1", "2024-Q5", "2024-Q0", "2024-H3", "1999", "24-03", "2024-03-01"]
)
def test_anything_else_is_refused(written):
    with pytest.raises(ConfigurationError, match="not a reporting period"):
        Period.parse(written)


@pytest.mark.parametrize(
    ("written", "quarter", "last_month"),
    [
        ("2024-01", 1, "2024-01"),
        ("2024-03", 1, "2024-03"),
        ("2024-04", 2, "2024-04"),
        ("2024-Q2", 2, "2024-06"),
        ("2024-H1", 2, "2024-06"),
        ("2024", 4, "2024-12"),
    ],
)
def test_the_milestone_is_that_of_the_quarter_of_the_end(written, quarter, last_month):
    period = Period.parse(written)
    assert (period.quarter, str(period.last_month)) == (quarter, last_month)


def test_a_year_earlier_is_the_same_period():
    assert str(Period.parse("2024-Q1").a_year_earlier) == "2023-Q1"
    assert str(Period.parse("2024-02").a_year_earlier) == "2023-02"


def test_an_unknown_calendar_is_refused():
    with pytest.raises(ConfigurationError, match="calendar 'lunar'"):
        Period.parse("2024").window("lunar")


def test_months_between_crosses_the_year():
    written = [str(month) for month in months_between(Period.parse("2023-11"), Period.parse("2024-02"))]
    assert written == ["2023-11", "2023-12", "2024-01", "2024-02"]
    assert months_between(Period.parse("2024-02"), Period.parse("2024-01")) == ()


def test_months_between_two_kinds_is_refused():
    with pytest.raises(ConfigurationError, match="different kinds"):
        months_between(Period.parse("2024-01"), Period.parse("2024-Q2"))


@pytest.mark.parametrize(
    ("now", "calendar", "month"),
    [
        ("2024-03-14T23:59:59+07:00", "nd09", "2024-02"),
        ("2024-03-15T00:00:00+07:00", "nd09", "2024-03"),
        ("2024-03-14T17:00:00+00:00", "nd09", "2024-03"),
        ("2024-12-31T12:00:00+07:00", "nd09", "2024-12"),
        ("2024-03-31T23:59:59+07:00", "civil", "2024-02"),
        ("2024-04-01T00:00:00+07:00", "civil", "2024-03"),
    ],
)
def test_a_month_is_closed_the_day_after_its_end_in_vietnam(now, calendar, month):
    assert str(latest_closed_month(datetime.fromisoformat(now), calendar)) == month


@given(st.datetimes(EARLIEST, LATEST, timezones=st.just(ZoneInfo("UTC"))))
def test_the_latest_closed_month_has_ended_and_the_next_has_not(now):
    today = now.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).date()
    for calendar in CALENDARS:
        month = latest_closed_month(now, calendar)
        assert month.window(calendar).ends_on < today <= month.shifted(1).window(calendar).ends_on


@pytest.mark.parametrize(
    "day",
    [
        "2024-01-01",
        "2024-02-08",
        "2024-02-09",
        "2024-02-12",
        "2024-02-14",
        "2024-04-18",
        "2024-04-30",
        "2024-05-01",
        "2024-09-02",
        "2024-09-03",
        "2024-03-09",
        "2024-03-10",
    ],
)
def test_public_holidays_and_week_ends_are_no_working_days(day):
    assert date.fromisoformat(day) not in working_days(2024, 2024)


@pytest.mark.parametrize("day", ["2024-01-02", "2024-02-07", "2024-02-15", "2024-04-17", "2024-05-02", "2024-12-31"])
def test_the_days_around_them_are_working_days(day):
    assert date.fromisoformat(day) in working_days(2024, 2024)


def test_working_days_come_in_order_and_join_over_the_years():
    both = working_days(2023, 2024)
    assert both == working_days(2023, 2023) + working_days(2024, 2024) == tuple(sorted(set(both)))
