"""The datasets of an export as data: which fields the door lets in, and what is personal and stays outside.

In: ``datasets.toml``. Out: :class:`Dataset` values by name.
"""

import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Dataset:
    """What the door lets in of one dataset: fields in order, nested lists, and which fields tell its rows apart."""

    name: str
    title: str
    identity: tuple[str, ...]
    fields: tuple[str, ...]
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    left_outside: tuple[str, ...] = ()
    required: bool = False
    free_order: bool = False
    dates: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    is_snapshot: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """Every field that is read, scalars first."""
        return self.fields + tuple(self.lists)

    def kind_of(self, name: str) -> str:
        """What a field, or a list's part written ``<list>.<part>``, holds: date, number, code or text."""
        kinds = {"date": self.dates, "number": self.numbers, "code": self.codes}
        return next((kind for kind, names in kinds.items() if name in names), "text")


@lru_cache
def datasets() -> dict[str, Dataset]:
    """The datasets by name, in the order in which they are checked and loaded."""
    listed = tomllib.loads(Path(__file__).with_name("datasets.toml").read_text("utf-8"))
    described = {name: _dataset(name, entry) for name, entry in listed.items()}
    first = ("don_vi", "tthc")  # the others are checked against these two
    return {name: described[name] for name in (*first, *(n for n in described if n not in first))}


def _dataset(name: str, entry: dict[str, Any]) -> Dataset:
    return Dataset(
        name=name,
        title=entry["title"],
        identity=tuple(entry["identity"]),
        fields=tuple(entry["fields"]),
        lists={list_name: tuple(parts) for list_name, parts in entry.get("lists", {}).items()},
        left_outside=tuple(entry.get("left_outside", ())),
        required=entry.get("required", False),
        free_order=entry.get("free_order", False),
        dates=tuple(entry.get("dates", ())),
        numbers=tuple(entry.get("numbers", ())),
        codes=tuple(entry.get("codes", ())),
        is_snapshot=entry.get("snapshot", False),
    )
