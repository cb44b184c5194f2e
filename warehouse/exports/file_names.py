"""What may be kept and said of a delivered file's path, which may hold a person's name or phone number.

In: a path out of a descriptor or a folder. Out: the path with everything but known words, codes and short
numbers replaced by its length. A file that is shown so is told apart by its number in the order of the paths.
"""

import re
from functools import lru_cache
from itertools import groupby

from warehouse.exports.datasets import datasets

_WORDS = (
    *("ndjson", "csv", "xlsx", "xlsm", "xlsb", "xls", "json", "txt", "gz", "zip", "datapackage", "export", "portal"),
    *("mot-cua", "danh-sach", "so-lieu", "du-lieu", "phang", "phan", "thang", "quy", "nam", "ky", "tep", "tinh"),
    *("huyen", "xa", "file", "part", "page", "sheet", "month", "quarter", "year", "transparency"),
    *("handling-satisfaction", "dossier-digitized", "dvc-progress-tree", "provide-online-tree"),
    "formality-online-payment-tree",
)
_CODES = r"H[0-9]{2}(?:\.[0-9]{1,4}){0,4}|[QH][1-4]|[0-9]{1,8}|(?<![^./_-])[A-Za-z](?![^./_-])"
_SEPARATOR = re.compile(r"[./_-]")
_NUMBER_OF_A_PERSON = re.compile(r"(?<![0-9])(?:0[0-9]{9}|84[0-9]{9}|0[0-9]{11})(?![0-9])")


def shown_path(path: str, number: int | None = None) -> str:
    """A path as it may be kept: ``ho_so-0001.ndjson.gz`` as it is, of ``Nguyễn Văn A.csv`` the lengths."""
    pieces = _pieces(path)
    if all(known for known, _ in pieces):
        return path
    shown = "".join(text if known else f"({len(text)} ký tự)" for known, text in pieces)
    return shown if number is None else f"{shown} (tệp {number})"


def _pieces(path: str) -> list[tuple[bool, str]]:
    """The path in order as known pieces and as runs of what is not known, separators between them included."""
    if _NUMBER_OF_A_PERSON.search(re.sub(r"(?<=[0-9])[ ._-]+(?=[0-9])", "", path)):
        return [(False, path)]
    found: list[tuple[bool, str]] = []
    end = 0
    for match in _known().finditer(path):
        found += [(False, path[end : match.start()])] if match.start() > end else []
        found.append((True, match.group()))
        end = match.end()
    found += [(False, path[end:])] if end < len(path) else []
    for place in range(1, len(found) - 1):
        between = not found[place - 1][0] and not found[place + 1][0]
        if between and _SEPARATOR.fullmatch(found[place][1]):
            found[place] = (False, found[place][1])
    return [(known, "".join(text for _, text in run)) for known, run in groupby(found, key=lambda piece: piece[0])]


@lru_cache
def _known() -> re.Pattern[str]:
    names = [form for name in datasets() for form in (name, name.replace("_", "-"))]
    words = "|".join(re.escape(word) for word in sorted({*names, *_WORDS}, key=len, reverse=True))
    return re.compile(rf"(?<![^\W_])(?:{words}|{_CODES})(?![^\W_])|{_SEPARATOR.pattern}")
