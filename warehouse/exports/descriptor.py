"""The delivered exports: found, described and verified before a single row is read.

In: a source folder that holds ``<province>/<month>/datapackage.json`` and its files.
Out: :class:`Export` descriptions whose files have the stated size and hash.
Source: contract of the portal sync, profile ``kybaocao-export/1`` (Frictionless Data Package).
"""

import hashlib
import json
import re
from dataclasses import astuple, dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar, cast

from warehouse.errors import ConfigurationError, DataRefused
from warehouse.exports.datasets import datasets
from warehouse.exports.evaluation import groups
from warehouse.exports.file_names import shown_path
from warehouse.messages import tell
from warehouse.periods import VIETNAM, Period, Window

PROFILE = "kybaocao-export/1"
DESCRIPTOR = "datapackage.json"
FORMATS = (".ndjson", ".csv", ".xlsx")
EVALUATION = "danh_gia_766"
"""The dataset of the portal's own evaluation: JSON documents, alone or beside the others."""
_PARTS_OF_YEAR = {"month": 12, "quarter": 4, "year": 1}
_CLOCKS_MAY_DIFFER = timedelta(minutes=5)
T = TypeVar("T")


@dataclass(frozen=True)
class Evaluation:
    """Which of the portal's documents a file is: its group, and the time that it evaluates.

    ``time_type`` is month, quarter or year; ``part`` is the month or quarter, 1 for a whole year.
    """

    group: str
    time_type: str
    year: int
    part: int

    @property
    def last_month(self) -> str:
        """The last month of the time evaluated, such as 2026-08."""
        return f"{self.year}-{self.part * 12 // _PARTS_OF_YEAR[self.time_type]:02d}"


@dataclass(frozen=True)
class Resource:
    """One delivered file: ``file_no`` is its place in the natural order of the paths, from 1."""

    file_no: int
    path: str
    dataset: str
    bytes: int
    hash: str
    rows: int
    source_profile: str | None = None
    evaluation: Evaluation | None = None

    @property
    def shown(self) -> str:
        """The path as it may be kept and said: a name or a phone number in it only by its length."""
        return shown_path(self.path, self.file_no)

    @property
    def format(self) -> str:
        """``.ndjson``, ``.csv``, ``.xlsx`` or ``.json``."""
        return Path(self.path.removesuffix(".gz")).suffix

    @property
    def is_gzipped(self) -> bool:
        """Whether the file is compressed."""
        return self.path.endswith(".gz")


@dataclass(frozen=True)
class Export:
    """What the portal sync delivered for one province and one month, in one version."""

    folder: Path
    province: str
    month: str
    created: datetime
    starts_on: date
    ends_on: date
    synthetic: bool
    resources: tuple[Resource, ...]

    @cached_property
    def digest(self) -> str:
        """SHA-256 of what the descriptor says; the order in which files are listed does not matter."""
        said = {
            "province": self.province,
            "month": self.month,
            "created": self.created.isoformat(),
            "window": [self.starts_on.isoformat(), self.ends_on.isoformat()],
            "resources": [
                [
                    r.path,
                    r.dataset,
                    r.bytes,
                    r.hash,
                    r.rows,
                    r.source_profile,
                    *(astuple(r.evaluation) if r.evaluation else ()),
                ]
                for r in self.resources
            ],
        }
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()

    @property
    def created_at(self) -> datetime:
        """When the export was made, in Vietnamese local time without a zone (as dossiers are dated)."""
        return self.created.astimezone(VIETNAM).replace(tzinfo=None)

    @property
    def calendar(self) -> str | None:
        """The reporting calendar whose month the window is: ``nd09``, ``civil``, or none."""
        try:
            month = Period.parse(self.month)
        except ConfigurationError:
            return None
        windows = {month.window(calendar): calendar for calendar in ("nd09", "civil")}
        return windows.get(Window(self.starts_on, self.ends_on)) if month.kind == "month" else None

    def of(self, dataset: str) -> tuple[Resource, ...]:
        """The files of one dataset, in file order."""
        return tuple(resource for resource in self.resources if resource.dataset == dataset)


