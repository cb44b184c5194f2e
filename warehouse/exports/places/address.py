"""A source as it is written, taken apart: its kind, host and path, and no password.

In: a path or URL. Out: :class:`Address`, whose text is safe to print and to keep.
"""

import ipaddress
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from warehouse.errors import ConfigurationError
from warehouse.messages import tell

_WITH_SCHEME = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]+)://(?P<rest>.*)", re.DOTALL)
_LOOPBACK_ONLY = ("http", "portal+http")


@dataclass(frozen=True)
class Address:
    """One place: ``text`` as it is shown, ``scheme`` such as ``sftp``, and the parts of the URL."""

    text: str
    scheme: str
    host: str = ""
    port: int | None = None
    user: str | None = None
    path: str = ""

    @property
    def is_zip(self) -> bool:
        """Whether it names one zip file."""
        return self.path.lower().endswith(".zip")

    @property
    def folder(self) -> Path:
        """The local file or folder that a path or ``file://`` URL names."""
        return Path(self.path).expanduser().resolve()


def read_address(source: str) -> Address:
    """The address that a ``--source`` writes; a plain path is of the scheme ``file``.

    Raises:
        ConfigurationError: it is no URL, holds a password or a query, or sends data unprotected. The text
            of a refused source is never repeated, for it may hold a secret.
    """
    written = _WITH_SCHEME.fullmatch(source.strip())
    if written is None:
        return Address(source, "file", path=source)
    scheme = written["scheme"].lower()
    _refuse_secrets(written["rest"])
    try:
        url = urlsplit(f"{scheme}://{written['rest']}")
        host, port = url.hostname or "", url.port
    except ValueError:
        raise ConfigurationError(
            tell("The source is not a valid URL."),
            tell("Write it as sftp://host:port/folder."),
            code="source-address-wrong",
        ) from None
    if scheme in _LOOPBACK_ONLY and not _is_loopback(host):
        raise ConfigurationError(
            tell("{scheme}:// would send data to {host} unprotected.", scheme=scheme, host=host),
            tell("Use {scheme}://.", scheme=scheme.replace("http", "https")),
            code="source-address-wrong",
        )
    path = url.path if scheme == "s3" else unquote(url.path)
    return Address(_shown(scheme, url.netloc, url.path), scheme, host, port, url.username, path)


def _refuse_secrets(rest: str) -> None:
    """Refuse a password or a query; a password may hold ``/`` or ``?``, so the last ``@`` counts."""
    before, at, _ = rest.rpartition("@")
    if (at and ":" in before) or "?" in rest or "#" in rest:
        raise ConfigurationError(
            tell("The source URL holds a password or a query, which it must not."),
            tell(
                "Write it without; set KYBAOCAO_SOURCE_USER and KYBAOCAO_SOURCE_PASSWORD, or use a "
                "Prefect Secret block."
            ),
            code="source-address-wrong",
        )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _shown(scheme: str, netloc: str, path: str) -> str:
    return f"{scheme}://{netloc}{path}".rstrip("/")
