"""Decisions as they stand on disk beside the warehouse, so that a warehouse made anew knows them.

In and out: ``<home>/decisions.jsonl``, one decision a line, only ever added to.
"""

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

JOURNAL = "decisions.jsonl"
COLUMNS = ("plan_id", "period", "kind", "rule", "name", "reason", "bound_to", "counts", "decided_at")


def keep_decision(connection: duckdb.DuckDBPyConnection, home: Path, decision: dict[str, Any]) -> None:
    """Put a decision into ``mart.decision`` and onto disk; call it inside a transaction."""
    values = [decision.get(column) for column in COLUMNS]
    connection.execute(f"insert into mart.decision values ({', '.join('?' * len(COLUMNS))})", values)
    line = json.dumps(dict(zip(COLUMNS, values, strict=True)), ensure_ascii=False, default=datetime.isoformat)
    with (home / JOURNAL).open("a", encoding="utf-8") as journal:
        journal.write(line + "\n")
        journal.flush()
        os.fsync(journal.fileno())


def recall_decisions(connection: duckdb.DuckDBPyConnection, home: Path) -> int:
    """Put the decisions on disk that ``mart.decision`` does not know into it; how many these were."""
    path = home / JOURNAL
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    known = {tuple(row) for row in connection.execute("select * from mart.decision").fetchall()}
    recalled = 0
    for decision in map(json.loads, lines):
        decision["decided_at"] = datetime.fromisoformat(decision["decided_at"])
        values = tuple(decision[column] for column in COLUMNS)
        if values not in known:
            connection.execute(f"insert into mart.decision values ({', '.join('?' * len(COLUMNS))})", list(values))
            known.add(values)
            recalled += 1
    return recalled
