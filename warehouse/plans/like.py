"""A plan for another year begun from one that is there: its rows and settings with the year changed, as a draft.

In: a plan's folder. Out: a folder of the office's own that nobody has accepted yet; amendments are not taken over.
"""

import csv
import json
import re
import tomllib
from pathlib import Path

from warehouse.plans.catalogue import load_plan
from warehouse.plans.files import SETTINGS_FILE, new_plan, plan_folder, read_rows
from warehouse.plans.types import Plan

_WORDS = Path(__file__).with_name("like.toml")
_YEAR = re.compile(r"(?<!\d)20\d{2}$")


def plan_like(plan_id: str, model: str | Path, into: Path) -> Path:
    """The folder of a draft like another plan, for the year that its id ends with, else for the year after.

    Raises:
        ConfigurationError: the model cannot be loaded, the id is none, or the folder is there.
    """
    plan, source = load_plan(model), plan_folder(model)
    found = _YEAR.search(plan_id)
    year = int(found.group()) if found else plan.year + 1
    folder = new_plan(plan_id, into)
    settings = (source / SETTINGS_FILE).read_text(encoding="utf-8-sig")
    (folder / SETTINGS_FILE).write_text(_settings(settings, plan, year), encoding="utf-8")
    rows, _ = read_rows(source)
    with (folder / "targets.csv").open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, tuple(rows[0].cells), lineterminator="\n")
        writer.writeheader()
        writer.writerows(
            row.cells | ({"horizon": str(year)} if row.cells["horizon"] == str(plan.year) else {}) for row in rows
        )
    return folder


def _settings(text: str, plan: Plan, year: int) -> str:
    """The model's settings as a draft of another year, which names the document that is still to come."""
    words = tomllib.loads(_WORDS.read_text("utf-8"))
    document = words["document"].format(year=year, document=plan.document)
    head, columns, rest = text.partition("[column_titles]")
    titles, next_table, others = rest.partition("\n[")
    before, now = f"năm {plan.year}", f"năm {year}"
    head = re.sub(r"(?m)^year = \d+", f"year = {year}", head)
    head = re.sub(r"(?m)^document = .*$", lambda _: f"document = {json.dumps(document, ensure_ascii=False)}", head)
    head = re.sub(r"(?m)^title = .*$", lambda line: line.group().replace(before, now), head)
    warning = words["warning"].format(year=year, plan=plan.plan_id)
    return f"# {warning}\ndraft = true\n\n{head}{columns}{titles.replace(before, now)}{next_table}{others}"
