"""Which delivered files were removed when the time to keep them was over; their rows stay in the warehouse.

In and out: ``<home>/exports/purged.jsonl``, one version a line, only ever added to.
"""

import json
import os
from pathlib import Path
from typing import Any

from warehouse.units.mergers import senders_of

JOURNAL = "purged.jsonl"


def keep_purged(exports: Path, line: dict[str, Any]) -> None:
    """Write down that a version is removed, before it is."""
    with (exports / JOURNAL).open("a", encoding="utf-8") as journal:
        journal.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")
        journal.flush()
        os.fsync(journal.fileno())


def purged_months(exports: Path, province: str) -> set[str]:
    """The months of a province of which a version was removed, whoever sent it."""
    path = exports / JOURNAL
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    senders = senders_of(province)
    return {entry["month"] for entry in map(json.loads, lines) if entry["province"] == senders.of(entry["month"])}
