"""How the command line shows things: one JSON document, or tables and sentences for a person."""

import json
from collections.abc import Iterable
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

VERDICT_WORDS = {
    "met": "met",
    "not_met": "not met",
    "no_data": "no data",
    "no_activity": "no activity",
    "no_target": "no target",
    "invalid": "invalid (more counted than there are)",
}


WORDY = (
    "where",
    "unit",
    "verdict",
    "reason",
    "folder",
    "levels",
    "milestones",
    "area",
    "name",
    "title",
)  # the columns that may wrap


def print_json(document: Any) -> None:
    """Exactly one JSON document on stdout."""
    print(json.dumps(document, ensure_ascii=False, indent=1, default=_plain))


def print_table(title: str, columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    """A table on stdout; empty cells for missing values."""
    table = Table(title=title, title_justify="left", header_style="bold")
    for column in columns:
        table.add_column(column, no_wrap=column not in WORDY, overflow="fold")
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row))
    Console().print(table)


def verdict_text(verdicts: dict[str, int]) -> str:
    """Counts in words, such as 12 met, 11 not met, 1 no data; statuses without a target are left out."""
    return ", ".join(f"{verdicts[status]} {words}" for status, words in VERDICT_WORDS.items() if verdicts.get(status))


def percent_text(value: float | Decimal | None) -> str:
    """A percentage with up to four decimals, cut and not rounded, so that no target is reached in print."""
    if value is None:
        return ""
    return f"{Decimal(str(value)).quantize(Decimal('0.0001'), rounding='ROUND_FLOOR').normalize():f}"


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
