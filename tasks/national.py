"""National: the table of all provinces as files, made of what each has published."""

import logging
from pathlib import Path

from report_templates.national.page import render_national_page
from report_templates.national.workbook import render_national_workbook
from warehouse.cycles.national import National
from warehouse.home import is_in_bucket, write_whole
from warehouse.messages import tell

_log = logging.getLogger(__name__)
FILES = {"toan-quoc.xlsx": render_national_workbook, "toan-quoc.html": render_national_page}


def write_national(view: National, folder: Path) -> list[Path]:
    """The workbook and the page in a folder; each takes the place of its last one in one step."""
    if not is_in_bucket(folder):
        folder.mkdir(parents=True, exist_ok=True)
    for name, render in FILES.items():
        write_whole(folder / name, render(view))
        _log.info(tell("{file} written", file=folder / name))
    return [folder / name for name in FILES]
