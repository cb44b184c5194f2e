"""The officer's own paragraphs, kept in a text file per period so that a rerun finds them again.

In: ``<home>/prose/<plan>/<period>.md`` with headings ``# Nguyên nhân`` and ``# Đề xuất``.
Out: the texts by name; what is not there stays absent and the report shows where it belongs.
"""

from pathlib import Path

from warehouse.periods import Period

HEADINGS = {"nguyên nhân": "causes", "đề xuất": "proposals"}


def prose_path(home: Path, plan_id: str, period: Period) -> Path:
    """Where the officer writes the paragraphs of a period."""
    return home / "prose" / plan_id / f"{period}.md"


def read_prose(home: Path, plan_id: str, period: Period) -> dict[str, str]:
    """The paragraphs by name (``causes``, ``proposals``); empty without a file."""
    path = prose_path(home, plan_id, period)
    if not path.is_file():
        return {}
    texts: dict[str, list[str]] = {}
    current: str | None = None
    for line in path.read_text("utf-8-sig").splitlines():
        if line.startswith("#"):
            current = HEADINGS.get(line.lstrip("# ").strip().casefold())
        elif current:
            texts.setdefault(current, []).append(line)
    written = {name: "\n".join(lines).strip() for name, lines in texts.items()}
    return {name: text for name, text in written.items() if text}
