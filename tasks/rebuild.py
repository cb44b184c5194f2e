"""Rebuild: a warehouse made anew from exports, decisions and published manifests, with the same revisions and figures.

In: a home whose warehouse is lost or damaged. Out: a new one in its place, the old one moved aside, and each published
file that the new one would print otherwise.
"""

import hashlib
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from expectations.suites import suite
from tasks.office_page import write_office_page_quietly
from tasks.render import PDF, render_reports
from tasks.request import Cycle
from warehouse.cycles.record import Run, this_person
from warehouse.database import connect, copy_for_readers, warehouse, warehouse_path
from warehouse.errors import ConfigurationError, CycleFailed
from warehouse.exports.export import Export
from warehouse.exports.kept import delivered_versions, whole_version
from warehouse.figures.compute import compute_again
from warehouse.figures.revisions import mark_published
from warehouse.home import stage_folder
from warehouse.intake.journal import recall_decisions
from warehouse.intake.load import Version, delivered_digest, load_stage
from warehouse.intake.stage import (
    close_stage,
    count_by_rule,
    delivered_datasets,
    keep_findings,
    kept_open,
    open_stage,
    type_rows,
)
from warehouse.keeping.remains import Remains, find_remains
from warehouse.keeping.verify import Difference
from warehouse.lake.address import asked_lake
from warehouse.locks import writer_lock
from warehouse.messages import tell
from warehouse.periods import VIETNAM, Period
from warehouse.plans.catalogue import load_plan
from warehouse.publication.manifests import Manifest, UsedExport, read_manifests
from warehouse.publication.office_inputs import read_office_inputs
from warehouse.sending.handover import mark_unknown
from warehouse.sending.recipients import read_recipients

_log = logging.getLogger(__name__)
_BROUGHT = ("prose", "templates")
FIGURES = "bao-cao.xlsx"
"""The file that prints every figure and verdict and none of the office's own text."""


@dataclass(frozen=True)
class Rebuilt:
    """What was made: ``carried`` versions came from the old warehouse, their files being gone.

    ``unknown``: reports of which nobody knows any more whether they were handed over.
    ``differences``: of kind file, or of kind text where the figures are the same, and the office's texts or templates
    are no longer those of then.
    """

    exports: int
    carried: int
    publications: int
    unknown: int
    aside: Path | None
    differences: tuple[Difference, ...]

    @property
    def is_same(self) -> bool:
        """Whether every figure is what was published."""
        return all(each.kind == "text" for each in self.differences)


def rebuild(home: Path, progress: Callable[[str, int, int], None] = lambda what, done, total: None) -> Rebuilt:
    """Make the warehouse of a home anew; it takes the old one's place only when it is whole.

    Raises:
        ConfigurationError: there is nothing to make it from, or the warehouse is shared.
        CycleFailed: a cycle is running, or a version that a publication needs is neither in exports/ nor in what can
            be read of the old warehouse; nothing was changed.
        DataRefused: a delivered file is no longer what its descriptor says.
    """
    if asked_lake():
        raise ConfigurationError(
            tell("A shared warehouse cannot be made anew from one home."),
            tell("Restore its PostgreSQL and its rows from their backups."),
            code="lake-wrong",
        )
    with writer_lock(home), _workshop(home) as workshop:
        remains = find_remains(home, workshop)
        manifests = read_manifests(home, remains.published_at())
        if not manifests and not (home / "exports").is_dir():
            raise ConfigurationError(
                tell("There is nothing in {home} to make a warehouse from.", home=home),
                tell("Set KYBAOCAO_HOME to the home, or restore a backup."),
                code="home-unusable",
            )
        made = _Making(home, workshop, remains, delivered_versions(home / "exports"), progress)
        made.refuse_missing(manifests)
        differences = made.all_of(manifests)
        aside = _put_in_place(home, workshop)
        unknown = 0 if remains.is_complete else _mark_unknown(home, manifests)
        _record(home, manifests)
        copy_for_readers(home)
        write_office_page_quietly(home)
    return Rebuilt(made.exports, made.carried, len(manifests), unknown, aside, tuple(differences))


