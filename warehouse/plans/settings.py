"""``plan.toml`` -> :class:`PlanSettings`, and every mistake in it: file, line, what is wrong, what to do.

Pydantic reads the tables; here its errors become the sentences that a plan's author reads.
"""

import re
import tomllib
import unicodedata
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from warehouse.messages import tell
from warehouse.plans.rows import nearest
from warehouse.plans.types import Ambiguity, Change, Fault, Filled, Number, Reading, Relief, Setting, Texts

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
_HORIZON_COLUMN = re.compile(r"(horizon|schedule)_20\d{2}")
_EMPTY = ("string_too_short", "literal_error", "string_pattern_mismatch", "too_short")
_TABLES: dict[str, type[Setting]] = {
    "relief": Relief,
    "ambiguity": Ambiguity,
    "readings": Reading,
    "sets": Change,
}

Table = dict[str, Any]
Read = TypeVar("Read", bound=Setting)


def _column(name: str) -> str:
    if name not in COLUMNS and not _HORIZON_COLUMN.fullmatch(name):
        fault = {"message": tell("column '{name}' is not known", name=name), "advice": nearest(name, COLUMNS)}
        raise PydanticCustomError("fault", "{message}", fault)
    return name


class PlanSettings(Setting):
    """All that ``plan.toml`` may say; the order of the fields is that of the template."""

    title: Filled
    document: Filled
    issued_by: Filled
    province: Annotated[str, Field(min_length=1, pattern=r"^H\d{2}$")]
    area: Filled
    area_name: Filled
    area_kind: Literal["province", "district"]
    place: Filled
    year: Annotated[int, Field(gt=2000, lt=2100)]
    calendar: Literal["nd09", "civil"]
    columns: Annotated[tuple[Annotated[str, AfterValidator(_column)], ...], Field(strict=False)]
    gate_percent: Annotated[Number, Field(ge=0, le=100)] = Decimal(5)
    recipients: Texts = ()
    report: Literal["short", "long"] = "short"
    ranking_minimum: Annotated[int, Field(ge=1)] = 10
    source: str = ""
    territory: Texts = ()
    signature: dict[str, str] = Field(default_factory=dict)
    column_titles: dict[str, str] = Field(default_factory=dict)
    relief: Annotated[tuple[Relief, ...], Field(strict=False)] = ()
    ambiguity: Annotated[tuple[Ambiguity, ...], Field(strict=False)] = ()
    draft: bool = False


def read_settings(path: Path, kind: type[Read]) -> tuple[Table, Read | None, list[Fault]]:
    """A settings file as its bare tables, as settings when nothing in it is wrong, and its mistakes."""
    try:
        text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8-sig"))
        table = tomllib.loads(text)
    except UnicodeDecodeError:
        return {}, None, [Fault(str(path), "", tell("the file is not UTF-8"), tell("Save it again as UTF-8."))]
    except tomllib.TOMLDecodeError as error:
        return (
            {},
            None,
            [
                Fault(
                    str(path),
                    "",
                    tell("the file is not TOML: {error}", error=error),
                    tell("Correct the line that it names."),
                )
            ],
        )
    faults = []
    if table.get("draft") is True:
        advice = tell("Compare it with the document at each source_place, then delete the line 'draft = true'.")
        faults.append(Fault(str(path), "", tell("the plan is a draft that nobody has accepted"), advice))
    try:
        return table, kind.model_validate(table), faults
    except ValidationError as error:
        faults += [_fault(path, text, kind, each) for each in error.errors(include_url=False)]
        return table, None, faults


