"""A copy of every version of an export that was delivered by hand, before the next one takes its place.

In: an export about to be loaded. Out: ``<home>/exports/.kept/<province>/<month>/<digest>/``. A pulled version needs no
copy: it lies in a folder of its own that nobody changes.
"""

import json
import os
import shutil
from pathlib import Path

from warehouse.exports.export import DESCRIPTOR, Export
from warehouse.exports.places.pull import JOURNAL

KEPT = ".kept"


def keep_version(exports: Path, export: Export) -> Path | None:
    """Copy the listed files of a version; None when a pull has landed it for good."""
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
    draft.rename(folder)
    return folder


def kept_folders(exports: Path) -> list[Path]:
    """The folders of every version that was ever delivered, kept copies first, then what lies there now."""
    kept = (exports / KEPT).glob(f"*/*/*/{DESCRIPTOR}")
    landed = (path for path in exports.glob(f"*/*/{DESCRIPTOR}") if path.parts[-3] != KEPT)
    return [path.parent for path in (*sorted(kept), *sorted(landed)) if not path.parent.name.endswith(".part")]


def _pulled(exports: Path) -> set[str]:
    journal = exports / JOURNAL
    lines = journal.read_text("utf-8").splitlines() if journal.is_file() else []
    return {json.loads(line)["digest"] for line in lines}
