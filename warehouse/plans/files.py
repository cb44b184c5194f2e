"""A plan's folder -> a :class:`Plan`, or every mistake that keeps it from being one.

In: ``plans/<plan_id>/plan.toml`` and ``targets.csv`` (or a sheet ``targets.xlsx`` with the same
columns). Every cell is read as text: "09" and "60,5" must be seen as they were typed.
"""

import csv
import io
import re
import shutil
import unicodedata
from dataclasses import dataclass, fields
from difflib import get_close_matches
from pathlib import Path

import fastexcel

from warehouse.errors import ConfigurationError
from warehouse.messages import tell
from warehouse.plans.office import office_plans
from warehouse.plans.rows import REQUIRED, Row, column_faults, nearest, read_target
from warehouse.plans.settings import PlanSettings, Table, read_settings
from warehouse.plans.types import Amendment, Fault, Plan, Target

PLANS = Path(__file__).parent
SETTINGS_FILE = "plan.toml"
TARGET_FILES = ("targets.csv", "targets.xlsx")
_PLAN_FIELDS = {field.name for field in fields(Plan)}
_PLAN_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class PlanReading:
    """A plan's files as read: settings (``known`` when faultless), row numbers, readable rows, mistakes of form."""

    folder: Path
    settings: Table
    known: PlanSettings | None
    row_numbers: frozenset[str]
    targets: tuple[tuple[Row, Target], ...]
    faults: tuple[Fault, ...]
    amendments: tuple[Amendment, ...] = ()

    @property
    def settings_file(self) -> str:
        """The path of ``plan.toml``, for messages."""
        return str(self.folder / SETTINGS_FILE)


def plan_ids() -> tuple[str, ...]:
    """The plans of the project and of the office, in alphabetical order."""
    return tuple(sorted(path.parent.name for path in _plan_files().values()))


def is_of_office(plan_id: str) -> bool:
    """Whether a plan is the office's own, also where it stands for one of the project's."""
    return plan_id in plan_ids() and (office_plans() / plan_id / SETTINGS_FILE).is_file()


def plan_folder(id_or_path: str | Path) -> Path:
    """The folder of a known plan, or the folder that a path names.

    Raises:
        ConfigurationError: neither; the caller gave a wrong id or path.
    """
    known_plans = _plan_files()
    if str(id_or_path) in known_plans:
        return known_plans[str(id_or_path)].parent
    folder = Path(id_or_path)
    if folder.name == SETTINGS_FILE:
        folder = folder.parent
    if (folder / SETTINGS_FILE).is_file():
        return folder
    if folder.is_dir():
        raise ConfigurationError(
            tell("{folder} has no {file}.", folder=folder, file=SETTINGS_FILE),
            tell("Give the folder that 'plan new' wrote."),
            code="plan-unknown",
        )
    known = tell(
        "Known plans: {plans}. Or give the path of a plan's folder.", plans=", ".join(sorted(known_plans)) or "-"
    )
    is_like_one = get_close_matches(str(id_or_path), known_plans, n=1, cutoff=0.5)
    raise ConfigurationError(
        tell("There is no plan '{plan}'.", plan=id_or_path),
        f"{nearest(str(id_or_path), tuple(known_plans))} {known}" if is_like_one else known,
        code="plan-unknown",
    )


def read_plan(folder: Path) -> PlanReading:
    """What the folder's files say, without amendments, and every mistake of form in them."""
    settings, known, faults = read_settings(folder / SETTINGS_FILE, PlanSettings)
    rows, row_faults = read_rows(folder)
    targets, target_faults = read_targets(rows)
    numbers = {row.cells.get(column, "") for row in rows for column in ("row_no", "parent_no")}
    found = (*faults, *row_faults, *target_faults)
    return PlanReading(folder, settings, known, frozenset(numbers - {""}), targets, found)


def read_targets(rows: list[Row]) -> tuple[tuple[tuple[Row, Target], ...], list[Fault]]:
    """The readable rows with their targets, and the mistakes of form in all."""
    faults: list[Fault] = []
    targets: list[tuple[Row, Target]] = []
    for row in rows:
        target, found = read_target(row)
        faults += found
        if target is not None:
            targets.append((row, target))
    return tuple(targets), faults


