"""Nghị định 30/2020/NĐ-CP, Phụ lục I: every element of its layout table as a rule of the document."""

import io
import re
import zipfile
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm
from PIL import ImageFont

from report_templates.context.build import build_context
from report_templates.docx.layout import set_landscape
from report_templates.docx.make import templates as make_templates
from report_templates.docx.make.styles import blank_document
from report_templates.docx.report import TEMPLATES, render_full, render_long, render_section
from report_templates.docx.short_tables import short_tables
from report_templates.docx.table import LANDSCAPE, Column, TableRow, build_table
from tests.report_data import report_data

CENTRE, LEFT, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.JUSTIFY
pytestmark = pytest.mark.slow  # every document of every plan
BOLD_FONT = "/usr/share/fonts/truetype/liberation2/LiberationSerif-Bold.ttf"


@lru_cache
def full(plan_id="ninh-thuan-2024", period="2024-03"):
    return Document(io.BytesIO(render_full(build_context(report_data(plan_id, period)))))


@lru_cache
def section(plan_id="ninh-thuan-2024", period="2024-03"):
    return Document(io.BytesIO(render_section(build_context(report_data(plan_id, period)))))


@lru_cache
def long_form(plan_id="ninh-thuan-2024", period="2024-03"):
    return Document(io.BytesIO(render_long(build_context(report_data(plan_id, period)))))


def texts_in(style_id, document=None):
    """The texts of the paragraphs in a style, in the body and in tables."""
    document = document or full()
    found = []
    for paragraph in document.element.body.iter(qn("w:p")):
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        if style is not None and style.get(qn("w:val")) == style_id:
            found.append("".join(text.text or "" for text in paragraph.iter(qn("w:t"))))
    return found


def style_of(style_id, document=None):
    return next(style for style in (document or full()).styles if style.style_id == style_id)


def millimetres(text, size):
    return ImageFont.truetype(BOLD_FONT, 1000).getlength(text) / 1000 * size * 25.4 / 72


# style id, sizes allowed, bold, italic, alignment
STYLE_RULES = {
    "Quốc hiệu": ("KbcNation", (12, 13), True, False, CENTRE),
    "Tiêu ngữ": ("KbcMotto", (13, 14), True, False, CENTRE),
    "Cơ quan chủ quản": ("KbcParentAgency", (12, 13), False, False, CENTRE),
    "Cơ quan ban hành": ("KbcAgency", (12, 13), True, False, CENTRE),
    "Số, ký hiệu": ("KbcNumber", (13,), False, False, CENTRE),
    "Địa danh, ngày tháng": ("KbcPlace", (13, 14), False, True, CENTRE),
    "Tên loại": ("KbcKind", (13, 14), True, False, CENTRE),
    "Trích yếu": ("KbcSubject", (13, 14), True, False, CENTRE),
    "Căn cứ": ("KbcGrounds", (13, 14), False, True, JUSTIFY),
    "Nội dung": ("KbcBody", (13, 14), False, False, JUSTIFY),
    "Phần": ("Heading1", (13, 14), True, False, CENTRE),
    "Khoản": ("Heading2", (13, 14), True, False, JUSTIFY),
    "Điểm": ("Heading3", (13, 14), False, False, JUSTIFY),
    "Quyền hạn, chức vụ": ("KbcSignature", (13, 14), True, False, CENTRE),
    "Họ tên": ("KbcSigner", (13, 14), True, False, CENTRE),
    "Kính gửi": ("KbcAddressee", (13, 14), False, False, CENTRE),
    "Nơi nhận": ("KbcRecipientsHead", (12,), True, True, LEFT),
    "Danh sách nơi nhận": ("KbcRecipients", (11,), False, False, LEFT),
    "Phụ lục": ("KbcAnnexNo", (14,), True, False, CENTRE),
    "Tên phụ lục": ("KbcAnnexTitle", (13, 14), True, False, CENTRE),
    "Kèm theo": ("KbcAnnexNote", (13, 14), False, True, CENTRE),
    "Ô bảng": ("KbcCell", (11, 12), False, False, LEFT),
}


