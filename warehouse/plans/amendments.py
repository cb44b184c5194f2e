"""Later decisions of a plan: ``amendments/<yyyy-mm-dd>/plan.toml`` with ``targets.csv``, the changed rows only.

An amendment counts from its day on. A period is judged by what was in force at its end, so the plan of an
earlier period knows nothing of it.
"""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field

from warehouse.messages import tell
from warehouse.plans.files import SETTINGS_FILE, TARGET_FILES, PlanReading, read_rows, read_targets
from warehouse.plans.rows import Row
from warehouse.plans.settings import Table, read_settings
from warehouse.plans.types import Ambiguity, Amendment, Change, Fault, Filled, Relief, Setting, Target, Texts

AMENDMENTS = "amendments"


class AmendmentSettings(Setting):
    """What an amendment's ``plan.toml`` may say; its reliefs, when it has any, replace the earlier ones."""

    document: Filled
    removed_rows: Texts = ()
    relief: Annotated[tuple[Relief, ...], Field(strict=False)] = ()
    ambiguity: Annotated[tuple[Ambiguity, ...], Field(strict=False)] = ()


@dataclass(frozen=True)
class AmendmentReading:
    """One amendment as read; ``known`` when its settings are faultless, ``on`` its first day."""

    on: date
    folder: Path
    settings: Table
    known: AmendmentSettings | None
    targets: tuple[tuple[Row, Target], ...]
    faults: tuple[Fault, ...]


def read_amendments(folder: Path) -> tuple[AmendmentReading, ...]:
    """The amendments of a plan's folder by day; a folder that is named otherwise is a fault of its own."""
    return tuple(_read_amendment(path) for path in sorted((folder / AMENDMENTS).glob("*/")))


def amended(reading: PlanReading, amendments: tuple[AmendmentReading, ...], day: date) -> PlanReading:
    """The reading of a plan as it was in force on a day."""
    for amendment in amendments:
        if amendment.on <= day:
            reading = _amended(reading, amendment)
    return reading


def _read_amendment(folder: Path) -> AmendmentReading:
    settings, known, faults = read_settings(folder / SETTINGS_FILE, AmendmentSettings)
    targets: tuple[tuple[Row, Target], ...] = ()
    if any((folder / name).is_file() for name in TARGET_FILES):
        rows, found = read_rows(folder)
        targets, row_faults = read_targets(rows)
        faults += found + row_faults
    elif known is not None and not (known.removed_rows or known.relief):
        faults.append(
            Fault(
                str(folder), "", tell("the amendment changes nothing"), tell("Add targets.csv with the changed rows.")
            )
        )
    try:
        on = date.fromisoformat(folder.name)
    except ValueError:
        on = date.max
        faults.append(
            Fault(
                str(folder), "", tell("the folder is not named by a day"), tell("Name it by its first day: 2024-07-01.")
            )
        )
    return AmendmentReading(on, folder, settings, known, targets, tuple(faults))


def _amended(reading: PlanReading, amendment: AmendmentReading) -> PlanReading:
    known, change = reading.known, amendment.known
    if known is None or change is None:
        return replace(reading, faults=(*reading.faults, *amendment.faults))
    own = {(target.row_no, target.horizon) for _, target in amendment.targets}
    gone = {row_no for row_no, _ in own} | set(change.removed_rows)
    settings = known.model_copy(
        update={
            "ambiguity": (*(_without_rows(each, gone) for each in known.ambiguity), *change.ambiguity),
            "relief": change.relief or known.relief,
        }
    )
    tables = {key: amendment.settings[key] for key in ("relief",) if key in amendment.settings}
    later = [*reading.settings.get("ambiguity", []), *amendment.settings.get("ambiguity", [])]
    return replace(
        reading,
        known=settings,
        settings={**reading.settings, **tables, "ambiguity": later},
        row_numbers=reading.row_numbers | {target.row_no for _, target in amendment.targets},
        targets=_merged(reading.targets, amendment.targets, change.removed_rows),
        faults=(*reading.faults, *amendment.faults, *_unknown_rows(reading, amendment, change)),
        amendments=(*reading.amendments, Amendment(amendment.on, change.document, tuple(sorted(gone)))),
    )


def _merged(
    before: tuple[tuple[Row, Target], ...], changed: tuple[tuple[Row, Target], ...], removed: tuple[str, ...]
) -> tuple[tuple[Row, Target], ...]:
    """The rows with each changed one in its own place, new ones after the last of their group."""
    keys = {(target.row_no, target.horizon) for _, target in changed}
    merged: list[tuple[Row, Target]] = []
    for row, target in before:
        key = (target.row_no, target.horizon)
        if key in keys:
            merged += [pair for pair in changed if key == (pair[1].row_no, pair[1].horizon) and pair not in merged]
        elif target.row_no not in removed:
            merged.append((row, target))
    for pair in changed:
        if pair not in merged:
            ends = [at for at, (_, other) in enumerate(merged, start=1) if other.group_no == pair[1].group_no]
            merged.insert(ends[-1] if ends else len(merged), pair)
    return tuple(merged)


def _without_rows(ambiguity: Ambiguity, gone: set[str]) -> Ambiguity:
    """An earlier ambiguity without what it set for rows that were given anew; its number stays."""
    readings = tuple(
        each.model_copy(update={"sets": tuple(kept for change in each.sets if (kept := _without(change, gone)))})
        for each in ambiguity.readings
    )
    return ambiguity.model_copy(update={"readings": readings})


def _without(change: Change, gone: set[str]) -> Change | None:
    rows = tuple(row_no for row_no in change.rows if row_no not in gone)
    return change.model_copy(update={"rows": rows}) if rows or not change.rows else None


def _unknown_rows(reading: PlanReading, amendment: AmendmentReading, change: AmendmentSettings) -> list[Fault]:
    place = str(amendment.folder / SETTINGS_FILE)
    return [
        Fault(
            place,
            row_no,
            tell("removed_rows: there is no row '{row_no}'", row_no=row_no),
            tell("Name a row that is in force before that day."),
        )
        for row_no in change.removed_rows
        if row_no not in reading.row_numbers
    ]
