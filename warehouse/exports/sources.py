"""The delivered exports of a province, as they lie in one folder of this machine.

In: a folder with ``<province>/<month>/datapackage.json``, beside it perhaps ``<month>~2`` and so on, the later
versions of the same month. Out: :class:`Export` values, each month in the version that is in force. From the month
in which a province was merged its successor's folders stand for its own.
"""

import logging
import re
from collections.abc import Iterable
from pathlib import Path

from warehouse.errors import DataRefused
from warehouse.exports.descriptor import read_descriptor
from warehouse.exports.export import DESCRIPTOR, Export
from warehouse.exports.purged import purged_months
from warehouse.messages import tell
from warehouse.periods import Period
from warehouse.units.mergers import senders_of

_log = logging.getLogger(__name__)
MONTH_FOLDER = re.compile(r"20\d{2}-(0[1-9]|1[0-2])(~[1-9]\d{0,3})?")


def find_exports(source: Path, province: str, up_to: Period) -> tuple[Export, ...]:
    """The exports of a province up to and including one month, oldest first, each month once.

    Raises:
        DataRefused: the month itself was neither delivered nor purged since, a descriptor is wrong, the version
            that arrived last would not be used, or one was delivered under a province that had ended.
    """
    last = str(up_to.last_month)
    folders, sender = _folders(source, province), senders_of(province).of(last)
    refuse_after_the_end(source, province, last)
    if last not in folders and last not in purged_months(source, province):
        raise DataRefused(
            tell("No export of {province} for {month} in {source}.", province=sender, month=last, source=source),
            tell("The portal sync must deliver {file} first.", file=source / sender / last / DESCRIPTOR),
            code="export-missing",
        )
    return tuple(_newest(_readable(folders[month])) for month in sorted(folders) if month <= last)


def exports_in_force(source: Path, province: str) -> dict[str, Export]:
    """Of each month that was delivered, the version in force, by month."""
    return {month: _in_force(map(read_descriptor, each)) for month, each in sorted(_folders(source, province).items())}


def landed_versions(source: Path, province: str, month: str) -> tuple[Export, ...]:
    """Every version of a month that lies there and can be read, in the order of arrival."""
    folders = _folders(source, province).get(month, [])
    try:
        return _readable(folders)
    except DataRefused:
        return _readable(folders[:-1])


def version_of(folder_name: str) -> tuple[str, int]:
    """Month and version that a folder's name states: ``2024-03~2`` is the second of 2024-03."""
    month, _, number = folder_name.partition("~")
    return month, int(number) if number.isdecimal() else 1


def _folders(source: Path, province: str) -> dict[str, list[Path]]:
    """The folders of each month, of whoever sends it, in the order of arrival."""
    senders = senders_of(province)
    folders: dict[str, list[Path]] = {}
    for sender in senders.up_to():
        for month, own in _own_folders(source, sender).items():
            if senders.of(month) == sender:
                folders[month] = own
    return folders


def _own_folders(source: Path, province: str) -> dict[str, list[Path]]:
    """The folders that lie under a province itself, by month in the order of arrival."""
    folders: dict[str, list[Path]] = {}
    found = [path.parent for path in (source / province).glob(f"*/{DESCRIPTOR}")]
    for folder in sorted(found, key=lambda each: version_of(each.name)):
        if MONTH_FOLDER.fullmatch(folder.name):
            folders.setdefault(version_of(folder.name)[0], []).append(folder)
    return folders


def months_after_the_end(source: Path, province: str) -> tuple[str, ...]:
    """The months that were delivered under a province although its successor sends them; none of one that lasts."""
    senders = senders_of(province)
    return tuple(sorted(month for month in _own_folders(source, province) if senders.of(month) != province))


def refuse_after_the_end(source: Path, province: str, last: str) -> None:
    """Nothing, while no month up to the last one was delivered under a province that had ended.

    Raises:
        DataRefused: one was, and would count nowhere; it must be removed, and its successor deliver the month.
    """
    senders, strays = senders_of(province), [each for each in months_after_the_end(source, province) if each <= last]
    if strays:
        raise DataRefused(
            tell(
                "{folder} was delivered, but since {since} the exports of {province} come from {successor}.",
                folder=source / province / strays[0],
                since=senders.since,
                province=province,
                successor=senders.successor,
            ),
            tell(
                "Remove it; what belongs to this month must be in {file}.",
                file=source / senders.successor / strays[0],
            ),
            code="export-refused",
        )


def _readable(folders: list[Path]) -> tuple[Export, ...]:
    """The versions of a month; one that was refused and has been delivered again since is left out.

    Raises:
        DataRefused: the last one cannot be read.
    """
    versions = []
    for folder in folders:
        try:
            versions.append(read_descriptor(folder))
        except DataRefused as refused:
            if folder == folders[-1]:
                raise
            _log.warning("%s %s", refused.message, tell("A later version is read."))
    return tuple(versions)


def _newest(versions: tuple[Export, ...]) -> Export:
    """The version that arrived last, which must be the one in force."""
    refuse_unused(versions, versions[-1])
    return versions[-1]


def refuse_unused(versions: Iterable[Export], arrived: Export) -> None:
    """Nothing, when the version of a month that arrived is the one in force.

    Raises:
        DataRefused: a version with a later or the same ``created`` stands in its way; the delivery must be repeated.
    """
    in_force = max(versions, key=lambda each: each.created)
    if in_force.digest != arrived.digest:
        raise DataRefused(
            tell(
                "{folder} would not be used: it was created on {created:%Y-%m-%d %H:%M:%S}, and {other}, "
                "created on {in_force:%Y-%m-%d %H:%M:%S}, stays in force.",
                folder=arrived.folder,
                created=arrived.created,
                other=in_force.folder.name,
                in_force=in_force.created,
            ),
            tell("Deliver the month again with a later created, also to go back to an earlier version."),
            code="export-overtaken",
        )


def _in_force(versions: Iterable[Export]) -> Export:
    """The version that was made last; of several made at once, the one that arrived last."""
    return max(enumerate(versions), key=lambda numbered: (numbered[1].created, numbered[0]))[1]
