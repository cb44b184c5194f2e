"""Delivered files with personal data, removed when the time to keep them is over and nothing published needs them.

In: a home and a number of months. Out: each old version: removed, or kept and why. Its rows stay in the warehouse.
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import duckdb

from warehouse.database import warehouse
from warehouse.errors import ConfigurationError
from warehouse.exports.export import Export
from warehouse.exports.kept import delivered_versions
from warehouse.exports.purged import keep_purged
from warehouse.figures.revisions import Revision
from warehouse.keeping.verify import altered_files, changed_figures, published_revisions
from warehouse.locks import writer_lock
from warehouse.messages import tell
from warehouse.periods import VIETNAM, Period
from warehouse.plans.catalogue import load_plan

SETTING = "KYBAOCAO_KEEP_EXPORTS"
_REMOVED = ".purging"


@dataclass(frozen=True)
class OldVersion:
    """One version of a month beyond the time to keep it. ``state`` is due, removed or kept; ``why`` it is kept."""

    province: str
    month: str
    digest: str
    folder: Path
    bytes: int
    state: str
    why: str = ""


def months_to_keep(given: int | None) -> int:
    """The months that were named, or that the setting names.

    Raises:
        ConfigurationError: neither does, or it is no number of months.
    """
    text = str(given) if given is not None else os.environ.get(SETTING, "")
    if not text.isdecimal() or not int(text):
        raise ConfigurationError(
            tell("For how many months delivered files are kept is not said ('{text}').", text=text),
            tell("Set {setting} to a number of months, or give --months; without it all are kept.", setting=SETTING),
            code="setting-wrong",
        )
    return int(text)


def purge(home: Path, months: int, *, by: str = "", now: datetime | None = None) -> list[OldVersion]:
    """Every version older than so many months, by month; those that may go are removed when a person says so (``by``).

    Raises:
        CycleFailed: a cycle is running in the home.
    """
    exports, today = home / "exports", (now or datetime.now(VIETNAM)).astimezone(VIETNAM)
    this_month = Period(today.year, "month", today.month)
    with writer_lock(home):
        shutil.rmtree(exports / _REMOVED, ignore_errors=True)  # of a purge that was cut off
        places = [place for each in delivered_versions(exports).values() for place in each]
        old = [each for each in places if str(Period.parse(each.month).shifted(months)) < str(this_month)]
        judged = list(_judged(home, sorted(old, key=lambda each: (each.province, each.month, str(each.folder)))))
        return [_removed(exports, each, by) if by and each.state == "due" else each for each in judged]


def _judged(home: Path, old: list[Export]) -> Iterator[OldVersion]:
    verdicts: dict[Revision, str] = {}
    for export in old:
        size = sum(resource.bytes for resource in export.resources)
        version = OldVersion(export.province, export.month, export.digest, export.folder, size, "due")
        why = _reason(home, export, verdicts)
        yield replace(version, state="kept", why=why) if why else version


def _reason(home: Path, export: Export, verdicts: dict[Revision, str]) -> str:
    """Why a version must stay; empty when its rows are loaded and all that was published from them is true."""
    with warehouse(home, read_only=True) as connection:
        if not _is_in_warehouse(connection, export):
            return tell("it is not loaded")
        needing = _needing(connection, home, export)
    newest = {(one.plan_id, one.period): one for one in published_revisions(home)}
    for revision in needing:
        if revision not in verdicts:
            is_newest = newest[revision.plan_id, revision.period] == revision
            verdicts[revision] = _first_difference(home, revision, is_newest=is_newest)
        if verdicts[revision]:
            return verdicts[revision]
    return ""


def _is_in_warehouse(connection: duckdb.DuckDBPyConnection, export: Export) -> bool:
    """Whether its rows, or those of a later version of the month, are in the warehouse."""
    found = connection.execute(
        "select count(*) from raw.export where province = ? and month = ? "
        "and (split_part(digest, '.', 1) = ? or created_at > ?)",
        [export.province, export.month, export.digest, export.created_at],
    ).fetchone()
    return bool(found and found[0])


def _needing(connection: duckdb.DuckDBPyConnection, home: Path, export: Export) -> list[Revision]:
    rows = connection.execute(
        "select distinct used.plan_id, used.period, used.revision from mart.revision_export as used "
        "inner join raw.export as export on used.export_id = export.export_id "
        "where export.province = ? and export.month = ? and split_part(export.digest, '.', 1) = ? order by all",
        [export.province, export.month, export.digest],
    ).fetchall()
    return [one for one in published_revisions(home) if (one.plan_id, one.period, one.revision) in set(rows)]


def _first_difference(home: Path, revision: Revision, *, is_newest: bool) -> str:
    found = next(altered_files(home, revision), None)
    if found is None and is_newest:
        plan = load_plan(revision.plan_id, Period.parse(revision.period))
        found = next(changed_figures(home, revision, plan), None)
    if found is None:
        return ""
    return tell(
        "{plan_id} {period} r{revision} does not verify: {what}",
        plan_id=revision.plan_id,
        period=revision.period,
        revision=revision.revision,
        what=found.what,
    )


def _removed(exports: Path, version: OldVersion, by: str) -> OldVersion:
    """Write it down, move the folder out of sight in one step, then remove it."""
    keep_purged(
        exports,
        {
            "at": datetime.now(VIETNAM).isoformat(timespec="seconds"),
            "by": by,
            "province": version.province,
            "month": version.month,
            "digest": version.digest,
            "folder": version.folder.relative_to(exports),
            "bytes": version.bytes,
        },
    )
    (exports / _REMOVED).mkdir(exist_ok=True)
    version.folder.rename(exports / _REMOVED / version.digest)
    shutil.rmtree(exports / _REMOVED)
    if not any(version.folder.parent.iterdir()):
        version.folder.parent.rmdir()
    return replace(version, state="removed")
