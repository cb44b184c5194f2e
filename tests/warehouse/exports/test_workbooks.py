"""A workbook is read right or refused with the reason; what it hides is reported; nothing of it can harm."""

import io
import random
import stat
import tracemalloc
import zipfile
from datetime import date

import openpyxl
import pytest
import xlsxwriter

from tests.deliveries import as_xlsx
from warehouse.errors import DataRefused
from warehouse.exports.flat_files import flat_batches

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
COLUMNS = ("MaDonVi", "MaSoLieu", "Ky", "GiaTri")
VALUES = ("H43.12", "van_ban", "2024-03")


def cell(place, value, kind="inlineStr", **more):
    told = "".join(f' {name}="{each}"' for name, each in more.items() if name != "formula")
    formula = f"<f>{more['formula']}</f>" if "formula" in more else ""
    inside = f"<is><t>{value}</t></is>" if kind == "inlineStr" else f"<v>{value}</v>" if value is not None else ""
    return f'<c r="{place}" t="{kind}"{told}>{formula}{inside}</c>'


def header(line=1):
    cells = "".join(cell(f"{letter}{line}", name) for letter, name in zip("ABCD", COLUMNS, strict=True))
    return f'<row r="{line}">{cells}</row>'


def row(line, amount, **more):
    cells = "".join(cell(f"{letter}{line}", value) for letter, value in zip("ABC", VALUES, strict=True))
    return f'<row r="{line}"{"".join(f" {k}={chr(34)}{v}{chr(34)}" for k, v in more.items())}>{cells}{amount}</row>'


def number(place, value, **more):
    return cell(place, value, "n", **more)


def package(
    sheet,
    *,
    part="xl/worksheets/sheet1.xml",
    sheets='<sheet name="Sheet1" sheetId="1" r:id="rId1"/>',
    settings="",
    type_of_main=SHEET_TYPE,
    extra=(),
    packing=zipfile.ZIP_DEFLATED,
):
    """A workbook written part by part, so that each part can lie."""
    relations = f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="/{part}"/>'
    relations += f'<Relationship Id="rId2" Type="{OFFICE}/worksheet" Target="worksheets/other.xml"/>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{type_of_main}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
        f"<sheets>{sheets}</sheets>{settings}</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>',
        part: sheet,
    } | dict(extra)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", packing) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return content.getvalue()


def sheet(rows, below="", prefix="", head=""):
    rows = "".join(rows)
    if prefix:
        for tag in ("row", "c", "v", "f", "is", "t"):
            rows = rows.replace(f"<{tag}>", f"<{prefix}:{tag}>").replace(f"<{tag} ", f"<{prefix}:{tag} ")
            rows = rows.replace(f"</{tag}>", f"</{prefix}:{tag}>")
        space, colon = f"xmlns:{prefix}", f"{prefix}:"
    else:
        space, colon = "xmlns", ""
    return (
        f'{head}<{colon}worksheet {space}="{MAIN}"><{colon}sheetData>{rows}</{colon}sheetData>'
        f"{below}</{colon}worksheet>"
    )


GOOD = sheet([header(), row(2, number("D2", 120))])


@pytest.fixture
def read(delivery):
    """The rows that the door reads of a file's bytes."""

    def rows(content, path="khai_bao.xlsx", dataset="khai_bao", profile=None):
        export = delivery().put_bytes(path, content, dataset, 0, profile=profile).export()
        batches = flat_batches(export, export.of(dataset)[0], export_dataset(dataset))
        return [each for batch in batches for each in batch.to_pylist()]

    return rows


def export_dataset(name):
    from warehouse.exports.datasets import datasets

    return datasets()[name]


def amounts(rows):
    return [each["GiaTri"] for each in rows]


def test_a_plain_workbook_is_read(read):
    (found,) = read(package(GOOD))
    assert found.pop("file_no")
    assert found == {"line_no": 2, **dict(zip(COLUMNS, (*VALUES, "120"), strict=True))}