@pytest.mark.parametrize(("style_id", "sizes", "bold", "italic", "alignment"), STYLE_RULES.values(), ids=STYLE_RULES)
def test_size_weight_slant_and_alignment(style_id, sizes, bold, italic, alignment):
    style = style_of(style_id)
    assert style.font.size.pt in sizes
    assert (bool(style.font.bold), bool(style.font.italic)) == (bold, italic)
    assert style.paragraph_format.alignment == alignment


def test_every_style_in_use_is_times_new_roman_and_black():
    document = full()
    used = {style.get(qn("w:val")) for style in document.element.body.iter(qn("w:pStyle"))}
    for style in document.styles:
        if style.style_id in used:
            assert style.font.name == "Times New Roman", style.name
            assert str(style.font.color.rgb) in ("None", "000000"), style.name
    assert not [fonts for fonts in document.element.body.iter(qn("w:rFonts"))]


@pytest.mark.parametrize("document", [full, section])
def test_a4_with_the_margins_of_the_decree(document):
    for part in document().sections:
        size = [round(length / Mm(1)) for length in (part.page_width, part.page_height)]
        assert size == ([210, 297] if part.orientation == 0 else [297, 210])
        sides = (part.top_margin, part.bottom_margin, part.left_margin, part.right_margin)
        for margin, (least, most) in zip(sides, ((20, 25), (20, 25), (30, 35), (15, 20)), strict=True):
            assert least - 0.01 <= margin / Mm(1) <= most + 0.01


def test_the_page_number_stands_centred_in_the_top_margin_from_page_two():
    first = full().sections[0]
    header = first.header.paragraphs[0]
    assert first.different_first_page_header_footer
    assert header.alignment == CENTRE
    assert "PAGE" in header._p.xml
    assert "PAGE" not in first.first_page_header._element.xml
    assert style_of("Normal").font.size.pt in (13, 14)


def test_later_sections_keep_the_page_number():
    for document in (full(), section()):
        for part in document.sections[1:]:
            assert part.header.is_linked_to_previous
            assert not part.different_first_page_header_footer


def test_nation_and_motto_stand_in_the_right_block():
    right = full().tables[0].cell(0, 1).text.split("\n")
    assert right[0] == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert right[1] == "Độc lập - Tự do - Hạnh phúc"


