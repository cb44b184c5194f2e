"""The delivered exports: found, described and verified before a single row is read.

In: a source folder that holds ``<province>/<month>/datapackage.json`` and its files.
Out: :class:`Export` descriptions whose files have the stated size and hash.
Source: contract of the portal sync, profile ``kybaocao-export/1`` (Frictionless Data Package).
"""

import hashlib
import json
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar, cast

from warehouse.errors import DataRefused
from warehouse.exports.datasets import datasets
from warehouse.exports.evaluation import groups
from warehouse.exports.export import (
    DESCRIPTOR,
    EVALUATION,
    FORMATS,
    KEPT,
    PARTS_OF_YEAR,
    PROFILE,
    Evaluation,
    Export,
    Resource,
    refuse_content,
)
from warehouse.exports.file_names import shown_path
from warehouse.messages import tell
from warehouse.periods import VIETNAM

_MOST_ROWS = 5_000_000  # of one dataset in a month; the largest province receives about two million dossiers
_CLOCKS_MAY_DIFFER = timedelta(minutes=5)
T = TypeVar("T")


def read_descriptor(folder: Path) -> Export:
    """The export that a folder's descriptor describes; its files are not opened.

    Raises:
        DataRefused: the descriptor cannot be read, lies about its place, lacks a required
            dataset or names a file outside its folder.
    """
    path = folder / DESCRIPTOR
    try:
        document = json.loads(path.read_text("utf-8-sig"))
        created = datetime.fromisoformat(document["created"])
        export = Export(
            folder=folder,
            province=document["province"],
            month=document["period"],
            created=created if created.tzinfo else created.replace(tzinfo=VIETNAM),
            starts_on=date.fromisoformat(document["window"]["from"]),
            ends_on=date.fromisoformat(document["window"]["to"]),
            synthetic=_of(bool, document.get("synthetic", False)),
            resources=_resources(document["resources"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DataRefused(
            tell(
                "{path} is not a descriptor of profile {profile}: {fault} {error}.",
                path=path,
                profile=PROFILE,
                fault=type(error).__name__,
                error=error,
            ),
            tell("Ask the portal sync to deliver the export again."),
            code="export-refused",
        ) from error
    _refuse_wrong_place(export, path, document.get("profile"))
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
            raise refuse_content(export, resource, tell("the file is missing"))
        size = path.stat().st_size
        if size != resource.bytes:
            raise refuse_content(
                export,
                resource,
                tell("it has {size} bytes, the descriptor says {bytes}", size=size, bytes=resource.bytes),
            )
        try:
            with path.open("rb") as content:
                found = f"sha256:{hashlib.file_digest(content, 'sha256').hexdigest()}"
        except OSError as error:  # whose text names the file, and so perhaps a person
            raise refuse_content(
                export, resource, tell("it cannot be read ({reason})", reason=error.strerror)
            ) from None
        if found != resource.hash.lower():
            raise refuse_content(export, resource, tell("its SHA-256 differs from the descriptor's"))


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
    if entry["group"] not in groups() or kind not in PARTS_OF_YEAR:
        raise ValueError(tell("{path} is of no known group and timeType", path=shown_path(entry["path"])))
    part = _of(int, time[kind]) if kind != "year" else 1
    if not 1 <= part <= PARTS_OF_YEAR[kind]:
        raise ValueError(tell("{path} evaluates {kind} {part}", path=shown_path(entry["path"]), kind=kind, part=part))
    return Evaluation(entry["group"], kind, _of(int, time["year"]), part)


def _of(kind: type[T], value: Any) -> T:
    """A value that must be of one type exactly; true is no number."""
    if type(value) is not kind:
        raise TypeError(
            tell("a {found} stands where a {needed} belongs", found=type(value).__name__, needed=kind.__name__)
        )
    return value


def _counted(value: Any) -> int:
    if _of(int, value) < 0:
        raise ValueError(tell("{value} is negative", value=value))
    return cast(int, value)


def _natural(path: str) -> list[tuple[int, str]]:
    return [(int(part) if part.isdecimal() else 0, part) for part in re.split(r"(\d+)", path)]


def _refuse_wrong_place(export: Export, path: Path, profile: str | None) -> None:
    stated = (profile, export.province, export.month)
    month = export.folder.parent if KEPT in export.folder.parts[-4:-3] else export.folder  # a copy lies one deeper
    expected = (PROFILE, month.parent.name, month.name.partition("~")[0])
    if stated != expected:
        raise DataRefused(
            tell(
                "{path} says {stated}, its place says {expected} (profile, province, period).",
                path=path,
                stated=stated,
                expected=expected,
            ),
            tell("Put the export where it belongs or ask for it again."),
            code="export-refused",
        )


def _refuse_wrong_window(export: Export, path: Path) -> None:
    """A window is one month of a reporting calendar; an export is made after its last day, and not in the future."""
    window = {"first": export.starts_on, "last": export.ends_on}
    if export.calendar is None:
        raise DataRefused(
            tell(
                "{path} says that its window {first} to {last} is of {month}, "
                "which is the month of no reporting calendar.",
                path=path,
                **window,
                month=export.month,
            ),
            tell("Deliver the 15th to the 14th (nd09), or the whole calendar month (civil)."),
            code="export-window-wrong",
        )
    now = datetime.now(VIETNAM)
    if export.created_at.date() <= export.ends_on or export.created > now + _CLOCKS_MAY_DIFFER:
        raise DataRefused(
            tell(
                "{path} says that it was created on {created_at:%Y-%m-%d %H:%M}; its window {first} to {last} must "
                "have ended the day before, and it is {now:%Y-%m-%d %H:%M} now.",
                path=path,
                created_at=export.created_at,
                **window,
                now=now,
            ),
            tell("Correct the clock of the portal sync and deliver an export that is made after its window has ended."),
            code="export-window-wrong",
        )


def _refuse_wrong_resources(export: Export, path: Path) -> None:
    delivered = {resource.dataset for resource in export.resources}
    missing = [name for name, dataset in datasets().items() if dataset.required and name not in delivered]
    if missing and delivered != {EVALUATION}:
        raise DataRefused(
            tell("{path} lists no resource of the required dataset {missing}.", path=path, missing=missing[0]),
            tell("Ask for the export again."),
            code="export-refused",
        )
    _refuse_too_many_rows(export)
    seen: set[Path] = set()
    for resource in export.resources:
        if resource.dataset not in datasets():
            raise refuse_content(export, resource, tell("the dataset '{dataset}' is unknown", dataset=resource.dataset))
        place = _place(export, resource)
        if place in seen:
            raise refuse_content(export, resource, tell("the same file is listed twice"))
        seen.add(place)
        formats = (".json",) if resource.evaluation else FORMATS
        if resource.format not in formats:
            raise refuse_content(export, resource, tell("only {kinds} (and .gz) can be read", kinds=", ".join(formats)))
    _refuse_wrong_evaluations(export)


def _refuse_too_many_rows(export: Export) -> None:
    """Nothing, unless a dataset has more rows than are read; no file of it has been opened."""
    rows: dict[str, int] = {}
    for resource in export.resources:
        rows[resource.dataset] = rows.get(resource.dataset, 0) + resource.rows
        if rows[resource.dataset] > _MOST_ROWS:
            raise refuse_content(
                export,
                resource,
                tell(
                    "{dataset} has more than {most} rows, which are not read", dataset=resource.dataset, most=_MOST_ROWS
                ),
            )


def _refuse_wrong_evaluations(export: Export) -> None:
    """Each document of the portal's evaluation once, and none of a time after the export's month."""
    seen: set[Evaluation] = set()
    for resource in export.of(EVALUATION):
        if resource.evaluation is None or resource.evaluation in seen:
            raise refuse_content(export, resource, tell("the same group and time is listed twice"))
        seen.add(resource.evaluation)
        if resource.evaluation.last_month > export.month and resource.evaluation.time_type == "month":
            raise refuse_content(
                export,
                resource,
                tell("it evaluates {month}, after the export's month", month=resource.evaluation.last_month),
            )


def _place(export: Export, resource: Resource) -> Path:
    """Where a file really lies, which must be inside the export's folder."""
    folder = export.folder.resolve()
    try:
        place = (folder / resource.path).resolve()
    except ValueError:  # a NUL in the path
        place = folder
    if place == folder or not place.is_relative_to(folder):
        raise refuse_content(export, resource, tell("its path leaves the export's folder"))
    return place
