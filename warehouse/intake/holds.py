"""What is unusual in a checked export and must not pass before a person has accepted it by name.

In: an export, its counts and the months before it. Out: :class:`Hold` values, each with a stable name.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb

from warehouse.exports.datasets import datasets
from warehouse.exports.export import Export
from warehouse.intake.stage import DatasetCounts
from warehouse.messages import tell

_USUAL = Path(__file__).with_name("usual_rows.sql")
_LEAST_PERCENT, _MOST_PERCENT = 30, 300
_LEAST_MONTHS = 2


@dataclass(frozen=True)
class Hold:
    """One reason to wait: what is unusual, of which dataset, and the numbers that an acceptance is bound to."""

    code: str
    dataset: str
    counts: dict[str, int]
    detail: str = ""

    @property
    def rule(self) -> str:
        """The name by which it is accepted, such as ``rows-below-usual:ho_so``."""
        return f"{self.code}:{self.dataset}"

    @property
    def counts_text(self) -> str:
        """The numbers as kept."""
        return json.dumps(self.counts, sort_keys=True)

    def __str__(self) -> str:
        """The name, the numbers and where they came from."""
        numbers = ", ".join(f"{_counted(name)} {number}" for name, number in self.counts.items())
        return f"{self.rule} ({numbers}{self.detail})"


def _counted(name: str) -> str:
    return {
        "rows": tell("rows"),
        "before": tell("before"),
        "usual": tell("usual"),
        "replaced": tell("replaced"),
        "files": tell("files"),
        "sent_back": tell("sent back"),
    }.get(name, name)


@dataclass(frozen=True)
class _Past:
    """What the warehouse holds of a dataset: the months before, and the version that is replaced."""

    months: int = 0
    usual: int = 0
    most: int = 0
    latest: int = 0
    replaced: int | None = None


def find_holds(
    connection: duckdb.DuckDBPyConnection, export: Export, counts: Iterable[DatasetCounts], gate_percent: Decimal
) -> list[Hold]:
    """Everything that must be accepted of an export, by dataset; empty for a usual one."""
    past = _past(connection, export)
    counted = {each.dataset: each for each in counts}
    holds: list[Hold] = []
    for dataset in datasets():
        if empty := sum(not resource.bytes for resource in export.of(dataset)):
            holds.append(Hold("no-bytes", dataset, {"files": empty}))
        if dataset in counted or dataset in past:
            holds += _unusual(dataset, counted.get(dataset), past.get(dataset, _Past()))
        if dataset in counted:
            holds += _sent_back(counted[dataset], gate_percent)
    return holds


def _past(connection: duckdb.DuckDBPyConnection, export: Export) -> dict[str, _Past]:
    found = connection.execute(
        _USUAL.read_text("utf-8"),
        {"province": export.province, "month": export.month, "digest": export.digest},
    ).fetchall()
    return {dataset: _Past(*numbers) for dataset, *numbers in found}


def _unusual(dataset: str, count: DatasetCounts | None, past: _Past) -> Iterator[Hold]:
    """No rows after months with rows; far fewer or more than usual, or than the version that is replaced."""
    rows = count.rows if count else 0
    replaced = past.replaced
    if replaced is None and datasets()[dataset].is_snapshot:
        replaced = past.latest
    if not rows:
        if past.most or past.replaced:
            yield Hold(
                "no-rows" if count else "undelivered", dataset, {"rows": 0, "before": past.replaced or past.latest}
            )
        return
    if past.months >= _LEAST_MONTHS:
        yield from _compared(dataset, rows, past.usual, "usual")
    if replaced:
        yield from _compared(dataset, rows, replaced, "replaced")


def _compared(dataset: str, rows: int, measure: int, name: str) -> Iterator[Hold]:
    side = "below" if rows * 100 < measure * _LEAST_PERCENT else "above" if rows * 100 > measure * _MOST_PERCENT else ""
    if side:
        yield Hold(f"rows-{side}-{name}", dataset, {"rows": rows, name: measure})


def _sent_back(count: DatasetCounts, gate_percent: Decimal) -> Iterator[Hold]:
    if count.quarantined * 100 > gate_percent * count.rows:
        rules = ", ".join(f"{rule} ({rows})" for rule, rows in count.rules)
        units = ", ".join(f"{unit} ({rows})" for unit, rows in count.units)
        detail = tell(
            ": {sent_back} of {rows} rows of {dataset}, {percent:.1f} %, break a rule, more than the gate of {gate} %; "
            "most rows by rule: {rules}; most by unit: {units}",
            sent_back=count.quarantined,
            rows=count.rows,
            dataset=count.dataset,
            percent=100 * count.quarantined / count.rows,
            gate=gate_percent,
            rules=rules,
            units=units,
        )
        yield Hold("rows-sent-back", count.dataset, {"rows": count.rows, "sent_back": count.quarantined}, detail)
