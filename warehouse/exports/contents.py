"""The bytes of a delivered file, opened and bounded: text lines, or a workbook in memory.

In: a verified file. Out: its lines as text, or its bytes. A file that is not what its name says, is
cut off, or would unpack to more than a machine should read is refused.
"""

import codecs
import gzip
import json
import logging
import re
import zlib
from collections.abc import Iterable, Iterator
from typing import IO, cast

from warehouse.exports.encodings import likely_encoding
from warehouse.exports.export import Export, Resource, refuse_content
from warehouse.messages import tell

_log = logging.getLogger(__name__)
LARGEST_RECORD = 1 << 24
_START = 1 << 16
_LARGEST_FILE_IN_MEMORY = 1 << 28
_PIECE = 1 << 20
_PLAIN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,40}")
_UNPACKING_FAULTS = (OSError, EOFError, zlib.error)


def opened(export: Export, resource: Resource) -> IO[bytes]:
    """A delivered file, unpacked while it is read."""
    path = export.folder / resource.path
    if resource.is_gzipped and not path.stat().st_size:
        raise refuse_content(export, resource, tell("it cannot be unpacked (it has no bytes)"))
    return cast(IO[bytes], gzip.GzipFile(path) if resource.is_gzipped else path.open("rb"))


def lines(export: Export, resource: Resource) -> Iterator[str]:
    """The lines of a UTF-8 file with their ends; a byte-order mark is left out.

    Raises:
        DataRefused: it is of another kind or encoding, cut off, or has an endless line.
    """
    codec, is_begun = "utf-8-sig", False
    try:
        with opened(export, resource) as content:
            while line := content.readline(LARGEST_RECORD):
                if not is_begun and line.strip():
                    refuse_alien(export, resource, line)
                    is_begun = True
                if len(line) == LARGEST_RECORD:
                    raise refuse_content(
                        export,
                        resource,
                        tell("it has a line of more than {most} bytes", most=LARGEST_RECORD),
                    )
                yield line.decode(codec)
                codec = "utf-8"
    except UnicodeDecodeError as error:
        encoding = likely_encoding(error.object)
        fault = (
            tell("it is not UTF-8 text ({reason}); it looks like {encoding}", reason=error.reason, encoding=encoding)
            if encoding
            else tell("it is not UTF-8 text ({reason}); its encoding is unknown", reason=error.reason)
        )
        raise refuse_content(export, resource, fault) from None
    except _UNPACKING_FAULTS as error:
        raise refuse_content(
            export, resource, tell("it cannot be unpacked ({reason})", reason=_reason(error))
        ) from None


def refuse_wrong_start(export: Export, resource: Resource) -> None:
    """Nothing, unless a file of NDJSON begins like another kind of file or is one JSON document.

    Raises:
        DataRefused: it cannot be unpacked, is of another kind, a JSON array or has objects over several lines.
    """
    try:
        with opened(export, resource) as content:
            start = content.read(_START).removeprefix(codecs.BOM_UTF8).lstrip()
    except _UNPACKING_FAULTS as error:
        raise refuse_content(
            export, resource, tell("it cannot be unpacked ({reason})", reason=_reason(error))
        ) from None
    refuse_alien(export, resource, start)
    if start.startswith(b"["):
        raise refuse_content(
            export, resource, tell("it is a JSON array; deliver NDJSON: one object on each line, no [ ]")
        )
    text = start.decode("utf-8", "ignore")
    try:
        _, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return
    if "\n" in text[:end]:
        fault = tell("its objects go over several lines; deliver NDJSON: one object on each line")
        raise refuse_content(export, resource, fault)


def refuse_unreadable(export: Export, resource: Resource) -> None:
    """Nothing, when all of a file is text in UTF-8 with lines of a bounded length; else DataRefused says why not."""
    for _ in lines(export, resource):
        pass


def whole(export: Export, resource: Resource) -> bytes:
    """The bytes of a workbook, unpacked; nothing of it is written anywhere.

    Raises:
        DataRefused: it is not a workbook, cut off or too large.
    """
    found = bytearray()
    try:
        with opened(export, resource) as content:
            while len(found) <= _LARGEST_FILE_IN_MEMORY and (piece := content.read(_PIECE)):
                found += piece
    except _UNPACKING_FAULTS as error:
        raise refuse_content(
            export, resource, tell("it cannot be unpacked ({reason})", reason=_reason(error))
        ) from None
    if len(found) > _LARGEST_FILE_IN_MEMORY:
        raise refuse_content(
            export,
            resource,
            tell("it unpacks to more than {most} bytes", most=_LARGEST_FILE_IN_MEMORY),
        )
    if not found.startswith((b"PK", b"\xd0\xcf")):  # of an Office file its reader says more
        refuse_alien(export, resource, bytes(found[:1024]))
    return bytes(found)


def refuse_alien(export: Export, resource: Resource, start: bytes) -> None:
    """Nothing, unless a file begins like another kind of file."""
    alien = _alien_starts()
    if b"\0" in start[:2]:
        raise refuse_content(export, resource, alien[b"\xff\xfe"])
    for mark, fault in alien.items():
        if start.lstrip().startswith(mark):
            raise refuse_content(export, resource, fault)


def _alien_starts() -> dict[bytes, str]:
    return {
        b"\xff\xfe": tell("it is UTF-16 text; deliver UTF-8"),
        b"\xfe\xff": tell("it is UTF-16 text; deliver UTF-8"),
        b"\xd0\xcf\x11\xe0": tell("it is an old or encrypted Office file"),
        b"PK\x03\x04": tell("it is a zip or XLSX file under another name"),
        b"\x1f\x8b": tell("it is a gzip file under another name"),
        b"<": tell("it is a web page, not data (an expired login session?)"),
    }


def report_unknown(resource: Resource, names: Iterable[str]) -> None:
    """Log which fields of a header are left outside; a name that may be a person's is only counted."""
    listed = sorted(name for name in names if _PLAIN_NAME.fullmatch(name))
    others = len(set(names)) - len(listed)
    if listed or others:
        names_text = ", ".join(listed + [tell("{count} without a plain name", count=others)] * bool(others))
        _log.warning(tell("{file}: unknown fields left outside: {fields}", file=resource.shown, fields=names_text))


def _reason(error: Exception) -> str:
    """What an error says without the path of the file, which may name a person."""
    return error.strerror or type(error).__name__ if isinstance(error, OSError) and error.filename else str(error)
