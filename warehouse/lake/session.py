"""One PostgreSQL session of this process: its locks and numbers, gone when the process or its machine is.

In: a lake. Out: rows of plain SQL. All of a process's locks are of the same session: when it is lost, so is the right
to write, and the next lock says so.
"""

import os
import socket
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from warehouse.errors import ConfigurationError, WarehouseAway
from warehouse.home import BUCKET
from warehouse.lake.address import Lake
from warehouse.messages import tell

if TYPE_CHECKING:
    import psycopg

_SECONDS_TO_CONNECT = 10
# A machine that is switched off says no goodbye: PostgreSQL asks after half a minute, and gives up within another.
_ALIVE = "-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3"


_held: list[str] = []


def ask(lake: Lake, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """The rows of a query in this process's own session; a new session only while no lock was held in the old one.

    Raises:
        WarehouseAway: PostgreSQL does not answer, or the session broke off; its locks are gone.
    """
    import psycopg  # noqa: PLC0415  # only a lake needs it

    try:
        found = _session(lake, os.getpid()).execute(query, parameters)
        return found.fetchall() if found.description else []
    except psycopg.OperationalError as error:
        if not _held:
            _session.cache_clear()
        raise away(lake, error) from error


def note_held(key: str) -> None:
    """Remember that the session now holds a lock."""
    _held.append(key)


def note_free(key: str) -> None:
    """Forget a lock of the session."""
    _held.remove(key)


def away(lake: Lake, error: Exception) -> WarehouseAway:
    """What a person can do about a PostgreSQL, or a bucket with the rows, that does not answer."""
    return WarehouseAway(
        tell(
            "The shared warehouse does not answer ({catalogue}): {reason}",
            catalogue=lake.catalogue,
            reason=" ".join(str(error).split())[-300:],
        ),
        tell("Reach the bucket and check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_ENDPOINT_URL.")
        if BUCKET in str(error)
        else tell("Start PostgreSQL or reach it, then run the same command again; nothing half done is kept."),
        code="warehouse-away",
    )


@lru_cache(maxsize=1)
def _session(lake: Lake, process: int) -> "psycopg.Connection[tuple[Any, ...]]":
    """The session of a process; a child that was forked has one of its own."""
    try:
        import psycopg  # noqa: PLC0415  # only a lake needs it
    except ImportError as error:
        raise ConfigurationError(
            tell("A shared warehouse needs the package psycopg, which is not installed."),
            tell("Install what many machines need: pip install 'kybaocao[many]'."),
            code="lake-wrong",
        ) from error
    return psycopg.connect(
        lake.catalogue,
        autocommit=True,
        connect_timeout=_SECONDS_TO_CONNECT,
        application_name=f"kybaocao {socket.gethostname()[:30]} process {process}",
        options=_ALIVE,
    )
