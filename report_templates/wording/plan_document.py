"""What the words that name a plan's document say: its number, the day it was signed, what is still open in them.

In: ``Quyết định số 159/QĐ-UBND ngày 18/3/2024 …``. Out: whether it has a number, a date, the words to fill in.
"""

import re
from datetime import date

_NUMBER = re.compile(r"\bsố:?\s*\d+\s*/", re.IGNORECASE)
_DAY = re.compile(r"\bngày\s+(\d{1,2})(?:/|\s+tháng\s+)(\d{1,2})(?:/|\s+năm\s+)(\d{4})\b", re.IGNORECASE)
_OPEN = re.compile(r"\bsố:?\s*\S*/\s?\S+\s+ngày\s.*?\d{4}|\([^)]*chưa rõ[^)]*\)", re.IGNORECASE)


def has_number_and_date(document: str) -> bool:
    """Whether the document can be cited: a number and a day, not blanks or dots."""
    return bool(_NUMBER.search(document)) and signed_on(document) is not None


def signed_on(document: str) -> date | None:
    """The day in the words; None where it was left open."""
    found = _DAY.search(document)
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        return None


def open_part(document: str) -> str:
    """The words that hold the missing number or day: ``số …/KH-UBND ngày …/02/2024``; all of them where none does."""
    found = _OPEN.search(document)
    return found[0] if found else document
