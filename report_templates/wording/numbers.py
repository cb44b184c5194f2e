"""How figures, dates and periods are printed in Vietnamese.

In: ints, floats, Decimals, dates and periods. Out: text (``12.345``, ``81,93%``, ``15/02/2024``).
Percentages are rounded here and nowhere else, half up to two decimals and never past a bound
that the exact figure did not reach. Dates follow Nghị định 30/2020/NĐ-CP, Phụ lục I.
"""

import unicodedata
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from warehouse.periods import Period, Window

HUNDREDTH = Decimal("0.01")
ROMAN = {1: "I", 2: "II", 3: "III", 4: "IV"}


def round_percent(value: float | Decimal, below: Iterable[Decimal] = (), reached: Iterable[Decimal] = ()) -> Decimal:
    """The percentage with two decimals that agrees with what was exactly true of it.

    ``below`` are bounds the exact value lies under: it is never rounded up to one of them
    (79.996 against 80 is 79.99). ``reached`` are bounds it has reached: never rounded under one.
    """
    nearest = Decimal(str(value)).quantize(HUNDREDTH, ROUND_HALF_UP)
    floor = [bound.quantize(HUNDREDTH, ROUND_CEILING) for bound in reached]
    ceiling = [bound.quantize(HUNDREDTH, ROUND_CEILING) - HUNDREDTH for bound in below]
    return min([max([nearest, *floor]), *ceiling])


def count_text(number: int | None) -> str:
    """A count with dots between thousands: ``12.345``; nothing for None."""
    return "" if number is None else f"{number:,}".replace(",", ".")


def percent_text(value: Decimal | None) -> str:
    """A rounded percentage: ``81,93%``; nothing for None."""
    return "" if value is None else f"{value:.2f}%".replace(".", ",")


def target_text(value: Decimal | None) -> str:
    """An assigned percentage with the decimals it needs: ``80%``, ``31,5%``; nothing for None."""
    return "" if value is None else f"{value.normalize():f}%".replace(".", ",")


def points_text(value: Decimal, signed: bool = True) -> str:
    """A difference in percentage points: ``+1,93``, ``-0,01``, ``0,00``; ``1,93`` when not signed."""
    exponent = value.normalize().as_tuple().exponent
    decimals = max(2, -exponent if isinstance(exponent, int) else 2)
    sign = "+" if signed and value > 0 else "-" if signed and value < 0 else ""
    return f"{sign}{abs(value):.{decimals}f}".replace(".", ",")


def date_text(day: date) -> str:
    """A date as offices write it, days and the months 1 and 2 with a zero: ``05/3/2024``."""
    return f"{day.day:02d}/{month_text(day.month)}/{day.year}"


def month_text(month: int) -> str:
    """The number of a month, 1 and 2 with a zero in front (Nghị định 30/2020, thể thức)."""
    return f"{month:02d}" if month < 3 else str(month)


def window_text(window: Window) -> str:
    """Both ends of a window, included: ``Từ ngày 15/02/2024 đến ngày 14/3/2024``."""
    return f"Từ ngày {date_text(window.starts_on)} đến ngày {date_text(window.ends_on)}"


def period_text(period: Period) -> str:
    """A period in words: ``tháng 3 năm 2024``, ``quý I năm 2024``, ``6 tháng đầu năm 2024``."""
    words = {
        "month": f"tháng {period.number} năm ",
        "quarter": f"quý {ROMAN.get(period.number, '')} năm ",
        "half": "6 tháng đầu năm " if period.number == 1 else "6 tháng cuối năm ",
        "year": "năm ",
    }
    return f"{words[period.kind]}{period.year}"


def short_period(period: Period) -> str:
    """A period for the axis of a chart or a narrow column: ``3/2024``, ``Quý I/2024``."""
    words = {
        "month": f"{period.number}/",
        "quarter": f"Quý {ROMAN.get(period.number, '')}/",
        "half": f"6T{'đầu' if period.number == 1 else 'cuối'}/",
        "year": "",
    }
    return f"{words[period.kind]}{period.year}"


def printable(text: object) -> str:
    """Any value as text that XML can hold: control characters out, Unicode composed (NFC)."""
    composed = unicodedata.normalize("NFC", "" if text is None else str(text))
    if composed.isprintable():  # nearly every text; looking at each sign takes twenty times as long
        return composed
    spaced = composed.replace("\t", " ").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in spaced if sign == "\n" or not _unprintable(sign))


def _unprintable(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Cs") or sign in "\ufffe\uffff"