class TestAFormula:
    UNCOMPUTED = (header(), row(2, number("D2", None, formula="60*2")))

    def test_that_was_computed_counts_as_its_value(self, read):
        assert amounts(read(package(sheet([header(), row(2, number("D2", 120, formula="60*2"))])))) == ["120"]

    @pytest.mark.parametrize("prefix", ["", "x"])
    @pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/data/one.bin", "sheet"])
    def test_that_was_not_is_refused_wherever_its_sheet_stands(self, read, prefix, part):
        with pytest.raises(DataRefused, match="its cell D2 holds a formula that was never computed"):
            read(package(sheet(self.UNCOMPUTED, prefix=prefix), part=part))

    def test_with_the_stale_zero_of_a_writer_that_does_not_compute_is_refused(self, read):
        content = io.BytesIO()
        with xlsxwriter.Workbook(content) as book:
            page = book.add_worksheet()
            page.write_row(0, 0, COLUMNS)
            page.write_row(1, 0, VALUES)
            page.write_formula(1, 3, "=60*2")
        with pytest.raises(DataRefused, match="never computed"):
            read(content.getvalue())

    def test_of_a_workbook_that_says_it_is_not_computed_is_refused(self, read):
        rows = sheet([header(), row(2, number("D2", 0, formula="60*2"))])
        for said in ('fullCalcOnLoad="1"', 'fullCalcOnLoad="true"', 'calcCompleted="0"'):
            with pytest.raises(DataRefused, match="never computed"):
                read(package(rows, settings=f"<calcPr {said}/>"))

    @pytest.mark.parametrize("prefix", ["", "x"])
    def test_that_came_to_an_error_is_refused(self, read, prefix):
        rows = [header(), row(2, cell("D2", "#N/A", "e", formula="1/0"))]
        with pytest.raises(DataRefused, match="its cell D2 holds an error"):
            read(package(sheet(rows, prefix=prefix)))

    def test_of_empty_text_is_an_empty_cell(self, read):
        assert amounts(read(package(sheet([header(), row(2, cell("D2", "", "str", formula="T(1)"))])))) == [None]


class TestWhatIsHidden:
    BOTH = '<sheet name="{}" sheetId="1" r:id="rId1" {}/><sheet name="{}" sheetId="2" r:id="rId2" {}/>'
    OTHER = (("xl/worksheets/other.xml", sheet([header(), row(2, number("D2", 7))])),)

    @pytest.mark.parametrize("state", ["hidden", "veryHidden"])
    def test_a_hidden_sheet_is_never_read_in_place_of_the_visible_one(self, read, caplog, state):
        sheets = self.BOTH.format("Cũ", f'state="{state}"', "Mới", "")
        assert amounts(read(package(GOOD, sheets=sheets, extra=self.OTHER))) == ["7"]
        assert "1 hidden sheets were not read" in caplog.text

    def test_a_hidden_sheet_of_the_datasets_name_is_refused(self, read):
        sheets = self.BOTH.format("khai_bao", 'state="hidden"', "Mới", "")
        with pytest.raises(DataRefused, match="'khai_bao' is hidden"):
            read(package(GOOD, sheets=sheets, extra=self.OTHER))

    def test_a_workbook_of_hidden_sheets_only_is_refused(self, read):
        with pytest.raises(DataRefused, match="0 visible sheets"):
            read(package(GOOD, sheets=self.BOTH.split("/>")[0].format("A", 'state="hidden"') + "/>"))

    def test_two_sheets_whose_names_differ_in_case_only_are_refused(self, read):
        sheets = self.BOTH.format("khai_bao", "", "Khai_Bao", "")
        with pytest.raises(DataRefused, match="2 of its sheets are named"):
            read(package(GOOD, sheets=sheets, extra=self.OTHER))

    def test_hidden_rows_and_columns_are_read_and_reported(self, read, caplog):
        rows = sheet([header(), row(2, number("D2", 1), hidden="1"), row(3, number("D3", 2))])
        rows = rows.replace("<sheetData>", '<cols><col min="2" max="3" hidden="1"/></cols><sheetData>')
        assert amounts(read(package(rows))) == ["1", "2"]
        assert "1 hidden rows were read" in caplog.text
        assert "2 columns are hidden" in caplog.text


