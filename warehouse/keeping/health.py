"""Whether a home and its machine are fit for the next cycle: one finding for each thing that is looked at.

In: a home. Out: :class:`Finding` values, for a person or for a monitoring system.
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.database import has_warehouse, warehouse
from warehouse.errors import KybaocaoError
from warehouse.lake.address import asked_lake
from warehouse.messages import tell

_LEAST_FREE_MIB = 2_048
_MANY_FILES = 1_000  # of a lake: a query opens each, and each load of each province adds one for each table


@dataclass(frozen=True)
class Finding:
    """One thing looked at. ``state`` is ok, warning or fault; a fault keeps cycles from running."""

    name: str
    state: str
    said: str


def look_at(home: Path) -> list[Finding]:
    """The findings of a home, in the order in which a cycle would meet them."""
    return [*_folder(home), *_warehouse(home), *_leftovers(home), *_programs()]


def is_fit(findings: list[Finding]) -> bool:
    """Whether nothing keeps a cycle from running."""
    return all(finding.state != "fault" for finding in findings)


def _folder(home: Path) -> Iterator[Finding]:
    there = home if home.exists() else home.parent
    if not there.is_dir() or not os.access(there, os.W_OK):
        yield Finding("home", "fault", tell("{home} cannot be written to", home=home))
        return
    yield Finding("home", "ok", str(home))
    free = shutil.disk_usage(there).free >> 20
    yield Finding("disk", "ok" if free >= _LEAST_FREE_MIB else "warning", tell("{free} MiB free", free=free))


def _warehouse(home: Path) -> Iterator[Finding]:
    if not has_warehouse(home):
        yield Finding("warehouse", "warning", tell("no cycle has run yet"))
        return
    try:
        with warehouse(home, read_only=True) as connection:
            found = connection.execute(
                "select count(*) filter (where state = 'published'), count(*) from mart.revision"
            ).fetchone()
            files = list(_files(connection))
    except KybaocaoError as error:
        yield Finding("warehouse", "fault", error.message)
        return
    published, revisions = found or (0, 0)
    yield Finding(
        "warehouse",
        "ok",
        tell("{published} of {revisions} revisions published", published=published, revisions=revisions),
    )
    yield from files


def _files(connection: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    if asked_lake() is None:
        return
    from warehouse.lake.tidy import size_of  # noqa: PLC0415  # a file in a home has no use for it

    files = size_of(connection).files
    if files < _MANY_FILES:
        yield Finding("files", "ok", tell("the rows lie in {files} files", files=files))
    else:
        yield Finding("files", "warning", tell("the rows lie in {files} files; join them: kybaocao tidy", files=files))


def _leftovers(home: Path) -> Iterator[Finding]:
    left = sorted(path.name for path in (home / "stage").glob("*-*"))
    if left:
        yield Finding("stage", "warning", tell("left by a cycle that was cut off: {folders}", folders=", ".join(left)))


def _programs() -> Iterator[Finding]:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    yield Finding(
        "libreoffice", "ok" if office else "warning", office or tell("not installed: reports come without PDF")
    )
