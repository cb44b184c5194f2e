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
    ("KbcFigureCaption", "KBC Tên hình", 13, True, False, CENTRE, 0, 2, 8),
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
    ("KbcRule", "KBC Đường kẻ", 2, False, False, CENTRE, 0, 3, 0),
    ("KbcSignature", "KBC Quyền hạn, chức vụ", 14, True, False, CENTRE, 0, 0, 0),
    ("KbcSigner", "KBC Họ tên người ký", 14, True, False, CENTRE, 0, 0, 0),
    ("KbcGrounds", "KBC Căn cứ", 14, False, True, JUSTIFY, 12.7, 6, 0),
    ("KbcAddressee", "KBC Kính gửi", 14, False, False, CENTRE, 0, 6, 6),
    ("KbcGroup", "KBC Tên nhóm chỉ tiêu", 14, True, False, JUSTIFY, 12.7, 6, 0),
    ("KbcRecipientsHead", "KBC Nơi nhận", 12, True, True, LEFT, 0, 0, 0),
    ("KbcRecipients", "KBC Danh sách nơi nhận", 11, False, False, LEFT, 0, 0, 0),
    ("KbcAnnexNo", "KBC Phụ lục", 14, True, False, CENTRE, 0, 0, 0),
    ("KbcAnnexTitle", "KBC Tên phụ lục", 14, True, False, CENTRE, 0, 0, 0),
    ("KbcAnnexNote", "KBC Kèm theo", 13, False, True, CENTRE, 0, 0, 6),
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


def _groups(document: Any, heading: str) -> None:
    _add(document, "KbcBody", "{%p for nhom in nhom_chi_tieu %}", "{%p if nhom.ten %}")
    _add(document, heading, "{{ nhom.ten }}")
    _add(document, "KbcBody", "{%p endif %}")
    _repeat(document, "KbcItem", "nhom.doan")
    _add(document, "KbcBody", "{%p endfor %}")


def _optional(document: Any, variable: str, style: str, text: str) -> None:
    _add(document, "KbcBody", f"{{%p if {variable} %}}")
    _add(document, style, text)
    _add(document, "KbcBody", "{%p endif %}")


def _fill_section(document: Any) -> None:
    """The section "4. Tình hình, kết quả …" for insertion into part I of the periodic report."""
    _add(document, "Heading 2", "{{ ten_muc }}")
    _optional(document, "mo_phong", "KbcSynthetic", "{{ mo_phong }}")
    _repeat(document, "KbcBody", "mo_dau")
    _add(document, "Heading 3", "a) Kết quả chung")
    _repeat(document, "KbcBody", "ket_qua_chung")
    _add(document, "Heading 3", "b) Kết quả từng chỉ tiêu")
    _groups(document, "KbcGroup")
    _add(document, "KbcSlot", "bang_chi_tieu")
    _add(document, "Heading 3", "c) Kết quả theo cấp")
    _repeat(document, "KbcItem", "theo_cap", "- ")
    _add(document, "KbcSlot", "hinh_chi_tieu", "bang_cap")
    _add(document, "Heading 3", "d) Kết quả theo đơn vị")
    _repeat(document, "KbcItem", "theo_don_vi", "- ")
    _add(document, "KbcSlot", "hinh_don_vi", "bang_don_vi")
    _add(document, "Heading 3", "đ) Phần còn thiếu, lộ trình và nhận định đến cuối năm")
    for variable in ("con_thieu", "lo_trinh", "nhan_dinh"):
        _repeat(document, "KbcItem", variable, "- ")
    _add(document, "KbcSlot", "hinh_dien_bien")
    _add(document, "Heading 3", "e) Chất lượng và hạn chế của số liệu")
    for variable in ("chat_luong", "han_che"):
        _repeat(document, "KbcItem", variable, "- ")
    _add(document, "KbcSlot", *DATA_SLOTS)
    _add(document, "Heading 3", "g) Nguyên nhân của tồn tại, hạn chế")
    _repeat(document, "KbcItem", "nguyen_nhan", "- ")
    _add(document, "Heading 3", "h) Kiến nghị, đề xuất")
    _repeat(document, "KbcItem", "kien_nghi", "- ")


DATA_SLOTS = ("bang_chat_luong", "bang_loi", "bang_nguon", "bang_thay_doi", "bang_cach_hieu")


