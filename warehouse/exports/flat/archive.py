"""A workbook's zip archive, held against the rules for archives before anything of it is unpacked."""

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator

from warehouse.exports.flat.rows import FileFault
from warehouse.messages import tell

_MOST_PARTS = 2_000
_LARGEST_UNPACKED = 1 << 30
_LARGEST_RATIO = 200
_SMALL = 50 << 20
_CHUNK = 1 << 16


def open_archive(content: bytes) -> zipfile.ZipFile:
    """The archive, when it obeys the rules: parts, sizes, names, no links, no encryption.

    Raises:
        FileFault: it is no zip archive or breaks a rule.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        raise FileFault(tell("it is not an XLSX workbook")) from None
    entries = archive.infolist()
    if len(entries) > _MOST_PARTS:
        raise FileFault(tell("it has {count} parts, more than {most}", count=len(entries), most=_MOST_PARTS))
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > min(max(_LARGEST_RATIO * len(content), _SMALL), _LARGEST_UNPACKED):
        raise FileFault(tell("it unpacks from {packed} to {unpacked} bytes", packed=len(content), unpacked=unpacked))
    if len({entry.filename.casefold() for entry in entries}) < len(entries):
        raise FileFault(tell("it holds two parts of the same name"))
    for entry in entries:
        _refuse_entry(entry)
    return archive


def part_chunks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The bytes of one part, piece by piece and never more than the archive states for it.

    Raises:
        FileFault: there is no such part, or its bytes are not what the archive states.
    """
    try:
        with archive.open(name) as part:
            while chunk := part.read(_CHUNK):
                yield chunk
    except KeyError:
        raise FileFault(tell("it lacks a part that it refers to")) from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        raise FileFault(tell("it is damaged: a part cannot be unpacked")) from None


def _refuse_entry(entry: zipfile.ZipInfo) -> None:
    """Refuse an entry that is encrypted, a link, or named to lie outside the archive."""
    name = entry.orig_filename
    if entry.flag_bits & 0x1:
        raise FileFault(tell("it is encrypted"))
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise FileFault(tell("it holds a link"))
    if name.startswith("/") or any(mark in name for mark in ("\\", "\0", ":")) or ".." in name.split("/"):
        raise FileFault(tell("it holds a part whose name leads outside"))
