"""The portal's own evaluation of its units (Bộ chỉ số 766), read from the documents of its reporting service.

In: the bytes of one document and its group. Out: a row for each unit and metric, with the numbers as printed.
Source: the portal's service ``/api/v1/reporting/evaluation/<group>``; ``evaluation.toml`` names its groups.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from warehouse.messages import tell

TOTAL = "TOTAL"
"""The metric of a unit's score for the whole group; it has no numerator."""
_LEVELS = {"PROVINCE": "province", "COMMUNE": "commune"}
_PROVINCE_SUFFIX = re.compile(r"\s+-\s+(tỉnh|thành phố)\s+\S.*$", re.IGNORECASE)
_CODE = re.compile(r"H\d{2}(\.\d{2,3}){0,3}")
_METRIC = re.compile(r"[A-Z][A-Z0-9_]{1,60}")
_STATUS = re.compile(r"[A-Z][A-Z_]{1,60}")
_LARGEST = 10**12
_MOST_UNITS = 5_000

Table = dict[str, Any]


class DocumentFault(ValueError):
    """A document that is not what its group says; the text names the place."""


@dataclass(frozen=True)
class Group:
    """One of the six documents: its title, its shape and, for a tree, the fields of its metrics."""

    name: str
    title: str
    shape: str
    metrics: dict[str, tuple[str, str]]


@dataclass(frozen=True)
class EvaluatedUnit:
    """A unit as a document names it: ``code`` is None in the documents that give only the portal's id.

    ``is_province`` marks the entry of the whole province, whose ``level`` is empty.
    """

    portal_id: str
    code: str | None
    name: str
    level: str
    is_province: bool


@dataclass(frozen=True)
class Metric:
    """One metric of one unit, as printed: a null stays None, for it is "no data" and not 0.

    ``ratio`` is in percent; ``quality`` is the portal's own mark on the number (``dataQualityStatus``).
    """

    code: str
    numerator: int | None
    denominator: int | None
    ratio: float | None
    score: float | None
    max_score: float | None
    quality: str | None


@dataclass(frozen=True)
class Entry:
    """A unit with its metrics; ``place`` counts the units of a document from 1, the province first."""

    place: int
    unit: EvaluatedUnit
    metrics: tuple[Metric, ...] = field(default=())


@lru_cache
def groups() -> dict[str, Group]:
    """The groups by name, in the portal's order."""
    listed = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    return {
        name: Group(
            name, table["title"], table["shape"], {k: (v[0], v[1]) for k, v in table.get("metrics", {}).items()}
        )
        for name, table in listed.items()
    }


def read_document(content: bytes, group: str) -> tuple[Entry, ...]:
    """The entries of one document, the province's own first.

    Raises:
        DocumentFault: it is no JSON of this group's shape, or a number in it is none.
    """
    described = groups().get(group)
    if described is None:
        raise DocumentFault(tell("the group is none of {groups}", groups=", ".join(groups())))
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise DocumentFault(tell("it is not a JSON document in UTF-8")) from error
    whole, parts = _shape(document, described)
    listed = [_table(whole, "the province's entry"), *(_table(part, f"unit {n}") for n, part in enumerate(parts, 1))]
    if len(listed) > _MOST_UNITS:
        raise DocumentFault(tell("it has more than {most} units", most=_MOST_UNITS))
    entries = tuple(_entry(place, entry, described) for place, entry in enumerate(listed, start=1))
    ids = [entry.unit.portal_id for entry in entries]
    if len(set(ids)) < len(ids):
        raise DocumentFault(tell("a unit stands in it twice"))
    return entries


def with_codes(documents: dict[str, tuple[Entry, ...]]) -> dict[str, tuple[Entry, ...]]:
    """The same documents with every unit's code, taken from the documents that give it.

    Raises:
        DocumentFault: one portal id has two codes, or a unit has its code nowhere.
    """
    codes: dict[str, str] = {}
    for entries in documents.values():
        for entry in entries:
            unit = entry.unit
            if unit.code and codes.setdefault(unit.portal_id, unit.code) != unit.code:
                raise DocumentFault(
                    tell("one unit has the codes {first} and {second}", first=codes[unit.portal_id], second=unit.code)
                )
    return {path: tuple(_coded(entry, codes) for entry in entries) for path, entries in documents.items()}


