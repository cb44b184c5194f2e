"""Names of units as people and systems spell them -> one spelling to compare by.

The same readings as the macros ``folded`` and ``place_name`` of ``models/macros.sql``.
"""

import re
import unicodedata

_TITLE = re.compile(
    r"^(ubnd|ủy ban nhân dân|uỷ ban nhân dân)?\s*"
    r"(huyện|thị xã|thành phố|quận|xã|phường|thị trấn|(tx|tp|tt)[. ]|[hqxp]\.)?\s*"
)
_PROVINCE = re.compile(r"\s*-\s*(tỉnh|thành phố)\s.*$")


def folded(text: str) -> str:
    """A text in one case, with single plain spaces and composed letters."""
    plain = "".join(" " if unicodedata.category(letter) == "Cf" else letter for letter in text)
    return unicodedata.normalize("NFC", " ".join(plain.split())).lower()


def place_name(name: str) -> str:
    """A unit's place without its kind: "UBND huyện Bác Ái" and "H. Bác Ái" are both "bác ái"."""
    return _TITLE.sub("", _PROVINCE.sub("", folded(name)))
