"""The styles, page and header of the Word templates: Nghị định 30/2020/NĐ-CP, Phụ lục I.

Used once by ``make_templates``; an officer restyles the committed files in Word.
"""

from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

FONT = "Times New Roman"
CENTRE, LEFT, RIGHT, JUSTIFY = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)
# id, name shown in Word, size, bold, italic, alignment, indent of the first line in mm, space before, after
STYLES = (
    ("KbcBody", "KBC Nội dung", 13, False, False, JUSTIFY, 12.7, 6, 0),
    ("KbcItem", "KBC Ý liệt kê", 13, False, False, JUSTIFY, 12.7, 6, 0),
    ("KbcSlot", "KBC Chỗ chèn", 14, False, True, CENTRE, 0, 6, 6),
    ("KbcCaption", "KBC Tên bảng", 13, True, False, CENTRE, 0, 8, 4),
    ("KbcFigureCaption", "KBC Tên hình", 13, True, False, CENTRE, 0, 2, 8),
    ("KbcNote", "KBC Ghi chú", 11, False, True, JUSTIFY, 0, 4, 6),
    ("KbcFigure", "KBC Hình", 12, False, False, CENTRE, 0, 6, 2),
    ("KbcSynthetic", "KBC Số liệu mô phỏng", 13, True, False, CENTRE, 0, 0, 6),
    ("KbcCell", "KBC Ô bảng", 11, False, False, LEFT, 0, 0.5, 0.5),
    ("KbcCellCentre", "KBC Ô bảng giữa", 11, False, False, CENTRE, 0, 0.5, 0.5),
    ("KbcCellRight", "KBC Ô bảng phải", 11, False, False, RIGHT, 0, 0.5, 0.5),
    ("KbcCellHead", "KBC Đầu bảng", 11, True, False, CENTRE, 0, 0.5, 0.5),
    ("KbcCellHeading", "KBC Dòng nhóm", 11, True, False, LEFT, 0, 0.5, 0.5),
    ("KbcNation", "KBC Quốc hiệu", 13, True, False, CENTRE, 0, 0, 0),
    ("KbcMotto", "KBC Tiêu ngữ", 14, True, False, CENTRE, 0, 0, 0),
    ("KbcParentAgency", "KBC Cơ quan chủ quản", 13, False, False, CENTRE, 0, 0, 0),
    ("KbcAgency", "KBC Cơ quan ban hành", 13, True, False, CENTRE, 0, 0, 0),
    ("KbcNumber", "KBC Số, ký hiệu", 13, False, False, CENTRE, 0, 6, 0),
    ("KbcPlace", "KBC Địa danh, ngày tháng", 14, False, True, CENTRE, 0, 6, 0),
    ("KbcKind", "KBC Tên loại văn bản", 14, True, False, CENTRE, 0, 18, 0),
    ("KbcSubject", "KBC Trích yếu", 14, True, False, CENTRE, 0, 0, 0),
    ("KbcRule", "KBC Đường kẻ", 2, False, False, CENTRE, 0, 3, 0),
    ("KbcSignature", "KBC Quyền hạn, chức vụ", 14, True, False, CENTRE, 0, 0, 0),
    ("KbcSigner", "KBC Họ tên người ký", 14, True, False, CENTRE, 0, 0, 0),
    ("KbcGrounds", "KBC Căn cứ", 13, False, True, JUSTIFY, 12.7, 6, 0),
    ("KbcAddressee", "KBC Kính gửi", 14, False, False, CENTRE, 0, 6, 6),
    ("KbcGroup", "KBC Tên nhóm chỉ tiêu", 13, True, False, JUSTIFY, 12.7, 6, 0),
    ("KbcRecipientsHead", "KBC Nơi nhận", 12, True, True, LEFT, 0, 0, 0),
    ("KbcRecipients", "KBC Danh sách nơi nhận", 11, False, False, LEFT, 0, 0, 0),
    ("KbcAnnexNo", "KBC Phụ lục", 14, True, False, CENTRE, 0, 0, 0),
    ("KbcAnnexTitle", "KBC Tên phụ lục", 14, True, False, CENTRE, 0, 0, 0),
    ("KbcAnnexNote", "KBC Kèm theo", 13, False, True, CENTRE, 0, 0, 6),
)
STYLE_NAMES = {style_id: name for style_id, name, *_ in STYLES}


def blank_document() -> Any:
    """An empty A4 document with the styles, the page number and the language set."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(20)
    section.header_distance, section.footer_distance = Mm(10), Mm(10)
    section.different_first_page_header_footer = True
    _set_base_style(document)
    for row in STYLES:
        _add_style(document, *row)
    for number, (size, alignment, bold) in enumerate(
        ((14, CENTRE, True), (14, JUSTIFY, True), (13, JUSTIFY, False)), 1
    ):
        _set_heading(document.styles[f"Heading {number}"], size, alignment, bold)
    _number_pages(section)
    return document


def _set_base_style(document: Any) -> None:
    normal = document.styles["Normal"]
    _set_font(normal, 14, bold=False, italic=False)
    normal.paragraph_format.space_after = Pt(0)
    language = OxmlElement("w:lang")
    for key in ("val", "eastAsia"):
        language.set(qn(f"w:{key}"), "vi-VN")
    normal.element.get_or_add_rPr().append(language)
    for found in document.styles.element.iter(qn("w:lang")):
        found.set(qn("w:val"), "vi-VN")


def _add_style(
    document: Any,
    style_id: str,
    name: str,
    size: int,
    bold: bool,
    italic: bool,
    alignment: Any,
    *spaces: float,
) -> None:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.element.set(qn("w:styleId"), style_id)
    style.base_style = document.styles["Normal"]
    style.quick_style = True
    _set_font(style, size, bold, italic)
    _set_spacing(style.paragraph_format, alignment, *spaces)
    if style_id in (
        "KbcCaption",
        "KbcFigure",
        "KbcAnnexNo",
        "KbcAnnexTitle",
        "KbcAnnexNote",
        "KbcGroup",
        "KbcCellHeading",
    ):
        style.paragraph_format.keep_with_next = True


def _set_heading(style: Any, size: int, alignment: Any, bold: bool) -> None:
    _set_font(style, size, bold=bold, italic=False)
    style.font.color.rgb = RGBColor(0, 0, 0)
    _set_spacing(style.paragraph_format, alignment, 0 if alignment == CENTRE else 12.7, 8, 0)
    style.paragraph_format.keep_with_next = True


def _set_font(style: Any, size: int, bold: bool, italic: bool) -> None:
    style.font.name, style.font.size = FONT, Pt(size)
    style.font.bold, style.font.italic = bold, italic
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in [key for key in fonts.attrib if key.endswith("Theme")]:
        del fonts.attrib[theme]
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)


def _set_spacing(paragraph: Any, alignment: Any, indent: float, before: float, after: float) -> None:
    paragraph.alignment = alignment
    paragraph.first_line_indent = Mm(indent)
    paragraph.space_before, paragraph.space_after = Pt(before), Pt(after)
    paragraph.line_spacing_rule = WD_LINE_SPACING.SINGLE
    paragraph.widow_control = True


def _number_pages(section: Any) -> None:
    """The page number in the top margin from page 2, with the label that page 1 has in its text."""
    number = section.header.paragraphs[0]
    number.alignment = CENTRE
    number._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:t>2</w:t></w:r></w:fldSimple>'))
    again = section.header.add_paragraph("{{ nhan_mo_phong }}")
    again.alignment = CENTRE
    again.runs[0].bold = True
