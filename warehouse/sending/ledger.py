"""Each thing goes to each address at most once, whoever runs how often: kept in ``mart.sending``.

In: what is to go to whom, and a function that sends it. Out: how it stands now.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from warehouse.database import transaction, warehouse_when_free
from warehouse.errors import KybaocaoError, NotSent
from warehouse.messages import tell
from warehouse.periods import VIETNAM

_KEY = "what = ? and plan_id = ? and period = ? and about = ? and channel = ? and address = ?"
_PAUSES = (1.0, 5.0)  # between the tries of one call; the next call tries anew


@dataclass(frozen=True)
class Errand:
    """One thing to one address; together its fields say which, for ever."""

    what: str  # notice | report
    plan_id: str
    period: str
    about: str
    channel: str  # email | webhook | folder | s3
    address: str

    @property
    def key(self) -> list[str]:
        """The values of the key, in the table's order."""
        return [self.what, self.plan_id, self.period, self.about, self.channel, self.address]


@dataclass(frozen=True)
class Outcome:
    """How an errand stands: sent, failed or unclear; ``is_new`` when something was done just now."""

    channel: str
    address: str
    state: str
    attempts: int
    said: str
    is_new: bool


def send_once(
    home: Path,
    errand: Errand,
    send: Callable[[], str],
    *,
    again: bool = False,
    pauses: Sequence[float] | None = None,
) -> Outcome:
    """Send, unless it was sent or may have been; ``again`` is a person's word that it did not arrive.

    ``send`` returns a remark and raises :class:`NotSent`.
    """
    before = _claim(home, errand, again=again)
    if before is not None:
        return before
    state, said, attempts = _tried(send, _PAUSES if pauses is None else pauses)
    return _settle(home, errand, state, said, attempts)


def keep_unclear(home: Path, errand: Errand, said: str) -> bool:
    """Keep that an errand of which nothing is known may have been done; false when something is known."""
    with warehouse_when_free(home) as connection, transaction(connection):
        if connection.execute(f"select 1 from mart.sending where {_KEY}", errand.key).fetchone():
            return False
        _write(connection, errand, "unclear", 0, said)
    return True


def _claim(home: Path, errand: Errand, *, again: bool) -> Outcome | None:
    """How the errand stands when nothing is to be done; none when it is ours now, and marked so."""
    with warehouse_when_free(home) as connection, transaction(connection):
        row = connection.execute(f"select state, attempts, said from mart.sending where {_KEY}", errand.key).fetchone()
        state, attempts, said = row or ("", 0, "")
        if state == "sending":
            state, said = "unclear", tell("the program ended while it was sent")
            _write(connection, errand, state, attempts, said)
        if state == "sent" or (state == "unclear" and not again):
            return Outcome(errand.channel, errand.address, state, attempts, said, is_new=False)
        _write(connection, errand, "sending", attempts, "")
    return None


def _tried(send: Callable[[], str], pauses: Sequence[float]) -> tuple[str, str, int]:
    """State, remark and number of tries after the last of them."""
    for attempt, pause in enumerate((*pauses, None), start=1):
        try:
            return "sent", send(), attempt
        except NotSent as error:
            if error.is_unclear:
                return "unclear", str(error), attempt
            if pause is None or not error.is_transient:
                return "failed", str(error), attempt
            time.sleep(pause)
        except KybaocaoError as error:
            return "failed", str(error), attempt
    raise AssertionError("the last try returns")


def _settle(home: Path, errand: Errand, state: str, said: str, attempts: int) -> Outcome:
    with warehouse_when_free(home) as connection, transaction(connection):
        before = connection.execute(f"select attempts from mart.sending where {_KEY}", errand.key).fetchone()
        attempts += before[0] if before else 0
        _write(connection, errand, state, attempts, said)
    return Outcome(errand.channel, errand.address, state, attempts, said, is_new=True)


def _write(connection: duckdb.DuckDBPyConnection, errand: Errand, state: str, attempts: int, said: str) -> None:
    now = datetime.now(VIETNAM).replace(tzinfo=None)
    stands = [state, attempts, said[:500], now]
    changed = connection.execute(
        f"update mart.sending set state = ?, attempts = ?, said = ?, changed_at = ? where {_KEY}",
        [*stands, *errand.key],
    ).fetchone()
    if not changed or not changed[0]:
        connection.execute("insert into mart.sending values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [*errand.key, *stands])
