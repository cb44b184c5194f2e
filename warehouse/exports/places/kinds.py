"""Which kind of place a source is: the one table that a new kind is added to."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from warehouse.errors import ConfigurationError
from warehouse.exports.places.address import Address
from warehouse.exports.places.credentials import Credentials, require_credentials
from warehouse.exports.places.filesystems import open_https, open_local, open_s3, open_sftp
from warehouse.exports.places.folders import FileTree
from warehouse.exports.places.place import Patience, Place
from warehouse.exports.places.remote_zip import RemoteZip
from warehouse.exports.places.transfer import Transfer, read_index
from warehouse.exports.places.zips import open_zip
from warehouse.messages import tell
from warehouse.periods import Period

_LARGEST_INDEX = 64 << 20
_SIDE_BY_SIDE = 4


@dataclass(frozen=True)
class Wish:
    """What a pull asks of a place beside the month: where to put a zip, and the period whose evaluation to fetch."""

    scratch: Path
    calendar: str = "nd09"
    evaluated: Period | None = None
    documents_only: bool = False
    patience: Patience = field(default_factory=Patience)


def open_place(address: Address, credentials: Credentials, wish: Wish) -> Place:
    """The place at an address; nothing is connected yet.

    Raises:
        ConfigurationError: the kind is unknown, credentials are missing, or the folder does not exist.
    """
    opened = PLACES.get(address.scheme)
    if opened is None:
        raise ConfigurationError(
            tell("A source of the kind {scheme}:// is not known.", scheme=address.scheme),
            tell("Give a folder, a .zip, or one of {places}.", places=", ".join(f"{scheme}://" for scheme in PLACES)),
            code="source-address-wrong",
        )
    return opened(address, credentials, wish)


def _local(address: Address, credentials: Credentials, wish: Wish) -> Place:
    if address.host not in ("", "localhost"):
        raise ConfigurationError(
            tell("A file:// URL names no host."),
            tell("Write file:///folder, with three strokes."),
            code="source-address-wrong",
        )
    if not address.folder.exists() or (address.folder.is_file() and not address.is_zip):
        raise ConfigurationError(
            tell("The source folder {folder} does not exist.", folder=address.folder),
            tell("Give --source or set KYBAOCAO_SOURCE."),
            code="source-missing",
        )
    patience = Patience(retries=0)
    files = Transfer(address.text, lambda: open_local(address, credentials), credentials, patience)
    if address.is_zip and address.folder.is_file():
        return _zipped(files, address.folder)
    return FileTree(files, str(address.folder), is_local=True)


def _remote(
    connect: Callable[[Address, Credentials], Any], root: Callable[[Address], str], side_by_side: int = 1
) -> Callable[[Address, Credentials, Wish], Place]:
    def opened(address: Address, credentials: Credentials, wish: Wish) -> Place:
        files = Transfer(address.text, lambda: connect(address, credentials), credentials, wish.patience)
        if address.is_zip:
            return RemoteZip(files, root(address), wish.scratch, lambda path: _zipped(files, path))
        names = _index(files, root(address)) if connect is open_https else None
        return FileTree(files, root(address), names, side_by_side)

    return opened


def _zipped(files: Transfer, path: Path) -> FileTree:
    """The tree inside a zip of this machine."""
    tree, names = open_zip(path, files.text)
    inside = Transfer(files.text, lambda: tree, files.credentials, Patience(retries=0))
    return FileTree(inside, "", lambda: names)


def _index(files: Transfer, root: str) -> Callable[[], Sequence[str]]:
    return lambda: read_index(files.small(f"{root}/index.json", _LARGEST_INDEX), files.text)


def _service(address: Address, credentials: Credentials, wish: Wish) -> Place:
    from warehouse.exports.places.client import Client  # noqa: PLC0415  # httpx is only for services
    from warehouse.exports.places.service import SyncService  # noqa: PLC0415  # as above
    from warehouse.exports.places.session import Session  # noqa: PLC0415  # as above

    who = Credentials(credentials.user or address.user, credentials.password, credentials.key)
    require_credentials(who, address.text)
    base = re.sub("//[^/@]*@", "//", address.text.removeprefix("portal+"))  # the user goes into the login only
    session = Session(Client(base, wish.patience), who, wish.calendar)
    return SyncService(session, wish.patience.page_rows, wish.evaluated, wish.documents_only)


PLACES: dict[str, Callable[[Address, Credentials, Wish], Place]] = {
    "file": _local,
    "sftp": _remote(open_sftp, lambda address: address.path.rstrip("/")),
    "s3": _remote(open_s3, lambda address: f"{address.host}{address.path}".rstrip("/"), _SIDE_BY_SIDE),
    "https": _remote(open_https, lambda address: address.text, _SIDE_BY_SIDE),
    "http": _remote(open_https, lambda address: address.text, _SIDE_BY_SIDE),
    "portal+https": _service,
    "portal+http": _service,
}