@contextmanager
def _workshop(home: Path) -> Iterator[Path]:
    """A home within the home, in which the new warehouse is made; with what the office brings to its reports."""
    folder = stage_folder(home) / f"rebuild-{os.getpid()}"
    folder.mkdir(parents=True)
    try:
        for name in _BROUGHT:
            if (home / name).is_dir():
                (folder / name).symlink_to(home / name)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _Making:
    """The new warehouse, as it grows in its workshop."""

    def __init__(
        self,
        home: Path,
        workshop: Path,
        remains: Remains,
        delivered: dict[str, list[Export]],
        progress: Callable[[str, int, int], None],
    ) -> None:
        self._home, self._workshop, self._remains, self._delivered = home, workshop, remains, delivered
        self._progress, self._ids = progress, dict[UsedExport, int]()
        self.exports = self.carried = 0

    def refuse_missing(self, manifests: list[Manifest]) -> None:
        """Nothing, when every version that a publication names can be had."""
        there = self._remains.digests() | set(self._delivered)
        for manifest in manifests:
            for used in manifest.exports:
                if used.digest not in there and delivered_digest(used.digest) not in there:
                    raise CycleFailed(
                        tell(
                            "{province}/{month}, version {version}, of {plan_id} {period} is in exports/ no more.",
                            province=used.province,
                            month=used.month,
                            version=used.revision,
                            plan_id=manifest.revision.plan_id,
                            period=manifest.revision.period,
                        ),
                        tell("Put it back there, or restore the home from a backup; nothing was changed."),
                        code="exports-gone",
                    )

    def all_of(self, manifests: list[Manifest]) -> list[Difference]:
        """Every publication with its exports, oldest first; what would be printed otherwise."""
        with warehouse(self._workshop) as connection:
            recall_decisions(connection, self._home)
        self._remains.carry_runs(self._workshop)
        differences: list[Difference] = []
        for done, manifest in enumerate(manifests):
            revision = manifest.revision
            what = f"{revision.plan_id} {revision.period} r{revision.revision}"
            self._progress(what, done, len(manifests))
            for used in manifest.exports:
                if used not in self._ids:
                    self._ids[used] = self._load(used)
            found = self._publish(manifest)
            _log.info(
                tell("{report} made again, {count} files otherwise", report=what, count=len(found))
                if found
                else tell("{report} made again", report=what)
            )
            differences += found
        return differences

    def _load(self, used: UsedExport) -> int:
        """The rows of one version, read from its files or, where these are gone, as they were read then."""
        places = self._delivered.get(delivered_digest(used.digest))
        if places:
            self._read(whole_version(places), Version(used.digest, used.revision))
            self.exports += 1
        else:
            self._remains.carry_rows(self._workshop, used)
            self.carried += 1
        with warehouse(self._workshop) as connection:
            row = connection.execute(
                "select export_id from raw.export where province = ? and month = ? and digest = ?",
                [used.province, used.month, used.digest],
            ).fetchone()
        return int(row[0]) if row else 0

    def _read(self, export: Export, version: Version) -> None:
        """Load what a check has accepted once: the rules are applied again, the gate is not."""
        stage = open_stage(self._workshop, export)
        rows_by_rule = {}
        with kept_open(stage):
            for dataset in delivered_datasets(export):
                type_rows(stage, dataset)
                rules = suite(dataset.name).rules
                rows_by_rule[dataset.name] = count_by_rule(stage, dataset, rules)
                keep_findings(stage, dataset, rules, rows_by_rule[dataset.name])
        load_stage(self._workshop, stage, {name: suite(name).rules for name in rows_by_rule}, rows_by_rule, version)
        close_stage(stage)

    def _publish(self, manifest: Manifest) -> list[Difference]:
        """The figures that give the published bytes: those of today's rows and plan, else those kept from then."""
        revision = manifest.revision
        period = Period.parse(revision.period)
        cycle = Cycle(self._workshop, self._home / "exports", load_plan(revision.plan_id, period), period)
        is_same = self._compute(cycle, manifest)
        differences = self._compare(cycle, manifest, is_same=is_same)
        if any(each.kind == "file" for each in differences) and self._remains.carry_figures(self._workshop, revision):
            kept = self._compare(cycle, manifest, is_same=is_same)
            if all(each.kind == "text" for each in kept):
                return kept
            self._compute(cycle, manifest)
        return differences

    def _compute(self, cycle: Cycle, manifest: Manifest) -> bool:
        """Whether plan, texts and templates are those of then."""
        office_inputs = read_office_inputs(self._workshop, cycle.plan_id, cycle.period)
        used = [self._ids[each] for each in manifest.exports]
        is_same = compute_again(self._workshop, cycle.plan, manifest.revision, used, office_inputs)
        if not is_same:
            self._remains.carry_inputs(self._workshop, manifest.revision)
        mark_published(self._workshop, manifest.revision, manifest.hash, manifest.published_at)
        return is_same

    def _compare(self, cycle: Cycle, manifest: Manifest, *, is_same: bool) -> list[Difference]:
        """The published files whose bytes would be others now; the PDF follows from the document that it is made of."""
        folder = render_reports(cycle, manifest.revision, names=set(manifest.files) - {PDF}, wrote=lambda name: None)
        made = {path.name: f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}" for path in folder.iterdir()}
        shutil.rmtree(folder)
        names = [name for name, published in manifest.files.items() if name != PDF and made.get(name) != published]
        kind = "file" if is_same or FIGURES in names else "text"
        key = (manifest.revision.plan_id, manifest.revision.period, manifest.revision.revision)
        return [
            Difference(*key, kind, name, manifest.files[name], made.get(name, "not made")) for name in sorted(names)
        ]


def _put_in_place(home: Path, workshop: Path) -> Path | None:
    """Move the old warehouse aside and the new one to its place; where the old one is now."""
    new, old = warehouse_path(workshop), warehouse_path(home)
    with connect(new) as connection:
        connection.execute("checkpoint")
    aside = old.with_name(f"{old.stem}-before-{datetime.now(VIETNAM):%Y%m%d-%H%M%S}{old.suffix}")
    for path in (old.with_name(f"{old.name}.wal"), old):  # its log first: it must never be taken for the new one's
        if path.exists():
            path.rename(aside.with_name(path.name.replace(old.name, aside.name)))
    new.rename(old)
    return aside if aside.exists() else None


def _mark_unknown(home: Path, manifests: list[Manifest]) -> int:
    """Reports of which no record says whether they were handed over are never handed over again by themselves."""
    return sum(
        mark_unknown(home, manifest.revision, read_recipients(home, manifest.revision.plan_id))
        for manifest in manifests
    )


def _record(home: Path, manifests: list[Manifest]) -> None:
    """Keep in the story of each period that its warehouse was made anew, by whom."""
    for revision in {(one.revision.plan_id, one.revision.period): one.revision for one in manifests}.values():
        period = Period.parse(revision.period)
        plan = load_plan(revision.plan_id, period)
        run = Run(home, plan.plan_id, plan.province, period, f"{this_person()} (kybaocao rebuild)")
        run.reached("published", revision.revision)
