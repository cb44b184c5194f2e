"""The whole story of one cycle: its runs, revisions, what changed between them, and who decided what.

In: a home, a plan and a period. Out: one document of plain lists.
"""

from pathlib import Path
from typing import Any

from warehouse.database import warehouse
from warehouse.figures.marts import Row, rows_of
from warehouse.messages import tell
from warehouse.words import word

_LISTS = {"runs": "cycle_run", "revisions": "story_revision", "decisions": "story_decision"}


def tell_story(home: Path, plan_id: str, period: str) -> dict[str, Any]:
    """What happened to a period, oldest first; empty lists before its first run."""
    keys = {"plan_id": plan_id, "period": period}
    with warehouse(home, read_only=True) as connection:
        story: dict[str, Any] = {name: rows_of(connection, query, keys) for name, query in _LISTS.items()}
        inputs = {
            revision["revision"]: dict(
                ((kind, name), digest)
                for kind, name, digest in connection.execute(
                    "select kind, name, digest from mart.revision_input "
                    "where plan_id = ? and period = ? and revision = ?",
                    [plan_id, period, revision["revision"]],
                ).fetchall()
            )
            for revision in story["revisions"]
        }
        before: Row | None = None
        for revision in story["revisions"]:
            number = revision["revision"]
            revision["changed_figures"] = len(rows_of(connection, "difference", keys | {"revision": number}))
            revision["changed_inputs"] = (
                _changed(before, revision, inputs[before["revision"]], inputs[number]) if before else []
            )
            before = revision
    return story


def _changed(
    before: Row, now: Row, inputs_before: dict[tuple[str, str], str], inputs_now: dict[tuple[str, str], str]
) -> list[str]:
    """Which exports and other inputs differ between two revisions that follow each other."""
    exports = [{each["month"]: each for each in revision["exports"] or ()} for revision in (before, now)]
    changed = [
        tell("export of {month}, version {version}", month=month, version=exports[1][month]["revision"])
        if month in exports[1]
        else tell("export of {month}, gone", month=month)
        for month in sorted(exports[0] | exports[1])
        if exports[0].get(month) != exports[1].get(month)
    ]
    parts = sorted(inputs_before | inputs_now)
    return changed + [
        f"{word(kind)} {name}"
        for kind, name in parts
        if inputs_before.get((kind, name)) != inputs_now.get((kind, name))
    ]
