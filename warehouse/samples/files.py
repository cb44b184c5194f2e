"""The files of an export, written so that the same rows give the same bytes.

In: rows. Out: files in one folder and the :class:`Resource` entries that describe them.
"""

import csv
import gzip
import hashlib
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import xlsxwriter

BLOCK = 1_000
EPOCH = datetime(2020, 1, 1, tzinfo=UTC).replace(tzinfo=None)
Described = dict[str, object]
"""The entry of one file in ``datapackage.json``."""


@dataclass(frozen=True)
class Resource:
    """One file of an export as its descriptor states it."""

    name: str
    path: str
    dataset: str
    bytes: int
    hash: str
    rows: int

    def described(self) -> Described:
        """The entry in ``datapackage.json``."""
        return asdict(self)


def write_json_parts(folder: Path, dataset: str, lines: Iterable[str], part_rows: int) -> list[Resource]:
    """The lines as gzipped NDJSON in parts of at most ``part_rows``; at least one part, maybe empty."""
    source, parts = iter(lines), list[Resource]()
    while True:
        path = folder / f"{dataset}-{len(parts) + 1:04d}.ndjson.gz"
        rows = 0
        with path.open("wb") as file, gzip.GzipFile("", "wb", 5, file, mtime=0) as packed:
            while block := list(islice(source, min(BLOCK, part_rows - rows))):
                packed.write(("\n".join(block) + "\n").encode())
                rows += len(block)
        if rows == 0 and parts:
            path.unlink()
            return parts
        parts.append(_resource(path, dataset, rows))


def write_json(folder: Path, dataset: str, lines: Iterable[str]) -> Resource:
    """The lines as plain NDJSON."""
    texts = list(lines)
    path = folder / f"{dataset}.ndjson"
    path.write_bytes("".join(f"{text}\n" for text in texts).encode())
    return _resource(path, dataset, len(texts))


def write_document(folder: Path, dataset: str, name: str, document: object, rows: int) -> Resource:
    """One JSON document that holds ``rows`` rows of a dataset."""
    path = folder / f"{name}.json"
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return _resource(path, dataset, rows)


def write_csv(
    folder: Path,
    dataset: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    packed: bool = False,
    encoding: str = "utf-8",
) -> Resource:
    """The rows as CSV with a header, ``packed`` as ``.csv.gz``."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    listed = list(rows)
    writer.writerows(listed)
    content = text.getvalue().encode(encoding)
    path = folder / (f"{dataset}.csv.gz" if packed else f"{dataset}.csv")
    path.write_bytes(gzip.compress(content, 5, mtime=0) if packed else content)
    return _resource(path, dataset, len(listed))


def write_workbook(folder: Path, dataset: str, columns: Sequence[str], rows: Iterable[Sequence[str | int]]) -> Resource:
    """The rows as the only sheet of a workbook: numbers as numbers, texts as texts."""
    path, listed = folder / f"{dataset}.xlsx", list(rows)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"created": EPOCH, "title": "SỐ LIỆU MÔ PHỎNG"})
        sheet = book.add_worksheet(dataset)
        for number, row in enumerate([columns, *listed]):
            sheet.write_row(number, 0, row)
    return _resource(path, dataset, len(listed))


def _resource(path: Path, dataset: str, rows: int) -> Resource:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    name = path.name.split(".")[0].replace("_", "-")
    return Resource(name, path.name, dataset, path.stat().st_size, f"sha256:{digest}", rows)