def _fill_full(document: Any) -> None:
    """The whole report: head, four parts, signature, annexes."""
    _head(document)
    _optional(document, "mo_phong", "KbcSynthetic", "{{ mo_phong }}")
    _optional(document, "kinh_gui", "KbcAddressee", "Kính gửi: {{ kinh_gui }}.")
    _repeat(document, "KbcGrounds", "can_cu")
    _repeat(document, "KbcBody", "mo_dau_day_du")
    _part(document, "I", "Tình hình, kết quả thực hiện")
    _add(document, "Heading 2", "1. Kết quả chung")
    _repeat(document, "KbcBody", "ket_qua_chung")
    _add(document, "Heading 2", "2. Kết quả từng chỉ tiêu")
    _groups(document, "KbcGroup")
    _add(document, "Heading 2", "3. Kết quả theo cấp")
    _repeat(document, "KbcItem", "theo_cap", "- ")
    _add(document, "KbcSlot", "hinh_chi_tieu", "bang_cap")
    _add(document, "Heading 2", "4. Kết quả theo đơn vị")
    _repeat(document, "KbcItem", "theo_don_vi", "- ")
    _add(document, "KbcSlot", "hinh_don_vi")
    _part(document, "II", "Tồn tại, hạn chế và nguyên nhân")
    _add(document, "Heading 2", "1. Phần còn thiếu so với chỉ tiêu và lộ trình")
    for variable in ("con_thieu", "lo_trinh"):
        _repeat(document, "KbcItem", variable, "- ")
    _add(document, "Heading 2", "2. Chất lượng và hạn chế của số liệu")
    for variable in ("chat_luong", "han_che"):
        _repeat(document, "KbcItem", variable, "- ")
    _add(document, "Heading 2", "3. Nguyên nhân")
    _repeat(document, "KbcItem", "nguyen_nhan", "- ")
    _part(document, "III", "Nhận định đến cuối năm")
    _repeat(document, "KbcItem", "nhan_dinh", "- ")
    _add(document, "KbcSlot", "hinh_dien_bien")
    _part(document, "IV", "Kiến nghị, đề xuất")
    _repeat(document, "KbcItem", "kien_nghi", "- ")
    _signature(document)
    _annex(document, "I", "Kết quả thực hiện các chỉ tiêu năm {{ nam }}", "bang_chi_tieu")
    _annex(document, "II", "Đơn vị chưa đạt chỉ tiêu và phần còn thiếu", "bang_don_vi")
    _annex(document, "III", "Dữ liệu đầu vào và cách hiểu văn bản", *DATA_SLOTS)


def _part(document: Any, number: str, title: str) -> None:
    """A part: its number and its title on two centred lines of one heading."""
    paragraph = document.add_paragraph(style="Heading 1")
    paragraph.add_run(f"Phần {number}").add_break()
    paragraph.add_run(title.upper())


def _annex(document: Any, number: str, title: str, *slots: str) -> None:
    first = len(document.paragraphs)
    _add(document, "KbcAnnexNo", f"Phụ lục {number}")
    document.paragraphs[first].paragraph_format.page_break_before = True
    _add(document, "KbcAnnexTitle", title.upper().replace("{{ NAM }}", "{{ nam }}"))
    _add(document, "KbcAnnexNote", "{{ kem_theo }}")
    _add(document, "KbcSlot", *slots)


def _head(document: Any) -> None:
    """Quốc hiệu and tiêu ngữ beside the agency; number and place under them; kind and subject."""
    left, right = 60.0, 100.0
    table = _bare_table(document, 2, (left, right))
    agency, nation = table.cell(0, 0), table.cell(0, 1)
    _cell_lines(
        agency, "KbcParentAgency", "{%p if co_quan_chu_quan %}", "{{ co_quan_chu_quan }}", "{%p endif %}"
    )
    _cell_lines(agency, "KbcAgency", "{%p for dong in co_quan %}", "{{ dong }}", "{%p endfor %}")
    _rule(agency, left, AGENCY_RULE)
    _cell_lines(nation, "KbcNation", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    _cell_lines(nation, "KbcMotto", "Độc lập - Tự do - Hạnh phúc")
    _rule(nation, right, MOTTO_RULE)
    _cell_lines(table.cell(1, 0), "KbcNumber", "{{ so_ky_hieu }}")
    _cell_lines(table.cell(1, 1), "KbcPlace", "{{ dia_danh_ngay_thang }}")
    _add(document, "KbcKind", "{{ ten_loai }}")
    _add(document, "KbcSubject", "{{ ten_bao_cao }}")
    _rule(document, 160.0, SUBJECT_RULE)


# Lengths in mm. The motto at 14 points bold is 60,4 mm wide and its line as long; the agency's
# line is a third to a half of "TỈNH NINH THUẬN" (42,5 mm) and of the other plans' areas.
MOTTO_RULE, AGENCY_RULE, SUBJECT_RULE = 60.4, 17.0, 50.0


def _signature(document: Any) -> None:
    left, right = 72.0, 88.0
    table = _bare_table(document, 1, (left, right))
    recipients, signer = table.cell(0, 0), table.cell(0, 1)
    _cell_lines(recipients, "KbcRecipientsHead", "Nơi nhận:")
    _cell_lines(recipients, "KbcRecipients", "{%p for dong in noi_nhan %}", "{{ dong }}", "{%p endfor %}")
    _cell_lines(
        signer, "KbcSignature", "{%p for dong in quyen_han %}", "{{ dong }}", "{%p endfor %}", *[""] * 4
    )
    _cell_lines(signer, "KbcSigner", "{{ nguoi_ky }}")


def _bare_table(document: Any, rows: int, widths: tuple[float, float]) -> Any:
    """A table without lines for the two columns of head and signature; its rows never break."""
    table = document.add_table(rows, 2)
    table.autofit = False
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    return table


def _cell_lines(cell: Any, style: str, *lines: str) -> None:
    names = {style_id: name for style_id, name, *_ in _STYLES}
    empty = cell.paragraphs[0] if len(cell.paragraphs) == 1 and not cell.paragraphs[0].text else None
    for line in lines:
        cell.add_paragraph(line, style=names[style])
    if empty is not None:
        empty._p.getparent().remove(empty._p)


def _rule(holder: Any, width: float, length: float) -> None:
    """A solid line of a length in mm, centred in a cell or page of a width."""
    paragraph = holder.add_paragraph(style="KBC Đường kẻ")
    inside = width - (CELL_MARGINS if hasattr(holder, "vertical_alignment") else 0)
    indent = (inside - length) / 2
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(indent)
    border = '<w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/>'
    paragraph._p.get_or_add_pPr().append(parse_xml(f"<w:pBdr {nsdecls('w')}>{border}</w:pBdr>"))


CELL_MARGINS = 3.8


if __name__ == "__main__":
    main()