def test_the_nation_fits_on_one_line():
    cell = full().tables[0].cell(0, 1)
    width = cell.width / Mm(1) - 3.8
    assert millimetres("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13) <= width


def rule_lengths(document):
    """The drawn lines in mm: the width of what holds them without both indents."""
    lengths = []
    for paragraph in document.element.body.iter(qn("w:p")):
        border = paragraph.find(f"{qn('w:pPr')}/{qn('w:pBdr')}/{qn('w:top')}")
        if border is None:
            continue
        assert border.get(qn("w:val")) == "single"
        cell = next(paragraph.iterancestors(qn("w:tc")), None)
        width = 160.0 if cell is None else int(cell.find(f".//{qn('w:tcW')}").get(qn("w:w"))) / 56.693 - 3.8
        indent = paragraph.find(f"{qn('w:pPr')}/{qn('w:ind')}")
        lengths.append(width - sum(int(indent.get(qn(f"w:{side}"))) / 56.693 for side in ("left", "right")))
    return lengths


@pytest.mark.parametrize(
    ("plan_id", "period"),
    [("ninh-thuan-2024", "2024-03"), ("binh-phuoc-2024", "2024-Q1"), ("tam-duong-2025", "2025-02")],
)
def test_the_lines_under_agency_motto_and_subject_have_their_lengths(plan_id, period):
    document = full(plan_id, period)
    agency, motto, subject = rule_lengths(document)
    area = texts_in("KbcAgency", document)[-1]
    last_line = document_subject(document)[-1]
    assert 1 / 3 <= agency / millimetres(area, 13) <= 1 / 2
    assert motto == pytest.approx(millimetres("Độc lập - Tự do - Hạnh phúc", 14), abs=0.5)
    assert 1 / 3 <= subject / millimetres(last_line, 14) <= 1 / 2


def document_subject(document):
    return next(p.text for p in document.paragraphs if p.style.style_id == "KbcSubject").split("\n")


def test_the_agency_is_upper_case():
    assert texts_in("KbcAgency") == ["ỦY BAN NHÂN DÂN", "TỈNH NINH THUẬN"]


def test_number_and_symbol_have_no_spaces_round_the_signs():
    (number,) = texts_in("KbcNumber")
    assert re.fullmatch(r"Số: +/BC-UBND", number)


def test_place_and_date_are_on_the_line_of_the_number_with_a_comma_after_the_place():
    row = full().tables[0].rows[1]
    assert row.cells[0].text.startswith("Số:")
    assert re.fullmatch(r"Ninh Thuận, ngày +tháng 3 năm 2024", row.cells[1].text)


def test_months_one_and_two_are_written_with_a_zero():
    assert "tháng 02 năm 2025" in texts_in("KbcPlace", full("tam-duong-2025", "2025-02"))[0]


def test_kind_and_subject():
    assert texts_in("KbcKind") == ["BÁO CÁO"]
    assert document_subject(full())[0] == "Tình hình, kết quả triển khai nhiệm vụ"


def test_each_ground_ends_with_a_semicolon_and_the_last_with_a_full_stop():
    grounds = texts_in("KbcGrounds")
    assert len(grounds) == 2
    assert all(line.startswith("Căn cứ ") for line in grounds)
    assert [line[-1] for line in grounds] == [";", "."]


def test_body_paragraphs_indent_their_first_line_and_stand_apart():
    for style_id in ("KbcBody", "KbcItem", "KbcGrounds"):
        paragraph = style_of(style_id).paragraph_format
        assert paragraph.first_line_indent in (Mm(10), Mm(12.7))
        assert paragraph.space_before.pt >= 6
        assert 1 <= (paragraph.line_spacing or 1) <= 1.5


def test_parts_are_numbered_in_roman_with_upper_case_titles():
    parts = [p.text for p in full().paragraphs if p.style.name == "Heading 1"]
    assert [part.split("\n")[0] for part in parts] == ["Phần I", "Phần II", "Phần III", "Phần IV"]
    assert all(part.split("\n")[1].isupper() for part in parts)


def test_points_follow_the_vietnamese_alphabet():
    points = [p.text[0] for p in section().paragraphs if p.style.name == "Heading 3"]
    assert points == ["a", "b", "c", "d", "đ"]
    points = [p.text[0] for p in long_form().paragraphs if p.style.name == "Heading 3"]
    assert points == ["a", "b", "c", "d", "đ", "e", "g", "h"]


def test_the_section_has_its_number_as_text_so_that_an_insertion_keeps_it():
    first = section().paragraphs[0]
    assert first.style.name == "Heading 2"
    assert first.text.startswith(
        "4. Tình hình, kết quả triển khai nhiệm vụ cải cách thủ tục hành chính trọng tâm năm 2024"
    )
    assert "w:numPr" not in section().element.xml


def test_who_signs_is_upper_case_and_the_name_has_no_title():
    lines = [line for line in texts_in("KbcSignature") if line]
    assert lines == ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]
    assert texts_in("KbcSigner") == ["Trần Quốc Nam"]


def test_a_deputy_signs_in_place_of_the_chair():
    lines = [line for line in texts_in("KbcSignature", full("binh-phuoc-2024", "2024-Q1")) if line]
    assert lines == ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]


def test_recipients_are_dashed_and_the_last_is_the_archive():
    assert texts_in("KbcRecipientsHead") == ["Nơi nhận:"]
    recipients = texts_in("KbcRecipients")
    assert all(line.startswith("- ") for line in recipients)
    assert all(line.endswith(";") for line in recipients[:-1])
    assert recipients[-1].startswith("- Lưu: VT") and recipients[-1].endswith(".")


