"""DuckDB as every part relies on it: settings that never change, how much memory, and what its faults mean.

In: a file, or none. Out: an open connection.
"""

import errno
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb

from warehouse.errors import ConfigurationError, CycleFailed, KybaocaoError, WarehouseBusy
from warehouse.messages import tell

_MOST_MEMORY = 1_500_000_000
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NOT_WRITABLE = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ENAMETOOLONG)
_SETTINGS = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "preserve_insertion_order": "true",
}
_OWN_SETTINGS = {"TimeZone": "Asia/Ho_Chi_Minh"}  # of each connection, not of the database that it is to


def connect(path: Path | str = ":memory:", *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection with the settings that every part relies on.

    A file that this process has open already is not opened again, which is much cheaper; both must be for reading
    only, or neither.

    Raises:
        WarehouseBusy: another process holds the file.
        CycleFailed: it is not a DuckDB file, or it is damaged.
        ConfigurationError: DuckDB and Great Expectations give ``?`` and ``$`` in a path a meaning.
    """
    if set("?$") & set(str(path)):
        raise ConfigurationError(
            tell("{path} has a '?' or '$' in its name.", path=path),
            tell("Set KYBAOCAO_HOME to another folder."),
            code="home-unusable",
        )
    memory = _memory()
    settings: dict[str, Any] = _SETTINGS | {"memory_limit": memory}
    if path != ":memory:":
        settings["temp_directory"] = f"{path}.tmp"
    try:
        connection = duckdb.connect(str(path), read_only=read_only, config=settings)
    except duckdb.ParserException as error:
        raise ConfigurationError(
            tell("KYBAOCAO_MEMORY is '{given}', which is no amount of memory.", given=memory),
            tell("Set it to an amount such as 2GB, or unset it."),
            code="setting-wrong",
        ) from error
    except duckdb.IOException as error:
        reason = str(error).splitlines()[0]
        if "Could not set lock" in reason or "Conflicting lock" in reason:
            raise WarehouseBusy(
                tell("{path} is in use: {reason}", path=path, reason=reason),
                tell("Wait for the running cycle to end; other tools read published.duckdb."),
                code="warehouse-busy",
            ) from error
        raise CycleFailed(
            tell("{path} cannot be opened: {reason}", path=path, reason=reason),
            tell("Make it anew: kybaocao rebuild."),
            code="warehouse-damaged",
        ) from error
    _set(connection, _OWN_SETTINGS)
    return connection


def another_connection(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """A second connection to what is open already, with the same settings."""
    cursor = connection.cursor()
    _set(cursor, _OWN_SETTINGS)
    return cursor


@contextmanager
def own_tables_beside(connection: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """A second connection to what is open already, whose own tables are in memory and gone at the end."""
    own, other = f"private_{uuid4().hex}", another_connection(connection)
    other.execute(f"attach ':memory:' as {own}; use {own}")
    try:
        yield other
    finally:
        with suppress(duckdb.Error):  # what broke the block is what is told
            connection.execute(f"detach {own}")
        other.close()


def _set(connection: duckdb.DuckDBPyConnection, settings: Mapping[str, str]) -> None:
    connection.execute(";".join(f"set {setting} = '{value}'" for setting, value in settings.items()))


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All of the block's writes, or none of them."""
    connection.execute("begin")
    try:
        yield
    except BaseException:
        connection.execute("rollback")
        raise
    connection.execute("commit")


def _memory() -> str:
    """``KYBAOCAO_MEMORY``, or 1500 MB, or three eighths of a container that has less than 4 GB."""
    return os.environ.get("KYBAOCAO_MEMORY") or f"{min(_MOST_MEMORY, container_memory() * 3 // 8)}B"


@cache
def container_memory(proc: Path = Path("/proc/self/cgroup"), mounted: Path = Path("/sys/fs/cgroup")) -> int:
    """The least memory limit of the control groups that this process is in, in bytes; without one, very much."""
    limits = [1 << 62]
    with suppress(OSError):
        for line in proc.read_text("utf-8").splitlines():
            _, controllers, group = line.split(":", 2)
            for root, name in ((mounted, "memory.max"), (mounted / "memory", "memory.limit_in_bytes")):
                if controllers not in ("", "memory"):
                    continue
                own = root / group.lstrip("/")
                for folder in (own, *own.parents):
                    if (folder / name).is_file() and (text := (folder / name).read_text("utf-8").strip()).isdigit():
                        limits.append(int(text))
    return min(limits)


def machine_fault(error: BaseException) -> KybaocaoError | None:
    """What a person can do about an error of the disk, the memory or a right to write; none for any other error."""
    free = tell("Free space, then run it again: what was published is whole.")
    if isinstance(error, OSError) and error.errno in _FULL:
        return CycleFailed(
            tell("The disk is full: {file}.", file=error.filename or error.strerror), free, code="disk-full"
        )
    if isinstance(error, OSError) and error.errno == errno.EIO:
        reason = f"{error.filename}: {error.strerror}"
        return CycleFailed(
            tell("The disk cannot be read or written: {reason}", reason=reason), free, code="disk-failed"
        )
    if isinstance(error, OSError) and error.errno in _NOT_WRITABLE:
        return ConfigurationError(
            tell("{file} cannot be used: {reason}.", file=error.filename, reason=error.strerror),
            tell(
                "Name a folder that may be written (KYBAOCAO_HOME, --out), or give yourself the right to write there."
            ),
            code="home-unusable",
        )
    if isinstance(error, duckdb.OutOfMemoryException | MemoryError):
        return CycleFailed(
            tell("More memory is needed than may be used."),
            tell("Raise KYBAOCAO_MEMORY, for example to 4GB."),
            code="memory-short",
        )
    if isinstance(error, duckdb.IOException | duckdb.FatalException):
        return CycleFailed(
            tell("The disk cannot be read or written: {reason}", reason=str(error).splitlines()[0]),
            free,
            code="disk-failed",
        )
    return None


def quoted(text: str) -> str:
    """Text for use between single quotes in SQL."""
    return text.replace("'", "''")
