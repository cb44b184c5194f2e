"""Pull months of a province from a place into ``<home>/exports``, each version of a month once.

In: an opened place. Out: :class:`Pulled` per month: the landed export, and whether it is new.
"""

import json
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from warehouse.errors import DataRefused
from warehouse.exports.descriptor import read_descriptor, verify_files
from warehouse.exports.export import Export
from warehouse.exports.places.changes import changed_rows
from warehouse.exports.places.draft import discard, drafting, settle
from warehouse.exports.places.place import Errand, Place, Progress
from warehouse.exports.sources import landed_versions, refuse_unused, version_of
from warehouse.periods import VIETNAM

_log = logging.getLogger(__name__)
JOURNAL = "pulls.jsonl"


@dataclass(frozen=True)
class Pulled:
    """One month as it now lies in the home; ``changes`` says how it differs from the version before."""

    province: str
    month: str
    version: int
    folder: Path
    digest: str
    is_new: bool
    retries: int = 0
    seconds: float = 0.0
    changes: str = ""


def pull_month(place: Place, exports: Path, province: str, month: str, progress: Progress) -> Pulled:
    """Land one month, unless these very bytes have landed before.

    Raises:
        DataRefused: the place has not got the month, what it gave is not what its descriptor says, or it would not
            be used, for a version with a later ``created`` has landed before.
        SourceFailed: the place could not be reached; what was fetched whole is kept for the next attempt.
    """
    began, asked = time.monotonic(), place.retries
    with drafting(exports, province, month) as draft:
        landed = landed_versions(exports, province, month)
        known = place.recognise(province, month, landed)
        if known is not None:
            refuse_unused(landed, known)
            return _pulled(known, is_new=False)
        try:
            place.bring(Errand(province, month, draft, progress))
            fetched = read_descriptor(draft)
            verify_files(fetched)
        except DataRefused:
            discard(draft)
            raise
        known = _known(landed, fetched)
        if known is not None:
            discard(draft)
            refuse_unused(landed, known)
            return _pulled(known, is_new=False)
        export = read_descriptor(settle(draft, exports, province, month))
    changes = changed_rows(landed[-1], export) if landed else ""
    pulled = _pulled(export, True, place.retries - asked, time.monotonic() - began, changes)
    _write_journal(exports, pulled, export)
    refuse_unused((*landed, export), export)
    return pulled


def _pulled(export: Export, is_new: bool, retries: int = 0, seconds: float = 0.0, changes: str = "") -> Pulled:
    version = version_of(export.folder.name)[1]
    return Pulled(
        export.province, export.month, version, export.folder, export.digest, is_new, retries, seconds, changes
    )


def _known(landed: tuple[Export, ...], fetched: Export) -> Export | None:
    """The version that was fetched again: any with this descriptor, or the last one with this content."""
    same = [each for each in landed if each.digest == fetched.digest]
    return next(iter([*same, *(each for each in landed[-1:] if _content(each) == _content(fetched))]), None)


def _content(export: Export) -> list[tuple[str, str, str]]:
    """What a version holds, whenever it was made."""
    return sorted((resource.dataset, resource.path, resource.hash.lower()) for resource in export.resources)


def _write_journal(exports: Path, pulled: Pulled, export: Export) -> None:
    """Keep for later who wants to know: when each version arrived, and how hard it was to get."""
    line = {
        "at": datetime.now(VIETNAM).isoformat(timespec="seconds"),
        "province": pulled.province,
        "month": pulled.month,
        "folder": pulled.folder.name,
        "digest": pulled.digest,
        "created": export.created.isoformat(),
        "bytes": sum(resource.bytes for resource in export.resources),
        "rows": sum(resource.rows for resource in export.resources),
        "asked_again": pulled.retries,
        "seconds": round(pulled.seconds, 1),
        "changes": pulled.changes,
    }
    with (exports / JOURNAL).open("a", encoding="utf-8") as journal:
        journal.write(json.dumps(line, ensure_ascii=False) + "\n")


def months_to_pull(place: Place, province: str, wanted: Sequence[str], last: str) -> tuple[str, ...]:
    """The wanted months; of a place that lists what it has, every month there up to the last."""
    if not place.lists_months:
        return tuple(wanted)
    there = [month for month in place.months(province) if month <= last]
    return tuple(dict.fromkeys([*there, last]))
