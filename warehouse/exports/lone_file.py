"""One flat file that no descriptor describes yet: which profile fits it, and its table read through that.

In: a path. Out: :class:`LoneFile`, for commands and for whoever writes the descriptor.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from itertools import islice
from pathlib import Path

from warehouse.errors import ConfigurationError
from warehouse.exports.contents import whole
from warehouse.exports.datasets import datasets
from warehouse.exports.export import Export, Resource
from warehouse.exports.flat.columns import compare_header
from warehouse.exports.flat.rows import FileFault
from warehouse.exports.flat.table import Table, header_titles, title_of
from warehouse.exports.flat.workbook import Workbook, open_workbook
from warehouse.exports.flat_files import OpenFile, open_sheet, open_table, open_text
from warehouse.exports.profiles import Profile, load_profile, plain_profile, profile_ids
from warehouse.messages import tell


@dataclass(frozen=True)
class Match:
    """How well a file's header fits a profile: the needed titles that are there and those that are not."""

    profile: Profile
    found: tuple[str, ...]
    missing: tuple[str, ...]
    fault: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether the file can be read through the profile."""
        return not (self.missing or self.fault)

    @property
    def share(self) -> float:
        """The share of the needed titles that are there."""
        return len(self.found) / max(1, len(self.found) + len(self.missing))


class LoneFile:
    """A CSV or XLSX file on its own."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise ConfigurationError(
                tell("There is no file {path}.", path=path),
                tell("Give the path of a CSV or XLSX file."),
                code="file-missing",
            )
        size = path.stat().st_size
        self._resource = Resource(1, path.name, "", size, "", 0)
        today = date(2000, 1, 1)
        self._export = Export(path.parent, "", "", datetime(2000, 1, 1, tzinfo=UTC), today, today, False, ())
        if self._resource.format not in (".csv", ".xlsx"):
            raise ConfigurationError(
                tell("{name} is neither CSV nor XLSX.", name=path.name),
                tell("Only .csv and .xlsx (and .gz) are flat files."),
                code="file-unsuitable",
            )
        self.path = path

    @cached_property
    def _workbook(self) -> Workbook:
        return open_workbook(whole(self._export, self._resource))

    def open(self, profile: Profile) -> tuple[OpenFile, Table]:
        """The file and its table, read through a profile whose titles may be missing.

        Raises:
            DataRefused, FileFault: it cannot be opened or has no such sheet.
        """
        if self.is_text:
            opened = open_text(self._export, self._resource, profile)
        else:
            opened = open_sheet(self._workbook, profile)
        return opened, open_table(opened, profile)

    @property
    def is_text(self) -> bool:
        """Whether it is a CSV file."""
        return self._resource.format == ".csv"

    def headers(self, profile: Profile) -> Iterator[list[str]]:
        """The titles of every row, or pair of rows, that could be the header."""
        opened = (
            open_text(self._export, self._resource, profile) if self.is_text else open_sheet(self._workbook, profile)
        )
        height = profile.layout.header_rows
        try:
            start = list(islice(opened.rows, profile.layout.title_rows + height))
        except FileFault:
            return  # in another dialect: a quote in the middle of a cell
        for place in range(max(0, len(start) - height + 1)):
            yield header_titles(start[place : place + height], opened.merges)

    def match(self, profile: Profile) -> Match:
        """How well the header fits.

        Raises:
            DataRefused: the file cannot be opened at all.
        """
        needed = tuple(title_of(title) for title in profile.titles)
        try:
            _, table = self.open(profile)
        except FileFault as fault:
            return Match(profile, (), needed, str(fault))
        found = tuple(title for title in needed if title in table.titles)
        missing = tuple(title for title in needed if title not in table.titles)
        try:
            compare_header(profile, table.titles)
        except FileFault as fault:
            return Match(profile, found, missing, str(fault))
        return Match(profile, found, missing)

    def matches(self) -> list[Match]:
        """Every profile and every dataset's own columns, the best fit first."""
        profiles = [load_profile(profile_id) for profile_id in profile_ids()]
        plain = [plain_profile(dataset) for dataset in datasets().values() if dataset.fields]
        found = [self.match(profile) for profile in (*profiles, *plain)]
        return sorted(found, key=lambda each: (each.is_whole, each.share, len(each.found)), reverse=True)
