"""An export: one month of one province as its descriptor tells it, and how a part of it is refused."""

import hashlib
import json
from dataclasses import astuple, dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from warehouse.errors import ConfigurationError, DataRefused
from warehouse.exports.file_names import shown_path
from warehouse.messages import tell
from warehouse.periods import VIETNAM, Period, Window

PROFILE = "kybaocao-export/1"
DESCRIPTOR = "datapackage.json"
KEPT = ".kept"
"""The folder in which copies of delivered versions lie: ``.kept/<province>/<month>/<digest>``."""
FORMATS = (".ndjson", ".csv", ".xlsx")
EVALUATION = "danh_gia_766"
"""The dataset of the portal's own evaluation: JSON documents, alone or beside the others."""
PARTS_OF_YEAR = {"month": 12, "quarter": 4, "year": 1}


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
        return f"{self.year}-{self.part * 12 // PARTS_OF_YEAR[self.time_type]:02d}"


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
        stated = {
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
        return hashlib.sha256(json.dumps(stated, sort_keys=True).encode()).hexdigest()

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


def refuse_row_count(export: Export, resource: Resource, found: int) -> None:
    """Nothing, when a file held as many rows as the descriptor states; else DataRefused."""
    if found != resource.rows:
        raise refuse_content(
            export, resource, tell("it has {found} rows, the descriptor says {rows}", found=found, rows=resource.rows)
        )


def refuse_content(export: Export, resource: Resource, fault: str) -> DataRefused:
    """The error for a file whose content is not what its name or its descriptor says."""
    place = "/".join(filter(None, (export.province, export.month, resource.shown)))
    return DataRefused(
        tell("{place}: {fault}; nothing of this export was loaded.", place=place, fault=fault),
        tell("Ask the portal sync to deliver the export again."),
        code="export-refused",
    )
