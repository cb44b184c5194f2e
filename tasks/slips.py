"""Return slips: the rows that each unit must correct, one workbook per unit."""

import re
from pathlib import Path

from report_templates.context.build import build_context
from report_templates.xlsx.workbook import render_return_slips_by_unit
from tasks.render import report_data
from tasks.request import Cycle
from warehouse.figures.revisions import Revision


def write_slips(cycle: Cycle, revision: Revision, folder: Path) -> list[Path]:
    """Write one return slip per unit into a folder, named by unit code; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for unit_code, content in render_return_slips_by_unit(build_context(report_data(cycle, revision))).items():
        # a code that came with a bad row may be anything, also a path
        path = folder / f"{re.sub('[^A-Za-z0-9.-]', '_', unit_code).strip('.') or 'khong-xac-dinh'}.xlsx"
        path.write_bytes(content)
        written.append(path)
    return written
