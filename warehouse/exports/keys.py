"""Every key of every delivered object, compared with the known ones.

In: lines of JSON. Out: SQL for the column ``reading.places``: the keys of the row and of the elements of
its lists, null where they are as usual, and :func:`judge_keys`, what is wrong with them. The keys of
nearly all lines are the same, so that a line whose keys were right at the start of a file needs no
second look.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import duckdb

from warehouse.exports.datasets import Dataset

Places = Sequence[tuple[str, Sequence[str]]]  # (list's name or nothing, the keys of one object)
NO_READING = "null::struct(is_blank boolean, places struct(place varchar, keys varchar[])[])"
_LINES_LEARNT_FROM = 5_000
_ELEMENTS_COMPARED = 4  # a longer list is looked at element by element
# DuckDB hashes an empty list like none at all: the count tells an element without keys from no element
_SIGNATURE = "hash(keys, list_count(keys))"
# a key of another form may be a person's name, and is only counted
_PLAIN_KEY = r"\s*[A-Za-z][A-Za-z0-9_]{0,40}\s*"
_UNNAMED = "?"


@dataclass(frozen=True)
class KeysNoticed:
    """What there is to say of a row's keys; empty where nothing is."""

    misspelt: dict[str, str]
    unknown: frozenset[str]
    doubled: str


def judge_keys(dataset: Dataset, places: Places) -> KeysNoticed:
    """Known keys in another spelling (each with the right one), unknown keys, and keys that an object has twice."""
    misspelt: dict[str, str] = {}
    doubled: set[str] = set()
    for place, keys in places:
        known = dataset.lists.get(place, dataset.columns)
        misspelt |= _misspelt(keys, known)
        doubled |= {f"{place}.{key}".lstrip(".") for key in keys if key in known and keys.count(key) > 1}
        if any(keys.count(key) > 1 for key in keys if key not in known and key != _UNNAMED):
            doubled.add(place or _UNNAMED)
    own = {key for place, keys in places if not place for key in keys}
    unknown = own - {*dataset.columns, *dataset.left_outside, *misspelt}
    return KeysNoticed(misspelt, frozenset(unknown), ", ".join(sorted(doubled)))


def _misspelt(keys: Iterable[str], known: Sequence[str]) -> dict[str, str]:
    right = {_letters(name): name for name in known}
    return {key: right[_letters(key)] for key in keys if key not in known and _letters(key) in right}


def _letters(key: str) -> str:
    return key.strip().replace("_", "").casefold()


def learn_usual_keys(connection: duckdb.DuckDBPyConnection, dataset: Dataset, lines: str) -> None:
    """Remember the keys, as they follow each other in the first lines, of which there is nothing to say."""
    seen = connection.execute(
        f"select distinct {_SIGNATURE}, keys from (select try(json_keys(line, {json_paths(dataset)})) as keys "
        f"from (select line from {lines} limit {_LINES_LEARNT_FROM})) where keys is not null"
    ).fetchall()
    usual = [signature for signature, keys in seen if _are_right(dataset, keys)]
    connection.execute(f"set variable usual_keys = {usual}::ubigint[]")


def _are_right(dataset: Dataset, keys: Sequence[Sequence[str] | None]) -> bool:
    """Whether there is nothing to say of the keys at the paths of a line; an element without keys may be no object."""
    names = ["", *(name for name in dataset.lists for _ in range(_ELEMENTS_COMPARED))]
    places = [(name, found) for name, found in zip(names, keys, strict=True) if found is not None]
    return all(found for _, found in places) and judge_keys(dataset, places) == KeysNoticed({}, frozenset(), "")


def json_paths(dataset: Dataset) -> str:
    """The objects of a line whose keys are compared at once: itself and the first elements of its lists."""
    elements = [f"$.{name}[{place}]" for name in dataset.lists for place in range(_ELEMENTS_COMPARED)]
    return "[" + ", ".join(f"'{path}'" for path in ("$", *elements)) + "]"


def is_unusual(dataset: Dataset) -> str:
    """The condition that a line's keys need a look of their own."""
    lengths = "".join(f', len(said."{name}")' for name in dataset.lists)
    return (
        f"keys is not null and (not list_contains(getvariable('usual_keys'), {_SIGNATURE}) "
        f"or greatest(0{lengths}) > {_ELEMENTS_COMPARED})"
    )


def own_keys() -> str:
    """The keys of the row itself, as a list of one place."""
    return f"[{_place('', 'keys[1]')}]"


def keys_of_elements(name: str, text: str, path: str) -> str:
    """The keys of each element of a list, as a list of places."""
    return f"list_transform(json_extract({text}, '{path}'), lambda each: {_place(name, 'json_keys(each)')})"


def reading_of(places: list[str]) -> str:
    """The column ``reading`` of a row that is not blank: its places, each kind once."""
    return f"{{'is_blank': false, 'places': list_distinct(list_concat({', '.join(places)}, []))}}"


def _place(name: str, keys: str) -> str:
    kept = f"case when regexp_full_match(key, '{_PLAIN_KEY}') then key else '{_UNNAMED}' end"
    return f"{{'place': '{name}', 'keys': list_transform({keys}, lambda key: {kept})}}"
