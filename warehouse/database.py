"""DuckDB connections: settings that never change, the warehouse's schema, and one writer at a time.

In: ``<home>/warehouse.duckdb``. Out: an open connection; the schema is created and migrated here.
"""

import errno
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import duckdb

from warehouse.errors import ConfigurationError, CycleFailed, KybaocaoError, WarehouseBusy
from warehouse.locks import running_process
from warehouse.messages import tell

_MIGRATIONS = Path(__file__).with_name("migrations")
_BUSY_TRIES, _BUSY_PAUSE = 20, 0.5
_MOST_MEMORY = 1_500_000_000
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NOT_WRITABLE = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ENAMETOOLONG)
_FREE = "Free space, then run it again: what was published is whole."
_SETTINGS = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "preserve_insertion_order": "true",
    "TimeZone": "Asia/Ho_Chi_Minh",
}


def warehouse_path(home: Path) -> Path:
    """The warehouse file of a home folder."""
    return home / "warehouse.duckdb"


def connect(path: Path | str = ":memory:", *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection with the settings that every part relies on.

    Raises:
        WarehouseBusy: another process holds the file.
        CycleFailed: it is not a DuckDB file, or it is damaged.
        ConfigurationError: DuckDB and Great Expectations give ``?`` and ``$`` in a path a meaning.
    """
    if set("?$") & set(str(path)):
        raise ConfigurationError(
            tell("{path} has a '?' or '$' in its name.", path=path), tell("Set KYBAOCAO_HOME to another folder.")
        )
    try:
        connection = duckdb.connect(str(path), read_only=read_only)
    except duckdb.IOException as error:
        reason = str(error).splitlines()[0]
        if "Could not set lock" in reason or "Conflicting lock" in reason:
            raise WarehouseBusy(
                tell("{path} is in use: {reason}", path=path, reason=reason),
                tell("Wait for the running cycle to end; other tools read published.duckdb."),
            ) from error
        raise CycleFailed(
            tell("{path} cannot be opened: {reason}", path=path, reason=reason),
            tell("Make it anew: kybaocao rebuild."),
        ) from error
    for setting, value in _SETTINGS.items():
        connection.execute(f"set {setting} = '{value}'")
    _limit_memory(connection)
    if path != ":memory:":
        connection.execute(f"set temp_directory = '{quoted(f'{path}.tmp')}'")
    return connection


def readers_path(home: Path) -> Path:
    """The copy of the warehouse that is for readers: other tools, and commands while a cycle runs."""
    return home / "published.duckdb"


def readable_path(home: Path) -> Path:
    """The file that a reader opens: the copy, while it is of the warehouse as it is or another process writes.

    So no reader ever keeps a writer waiting, but the cycle itself reads what it has just written.
    """
    path, copy = warehouse_path(home), readers_path(home)
    if copy.exists() and (_is_copy_of(copy, path) or running_process(home) not in (None, os.getpid())):
        path = copy
    if not _is_at_newest_schema(path):
        path = warehouse_path(home)
        with connect(path) as connection:  # an older program made it, or a run was killed while it did
            migrate(connection)
    return path


def copy_for_readers(home: Path) -> None:
    """Put a copy of the warehouse in the place of the last one, in one step; who reads that one reads on."""
    path, copy = warehouse_path(home), readers_path(home)
    draft = copy.with_suffix(f".{os.getpid()}.part")
    try:
        with connect(path) as connection:  # nobody writes meanwhile
            connection.execute("checkpoint")
            shutil.copyfile(path, draft)
            kept = path.stat()
        os.utime(draft, ns=(kept.st_atime_ns, kept.st_mtime_ns))
        draft.replace(copy)
    finally:
        draft.unlink(missing_ok=True)


def _is_copy_of(copy: Path, path: Path) -> bool:
    """Whether nothing was written since the copy was made: it has the size and the time of its original."""
    if not path.exists() or path.with_name(f"{path.name}.wal").exists():
        return False
    made, now = copy.stat(), path.stat()
    return (made.st_size, made.st_mtime_ns) == (now.st_size, now.st_mtime_ns)


@contextmanager
def warehouse(home: Path, *, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse of a home, at the newest schema; closed at the end of the block.

    Raises:
        CycleFailed: read only, and no cycle has run yet; the file is in use or damaged, or the disk full.
    """
    path = warehouse_path(home)
    if home.exists() and not home.is_dir():
        raise ConfigurationError(
            tell("{home} is a file, not a folder.", home=home), tell("Set KYBAOCAO_HOME to a folder.")
        )
    if read_only and not path.exists():
        raise CycleFailed(
            tell("There is no warehouse in {home} yet.", home=home),
            tell("Run a cycle first: kybaocao run PLAN PERIOD."),
        )
    home.mkdir(parents=True, exist_ok=True)
    path = readable_path(home) if read_only else path
    connection = connect(path, read_only=read_only)
    try:
        if not read_only:
            migrate(connection)
        yield connection
    except (duckdb.IOException, duckdb.FatalException, duckdb.SerializationException) as error:
        raise CycleFailed(
            tell("{path} cannot be read or written: {splitlines}", path=path, splitlines=str(error).splitlines()[0]),
            tell("Free space on the disk; if the file is damaged, make it anew: kybaocao rebuild."),
        ) from error
    finally:
        connection.close()


@contextmanager
def warehouse_when_free(home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse for one short write, as soon as whoever has it open lets go of it.

    Raises:
        WarehouseBusy: nobody let go for a long while.
    """
    with ExitStack() as opened:
        for left in range(_BUSY_TRIES, 0, -1):
            try:
                connection = opened.enter_context(warehouse(home))
                break
            except WarehouseBusy:
                if left == 1:
                    raise
                time.sleep(_BUSY_PAUSE)
        yield connection


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


def migrate(connection: duckdb.DuckDBPyConnection) -> None:
    """Apply the numbered scripts of ``migrations/`` that this file has not seen yet, in order.

    Raises:
        ConfigurationError: a newer version of the program has written here.
    """
    connection.execute("create table if not exists main.migration (name varchar primary key)")
    scripts = sorted(_MIGRATIONS.glob("*.sql"))
    seen = {name for (name,) in connection.execute("select name from main.migration").fetchall()}
    unknown = sorted(seen - {script.name for script in scripts})
    if unknown:
        raise ConfigurationError(
            tell("This home's warehouse was written by a newer version of kybaocao ({unknown}).", unknown=unknown[-1]),
            tell("Install that version, or restore the backup made before the upgrade."),
        )
    for script in scripts:
        if script.name not in seen:
            with transaction(connection):
                connection.execute(script.read_text("utf-8"))
                connection.execute("insert into main.migration values (?)", [script.name])


def _is_at_newest_schema(path: Path) -> bool:
    with connect(path, read_only=True) as connection:
        known = connection.execute(
            "select count(*) from duckdb_tables() where schema_name = 'main' and table_name = 'migration'"
        ).fetchone()
        if not known or not known[0]:
            return False
        seen = {name for (name,) in connection.execute("select name from main.migration").fetchall()}
    return seen == {script.name for script in _MIGRATIONS.glob("*.sql")}


def _limit_memory(connection: duckdb.DuckDBPyConnection) -> None:
    """``KYBAOCAO_MEMORY``, or 1500 MB, or three eighths of a container that has less than 4 GB."""
    given = os.environ.get("KYBAOCAO_MEMORY") or f"{min(_MOST_MEMORY, container_memory() * 3 // 8)}B"
    try:
        connection.execute(f"set memory_limit = '{quoted(given)}'")
    except duckdb.Error as error:
        connection.close()
        raise ConfigurationError(
            tell("KYBAOCAO_MEMORY is '{given}', which is no amount of memory.", given=given),
            tell("Set it to an amount such as 2GB, or unset it."),
        ) from error


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


def machine_fault(error: Exception) -> KybaocaoError | None:
    """What a person can do about an error of the disk, the memory or a right to write; none for any other error."""
    if isinstance(error, OSError) and error.errno in _FULL:
        return CycleFailed(tell("The disk is full: {filename}.", filename=error.filename or error.strerror), _FREE)
    if isinstance(error, OSError) and error.errno in _NOT_WRITABLE:
        return ConfigurationError(
            tell("{filename} cannot be used: {strerror}.", filename=error.filename, strerror=error.strerror),
            tell(
                "Name a folder that may be written (KYBAOCAO_HOME, --out), or give yourself the right to write there."
            ),
        )
    if isinstance(error, duckdb.OutOfMemoryException | MemoryError):
        return CycleFailed(
            tell("More memory is needed than may be used."), tell("Raise KYBAOCAO_MEMORY, for example to 4GB.")
        )
    if isinstance(error, duckdb.IOException | duckdb.FatalException):
        return CycleFailed(
            tell("The disk cannot be read or written: {splitlines}", splitlines=str(error).splitlines()[0]), _FREE
        )
    return None


def quoted(text: str) -> str:
    """Text for use between single quotes in SQL."""
    return text.replace("'", "''")
