"""The published folders: each appears whole or not at all and is never written to again.

In: a finished folder of files. Out: ``<home>/outputs/<plan>/<period>/r<revision>/`` with its manifest.
"""

import hashlib
import json
import os
import shutil
from itertools import groupby
from pathlib import Path
from typing import Any

from warehouse.database import warehouse
from warehouse.errors import CycleFailed
from warehouse.figures.marts import Row, read_decisions, read_earlier_approvals, read_exports
from warehouse.figures.revisions import Revision, mark_published, newest_revision, published_manifest
from warehouse.home import building_root, is_in_bucket, outputs_folder, write_whole
from warehouse.messages import tell
from warehouse.periods import Period

MANIFEST = "manifest.json"


def published_folder(home: Path, revision: Revision) -> Path:
    """Where a revision is published."""
    return outputs_folder(home) / revision.plan_id / revision.period / f"r{revision.revision}"


def building_folder(home: Path, revision: Revision) -> Path:
    """A fresh folder in which a revision is built."""
    folder = building_root(home) / f"{revision.plan_id}-{revision.period}-r{revision.revision}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def clear_unfinished(home: Path, plan_id: str, period: Period) -> None:
    """Remove what a run that was killed left behind; only while no other cycle runs in the home.

    Outputs that other machines share may hold what they are building: only this period's own goes.
    """
    ours = "*" if building_root(home).is_relative_to(home) else f"{plan_id}-{period}-r*"
    for folder in (*(home / "stage").glob("*-*"), *building_root(home).glob(ours)):
        shutil.rmtree(folder, ignore_errors=True)


def is_in_place(home: Path, revision: Revision) -> bool:
    """Whether a revision is public and its folder is where it was published."""
    return revision.is_published and _is_whole(published_folder(home, revision))


def manifest_hash(home: Path, revision: Revision) -> str:
    """The hash of a published revision's manifest; it names every file with its own hash."""
    return _hash(published_folder(home, revision) / MANIFEST)


def put_in_place(home: Path, revision: Revision, built: Path) -> Path:
    """Write the manifest, then move the built folder to its published name in one step, or put it into the bucket.

    Doing it again after an interruption changes nothing.

    Raises:
        CycleFailed: another content is published under that number; it is never replaced.
    """
    folder = published_folder(home, revision)
    if _is_of(folder, revision):
        return folder
    if _is_whole(folder):
        raise CycleFailed(
            tell("{folder} holds another revision than the warehouse knows.", folder=folder),
            tell("Make the warehouse that belongs to these outputs: kybaocao rebuild."),
            code="publication-altered",
        )
    with warehouse(home, read_only=True) as connection:  # opened once: each read below opens it again
        text = _manifest_text(home, revision, built)
        known = published_manifest(connection, revision)
    (built / MANIFEST).write_text(text, "utf-8")
    if known and known != _hash(built / MANIFEST):
        raise CycleFailed(
            tell("{folder} was deleted, and this version of the program makes other bytes of it.", folder=folder),
            tell("Restore the folder from a backup; what is published is never replaced by another content."),
            code="publication-altered",
        )
    if is_in_bucket(folder):
        _upload(built, folder)
    else:
        _move(built, folder)
    return folder


def _move(built: Path, folder: Path) -> None:
    """The built folder under its published name, in one step."""
    for path in (*built.iterdir(), built):
        _sync(path)
    folder.parent.mkdir(parents=True, exist_ok=True)
    built.rename(folder)
    _sync(folder.parent)


def _upload(built: Path, folder: Path) -> None:
    """Every file into the bucket, the manifest last: what is without a manifest is not published."""
    for path in sorted(built.iterdir(), key=lambda path: (path.name == MANIFEST, path.name)):
        write_whole(folder / path.name, path.read_bytes())
    shutil.rmtree(built)


def _is_whole(folder: Path) -> bool:
    """Whether anything is published there; in a bucket, where files come one by one, as soon as the manifest is."""
    return (folder / MANIFEST).is_file() if is_in_bucket(folder) else folder.is_dir()


def _manifest_text(home: Path, revision: Revision, built: Path) -> str:
    """The manifest of a built folder, with what persons decided about its data."""
    manifest = _manifest(revision, built, read_exports(home, revision)) | {
        "accepted": [
            decision | {"counts": json.loads(decision["counts"]), "decided_at": decision["decided_at"].isoformat()}
            for decision in read_decisions(home, revision)
        ]
    }
    if approved := read_earlier_approvals(home, revision):
        manifest["approved_before"] = [row | {"decided_at": row["decided_at"].isoformat()} for row in approved]
    return json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def finish_interrupted(home: Path, plan_id: str, period: Period) -> None:
    """Make a revision public whose folder was in place when the process that made it died."""
    with warehouse(home) as connection:
        newest = newest_revision(connection, plan_id, period)
    if newest and not newest.is_published and _is_of(published_folder(home, newest), newest):
        mark_published(home, newest, manifest_hash(home, newest))


def _is_of(folder: Path, revision: Revision) -> bool:
    """Whether a folder was published from the very inputs of a revision."""
    manifest = folder / MANIFEST
    return manifest.is_file() and json.loads(manifest.read_text("utf-8"))["inputs"] == revision.inputs_digest


def _manifest(revision: Revision, built: Path, exports: list[Row]) -> dict[str, Any]:
    files = sorted(path for path in built.iterdir() if path.name != MANIFEST)
    return {
        "profile": "kybaocao-publication/1",
        "plan_id": revision.plan_id,
        "period": revision.period,
        "revision": revision.revision,
        "inputs": revision.inputs_digest,
        "code_version": revision.code_version,
        "files": [{"path": path.name, "bytes": path.stat().st_size, "hash": _hash(path)} for path in files],
        "exports": [
            {
                "province": province,
                "period": month,
                "revision": number,
                "digest": f"sha256:{digest}",
                "resources": [{key: row[key] for key in ("path", "dataset", "bytes", "hash")} for row in rows],
            }
            for (province, month, number, digest), rows in groupby(
                exports, key=lambda row: (row["province"], row["month"], row["revision"], row["digest"])
            )
        ],
    }


def _hash(path: Path) -> str:
    with path.open("rb") as content:
        return f"sha256:{hashlib.file_digest(content, 'sha256').hexdigest()}"


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