class TestMergedCells:
    def test_among_the_rows_are_refused_because_they_hide_values(self, read):
        rows = sheet([header(), row(2, number("D2", 1))], '<mergeCells><mergeCell ref="A2:A3"/></mergeCells>')
        with pytest.raises(DataRefused, match="row 2 has merged cells"):
            read(package(rows))

    def test_beside_the_columns_that_are_read_do_no_harm(self, read):
        rows = sheet([header(), row(2, number("D2", 1))], '<mergeCells><mergeCell ref="F2:F3"/></mergeCells>')
        assert amounts(read(package(rows))) == ["1"]

    def test_beyond_all_measure_are_refused(self, read):
        many = "".join(f'<mergeCell ref="F{line}:G{line}"/>' for line in range(2, 3_000))
        with pytest.raises(DataRefused, match="merged ranges"):
            read(package(sheet([header()], f"<mergeCells>{many}</mergeCells>")))


class TestSize:
    @pytest.mark.parametrize("place", ["XFD1048576", "ZZ1048576", "XFD2"])
    def test_a_cell_far_outside_is_refused_in_little_memory(self, read, place):
        line = int("".join(filter(str.isdigit, place)))
        content = package(sheet([header(), f'<row r="{line}">{number(place, 1)}</row>']))
        assert len(content) < 6_000
        tracemalloc.start()
        with pytest.raises(DataRefused, match="beyond 512 columns"):
            read(content)
        assert tracemalloc.get_traced_memory()[1] < 20 << 20
        tracemalloc.stop()

    def test_a_styled_cell_without_a_value_far_outside_does_no_harm(self, read):
        rows = [header(), row(2, number("D2", 1)), '<row r="1048576"><c r="XFD1048576" s="0"/></row>']
        assert amounts(read(package(sheet(rows)))) == ["1"]

    def test_a_row_beyond_the_sheets_end_is_refused(self, read):
        with pytest.raises(DataRefused, match="beyond a sheet's end"):
            read(package(sheet([header(), row(1_048_577, "")])))

    def test_a_lying_count_of_texts_costs_nothing(self, read):
        texts = f'<sst xmlns="{MAIN}" count="4000000000" uniqueCount="4000000000"><si><t>H43.12</t></si></sst>'
        relations = (
            f'<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="rId9" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
        )
        extra = (("xl/sharedStrings.xml", texts), ("xl/_rels/workbook.xml.rels", relations))
        good = GOOD.replace(cell("A2", "H43.12"), cell("A2", "0", "s"))
        tracemalloc.start()
        assert read(package(good, extra=extra))[0]["MaDonVi"] == "H43.12"
        assert tracemalloc.get_traced_memory()[1] < 20 << 20
        tracemalloc.stop()
        with pytest.raises(DataRefused, match="a text that is not there"):
            read(package(good.replace("<v>0</v>", "<v>1</v>"), extra=extra))

    def test_a_lying_size_in_the_archive_is_refused(self, read):
        content = package(GOOD)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entry = archive.getinfo("xl/worksheets/sheet1.xml")
        true, lie = (size.to_bytes(4, "little") for size in (entry.file_size, 40))
        with pytest.raises(DataRefused, match="damaged"):
            read(content.replace(true, lie))

    def test_a_cell_of_50_mb_is_refused(self, read):
        with pytest.raises(DataRefused, match=r"not well-formed|more than"):
            read(package(sheet([header(), row(2, cell("D2", "x" * (50 << 20)))]), packing=zipfile.ZIP_STORED))

    def test_a_link_in_every_row_is_no_row_without_end(self, read):
        links = "".join(f'<hyperlink ref="F{line}" r:id="rId{line}" tooltip="{"x" * 60}"/>' for line in range(60_000))
        rows = sheet([header(), row(2, number("D2", 1))], f'<hyperlinks xmlns:r="{OFFICE}">{links}</hyperlinks>')
        assert len(rows) > 5 << 20
        assert amounts(read(package(rows, packing=zipfile.ZIP_STORED))) == ["1"]

    def test_a_row_of_a_million_cells_is_refused(self, read):
        with pytest.raises(DataRefused, match=r"beyond 512 columns|more than"):
            read(package(sheet([header(), f'<row r="2">{"<c><v>1</v></c>" * 1_500_000}</row>'])))


