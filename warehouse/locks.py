"""The right to change a home: one process at a time, free again when that process dies."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from warehouse.errors import CycleFailed
from warehouse.home import stage_folder
from warehouse.messages import tell

_ASKING = 0.2  # seconds that somebody who only asks for the lock may hold it


@contextmanager
def writer_lock(home: Path, wait_seconds: float = 0) -> Iterator[None]:
    """The right to run a cycle in a home; an operating-system lock, free again when a process dies.

    Raises:
        CycleFailed: another process runs a cycle there, also after the waiting.
    """
    home.mkdir(parents=True, exist_ok=True)
    path = home / "cycle.lock"
    lock = FileLock(path, timeout=max(wait_seconds, _ASKING), fallback_to_soft=False, on_acquired=_write_process)
    try:
        lock.acquire()
    except Timeout as error:
        raise CycleFailed(
            tell(
                "Another cycle is running in {home} (process {process}).", home=home, process=last_writer(home) or "?"
            ),
            tell("Wait until it has ended, then run this one again."),
            code="cycle-running",
        ) from error
    try:
        for left in stage_folder(home).glob("*-*"):  # exports of whatever month that an interrupted run left
            shutil.rmtree(left, ignore_errors=True)
        yield
    finally:
        lock.release()


def running_process(home: Path) -> int | None:
    """The process that runs a cycle in a home now; none when nobody holds its lock."""
    path = home / "cycle.lock"
    if not path.exists():
        return None
    lock = FileLock(path, timeout=0, fallback_to_soft=False)
    try:
        lock.acquire()
    except Timeout:
        return last_writer(home)
    lock.release()
    return None


def refuse_second_writer(home: Path) -> None:
    """Nothing, while no cycle runs in a home; asked before anything that takes time.

    Raises:
        CycleFailed: another process runs a cycle there.
    """
    if (home / "cycle.lock").exists():
        with writer_lock(home):
            pass


def last_writer(home: Path) -> int | None:
    """The process that holds the lock of a home, or held it last."""
    try:
        return int((home / "cycle.lock").read_text("utf-8"))
    except (OSError, ValueError):
        return None


def _write_process(lock: int) -> None:
    os.ftruncate(lock, 0)
    os.pwrite(lock, str(os.getpid()).encode(), 0)