def read_descriptor(folder: Path) -> Export:
    """The export that a folder's descriptor describes; its files are not opened.

    Raises:
        DataRefused: the descriptor cannot be read, lies about its place, lacks a required
            dataset or names a file outside its folder.
    """
    path = folder / DESCRIPTOR
    try:
        said = json.loads(path.read_text("utf-8-sig"))
        created = datetime.fromisoformat(said["created"])
        export = Export(
            folder=folder,
            province=said["province"],
            month=said["period"],
            created=created if created.tzinfo else created.replace(tzinfo=VIETNAM),
            starts_on=date.fromisoformat(said["window"]["from"]),
            ends_on=date.fromisoformat(said["window"]["to"]),
            synthetic=_of(bool, said.get("synthetic", False)),
            resources=_resources(said["resources"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DataRefused(
            tell(
                "{path} is not a descriptor of profile {profile}: {name} {error}.",
                path=path,
                profile=PROFILE,
                name=type(error).__name__,
                error=error,
            ),
            tell("Ask the portal sync to deliver the export again."),
        ) from error
    _refuse_wrong_place(export, path, said.get("profile"))
    _refuse_wrong_window(export, path)
    _refuse_wrong_resources(export, path)
    return export


def verify_files(export: Export) -> None:
    """Nothing, when every file is there with the size and hash that the descriptor states.

    Raises:
        DataRefused: names the first file that differs.
    """
    for resource in export.resources:
        path = export.folder / resource.path
        if not path.is_file():
            raise _refusal(export, resource, tell("the file is missing"))
        size = path.stat().st_size
        if size != resource.bytes:
            raise _refusal(
                export,
                resource,
                tell("it has {size} bytes, the descriptor says {bytes}", size=size, bytes=resource.bytes),
            )
        with path.open("rb") as content:
            found = f"sha256:{hashlib.file_digest(content, 'sha256').hexdigest()}"
        if found != resource.hash.lower():
            raise _refusal(export, resource, tell("its SHA-256 differs from the descriptor's"))


def refuse_row_count(export: Export, resource: Resource, found: int) -> None:
    """Nothing, when a file held as many rows as the descriptor states; else DataRefused."""
    if found != resource.rows:
        raise _refusal(
            export, resource, tell("it has {found} rows, the descriptor says {rows}", found=found, rows=resource.rows)
        )


def refuse_content(export: Export, resource: Resource, fault: str) -> DataRefused:
    """The error for a file whose content is not what its name says."""
    return _refusal(export, resource, fault)


def _resources(listed: list[dict[str, Any]]) -> tuple[Resource, ...]:
    ordered = sorted(listed, key=lambda entry: _natural(_of(str, entry["path"])))
    return tuple(
        Resource(
            number,
            entry["path"],
            _of(str, entry["dataset"]),
            _counted(entry["bytes"]),
            _of(str, entry["hash"]),
            _counted(entry["rows"]),
            _of(str, entry["source_profile"]) if "source_profile" in entry else None,
            _evaluation(entry) if entry["dataset"] == EVALUATION else None,
        )
        for number, entry in enumerate(ordered, start=1)
    )


def _evaluation(entry: dict[str, Any]) -> Evaluation:
    time = _of(dict, entry["time"])
    kind = time["timeType"]
    if entry["group"] not in groups() or kind not in _PARTS_OF_YEAR:
        raise ValueError(f"{shown_path(entry['path'])} is of no known group and timeType")
    part = _of(int, time[kind]) if kind != "year" else 1
    if not 1 <= part <= _PARTS_OF_YEAR[kind]:
        raise ValueError(f"{shown_path(entry['path'])} evaluates {kind} {part}")
    return Evaluation(entry["group"], kind, _of(int, time["year"]), part)


def _of(kind: type[T], value: Any) -> T:
    """A value that must be of one type exactly; true is no number."""
    if type(value) is not kind:
        raise TypeError(f"a {type(value).__name__} stands where a {kind.__name__} belongs")
    return value


def _counted(value: Any) -> int:
    if _of(int, value) < 0:
        raise ValueError(f"{value} is negative")
    return cast(int, value)


def _natural(path: str) -> list[tuple[int, str]]:
    return [(int(part) if part.isdecimal() else 0, part) for part in re.split(r"(\d+)", path)]


def _refuse_wrong_place(export: Export, path: Path, profile: str | None) -> None:
    stated = (profile, export.province, export.month)
    expected = (PROFILE, export.folder.parent.name, export.folder.name.partition("~")[0])
    if stated != expected:
        raise DataRefused(
            tell(
                "{path} says {stated}, its place says {expected} (profile, province, period).",
                path=path,
                stated=stated,
                expected=expected,
            ),
            tell("Put the export where it belongs or ask for it again."),
        )


def _refuse_wrong_window(export: Export, path: Path) -> None:
    """A window is one month of a reporting calendar; an export is made after its last day, and not in the future."""
    window = f"its window {export.starts_on} to {export.ends_on}"
    if export.calendar is None:
        raise DataRefused(
            tell(
                "{path} says that {window} is of {month}, which is the month of no reporting calendar.",
                path=path,
                window=window,
                month=export.month,
            ),
            tell("Deliver the 15th to the 14th (nd09), or the whole calendar month (civil)."),
        )
    now = datetime.now(VIETNAM)
    if export.created_at.date() <= export.ends_on or export.created > now + _CLOCKS_MAY_DIFFER:
        raise DataRefused(
            tell(
                "{path} says that it was created on {created_at:%Y-%m-%d %H:%M}; {window} must have "
                "ended the day before, and it is {now:%Y-%m-%d %H:%M} now.",
                path=path,
                created_at=export.created_at,
                window=window,
                now=now,
            ),
            tell("Correct the clock of the portal sync and deliver an export that is made after its window has ended."),
        )


def _refuse_wrong_resources(export: Export, path: Path) -> None:
    delivered = {resource.dataset for resource in export.resources}
    missing = [name for name, dataset in datasets().items() if dataset.required and name not in delivered]
    if missing and delivered != {EVALUATION}:
        raise DataRefused(
            tell("{path} lists no resource of the required dataset {missing}.", path=path, missing=missing[0]),
            tell("Ask for the export again."),
        )
    seen: set[Path] = set()
    for resource in export.resources:
        if resource.dataset not in datasets():
            raise _refusal(export, resource, tell("the dataset '{dataset}' is unknown", dataset=resource.dataset))
        place = _place(export, resource)
        if place in seen:
            raise _refusal(export, resource, tell("the same file is listed twice"))
        seen.add(place)
        formats = (".json",) if resource.evaluation else FORMATS
        if resource.format not in formats:
            raise _refusal(export, resource, tell("only {formats} (and .gz) can be read", formats=", ".join(formats)))
    _refuse_wrong_evaluations(export)


def _refuse_wrong_evaluations(export: Export) -> None:
    """Each document of the portal's evaluation once, and none of a time after the export's month."""
    seen: set[Evaluation] = set()
    for resource in export.of(EVALUATION):
        if resource.evaluation is None or resource.evaluation in seen:
            raise _refusal(export, resource, tell("the same group and time is listed twice"))
        seen.add(resource.evaluation)
        if resource.evaluation.last_month > export.month and resource.evaluation.time_type == "month":
            raise _refusal(
                export,
                resource,
                tell("it evaluates {last_month}, after the export's month", last_month=resource.evaluation.last_month),
            )


def _place(export: Export, resource: Resource) -> Path:
    """Where a file really lies, which must be inside the export's folder."""
    folder = export.folder.resolve()
    try:
        place = (folder / resource.path).resolve()
    except ValueError:  # a NUL in the path
        place = folder
    if place == folder or not place.is_relative_to(folder):
        raise _refusal(export, resource, tell("its path leaves the export's folder"))
    return place


def _refusal(export: Export, resource: Resource, fault: str) -> DataRefused:
    place = "/".join(filter(None, (export.province, export.month, resource.shown)))
    return DataRefused(
        tell("{place}: {fault}; nothing of this export was loaded.", place=place, fault=fault),
        tell("Ask the portal sync to deliver the export again."),
    )
