"""The faults that the practice server makes to order, each by its name.

In: names such as ``server-error`` or ``too-many-requests=120``. Out: for one question the answer that the
fault gives in place of the right one, or none.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from fastapi.responses import JSONResponse, RedirectResponse, Response, StreamingResponse

from warehouse.errors import ConfigurationError
from warehouse.messages import tell

_LOGIN_PAGE = "<!DOCTYPE html><html><body><form action='/login'>Đăng nhập</form></body></html>"
_NO_RIGHT = {"error_code": 17, "message": "Tài khoản không có quyền đọc bộ dữ liệu này"}
_ANNOUNCED = 300 << 20


@dataclass(frozen=True)
class Asked:
    """A question for a page: its number, what the right answer would be, and that for the first page."""

    page: int
    right: Callable[[], bytes]
    first_page: Callable[[], bytes]


@dataclass(frozen=True)
class Fault:
    """What a fault does, how often (0: always), on which page (0: on each), and the answer that it gives.

    ``give`` takes the question, the value that was ordered and how often the fault was made; a fault
    without it is made elsewhere in the server.
    """

    says: str
    give: Callable[[Asked, float | None, int], Response] | None = None
    times: int = 0
    page: int = 2


def _status(*codes: int) -> Callable[[Asked, float | None, int], Response]:
    return lambda _asked, _value, made: Response(status_code=codes[(made - 1) % len(codes)])


def _says(document: dict[str, Any]) -> Callable[[Asked, float | None, int], Response]:
    return lambda _asked, _value, _made: JSONResponse(document)


def _redirect(there: str) -> Callable[[Asked, float | None, int], Response]:
    return lambda _asked, _value, _made: RedirectResponse(there, 307)


def _too_many(_asked: Asked, seconds: float | None, _made: int) -> Response:
    return Response(status_code=429, headers={"Retry-After": f"{seconds or 2:.0f}"})


def _cut(asked: Asked, _value: float | None, _made: int) -> Response:
    right = asked.right()
    return _announced(right[: len(right) * 6 // 10], len(right))


def _announced(content: bytes, size: int) -> Response:
    """A body that breaks off: fewer bytes than its Content-Length says."""

    async def part() -> AsyncIterator[bytes]:
        yield content

    return StreamingResponse(part(), media_type="application/json", headers={"Content-Length": str(size)})


async def _dripping(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), 20):
        yield content[start : start + 20]
        await asyncio.sleep(0.25)


FAULTS = {
    "server-error": Fault("fails twice, with 500 and 503", _status(500, 503), times=2),
    "down": Fault("fails always, with 503", _status(503), page=0),
    "too-many-requests": Fault("429 with Retry-After (=SECONDS, default 2), once", _too_many, times=1),
    "cut": Fault("breaks off after 60 % of its bytes, once", _cut, times=1),
    "login-page": Fault("a login page with status 200", lambda *_: Response(_LOGIN_PAGE, media_type="text/html")),
    "session": Fault("401, once: the session has expired", _status(401), times=1),
    "session-code": Fault("error_code 401 with status 200, once", _says({"error_code": 401}), times=1),
    "redirect-host": Fault("redirects to another host", _redirect("http://other.example:9/du-lieu"), page=0),
    "redirect-http": Fault("redirects from https to http", _redirect("http://127.0.0.1:9/du-lieu"), page=0),
    "conflict": Fault("409, once", _says({"error_code": 409, "message": "Dữ liệu đã thay đổi"}), times=1),
    "repeated-page": Fault("the first page again", lambda asked, *_: Response(asked.first_page())),
    "empty": Fault("no bytes at all", lambda *_: Response(b"", media_type="application/json"), page=0),
    "slow": Fault("drips, 80 bytes per second", lambda asked, *_: StreamingResponse(_dripping(asked.right())), page=0),
    "huge": Fault("announces a body of 300 MiB", lambda *_: _announced(b"{", _ANNOUNCED), page=0),
    "wrong-error": Fault("an error code and message of the service's own", _says(_NO_RIGHT), page=0),
    "echoed-password": Fault("an error whose message repeats the password", page=0),
    "moved": Fault("is of another version, once", times=1),
    "growing": Fault("counts one row more than the list, once", times=1),
    "shifted": Fault("begins with the last row of the page before, once: a row was put in meanwhile", times=1),
    "overlap": Fault("begins with the last row of the page before, always"),
    "missing-page": Fault("has no rows"),
    "short-page": Fault("lacks a row, once", times=1),
    "not-ready": Fault("the list is empty (=TIMES, default always)", page=0),
    "no-rows": Fault("ho_so has no rows, in the list and in its pages", page=0),
    "fewer-rows": Fault("ho_so has a quarter of its rows", page=0),
    "more-rows": Fault("ho_so has four times its rows, each copy under a number of its own", page=0),
    "other-rows": Fault("a row of ho_so is left out under a new version, as if it was corrected", page=0),
    "expired-certificate": Fault("with --tls: the certificate has expired", page=0),
    "foreign-certificate": Fault("with --tls: the certificate is another host's", page=0),
}


@dataclass
class Faults:
    """The faults that are switched on, with their values, and how often each was made."""

    on: dict[str, float | None]
    made: Counter[str] = field(default_factory=Counter)

    def is_due(self, name: str, page: int = 0) -> bool:
        """Whether to make a fault now; counts it."""
        fault = FAULTS[name]
        times = fault.times or (self.on.get(name) or 0 if name == "not-ready" else 0)
        if name not in self.on or fault.page not in (0, page) or (times and self.made[name] >= times):
            return False
        self.made[name] += 1
        return True

    def answer(self, asked: Asked) -> Response | None:
        """The faulty answer to a question for a page, or none."""
        for name, fault in FAULTS.items():
            if fault.give and self.is_due(name, asked.page):
                return fault.give(asked, self.on[name], self.made[name])
        return None

    def altered(self, head: dict[str, Any], rows: list[bytes], page: int) -> tuple[dict[str, Any], list[bytes]]:
        """An otherwise right answer, with those faults that change what it says."""
        if self.is_due("moved", page):
            head = head | {"phien_ban": "2030-01-01T00:00:00+07:00"}
        if self.is_due("growing", page):
            head = head | {"tong": head["tong"] + 1}
        if self.is_due("missing-page", page):
            rows = []
        return head, rows[:-1] if self.is_due("short-page", page) else rows


def read_faults(names: str) -> Faults:
    """The faults that a list such as ``server-error,too-many-requests=120`` names.

    Raises:
        ConfigurationError: a name or a value is unknown.
    """
    on: dict[str, float | None] = {}
    for word in filter(None, (part.strip() for part in names.split(","))):
        name, _, value = word.partition("=")
        if name not in FAULTS or not (value == "" or value.isdecimal()):
            raise ConfigurationError(
                tell("There is no fault '{word}'.", word=word),
                tell("Choose from {faults}.", faults=", ".join(FAULTS)),
                code="usage-wrong",
            )
        on[name] = float(value) if value else None
    return Faults(on)
