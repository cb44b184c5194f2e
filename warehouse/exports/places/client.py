"""One question to the sync service and its whole answer: retries, redirects, sizes, certificates.

In: path and JSON body. Out: what a reader made of the bytes. Whatever passes by itself is tried again
with growing pauses; everything else stops with an error that says who must act.
"""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import httpx

from warehouse.errors import ConfigurationError, DataRefused, SourceFailed
from warehouse.exports.places.place import Patience, distrusted
from warehouse.exports.places.tries import tries
from warehouse.messages import tell

_log = logging.getLogger(__name__)
T = TypeVar("T")


class Passing(Exception):
    """A fault that may pass; ``pause`` is what the service asked for, ``is_data`` that its rows were wrong."""

    def __init__(self, fault: str, pause: float | None = None, *, is_data: bool = False) -> None:
        super().__init__(fault)
        self.fault, self.pause, self.is_data = fault, pause, is_data


class SessionEnded(Exception):
    """The service wants another login; ``is_page`` when it answered with a web page."""

    def __init__(self, *, is_page: bool) -> None:
        super().__init__("the session has ended")
        self.is_page = is_page


class Client:
    """POSTs to one base address; ``retries`` counts how often something was asked again."""

    def __init__(self, base: str, patience: Patience) -> None:
        self.base, self.patience, self.retries = base, patience, 0
        self._origin = httpx.URL(base)
        self._http = httpx.Client(
            follow_redirects=True,
            max_redirects=3,
            timeout=httpx.Timeout(patience.longest_silence, connect=min(20, patience.longest_silence)),
            event_hooks={"request": [self._refuse_elsewhere]},
            headers={"Accept": "application/json"},
        )

    def ask(self, path: str, body: dict[str, Any], token: str | None, read: Callable[[int, bytes], T]) -> T:
        """What ``read`` makes of the answer's status and bytes; a Passing of it is asked again, too.

        Raises:
            DataRefused: a redirect elsewhere, a body too large, or rows that stay wrong.
            SourceFailed: the service stays away, or its certificate cannot be trusted.
        """
        patience = self.patience
        try:
            for attempt in tries(patience, self._pause_of):
                self.retries += attempt.num > 1
                with attempt:
                    return read(*self._once(path, body, token))
        except Passing as last:
            if self._asks_too_long(last):
                raise SourceFailed(
                    tell("{source} asks to wait {seconds:.0f} s.", source=self.base, seconds=last.pause),
                    _again_later(),
                    code="source-unreachable",
                ) from None
            fault = tell(
                "{address}: {fault}, {count} times.",
                address=f"{self.base}{path}",
                fault=last.fault,
                count=patience.retries + 1,
            )
            if last.is_data:
                raise DataRefused(fault, _again_later(), code="source-inconsistent") from None
            raise SourceFailed(fault, _again_later(), code="source-unreachable") from None
        raise AssertionError("the attempts ended without an answer")

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _pause_of(self, error: Exception) -> bool | float:
        """Whether to ask again: after the pause that the service named, or our own."""
        if not isinstance(error, Passing) or self._asks_too_long(error):
            return False
        _log.warning("%s: %s", self.base, error.fault)
        return True if error.pause is None else max(error.pause, self.patience.first_pause)

    def _asks_too_long(self, error: Passing) -> bool:
        return error.pause is not None and error.pause > self.patience.longest_asked_pause

    def _once(self, path: str, body: dict[str, Any], token: str | None) -> tuple[int, bytes]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            with self._http.stream("POST", f"{self.base}{path}", json=body, headers=headers) as response:
                self._refuse_status(response)
                return response.status_code, self._body(response)
        except (httpx.TransportError, httpx.DecodingError) as error:
            if distrusted(error):
                raise SourceFailed(
                    tell(
                        "The certificate of {host} cannot be trusted; nothing was sent or read.", host=self._origin.host
                    ),
                    tell("The office that runs the service must renew it; its own authority goes into SSL_CERT_FILE."),
                    code="source-distrusted",
                ) from None
            raise Passing(_in_words(error)) from None
        except httpx.TooManyRedirects:
            raise DataRefused(
                tell("{source} redirects without end.", source=self.base),
                tell("Ask the office that runs the service."),
                code="source-redirects",
            ) from None

    def _refuse_elsewhere(self, request: httpx.Request) -> None:
        """Called before every request, also one that a redirect asks for."""
        wanted, there = self._origin, request.url
        if (there.scheme, there.host, there.port) != (wanted.scheme, wanted.host, wanted.port):
            raise DataRefused(
                tell(
                    "{source} redirects to {scheme}://{host}, which was refused.",
                    source=self.base,
                    scheme=there.scheme,
                    host=there.host,
                ),
                tell("Ask the office that runs the service; if it has moved, give the new address as the source."),
                code="source-redirects",
            )

    def _refuse_status(self, response: httpx.Response) -> None:
        status = response.status_code
        if status == httpx.codes.UNAUTHORIZED:
            raise SessionEnded(is_page=False)
        if status == httpx.codes.TOO_MANY_REQUESTS or status >= 500:
            raise Passing(f"HTTP {status}", _asked_pause(response))
        if status in (httpx.codes.FORBIDDEN, httpx.codes.NOT_FOUND, httpx.codes.METHOD_NOT_ALLOWED):
            raise ConfigurationError(
                tell("{source} answers HTTP {status}.", source=self.base, status=status),
                tell("Check the address and the rights of KYBAOCAO_SOURCE_USER."),
                code="source-refuses",
            )

    def _body(self, response: httpx.Response) -> bytes:
        """The whole body, unless it is too large or drips."""
        self._refuse_large(int(response.headers.get("Content-Length") or 0))
        began, size, parts = time.monotonic(), 0, []
        for part in response.iter_bytes():
            size += len(part)
            parts.append(part)
            self._refuse_large(size)
            passed = time.monotonic() - began
            if passed > self.patience.slow_after and size < self.patience.least_rate * passed:
                raise Passing(tell("the answer drips: {size} bytes in {seconds:.0f} s", size=size, seconds=passed))
        return b"".join(parts)

    def _refuse_large(self, size: int) -> None:
        if size > self.patience.largest_page:
            raise DataRefused(
                tell(
                    "{source} sends a page of more than {size} MiB; it was not read.",
                    source=self.base,
                    size=self.patience.largest_page >> 20,
                ),
                tell("Ask the office that runs the service."),
                code="source-unusable",
            )


def _again_later() -> str:
    return tell("Run the same command again later; it goes on after the last whole page.")


def _asked_pause(response: httpx.Response) -> float | None:
    """The seconds of a Retry-After, given as a number or as a date."""
    header = response.headers.get("Retry-After", "").strip()
    if header.isdecimal():
        return float(header)
    try:
        return max(0.0, (parsedate_to_datetime(header) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def _in_words(error: Exception) -> str:
    if isinstance(error, httpx.TimeoutException):
        return tell("no answer in time")
    if isinstance(error, httpx.ConnectError):
        return tell("no connection")
    return (
        tell("the connection was cut")
        if isinstance(error, httpx.TransportError)
        else tell("the answer cannot be unpacked")
    )
