"""The descriptor of a folder of files that came without one: vendor tables and the plain files beside them.

In: a folder that is ours to write in. Out: its ``datapackage.json``, so that it can be pulled like any export.
"""

import hashlib
import json
import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from warehouse.errors import DataRefused
from warehouse.exports.contents import lines
from warehouse.exports.datasets import Dataset, datasets
from warehouse.exports.export import DESCRIPTOR, FORMATS, PROFILE, Export, Resource
from warehouse.exports.flat.cells import plain_text
from warehouse.exports.flat.columns import pickers
from warehouse.exports.flat.rows import FileFault, Row
from warehouse.exports.flat_files import whole_row
from warehouse.exports.lone_file import LoneFile, Match
from warehouse.messages import tell
from warehouse.periods import CALENDARS, Period, Window

_log = logging.getLogger(__name__)
_SPAN = re.compile(r"từ ngày\s*([0-9/]{8,10})\s*(?:đến|tới)\s*(?:hết\s*)?(?:ngày\s*)?([0-9/]{8,10})", re.IGNORECASE)
_PROVINCE = re.compile(r"(?:[0-9]{3}\.[0-9]{2,3}\.[0-9]{2,3}\.)?(H[0-9]{2})\b")
_UNREAD_TABLES = (".xls", ".xlsm", ".xlsb", ".ods", ".zip", ".rar", ".7z", ".tsv")
_NAME_OF_DATASET = re.compile("|".join(sorted(datasets(), key=len, reverse=True)))


@dataclass(frozen=True)
class _Described:
    """One file: its resource in the descriptor, the spans of days that it prints, the provinces of its codes."""

    resource: dict[str, Any]
    spans: set[Window] = field(default_factory=set)
    provinces: set[str] = field(default_factory=set)


def describe_folder(folder: Path, province: str | None, month: str | None, created: datetime) -> Path:
    """Write the descriptor of a folder without one; return its path.

    A month or province that is not given is taken from the files, when all of them say the same one;
    what the descriptor says is where the folder belongs: ``<province>/<month>/``. ``created`` is best
    the time of the newest file, so that the same files give the same descriptor again.

    Raises:
        DataRefused: a file fits no profile, a required dataset is missing, or the files do not say
            the month or the province and nobody gave it (``--month``, ``--province``).
    """
    described = [_describe(folder, path) for path in _files(folder)]
    _refuse_incomplete(folder, described)
    window, month = _window(month, _joined(each.spans for each in described))
    province = province or _province(_joined(each.provinces for each in described))
    descriptor = {
        "name": f"{province}-{month}".lower(),
        "profile": PROFILE,
        "province": province,
        "period": month,
        "window": {"from": str(window.starts_on), "to": str(window.ends_on)},
        "created": created.isoformat(timespec="seconds"),
        "resources": [each.resource for each in described],
    }
    temporary = folder / f".{DESCRIPTOR}"
    temporary.write_text(json.dumps(descriptor, ensure_ascii=False, indent=1), "utf-8")
    return temporary.replace(folder / DESCRIPTOR)


def _files(folder: Path) -> list[Path]:
    """The files that can hold rows, in the order of their names; others are reported.

    Raises:
        DataRefused: a file may hold rows in a form that nobody here reads.
    """
    found, others = [], 0
    for path in sorted(folder.rglob("*")):
        is_lock = path.name.startswith((".", "~$"))
        if is_lock or path.name == DESCRIPTOR or path.is_dir():
            continue
        if path.suffix.lower() in _UNREAD_TABLES:
            raise DataRefused(
                tell("{name} may hold rows but cannot be read.", name=path.name),
                tell("Save it as .xlsx or .csv, or take it away."),
                code="files-unclear",
            )
        is_ours = Path(path.name.removesuffix(".gz")).suffix in FORMATS and not path.is_symlink()
        found += [path] * is_ours
        others += not is_ours
    if others:
        _log.warning(
            tell(
                "{folder}: {count} files are neither NDJSON, CSV nor XLSX and were not described",
                folder=folder,
                count=others,
            )
        )
    return found


def _describe(folder: Path, path: Path) -> _Described:
    content = path.stat().st_size
    with path.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    head = {
        "name": re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-") or "file",
        "path": path.relative_to(folder).as_posix(),
        "bytes": content,
        "hash": f"sha256:{digest}",
    }
    if path.name.removesuffix(".gz").endswith(".ndjson"):
        return _describe_ndjson(folder, head)
    match = _match(path)
    try:
        return _describe_table(path, match, head)
    except FileFault as fault:
        raise DataRefused(
            tell("{file}: {fault}.", file=path.name, fault=fault),
            tell("Correct the file or its source profile."),
            code="export-refused",
        ) from None


