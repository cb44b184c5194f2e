"""Ctrl-C ends a command within a second, wherever it is: exit code 130, one line, nothing left behind.

Python interrupts only between two of its own instructions, and Prefect tidies up for seconds after that. So a
thread listens for the signal itself, gives the command a moment to end by itself, and then ends the process.
"""

import os
import shutil
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from flows.__main__ import stopped
from warehouse.locks import last_writer

EXIT_CODE = 130
_SECONDS = 0.5


@contextmanager
def interruptible(home: Path) -> Iterator[None]:
    """A block that Ctrl-C ends; what it was making in the home goes with it."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    before = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    handler = signal.signal(signal.SIGINT, _interrupt)
    threading.Thread(target=_watch, args=(reading, home), daemon=True).start()
    try:
        yield
    except KeyboardInterrupt:
        end(home)
    finally:
        signal.set_wakeup_fd(before)
        signal.signal(signal.SIGINT, handler)
        os.close(writing)


def end(home: Path) -> None:
    """Remove what the run had not finished and leave, without waiting for anybody's last words."""
    for group in _own_groups():
        with suppress(OSError):
            os.killpg(group, signal.SIGKILL)
    with suppress(OSError):
        if last_writer(home) == os.getpid():
            for unfinished in (home / "stage", home / "outputs" / ".building"):
                shutil.rmtree(unfinished, ignore_errors=True)
        sys.stdout.flush()
        os.write(sys.stderr.fileno(), stopped())
    os._exit(EXIT_CODE)


def _own_groups() -> list[int]:
    """The process groups that this process leads children into, such as LibreOffice's; the server ends by itself."""
    children = Path("/proc/self/task").glob("*/children")
    listed = {int(child) for file in children for child in file.read_text("utf-8").split()}
    return [child for child in listed if os.getpgid(child) == child and os.getsid(child) != child]


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _watch(reading: int, home: Path) -> None:
    """End the process when it has not ended by itself a moment after the signal."""
    while byte := os.read(reading, 1):
        if byte[0] == signal.SIGINT:
            threading.Event().wait(_SECONDS)
            end(home)
    os.close(reading)
