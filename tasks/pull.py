"""Pull: the exports that the period may see, brought from their place and verified; those that are new here."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from tasks.request import BLOCK, Cycle
from tasks.secret_block import read_secret_block
from warehouse.database import warehouse
from warehouse.errors import ConfigurationError, CycleFailed, NotReady
from warehouse.exports.descriptor import verify_files
from warehouse.exports.export import Export
from warehouse.exports.places.address import read_address
from warehouse.exports.places.credentials import Credentials, environment_credentials, secret_credentials
from warehouse.exports.places.kinds import Wish, open_place
from warehouse.exports.places.place import Place, Progress
from warehouse.exports.places.pull import Pulled, pull_month
from warehouse.exports.purged import purged_months
from warehouse.exports.sources import find_exports, landed_versions
from warehouse.exports.whole import refuse_other_calendar
from warehouse.intake.load import loaded_export, refuse_overtaken, versions_in_force
from warehouse.messages import tell
from warehouse.units.mergers import senders_of

_log = logging.getLogger(__name__)
_SHORTEST_POLL, _LONGEST_POLL = 1, 60


@dataclass(frozen=True)
class Asked:
    """What to pull beside the default: how long to wait for what is not ready, and which documents."""

    wait_seconds: float = 0
    evaluation: str = "none"  # none | with | only


def pull_exports(cycle: Cycle) -> list[Export]:
    """Bring what the period may see, verify it; return the exports that are new here, oldest first."""
    if cycle.origin:
        bring_exports(cycle, earlier_too=True)
    new = new_exports(cycle)
    for export in new:
        verify_files(export)
        _log.info(
            tell(
                "{province}/{month} verified, {files} files",
                province=export.province,
                month=export.month,
                files=len(export.resources),
            )
        )
    return new


def new_exports(cycle: Cycle) -> list[Export]:
    """The exports that the period may see and the warehouse does not hold yet, oldest first."""
    delivered = find_exports(cycle.source, cycle.plan.province, cycle.period)
    with warehouse(cycle.home) as connection:
        new = [export for export in delivered if loaded_export(connection, export) is None]
        for export in delivered:
            refuse_overtaken(connection, export)
        loaded = {each.month for each in versions_in_force(connection, cycle.plan.province)}
    refuse_other_calendar(delivered, cycle.plan.calendar)
    there = {export.month for export in delivered} | loaded
    _refuse_lost_rows(cycle, there)
    missing = [str(month) for month in cycle.period.months("ytd") if str(month) not in there]
    if missing:
        _log.warning(tell("no export of {months}; the year to date goes without", months=", ".join(missing)))
    _log.info(
        tell(
            "{count} exports delivered up to {month}, {new} of them new",
            count=len(delivered),
            month=cycle.period.last_month,
            new=len(new),
        )
    )
    return new


def _refuse_lost_rows(cycle: Cycle, there: set[str]) -> None:
    """Nothing, while the warehouse has the rows of every month whose files were purged.

    Raises:
        CycleFailed: it has not; figures without them would look right.
    """
    purged = purged_months(cycle.source, cycle.plan.province)
    lost = sorted(month for month in purged - there if month <= str(cycle.period.last_month))
    if lost:
        raise CycleFailed(
            tell("The files of {months} were purged, and this warehouse has no rows of them.", months=", ".join(lost)),
            tell("Make it anew while an older one is there: kybaocao rebuild; or restore a backup."),
            code="exports-gone",
        )


def bring_exports(
    cycle: Cycle,
    *,
    earlier_too: bool,
    asked: Asked | None = None,
    progress: Progress = lambda unit, done, total: None,
) -> list[Pulled]:
    """Land the months of the period from the cycle's origin; return them, oldest first.

    ``earlier_too`` adds what the period's year to date sees: every earlier month that the place lists, or
    for a service the earlier months of the year, as far as they are ready.

    Raises:
        NotReady: the place has not got a month of the period, also after waiting. A cycle goes on with a
            month that has landed before and is no longer there.
        DataRefused, SourceFailed, ConfigurationError: as each says.
    """
    asked = asked or Asked()
    visit, due = _Visit(cycle, asked, *_source(cycle), progress), [str(month) for month in cycle.period.months()]
    pulled = []
    try:
        months = visit.months(due) if earlier_too else due
        for month in months:
            try:
                pulled.append(visit.pull(month, asked.wait_seconds if month in due else 0))
            except NotReady as missing:
                has_landed = landed_versions(cycle.source, cycle.plan.province, month)
                if not earlier_too or (month == months[-1] and not has_landed):
                    raise
                instead = tell("What has landed is used.") if has_landed else tell("The year to date goes without it.")
                _log.warning("%s %s", missing.message, instead)
    finally:
        visit.close()
    return pulled


class _Visit:
    """A place and what is asked of it; it is opened once, and anew when it may have changed."""

    def __init__(self, cycle: Cycle, asked: Asked, source: str, credentials: Credentials, progress: Progress) -> None:
        self._cycle, self._progress, self._senders = cycle, progress, senders_of(cycle.plan.province)
        evaluated = None if asked.evaluation == "none" else cycle.period
        only = asked.evaluation == "only"
        wish = Wish(cycle.source / ".pulling", cycle.plan.calendar, evaluated, documents_only=only)
        self._open = partial(open_place, read_address(source), credentials, wish)
        self._place: Place = self._open()

    def months(self, due: Sequence[str]) -> list[str]:
        """The months that the period sees at this place, the period's last one always."""
        there = self._listed() if self._place.lists_months else ()
        seen = there or [str(month) for month in self._cycle.period.months("ytd")]
        purged = purged_months(self._cycle.source, self._cycle.plan.province)  # what was removed is not brought back
        return [*(month for month in seen if month < due[-1] and month not in purged), due[-1]]

    def _listed(self) -> list[str]:
        """The months that the place has of whoever sends them."""
        senders = self._senders.up_to(str(self._cycle.period.last_month))
        found = {sender: self._place.months(sender) for sender in senders}
        return sorted(month for sender in senders for month in found[sender] if self._senders.of(month) == sender)

    def pull(self, month: str, wait_seconds: float) -> Pulled:
        """Land one month; ask again until it is ready or the waiting is over."""
        until = time.monotonic() + wait_seconds
        while True:
            try:
                sender = self._senders.of(month)
                return pull_month(self._place, self._cycle.source, sender, month, self._progress)
            except NotReady as missing:
                left = until - time.monotonic()
                if left <= 0:
                    raise
                _log.info("%s %s", missing.message, tell("Waiting up to {seconds:.0f} s more.", seconds=left))
                time.sleep(min(left, max(_SHORTEST_POLL, min(_LONGEST_POLL, wait_seconds / 20))))
                self.close()
                self._place = self._open()

    def close(self) -> None:
        """Let go of the place."""
        self._place.close()


def _source(cycle: Cycle, read_block: Callable[[str], Any] = read_secret_block) -> tuple[str, Credentials]:
    """The URL to pull from and who we are there: from the environment, or both from a Secret block."""
    origin = cycle.origin or ""
    if not origin.startswith(BLOCK):
        return origin, environment_credentials()
    source, credentials = secret_credentials(read_block(origin.removeprefix(BLOCK)))
    if not source:
        raise ConfigurationError(
            tell("The Prefect Secret block names no source."),
            tell('Add "source": "sftp://…" to it.'),
            code="source-credentials",
        )
    return source, credentials
