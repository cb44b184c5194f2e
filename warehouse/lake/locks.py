"""Who may do what across machines: PostgreSQL's advisory locks, each free again as soon as its holder is gone.

In: what is to be held. Out: the right to it for the length of a block. With the file in the home there is nothing to
ask for here: the home's own lock is enough.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

from warehouse.errors import CycleFailed, WarehouseAway
from warehouse.lake.address import Lake, asked_lake
from warehouse.lake.session import ask, note_free, note_held
from warehouse.messages import tell

_PAUSE = 2.0
_KEY = "hashtextextended(%s, 0)"
_HOLDER = f"""
select activity.application_name || coalesce(' (' || host(activity.client_addr) || ')', '')
from pg_locks as held
inner join pg_stat_activity as activity on held.pid = activity.pid
where
    held.locktype = 'advisory' and held.granted
    and held.database = (select oid from pg_database where datname = current_database())
    and (held.classid::bigint << 32) | held.objid::bigint = {_KEY}
limit 1
"""


@contextmanager
def province_lock(*provinces: str, wait_seconds: float = 0) -> Iterator[None]:
    """The right to load exports of provinces; taken in the order of their codes, so that no two wait for each other.

    Raises:
        CycleFailed: somebody else loads one of them, also after the waiting.
    """
    with ExitStack() as held:
        for province in sorted(provinces):
            held.enter_context(_held(f"kybaocao province {province}", province, wait_seconds))
        yield


@contextmanager
def cycle_lock(plan_id: str, period: str, wait_seconds: float = 0) -> Iterator[None]:
    """The right to run, approve or publish a period of a plan.

    Raises:
        CycleFailed: somebody else runs it, also after the waiting.
    """
    with _held(_cycle(plan_id, period), f"{plan_id} {period}", wait_seconds):
        yield


def cycle_holder(plan_id: str, period: str) -> str | None:
    """Who runs a period of a plan anywhere; none when nobody does, or the warehouse is the home's own file."""
    lake = asked_lake()
    return _holder(lake, _cycle(plan_id, period)) if lake else None


@contextmanager
def write_turn() -> Iterator[None]:
    """The turn of this process to change what others may change as well: a moment, one after another.

    DuckLake refuses the later of two such changes when it commits, and its work would be lost.
    """
    lake = asked_lake()
    if lake is None:
        yield
        return
    turn = "kybaocao write"
    ask(lake, f"select pg_advisory_lock({_KEY})", turn)
    with _kept(lake, turn):
        yield


def next_number(lake: Lake, sequence: str) -> int:
    """The next number of a sequence that all machines share; DuckLake has none."""
    return int(ask(lake, "select nextval(%s::regclass)", sequence)[0][0])


@contextmanager
def _held(key: str, what: str, wait_seconds: float) -> Iterator[None]:
    lake = asked_lake()
    if lake is None:
        yield
        return
    until = time.monotonic() + wait_seconds
    while not ask(lake, f"select pg_try_advisory_lock({_KEY})", key)[0][0]:
        left = until - time.monotonic()
        if left <= 0:
            who = _holder(lake, key) or "?"
            raise CycleFailed(
                tell("{what} is being worked on by {who}.", what=what, who=who),
                tell("Wait until it has ended, then run this one again."),
                code="cycle-running",
            )
        time.sleep(min(_PAUSE, left))
    with _kept(lake, key):
        yield


@contextmanager
def _kept(lake: Lake, key: str) -> Iterator[None]:
    """A lock that was just obtained, for the length of a block."""
    note_held(key)
    try:
        yield
    finally:
        note_free(key)
        with suppress(WarehouseAway):  # the lock went with the session
            ask(lake, f"select pg_advisory_unlock({_KEY})", key)


def _holder(lake: Lake, key: str) -> str | None:
    rows = ask(lake, _HOLDER, key)
    return str(rows[0][0]) if rows else None


def _cycle(plan_id: str, period: str) -> str:
    return f"kybaocao cycle {plan_id} {period}"
