"""Reporting periods, their windows in both reporting calendars, and Vietnamese working days.

In: a period as written (``2024-03``, ``2024-Q1``, ``2024-H1``, ``2024``) and a calendar.
Out: dates. Source: Nghị định 09/2019/NĐ-CP, Điều 12 (the 15th-to-14th month).
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from warehouse.errors import ConfigurationError
from warehouse.messages import tell

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
CALENDARS = ("nd09", "civil")
DISTRICTS_ENDED_ON = date(2025, 7, 1)
"""From this day there is no district level. Source: Luật Tổ chức chính quyền địa phương 72/2025/QH15."""
BASES = ("period", "ytd")

_WRITTEN = re.compile(r"(?P<year>20\d{2})(?:-(?:(?P<month>\d{2})|Q(?P<quarter>[1-4])|H(?P<half>[12])))?")
_MONTHS_IN = {"month": 1, "quarter": 3, "half": 6, "year": 12}


@dataclass(frozen=True, order=True)
class Window:
    """A span of local dates, both ends included."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Period:
    """A reporting period: a month, quarter, half-year or year of one report year."""

    year: int
    kind: str
    number: int

    @classmethod
    def parse(cls, text: str) -> "Period":
        """The period written as ``2024-03``, ``2024-Q1``, ``2024-H1`` or ``2024``.

        Raises:
            ConfigurationError: the text is none of these; the caller must correct it.
        """
        match = _WRITTEN.fullmatch(text.strip().upper())
        if match is None or (match["month"] and not 1 <= int(match["month"]) <= 12):
            raise ConfigurationError(
                tell("'{text}' is not a reporting period.", text=text),
                tell("Write a month 2024-03, a quarter 2024-Q1, a half-year 2024-H1 or a year 2024."),
                code="period-invalid",
            )
        for kind in ("month", "quarter", "half"):
            if match[kind]:
                return cls(int(match["year"]), kind, int(match[kind]))
        return cls(int(match["year"]), "year", 1)

    def __str__(self) -> str:
        """The period as it is written in commands, folders and tables."""
        suffix = {
            "month": f"-{self.number:02d}",
            "quarter": f"-Q{self.number}",
            "half": f"-H{self.number}",
            "year": "",
        }
        return f"{self.year}{suffix[self.kind]}"

    @property
    def last_month_number(self) -> int:
        """The number (1-12) of the period's last month."""
        return self.number * _MONTHS_IN[self.kind]

    @property
    def last_month(self) -> "Period":
        """The period's last month; exports up to it are what a cycle may see."""
        return Period(self.year, "month", self.last_month_number)

    @property
    def quarter(self) -> int:
        """The quarter (1-4) that the period's end falls in; its milestone is judged."""
        return (self.last_month_number + 2) // 3

    def months(self, basis: str = "period") -> tuple["Period", ...]:
        """The months whose windows tile this period (``period``) or the year to its end (``ytd``)."""
        last = self.last_month_number
        first = 1 if basis == "ytd" else last - _MONTHS_IN[self.kind] + 1
        return tuple(Period(self.year, "month", number) for number in range(first, last + 1))

    def window(self, calendar: str, basis: str = "period") -> Window:
        """The dates of the period, or of the report year up to its end (``ytd``)."""
        months = self.months(basis)
        first, last = months[0], months[-1]
        if calendar == "civil":
            return Window(date(first.year, first.number, 1), _first_of_next_month(last) - timedelta(days=1))
        if calendar != "nd09":
            raise ConfigurationError(
                tell("Unknown reporting calendar '{calendar}'.", calendar=calendar),
                tell("Use one of {calendars}.", calendars=CALENDARS),
                code="plan-wrong",
            )
        before = date(first.year, first.number, 1) - timedelta(days=1)
        return Window(before.replace(day=15), date(last.year, last.number, 14))

    def shifted(self, by: int) -> "Period":
        """The period of the same kind that lies ``by`` periods later (negative: earlier)."""
        per_year = 12 // _MONTHS_IN[self.kind]
        index = self.year * per_year + self.number - 1 + by
        return Period(index // per_year, self.kind, index % per_year + 1)

    @property
    def a_year_earlier(self) -> "Period":
        """The same period of the year before."""
        return Period(self.year - 1, self.kind, self.number)


def months_between(first: Period, last: Period) -> tuple[Period, ...]:
    """The periods of one kind from ``first`` to ``last``, both included; none when reversed."""
    if first.kind != last.kind:
        raise ConfigurationError(
            tell("{first} and {last} are periods of different kinds.", first=first, last=last),
            tell("Give two of one kind."),
            code="period-invalid",
        )
    periods, current = [], first
    while (current.year, current.number) <= (last.year, last.number):
        periods.append(current)
        current = current.shifted(1)
    return tuple(periods)


def latest_closed_month(now: datetime, calendar: str) -> Period:
    """The newest month whose window has ended before ``now`` (any zone), by local date."""
    today = now.astimezone(VIETNAM).date()
    candidate = Period(today.year, "month", today.month).shifted(1)
    while candidate.window(calendar).ends_on >= today:
        candidate = candidate.shifted(-1)
    return candidate


@lru_cache
def working_days(first_year: int, last_year: int) -> tuple[date, ...]:
    """The Vietnamese working days of the years, in order: Monday-Friday less public holidays."""
    import holidays  # noqa: PLC0415  # half a second that only a computation needs

    off = holidays.country_holidays("VN", years=range(first_year, last_year + 1))
    days = (date(last_year + 1, 1, 1) - date(first_year, 1, 1)).days
    every_day = (date(first_year, 1, 1) + timedelta(days=offset) for offset in range(days))
    return tuple(day for day in every_day if day.weekday() < 5 and day not in off)


def _first_of_next_month(month: Period) -> date:
    following = month.shifted(1)
    return date(following.year, following.number, 1)
