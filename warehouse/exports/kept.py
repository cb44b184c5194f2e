"""A copy of every version of an export that was delivered by hand, before the next one takes its place.

In: an export about to be loaded. Out: ``<home>/exports/.kept/<province>/<month>/<digest>/``. A pulled version needs no
copy: it lies in a folder of its own that nobody changes.
"""

import json
import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from warehouse.errors import DataRefused
from warehouse.exports.descriptor import read_descriptor, verify_files
from warehouse.exports.export import DESCRIPTOR, KEPT, Export
from warehouse.exports.places.pull import JOURNAL
from warehouse.exports.whole import unlisted_files


def keep_version(exports: Path, export: Export) -> Path | None:
    """Copy the listed files of a version and the names of others; None when a pull has landed it for good."""
    if export.digest in _pulled(exports):
        return None
    folder = exports / KEPT / export.province / export.month / export.digest[:16]
    if folder.is_dir():
        return folder
    draft = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    for name in (DESCRIPTOR, *(resource.path for resource in export.resources)):
        copy = draft / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(export.folder / name, copy)
        with copy.open("rb") as written:
            os.fsync(written.fileno())
    for name in unlisted_files(export):  # that it lay there is reported; its content is nobody's
        (draft / name).parent.mkdir(parents=True, exist_ok=True)
        (draft / name).touch()
    draft.rename(folder)
    return folder


def delivered_versions(exports: Path) -> dict[str, list[Export]]:
    """By digest, where each version that was ever delivered lies: where it was delivered, then its kept copy."""
    landed = (path for path in exports.glob(f"*/*/{DESCRIPTOR}") if path.parts[-3] != KEPT)
    kept = (path for path in (exports / KEPT).glob(f"*/*/*/{DESCRIPTOR}") if path.parent.suffix != ".part")
    found: dict[str, list[Export]] = {}
    for path in (*sorted(landed), *sorted(kept)):
        with suppress(DataRefused):  # it was refused then, too, or it is missed by its digest
            export = read_descriptor(path.parent)
            found.setdefault(export.digest, []).append(export)
    return found


def whole_version(places: Sequence[Export]) -> Export:
    """The version at the first of its places where every file is as its descriptor says.

    Raises:
        DataRefused: there is none; names a file that differs.
    """
    for place in places[:-1]:
        with suppress(DataRefused):
            verify_files(place)
            return place
    verify_files(places[-1])
    return places[-1]


def _pulled(exports: Path) -> set[str]:
    journal = exports / JOURNAL
    lines = journal.read_text("utf-8").splitlines() if journal.is_file() else []
    return {json.loads(line)["digest"] for line in lines}
