"""The answers of the sync service taken apart: its fields, and each row exactly as it was sent.

A row keeps its own text, because a key that stands in it twice must be seen by the check and would be
lost by reading it into a dict and writing it again.
"""

from dataclasses import dataclass, field
from json import JSONDecoder
from typing import Any

from warehouse.messages import tell

_ROWS = "du_lieu"
_DECODER = JSONDecoder()
_SPACE = " \t\r\n"


@dataclass
class Envelope:
    """The fields beside the rows, and the rows as lines of NDJSON; ``rows`` is None when there are none."""

    fields: dict[str, Any] = field(default_factory=dict)
    rows: list[str] | None = None


def read_envelope(content: bytes) -> Envelope:
    """The JSON object that an answer is.

    Raises:
        ValueError: it is cut off or is no JSON object.
    """
    text = content.decode("utf-8-sig")
    found, at = Envelope(), _after(text, 0, "{")
    while not text.startswith("}", at):
        name, at = _DECODER.raw_decode(text, at)
        if not isinstance(name, str):
            raise ValueError(tell("a name expected before {at}", at=at))
        at = _after(text, at, ":")
        if name == _ROWS and text.startswith("[", at):
            found.rows, at = _rows(text, at)
        else:
            found.fields[name], at = _DECODER.raw_decode(text, at)
        at = _next(text, at, "}")
    if text[at + 1 :].strip(_SPACE):
        raise ValueError(tell("something stands after the JSON object"))
    return found


def _rows(text: str, at: int) -> tuple[list[str], int]:
    rows = []
    at = _after(text, at, "[")
    while not text.startswith("]", at):
        _, end = _DECODER.raw_decode(text, at)
        rows.append(text[at:end].replace("\n", " ").replace("\r", " "))
        at = _next(text, end, "]")
    return rows, at + 1


def _after(text: str, at: int, mark: str) -> int:
    """The place of the next token after a mark that must stand here."""
    at = _skip(text, at)
    if not text.startswith(mark, at):
        raise ValueError(tell("'{mark}' expected at {at}", mark=mark, at=at))
    return _skip(text, at + len(mark))


def _next(text: str, at: int, closing: str) -> int:
    """The place of the next element, or of the closing mark."""
    at = _skip(text, at)
    if text.startswith(closing, at):
        return at
    at = _after(text, at, ",")
    if text.startswith(closing, at):
        raise ValueError(tell("an element is missing at {at}", at=at))
    return at


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SPACE:
        at += 1
    return at
