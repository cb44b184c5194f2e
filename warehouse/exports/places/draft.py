"""A month being pulled: whole files under a temporary name, then one rename into place.

In: files as they arrive. Out: ``<exports>/<province>/<month>/``, or ``<month>~2`` and so on beside an
earlier version of the same month. A landed folder is never written to again.
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from warehouse.errors import CycleFailed
from warehouse.messages import tell

_DRAFTS = ".pulling"
_MARK = ".version"
_PART = ".part"


@contextmanager
def drafting(exports: Path, province: str, month: str) -> Iterator[Path]:
    """The month's draft folder, held by this process alone; it may hold what an interrupted pull fetched.

    Raises:
        CycleFailed: another process is pulling this month.
    """
    draft = exports / _DRAFTS / province / month
    draft.mkdir(parents=True, exist_ok=True)
    with (draft.parent / f"{month}.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise CycleFailed(
                tell("Another process is pulling {province} {month}.", province=province, month=month),
                tell("Wait until it has ended, then pull again."),
                code="cycle-running",
            ) from error
        draft.mkdir(exist_ok=True)
        for part in draft.rglob(f"*{_PART}"):
            part.unlink()
        try:
            yield draft
        finally:
            if draft.exists() and not any(draft.iterdir()):
                draft.rmdir()


def settle(draft: Path, exports: Path, province: str, month: str) -> Path:
    """Move a finished draft into place by one rename; return its folder."""
    (draft / _MARK).unlink(missing_ok=True)
    for path in (*draft.rglob("*"), draft):
        _flush(path)
    number = 1
    (exports / province).mkdir(parents=True, exist_ok=True)
    while True:
        folder = exports / province / (month if number == 1 else f"{month}~{number}")
        if not folder.exists():
            draft.rename(folder)
            _flush(folder.parent)
            return folder
        number += 1


def discard(draft: Path) -> None:
    """Leave nothing of a draft."""
    shutil.rmtree(draft, ignore_errors=True)


def cleared(draft: Path) -> None:
    """Empty a draft."""
    discard(draft)
    draft.mkdir()


def kept_mark(draft: Path) -> dict[str, Any] | None:
    """What the draft's pages are pages of, or none."""
    try:
        mark = json.loads((draft / _MARK).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return mark if isinstance(mark, dict) else None


def write_mark(draft: Path, mark: dict[str, Any]) -> None:
    """Say what the draft's pages are pages of."""
    write_whole(draft / _MARK, json.dumps(mark).encode())


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    part = path.with_name(f"{path.name}{_PART}")
    part.write_bytes(content)
    part.rename(path)


def described_file(path: Path, dataset: str, rows: int, **more: Any) -> dict[str, Any]:
    """A descriptor's entry for a file of the draft."""
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    name = path.name.split(".")[0].replace("_", "-")
    size = path.stat().st_size
    entry = {"name": name, "path": path.name, "dataset": dataset, "bytes": size, "hash": f"sha256:{digest}"}
    return entry | {"rows": rows} | more


def _flush(path: Path) -> None:
    """Make the kernel write a file or a folder's names to the disk before others rely on them."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
