"""Read again: a corrected reader or rule reaches months that are loaded already, as new versions of them.

In: a plan and the files of its province that are in force. Out: the months whose rows are others now. What was
published keeps the rows that it was computed from; its periods become stale.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from expectations.run import Checker
from expectations.suites import suite
from tasks.check import Checks, check_export
from tasks.request import Cycle
from warehouse.database import copy_for_readers, quoted, warehouse
from warehouse.exports.export import Export
from warehouse.exports.kept import delivered_versions, whole_version
from warehouse.intake.load import LoadedExport, Version, delivered_digest, load_stage, versions_in_force
from warehouse.intake.stage import Stage, close_stage, delivered_datasets
from warehouse.lake.locks import province_lock
from warehouse.locks import writer_lock
from warehouse.messages import tell
from warehouse.units.mergers import senders_of

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reread:
    """A month that was read again: how many rows and findings differ, and its version now.

    ``state`` is same, new or gone (its files are in exports/ no more).
    """

    month: str
    version: int
    state: str
    differing: int = 0


def reread(cycle: Cycle, *, checks: Callable[..., Checks] = Checker) -> list[Reread]:
    """Read every month of a plan's province again; one that now has other rows is loaded beside what it was.

    Raises:
        DataHeld, DataRefused: a month does not pass the check or the gate as it is read now; those before it are done.
        CycleFailed: another process runs a cycle in the home.
    """
    with writer_lock(cycle.home), province_lock(*senders_of(cycle.plan.province).up_to()):
        delivered = delivered_versions(cycle.source)
        with warehouse(cycle.home) as connection:
            loaded = versions_in_force(connection, cycle.plan.province)
        try:
            return [_reread(cycle, each, delivered, checks) for each in loaded]
        finally:
            copy_for_readers(cycle.home)


def _reread(
    cycle: Cycle, loaded: LoadedExport, delivered: dict[str, list[Export]], checks: Callable[..., Checks]
) -> Reread:
    places = delivered.get(delivered_digest(loaded.digest))
    if not places:
        return Reread(loaded.month, loaded.revision, "gone")
    checked = check_export(cycle, whole_version(places), checks=checks)
    differing = _differing(cycle, loaded, checked.stage)
    if differing:
        number = loaded.revision + 1
        rules = {name: suite(name).rules for name in checked.rows_by_rule}
        version = Version(f"{delivered_digest(loaded.digest)}.{number}", number)
        load_stage(cycle.home, checked.stage, rules, checked.rows_by_rule, version)
        _log.info(tell("{month} reads otherwise: loaded as version {version}", month=loaded.month, version=number))
    close_stage(checked.stage)
    return Reread(loaded.month, loaded.revision + bool(differing), "new" if differing else "same", differing)


def _differing(cycle: Cycle, loaded: LoadedExport, stage: Stage) -> int:
    """How many accepted rows and findings are on one side only: as loaded, or as read now."""
    pairs = {f"raw.{each.name}": f"stage.accepted.{each.name}" for each in delivered_datasets(stage.export)}
    with warehouse(cycle.home) as connection:
        connection.execute(f"attach '{quoted(str(stage.path))}' as stage (read_only)")
        pairs["raw.finding"] = "stage.checked.finding"
        found = 0
        for kept, now in pairs.items():
            columns = [name for name, *_ in connection.execute(f"describe {kept}").fetchall() if name != "export_id"]
            listed = ", ".join(columns)
            before = f"select {listed} from {kept} where export_id = {loaded.export_id}"
            if kept == "raw.finding":
                before += f" and dataset in ({', '.join(repr(each.name) for each in delivered_datasets(stage.export))})"
            row = connection.execute(
                f"select count(*) from (({before} except all select {listed} from {now}) "
                f"union all (select {listed} from {now} except all {before}))"
            ).fetchone()
            found += int(row[0]) if row else 0
        connection.execute("detach stage")
    return found
