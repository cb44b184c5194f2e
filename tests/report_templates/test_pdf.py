"""The PDF: pages as laid out, the same bytes twice; none without LibreOffice."""

import io
import re
import shutil
import time
from datetime import date

import pytest
from pypdf import PdfReader

from report_templates.context.build import build_context
from report_templates.docx.pdf import make_pdf
from report_templates.docx.report import render_section
from tasks.render import pdf_copy
from tests.report_data import report_data


def test_without_libreoffice_there_is_no_pdf_and_the_log_says_why(monkeypatch, tmp_path, caplog):
    monkeypatch.setenv("PATH", "")
    assert pdf_copy(b"", date(2024, 3, 14), tmp_path) is None
    assert "LibreOffice Writer is not installed" in caplog.text


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_the_section_is_four_upright_pages_at_most_and_the_same_twice():
    """Two pages of text, the table of the plan, a page on who is behind."""
    document = render_section(build_context(report_data()))
    first = make_pdf(document, date(2024, 3, 14))
    time.sleep(1.1)
    assert first == make_pdf(document, date(2024, 3, 14))
    assert b"D:20240314000000" in first
    boxes = [tuple(map(float, box.split())) for box in re.findall(rb"/MediaBox\[([\d. ]+)\]", first)]
    boxes = [box for box in boxes if box[2] != box[3]]  # the root of the pages is a square round them all
    assert not any(width > height for _, _, width, height in boxes)
    assert {tuple(round(side / 72 * 25.4) for side in sorted(box[2:])) for box in boxes} == {(210, 297)}
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(first)).pages]
    assert len(pages) <= 4
    table = next(number for number, text in enumerate(pages, 1) if "Bảng 1." in text)
    assert table <= 3