def _describe_ndjson(folder: Path, head: dict[str, Any]) -> _Described:
    named = _named_dataset(head["path"])
    if named is None:
        raise DataRefused(
            tell("{path} does not say of which dataset its rows are.", path=head["path"]),
            tell("Name it like the dataset: ho_so.ndjson."),
            code="files-unclear",
        )
    resource = Resource(1, head["path"], named.name, head["bytes"], head["hash"], 0)
    day = date(2000, 1, 1)
    export = Export(folder, "", "", datetime(2000, 1, 1), day, day, False, ())  # noqa: DTZ001  # only a place
    rows = sum(not line.isspace() for line in lines(export, resource))
    return _Described(head | {"dataset": named.name, "rows": rows})


def _describe_table(path: Path, match: Match, head: dict[str, Any]) -> _Described:
    profile = match.profile
    opened, table = LoneFile(path).open(profile)
    codes = [name for name in profile.dataset.codes if name in ("MaHoSo", "MaDonVi")]
    columns = dict(zip(profile.dataset.columns, pickers(profile, table.titles, opened.forms), strict=True))
    rows, provinces = 0, set()
    for row in table.rows:
        rows += 1
        if whole_row(row, len(table.titles), is_sheet=not path.name.removesuffix(".gz").endswith(".csv")):
            provinces |= {found[1] for name in codes if (found := _PROVINCE.match(columns[name](row) or ""))}
    resource = head | {"dataset": profile.dataset.name, "rows": rows}
    return _Described(
        resource | ({"source_profile": profile.id} if profile.id else {}), set(_spans(table.above)), provinces
    )


def _match(path: Path) -> Match:
    """The one profile, or the dataset's own columns, that a file can be read through."""
    named = _named_dataset(path.name)
    fitting = [
        match
        for match in LoneFile(path).matches()
        if match.is_whole and (named is None or match.profile.dataset == named)
    ]
    most = [match for match in fitting if len(match.found) == len(fitting[0].found)]
    if len(most) != 1:
        unfit = (
            tell("{file} fits {count} source profiles.", file=path.name, count=len(most))
            if most
            else tell("{file} fits no source profile.", file=path.name)
        )
        raise DataRefused(unfit, tell("See: kybaocao profile check {name}", name=path.name), code="files-unclear")
    return most[0]


def _named_dataset(name: str) -> Dataset | None:
    found = _NAME_OF_DATASET.match(Path(name).name.lower().replace("-", "_"))
    return datasets()[found[0]] if found else None


def _spans(rows: Iterable[Row]) -> Iterator[Window]:
    """The spans of days in the titles above a table: (Từ ngày 15/02/2024 đến ngày 14/03/2024)."""
    for row in rows:
        for cell in row.cells:
            for found in _SPAN.finditer(plain_text(cell)):
                yield Window(*(datetime.strptime(day, "%d/%m/%Y").date() for day in found.groups()))  # noqa: DTZ007


def _window(month: str | None, spans: set[Window]) -> tuple[Window, str]:
    """The window and its month: the given one, or the one that the files print."""
    span = next(iter(spans), None)
    if len(spans) > 1 or (span is None and month is None):
        unclear = (
            tell("The files say different spans of days.")
            if spans
            else tell("The files do not say of which month they are.")
        )
        raise DataRefused(unclear, tell("Give the month: --month 2024-03."), code="files-unclear")
    period = Period.parse(month or (f"{span.ends_on:%Y-%m}" if span else ""))
    windows = {calendar: period.window(calendar) for calendar in CALENDARS}
    if span is not None and span not in windows.values():
        raise DataRefused(
            tell(
                "The files say {first:%d/%m/%Y} to {last:%d/%m/%Y}, which is not the month {month}.",
                first=span.starts_on,
                last=span.ends_on,
                month=period,
            ),
            tell("Give the files of one whole month, or its right --month."),
            code="files-unclear",
        )
    return span or windows["nd09"], str(period)


def _province(provinces: set[str]) -> str:
    if len(provinces) != 1:
        unclear = (
            tell("The files hold codes of several provinces.")
            if provinces
            else tell("The files hold no code of a province.")
        )
        raise DataRefused(unclear, tell("Give the province: --province H43."), code="files-unclear")
    return next(iter(provinces))


def _refuse_incomplete(folder: Path, described: list[_Described]) -> None:
    delivered = {each.resource["dataset"] for each in described}
    missing = [name for name, dataset in datasets().items() if dataset.required and name not in delivered]
    if missing:
        raise DataRefused(
            tell(
                "{folder} holds no file of the required datasets {missing}.", folder=folder, missing=", ".join(missing)
            ),
            tell("Put them beside the others, for instance the latest don_vi.csv and tthc.csv."),
            code="files-unclear",
        )


def _joined(sets: Iterable[set[Any]]) -> set[Any]:
    return {each for one in sets for each in one}
