"""The file systems of fsspec, one per kind of source, and what their faults mean.

In: an address and credentials. Out: an open file system and the path of the source in it. Host keys and
certificates are always verified, and redirects stay on the host.
"""

import os
import ssl
from pathlib import Path
from typing import Any

import fsspec

from warehouse.errors import ConfigurationError, DataRefused, KybaocaoError, SourceFailed
from warehouse.exports.places.address import Address
from warehouse.exports.places.credentials import Credentials, require_credentials
from warehouse.exports.places.place import causes, distrusted
from warehouse.messages import tell

_FRESH: dict[str, Any] = {"skip_instance_cache": True, "use_listings_cache": False}
_CONNECT_SECONDS = 20
_SILENT_SECONDS = 60
_REFUSED_STATUS = (401, 403)
_NOT_FOUND = 404
_PASSING = {
    "aiohttp.ClientError",
    "asyncssh.ConnectionLost",
    "asyncssh.SFTPConnectionLost",
    "botocore.ConnectionClosedError",
    "botocore.EndpointConnectionError",
}
_REFUSED_NAMES = {"PermissionDenied", "NoCredentialsError", "KeyImportError", "KeyEncryptionError"}


def open_local(_address: Address, _credentials: Credentials) -> Any:
    """Folders of this machine, or mounted into it."""
    return fsspec.filesystem("file", **_FRESH)


def open_sftp(address: Address, credentials: Credentials) -> Any:
    """A folder behind SSH; the server's key must stand in the file of known hosts."""
    who = Credentials(credentials.user or address.user, credentials.password, credentials.key)
    require_credentials(who, address.text, key_is_enough=True)
    known = Path(os.environ.get("KYBAOCAO_SOURCE_KNOWN_HOSTS", "~/.ssh/known_hosts")).expanduser()
    if not known.is_file():
        raise ConfigurationError(
            tell(
                "There is no file of known hosts {file}, so {host} cannot be verified.", file=known, host=address.host
            ),
            tell("Write it with ssh-keyscan, compare the key with the office's, or set KYBAOCAO_SOURCE_KNOWN_HOSTS."),
            code="source-credentials",
        )
    return fsspec.filesystem(
        "ssh",
        host=address.host,
        port=address.port or 22,
        username=who.user,
        password=None if who.key else who.password,
        client_keys=[_private_key(who)] if who.key else None,
        agent_path=None,
        known_hosts=str(known),
        connect_timeout=_CONNECT_SECONDS,
        skip_instance_cache=True,
    )


def open_s3(_address: Address, credentials: Credentials) -> Any:
    """A bucket of any service that speaks S3; without credentials of ours those of the machine."""
    return fsspec.filesystem(
        "s3",
        key=credentials.user,
        secret=credentials.password or credentials.key,
        endpoint_url=os.environ.get("KYBAOCAO_SOURCE_ENDPOINT"),
        config_kwargs={"connect_timeout": _CONNECT_SECONDS, "read_timeout": _SILENT_SECONDS},
        **_FRESH,
    )


def open_https(address: Address, credentials: Credentials) -> Any:
    """A web folder; a redirect to another host or scheme is refused."""
    import aiohttp  # noqa: PLC0415  # each library takes a moment and most sources need another

    tracing = aiohttp.TraceConfig()

    async def refuse_elsewhere(_session: Any, _context: Any, sent: Any) -> None:
        there = sent.url.join(type(sent.url)(sent.response.headers.get("Location", "")))
        if (there.scheme, there.host, there.port) != (sent.url.scheme, sent.url.host, sent.url.port):
            raise DataRefused(
                tell(
                    "{source} redirects to {scheme}://{host}, which was refused.",
                    source=address.text,
                    scheme=there.scheme,
                    host=there.host,
                ),
                tell("Ask the office that runs the source; if it has moved, give the new address."),
                code="source-redirects",
            )

    tracing.on_request_redirect.append(refuse_elsewhere)
    client: dict[str, Any] = {
        "trace_configs": [tracing],
        "timeout": aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_SECONDS, sock_read=_SILENT_SECONDS),
    }
    if credentials.user and credentials.password:
        client["auth"] = aiohttp.BasicAuth(credentials.user, credentials.password)
    trusted = ssl.create_default_context()  # made now, for SSL_CERT_FILE may have been set since the start
    return fsspec.filesystem(address.scheme, client_kwargs=client, block_size=0, ssl=trusted, **_FRESH)


def is_passing(error: Exception) -> bool:
    """Whether the same request may succeed in a moment."""
    error = _unwrapped(error)
    if isinstance(error, KybaocaoError | FileNotFoundError | PermissionError) or distrusted(error):
        return False
    status = getattr(error, "status", None)
    if isinstance(status, int) and status:
        return status == 429 or status >= 500
    kinds = {f"{kind.__module__.partition('.')[0]}.{kind.__name__}" for kind in type(error).__mro__}
    return isinstance(error, OSError) or bool(kinds & _PASSING)


def in_our_words(error: Exception, text: str, credentials: Credentials) -> KybaocaoError:
    """A library's error as one that says who must act; our own errors as they are."""
    for each in causes(error):
        if isinstance(each, KybaocaoError):
            return each
    error = _unwrapped(error)
    names = {type(each).__name__ for each in causes(error)}
    if isinstance(error, FileNotFoundError):
        return DataRefused(
            tell("{source}: a file or folder is missing.", source=text),
            tell("Check the address, or ask for the export again."),
            code="source-unusable",
        )
    refused = isinstance(error, PermissionError) or getattr(error, "status", None) in _REFUSED_STATUS
    if refused or names & _REFUSED_NAMES:
        return ConfigurationError(
            tell("{source} refuses us: {error}.", source=text, error=credentials.scrubbed(str(error))),
            tell("Check KYBAOCAO_SOURCE_USER, KYBAOCAO_SOURCE_PASSWORD and KYBAOCAO_SOURCE_KEY."),
            code="source-refuses",
        )
    if distrusted(error) or "HostKeyNotVerifiable" in names:
        return SourceFailed(
            tell("{source}: its certificate or host key cannot be trusted; nothing was read.", source=text),
            tell("Renew it, or add the office's own authority to SSL_CERT_FILE or its key to the known hosts."),
            code="source-distrusted",
        )
    return SourceFailed(
        tell(
            "{source} cannot be read: {error}.",
            source=text,
            error=f"{type(error).__name__} {credentials.scrubbed(str(error))}".strip(),
        ),
        tell("Run the same command again later."),
        code="source-unreachable",
    )


def _unwrapped(error: Exception) -> Exception:
    """What is behind a "file not found" by which fsspec hides that there was no connection."""
    cause = error.__cause__
    if not isinstance(error, FileNotFoundError) or not isinstance(cause, Exception):
        return error
    return error if getattr(cause, "status", None) == _NOT_FOUND else _unwrapped(cause)


def _private_key(who: Credentials) -> Any:
    """The key in the environment itself, or in the file that it names."""
    import asyncssh  # noqa: PLC0415  # see open_https

    text = who.key or ""
    if text.lstrip().startswith("-----BEGIN"):
        return asyncssh.import_private_key(text, who.password)
    return asyncssh.read_private_key(Path(text).expanduser(), who.password)
