"""One file that holds a whole home, and a home made from it again.

In: a home in which nothing runs. Out: ``*.tar.gz`` with every file that cannot be made again and, last, a list of
their hashes; or a home in which every file has the hash that the list gives.
"""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from shutil import rmtree
from typing import IO, Any

from warehouse.database import warehouse_path
from warehouse.errors import ConfigurationError, CycleFailed
from warehouse.figures.digests import code_version
from warehouse.lake.address import asked_lake
from warehouse.locks import writer_lock
from warehouse.messages import tell
from warehouse.periods import VIETNAM

LIST = "kybaocao-backup.json"
_PROFILE = "kybaocao-backup/1"
_LEFT_OUT = frozenset({"stage", "logs", "prefect", "cycle.lock", ".building", "published.duckdb"})
"""What a home makes again by itself: half-done work, logs, Prefect's records of runs, the copy for readers."""
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Backup:
    """What a backup holds: how many files, their bytes unpacked, and when it was made."""

    file: Path
    files: int
    bytes: int
    made_at: str


def back_up(home: Path, file: Path) -> Backup:
    """Write a home into one file, which appears whole or not at all.

    Raises:
        ConfigurationError: there is no warehouse to back up, the file exists or lies inside the home.
        CycleFailed: a cycle is running in the home, or the disk is full.
    """
    if asked_lake():
        raise ConfigurationError(
            tell("A shared warehouse is not in this home, so a backup of the home would not hold it."),
            tell("Back up its PostgreSQL (pg_dump), then its rows and the outputs."),
            code="lake-wrong",
        )
    if not warehouse_path(home).is_file():
        raise ConfigurationError(
            tell("There is no warehouse in {home}.", home=home),
            tell("Set KYBAOCAO_HOME to the home to back up."),
            code="nothing-published",
        )
    if file.exists() or file.resolve().is_relative_to(home.resolve()):
        raise ConfigurationError(
            tell("{file} exists, or lies inside {home}.", file=file, home=home),
            tell("Name a new file outside the home."),
            code="already-there",
        )
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with writer_lock(home):
            backup = _write(home, draft, file)
        draft.rename(file)
    except OSError as error:
        raise CycleFailed(
            tell("{file} cannot be written: {reason}.", file=file, reason=error.strerror),
            tell("Name a folder with enough space."),
            code="backup-failed",
        ) from error
    finally:
        draft.unlink(missing_ok=True)
    return backup


def restore(file: Path, home: Path) -> Backup:
    """Make a home from a backup; it appears only when every file was read back right.

    Raises:
        ConfigurationError: the home is not empty, or there is no such file.
        CycleFailed: the file is cut off, damaged or no backup.
    """
    if home.exists() and any(home.iterdir()):
        raise ConfigurationError(
            tell("{home} is not empty; nothing is ever overwritten.", home=home),
            tell("Set KYBAOCAO_HOME to a new folder."),
            code="already-there",
        )
    if not file.is_file():
        raise ConfigurationError(
            tell("{file} does not exist.", file=file),
            tell("Name the file that 'kybaocao backup' wrote."),
            code="file-missing",
        )
    home.parent.mkdir(parents=True, exist_ok=True)
    draft = home.with_name(f".{home.name}.restoring")
    rmtree(draft, ignore_errors=True)
    try:
        manifest = _unpack(file, draft)
        if home.exists():
            home.rmdir()
        draft.rename(home)
    except (tarfile.TarError, EOFError, ValueError, KeyError) as error:
        raise CycleFailed(
            tell("{file} is damaged or no backup: {error}.", file=file, error=error),
            tell("Use an older backup."),
            code="backup-damaged",
        ) from error
    except OSError as error:
        raise CycleFailed(
            tell("{file} cannot be read, or {home} not written: {error}.", file=file, home=home, error=error),
            tell("Free space, or use a copy."),
            code="backup-failed",
        ) from error
    finally:
        rmtree(draft, ignore_errors=True)
    return Backup(
        file, len(manifest["files"]), sum(entry["bytes"] for entry in manifest["files"].values()), manifest["made_at"]
    )


def _write(home: Path, draft: Path, file: Path) -> Backup:
    listed: dict[str, dict[str, Any]] = {}
    made_at = datetime.now(VIETNAM).isoformat(timespec="seconds")
    with tarfile.open(draft, "w:gz", compresslevel=3) as archive:
        for path in _kept(home):
            name = path.relative_to(home).as_posix()
            listed[name] = _add(archive, path, name)
        manifest = {"profile": _PROFILE, "code_version": code_version(), "made_at": made_at, "files": listed}
        content = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode()
        member = tarfile.TarInfo(LIST)
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    with draft.open("rb") as written:
        os.fsync(written.fileno())
    return Backup(file, len(listed), sum(entry["bytes"] for entry in listed.values()), made_at)


def _kept(home: Path) -> Iterator[Path]:
    for path in sorted(home.rglob("*")):
        parts = path.relative_to(home).parts
        if path.is_file() and not path.is_symlink() and not _LEFT_OUT & set(parts) and not path.name.endswith(".tmp"):
            yield path


def _add(archive: tarfile.TarFile, path: Path, name: str) -> dict[str, Any]:
    member = archive.gettarinfo(path, name)
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
        content.seek(0)
        archive.addfile(member, content)
    return {"bytes": member.size, "sha256": digest}


def _unpack(file: Path, draft: Path) -> dict[str, Any]:
    """The list of a backup, after all of its files were written and found to be those listed."""
    found: dict[str, dict[str, Any]] = {}
    manifest: dict[str, Any] | None = None
    with tarfile.open(file, "r:gz") as archive:
        for member in archive:
            if manifest is not None:
                raise ValueError(tell("something follows its list"))
            content = archive.extractfile(member)
            if not member.isfile() or content is None:
                raise ValueError(tell("'{member}' is no plain file", member=member.name))
            if member.name == LIST:
                manifest = json.loads(content.read())
            else:
                found[member.name] = _extract(content, draft / _inside(member.name))
    if manifest is None or manifest.get("profile") != _PROFILE:
        raise ValueError(tell("it ends before its list"))
    if found != manifest["files"]:
        raise ValueError(tell("its files are not those of its list"))
    return manifest


def _inside(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        raise ValueError(tell("'{name}' leaves the home", name=name))
    return path


def _extract(content: IO[bytes], path: Path) -> dict[str, Any]:
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as written:
        while block := content.read(_BLOCK):
            written.write(block)
            digest.update(block)
            size += len(block)
    return {"bytes": size, "sha256": digest.hexdigest()}
