"""The report as Word files: the section for the periodic report, the full document, the long form.

In: :class:`ReportContext` and the templates of ``bao-cao/``. Out: bytes, the same for the same
context. Prose is filled by docxtpl; tables and pictures are put at the marked places.
"""

import io
from datetime import UTC, datetime, time
from itertools import count
from pathlib import Path
from typing import Any

from docx.oxml.ns import qn
from docxtpl import DocxTemplate

from report_templates.docx.blocks import table_blocks
from report_templates.docx.charts import WIDTH_MM
from report_templates.docx.layout import caption, finish, highlight, open_document, paragraph, picture, set_landscape
from report_templates.docx.package import package_fault
from report_templates.docx.pictures import PictureBlock, picture_blocks
from report_templates.docx.table import TableBlock, build_table
from report_templates.docx.vocabulary import template_values
from report_templates.records import ReportContext
from report_templates.sandbox import TEMPLATE_ERRORS, environment
from warehouse.errors import ConfigurationError
from warehouse.messages import tell

TEMPLATES = Path(__file__).parents[1] / "bao-cao"
SLOT_STYLE = "KbcSlot"


def render_section(context: ReportContext, template: Path = TEMPLATES / "muc.docx") -> bytes:
    """``bao-cao.docx``: the section to be inserted into part I of the periodic report.

    Raises:
        ConfigurationError: the template asks for an unknown name or may not do what it does.
    """
    return _render(context, template, context.texts["section_title"])


def render_full(context: ReportContext, template: Path = TEMPLATES / "day-du.docx") -> bytes:
    """``bao-cao-day-du.docx``: the whole report from quốc hiệu to nơi nhận, with its annexes.

    Raises:
        ConfigurationError: as :func:`render_section`.
    """
    return _render(context, template, context.texts["report_title"])


def render_long(context: ReportContext, template: Path = TEMPLATES / "chi-tiet.docx") -> bytes:
    """``bao-cao-chi-tiet.docx``: every target, level, unit, picture and table of data in words.

    Raises:
        ConfigurationError: as :func:`render_section`.
    """
    return _render(context, template, context.texts["section_title"])


def _render(context: ReportContext, template: Path, title: str) -> bytes:
    document = open_document(_fill(template, template_values(context)))
    _place_blocks(document, context)
    highlight(document, context.open_words)
    made_on = datetime.combine(context.made_on, time(), UTC)
    return finish(document, title, context.texts["agency"], made_on, context.texts["synthetic"])


def _fill(template: Path, values: dict[str, Any]) -> bytes:
    """The template with its texts filled in."""
    filled = io.BytesIO()
    try:
        if fault := package_fault(template):
            raise ValueError(fault)
        document = DocxTemplate(str(template))
        document.render(values, environment(), autoescape=True)
        document.save(filled)
    except TEMPLATE_ERRORS as error:
        raise ConfigurationError(
            tell("The template {name} cannot be filled: {error}.", name=template.name, error=error),
            tell("Run: kybaocao template check {template}", template=template),
            code="template-wrong",
        ) from error
    return filled.getvalue()


def _place_blocks(document: Any, context: ReportContext) -> None:
    """Put tables and pictures at the marked places, numbered in the order they stand."""
    tables, pictures = table_blocks(context), picture_blocks(context)
    numbers = {"Bảng": count(1), "Hình": count(1)}
    for slot in _slots(document):
        name = _text(slot)
        if name in pictures:
            _put_picture(document, slot, pictures[name], next(numbers["Hình"]))
        elif name in tables and tables[name].rows:
            for block in (tables[name], *tables[name].then):
                _put_table(document, slot, block, next(numbers["Bảng"]))
        elif name in tables and tables[name].when_empty:
            slot.addprevious(paragraph("KbcBody", tables[name].when_empty))
        slot.getparent().remove(slot)


def _put_picture(document: Any, slot: Any, block: PictureBlock, number: int) -> None:
    slot.addprevious(picture(document, block.content, WIDTH_MM, block.description))
    slot.addprevious(caption("Hình", number, block.caption, keep=False))


def _slots(document: Any) -> list[Any]:
    styles = (found for found in document.element.body.iter(qn("w:pStyle")))
    return [style.getparent().getparent() for style in styles if style.get(qn("w:val")) == SLOT_STYLE]


def _text(element: Any) -> str:
    return "".join(found.text or "" for found in element.iter(qn("w:t"))).strip()


def _put_table(document: Any, slot: Any, block: TableBlock, number: int) -> None:
    first = caption("Bảng", number, block.caption)
    above = [paragraph("KbcAnnexNote", block.above)] if block.above else []
    # Without a note a line of two points ends the table: two tables in a row would become one.
    last = paragraph("KbcNote", block.note) if block.note else paragraph("KbcRule", "")
    table = build_table(block.columns, block.rows, block.caption, keeps_next=bool(block.note))
    for element in (first, *above, table, last):
        slot.addprevious(element)
    if block.landscape:
        set_landscape(document, first, last)