def setting_tables(settings: Table, key: str) -> list[Table]:
    """The ``[[key]]`` tables of settings that may be wrong in every way."""
    listed = settings.get(key)
    return [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []


def sound_ambiguities(settings: Table) -> tuple[Ambiguity, ...]:
    """The ``[[ambiguity]]`` tables that can be read, whatever else is wrong."""
    found = []
    for table in setting_tables(settings, "ambiguity"):
        try:
            found.append(Ambiguity.model_validate(table))
        except ValidationError:
            continue
    return tuple(found)


def _fault(path: Path, text: str, kind: type[Setting], error: ErrorDetails) -> Fault:
    """One error of pydantic's as a sentence with its place; the author of the file corrects it."""
    place = list(error["loc"])
    while place and isinstance(place[-1], int):  # an entry of a list is named by the list
        place.pop()
    where, key = "", str(place[-1])
    for name, number in pairwise(place):
        if isinstance(number, int):
            where += f"{_part(str(name))} {number + 1}: "
    message, advice = _said(key, error, _known_keys(kind, place))
    return Fault(str(path), "", where + message, advice, line=_line(text, place))


def _said(key: str, error: ErrorDetails, known: tuple[str, ...]) -> tuple[str, str]:
    """What is wrong and what to do."""
    kind, value, context = error["type"], error["input"], error.get("ctx", {})
    if kind == "fault":
        return context["message"], context["advice"]
    if value in ("", []) and kind in _EMPTY:
        return tell("'{key}' is empty", key=key), tell("Fill it in.")
    if kind.startswith(("greater_than", "less_than", "string_pattern")):
        return _out_of_range(key, value)
    allowed = tuple(re.findall(r"'(\w+)'", context.get("expected", "")))
    return {
        "missing": (tell("'{key}' is missing", key=key), tell("Add the line {key} = …", key=key)),
        "extra_forbidden": (tell("'{key}' is not a setting", key=key), nearest(key, known)),
        "literal_error": (
            tell("{key} '{value}' is not known", key=key, value=value),
            nearest(str(value), allowed or known),
        ),
    }.get(kind, (tell("'{key}' has the wrong type", key=key), _shape(key, error)))


def _part(name: str) -> str:
    """One of a list of tables, by the name of the list."""
    return {
        "relief": tell("relief"),
        "ambiguity": tell("ambiguity"),
        "readings": tell("reading"),
        "decision": tell("decision"),
    }.get(name, name.removesuffix("s"))


def _out_of_range(key: str, value: object) -> tuple[str, str]:
    """What is wrong with a value that is too small, too large or of another form, and what to write."""
    setting = {"key": key, "value": value}
    outside = tell("{key} {value} is outside 0-100", **setting)
    return {
        "year": (tell("{key} {value} is not a report year", **setting), tell("Write it with four digits: 2025.")),
        "gate_percent": (outside, tell("Give a percentage, such as 5.")),
        "ranking_minimum": (
            tell("{key} {value} is below 1", **setting),
            tell("Give the smallest denominator that is ranked, such as 10."),
        ),
        "province": (
            tell("{key} {value} is not a province code", **setting),
            tell("Write the province's mã định danh, an H and two digits, such as H43."),
        ),
        "amount": (outside, tell("Write 10 for 10 %.")),
        "target": (outside, tell("Targets are percentages.")),
    }.get(key, (tell("{key} {value} is too small", **setting), tell("Count from 1.")))


def _shape(key: str, error: ErrorDetails) -> str:
    """What to write, by the start of pydantic's error type; another one is a number."""
    kind = error["type"].split("_")[0]
    if kind == "model" or (kind == "tuple" and key in _TABLES):
        return tell("Write each as a table headed [[{key}]].", key=key)
    if key == "levels":
        return tell("Join the levels by '+': {levels}.", levels="province+district+commune")
    if kind == "tuple" or isinstance(error["loc"][-1], int):
        kind = "list"
    return {
        "string": tell('Write a text in quotes: "…".'),
        "list": tell('Write a list of texts: ["…", "…"].'),
        "int": tell("Write a whole number without quotes."),
        "dict": tell("Write a table headed [{key}].", key=key),
        "bool": tell("Write true or false."),
        "date": tell("Write a date without quotes: 2024-03-18."),
    }.get(kind, tell("Write a number without quotes."))


def _known_keys(kind: type[Setting], place: list[Any]) -> tuple[str, ...]:
    """The keys that the innermost table may have."""
    tables = [name for name, number in pairwise(place) if isinstance(number, int)]
    return tuple((_TABLES.get(tables[-1], kind) if tables else kind).model_fields)


def _line(text: str, place: list[Any]) -> int:
    """The line of a setting, or of the table that lacks it; 0 when the file has neither."""
    lines = list(enumerate(text.splitlines(), start=1))
    key, table = str(place[0]), 0
    if len(place) > 2:  # the list, its entry's number, the entry's key
        heads = [line for line, content in lines if content.strip() == f"[[{key}]]"]
        if len(heads) <= place[1]:
            return 0
        table, after = heads[place[1]], [*heads[place[1] + 1 :], len(lines) + 1][0]
        lines, key = lines[table : after - 1], str(place[2])
    return next((line for line, content in lines if re.match(rf"\s*{re.escape(key)}\s*=", content)), table)
