"""Prefect on this machine for an office: its server and one worker, started together and ended together.

In: a home. Out: two processes with our settings; nothing of them outlives this one.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import FrameType
from urllib.error import URLError
from urllib.request import urlopen

from flows.runtime import prefect_settings
from warehouse.errors import CycleFailed
from warehouse.messages import tell

POOL = "kybaocao"
_SECONDS_TO_START, _SECONDS_TO_END = 180, 10
PARTS = ("server", "worker")


def serving_environment(home: Path, port: int) -> dict[str, str]:
    """The environment of server and worker: what the service's file says, our home and Prefect's settings."""
    settings = prefect_settings(home) | {
        "KYBAOCAO_HOME": str(home),  # a worker starts each run in another folder
        "PREFECT_LOGGING_LEVEL": "INFO",
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
    }
    return settings | dict(os.environ) | {"KYBAOCAO_HOME": str(home)}


def serve_parts(home: Path, parts: tuple[str, ...], port: int, ready: Callable[[], None]) -> None:
    """Run the server, the worker or both until one ends or this process is told to stop.

    ``ready`` is called between the two, when the server answers: the deployments are made there.

    Raises:
        CycleFailed: a part ended by itself, or the server does not start.
    """
    environment = serving_environment(home, port)
    signal.signal(signal.SIGTERM, _stop)
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        if "server" in parts:
            running["server"] = _start(environment, "server", "start", "--host", "127.0.0.1", "--port", str(port))
        _wait_for(environment["PREFECT_API_URL"], running.get("server"))
        ready()
        if "worker" in parts:
            # one home runs one cycle at a time, so one worker takes them one by one, in the order they were due
            worker = ("worker", "start", "--pool", POOL, "--type", "process", "--limit", "1")
            running["worker"] = _start(environment, *worker)
        _watch(running)
    except KeyboardInterrupt:
        return
    finally:
        for process in reversed(running.values()):
            _end(process)


def _start(environment: Mapping[str, str], *arguments: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "prefect", *arguments]
    return subprocess.Popen(command, env=environment, start_new_session=True)  # Ctrl-C is for us; we end them


def _wait_for(url: str, server: "subprocess.Popen[bytes] | None") -> None:
    until = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < until and (server is None or server.poll() is None):
        with suppress(URLError, OSError), urlopen(f"{url}/health", timeout=5):
            return
        time.sleep(0.5)
    raise CycleFailed(
        tell("Prefect's server does not answer at {url}.", url=url),
        tell("Free the port or name another one with --port, and start the server before the worker."),
        code="prefect-unreachable",
    )


def _watch(running: Mapping[str, "subprocess.Popen[bytes]"]) -> None:
    while running:
        for name, process in running.items():
            if process.poll() is not None:
                raise CycleFailed(
                    tell("Prefect's {name} ended by itself.", name=name),
                    tell("Read what it said above, then start again."),
                    code="prefect-unreachable",
                )
        time.sleep(0.5)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ask, wait, then end with everything that it started."""
    with suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_SECONDS_TO_END)
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
