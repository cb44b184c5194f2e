"""A PostgreSQL of the tests' own: a new cluster in a folder of its own, on a free port, as a user without rights."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

_LOOSE = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "unix_socket_directories=",
    "max_connections=60",
)
_SECONDS_TO_START = 60


class Postgres:
    """A running server; ``new_database`` makes an empty one and returns how clients name it."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="kybaocao-postgres-"))
        self.port = _free_port()
        self._databases = 0
        self._user = {"user": "postgres"} if os.getuid() == 0 else {}  # PostgreSQL refuses to run as root
        if self._user:
            shutil.chown(self.folder, "postgres")
        at = ["-D", str(self.folder / "data")]
        initdb = [_program("initdb"), *at, "-U", "kybaocao", "--auth=trust", "-E", "UTF8", "--no-sync"]
        subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, cwd="/", **self._user)
        settings = [word for each in _LOOSE for word in ("-c", each)]
        command = [_program("postgres"), *at, "-p", str(self.port), "-h", "127.0.0.1", *settings]
        with (self.folder.parent / f"{self.folder.name}.log").open("wb") as log:
            self._log = Path(log.name)
            self._process = subprocess.Popen(command, stdout=log, stderr=log, cwd="/", **self._user)
        self._wait()

    def _wait(self):
        until = time.monotonic() + _SECONDS_TO_START
        while True:
            try:
                return psycopg.connect(self.named("postgres")).close()
            except psycopg.OperationalError:
                assert self._process.poll() is None and time.monotonic() < until, self._log.read_text("utf-8")
                time.sleep(0.2)

    def named(self, database):
        return f"dbname={database} host=127.0.0.1 port={self.port} user=kybaocao"

    def new_database(self):
        self._databases += 1
        name = f"lake_{self._databases}"
        with psycopg.connect(self.named("postgres"), autocommit=True) as connection:
            connection.execute(f"create database {name}")
        return self.named(name)

    def stop(self):
        self._process.send_signal(signal.SIGINT)  # without waiting for who is still connected
        self._process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)
        self._log.unlink()


def _program(name):
    """Where Debian or a path has it; a machine without PostgreSQL fails these tests and says what to install."""
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    found = str(debian[-1]) if debian else shutil.which(name)
    assert found, "PostgreSQL is not installed: apt-get install postgresql, or leave these out: pytest -m 'not many'"
    return found


def _free_port():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]
