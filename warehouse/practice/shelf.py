"""The rows of a folder's exports, ready to be served by page.

In: ``<province>/<month>/`` with files of any format. Out: listings, and pages as JSON text. Each dataset
is unpacked once into a temporary file whose line starts are kept, so that a page costs one read.
"""

import json
from array import array
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from warehouse.exports.contents import lines
from warehouse.exports.datasets import datasets
from warehouse.exports.export import EVALUATION, Export, Resource
from warehouse.exports.flat_files import flat_batches
from warehouse.exports.sources import landed_versions

_PLACES = ("file_no", "line_no")


class RowFile:
    """One dataset's rows as lines of JSON, with the place at which each begins."""

    def __init__(self, path: Path, rows: Iterator[str]) -> None:
        self._path, self._starts = path, array("Q", [0])
        with path.open("wb") as content:
            for row in rows:
                content.write(f"{row}\n".encode())
                self._starts.append(content.tell())

    def __len__(self) -> int:
        return len(self._starts) - 1

    def page(self, number: int, size: int, total: int) -> list[bytes]:
        """The rows of one page, counted from 1, of so many; none after the last.

        Where there are to be more than there are, dossiers come again under longer numbers.
        """
        first, last = (min(max(0, page) * size, total) for page in (number - 1, number))
        found = self._read(min(first, len(self)), min(last, len(self)))
        return found + [self._copied(place) for place in range(max(first, len(self)), last)]

    def _read(self, first: int, last: int) -> list[bytes]:
        with self._path.open("rb") as content:
            content.seek(self._starts[first])
            return content.read(self._starts[last] - self._starts[first]).splitlines()

    def _copied(self, place: int) -> bytes:
        copy, original = divmod(place, len(self))
        row = json.loads(self._read(original, original + 1)[0])
        return json.dumps(row | {"MaHoSo": f"{row.get('MaHoSo')}{copy}"}, ensure_ascii=False).encode()


class Shelf:
    """The exports of one folder; ``room`` receives the unpacked rows."""

    def __init__(self, source: Path, room: Path) -> None:
        self._source, self._room = source, room
        self.rows = lru_cache(maxsize=None)(self._rows)  # an instance's own cache

    def export(self, province: str, month: str) -> Export | None:
        """The newest version of a month, or none."""
        versions = landed_versions(self._source, province, month)
        return versions[-1] if versions else None

    def document(self, province: str, group: str, time: dict[str, Any]) -> bytes | None:
        """The evaluation document of a group and time, of the newest export that has it."""
        found = None
        for folder in sorted((self._source / province).glob("20*")):
            export = self.export(province, folder.name)
            for resource in export.of(EVALUATION) if export else ():
                each = resource.evaluation
                if export and each and (each.group, each.time_type, each.year, each.part) == _asked(group, time):
                    found = "".join(lines(export, resource)).encode()
        return found

    def _rows(self, province: str, month: str, digest: str) -> dict[str, RowFile]:
        """The datasets of one version of a month."""
        export = self.export(province, month)
        if export is None or export.digest != digest:
            return {}
        folder = self._room / digest
        folder.mkdir(parents=True, exist_ok=True)
        names = dict.fromkeys(each.dataset for each in export.resources if each.dataset != EVALUATION)
        return {name: RowFile(folder / name, _texts(export, name)) for name in names}


def _asked(group: str, time: dict[str, Any]) -> tuple[str, str, int, int]:
    kind = str(time.get("timeType"))
    return group, kind, int(time.get("year", 0)), int(time.get(kind, 0)) if kind != "year" else 1


def _texts(export: Export, dataset: str) -> Iterator[str]:
    """Each row of a dataset as one line of JSON: as it was written, or made from the cells of a flat file."""
    for resource in export.of(dataset):
        if resource.format == ".ndjson":
            yield from (line.rstrip("\r\n") for line in lines(export, resource) if not line.isspace())
        else:
            yield from _flat_texts(export, resource, dataset)


def _flat_texts(export: Export, resource: Resource, dataset: str) -> Iterator[str]:
    nested = datasets()[dataset].lists
    for batch in flat_batches(export, resource, datasets()[dataset]):
        for cells in batch.to_pylist():
            row = {name: cell for name, cell in cells.items() if cell is not None and name not in _PLACES}
            row |= {name: json.loads(row[name]) for name in nested if name in row}
            yield json.dumps(row, ensure_ascii=False)
