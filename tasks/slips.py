"""Return slips: the rows that each unit must correct, one workbook per unit; also of an export that is not loaded."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from expectations.suites import suite
from report_templates.context.build import build_context
from report_templates.records import ReportContext, ReportData
from report_templates.xlsx.workbook import render_return_slips, render_return_slips_by_unit
from tasks.pull import new_exports
from tasks.render import report_data
from tasks.request import Cycle
from warehouse.errors import ConfigurationError
from warehouse.exports.descriptor import verify_files
from warehouse.exports.export import Export
from warehouse.figures.digests import code_version
from warehouse.figures.marts import REPORT_MARTS
from warehouse.figures.revisions import Revision
from warehouse.intake.stage import (
    close_stage,
    count_by_rule,
    delivered_datasets,
    findings_of,
    keep_findings,
    kept_open,
    open_stage,
    type_rows,
)
from warehouse.locks import writer_lock
from warehouse.messages import tell
from warehouse.periods import BASES

ALL = "tra-lai-du-lieu.xlsx"


def write_slips(cycle: Cycle, revision: Revision, folder: Path) -> list[Path]:
    """Write one return slip per unit into a folder, named by unit code; return their paths."""
    return _write(render_return_slips_by_unit(build_context(report_data(cycle, revision))), folder)


def write_held_slips(cycle: Cycle, folder: Path) -> list[Path]:
    """The same from the exports that are delivered and not loaded, held or refused, and one workbook of all rows.

    Raises:
        ConfigurationError: everything delivered up to the period is loaded.
        DataRefused: an export cannot even be read; names the file and line.
        CycleFailed: a cycle is running in the home.
    """
    with writer_lock(cycle.home):
        waiting = new_exports(cycle)
        if not waiting:
            raise ConfigurationError(
                tell("Every export up to {period} is loaded; none is held.", period=cycle.period),
                tell("For a published period: kybaocao slips PLAN PERIOD."),
                code="nothing-held",
            )
        rows = [row for export in waiting for row in _rows_of(cycle, export)]
    context = _context(cycle, rows, is_synthetic=any(export.synthetic for export in waiting))
    return _write(
        {ALL.removesuffix(".xlsx"): render_return_slips(context)} | render_return_slips_by_unit(context), folder
    )


def _rows_of(cycle: Cycle, export: Export) -> list[dict[str, Any]]:
    """The rows of one export that break a rule; it is read as a cycle reads it, and nothing of it stays."""
    verify_files(export)
    stage = open_stage(cycle.home, export)
    try:
        with kept_open(stage):
            rules: dict[str, dict[str, str]] = {}
            for dataset in delivered_datasets(export):
                type_rows(stage, dataset)
                known = suite(dataset.name).rules
                keep_findings(stage, dataset, known, count_by_rule(stage, dataset, known))
                rules |= {rule.id: {"title": rule.title, "advice": rule.advice} for rule in known}
            files = {resource.file_no: resource.shown for resource in export.resources}
            return [
                row | rules[row["rule"]] | {"month": export.month, "file": files[row["file_no"]]}
                for row in findings_of(stage)
            ]
    finally:
        close_stage(stage)


def _context(cycle: Cycle, rows: list[dict[str, Any]], *, is_synthetic: bool) -> ReportContext:
    """What a workbook of slips needs of a report that there is not."""
    return build_context(
        ReportData(
            plan=cycle.plan,
            period=cycle.period,
            revision=1,
            windows={basis: cycle.period.window(cycle.plan.calendar, basis) for basis in BASES},
            marts={name: [] for name in REPORT_MARTS} | {"finding": rows},
            officer_texts={},
            synthetic=is_synthetic,
            code_version=code_version(),
        )
    )


def _write(books: Mapping[str, bytes], folder: Path) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, content in books.items():
        # a code that came with a bad row may be anything, also a path
        path = folder / f"{re.sub('[^A-Za-z0-9.-]', '_', name).strip('.') or 'khong-xac-dinh'}.xlsx"
        path.write_bytes(content)
        written.append(path)
    return written
