"""A zip of export folders, looked over before anything of it is opened.

In: a zip file on this machine. Out: fsspec's file system over it, or a refusal: what it would unpack to, how
many files, and names or links that lead elsewhere are read from its directory alone.
"""

import stat
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

import fsspec

from warehouse.errors import DataRefused
from warehouse.messages import tell

_MOST_ENTRIES = 10_000
_LARGEST_UNPACKED = 64 << 30
_LARGEST_RATIO = 200
_SMALL = 50 << 20


def open_zip(path: Path, text: str) -> tuple[Any, list[str]]:
    """The file system over a sound zip, and the names of its files.

    Raises:
        DataRefused: it is no zip, is encrypted, would unpack to too much, or has doubtful names.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        raise _refused(text, tell("it is not a readable zip")) from None
    if fault := _fault(entries):
        raise _refused(text, fault)
    files = fsspec.filesystem("zip", fo=str(path), skip_instance_cache=True)
    return files, [entry.filename for entry in entries if not entry.is_dir()]


def _fault(entries: list[zipfile.ZipInfo]) -> str | None:
    """The first thing that is wrong with a zip's directory, or none."""
    unpacked, packed = sum(e.file_size for e in entries), sum(e.compress_size for e in entries)
    if len(entries) > _MOST_ENTRIES:
        return tell("it has {count} entries", count=len(entries))
    if unpacked > min(max(_LARGEST_RATIO * packed, _SMALL), _LARGEST_UNPACKED):
        return tell("it unpacks from {packed} to {unpacked} bytes", packed=packed, unpacked=unpacked)
    names = [entry.filename.rstrip("/").casefold() for entry in entries]
    if len(set(names)) < len(names):
        return tell("it has the same name twice")
    return next((fault for entry in entries if (fault := _entry_fault(entry))), None)


def _entry_fault(entry: zipfile.ZipInfo) -> str | None:
    name = PurePosixPath(entry.filename)
    if name.is_absolute() or ".." in name.parts or "\\" in entry.orig_filename or ":" in name.parts[0]:
        return tell("it has a name that leads out of it")
    if "\0" in entry.orig_filename:
        return tell("it has a name that is cut off")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return tell("it has a link or a device in it")
    if entry.flag_bits & 1:
        return tell("it is encrypted")
    return None


def _refused(text: str, fault: str) -> DataRefused:
    return DataRefused(
        tell("{source}: {fault}; nothing of it was opened.", source=text, fault=fault),
        tell("Ask for the zip again."),
        code="source-unusable",
    )
