"""A draft profile from a file's header: for each field the title of the file that is most like a known one.

In: a file. Out: the text of a profile. A title that is like none we know may be a person's name in a file without
a header, so it is never written; its place is.
"""

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from warehouse.errors import DataRefused
from warehouse.exports.datasets import Dataset, datasets
from warehouse.exports.flat.rows import FileFault
from warehouse.exports.flat.table import Layout, title_of
from warehouse.exports.lone_file import LoneFile
from warehouse.exports.profiles import Profile, load_profile, profile_ids
from warehouse.messages import tell

_LEAST_LIKENESS = 0.8
_TITLE_ROWS = 20


@dataclass(frozen=True)
class Draft:
    """A draft: the profile's text, and which fields found a title."""

    text: str
    dataset: str
    matched: dict[str, str]
    unmatched: tuple[str, ...]
    columns: int


@dataclass(frozen=True)
class _Guess:
    dataset: Dataset
    layout: Layout
    delimiter: str
    titles: list[str]
    matched: dict[str, str]


def draft_profile(path: Path, sheet: str | None = None) -> Draft:
    """The best draft over every dataset, kind of header and delimiter.

    Raises:
        DataRefused: the file cannot be opened, or no title of it is like one we know.
    """
    lone = LoneFile(path)
    try:
        guesses = list(_guesses(lone, sheet))
    except FileFault as fault:
        raise DataRefused(
            tell("{file}: {fault}.", file=path.name, fault=fault),
            tell("With several sheets, give --sheet."),
            code="file-unreadable",
        ) from None
    best = max(guesses, key=lambda guess: len(guess.matched))
    if len(best.matched) < 3 or not {*best.dataset.identity} & {*best.matched}:
        raise DataRefused(
            tell("{name} has no header that is like one we know.", name=path.name),
            tell("Write a profile by hand: profiles/README.md."),
            code="file-unreadable",
        )
    names = list(_names(best.dataset))
    return Draft(
        _text(best, sheet),
        best.dataset.name,
        best.matched,
        tuple(name for name in names if name not in best.matched),
        len(best.titles),
    )


def _guesses(lone: LoneFile, sheet: str | None) -> Iterator[_Guess]:
    for dataset in (each for each in datasets().values() if each.fields):
        known = {name: _known_titles(dataset, name) for name in _names(dataset)}
        for header_rows in (1, 2):
            for delimiter in (",", ";", "\t") if lone.is_text else (",",):
                layout = Layout(title_rows=_TITLE_ROWS, header_rows=header_rows)
                profile = Profile("", "", dataset, layout=layout, sheet=sheet, delimiter=delimiter)
                for titles in lone.headers(profile):
                    yield _Guess(dataset, layout, delimiter, titles, _assigned(known, titles))


def _assigned(known: dict[str, set[str]], titles: list[str]) -> dict[str, str]:
    """Each field's title, the likeliest pairs first; a title serves one field of its own, or several lists' parts."""
    pairs = sorted(
        ((_likeness(title, words), name, title) for title in dict.fromkeys(titles) for name, words in known.items()),
        key=lambda pair: (-pair[0], pair[1]),
    )
    matched: dict[str, str] = {}
    for likeness, name, title in pairs:
        if likeness >= _LEAST_LIKENESS and name not in matched and title not in matched.values():
            matched[name] = title
    return matched


def _likeness(title: str, known: set[str]) -> float:
    plain = _plain(title)
    return max((SequenceMatcher(None, plain, word).ratio() for word in known), default=0.0) if plain else 0.0


def _known_titles(dataset: Dataset, name: str) -> set[str]:
    """The titles that any profile gives a field, and the field's own name, in plain letters."""
    field, _, part = name.partition(".")
    profiles = (load_profile(profile_id) for profile_id in profile_ids())
    titles = [profile.sources[field].get(part) for profile in profiles if profile.dataset == dataset]
    return {_plain(title) for title in (*titles, name if not part else "") if title}


def _names(dataset: Dataset) -> Iterator[str]:
    yield from dataset.fields
    yield from (f"{name}.{part}" for name, parts in dataset.lists.items() for part in parts)


def _plain(text: str) -> str:
    """Small letters without accents, so that a slip of spelling is a small difference."""
    bare = unicodedata.normalize("NFD", title_of(text).casefold()).replace("đ", "d")
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


def _text(guess: _Guess, sheet: str | None) -> str:
    lines = [
        "# " + tell("A draft from a file's header: compare every line with the file, fill in what is empty."),
        'title = ""',
        f"dataset = {_quoted(guess.dataset.name)}",
        "",
        "[table]",
        f"title_rows = {_TITLE_ROWS}",
        f"header_rows = {guess.layout.header_rows}",
        f"delimiter = {_quoted(guess.delimiter)}",
        *([f"sheet = {_quoted(sheet)}"] if sheet else []),
        'dates = ["dd/MM/yyyy", "dd/MM/yyyy HH:mm:ss"]',
        'decimal = ","',
        'thousands = "."',
        *_tables(guess),
    ]
    strange = [str(place) for place, title in enumerate(guess.titles, 1) if title not in guess.matched.values()]
    unnamed = tell("Columns of the file that no line above names: {columns}", columns=", ".join(strange) or "-")
    lines.append(f"\n# {unnamed}")
    return "\n".join(lines) + "\n"


def _tables(guess: _Guess) -> Iterator[str]:
    yield "\n[columns]"
    yield from (f"{name} = {_quoted(guess.matched.get(name, ''))}" for name in guess.dataset.fields)
    for name, parts in guess.dataset.lists.items():
        yield f"\n[lists.{name}]"
        yield from (f"{part} = {_quoted(guess.matched.get(f'{name}.{part}', ''))}" for part in parts)
    for name in guess.matched:
        words = _known_words(guess.dataset, name)
        if words:
            yield f"\n[values.{_quoted(name)}]"
            yield from (f"{_quoted(word)} = {_quoted(code)}" for word, code in words.items())


def _known_words(dataset: Dataset, name: str) -> dict[str, str]:
    profiles = (load_profile(profile_id) for profile_id in profile_ids())
    words = [profile.values.get(name, {}) for profile in profiles if profile.dataset == dataset]
    return {word: code for mapping in words for word, code in mapping.items()}


def _quoted(text: str) -> str:
    """A TOML string; its escapes are those of JSON."""
    return json.dumps(text, ensure_ascii=False)
