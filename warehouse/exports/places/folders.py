"""A tree of files as a place, whatever carries it: ``<province>/<month>/datapackage.json`` and its files.

In: an opened file system. Out: in the draft the descriptor and each listed file, fetched in parts of bounded
size until size and hash are the stated ones.
"""

import hashlib
import json
import logging
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from warehouse.errors import DataRefused, KybaocaoError, NotReady
from warehouse.exports.descriptor import read_descriptor
from warehouse.exports.export import DESCRIPTOR, Export, Resource, refuse_content
from warehouse.exports.places.place import Errand
from warehouse.exports.places.transfer import Transfer
from warehouse.exports.sources import MONTH_FOLDER, version_of
from warehouse.messages import tell

_log = logging.getLogger(__name__)
_LARGEST_DESCRIPTOR = 16 << 20


@dataclass
class FileTree:
    """A place whose exports are folders; ``names`` are all paths in it, where it can list itself only whole."""

    transfer: Transfer
    root: str
    names: Callable[[], Sequence[str]] | None = None
    side_by_side: int = 1
    is_local: bool = False
    lists_months: bool = field(default=True, init=False)
    _found: dict[str, dict[str, str]] = field(default_factory=dict, init=False)

    @property
    def retries(self) -> int:
        """How often something was asked again."""
        return self.transfer.retries

    def months(self, province: str) -> tuple[str, ...]:
        """The months that have a folder with a descriptor."""
        return tuple(sorted(self._folders(province)))

    def recognise(self, province: str, month: str, landed: Sequence[Export]) -> Export | None:
        """The landed version whose descriptor states the same files."""
        folder = self._folders(province).get(month)
        if folder is None and self._bare_folder(province, month) is not None:
            return None
        if folder is None:
            raise NotReady(
                tell(
                    "No export of {province} for {month} in {source}.",
                    province=province,
                    month=month,
                    source=self.transfer.text,
                ),
                tell(
                    "The portal sync must deliver {province}/{month}/{descriptor} there first.",
                    province=province,
                    month=month,
                    descriptor=DESCRIPTOR,
                ),
                code="export-missing",
            )
        with TemporaryDirectory() as room:
            there = Path(room) / province / month
            there.mkdir(parents=True)
            self._fetch_descriptor(folder, there)
            digest = read_descriptor(there).digest
        return next((each for each in reversed(landed) if each.digest == digest), None)

    def bring(self, errand: Errand) -> None:
        """Fetch the descriptor, then every file that it lists and the draft does not hold yet."""
        folder = self._folders(errand.province).get(errand.month)
        if folder is None:
            from warehouse.exports.places.bare import fetch_bare  # noqa: PLC0415  # reads vendor tables

            fetch_bare(self.transfer, self._bare_folder(errand.province, errand.month) or self.root, errand)
            return
        self._fetch_descriptor(folder, errand.draft)
        export = read_descriptor(errand.draft)
        total, done = sum(resource.bytes for resource in export.resources), 0
        self.transfer.refuse_full_disk(errand.draft, total)
        with ThreadPoolExecutor(self.side_by_side) as pool:
            fetched = [pool.submit(self._fetch_file, folder, export, resource) for resource in export.resources]
            try:
                for resource, outcome in zip(export.resources, fetched, strict=True):
                    outcome.result()
                    done += resource.bytes
                    errand.progress("bytes", done, total)
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        self._report_unlisted(folder, export)

    def close(self) -> None:
        """Let go of the connection."""
        self.transfer.close()

    def _folders(self, province: str) -> dict[str, str]:
        """The folder of each month, relative to the root; the newest where there are several versions."""
        if province not in self._found:
            candidates = sorted(self._candidates(province), key=lambda each: version_of(PurePosixPath(each).name))
            placed = {place: folder for folder in candidates if (place := self._place(folder))}
            self._found[province] = {month: folder for (owner, month), folder in placed.items() if owner == province}
        return self._found[province]

    def _at(self, *names: str) -> str:
        """The path of something in this place, as its file system wants it."""
        inside = str(PurePosixPath(*names))
        return self.root if inside == "." else f"{self.root}/{inside}"

    def _candidates(self, province: str) -> list[str]:
        if self.names is not None:
            paths = [PurePosixPath(name) for name in self.names()]
            return [str(path.parent) for path in paths if path.name == DESCRIPTOR]
        if DESCRIPTOR in self.transfer.listed(self.root):
            return ["."]
        base = province if province in self.transfer.listed(self.root) else "."
        folders = [name for name in self.transfer.listed(self._at(base)) if MONTH_FOLDER.fullmatch(name)]
        there = [name for name in folders if DESCRIPTOR in self.transfer.listed(self._at(base, name))]
        return [f"{base}/{name}" for name in there]

    def _bare_folder(self, province: str, month: str) -> str | None:
        """A folder with files but no descriptor: that of the month, or the source itself when it has nothing else."""
        if self.names is not None:
            return None
        inside = [self._at(province, month), self._at(month)]
        found = next((folder for folder in inside if self.transfer.listed(folder)), None)
        if found is None and not self._folders(province) and self.transfer.files(self.root):
            return self.root
        return found

    def _place(self, folder: str) -> tuple[str, str] | None:
        """Province and month of a folder: by its name and its parent's, else by its descriptor."""
        path = PurePosixPath(folder)
        if MONTH_FOLDER.fullmatch(path.name) and re.fullmatch(r"H\d{2}", path.parent.name):
            return path.parent.name, path.name.partition("~")[0]
        try:
            descriptor = json.loads(self.transfer.small(self._at(folder, DESCRIPTOR), _LARGEST_DESCRIPTOR))
            return str(descriptor["province"]), str(descriptor["period"])
        except (ValueError, KeyError, TypeError, RecursionError):
            _log.warning(tell("{source}: {folder} is no descriptor", source=self.transfer.text, folder=folder))
            return None

    def _fetch_descriptor(self, folder: str, into: Path) -> None:
        content = self.transfer.small(self._at(folder, DESCRIPTOR), _LARGEST_DESCRIPTOR)
        if content.lstrip().startswith(b"<"):
            raise DataRefused(
                tell(
                    "{source}: the session has ended (phiên đăng nhập hết hạn): a web page in place of data.",
                    source=self.transfer.text,
                ),
                tell("Check the credentials of the source, then pull again."),
                code="source-session-ended",
            )
        (into / DESCRIPTOR).write_bytes(content)

    def _fetch_file(self, folder: str, export: Export, resource: Resource) -> None:
        path = export.folder / resource.path
        if _is_whole(path, resource):
            return
        if self.is_local and not _lies_in(Path(self._at(folder, resource.path)), Path(self._at(folder))):
            raise refuse_content(export, resource, tell("its path leaves the export's folder"))
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.part")
        for is_last in (False, True):
            self.transfer.copy(self._at(folder, resource.path), part, resource.bytes)
            if _is_whole(part, resource):
                part.rename(path)
                return
            if is_last:
                size = part.stat().st_size
                part.unlink()
                raise _mismatch(export, resource, size)

    def _report_unlisted(self, folder: str, export: Export) -> None:
        if self.names is None:
            known = {DESCRIPTOR, *(PurePosixPath(resource.path).parts[0] for resource in export.resources)}
            strange = set(self.transfer.listed(self._at(folder))) - known
            if strange:
                _log.warning(
                    tell(
                        "{folder}: {count} files that the descriptor does not list stay there",
                        folder=folder,
                        count=len(strange),
                    )
                )


def _lies_in(path: Path, folder: Path) -> bool:
    """Whether a path leads into a folder when its links are followed."""
    return path.resolve().is_relative_to(folder.resolve())


def _is_whole(path: Path, resource: Resource) -> bool:
    if not path.is_file() or path.stat().st_size != resource.bytes:
        return False
    with path.open("rb") as content:
        return f"sha256:{hashlib.file_digest(content, 'sha256').hexdigest()}" == resource.hash.lower()


def _mismatch(export: Export, resource: Resource, size: int) -> KybaocaoError:
    """Another size may still grow; another hash is another file."""
    if size != resource.bytes:
        return NotReady(
            tell(
                "{file} has {size} bytes, the descriptor says {bytes}; it may still be written.",
                file=f"{export.province}/{export.month}/{resource.shown}",
                size=size,
                bytes=resource.bytes,
            ),
            tell("Pull again when the delivery is complete."),
            code="export-missing",
        )
    return refuse_content(export, resource, tell("its SHA-256 differs from the descriptor's"))
