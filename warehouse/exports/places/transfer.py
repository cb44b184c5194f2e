"""Bytes out of a file system of fsspec: bounded, tried again, with its faults in our words."""

import json
import logging
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from warehouse.errors import DataRefused, KybaocaoError, SourceFailed
from warehouse.exports.places.credentials import Credentials
from warehouse.exports.places.filesystems import in_our_words, is_passing
from warehouse.exports.places.place import Patience
from warehouse.exports.places.tries import tries
from warehouse.messages import tell

_log = logging.getLogger(__name__)
_PART = 1 << 20
_LARGEST_FOLDER = 10_000
T = TypeVar("T")


@dataclass
class Transfer:
    """One source's file system, opened when it is needed and again when its connection was lost."""

    text: str
    open: Callable[[], Any]
    credentials: Credentials
    patience: Patience
    retries: int = field(default=0, init=False)
    _filesystem: Any = field(default=None, init=False, repr=False)

    def listed(self, folder: str) -> list[str]:
        """The names in a folder; none when there is no such folder."""
        try:
            entries = self._tried(lambda files: _if_there(files, folder))
        except DataRefused:
            return []
        if len(entries) > _LARGEST_FOLDER:
            raise DataRefused(
                tell("{source}: a folder of {count} files is no export.", source=self.text, count=len(entries)),
                tell("Check the address."),
                code="source-unusable",
            )
        return [PurePosixPath(str(entry).rstrip("/")).name for entry in entries]

    def files(self, folder: str) -> dict[str, int]:
        """The files in a folder with their sizes, hidden ones left out; folders are no files."""
        entries = self._tried(lambda files: _if_there(files, folder, with_details=True))
        named = {PurePosixPath(str(each["name"])).name: each for each in entries if each["type"] == "file"}
        return {name: int(each["size"] or 0) for name, each in named.items() if not name.startswith((".", "~$"))}

    def modified(self, path: str) -> datetime | None:
        """When a file was last written, where the source knows."""
        try:
            moment = self._tried(lambda files: files.modified(path))
        except (KybaocaoError, NotImplementedError):
            return None
        return moment if isinstance(moment, datetime) else None

    def small(self, path: str, most: int) -> bytes:
        """The bytes of a small file."""
        return self._tried(lambda files: self._read(files, path, most))

    def copy(self, path: str, into: Path, most: int) -> None:
        """Write a file's bytes, at most so many and one part more: a longer file shows by its size."""
        self._tried(lambda files: self._copy(files, path, into, most))

    def etag(self, path: str) -> str | None:
        """What the source itself says identifies a file's bytes, or none."""
        found = self._tried(lambda files: files.info(path)).get("ETag")
        return str(found).strip('"') if found else None

    def refuse_full_disk(self, folder: Path, needed: int) -> None:
        """Nothing, when the disk has room for so many bytes."""
        free = shutil.disk_usage(folder).free
        if needed > free:
            raise SourceFailed(
                tell("{needed} bytes do not fit on the disk, which has {free} free.", needed=needed, free=free),
                tell("Make room first."),
                code="disk-full",
            )

    def close(self) -> None:
        """Forget the connection."""
        self._filesystem = None

    def _tried(self, use: Callable[[Any], T]) -> T:
        try:
            for attempt in tries(self.patience, self._is_worth_again):
                self.retries += attempt.num > 1
                with attempt:
                    if self._filesystem is None:
                        self._filesystem = self.open()
                    return use(self._filesystem)
        except KybaocaoError:
            raise
        except Exception as error:
            raise in_our_words(error, self.text, self.credentials) from None
        raise AssertionError("the attempts ended without an answer")

    def _is_worth_again(self, error: Exception) -> bool:
        if not is_passing(error):
            return False
        _log.warning("%s: %s", self.text, type(error).__name__)
        self._filesystem = None
        return True

    def _read(self, files: Any, path: str, most: int) -> bytes:
        with files.open(path, "rb") as content:
            found: bytes = content.read(most + 1)
        if len(found) > most:
            raise DataRefused(
                tell("{source}: {name} is too large.", source=self.text, name=PurePosixPath(path).name),
                tell("Check the address."),
                code="source-unusable",
            )
        return found

    def _copy(self, files: Any, path: str, into: Path, most: int) -> None:
        with files.open(path, "rb") as content, into.open("wb") as copy:
            while copy.tell() <= most and (part := content.read(_PART)):
                copy.write(part)


def _if_there(files: Any, folder: str, *, with_details: bool = False) -> list[Any]:
    try:
        return list(files.ls(folder, detail=with_details))
    except FileNotFoundError:
        return []


def read_index(content: bytes, text: str) -> list[str]:
    """The relative paths that an ``index.json`` lists.

    Raises:
        DataRefused: it is a web page, or no list of paths inside the folder.
    """
    if content.lstrip().startswith(b"<"):
        raise DataRefused(
            tell(
                "{source}: the session has ended (phiên đăng nhập hết hạn): a web page in place of index.json.",
                source=text,
            ),
            tell("Check the credentials of the source, then pull again."),
            code="source-session-ended",
        )
    try:
        names = json.loads(content)
        paths = [PurePosixPath(name) for name in names]
        if any(path.is_absolute() or ".." in path.parts or "\\" in str(path) or "://" in str(path) for path in paths):
            raise ValueError(tell("a path leaves the folder"))
    except (ValueError, TypeError, RecursionError) as error:
        raise DataRefused(
            tell("{source}: its index.json cannot be used: {error}.", source=text, error=error),
            tell("Ask for a list of paths."),
            code="source-unusable",
        ) from None
    return [str(path) for path in paths]
