"""Publish: the finished folder appears whole, with its manifest, and the revision becomes public."""

import logging
from dataclasses import dataclass
from pathlib import Path

from tasks.request import Cycle
from warehouse.figures.marts import read_headlines
from warehouse.figures.revisions import Revision, mark_published
from warehouse.messages import tell
from warehouse.publication.outputs import manifest_hash, published_folder, put_in_place

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Published:
    """What a cycle ended with; ``is_new`` is false when no input had changed."""

    plan_id: str
    period: str
    revision: int
    folder: str
    verdicts: dict[str, int]
    is_new: bool


def publish_revision(cycle: Cycle, revision: Revision, built: Path) -> Published:
    """Move the finished folder to its place and make the revision public; one that was deleted is put back."""
    folder = put_in_place(cycle.home, revision, built)
    mark_published(cycle.home, revision, manifest_hash(cycle.home, revision))
    _log.info(tell("published {folder}", folder=folder))
    return describe_published(cycle, revision, is_new=not revision.is_published)


def describe_published(cycle: Cycle, revision: Revision, *, is_new: bool) -> Published:
    """What is public of a revision, in the terms that a person asks for."""
    verdicts: dict[str, int] = {}
    for row in read_headlines(cycle.home, revision):
        verdicts[row["status"]] = verdicts.get(row["status"], 0) + 1
    folder = published_folder(cycle.home, revision)
    return Published(revision.plan_id, revision.period, revision.revision, str(folder), verdicts, is_new)
