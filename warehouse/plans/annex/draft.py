"""A plan's annex (``.txt`` or ``.docx``) -> a draft plan that a person compares and accepts.

A draft has ``draft = true``, so no cycle runs with it, and for every row a ``source_place``: the
lines or the table row that each value came from.
"""

import csv
import io
import json
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from warehouse.errors import ConfigurationError
from warehouse.messages import tell
from warehouse.periods import VIETNAM
from warehouse.plans.annex.cells import TableReading
from warehouse.plans.annex.docx_tables import read_docx
from warehouse.plans.annex.doubts import Doubt, find_doubts
from warehouse.plans.annex.levels import area_levels
from warehouse.plans.annex.meaning import draft_rows
from warehouse.plans.annex.text import read_text
from warehouse.plans.rows import KNOWN
from warehouse.units.listed import area_name, named_area

_TITLE = re.compile(r"^phụ lục\s*[IVX]*\s+(.*?)\s*(?:\(|$)", re.IGNORECASE)
_SOURCE = re.compile(r"\(\s*((?:ban hành )?kèm theo .*?)\s*(?:\)|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Draft:
    """What was read of one document: settings, rows as text, doubts, and what was not read."""

    settings: dict[str, str | int | list[str]]
    rows: tuple[dict[str, str], ...]
    doubts: tuple[Doubt, ...]
    unread: tuple[str, ...]


def read_document(path: Path) -> Draft:
    """The draft of the plan whose annex is in this file.

    Raises:
        ConfigurationError: the file is not there, of another kind, not UTF-8, or has no table of
            targets; the caller gives another file or fills in a template.
    """
    if not path.is_file():
        raise ConfigurationError(
            tell("There is no file {path}.", path=path), tell("Give the annex as .txt or .docx."), code="file-missing"
        )
    reading = _read_table(path)
    area = named_area(reading.heading)
    is_district = area is not None and area["Cap"] == "district"
    levels = area_levels(is_district, reading.years[0] if reading.years else 0)
    rows, unread = draft_rows(reading, levels)
    found = find_doubts(reading, rows, area, levels)
    return Draft(_settings(reading, area), tuple(rows), tuple(found), tuple(unread))


def write_draft(draft: Draft, folder: Path) -> Path:
    """Write the draft's ``plan.toml`` and ``targets.csv`` into a new folder.

    Raises:
        ConfigurationError: the folder is there; the caller chooses another.
    """
    if folder.exists():
        raise ConfigurationError(
            tell("{folder} is already there.", folder=folder),
            tell("Give another folder with --out."),
            code="already-there",
        )
    folder.mkdir(parents=True)
    (folder / "plan.toml").write_text(_toml(draft), encoding="utf-8")
    columns = [column for column in KNOWN if any(column in row for row in draft.rows)]
    table = io.StringIO(newline="")
    writer = csv.DictWriter(table, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(draft.rows)
    (folder / "targets.csv").write_text(table.getvalue(), encoding="utf-8", newline="")
    return folder


def _read_table(path: Path) -> TableReading:
    if path.suffix.lower() == ".docx":
        return read_docx(path)
    if path.suffix.lower() != ".txt":
        advice = tell("Save a PDF or DOC as .docx, or its text as .txt.")
        raise ConfigurationError(tell("{path} is neither .txt nor .docx.", path=path), advice, code="file-unsuitable")
    try:
        return read_text(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ConfigurationError(
            tell("{path} is not UTF-8.", path=path), tell("Save it again as UTF-8."), code="file-unsuitable"
        ) from error


def _settings(reading: TableReading, area: dict[str, str] | None) -> dict[str, str | int | list[str]]:
    """The settings that the document gives; a person fills in those that stay empty."""
    title, source = _TITLE.search(reading.heading), _SOURCE.search(reading.heading)
    name = area_name(area) if area else ""
    kind = "district" if area and area["Cap"] == "district" else "province"
    return {
        "title": title[1] if title else "",
        "document": source[1] if source else "",
        "issued_by": f"Ủy ban nhân dân {name}" if name else "",
        "province": area["MaDonVi"].split(".")[0] if area else "",
        "area": area["MaDonVi"] if area else "",
        "area_name": name,
        "area_kind": kind,
        "place": name.split(" ", 1)[-1],
        "year": reading.years[0] if reading.years else 0,
        "calendar": "nd09",
        "columns": list(reading.columns),
    }


def _toml(draft: Draft) -> str:
    """The draft's ``plan.toml``; JSON texts, numbers and lists of texts are TOML as well."""
    lines = [
        "# Bản nháp đọc tự động. So từng giá trị với văn bản (cột source_place của targets.csv),",
        "# điền các ô còn trống, quyết định từng chỗ [[ambiguity]], rồi xóa dòng draft = true.",
        "draft = true",
        "",
    ]
    lines += [f"{key} = {_quoted(value)}" for key, value in draft.settings.items()]
    lines += [f"# Không đọc được: {unread}" for unread in draft.unread]
    today = datetime.now(VIETNAM).date().isoformat()
    for doubt in draft.doubts:
        lines += ["", "[[ambiguity]]", f"rows = {_quoted(list(doubt.rows))}"]
        lines += [f"document_says = {_quoted(doubt.says)}", "readings = ["]
        for text, sets in zip(doubt.readings, doubt.sets, strict=True):
            lines.append(f"    {{ text = {_quoted(text)}, sets = {_quoted(sets)} }},")
        lines += ["]", "in_force = 1", f"taken = {_quoted(doubt.taken)}", 'decided_by = ""', f"decided_on = {today}"]
    return "\n".join(lines) + "\n"


def _quoted(value: Any) -> str:
    """A value in TOML; a table within it stands on one line."""
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_quoted(each)}' for key, each in value.items())} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_quoted, value))}]"
    return json.dumps(value, ensure_ascii=False)
