"""What a revision follows from, as two digests: of its inputs, and of the program that computed it.

In: the warehouse, a plan, a period and what the office brings. Out: texts that are equal when nothing has changed.
Only the inputs decide whether a publication is current; the program's version is recorded beside them.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from warehouse.figures.revisions import Revision, newest_revision
from warehouse.periods import Period
from warehouse.plans.types import Plan

_ROOMS = ("warehouse", "expectations", "report_templates", "tasks")
_ELSEWHERE = (
    "report_templates/national",
    "warehouse/samples",
    "warehouse/plans/annex",
    "warehouse/explain",
    "tasks/under_prefect.py",
)


@lru_cache
def code_digest() -> str:
    """SHA-256 of every file of the program that can change a figure or a page."""
    root = Path(__file__).parents[2]
    digest = hashlib.sha256()
    for room in _ROOMS:
        for path in sorted((root / room).rglob("*")):
            name = path.relative_to(root).as_posix()
            if path.is_file() and "__pycache__" not in path.parts and not name.startswith(_ELSEWHERE):
                digest.update(f"{name}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def code_version() -> str:
    """The program's version and the start of its digest, as printed in manifests."""
    return f"{version('kybaocao')}+{code_digest()[:12]}"


def inputs_digest(
    connection: duckdb.DuckDBPyConnection,
    plan: Plan,
    period: Period,
    exports: list[str],
    office_inputs: Mapping[str, str],
) -> str:
    """SHA-256 of the exports' digests, the plan, what the office brings and the earlier reports that are printed."""
    earlier = _earlier_reports(connection, plan, period)
    return _sha256([exports, _said(asdict(plan)), str(period), sorted(office_inputs.items()), earlier])


def input_parts(
    connection: duckdb.DuckDBPyConnection, plan: Plan, period: Period, office_inputs: Mapping[str, str]
) -> dict[tuple[str, str], str]:
    """The digest of each input apart from the exports, by kind and name, to tell later which one has changed."""
    parts = {("plan", plan.plan_id): _sha256(_said(asdict(plan)))}
    parts |= {("text", name): _sha256(content) for name, content in office_inputs.items()}
    for plan_id, earlier, digest in _earlier_reports(connection, plan, period):
        parts["earlier", f"{plan_id} {earlier}"] = digest
    return parts


def _earlier_reports(connection: duckdb.DuckDBPyConnection, plan: Plan, period: Period) -> list[tuple[str, str, str]]:
    """Plan, period and digest of the published reports that the report of a period prints figures of."""
    return connection.execute(
        "select plan_id, period, max_by(inputs_digest, revision) from warehouse.mart.revision "
        "where state = 'published' and (period = $year_earlier or (plan_id = $plan_id and period < $period "
        "and left(period, 4) = left($period, 4) and "
        r"regexp_replace(period, '\d\d?$', '') = regexp_replace($period, '\d\d?$', ''))) group by all order by all",
        {"plan_id": plan.plan_id, "period": str(period), "year_earlier": str(period.a_year_earlier)},
    ).fetchall()


def _sha256(followed: Any) -> str:
    return hashlib.sha256(json.dumps(followed, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()


def is_current(newest: Revision | None, digest: str) -> bool:
    """Whether the newest revision is public and follows from these very inputs."""
    return newest is not None and newest.is_published and newest.inputs_digest == digest


def current_publication(
    connection: duckdb.DuckDBPyConnection,
    plan: Plan,
    period: Period,
    exports: list[str],
    office_inputs: Mapping[str, str],
) -> Revision | None:
    """The published revision when its inputs have not changed since, else none."""
    newest = newest_revision(connection, plan.plan_id, period, catalog="warehouse.")
    return newest if is_current(newest, inputs_digest(connection, plan, period, exports, office_inputs)) else None


def _said(value: Any) -> Any:
    """What a plan says, without what it leaves empty: a field that a later version adds changes nothing."""
    if isinstance(value, dict):
        kept = {str(key): _said(each) for key, each in value.items()}
        return {key: each for key, each in kept.items() if each not in (None, "", [], {})}
    if isinstance(value, (list, tuple)):
        return [_said(each) for each in value]
    return value
