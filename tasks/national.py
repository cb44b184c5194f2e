"""National: the table of all provinces as files, made of what each has published."""

import logging
import os
from pathlib import Path

from report_templates.national.page import render_national_page
from report_templates.national.workbook import render_national_workbook
from warehouse.cycles.national import National
from warehouse.messages import tell

_log = logging.getLogger(__name__)
FILES = {"toan-quoc.xlsx": render_national_workbook, "toan-quoc.html": render_national_page}


def write_national(view: National, folder: Path) -> list[Path]:
    """The workbook and the page in a folder; each takes the place of its last one in one step."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, render in FILES.items():
        draft = folder / f".{name}.{os.getpid()}"
        draft.write_bytes(render(view))
        written.append(draft.replace(folder / name))
        _log.info(tell("{file} written", file=written[-1]))
    return written