class TestTheArchive:
    @pytest.mark.parametrize(
        ("name", "words"),
        [
            ("../../etc/passwd", "leads outside"),
            ("/etc/passwd", "leads outside"),
            ("a\\..\\b", "leads outside"),
            ("XL/Workbook.xml", "two parts of the same name"),
        ],
    )
    def test_with_a_part_of_such_a_name_is_refused(self, read, name, words):
        with pytest.raises(DataRefused, match=words):
            read(package(GOOD, extra=((name, "x"),)))

    def test_with_the_same_name_twice_is_refused(self, read):
        content = io.BytesIO(package(GOOD))
        with zipfile.ZipFile(content, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("xl/worksheets/sheet1.xml", GOOD)
        with pytest.raises(DataRefused, match="two parts of the same name"):
            read(content.getvalue())

    def test_with_a_link_is_refused(self, read):
        content = io.BytesIO(package(GOOD))
        link = zipfile.ZipInfo("xl/link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        with zipfile.ZipFile(content, "a") as archive:
            archive.writestr(link, "/etc/passwd")
        with pytest.raises(DataRefused, match="link"):
            read(content.getvalue())

    def test_with_thousands_of_parts_is_refused(self, read):
        with pytest.raises(DataRefused, match="parts"):
            read(package(GOOD, extra=[(f"x/{number}", "") for number in range(2_000)]))

    def test_with_an_encrypted_part_is_refused(self, read):
        content = bytearray(package(GOOD))
        place = content.rfind(b"PK\x01\x02")
        content[place + 8] |= 1
        with pytest.raises(DataRefused, match="encrypted"):
            read(bytes(content))


class TestAnotherKind:
    def test_an_old_workbook_is_refused_as_such(self, read):
        with pytest.raises(DataRefused, match=r"old or encrypted Office file \(\.xls\)"):
            read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5_000)

    def test_a_workbook_under_a_password_is_refused_as_such(self, read):
        with pytest.raises(DataRefused, match="password"):
            read(b"\xd0\xcf\x11\xe0" + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le"))

    @pytest.mark.parametrize(
        ("kind", "words"),
        [
            ("application/vnd.ms-excel.sheet.macroEnabled.main+xml", "macros"),
            ("application/vnd.ms-excel.sheet.binary.macroEnabled.main", "macros"),
            ("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", "not an XLSX"),
        ],
    )
    def test_a_main_part_of_another_type_is_refused(self, read, kind, words):
        with pytest.raises(DataRefused, match=words):
            read(package(GOOD, type_of_main=kind))

    @pytest.mark.parametrize("name", ["xl/vbaProject.bin", "xl/VBAPROJECT.BIN", "x/y/vbaProject2.bin"])
    def test_macros_in_any_spelling_are_refused(self, read, name):
        with pytest.raises(DataRefused, match="macros"):
            read(package(GOOD, extra=((name, "x"),)))

    def test_a_sheet_outside_the_archive_is_not_looked_for(self, read):
        relations = (
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" TargetMode="External" '
            f'Type="{OFFICE}/worksheet" Target="http://example.com/sheet.xml"/></Relationships>'
        )
        with pytest.raises(DataRefused, match="0 visible sheets"):
            read(package(GOOD, extra=(("xl/_rels/workbook.xml.rels", relations),)))


LAUGHS = "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True))
DECLARED = {
    "laughs": f'<!DOCTYPE l [<!ENTITY a "ha">{LAUGHS}]>',
    "file": '<!DOCTYPE x [<!ENTITY i SYSTEM "file:///etc/passwd">]>',
    "network": '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
    "bare": "<!DOCTYPE x>",
}


class TestADocumentType:
    @pytest.mark.parametrize("declared", DECLARED.values(), ids=list(DECLARED))
    def test_of_a_sheet_is_refused(self, read, declared):
        rows = [header(), row(2, cell("D2", "&i;" if "ENTITY i" in declared else "1"))]
        with pytest.raises(DataRefused, match=r"document type|not well-formed"):
            read(package(sheet(rows, head=declared)))

    @pytest.mark.parametrize("declared", DECLARED.values(), ids=list(DECLARED))
    def test_of_any_other_part_is_refused(self, read, declared):
        with zipfile.ZipFile(io.BytesIO(package(GOOD))) as archive:
            parts = {name: archive.read(name).decode() for name in archive.namelist()}
        for name in ("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
            with pytest.raises(DataRefused, match="document type"):
                read(package(GOOD, extra=((name, declared + parts[name]),)))


class TestACell:
    def test_out_of_order_or_of_another_row_is_refused(self, read):
        for cells in (number("D2", 1) + number("C2", 1), number("D2", 1) * 2, number("D3", 1)):
            with pytest.raises(DataRefused, match="out of order"):
                read(package(sheet([header(), f'<row r="2">{cells}</row>'])))

    def test_of_a_row_that_comes_twice_is_refused(self, read):
        with pytest.raises(DataRefused, match="out of order"):
            read(package(sheet([header(), row(2, ""), row(2, "")])))

    def test_without_a_place_follows_the_one_before(self, read):
        rows = sheet([header(), row(2, number("D2", 5))])
        for place in ("A1", "B1", "C1", "D1", "A2", "B2", "C2", "D2"):
            rows = rows.replace(f'<c r="{place}" ', "<c ")
        assert amounts(read(package(rows.replace('<row r="1">', "<row>").replace('<row r="2">', "<row>")))) == ["5"]

    @pytest.mark.parametrize(
        ("said", "read_as"), [("120.0", "120"), ("1E+3", "1000"), ("0.1", "0.1"), ("12345678901", "12345678901")]
    )
    def test_that_is_a_number_reads_as_its_plain_digits(self, read, said, read_as):
        assert amounts(read(package(sheet([header(), row(2, number("D2", said))])))) == [read_as]

    @pytest.mark.parametrize("said", ["nan", "Infinity", "x", "1_000", "1E999999999", "9" * 5_000])
    def test_that_says_to_be_a_number_and_is_none_is_refused(self, read, said):
        with pytest.raises(DataRefused, match="cell D2 says to be a number"):
            read(package(sheet([header(), row(2, number("D2", said))])))

    def test_that_is_a_number_where_codes_are_is_refused_for_its_lost_zeros(self, read):
        rows = sheet([header(), row(2, number("D2", 1)).replace(cell("A2", "H43.12"), number("A2", "79123"))])
        with pytest.raises(DataRefused, match="row 2 holds a number in 'MaDonVi', where codes are"):
            read(package(rows))

    def test_that_is_true_or_false_reads_as_1_or_0(self, read):
        rows = [header(), row(2, cell("D2", "1", "b")), row(3, cell("D3", "0", "b"))]
        assert amounts(read(package(sheet(rows)))) == ["1", "0"]

    def test_whose_text_looks_like_a_formula_stays_text(self, read):
        for text in ("=HYPERLINK(1)", "@SUM(1)", "+cmd", "{{7*7}}", "{% for %}"):
            assert amounts(read(as_xlsx([dict(zip(COLUMNS, (*VALUES, text), strict=True))], COLUMNS))) == [text]

    def test_of_rich_text_is_its_runs_without_the_phonetic_ones(self, read):
        rich = "<r><t>12</t></r><r><t>0</t></r><rPh><t>khong</t></rPh>"
        rows = sheet([header(), row(2, f'<c r="D2" t="inlineStr"><is>{rich}</is></c>')])
        assert amounts(read(package(rows))) == ["120"]

    def test_of_half_a_written_out_character_stays_as_it_is_written(self, read):
        assert amounts(read(package(sheet([header(), row(2, cell("D2", "a_xD800_b_x000A_c"))])))) == ["a_xD800_b\nc"]

    def test_whose_numbers_of_text_style_or_column_are_endless_is_refused_or_read_plainly(self, read):
        endless = "9" * 5_000
        rows = [header(), row(2, number("D2", 5, s=endless))]
        assert amounts(read(package(sheet(rows)))) == ["5"]
        with pytest.raises(DataRefused, match="a text that is not there"):
            read(package(sheet([header(), row(2, cell("D2", endless, "s"))])))
        columns = f'<cols><col min="{endless}" max="x" hidden="1"/></cols><sheetData>'
        with pytest.raises(DataRefused, match="beyond a sheet's end"):
            read(package(sheet(rows).replace("<sheetData>", columns)))


class TestADate:
    UNITS = ("MaDonVi", "TenDonVi", "Cap", "Loai", "MaDonViCha", "TuNgay", "DenNgay", "MaDonViKeThua", "Nhan")

    def unit_rows(self, read, value, style=None, settings=""):
        names = "".join(cell(f"{letter}1", name) for letter, name in zip("ABCDEFGHI", self.UNITS, strict=True))
        styled = {"s": style} if style else {}
        formats = "".join(f'<xf numFmtId="{each}"/>' for each in (0, 14, 164, 165))
        styles = (
            f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy hh:mm"/>'
            f'<numFmt numFmtId="165" formatCode="[Red]#,##0 &quot;ngày&quot;"/></numFmts>'
            f"<cellXfs>{formats}</cellXfs></styleSheet>"
        )
        relations = (
            f'<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="rId9" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>'
        )
        extra = (("xl/styles.xml", styles), ("xl/_rels/workbook.xml.rels", relations))
        rows = sheet([f'<row r="1">{names}</row>', f'<row r="2">{number("F2", value, **styled)}</row>'])
        content = package(rows, settings=settings, extra=extra)
        return read(content, "don_vi.xlsx", "don_vi")[0]["TuNgay"]

    @pytest.mark.parametrize("style", [None, "0", "1", "2", "3"])
    def test_as_a_number_of_days_is_read_in_a_dates_column_whatever_its_style(self, read, style):
        assert self.unit_rows(read, "45352", style) == "20240301"
        assert self.unit_rows(read, "45352.5", style) == "20240301120000"

    def test_of_the_1904_system_is_read_as_such(self, read):
        settings = '<workbookPr date1904="1"/>'
        assert self.unit_rows(read, "43890", "1", settings) == "20240301"
        assert self.unit_rows(read, "43890", None, settings) == "20240301"

    def test_written_as_eight_digits_stays_those_digits(self, read):
        assert self.unit_rows(read, "20240301") == "20240301"

    def test_in_a_column_of_another_kind_stays_a_date_that_no_month_accepts(self, read):
        content = io.BytesIO()
        book = openpyxl.Workbook()
        book.active.append(COLUMNS)
        book.active.append([*VALUES[:2], date(2024, 3, 1), 5])
        book.save(content)
        assert read(content.getvalue())[0]["Ky"] == "2024-03-01 00:00:00"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18, package("<x/>"), package("")])
def test_what_is_no_workbook_is_refused_in_one_line(read, content):
    with pytest.raises(DataRefused) as caught:
        read(content)
    assert "\n" not in caught.value.message


def test_damage_anywhere_in_any_part_refuses_the_file_in_one_line_or_changes_nothing_else(read):
    chance = random.Random(11)
    with zipfile.ZipFile(io.BytesIO(package(GOOD, settings='<workbookPr date1904="0"/>'))) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    for _ in range(400):
        name = chance.choice(list(parts))
        text, place = parts[name], chance.randrange(len(parts[name]))
        damage = chance.choice(['"', "<", ">", "9", "-", "\0", "x", "&", "", "é", text[place : place + 40] * 2])
        damaged = text[:place] + damage + text[place + chance.randrange(1, 12) :]
        try:
            read(package(GOOD, extra=tuple((parts | {name: damaged}).items())))
        except DataRefused as refused:
            assert "\n" not in refused.message
