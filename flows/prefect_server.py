"""Prefect's server for one run: started before anything slow, gone when the run is, however that ends.

In: a home. Out: ``PREFECT_API_URL`` of a server on this machine alone, which keeps the run's record in the home.
Prefect's own temporary server is started only when the flow is, waits for it, and outlives a run that is killed.
"""

import atexit
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from warehouse.errors import CycleFailed
from warehouse.messages import tell

_SECONDS_TO_START, _SECONDS_TO_END = 180, 3
_SETTINGS = {
    "PREFECT_UI_ENABLED": "0",
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",  # a run uses none; an office's own server registers them
}


def start_server(home: Path, environment: Mapping[str, str]) -> "Starting":
    """A server that is starting; it ends when this process does, after Prefect has sent its last records.

    This process listens and the server inherits the socket: no port is guessed, and who connects early waits.
    """
    log_file = home / "logs" / "prefect-server.log"
    with socket.create_server(("127.0.0.1", 0)) as listening, log_file.open("ab") as log:
        port = listening.getsockname()[1]
        server = subprocess.Popen(
            [sys.executable, "-m", "flows.prefect_server", str(listening.fileno())],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            env={**environment, **_SETTINGS},
            pass_fds=[listening.fileno()],
            start_new_session=True,  # Ctrl-C is for the run; the server ends after it
        )
    atexit.register(lambda: server.stdin and server.stdin.close())  # before Prefect is imported: so after its own
    return Starting(port, log_file)


@dataclass(frozen=True)
class Starting:
    """A server that was started, at its port of this machine, and the file that its messages go to."""

    port: int
    log_file: Path

    @property
    def url(self) -> str:
        """The address for ``PREFECT_API_URL``."""
        return f"http://127.0.0.1:{self.port}/api"

    def wait(self) -> None:
        """Return as soon as the server answers.

        Raises:
            CycleFailed: it ended before that, or takes too long.
        """
        connection = HTTPConnection("127.0.0.1", self.port, timeout=_SECONDS_TO_START)
        try:
            connection.request("GET", "/api/health")
            if connection.getresponse().status == 200:
                return
        except (OSError, HTTPException):
            pass
        finally:
            connection.close()
        raise CycleFailed(
            tell("Prefect's server for this run did not start; {file} says why.", file=self.log_file),
            tell(
                "Free space on the disk and allow writing in the home; if its database is damaged, move {folder} away.",
                folder=self.log_file.parent.parent / "prefect",
            ),
            code="prefect-unreachable",
        )


def refuse_dead_server(url: str) -> None:
    """Nothing, when a server answers at the address that the environment gives.

    Raises:
        CycleFailed: nobody answers there.
    """
    try:
        with urlopen(f"{url.rstrip('/')}/health", timeout=5):
            return
    except HTTPError:
        return  # somebody answers; what may be done there is said when it is done
    except (URLError, OSError, ValueError, HTTPException) as error:
        raise CycleFailed(
            tell(
                "No Prefect server answers at PREFECT_API_URL ({host}): {error}.",
                host=urlsplit(url).hostname or "?",
                error=error,
            ),
            tell("Start that server, or unset PREFECT_API_URL to run without one."),
            code="prefect-unreachable",
        ) from error


def is_server_lost(error: BaseException) -> bool:
    """Whether an error says that Prefect's server, which answered before, does so no more."""
    return any(
        kind.__name__ == "TransportError" and kind.__module__.startswith("httpx") for kind in type(error).__mro__
    )


def main() -> None:
    """Serve on the inherited socket until the other end of stdin is closed."""
    listening = socket.socket(fileno=int(sys.argv[1]))
    running: list[Any] = []
    threading.Thread(target=_end_with_parent, args=(running,), daemon=True).start()
    import uvicorn  # noqa: PLC0415  # the watch above comes first
    from prefect.server.api.server import create_app  # noqa: PLC0415  # as above

    server = uvicorn.Server(uvicorn.Config(create_app(ephemeral=True, final=True), log_level="error"))
    running.append(server)
    server.run(sockets=[listening])


def _end_with_parent(running: list[Any]) -> None:
    """Ask the server to finish its records when the parent has gone, and do not wait long for it."""
    sys.stdin.buffer.read()
    for server in running:
        server.should_exit = True
    time.sleep(_SECONDS_TO_END if running else 0)
    os._exit(0)


if __name__ == "__main__":
    main()
