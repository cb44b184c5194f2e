"""Where a missed target is heading by the end of the year, from counts alone.

In: a target's headline and its indicator. Out: :class:`Outlook`. What is to come is taken to be as
many cases a month as so far this year; whether they will be favourable is never guessed.
"""

from decimal import Decimal

from report_templates.results import RISING_POINTS, Outlook, Scope
from report_templates.wording.numbers import round_percent
from warehouse.periods import Period
from warehouse.plans.catalogue import indicators

ADDS_UP = ("additive", "flow")
"""Kinds of indicators whose cases add up over the months of a year."""


def outlook_of(
    headline: Scope, indicator: str, change_ytd: Decimal | None, period: Period, *, has_ended: bool = False
) -> Outlook:
    """The outlook of one headline; ``kind`` is empty for a target that is not missed.

    Nothing is to come where all its levels have ended.
    """
    if headline.status != "not_met" or headline.target is None:
        return Outlook("")
    if has_ended:
        return Outlook("ended")
    future = expected_cases(headline, indicator, period)
    best = _best(headline, future)
    if not headline.reachable:
        return Outlook("unreachable", future, best)
    return Outlook(_kind(headline, future, change_ytd), future, best)


def expected_cases(headline: Scope, indicator: str, period: Period) -> int | None:
    """Cases still to come this year at the monthly average so far; None where cases do not add up."""
    total, left = headline.ytd.denominator, 12 - period.last_month_number
    stands_still = period.last_month_number > len(period.months()) and total == headline.period.denominator
    if indicators()[indicator].kind not in ADDS_UP or stands_still or not total:
        return None
    return round(total * left / period.last_month_number)


def _best(headline: Scope, future: int | None) -> Decimal | None:
    """The year-end result when every case to come is favourable: (n + f) / (d + f)."""
    numerator, denominator = headline.ytd.numerator, headline.ytd.denominator
    if future is None or numerator is None or not denominator:
        return None
    exact = Decimal(100 * (numerator + future)) / (denominator + future)
    return round_percent(exact, below=[Decimal(100)] if numerator < denominator else [])


def _kind(headline: Scope, future: int | None, change_ytd: Decimal | None) -> str:
    if _reaches_at_this_rate(headline, future):
        return "on_track"
    if change_ytd is None:
        return "unknown"
    return "rising" if change_ytd >= RISING_POINTS else "at_risk"


def _reaches_at_this_rate(headline: Scope, future: int | None) -> bool:
    """Whether the cases to come, as good as the period's own, lift the year to the target."""
    own, total, rate = headline.ytd.numerator, headline.ytd.denominator, headline.period
    if not future or own is None or not total or not rate.denominator or rate.numerator is None:
        return False
    won = own + Decimal(future) * rate.numerator / rate.denominator
    return won * 100 >= (headline.target or 0) * (total + future)
