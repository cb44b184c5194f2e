"""The whole text of the reports as reviewed: DOCX as text, XLSX row by row.

``GOLDEN=rewrite pytest tests/golden/test_golden.py`` rewrites ``tests/golden``; read the diff.
"""

import io
import os
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn

from report_templates.context.build import build_context
from report_templates.docx.report import render_full, render_long, render_section
from report_templates.xlsx.workbook import render_return_slips, render_workbook
from tests.report_data import report_data

GOLDEN = Path(__file__).parent
CASES = [("ninh-thuan-2024", "2024-03"), ("binh-phuoc-2024", "2024-Q1"), ("tam-duong-2025", "2025-02")]


def document_text(content):
    """One line for each paragraph with its style; one line for each table row, cells parted by bars."""
    lines = []
    for element in Document(io.BytesIO(content)).element.body:
        if element.tag == qn("w:tbl"):
            lines += [" | ".join(_text(cell) for cell in row.iter(qn("w:tc"))) for row in element.iter(qn("w:tr"))]
        elif element.tag == qn("w:p"):
            style = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
            lines.append(f"[{'' if style is None else style.get(qn('w:val'))}] {_text(element)}")
    return "\n".join(lines) + "\n"


def _text(element):
    parts = (found.text if found.tag == qn("w:t") else "/" for found in element.iter(qn("w:t"), qn("w:br")))
    return "".join(part or "" for part in parts)


def workbook_text(content):
    """One line for each row: its sheet and number, then its values parted by bars."""
    return "".join(
        f"{sheet.title}!{number}\t{' | '.join('' if value is None else str(value) for value in values)}".rstrip(" |")
        + "\n"
        for sheet in openpyxl.load_workbook(io.BytesIO(content))
        for number, values in enumerate(sheet.values, 1)
        if any(value is not None for value in values)
    )


def few_units(plan_id, period):
    """A report on one unit a level, so that a person can read the whole of its workbook."""
    data, kept = report_data(plan_id, period), {}
    for row in data.marts["attainment"]:
        if row["scope_kind"] == "unit":
            kept.setdefault(row["level"], row["unit_code"])
    marts = {
        name: [row for row in rows if row.get("scope_kind") != "unit" or row["unit_code"] in kept.values()]
        for name, rows in data.marts.items()
    }
    return build_context(report_data(plan_id, period, marts=marts))


READERS = {
    "bao-cao.docx": lambda context: document_text(render_section(context)),
    "bao-cao-day-du.docx": lambda context: document_text(render_full(context)),
    "bao-cao-chi-tiet.docx": lambda context: document_text(render_long(context)),
    "bao-cao.xlsx": lambda context: workbook_text(render_workbook(context)),
    "tra-lai-du-lieu.xlsx": lambda context: workbook_text(render_return_slips(context)),
}


@pytest.mark.parametrize(
    ("plan_id", "period", "name"),
    [
        (*case, name)
        for case in CASES
        for name in READERS
        if case == CASES[0] or name in ("bao-cao.docx", "bao-cao-day-du.docx")
    ],
)
def test_the_report_reads_as_reviewed(plan_id, period, name):
    whole = name.endswith(".docx")
    made = READERS[name](build_context(report_data(plan_id, period)) if whole else few_units(plan_id, period))
    golden = GOLDEN / plan_id / f"{name}.txt"
    if os.environ.get("GOLDEN") == "rewrite":
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(made, encoding="utf-8")
    assert made == golden.read_text(encoding="utf-8")
