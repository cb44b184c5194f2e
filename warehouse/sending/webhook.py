"""A notice to a web address: one POST with JSON, and the same key each time, so that a receiver can tell.

In: the address and the notice. Out: the answer, or :class:`NotSent`.
"""

import hashlib
import json
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from warehouse.errors import ConfigurationError, NotSent
from warehouse.messages import tell

_SECONDS = 20
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class _NoRedirect(HTTPRedirectHandler):
    """A redirect would carry the notice to somewhere that nobody named."""

    def redirect_request(self, *_: Any) -> None:
        return None


def shown_address(url: str) -> str:
    """The address as it may be kept and printed: its host, and a digest in place of the secret in its path."""
    return f"{urlsplit(url).hostname} #{hashlib.sha256(url.encode()).hexdigest()[:8]}"


def post(url: str, document: dict[str, Any], key: str) -> str:
    """The status of the answer when it is a good one.

    Raises:
        NotSent: nobody answers, or the answer is another.
        ConfigurationError: the address is none that may be used.
    """
    parts = urlsplit(url)
    if not parts.hostname or (parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK)):
        raise ConfigurationError(
            tell("KYBAOCAO_WEBHOOK is no https:// address."), tell("Write https://host/path."), code="setting-wrong"
        )
    headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": key}
    request = Request(url, json.dumps(document, ensure_ascii=False).encode(), headers, method="POST")
    try:
        with build_opener(_NoRedirect).open(request, timeout=_SECONDS) as answer:
            return str(answer.status)
    except HTTPError as error:
        passing = error.code == 429 or error.code >= 500
        raise NotSent(
            tell("{host} answered {code}.", host=parts.hostname, code=error.code),
            tell("Check KYBAOCAO_WEBHOOK."),
            transient=passing,
            code="not-sent",
        ) from None
    except (OSError, HTTPException) as error:
        raise NotSent(
            tell("{host} cannot be reached: {error}.", host=parts.hostname, error=type(error).__name__),
            tell("Check KYBAOCAO_WEBHOOK."),
            transient=True,
            code="not-sent",
        ) from None
