"""How the command line shows things: one JSON document, or tables and sentences for a person."""

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from warehouse.messages import tell
from warehouse.words import heading, word

_VERDICTS = ("met", "not_met", "no_data", "no_activity", "no_target", "invalid")
_READABLE = 24  # characters that a column of words keeps before another column is dropped
WORDY = (
    "where",
    "unit",
    "verdict",
    "status",
    "reason",
    "folder",
    "levels",
    "milestones",
    "area",
    "name",
    "title",
    "exports",
    "changes",
    "said",
    "note",
)  # the columns that may wrap


def print_json(document: Any) -> None:
    """Exactly one JSON document on stdout."""
    print(json.dumps(document, ensure_ascii=False, indent=1, default=_plain))


def print_table(
    title: str, columns: Iterable[str], rows: Iterable[Iterable[Any]], *, may_drop: Sequence[str] = ()
) -> None:
    """A table on stdout, its columns headed in the reader's language; empty cells for missing values.

    On a terminal that is too narrow, the columns of ``may_drop`` are left out from the first on, and named
    below the table, before any column would be squeezed to nothing.
    """
    titles = list(columns)
    cells = [["" if value is None else str(value) for value in row] for row in rows]
    console = Console()
    dropped = _dropped(titles, cells, may_drop, console.width) if console.is_terminal or "COLUMNS" in os.environ else []
    table = Table(title=title, title_justify="left", header_style="bold")
    for column in titles:
        if column not in dropped:
            shown = heading(column)
            table.add_column(shown, no_wrap=column not in WORDY, overflow="fold", min_width=min(len(shown), 16))
    for row in cells:
        table.add_row(*(cell for column, cell in zip(titles, row, strict=True) if column not in dropped))
    console.print(table)
    if dropped:
        print(
            tell(
                "Not shown on this narrow terminal: {dropped}; --json has all.",
                dropped=", ".join(map(heading, dropped)),
            )
        )


def _dropped(titles: list[str], cells: list[list[str]], may_drop: Sequence[str], width: int) -> list[str]:
    """As many of the droppable columns as it takes for the others to be readable in a width."""
    widest = {
        column[0]: max(map(len, (heading(column[0]), *column[1:]))) for column in zip(titles, *cells, strict=True)
    }
    needed = {title: min(wide, _READABLE) if title in WORDY else wide for title, wide in widest.items()}
    dropped: list[str] = []
    for title in may_drop:
        if sum(needed[other] + 3 for other in titles if other not in dropped) + 1 <= width:
            break
        dropped.append(title)
    return dropped


def verdict_text(verdicts: dict[str, int]) -> str:
    """Counts in words, such as 12 met, 11 not met, 1 no data; statuses without a target are left out."""
    return ", ".join(f"{verdicts[status]} {word(status)}" for status in _VERDICTS if verdicts.get(status))


def next_text(command: str) -> str:
    """What to type next."""
    return tell("Next: {command}", command=command)


def exports_text(exports: list[dict[str, Any]] | None) -> str:
    """The months that fed a revision, such as ``2024-01 to 2024-03; 2024-02 in version 2``."""
    if not exports:
        return ""
    first, last = exports[0]["month"], exports[-1]["month"]
    months = first if first == last else tell("{first} to {last}", first=first, last=last)
    corrected = [
        tell("{month} in version {version}", month=each["month"], version=each["revision"])
        for each in exports
        if each["revision"] > 1
    ]
    return "; ".join([months, *corrected])


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