def test_annexes_are_numbered_in_roman_named_in_upper_case_and_start_a_page():
    document = full()
    annexes = [p for p in document.paragraphs if p.style.style_id == "KbcAnnexNo"]
    assert [p.text for p in annexes] == ["Phụ lục I", "Phụ lục II", "Phụ lục III"]
    assert all(p.paragraph_format.page_break_before for p in annexes)
    assert all(text.isupper() for text in texts_in("KbcAnnexTitle"))
    assert all(text.startswith("(Kèm theo") or text.startswith("(Từ ngày") for text in texts_in("KbcAnnexNote"))


def data_tables(document):
    return [
        table for table in document.element.body.iter(qn("w:tbl")) if table.find(f".//{qn('w:tblHeader')}") is not None
    ]


@pytest.mark.parametrize("document", [full, section, long_form])
def test_tables_repeat_their_headers_keep_rows_whole_and_carry_alt_text(document):
    tables = data_tables(document())
    assert len(tables) >= 3
    for table in tables:
        rows = table.findall(qn("w:tr"))
        assert rows[0].find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)
        assert table.find(f"{qn('w:tblPr')}/{qn('w:tblCaption')}").get(qn("w:val"))


def test_header_rows_stand_only_at_the_top():
    for table in data_tables(full()):
        flags = [row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in table.findall(qn("w:tr"))]
        assert flags == sorted(flags, reverse=True)


@pytest.mark.parametrize("document", [full, section, long_form])
@pytest.mark.parametrize("plan_id", ["ninh-thuan-2024", "binh-phuoc-2024"])
def test_every_table_fits_its_page(document, plan_id):
    width = {None: 160.5, "landscape": 247.5}
    tables, turned = [], []
    for element in document(plan_id, "2024-03").element.body:
        if element.tag == qn("w:tbl") and element.find(f".//{qn('w:tblHeader')}") is not None:
            tables.append(int(element.find(f".//{qn('w:tblW')}").get(qn("w:w"))) / 56.693)
        for page in element.iter(qn("w:pgSz")):  # a section's page stands in its last paragraph
            turned += [page.get(qn("w:orient"))] * (len(tables) - len(turned))
    assert len(tables) == len(turned) >= 2
    assert all(table <= width[page] for table, page in zip(tables, turned, strict=True))


def test_two_turned_tables_in_a_row_leave_no_blank_page_between_them():
    document = blank_document()
    for text in ("Đoạn văn.", "Bảng 1", "Ghi chú 1", "Bảng 2", "Ghi chú 2", "Đoạn cuối."):
        document.add_paragraph(text)
    body = [paragraph._p for paragraph in document.paragraphs]
    set_landscape(document, body[1], body[2])
    set_landscape(document, body[3], body[4])
    assert [part.orientation for part in document.sections] == [0, 1, 0]
    assert document.paragraphs[3].paragraph_format.page_break_before


def test_a_fraction_that_is_wider_than_its_cell_breaks_behind_its_stroke_only():
    texts = ("102.567/102.720", "98.135/101.403", "98,33% 102.567/102.720", "01/7/2025", "Số 1/2")
    row = TableRow(texts)
    for width, broken in ((27.0, {0, 2}), (40.0, set())):
        columns = tuple(Column("", width) for _ in texts)
        made = [found.text for found in build_table(columns, [row], "").iter(qn("w:t"))][len(texts) :]
        assert made == [text.replace("/", "/\u200b") if n in broken else text for n, text in enumerate(texts)]


@pytest.mark.parametrize(("count", "word"), [(8, "Phong"), (8, "Mường"), (8, "Thượng"), (13, "Mường")])
def test_the_word_of_a_place_stands_whole_in_the_head_of_its_column(count, word):
    context = build_context(report_data())
    places = replace(context.places, names=tuple(f"huyện {word} Tè" for _ in range(count)), results={})
    block = short_tables(replace(context, places=places))["bang_dia_ban"]
    assert block.columns[2].title == f"{word} Tè"
    assert millimetres(word, 11) < block.columns[2].width - 2
    assert sum(column.width for column in block.columns) == pytest.approx(LANDSCAPE)