def build_plan(reading: PlanReading) -> Plan:
    """The plan of a reading without faults.

    Raises:
        ValueError: it has faults; a bug, for ``load_plan`` refuses them.
    """
    known = reading.known
    if known is None:
        raise ValueError(f"{reading.settings_file} has faults")
    own = {name: getattr(known, name) for name in PlanSettings.model_fields if name in _PLAN_FIELDS}
    return Plan(
        plan_id=reading.folder.resolve().name,
        **own,
        targets=tuple(target for _, target in reading.targets),
        reliefs=known.relief,
        ambiguities=known.ambiguity,
        amendments=reading.amendments,
    )


def read_rows(folder: Path) -> tuple[list[Row], list[Fault]]:
    """The rows of the folder's one table of targets as text."""
    present = [folder / name for name in TARGET_FILES if (folder / name).is_file()]
    if len(present) != 1:
        message = tell("targets.csv and targets.xlsx are both there") if present else tell("targets.csv is missing")
        return [], [Fault(str(folder), "", message, tell("Keep exactly one table of targets."))]
    path = present[0]
    try:
        lines = _csv_lines(path) if path.suffix == ".csv" else _sheet_lines(path)
    except UnicodeDecodeError:
        return [], [
            Fault(str(path), "", tell("the file is not UTF-8"), tell("Save it as 'CSV UTF-8 (comma delimited)'."))
        ]
    except (csv.Error, fastexcel.FastExcelError) as error:
        return [], [
            Fault(
                str(path),
                "",
                tell("the table cannot be read: {error}", error=error),
                tell("Save it again as CSV or XLSX."),
            )
        ]
    return _table(path, lines)


def _table(path: Path, lines: list[tuple[int, list[str]]]) -> tuple[list[Row], list[Fault]]:
    """The rows of a table whose first line is its header; none when a needed column is missing."""
    if not lines:
        return [], [
            Fault(str(path), "", tell("the file is empty"), tell("Write the header line and one row for each target."))
        ]
    columns = tuple(lines[0][1])
    faults = column_faults(str(path), columns)
    if not set(REQUIRED) <= set(columns):
        return [], faults
    rows = []
    for line, cells in lines[1:]:
        row = Row(str(path), line, {**dict.fromkeys(columns, ""), **dict(zip(columns, cells, strict=False))})
        rows.append(row)
        if len(cells) > len(columns):
            faults.append(
                row.fault(tell("the line has more cells than the header"), tell('Put texts with commas in "quotes".'))
            )
    if not rows:
        faults.append(Fault(str(path), "", tell("the table has no target"), tell("Write one row for each target.")))
    return rows, faults


def _csv_lines(path: Path) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""), strict=True)
    return [(reader.line_num, cells) for cells in map(_clean, reader) if any(cells)]


def _sheet_lines(path: Path) -> list[tuple[int, list[str]]]:
    """The first sheet's lines; a number cell reads as its shortest text (60.0 as "60")."""
    sheet = fastexcel.read_excel(path).load_sheet(0, header_row=None, dtypes="string")
    columns = [column.to_pylist() for column in sheet.to_arrow().columns]
    lines = ((line, _clean(cells)) for line, cells in enumerate(zip(*columns, strict=True), start=1))
    return [(line, cells) for line, cells in lines if any(cells)]


def _clean(cells: list[str] | tuple[str | None, ...]) -> list[str]:
    """Cells in composed Unicode with single spaces, so that equal texts compare equal."""
    return [" ".join(unicodedata.normalize("NFC", cell or "").split()) for cell in cells]


def _plan_files() -> dict[str, Path]:
    """``plan.toml`` of every known plan by its id; the office's own wins over one of the project."""
    found = [*PLANS.glob(f"[!_]*/{SETTINGS_FILE}"), *office_plans().glob(f"[!_.]*/{SETTINGS_FILE}")]
    return {path.parent.name: path for path in found}


def new_plan(plan_id: str, into: Path = PLANS) -> Path:
    """A new folder with the commented template of a plan; nothing is ever overwritten.

    Raises:
        ConfigurationError: the id is not one, or the folder is there; the caller chooses another.
    """
    if not _PLAN_ID.fullmatch(plan_id):
        advice = tell("Use lower-case letters, digits and hyphens: lai-chau-2025.")
        raise ConfigurationError(tell("'{plan_id}' is not a plan id.", plan_id=plan_id), advice, code="usage-wrong")
    folder = into / plan_id
    if folder.exists():
        raise ConfigurationError(
            tell("{folder} is already there.", folder=folder),
            tell("Choose another id, or edit that plan."),
            code="already-there",
        )
    shutil.copytree(PLANS / "_template", folder)
    return folder
