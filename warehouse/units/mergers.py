"""Which province became a part of another, and who sends its exports before and after.

In: ``merged_provinces.csv``, the mergers of the provinces of our plans. Out: :class:`Senders` values.

The month of the merger is the successor's in both calendars: in ``nd09`` its window begins half a month before the
merger, but the export is made after it, when the old province's system is no more. So the successor's delivery of
2025-07 brings the last days of the old province's units, under their old codes, beside the first of the new ones.
"""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

_MERGERS = Path(__file__).with_name("merged_provinces.csv")
_NEVER = "9999-12"

OF_SENDER = "province = if(month < $since, $province, $successor)"
"""The exports of a province's senders, where ``raw.export`` is asked with :attr:`Senders.keys`."""


@dataclass(frozen=True)
class Senders:
    """Who sends the exports of a province: itself in the months before ``since``, its successor from then on.

    Of a province that lasts, both are itself.
    """

    province: str
    successor: str
    since: str
    ended_on: date | None = None

    def of(self, month: str) -> str:
        """The province that sends a month's export."""
        return self.province if month < self.since else self.successor

    def up_to(self, month: str = _NEVER) -> tuple[str, ...]:
        """The provinces that send the months up to one, or all, in an order that is always the same."""
        return tuple(sorted({self.province, self.of(month)}))

    @property
    def keys(self) -> dict[str, str]:
        """The values that :data:`OF_SENDER` is asked with."""
        return {"province": self.province, "successor": self.successor, "since": self.since}

    def has_ended_by(self, day: date) -> bool:
        """Whether the province is a part of another on a day."""
        return self.ended_on is not None and self.ended_on < day


def senders_of(province: str) -> Senders:
    """The senders of a province's exports."""
    return _mergers().get(province) or Senders(province, province, _NEVER)


def joined_provinces(province: str, month: str) -> tuple[str, ...]:
    """The provinces that had become a part of one in a month, and whose last units its exports bring beside its own."""
    return tuple(old for old, senders in sorted(_mergers().items()) if province == senders.of(month) != old)


@cache
def _mergers() -> dict[str, Senders]:
    with _MERGERS.open(encoding="utf-8", newline="") as lines:
        return {line["province"]: _senders(line) for line in csv.DictReader(lines)}


def _senders(line: dict[str, str]) -> Senders:
    merged_on = date.fromisoformat(line["merged_on"])
    return Senders(line["province"], line["successor"], f"{merged_on:%Y-%m}", merged_on - timedelta(days=1))
