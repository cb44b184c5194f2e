"""``plan.toml`` -> the settings of a plan, its reliefs and ambiguities, and every mistake in them."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from warehouse.periods import CALENDARS
from warehouse.plans.rows import nearest
from warehouse.plans.types import Ambiguity, Fault, Relief

AREA_KINDS = ("province", "district")
READINGS = ("points", "relative")
REPORTS = ("short", "long")
# Words for the columns of a document's own table. ``horizon_2030`` and ``schedule_2030`` are
# the target and the schedule of the rows whose horizon is that year, not the plan's.
COLUMNS = (
    "stt",
    "name",
    "unit_of_measure",
    "target",
    "milestones",
    "implementing",
    "coordinating",
    "evaluating",
    "legal_basis",
    "baselines",
    "evidence",
    "schedule",
    "notes",
)
TEXT_SETTINGS = (
    "title",
    "document",
    "issued_by",
    "province",
    "area",
    "area_name",
    "area_kind",
    "place",
    "calendar",
)
_TYPES: dict[str, type | tuple[type, ...]] = {
    **dict.fromkeys(TEXT_SETTINGS, str),
    "year": int,
    "columns": list,
    "gate_percent": (int, float),
    "recipients": list,
    "signature": dict,
    "column_titles": dict,
    "relief": list,
    "ambiguity": list,
    "draft": bool,
    "report": str,
    "ranking_minimum": int,
    "source": str,
    "territory": list,
}
_REQUIRED = (*TEXT_SETTINGS, "year", "columns")
_RELIEF = {
    "rows": list,
    "amount": (int, float),
    "reading": str,
    "districts": list,
    "commune_tags": list,
    "wording": str,
}
_AMBIGUITY = {
    "rows": list,
    "document_says": str,
    "readings": list,
    "taken": str,
    "decided_by": str,
    "decided_on": date,
}
_HORIZON_COLUMN = re.compile(r"(horizon|schedule)_20\d{2}")

Table = dict[str, Any]

_RANGES: tuple[tuple[str, Callable[[Any], bool], str, str], ...] = (
    (
        "province",
        lambda code: isinstance(code, str) and code != "" and not re.fullmatch(r"H\d{2}", code),
        "is not a province code",
        "Write the province's mã định danh, an H and two digits, such as H43.",
    ),
    (
        "year",
        lambda year: isinstance(year, int) and not 2000 < year < 2100,
        "is not a report year",
        "Write it with four digits: 2025.",
    ),
    (
        "gate_percent",
        lambda gate: isinstance(gate, int | float) and not 0 <= gate <= 100,
        "is outside 0-100",
        "Give a percentage, such as 5.",
    ),
    (
        "ranking_minimum",
        lambda least: isinstance(least, int) and least < 1,
        "is below 1",
        "Give the smallest denominator that is ranked, such as 10.",
    ),
)


def setting_faults(file: str, settings: Table) -> list[Fault]:
    """Every mistake in the keys and values of ``plan.toml``, whatever the targets say."""
    faults = []
    if settings.get("draft") is True:
        advice = "Compare it with the document at each source_place, then delete the line 'draft = true'."
        faults.append(Fault(file, "", "the plan is a draft that nobody has accepted", advice))
    faults += _shape_faults(file, "", settings, _TYPES, _REQUIRED)
    faults += _choice_faults(file, settings)
    for number, relief in enumerate(setting_tables(settings, "relief"), start=1):
        faults += _relief_faults(file, f"relief {number}", relief)
    for number, ambiguity in enumerate(setting_tables(settings, "ambiguity"), start=1):
        faults += _shape_faults(file, f"ambiguity {number}: ", ambiguity, _AMBIGUITY, tuple(_AMBIGUITY))
    return faults


def read_reliefs(settings: Table) -> tuple[Relief, ...]:
    """The ``[[relief]]`` tables of faultless settings."""
    return tuple(
        Relief(
            rows=tuple(table["rows"]),
            amount=Decimal(str(table["amount"])),
            reading=table["reading"],
            districts=tuple(table["districts"]),
            commune_tags=tuple(table["commune_tags"]),
            wording=table["wording"],
        )
        for table in settings.get("relief", ())
    )


def read_ambiguities(settings: Table) -> tuple[Ambiguity, ...]:
    """The ``[[ambiguity]]`` tables of faultless settings."""
    return tuple(
        Ambiguity(
            rows=tuple(table["rows"]),
            document_says=table["document_says"],
            readings=tuple(table["readings"]),
            taken=table["taken"],
            decided_by=table["decided_by"],
            decided_on=table["decided_on"],
        )
        for table in settings.get("ambiguity", ())
    )


def sound_ambiguities(settings: Table) -> list[Table]:
    """The ``[[ambiguity]]`` tables that have every field, whatever else is wrong."""
    return [
        table
        for table in setting_tables(settings, "ambiguity")
        if all(isinstance(table.get(key), kinds) for key, kinds in _AMBIGUITY.items())
    ]


def setting_tables(settings: Table, key: str) -> list[Table]:
    """The ``[[key]]`` tables of settings that may be wrong in every way."""
    listed = settings.get(key)
    return [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []


def _shape_faults(file: str, where: str, table: Table, types: dict[str, Any], required: tuple[str, ...]) -> list[Fault]:
    faults = [
        Fault(file, "", f"{where}'{key}' is missing", f"Add the line {key} = …") for key in required if key not in table
    ]
    for key, value in table.items():
        kinds = types.get(key)
        if kinds is None:
            faults.append(Fault(file, "", f"{where}'{key}' is not a setting", nearest(key, tuple(types))))
        elif not isinstance(value, kinds) or (isinstance(value, bool) and kinds is not bool):
            faults.append(Fault(file, "", f"{where}'{key}' has the wrong type", _type_advice(key, kinds)))
        elif value == "" and key in required:
            faults.append(Fault(file, "", f"{where}'{key}' is empty", "Fill it in."))
        elif isinstance(value, list) and key not in ("relief", "ambiguity"):
            texts = all(isinstance(entry, str) for entry in value)
            if not texts:
                faults.append(Fault(file, "", f"{where}'{key}' has the wrong type", _type_advice(key, list)))
    return faults


def _type_advice(key: str, kinds: Any) -> str:
    shown = {
        str: 'a text in quotes: "…"',
        list: 'a list of texts: ["…", "…"]',
        int: "a whole number without quotes",
        dict: f"a table headed [{key}]",
        bool: "true or false",
        date: "a date without quotes: 2024-03-18",
    }
    if key in ("relief", "ambiguity"):
        return f"Write each as a table headed [[{key}]]."
    return f"Write {shown.get(kinds, 'a number without quotes')}."


def _choice_faults(file: str, settings: Table) -> list[Fault]:
    """Values of the right type that mean nothing."""
    faults = []
    for key, allowed in (("calendar", CALENDARS), ("area_kind", AREA_KINDS), ("report", REPORTS)):
        value = settings.get(key)
        if isinstance(value, str) and value and value not in allowed:
            faults.append(Fault(file, "", f"{key} '{value}' is not known", nearest(value, allowed)))
    for key, is_wrong, fault, advice in _RANGES:
        if key in settings and is_wrong(settings[key]):
            faults.append(Fault(file, "", f"{key} '{settings[key]}' {fault}", advice))
    columns = settings.get("columns")
    for column in columns if isinstance(columns, list) else ():
        if isinstance(column, str) and column not in COLUMNS and not _HORIZON_COLUMN.fullmatch(column):
            faults.append(Fault(file, "", f"column '{column}' is not known", nearest(column, COLUMNS)))
    return faults


def _relief_faults(file: str, where: str, relief: Table) -> list[Fault]:
    faults = _shape_faults(file, f"{where}: ", relief, _RELIEF, tuple(_RELIEF))
    reading = relief.get("reading")
    if isinstance(reading, str) and reading and reading not in READINGS:
        faults.append(Fault(file, "", f"{where}: reading '{reading}' is not known", nearest(reading, READINGS)))
    amount = relief.get("amount")
    if isinstance(amount, int | float) and not 0 < amount <= 100:
        faults.append(Fault(file, "", f"{where}: amount {amount} is outside 0-100", "Write 10 for 10 %."))
    return faults
