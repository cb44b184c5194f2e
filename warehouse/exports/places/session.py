"""A login at the sync service that renews itself once per question, and answers found to be JSON.

In: path and body. Out: the answer's fields and rows. The token is kept in memory only.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from warehouse.errors import ConfigurationError, DataRefused, NotReady, SourceFailed
from warehouse.exports.places.client import Client, Passing, SessionEnded
from warehouse.exports.places.credentials import Credentials
from warehouse.exports.places.envelope import Envelope as Answer
from warehouse.exports.places.envelope import read_envelope
from warehouse.exports.places.listing import Listing
from warehouse.messages import tell
from warehouse.periods import VIETNAM, Period

__all__ = ["Answer", "Moved", "Session", "is_web_page"]
T = TypeVar("T")
_WEB_PAGE = re.compile(rb"\s*(\xef\xbb\xbf)?\s*<", re.DOTALL)
_UNAUTHORISED, _CONFLICT = 401, 409


class Moved(NotReady):
    """The data changed while they were fetched; outside a dataset's pages nothing can be fetched again by itself."""

    def __init__(self, message: str, advice: str = "", *, code: str = "source-moved") -> None:
        super().__init__(message, advice or tell("Pull again when the month is complete at the service."), code=code)


@dataclass
class Session:
    """One user's login; ``calendar`` dates the documents that the service keeps without a version."""

    client: Client
    credentials: Credentials = field(repr=False)
    calendar: str = "nd09"
    _token: str | None = field(default=None, init=False, repr=False)

    def call(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """The fields of an answer."""
        return self.read(path, body, lambda answer: answer.fields)

    def read(self, path: str, body: dict[str, Any], read: Callable[[Answer], T]) -> T:
        """What ``read`` makes of the answer.

        Raises:
            Moved: the service says that the data changed.
            DataRefused: a web page came in place of data, also after another login.
            SourceFailed: the service stays away or answers with an error of its own.
        """
        return self.fetch(path, body, lambda status, content: read(self.answer(status, content)))

    def fetch(self, path: str, body: dict[str, Any], read: Callable[[int, bytes], T]) -> T:
        """What ``read`` makes of the answer's bytes; logs in first, and once more when the session has ended."""
        for is_last in (False, True):
            if self._token is None:
                self._log_in()
            try:
                return self.client.ask(path, body, self._token, read)
            except SessionEnded as ended:
                self._token = None
                if is_last:
                    raise self._refused(ended) from None
        raise AssertionError("unreachable")

    def today(self, month: str) -> Listing:
        """A listing without datasets, dated now: documents that carry no version are as of today."""
        window = Period.parse(month).window(self.calendar)
        now = datetime.now(VIETNAM).isoformat(timespec="seconds")
        return Listing(now, str(window.starts_on), str(window.ends_on), {})

    def _log_in(self) -> None:
        body = {"tai_khoan": self.credentials.user, "mat_khau": self.credentials.password}
        try:
            fields = self.client.ask("/dang-nhap", body, None, _read).fields
        except SessionEnded as ended:
            if ended.is_page:
                raise self._refused(ended) from None
            raise self._login_refused("HTTP 401") from None
        token = fields.get("token")
        if fields.get("error_code") != 0 or not isinstance(token, str) or not token:
            raise self._login_refused(str(fields.get("message") or fields.get("error_code")))
        self._token = token

    def answer(self, status: int, content: bytes) -> Answer:
        """The answer that the bytes are, unless it says that something is wrong."""
        answer = _read(status, content)
        code = answer.fields.get("error_code")
        if code == _UNAUTHORISED:
            raise SessionEnded(is_page=False)
        if _CONFLICT in (code, status):
            raise Moved(tell("The service says that the data moved"))
        if code != 0 or status >= 400:
            message = self.credentials.scrubbed(str(answer.fields.get("message", "")))
            number = code if code is not None else f"HTTP {status}"
            raise SourceFailed(
                tell(
                    "{source} answers with error {number}: {text}.",
                    source=self.client.base,
                    number=number,
                    text=message or "-",
                ),
                tell("Ask the office that runs the service."),
                code="source-unreachable",
            )
        return answer

    def _refused(self, ended: SessionEnded) -> DataRefused:
        answer = tell("a web page in place of data") if ended.is_page else "401"
        return DataRefused(
            tell(
                "{source}: the session has ended (phiên đăng nhập hết hạn): it answers with {answer}, also "
                "after another login.",
                source=self.client.base,
                answer=answer,
            ),
            tell("Check at the service whether the account may read; then pull again."),
            code="source-session-ended",
        )

    def _login_refused(self, message: str) -> ConfigurationError:
        return ConfigurationError(
            tell(
                "{source} refuses the login of KYBAOCAO_SOURCE_USER: {text}.",
                source=self.client.base,
                text=self.credentials.scrubbed(message),
            ),
            tell("Set KYBAOCAO_SOURCE_USER and KYBAOCAO_SOURCE_PASSWORD anew."),
            code="source-refuses",
        )


def is_web_page(content: bytes) -> bool:
    """Whether an answer is a page for a browser, such as a login page, and no data."""
    return _WEB_PAGE.match(content) is not None


def _read(status: int, content: bytes) -> Answer:
    """The answer's fields and rows; what is cut off is asked for again."""
    if is_web_page(content):
        raise SessionEnded(is_page=True)
    try:
        return read_envelope(content)
    except (ValueError, RecursionError):
        if status == _CONFLICT:
            raise Moved(tell("The service says that the data moved")) from None
        raise Passing(
            tell("an answer of {count} bytes that is not whole JSON", count=len(content)), is_data=True
        ) from None
