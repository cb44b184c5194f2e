"""Make the two Word templates of ``bao-cao/`` (``python -m report_templates.make_templates``).

It was run once; the files are committed and an officer restyles them in Word. Sizes, margins
and styles are those of Nghị định 30/2020/NĐ-CP, Phụ lục I. ``{{ten}}`` is filled with a text
of ``template_values``; a paragraph in the style "KBC Chỗ chèn" is replaced by a table or chart.
"""

from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

FOLDER = Path(__file__).with_name("bao-cao")
FONT = "Times New Roman"
CENTRE, LEFT, RIGHT, JUSTIFY = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)
# id, name shown in Word, size, bold, italic, alignment, indent of the first line in mm, space before, after
_STYLES = (
    ("KbcBody", "KBC Nội dung", 14, False, False, JUSTIFY, 12.7, 6, 0),
    ("KbcItem", "KBC Ý liệt kê", 14, False, False, JUSTIFY, 12.7, 6, 0),
    ("KbcSlot", "KBC Chỗ chèn", 14, False, True, CENTRE, 0, 6, 6),
    ("KbcCaption", "KBC Tên bảng", 13, True, False, CENTRE, 0, 8, 4),
    ("KbcUnit", "KBC Đơn vị tính", 12, False, True, RIGHT, 0, 0, 3),
    ("KbcNote", "KBC Ghi chú", 12, False, True, JUSTIFY, 0, 4, 6),
    ("KbcFigure", "KBC Hình", 12, False, False, CENTRE, 0, 6, 2),
    ("KbcSynthetic", "KBC Số liệu mô phỏng", 13, True, False, CENTRE, 0, 0, 6),
    ("KbcCell", "KBC Ô bảng", 11, False, False, LEFT, 0, 1, 1),
    ("KbcCellCentre", "KBC Ô bảng giữa", 11, False, False, CENTRE, 0, 1, 1),
    ("KbcCellRight", "KBC Ô bảng phải", 11, False, False, RIGHT, 0, 1, 1),
    ("KbcCellHead", "KBC Đầu bảng", 11, True, False, CENTRE, 0, 1, 1),
    ("KbcCellHeading", "KBC Dòng nhóm", 11, True, False, LEFT, 0, 1, 1),
    ("KbcNation", "KBC Quốc hiệu", 13, True, False, CENTRE, 0, 0, 0),
    ("KbcMotto", "KBC Tiêu ngữ", 14, True, False, CENTRE, 0, 0, 0),
    ("KbcParentAgency", "KBC Cơ quan chủ quản", 13, False, False, CENTRE, 0, 0, 0),
    ("KbcAgency", "KBC Cơ quan ban hành", 13, True, False, CENTRE, 0, 0, 0),
    ("KbcNumber", "KBC Số, ký hiệu", 13, False, False, CENTRE, 0, 6, 0),
    ("KbcPlace", "KBC Địa danh, ngày tháng", 14, False, True, CENTRE, 0, 6, 0),
    ("KbcKind", "KBC Tên loại văn bản", 14, True, False, CENTRE, 0, 18, 0),
    ("KbcSubject", "KBC Trích yếu", 14, True, False, CENTRE, 0, 0, 0),
    ("KbcRule", "KBC Đường kẻ", 2, False, False, CENTRE, 0, 1, 0),
    ("KbcSignature", "KBC Quyền hạn, chức vụ", 14, True, False, CENTRE, 0, 0, 0),
    ("KbcSigner", "KBC Họ tên người ký", 14, True, False, CENTRE, 0, 0, 0),
    ("KbcRecipientsHead", "KBC Nơi nhận", 12, True, True, LEFT, 0, 0, 0),
    ("KbcRecipients", "KBC Danh sách nơi nhận", 11, False, False, LEFT, 0, 0, 0),
    ("KbcAnnexNo", "KBC Phụ lục", 14, True, False, CENTRE, 0, 0, 0),
    ("KbcAnnexTitle", "KBC Tên phụ lục", 14, True, False, CENTRE, 0, 0, 0),
    ("KbcAnnexNote", "KBC Kèm theo", 14, False, True, CENTRE, 0, 0, 6),
)


def main() -> None:
    """Write both templates."""
    FOLDER.mkdir(exist_ok=True)
    for name, fill in (("muc.docx", _fill_section), ("day-du.docx", _fill_full)):
        document = _blank()
        fill(document)
        document.save(str(FOLDER / name))


