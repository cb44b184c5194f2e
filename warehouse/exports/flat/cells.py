"""One cell of a flat file to the payload's text: dates, numbers and codes by their declared form, never by guessing.

A text that is not of its declared form becomes one that no reading accepts, so that a rule sends the row back.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from warehouse.exports.flat.rows import Cell, FileFault
from warehouse.exports.flat.sheet import moment_of
from warehouse.messages import tell

UNREADABLE = "?"
_LARGEST_SERIAL = 100_000  # later than 2173; a number of eight digits is a date written without marks
_SHORTENED = re.compile(r"[0-9]+([.,][0-9]+)?[eE]\+?[0-9]+")


@dataclass(frozen=True)
class Forms:
    """How a file writes dates and numbers; where it declares nothing, the payload's own forms count."""

    dates: tuple[str, ...] = ()
    decimal: str | None = None
    thousands: str | None = None
    starts_1904: bool = False


Reader = Callable[[Cell, int], str]


def reader_of(kind: str, title: str, forms: Forms) -> Reader:
    """A function that reads a cell of one kind (``date``, ``number``, ``code`` or ``text``); empty text for none."""
    if kind == "date":
        return lambda cell, line_no: date_text(cell, forms)
    if kind == "number":
        return lambda cell, line_no: number_text(cell, forms)
    if kind == "code":
        return lambda cell, line_no: code_text(cell, title, line_no)
    return lambda cell, line_no: plain_text(cell)


def plain_text(cell: Cell) -> str:
    """The cell as it stands: a whole number without a point, a date with its time."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.strip()
    return str(cell) if isinstance(cell, datetime) else _written(cell)


def code_text(cell: Cell, title: str, line_no: int) -> str:
    """A code. A number is none: whatever made it one has dropped its zeros.

    Raises:
        FileFault: the cell is a number, or a text such as ``7.9E+10`` that was one.
    """
    text = plain_text(cell)
    if isinstance(cell, Decimal) or (text[-1:].isdigit() and _SHORTENED.fullmatch(text)):
        raise FileFault(
            tell(
                "row {line} holds a number in '{title}', where codes are; format that column as text",
                line=line_no,
                title=title,
            )
        )
    return text


def date_text(cell: Cell, forms: Forms) -> str:
    """A time as ``yyyyMMddHHmmss``, a date as ``yyyyMMdd``; in a file that declares no form, its text as it is."""
    if isinstance(cell, Decimal):
        moment = moment_of(cell, starts_1904=forms.starts_1904) if cell < _LARGEST_SERIAL else None
        return _dated(moment) if moment else _written(cell)
    if isinstance(cell, datetime):
        return _dated(cell)
    text = (cell or "").strip()
    if not text or not forms.dates:
        return text
    return _parsed_date(text, forms.dates)


@lru_cache(maxsize=50_000)
def _parsed_date(text: str, forms: tuple[str, ...]) -> str:
    for form in forms:
        with suppress(ValueError, InvalidOperation, OverflowError):
            moment = moment_of(Decimal(text)) if form == "serial" else datetime.strptime(text, form)  # noqa: DTZ007
            if moment is not None:
                return _dated(moment)
    return f"{UNREADABLE} {text}"


def number_text(cell: Cell, forms: Forms) -> str:
    """A number with a decimal point and no other mark; in a file that declares no form, its text as it is."""
    if isinstance(cell, Decimal):
        return _written(cell)
    text = plain_text(cell).replace("\u00a0", " ")
    if not text or not (forms.decimal or forms.thousands) or isinstance(cell, datetime):
        return text
    number = parsed_number(text, forms)
    return f"{UNREADABLE} {text}" if number is None else _written(number)


def parsed_number(text: str, forms: Forms) -> Decimal | None:
    """The number that a text says in the declared form, or none: a mark in another place is no number."""
    decimal, thousands = re.escape(forms.decimal or "."), forms.thousands
    whole = rf"[0-9]{{1,3}}(?:{re.escape(thousands)}[0-9]{{3}})+|[0-9]+" if thousands else "[0-9]+"
    if not re.fullmatch(rf"-?(?:{whole})(?:{decimal}[0-9]+)?", text.strip()):
        return None
    plain = text.strip().replace(thousands, "") if thousands else text.strip()
    return Decimal(plain.replace(forms.decimal or ".", "."))


def _dated(moment: datetime) -> str:
    return moment.strftime("%Y%m%d" if moment.time() == datetime.min.time() else "%Y%m%d%H%M%S")


def _written(number: Decimal) -> str:
    return f"{number.to_integral_value():f}" if number == number.to_integral_value() else f"{number.normalize():f}"
