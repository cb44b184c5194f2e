"""What was asked for in one synthetic export, and the days and instants that follow from it.

Instants are seconds of local time since 1970, as everywhere in this package.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache

import numpy as np
from numpy.typing import NDArray

from warehouse.periods import Period, Window, working_days
from warehouse.samples.sources import generator

Days = NDArray[np.datetime64]
Integers = NDArray[np.int64]
DAY = 86_400
OPENS, CLOSES = 27_000, 61_200  # 07:30 and 17:00
CREATED_AFTER = timedelta(hours=1, minutes=20)


@dataclass(frozen=True)
class Order:
    """The arguments of one export; two equal orders give the same bytes."""

    province: str
    month: Period
    dossiers: int
    seed: int
    calendar: str
    dirty: bool

    @property
    def window(self) -> Window:
        """The month's window, both ends included."""
        return self.month.window(self.calendar)

    @property
    def after(self) -> int:
        """The last second before the window."""
        return int(self.every_day()[0].astype(np.int64)) * DAY - 1

    @property
    def until(self) -> int:
        """The last second of the window, and the last that the export knows."""
        return (int(self.every_day()[-1].astype(np.int64)) + 1) * DAY - 1

    @property
    def created(self) -> datetime:
        """When the export is made, as local time: at 01:20 on the day after the window."""
        return datetime.fromtimestamp(self.until + 1, UTC).replace(tzinfo=None) + CREATED_AFTER

    def earlier(self, months: int) -> "Order":
        """The same order for a month that lies ``months`` before."""
        return replace(self, month=self.month.shifted(-months))

    def random(self, *names: object) -> np.random.Generator:
        """A stream of the month's own for a purpose; it does not depend on ``dirty``."""
        return generator(self.seed, self.province, self.month, self.calendar, self.dossiers, *names)

    def every_day(self) -> Days:
        """The days of the window."""
        first, last = np.datetime64(self.window.starts_on, "D"), np.datetime64(self.window.ends_on, "D")
        return np.asarray(np.arange(first, last + 1), dtype="datetime64[D]")

    def workdays(self) -> Days:
        """The working days of the window."""
        days = self.every_day()
        return days[np.is_busday(days, holidays=holidays_near(self.month.year))]

    def workday(self, day: Days, offset: Integers | int, roll: str = "forward") -> Days:
        """The working days that lie ``offset`` working days after each day."""
        near = holidays_near(self.month.year)
        return np.asarray(
            np.busday_offset(day, offset, roll="backward" if roll == "backward" else "forward", holidays=near)
        )


@cache
def holidays_near(year: int) -> Days:
    """The weekdays of the years around ``year`` on which no office works."""
    working = np.array(working_days(year - 1, year + 1), dtype="datetime64[D]")
    first, last = np.datetime64(f"{year - 1}-01-01", "D"), np.datetime64(f"{year + 2}-01-01", "D")
    every_day = np.asarray(np.arange(first, last), dtype="datetime64[D]")
    return np.asarray(np.setdiff1d(every_day[np.is_busday(every_day)], working))


def instant(day: Days, seconds: Integers | int) -> Integers:
    """The instants at so many seconds of each day."""
    return np.asarray(day.astype("datetime64[D]").astype(np.int64) * DAY + seconds, dtype=np.int64)


def day_of(instants: Integers) -> Days:
    """The local day of each instant."""
    return np.asarray(instants // DAY, dtype=np.int64).astype("datetime64[D]")
