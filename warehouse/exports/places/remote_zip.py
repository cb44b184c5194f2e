"""A zip at a distance: fetched once, and not again as long as its source says that it is the same (ETag).

In: the zip's path at its source. Out: the tree inside it, and beside the drafts a note of which exports a
zip with this ETag gave.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from warehouse.exports.descriptor import read_descriptor
from warehouse.exports.export import Export
from warehouse.exports.places.draft import write_whole
from warehouse.exports.places.folders import FileTree
from warehouse.exports.places.place import Errand
from warehouse.exports.places.transfer import Transfer

_LARGEST_ZIP = 16 << 30
_NOTES = "zips.json"


@dataclass
class RemoteZip:
    """The exports of one zip; ``open_tree`` opens a zip that was fetched."""

    transfer: Transfer
    path: str
    scratch: Path
    open_tree: Callable[[Path], FileTree]
    lists_months: bool = field(default=True, init=False)
    _tree: FileTree | None = field(default=None, init=False)
    _etag: str | None = field(default=None, init=False)

    @property
    def retries(self) -> int:
        """How often something was asked again."""
        return self.transfer.retries

    def months(self, province: str) -> tuple[str, ...]:
        """The months inside, from the note when the zip has not changed."""
        noted = [place for place in self._noted() if place.startswith(f"{province}/")]
        if noted:
            return tuple(sorted(place.partition("/")[2] for place in noted))
        months = self._opened().months(province)
        self._note({f"{province}/{month}": "" for month in months})
        return months

    def recognise(self, province: str, month: str, landed: Sequence[Export]) -> Export | None:
        """The landed version that this very zip gave before, else what the tree inside recognises."""
        digest = self._noted().get(f"{province}/{month}")
        known = next((each for each in landed if each.digest == digest), None)
        if known is None and (known := self._opened().recognise(province, month, landed)):
            self._note({f"{province}/{month}": known.digest})
        return known

    def bring(self, errand: Errand) -> None:
        """Unpack the month, and note what it was."""
        self._opened().bring(errand)
        self._note({f"{errand.province}/{errand.month}": read_descriptor(errand.draft).digest})

    def close(self) -> None:
        """Let go of the zip and the connection."""
        self.transfer.close()

    def _opened(self) -> FileTree:
        """The tree inside the zip, which is fetched on the first use and deleted as soon as it is open."""
        if self._tree is None:
            self.scratch.mkdir(parents=True, exist_ok=True)
            fetched = self.scratch / f"{uuid4().hex}.zip"
            try:
                self.transfer.copy(self.path, fetched, _LARGEST_ZIP)
                self._tree = self.open_tree(fetched)
            finally:
                fetched.unlink(missing_ok=True)
        return self._tree

    def _key(self) -> str | None:
        """The zip as its source identifies it, or none where the source does not."""
        if self._etag is None:
            self._etag = self.transfer.etag(self.path) or ""
        return f"{self.transfer.text} {self._etag}" if self._etag else None

    def _noted(self) -> dict[str, str]:
        """What an unchanged zip gave before: the digest of each ``<province>/<month>``, empty until it was pulled."""
        noted: dict[str, str] = self._notes().get(self._key() or "", {})
        return noted

    def _note(self, digests: dict[str, str]) -> None:
        key = self._key()
        if key is not None:
            self.scratch.mkdir(parents=True, exist_ok=True)
            notes = self._notes()
            notes[key] = notes.get(key, {}) | digests
            write_whole(self.scratch / _NOTES, json.dumps(notes).encode())

    def _notes(self) -> dict[str, Any]:
        try:
            notes = json.loads((self.scratch / _NOTES).read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return notes if isinstance(notes, dict) else {}
