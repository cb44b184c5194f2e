"""Make the three Word templates of ``bao-cao/`` (``python -m report_templates.docx.make.templates``).

It was run once; the files are committed and an officer restyles them in Word. ``{{ten}}`` is
filled with a text of ``template_values``; a paragraph in the style "KBC Chỗ chèn" is replaced
by a table or picture. Layout: Nghị định 30/2020/NĐ-CP, Phụ lục I.
"""

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm, Pt

from report_templates.archive import repack
from report_templates.docx.make.styles import STYLE_NAMES, blank_document

FOLDER = Path(__file__).parents[2] / "bao-cao"


def main() -> None:
    """Write every template; the same code writes the same bytes."""
    FOLDER.mkdir(exist_ok=True)
    for name, fill in (("muc.docx", fill_section), ("day-du.docx", fill_full), ("chi-tiet.docx", fill_long)):
        document = blank_document()
        fill(document)
        properties = document.core_properties
        properties.created = properties.modified = datetime(2024, 1, 1, tzinfo=UTC)
        properties.author = properties.comments = ""
        saved = io.BytesIO()
        document.save(saved)
        (FOLDER / name).write_bytes(repack(saved.getvalue()))


def _add(document: Any, style: str, *lines: str) -> None:
    for line in lines:
        document.add_paragraph(line, style=STYLE_NAMES.get(style, style))


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


def fill_section(document: Any) -> None:
    """The section "4. Tình hình, kết quả …": two pages of text, the plan's table, who is behind."""
    _add(document, "Heading 2", "{{ ten_muc }}")
    _optional(document, "mo_phong", "KbcSynthetic", "{{ mo_phong }}")
    _repeat(document, "KbcBody", "mo_dau")
    _add(document, "Heading 3", "a) Kết quả chung")
    _repeat(document, "KbcItem", "ket_qua_chung", "- ")
    _add(document, "Heading 3", "b) Kết quả theo nhóm nhiệm vụ")
    _repeat(document, "KbcItem", "theo_nhom", "- ")
    _add(document, "Heading 3", "c) Nguyên nhân của tồn tại, hạn chế")
    _repeat(document, "KbcItem", "nguyen_nhan", "- ")
    _add(document, "Heading 3", "d) Nhận định đến cuối năm")
    _repeat(document, "KbcItem", "nhan_dinh", "- ")
    _add(document, "Heading 3", "đ) Kiến nghị, đề xuất")
    _repeat(document, "KbcItem", "kien_nghi", "- ")
    _add(document, "KbcSlot", "bang_ket_qua", "bang_dia_ban", "bang_xep_hang")


def fill_long(document: Any) -> None:
    """The long form: every target, level, unit, picture and table of data."""
    _add(document, "Heading 2", "{{ ten_muc }}")
    _optional(document, "mo_phong", "KbcSynthetic", "{{ mo_phong }}")
    _repeat(document, "KbcBody", "mo_dau")
    _add(document, "Heading 3", "a) Kết quả chung")
    _repeat(document, "KbcItem", "ket_qua_chung", "- ")
    _add(document, "Heading 3", "b) Kết quả từng chỉ tiêu")
    _groups(document, "KbcGroup")
    _add(document, "KbcSlot", "bang_chi_tieu")
    _add(document, "Heading 3", "c) Kết quả theo cấp và theo địa bàn")
    _repeat(document, "KbcItem", "theo_cap", "- ")
    _add(document, "KbcSlot", "hinh_chi_tieu", "bang_cap", "bang_dia_ban")
    _add(document, "Heading 3", "d) Kết quả theo đơn vị")
    _repeat(document, "KbcItem", "theo_don_vi", "- ")
    _add(document, "KbcSlot", "hinh_don_vi", "bang_xep_hang", "bang_don_vi")
    _add(document, "Heading 3", "đ) Nguyên nhân của tồn tại, hạn chế")
    _repeat(document, "KbcItem", "nguyen_nhan", "- ")
    _add(document, "Heading 3", "e) Phần còn thiếu, lộ trình và nhận định đến cuối năm")
    for variable in ("con_thieu", "lo_trinh", "nhan_dinh"):
        _repeat(document, "KbcItem", variable, "- ")
    _add(document, "KbcSlot", "hinh_dien_bien")
    _add(document, "Heading 3", "g) Kiến nghị, đề xuất")
    _repeat(document, "KbcItem", "kien_nghi", "- ")
    _add(document, "Heading 3", "h) Chất lượng và hạn chế của số liệu")
    for variable in ("chat_luong", "han_che"):
        _repeat(document, "KbcItem", variable, "- ")
    _add(document, "KbcSlot", *DATA_SLOTS)


DATA_SLOTS = (
    "bang_quyet_dinh",
    "bang_cach_hieu_khac",
    "bang_chat_luong",
    "bang_loi",
    "bang_nguon",
    "bang_thay_doi",
    "bang_cach_hieu",
)


def fill_full(document: Any) -> None:
    """The whole report: head, four parts, signature, annexes of four pages at most."""
    _head(document)
    _optional(document, "mo_phong", "KbcSynthetic", "{{ mo_phong }}")
    _optional(document, "kinh_gui", "KbcAddressee", "Kính gửi: {{ kinh_gui }}.")
    _repeat(document, "KbcGrounds", "can_cu")
    _repeat(document, "KbcBody", "mo_dau_day_du")
    _part(document, "I", "Tình hình, kết quả thực hiện")
    _add(document, "Heading 2", "1. Kết quả chung")
    _repeat(document, "KbcItem", "ket_qua_chung", "- ")
    _add(document, "Heading 2", "2. Kết quả theo nhóm nhiệm vụ")
    _repeat(document, "KbcItem", "theo_nhom", "- ")
    _part(document, "II", "Tồn tại, hạn chế và nguyên nhân")
    _repeat(document, "KbcItem", "nguyen_nhan", "- ")
    _part(document, "III", "Nhận định đến cuối năm")
    _repeat(document, "KbcItem", "nhan_dinh", "- ")
    _part(document, "IV", "Kiến nghị, đề xuất")
    first = len(document.paragraphs)
    _repeat(document, "KbcItem", "kien_nghi", "- ")
    for paragraph in document.paragraphs[first:]:
        # A signature never stands alone on a page.
        paragraph.paragraph_format.keep_with_next = True
    gap = document.add_paragraph(style=STYLE_NAMES["KbcRule"])
    gap.paragraph_format.space_before, gap.paragraph_format.keep_with_next = Pt(12), True
    _signature(document)
    _annex(document, "I", "Kết quả thực hiện các chỉ tiêu năm {{ nam }}", "bang_ket_qua")
    _annex(document, "II", "Kết quả theo địa bàn và đơn vị chậm", "bang_dia_ban", "bang_xep_hang")
    _annex(document, "III", "Số liệu và cách hiểu văn bản")
    for variable in ("chat_luong", "han_che"):
        _repeat(document, "KbcItem", variable, "- ")
    _add(document, "KbcSlot", "bang_quyet_dinh", "bang_cach_hieu_khac", "bang_nguon")


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
    _cell_lines(agency, "KbcParentAgency", "{%p if co_quan_chu_quan %}", "{{ co_quan_chu_quan }}", "{%p endif %}")
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
    _cell_lines(signer, "KbcSignature", "{%p for dong in quyen_han %}", "{{ dong }}", "{%p endfor %}", *[""] * 4)
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
    empty = cell.paragraphs[0] if len(cell.paragraphs) == 1 and not cell.paragraphs[0].text else None
    for line in lines:
        cell.add_paragraph(line, style=STYLE_NAMES[style])
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
