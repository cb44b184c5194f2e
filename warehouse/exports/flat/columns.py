"""The columns of a dataset, each picked from the cells of a row as its source profile says."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from warehouse.exports.flat.cells import UNREADABLE, Forms, Reader, reader_of
from warehouse.exports.flat.rows import Cell, FileFault, Row
from warehouse.exports.flat.table import title_of
from warehouse.exports.profiles import Profile
from warehouse.messages import tell

NO_LIST = json.dumps(UNREADABLE)  # rule D11 sends the row back
Pick = Callable[[Row], str | None]


def compare_header(profile: Profile, titles: list[str]) -> None:
    """Nothing, when every needed title is there once and in order; never show a title that may be a person's.

    Raises:
        FileFault: names what lacks, is doubled or stands in another order.
    """
    needed = [title_of(title) for title in profile.titles]
    missing = [title for title in needed if title not in titles]
    doubled = sorted({title for title in needed if titles.count(title) > 1})
    if missing or doubled:
        strange = [str(place) for place, title in enumerate(titles, 1) if title and title not in needed]
        raise FileFault(
            tell(
                "its header is wrong; missing: {missing}; twice: {doubled}; "
                "of its {count} columns these have other names: {strange}",
                missing=missing or "-",
                doubled=doubled or "-",
                count=len(titles),
                strange=", ".join(strange) or "-",
            )
        )
    if not (profile.id or profile.dataset.free_order) and [title for title in titles if title in needed] != needed:
        raise FileFault(tell("its columns stand in another order than {needed}", needed=needed))


def strange_columns(profile: Profile, titles: list[str]) -> list[int]:
    """The places (from 1) of the columns that nobody knows: neither read nor among those left outside by name."""
    known = {*map(title_of, profile.titles), *profile.dataset.left_outside, ""}
    return [place for place, title in enumerate(titles, 1) if title not in known]


def pickers(profile: Profile, titles: list[str], forms: Forms) -> list[Pick]:
    """One reader of a row for each column of the dataset, in its order."""
    return [_picker(profile, name, titles, forms) for name in profile.dataset.columns]


def _picker(profile: Profile, name: str, titles: list[str], forms: Forms) -> Pick:
    parts = profile.sources[name]
    if "" not in parts:
        return _picked_object(profile, name, titles, forms)
    if not parts[""]:
        return lambda row: None
    place = titles.index(title_of(parts[""]))
    if name in profile.dataset.lists:
        known = profile.dataset.lists[name]
        return lambda row: _checked_list(row.cells[place], known)
    read = reader_of(profile.dataset.kind_of(name), parts[""], forms)
    words = _words(profile, name)
    if words is None:
        return lambda row: read(row.cells[place], row.line_no) or None
    meanings = words
    return lambda row: meanings.get(title_of(row.cells[place]), read(row.cells[place], row.line_no)) or None


def _picked_object(profile: Profile, name: str, titles: list[str], forms: Forms) -> Pick:
    """A JSON list of one object made of several cells; a word that the profile does not know makes it no list."""
    readers: list[tuple[str, int, Reader, dict[str, str] | None]] = [
        (
            part,
            titles.index(title_of(title)),
            reader_of(profile.dataset.kind_of(f"{name}.{part}"), title, forms),
            _words(profile, f"{name}.{part}"),
        )
        for part, title in profile.sources[name].items()
        if title
    ]

    def pick(row: Row) -> str | None:
        element = {}
        for part, place, read, words in readers:
            text = read(row.cells[place], row.line_no)
            if text and words is not None:
                word = title_of(row.cells[place])
                if word not in words:
                    return NO_LIST
                text = words[word]
            if text:
                element[part] = text
        return json.dumps([element], ensure_ascii=False) if element else None

    return pick


def _words(profile: Profile, name: str) -> dict[str, str] | None:
    words = profile.values.get(name)
    return None if words is None else {title_of(word): code for word, code in words.items()}


def _checked_list(cell: Cell, known: Iterable[str]) -> str | None:
    """The text of a cell that holds a list as JSON, after its keys were compared.

    Raises:
        FileFault: a key is a known one in another spelling, and would read as empty.
    """
    text = str(cell).strip() if cell is not None else ""
    if '"' not in text:  # such as [], which has no keys
        return text or None
    spelt = {name.casefold(): name for name in known}
    twice = False

    def compared(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal twice
        for key, _ in pairs:
            right = spelt.get(key.strip().casefold(), key)
            if right != key:
                raise FileFault(tell("its key '{key}' must be written '{right}'", key=key, right=right))
        twice = twice or len({key for key, _ in pairs}) < len(pairs)
        return dict(pairs)

    try:
        json.loads(text, object_pairs_hook=compared)
    except (ValueError, RecursionError):
        return text
    return NO_LIST if twice else text
