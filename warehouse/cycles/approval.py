"""The approval of a published report by name, bound to the hash of its manifest, which names every file.

In: a published revision. Out: a row of ``mart.decision`` of kind approve. Whoever accepted data behind the revision at
the gate may approve it too, but not alone.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from warehouse.cycles.record import Run
from warehouse.database import copy_for_readers, transaction, warehouse
from warehouse.errors import ConfigurationError, CycleFailed
from warehouse.figures.inputs import private_database
from warehouse.figures.marts import Row, rows_of
from warehouse.figures.revisions import Revision, mark_published
from warehouse.intake.journal import keep_decision
from warehouse.keeping.verify import altered_files, published_revisions
from warehouse.lake.locks import cycle_lock
from warehouse.locks import writer_lock
from warehouse.messages import tell
from warehouse.periods import VIETNAM, Period
from warehouse.plans.types import Plan
from warehouse.publication.outputs import manifest_hash, published_folder

_LONGEST_NAME = 500


@dataclass(frozen=True)
class Approval:
    """A report that a person approved; ``is_complete`` is false while another person must approve it, too."""

    revision: Revision
    name: str
    manifest: str
    is_complete: bool


def approve(home: Path, plan: Plan, period: Period, name: str, number: int | None = None) -> Approval:
    """Approve the newest published revision of a period, or the one of that number; doing it again changes nothing.

    Raises:
        ConfigurationError: no name, no such revision, or the person accepted data behind it and nobody else has
            approved it; another person must.
        CycleFailed: its files are not as they were published, or a cycle is running.
    """
    person = " ".join(name.split())
    if not person or len(person) > _LONGEST_NAME:
        raise ConfigurationError(
            tell("{option} must have 1 to {most} characters.", option="--by", most=_LONGEST_NAME),
            tell("Say who approves."),
            code="usage-wrong",
        )
    with writer_lock(home), cycle_lock(plan.plan_id, str(period)):
        revision = _published(home, plan, period, number)
        refuse_altered(home, revision)
        manifest = manifest_hash(home, revision)
        mark_published(home, revision, manifest)  # a home of an earlier version has not kept the hash
        before = approvals(home, plan.plan_id, manifest)
        if person.casefold() not in {row["name"].casefold() for row in before}:
            _refuse_alone(home, revision, person, before)
            _keep(home, plan, period, revision, person, manifest)
            copy_for_readers(home)
    return Approval(revision, person, manifest, is_approved(home, revision))


def is_approved(home: Path, revision: Revision) -> bool:
    """Whether a person who accepted none of its data approved exactly the files that are published now."""
    if not revision.is_published or not published_folder(home, revision).is_dir() or _altered(home, revision):
        return False
    return any(row["is_independent"] for row in approvals(home, revision.plan_id, manifest_hash(home, revision)))


def approvals(home: Path, plan_id: str, manifest: str) -> list[Row]:
    """Who approved a publication and when, oldest first."""
    with private_database(home) as connection:
        return rows_of(connection, "approval", {"plan_id": plan_id, "manifest": manifest})


def refuse_altered(home: Path, revision: Revision) -> None:
    """Nothing, when a publication is as it was published.

    Raises:
        CycleFailed: names the files that are not.
    """
    altered = _altered(home, revision)
    if altered:
        raise CycleFailed(
            tell("Not as it was published: {files}.", files=", ".join(altered)),
            tell("Restore it from a backup; see: kybaocao verify."),
            code="publication-altered",
        )


def _altered(home: Path, revision: Revision) -> list[str]:
    return [each.what for each in altered_files(home, revision)]


def _published(home: Path, plan: Plan, period: Period, number: int | None) -> Revision:
    found = {
        one.revision: one
        for one in published_revisions(home)
        if (one.plan_id, one.period) == (plan.plan_id, str(period))
    }
    if not found or (number is not None and number not in found):
        absent = (
            tell("{plan_id} {period} has no published revision.", plan_id=plan.plan_id, period=period)
            if number is None
            else tell(
                "{plan_id} {period} has no published revision {number}.",
                plan_id=plan.plan_id,
                period=period,
                number=number,
            )
        )
        raise ConfigurationError(
            absent,
            tell("See: kybaocao status {plan_id} {period}.", plan_id=plan.plan_id, period=period),
            code="nothing-published",
        )
    return found[max(found) if number is None else number]


def _refuse_alone(home: Path, revision: Revision, person: str, before: list[Row]) -> None:
    """Whoever accepted the data comes second: another person must have approved them before."""
    keys = {"plan_id": revision.plan_id, "period": revision.period, "revision": revision.revision}
    with warehouse(home, read_only=True) as connection:
        accepted = [row["name"].casefold() for row in rows_of(connection, "decision", keys)]
    if person.casefold() in accepted and not any(row["is_independent"] for row in before):
        raise ConfigurationError(
            tell(
                "{person} accepted data of {plan_id} {period}: not to be approved by that person alone.",
                person=person,
                plan_id=revision.plan_id,
                period=revision.period,
            ),
            tell("Another person must approve it first."),
            code="approval-alone",
        )


def _keep(home: Path, plan: Plan, period: Period, revision: Revision, person: str, manifest: str) -> None:
    decision = {
        "plan_id": plan.plan_id,
        "period": str(period),
        "kind": "approve",
        "name": person,
        "bound_to": manifest,
        "decided_at": datetime.now(VIETNAM).replace(tzinfo=None),
    }
    with warehouse(home) as connection, transaction(connection):
        keep_decision(connection, home, decision)
    Run(home, plan.plan_id, plan.province, period, person).reached("approved", revision.revision)
