"""What python-docx has no words for: landscape sections, fields, alt text, fixed properties."""

import copy
import io
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

from docx import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from report_templates.archive import repack
from report_templates.wording.numbers import printable


def paragraph(style_id: str, text: str) -> Any:
    """A paragraph element in one of the template's styles."""
    return parse_xml(
        f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="{style_id}"/></w:pPr>'
        f'<w:r><w:t xml:space="preserve">{escape(printable(text))}</w:t></w:r></w:p>'
    )


def caption(kind: str, number: int, text: str, keep: bool = True) -> Any:
    """``Bảng 1. …`` with the number as a field, so that Word renumbers after an insertion.

    ``keep`` keeps it on the page of what follows: a table's caption stands above it, a picture's under.
    """
    style = "KbcCaption" if keep else "KbcFigureCaption"
    return parse_xml(
        f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
        f'<w:r><w:t xml:space="preserve">{kind} </w:t></w:r>'
        f'<w:fldSimple w:instr=" SEQ {kind} \\* ARABIC "><w:r><w:t>{number}</w:t></w:r></w:fldSimple>'
        f'<w:r><w:t xml:space="preserve">. {escape(printable(text))}</w:t></w:r></w:p>'
    )


def picture(document: Any, content: bytes, width: float, description: str) -> Any:
    """A picture of a width in mm in a paragraph of its own, with alt text."""
    holder = document.add_paragraph()
    holder.add_run().add_picture(io.BytesIO(content), width=Mm(width))
    element = holder._p
    element.getparent().remove(element)
    style = OxmlElement("w:pStyle")
    style.set(qn("w:val"), "KbcFigure")
    element.get_or_add_pPr().insert(0, style)
    for properties in element.iter(qn("wp:docPr")):
        properties.set("descr", printable(description))
        properties.set("title", printable(description))
    return element


def highlight(document: Any, words: tuple[str, ...]) -> None:
    """Mark in yellow the words that are still to be filled in, and nothing else of their sentence."""
    for run in list(document.element.body.iter(qn("w:r"))):
        texts = list(run.iter(qn("w:t")))
        word = next((word for word in words if any(word in (found.text or "") for found in texts)), "")
        if word:
            _mark(_alone(run, word) if len(texts) == 1 else run)


def _alone(run: Any, word: str) -> Any:
    """The run cut to the word; what stood before and after it goes into runs of its own."""
    before, _, after = run.find(qn("w:t")).text.partition(word)
    for text, put in ((before, run.addprevious), (after, run.addnext)):
        if text:
            rest = copy.deepcopy(run)
            _set_text(rest, text)
            put(rest)
    _set_text(run, word)
    return run


def _set_text(run: Any, text: str) -> None:
    element = run.find(qn("w:t"))
    element.text = text
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _mark(run: Any) -> None:
    marked = OxmlElement("w:highlight")
    marked.set(qn("w:val"), "yellow")
    run.get_or_add_rPr().append(marked)


def set_landscape(document: Any, first: Any, last: Any) -> None:
    """Turn the page for the elements from ``first`` to ``last``, a paragraph; upright after it."""
    upright = document.sections[-1]._sectPr
    while (above := first.getprevious()) is not None and _style_of(above).startswith("KbcAnnex"):
        first = above
    before = first.getprevious()
    if _continues_turned(before):
        first.get_or_add_pPr().get_or_add_pageBreakBefore()
    else:
        if before is None or before.tag != qn("w:p") or before.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None:
            before = paragraph("KbcRule", "")
            first.addprevious(before)
        _end_section(before, copy.deepcopy(upright))
    turned = copy.deepcopy(upright)
    size = turned.find(qn("w:pgSz"))
    size.set(qn("w:orient"), "landscape")
    width, height = size.get(qn("w:w")), size.get(qn("w:h"))
    size.set(qn("w:w"), height)
    size.set(qn("w:h"), width)
    _end_section(last, turned)
    _inherit_header(turned)
    _inherit_header(upright)


def _end_turned(document: Any) -> None:
    """Nothing, unless a turned part ends the document: then it is the last section, not a blank upright page."""
    body, last = document.element.body, document.sections[-1]._sectPr
    above = last.getprevious()
    if above is None or above.tag != qn("w:p"):
        return
    ended = above.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
    if ended is not None and ended.find(qn("w:pgSz")).get(qn("w:orient")) == "landscape":
        body.replace(last, ended)


def _continues_turned(before: Any) -> bool:
    """Whether a turned part ends right above: then its end goes, for an upright page between would be blank."""
    ended = None if before is None else before.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
    if ended is None or ended.find(qn("w:pgSz")).get(qn("w:orient")) != "landscape":
        return False
    ended.getparent().remove(ended)
    return True


def _style_of(element: Any) -> str:
    style = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return "" if style is None else str(style.get(qn("w:val")))


def _end_section(element: Any, properties: Any) -> None:
    element.get_or_add_pPr().append(properties)


def _inherit_header(properties: Any) -> None:
    """Only the first page of the document hides its number: later sections take the header over."""
    for tag in ("w:titlePg", "w:headerReference", "w:footerReference"):
        for found in properties.findall(qn(tag)):
            properties.remove(found)


def finish(document: Any, title: str, author: str, made_on: datetime, keywords: str) -> bytes:
    """The document's bytes with its properties set; the same document gives the same bytes."""
    _end_turned(document)
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = title, author, author
    properties.subject, properties.keywords, properties.comments = title, keywords, ""
    properties.created = properties.modified = made_on
    properties.revision, properties.language = 1, "vi-VN"
    saved = io.BytesIO()
    document.save(saved)
    return repack(saved.getvalue())


def open_document(content: bytes) -> Any:
    """A document from bytes."""
    return Document(io.BytesIO(content))
