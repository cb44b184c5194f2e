"""What the published folders say of themselves: enough to know which revisions there were, and from which exports.

In: ``<home>/outputs``. Out: :class:`Manifest` values in the order in which they were published.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from warehouse.errors import CycleFailed
from warehouse.figures.revisions import Revision
from warehouse.home import outputs_folder
from warehouse.messages import tell
from warehouse.periods import VIETNAM, Period
from warehouse.publication.outputs import MANIFEST


@dataclass(frozen=True)
class UsedExport:
    """A version of a province's month as a manifest names it."""

    province: str
    month: str
    revision: int
    digest: str


@dataclass(frozen=True)
class Manifest:
    """One published revision: its exports, the hash of each of its files, its own hash, when it was published."""

    revision: Revision
    exports: tuple[UsedExport, ...]
    files: Mapping[str, str]
    hash: str
    published_at: datetime


def read_manifests(home: Path, published_at: Mapping[tuple[str, str, int], datetime]) -> list[Manifest]:
    """Every publication of a home, oldest first; when it was published, is known or the time of its manifest.

    Raises:
        CycleFailed: a manifest cannot be read; it must be restored from a backup.
    """
    found = [_read(path, published_at) for path in sorted(outputs_folder(home).glob(f"[!.]*/*/r*/{MANIFEST}"))]
    later: dict[tuple[str, str], datetime] = {}
    times = {}
    for each in sorted(found, key=lambda one: one.revision.revision):  # r2 is never before r1, whatever a copy did
        key = (each.revision.plan_id, each.revision.period)
        later[key] = max(later.get(key, each.published_at), each.published_at)
        times[id(each)] = later[key]
    return sorted(found, key=lambda one: (times[id(one)], _in_time(one.revision), one.revision.revision))


def _read(path: Path, published_at: Mapping[tuple[str, str, int], datetime]) -> Manifest:
    try:
        content = path.read_bytes()
        document = json.loads(content)
        revision = Revision(
            document["plan_id"],
            document["period"],
            document["revision"],
            document["inputs"],
            document["code_version"],
            "published",
        )
        exports = tuple(
            UsedExport(each["province"], each["period"], each["revision"], each["digest"].removeprefix("sha256:"))
            for each in document["exports"]
        )
        files = {each["path"]: each["hash"] for each in document["files"]}
        Period.parse(revision.period)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CycleFailed(
            tell("{path} cannot be read: {error}.", path=path, error=error),
            tell("Restore this folder from a backup; see: kybaocao verify."),
            code="publication-altered",
        ) from error
    key = (revision.plan_id, revision.period, revision.revision)
    made = datetime.fromtimestamp(path.stat().st_mtime, VIETNAM).replace(tzinfo=None)
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    return Manifest(revision, exports, files, digest, published_at.get(key, made))


def _in_time(revision: Revision) -> tuple[int, int, int]:
    period = Period.parse(revision.period)
    return (period.year, period.last_month_number, len(period.months()))
