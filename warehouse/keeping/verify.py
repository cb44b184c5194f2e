"""Whether what a home published is still true: its files unchanged, its figures those that the raw rows give.

In: a home. Out: one :class:`Difference` for each published file or figure that is not what it was.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warehouse.database import warehouse
from warehouse.figures.inputs import describe_run, private_database
from warehouse.figures.revisions import Revision, published_manifest
from warehouse.messages import tell
from warehouse.models.runner import run_models
from warehouse.periods import Period
from warehouse.plans.types import Plan
from warehouse.publication.outputs import MANIFEST, published_folder

_CHANGED = Path(__file__).with_name("changed_figure.sql")


@dataclass(frozen=True)
class Difference:
    """One thing that is not as it was published: ``kind`` is file, manifest or figure."""

    plan_id: str
    period: str
    revision: int
    kind: str
    what: str
    published: str
    found: str


def published_revisions(home: Path) -> list[Revision]:
    """Every published revision of a home, by plan, period and number."""
    with warehouse(home, read_only=True) as connection:
        rows = connection.execute(
            "select plan_id, period, revision, inputs_digest, code_version, state "
            "from mart.revision where state = 'published' order by all"
        ).fetchall()
    return [Revision(*row) for row in rows]


def altered_files(home: Path, revision: Revision) -> Iterator[Difference]:
    """The files of a publication that are missing, changed or not of its manifest."""
    folder = published_folder(home, revision)
    manifest = folder / MANIFEST
    if not manifest.is_file():
        yield _difference(revision, "manifest", str(manifest), tell("there"), tell("missing"))
        return
    with warehouse(home, read_only=True) as connection:
        published = published_manifest(connection, revision)
    if published and published != _hash(manifest):
        yield _difference(revision, "manifest", str(manifest), published, _hash(manifest))
    document: dict[str, Any] = json.loads(manifest.read_text("utf-8"))
    listed = {entry["path"]: entry["hash"] for entry in document["files"]}
    present = {path.name: _hash(path) for path in sorted(folder.iterdir()) if path.name != MANIFEST}
    for name in sorted(listed | present):
        before, now = listed.get(name, tell("not published")), present.get(name, tell("missing"))
        if before != now:
            yield _difference(revision, "file", str(folder / name), before, now)


def changed_figures(home: Path, revision: Revision, plan: Plan) -> Iterator[Difference]:
    """The published figures that the raw rows no longer give, with the program and the plan as they are now."""
    period = Period.parse(revision.period)
    keys = {"plan_id": revision.plan_id, "period": revision.period, "revision": revision.revision}
    with private_database(home) as connection:
        exports = connection.execute(
            "select export_id from warehouse.mart.revision_export "
            "where plan_id = $plan_id and period = $period and revision = $revision",
            keys,
        ).fetchall()
        describe_run(connection, plan, period, revision.revision, [export_id for (export_id,) in exports])
        run_models(connection)
        rows = connection.execute(_CHANGED.read_text("utf-8"), keys).fetchall()
    for what, published, found in rows:
        yield _difference(revision, "figure", what, published, found)


def _difference(revision: Revision, kind: str, what: str, published: object, found: object) -> Difference:
    key = (revision.plan_id, revision.period, revision.revision)
    return Difference(*key, kind, what, str(published), str(found))


def _hash(path: Path) -> str:
    with path.open("rb") as content:
        return f"sha256:{hashlib.file_digest(content, 'sha256').hexdigest()}"
