"""The portal's evaluation documents of an export as rows of text, one for each unit, and the units as a list.

In: a verified :class:`Export` that holds such documents. Out: the columns of the dataset ``danh_gia_766``, or of
``don_vi`` where the export brings no list of units of its own.
"""

import json
from collections.abc import Iterator
from dataclasses import astuple

import pyarrow as pa

from warehouse.exports.contents import whole
from warehouse.exports.datasets import Dataset, datasets
from warehouse.exports.evaluation import DocumentFault, Entry, Metric, read_document, with_codes
from warehouse.exports.export import EVALUATION, Export, Resource, refuse_content
from warehouse.messages import tell

UNITS = "don_vi"
_KINDS = {"province": "so_nganh", "commune": "ubnd_xa"}
_PARTS = datasets()[EVALUATION].lists["ChiSo"]
Row = tuple[int | str | None, ...]


def brings_units(export: Export) -> bool:
    """Whether the units of an export are those of its evaluation documents."""
    return bool(export.of(EVALUATION)) and not export.of(UNITS)


def evaluation_rows(export: Export) -> pa.Table:
    """One row for each unit of each document, its metrics as a list of objects in JSON.

    Raises:
        DataRefused: names the document that is not of its group's shape, or says something impossible.
    """
    rows: list[Row] = [
        (
            resource.file_no,
            entry.place,
            resource.evaluation.group,
            resource.evaluation.time_type,
            str(resource.evaluation.year),
            str(resource.evaluation.part),
            entry.unit.code,
            entry.unit.name,
            entry.unit.level,
            "1" if entry.unit.is_province else "0",
            json.dumps([_metric(metric) for metric in entry.metrics]),
        )
        for resource, entries in _documents(export)
        for entry in entries
        if resource.evaluation
    ]
    return _table(datasets()[EVALUATION], rows)


def unit_rows(export: Export) -> pa.Table:
    """One row for each unit that the documents name, in the order in which they name them."""
    rows: dict[str, Row] = {}
    for resource, entries in _documents(export):
        for entry in entries:
            if entry.unit.code:
                rows.setdefault(entry.unit.code, _unit(resource.file_no, entry, export.province))
    return _table(datasets()[UNITS], list(rows.values()))


def _documents(export: Export) -> Iterator[tuple[Resource, tuple[Entry, ...]]]:
    """The documents of an export with the code of every unit."""
    read: dict[str, tuple[Entry, ...]] = {}
    resources = {resource.path: resource for resource in export.of(EVALUATION)}
    resource = next(iter(resources.values()))
    try:
        for resource in resources.values():
            group = resource.evaluation.group if resource.evaluation else ""
            read[resource.path] = read_document(whole(export, resource), group)
        coded = with_codes(read)
    except DocumentFault as fault:
        raise refuse_content(export, resource, str(fault)) from None
    for path, entries in coded.items():
        strange = next((e for e in entries if not f"{e.unit.code}.".startswith(f"{export.province}.")), None)
        if strange:
            raise refuse_content(
                export, resources[path], tell("unit {place} is of another province", place=strange.place)
            )
        yield resources[path], entries


def _metric(metric: Metric) -> dict[str, str]:
    values = zip(_PARTS, astuple(metric), strict=True)
    return {name: str(value) for name, value in values if value is not None}


def _unit(file_no: int, entry: Entry, province: str) -> Row:
    unit = entry.unit
    is_root = unit.code == province
    kind, parent = ("ubnd_tinh", None) if is_root else (_KINDS[unit.level], province)
    return (file_no, entry.place, unit.code, unit.name, unit.level or "province", kind, parent, None, None, None, None)


def _table(dataset: Dataset, rows: list[Row]) -> pa.Table:
    fields = [("file_no", pa.int32()), ("line_no", pa.int64()), *((name, pa.string()) for name in dataset.columns)]
    columns = list(zip(*rows, strict=True)) or [()] * len(fields)
    schema = pa.schema(fields)
    return pa.table([pa.array(c, field.type) for c, field in zip(columns, schema, strict=True)], schema=schema)