@pytest.mark.parametrize("document", [section(), full()])
def test_the_note_under_a_table_has_the_last_row_on_its_page(document):
    for table in document.element.body.iter(qn("w:tbl")):
        note = table.getnext()
        style = note.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        if style is not None and style.get(qn("w:val")) == "KbcNote":
            *_, last = table.iter(qn("w:tr"))
            assert all(cell.find(f".//{qn('w:keepNext')}") is not None for cell in last.iter(qn("w:tc")))


def test_a_picture_carries_alt_text():
    pictures = list(long_form().element.body.iter(qn("wp:docPr")))
    assert len(pictures) == 3
    assert all(picture.get("descr", "").startswith("Biểu đồ") for picture in pictures)


def test_tables_and_pictures_are_numbered_by_fields_in_their_order():
    fields = [f.get(qn("w:instr")).strip() for f in full().element.body.iter(qn("w:fldSimple"))]
    numbers = ["".join(t.text for t in f.iter(qn("w:t"))) for f in full().element.body.iter(qn("w:fldSimple"))]
    for kind in ("Bảng", "Hình"):
        counted = [number for field, number in zip(fields, numbers, strict=True) if f"SEQ {kind} " in field]
        assert counted == [str(place) for place in range(1, len(counted) + 1)]


def test_the_language_is_vietnamese():
    for document in (full(), section()):
        languages = {found.get(qn("w:val")) for found in document.styles.element.iter(qn("w:lang"))}
        assert languages == {"vi-VN"}
        assert document.core_properties.language == "vi-VN"


def test_the_documents_properties_are_set():
    properties = full().core_properties
    assert (
        properties.title
        == "Tình hình, kết quả triển khai nhiệm vụ cải cách thủ tục hành chính trọng tâm tháng 3 năm 2024"
    )
    assert properties.author == "Ủy ban nhân dân tỉnh Ninh Thuận"
    assert properties.created.isoformat() == "2024-03-14T00:00:00+00:00"


def test_synthetic_figures_are_labelled_once_on_every_page():
    for document in (full(), section()):
        first = document.sections[0]
        assert "SỐ LIỆU MÔ PHỎNG" in "".join(p.text for p in first.header.paragraphs)
        on_page_one = [*first.first_page_header.paragraphs, *document.paragraphs]
        assert sum("SỐ LIỆU MÔ PHỎNG" in paragraph.text for paragraph in on_page_one) == 1
    real = Document(io.BytesIO(render_full(build_context(report_data(synthetic=False)))))
    assert "MÔ PHỎNG" not in real.element.xml + real.sections[0].header._element.xml


def test_no_template_mark_is_left():
    for document in (full(), section()):
        with zipfile.ZipFile(io.BytesIO(_bytes(document))) as archive:
            xml = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))
        assert "{{" not in xml and "{%" not in xml
        assert not texts_in("KbcSlot", document)


def _bytes(document):
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def test_no_two_empty_paragraphs_in_a_row():
    body = [element for element in full().element.body if element.tag != qn("w:sectPr")]
    empty = [e.tag == qn("w:p") and not e.xpath(".//w:t | .//w:drawing") for e in body]
    assert not [pair for pair in pairwise(empty) if all(pair)]


def test_the_signature_keeps_the_last_lines_with_it():
    body = full().element.body
    signature = next(table for table in body.iter(qn("w:tbl")) if "Nơi nhận:" in "".join(table.itertext()))
    before = signature.getprevious()
    assert before.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None


def test_the_templates_are_what_their_script_makes(tmp_path, monkeypatch):
    monkeypatch.setattr(make_templates, "FOLDER", tmp_path)
    make_templates.main()
    for name in ("muc.docx", "day-du.docx"):
        assert (tmp_path / name).read_bytes() == (TEMPLATES / name).read_bytes()