def _blank() -> Any:
    """An empty A4 document with the styles, the page number and the language set."""
    document = Document()
    document.element.body.remove(document.paragraphs[0]._p) if document.paragraphs else None
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(20)
    section.header_distance, section.footer_distance = Mm(10), Mm(10)
    section.different_first_page_header_footer = True
    _set_base_style(document)
    for row in _STYLES:
        _add_style(document, *row)
    for number, (size, alignment, bold) in enumerate(
        ((14, CENTRE, True), (14, JUSTIFY, True), (14, JUSTIFY, False)), 1
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
    if style_id in ("KbcCaption", "KbcUnit", "KbcFigure", "KbcAnnexNo", "KbcAnnexTitle", "KbcAnnexNote"):
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
    """The page number in the top margin from page 2; the first page shows only the label."""
    label = section.first_page_header.paragraphs[0]
    label.add_run("{{ nhan_mo_phong }}").bold = True
    label.alignment = CENTRE
    number = section.header.paragraphs[0]
    number.alignment = CENTRE
    number._p.append(
        parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:t>2</w:t></w:r></w:fldSimple>')
    )
    again = section.header.add_paragraph("{{ nhan_mo_phong }}")
    again.alignment = CENTRE
    again.runs[0].bold = True


def _add(document: Any, style: str, *lines: str) -> None:
    names = {style_id: name for style_id, name, *_ in _STYLES}
    for line in lines:
        document.add_paragraph(line, style=names.get(style, style))


def _repeat(document: Any, style: str, variable: str, bullet: str = "") -> None:
    _add(document, style, f"{{%p for doan in {variable} %}}", f"{bullet}{{{{ doan }}}}", "{%p endfor %}")


def _groups(document: Any) -> None:
    _add(document, "KbcBody", "{%p for nhom in nhom_chi_tieu %}", "{%p if nhom.ten %}")
    _add(document, "Heading 3", "{{ nhom.ten }}")
    _add(document, "KbcBody", "{%p endif %}")
    _repeat(document, "KbcItem", "nhom.doan", "- ")
    _add(document, "KbcBody", "{%p endfor %}")


def _fill_section(document: Any) -> None:
    """The section "4. Tình hình, kết quả …" for insertion into part I of the periodic report."""
    _add(document, "Heading 2", "{{ ten_muc }}")
    _add(document, "KbcBody", "{%p if mo_phong %}")
    _add(document, "KbcSynthetic", "{{ mo_phong }}")
    _add(document, "KbcBody", "{%p endif %}")
    _repeat(document, "KbcBody", "mo_dau")
    _add(document, "Heading 3", "a) Kết quả chung")
    _repeat(document, "KbcBody", "ket_qua_chung")
    _add(document, "KbcSlot", "bang_chi_tieu")
    _add(document, "Heading 3", "b) Kết quả từng chỉ tiêu")
    _groups(document)
    _add(document, "KbcSlot", "hinh_chi_tieu")
    _add(document, "Heading 3", "c) Kết quả theo cấp")
    _repeat(document, "KbcItem", "theo_cap", "- ")
    _add(document, "KbcSlot", "bang_cap")
    _add(document, "Heading 3", "d) Kết quả theo đơn vị")
    _repeat(document, "KbcItem", "theo_don_vi", "- ")
    _add(document, "KbcSlot", "hinh_don_vi", "bang_don_vi")
    _add(document, "Heading 3", "đ) Phần còn thiếu so với chỉ tiêu, lộ trình và nhận định đến cuối năm")
    for variable in ("con_thieu", "lo_trinh", "nhan_dinh"):
        _repeat(document, "KbcItem", variable, "- ")
    _add(document, "KbcSlot", "hinh_dien_bien")
    _add(document, "Heading 3", "e) Chất lượng và hạn chế của số liệu")
    for variable in ("chat_luong", "han_che"):
        _repeat(document, "KbcItem", variable, "- ")
    _add(document, "KbcSlot", "bang_chat_luong", "bang_loi", "bang_nguon", "bang_thay_doi", "bang_cach_hieu")
    _add(document, "Heading 3", "g) Nguyên nhân và kiến nghị")
    _repeat(document, "KbcItem", "nguyen_nhan", "- ")
    _repeat(document, "KbcItem", "kien_nghi", "- ")


def _fill_full(document: Any) -> None:
    _fill_section(document)


if __name__ == "__main__":
    main()