def _coded(entry: Entry, codes: dict[str, str]) -> Entry:
    code = codes.get(entry.unit.portal_id)
    if code is None:
        raise DocumentFault(tell("unit {place} has its code in none of the delivered documents", place=entry.place))
    return replace(entry, unit=replace(entry.unit, code=code))


def _shape(content: Any, group: Group) -> tuple[Any, list[Any]]:
    """The province's entry and those of its units."""
    document = _table(content, "the document")
    if document.get("code", "OK") != "OK":
        raise DocumentFault(tell("the service answered with a fault, not with data"))
    body = _table(document.get("data", document), "its data")
    names = ("overview", "evaluation") if group.shape == "overview" else ("parent", "children")
    if names[0] not in body or not isinstance(body.get(names[1]), list):
        raise DocumentFault(tell("it has no '{outer}' with a list '{inner}'", outer=names[0], inner=names[1]))
    return body[names[0]], body[names[1]]


def _entry(place: int, entry: Table, group: Group) -> Entry:
    metrics = _named_metrics(entry, place) if group.shape == "overview" else _field_metrics(entry, place, group)
    return Entry(place, _unit(place, entry), (*metrics, _total(entry, place)))


def _unit(place: int, entry: Table) -> EvaluatedUnit:
    code = entry.get("departmentCode")
    if code is not None and not (isinstance(code, str) and _CODE.fullmatch(code)):
        raise DocumentFault(tell("the code of unit {place} is not a mã định danh", place=place))
    portal_id, name = entry.get("departmentId"), entry.get("departmentName")
    if not (isinstance(portal_id, str) and portal_id and isinstance(name, str) and name.strip()):
        raise DocumentFault(tell("unit {place} has no departmentId or no departmentName", place=place))
    level = _LEVELS.get(str(entry.get("departmentLevel") or entry.get("level") or "PROVINCE"))
    if level is None:
        raise DocumentFault(tell("the level of unit {place} is neither PROVINCE nor COMMUNE", place=place))
    plain = _PROVINCE_SUFFIX.sub("", " ".join(name.split()))
    return EvaluatedUnit(portal_id, code, plain, "" if place == 1 else level, place == 1)


def _named_metrics(entry: Table, place: int) -> Iterator[Metric]:
    listed = entry.get("metrics")
    if not isinstance(listed, list):
        raise DocumentFault(tell("unit {place} has no list of metrics", place=place))
    seen: set[str] = set()
    for metric in (_table(each, tell("a metric of unit {place}", place=place)) for each in listed):
        code, quality = metric.get("code"), metric.get("dataQualityStatus")
        if not isinstance(code, str) or not _METRIC.fullmatch(code) or code in seen:
            raise DocumentFault(tell("a metric of unit {place} has no code of its own", place=place))
        seen.add(code)
        yield Metric(
            code,
            _count(metric.get("numerator"), code, place),
            _count(metric.get("denominator"), code, place),
            _real(metric.get("ratio"), code, place),
            _real(metric.get("score"), code, place),
            _real(metric.get("maxScore"), code, place),
            quality if isinstance(quality, str) and _STATUS.fullmatch(quality) else None,
        )


def _field_metrics(entry: Table, place: int, group: Group) -> Iterator[Metric]:
    """The metrics that a tree gives in fields; a unit without the fields has none."""
    for code, (over, under) in group.metrics.items():
        if over in entry or under in entry:
            counts = (_count(entry.get(over), over, place), _count(entry.get(under), under, place))
            yield Metric(code, *counts, None, None, None, None)


def _total(entry: Table, place: int) -> Metric:
    score = _real(entry.get("totalScore", entry.get("score")), "score", place)
    most = _real(entry.get("totalMaxScore", entry.get("maxScore")), "maxScore", place)
    return Metric(TOTAL, None, None, None, score, most, None)


def _table(value: Any, place: str) -> Table:
    if not isinstance(value, dict):
        raise DocumentFault(tell("{place} is not an object", place=place))
    return value


def _count(value: Any, name: str, place: int) -> int | None:
    """A whole number of cases, or None where the portal has none."""
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if type(value) is not int or not 0 <= value <= _LARGEST:
        raise DocumentFault(tell("'{name}' of unit {place} is not a number of cases", name=name, place=place))
    return value


def _real(value: Any, name: str, place: int) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= _LARGEST:
        raise DocumentFault(tell("'{name}' of unit {place} is not a number", name=name, place=place))
    return float(value)
