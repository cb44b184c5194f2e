"""The report's texts, all of them in ``phrases.toml``, and the one way to say them."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("phrases.toml")


@lru_cache
def _phrases() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def say(key: str, **values: object) -> str:
    """The phrase of a dotted key (``relation.above``) with its blanks filled.

    Raises:
        KeyError: no such phrase, or a blank that was not given; a bug of the caller.
    """
    section, name = key.split(".", 1)
    phrase: str = _phrases()[section][name]
    return phrase.format(**values) if values else phrase


def has_phrase(key: str) -> bool:
    """Whether a dotted key has a phrase."""
    section, name = key.split(".", 1)
    return name in _phrases().get(section, {})


def name_of(section: str, code: str) -> str:
    """The Vietnamese name of a code, or the code itself where no name is known."""
    return say(f"{section}.{code}") if has_phrase(f"{section}.{code}") else code


def titles(key: str) -> tuple[str, ...]:
    """The column titles of a table, which its phrase holds parted by bars."""
    return tuple(title.strip() for title in say(key).split("|"))


def sentence(text: str) -> str:
    """The text with its first letter upper case; the rest as it is."""
    return text[:1].upper() + text[1:]


def listing(parts: list[str], separator: str = "; ") -> str:
    """The non-empty parts, one after another."""
    return separator.join(part for part in parts if part)
