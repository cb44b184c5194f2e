"""Files to rows of text: every form reads alike, and what is not what its name says is refused."""

import gzip
import io
import json
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from tests.deliveries import PROCEDURES, UNITS, as_csv, as_ndjson, as_xlsx, dossier
from warehouse.errors import DataRefused
from warehouse.exports.datasets import datasets
from warehouse.exports.descriptor import verify_files

FORMS = ("ndjson", "ndjson.gz", "csv", "csv.gz", "xlsx", "xlsx.gz")
BOM = b"\xef\xbb\xbf"
COLUMNS = datasets()["khai_bao"].columns
DECLARED = [
    {"MaDonVi": "H43.12", "MaSoLieu": "van_ban", "Ky": "2024-03", "GiaTri": "120"},
    {"MaDonVi": "H43.31.05", "MaSoLieu": "van_ban", "Ky": "2024-03", "GiaTri": "7"},
]
RICH = [
    dossier(1, TaiLieuNop=[{"IsDeleted": "0", "DuongDanTaiTepTin": "https://x/1", "DuocTaiSuDung": "1"}]),
    dossier(2, DanhSachLePhi=[{"Gia": "50000"}, {"Gia": "2.5"}], DuocThanhToanTrucTuyen="1"),
    dossier(3, DanhSachHoSoBoSung=[{"NgayBoSung": "20240303", "NgayTiepNhanBoSung": "20240305", "NgayHenTraMoi": ""}]),
    dossier(4, unit="000.05.31.H43", KenhThucHien="", TrangThaiDongBo=""),
    dossier(5, DanhSachGiayToKetQua=[{"DuongDanTepTinKetQua": "https://x/2"}]),
    dossier(6, NgayTiepNhan="01/03/2024", NgayHenTra="2024-03-09 10:00:00"),
]


def typed(ask, stage, dataset):
    return ask(stage, f"select * exclude (file_no, line_no) from typed.{dataset} order by all")


def lines(ask, stage, dataset, rule):
    return ask(
        stage,
        f"select line_no, value from checked.finding where dataset = '{dataset}' and rule = '{rule}' order by line_no",
    )


def refused(staged, export, *words):
    with pytest.raises(DataRefused) as caught:
        verify_files(export)
        staged(export)
    for word in words:
        assert word in caught.value.message
    return caught.value.message


def khai_bao(delivery, content, path="khai_bao.csv", rows=2):
    return delivery().put_bytes(path, content, "khai_bao", rows).export()


@pytest.mark.parametrize("form", FORMS[1:])
@pytest.mark.parametrize(("dataset", "rows"), [("ho_so", RICH), ("don_vi", UNITS), ("khai_bao", DECLARED)])
def test_every_form_gives_the_same_typed_rows(delivery, staged, ask, form, dataset, rows):
    plain = typed(ask, staged(delivery().put(dataset, rows, "ndjson").export()), dataset)
    assert len(plain) == len(rows)
    assert typed(ask, staged(delivery().put(dataset, rows, form).export()), dataset) == plain


@pytest.mark.parametrize("form", ["ndjson", "csv", "ndjson.gz", "csv.gz"])
def test_a_byte_order_mark_is_no_part_of_the_first_row(delivery, staged, ask, form):
    content = BOM + (as_ndjson(RICH) if "ndjson" in form else as_csv(RICH, datasets()["ho_so"].columns))
    content = gzip.compress(content) if form.endswith("gz") else content
    export = delivery().put_bytes(f"ho_so.{form}", content, "ho_so", len(RICH)).export()
    plain = typed(ask, staged(delivery("2024-04").put("ho_so", RICH).export()), "ho_so")
    assert typed(ask, staged(export), "ho_so") == plain


def test_forms_may_be_mixed_and_a_file_may_be_split(delivery, staged, ask):
    whole = typed(ask, staged(delivery().put("ho_so", RICH).export()), "ho_so")
    parts = delivery("2024-04")
    for number, row in enumerate(RICH):
        parts.put("ho_so", [row], FORMS[number % len(FORMS)], path=f"ho_so-{number}.{FORMS[number % len(FORMS)]}")
    assert typed(ask, staged(parts.export()), "ho_so") == whole


def test_windows_line_ends_and_a_missing_last_line_end_change_nothing(delivery, staged, ask):
    content = as_ndjson(RICH).replace(b"\n", b"\r\n").removesuffix(b"\r\n")
    export = delivery().put_bytes("ho_so.ndjson", content, "ho_so", len(RICH)).export()
    assert len(ask(staged(export), "from accepted.ho_so")) == len(RICH)


class TestALineNumber:
    def test_is_that_of_the_line_in_ndjson_whatever_it_is_joined_with(self, delivery, staged, ask):
        many = [PROCEDURES[0] | {"MaTTHC": f"2.{number:06d}"} for number in range(5_000)]
        rows = [dossier(n, MaTTHC=f"2.{n * 3:06d}", TrangThaiHoSo="10" if n % 7 else f"9{n}") for n in range(3_000)]
        made = delivery().put("tthc", many, "csv")
        for part in range(3):
            made.put("ho_so", rows[part * 1_000 : (part + 1) * 1_000], "ndjson", path=f"ho_so-{part}.ndjson")
        found = ask(
            staged(made.export()), "select file_no, line_no, value from checked.finding where rule = 'D3' order by all"
        )
        ho_so = [n for n in range(3_000) if n % 7 == 0]
        assert [(line - 1, value) for _, line, value in found] == [(n % 1_000, f"9{n}") for n in ho_so]

    def test_counts_blank_lines_in_ndjson(self, delivery, staged, ask):
        rows = [as_ndjson([dossier(n, TrangThaiHoSo=f"7{n}")]) for n in range(4)]
        content = b"\n" + rows[0] + b"\n \n" + rows[1] + rows[2] + b"\r\n" + rows[3] + b"\n\n"
        for form, packed in {"ndjson": content, "ndjson.gz": gzip.compress(content)}.items():
            export = delivery().put_bytes(f"ho_so.{form}", packed, "ho_so", 4).export()
            assert lines(ask, staged(export), "ho_so", "D3") == [(2, "70"), (5, "71"), (6, "72"), (8, "73")]

    def test_is_the_physical_line_on_which_a_csv_row_begins(self, delivery, staged, ask):
        rows = [
            UNITS[0],
            UNITS[1] | {"TenDonVi": "Sở\nTư\npháp"},
            UNITS[2] | {"Cap": "tinh"},
        ]
        columns = datasets()["don_vi"].columns
        content = as_csv(rows, columns, lineterminator="\n").replace(b"\nH43.12", b"\n\nH43.12")
        stage = staged(delivery().put_bytes("don_vi.csv", content, "don_vi", 3).export(), gate=None)
        assert ask(stage, "select line_no, unit_code from typed.don_vi order by all") == [
            (2, "H43"),
            (4, "H43.12"),
            (7, "H43.31"),
        ]

    def test_is_the_row_of_the_sheet_in_a_workbook(self, delivery, staged, ask):
        rows = [DECLARED[0], {}, DECLARED[1] | {"GiaTri": "x"}]
        export = khai_bao(delivery, as_xlsx(rows, COLUMNS), "khai_bao.xlsx", 2)
        assert ask(staged(export), "select line_no from checked.finding where rule = 'K3'") == [(4,)]


class TestAFileIsRefused:
    @pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
    @pytest.mark.parametrize("form", ["csv", "ndjson"])
    def test_in_utf_16(self, delivery, staged, codec, form):
        text = (as_ndjson(DECLARED) if form == "ndjson" else as_csv(DECLARED, COLUMNS)).decode()
        refused(staged, khai_bao(delivery, text.encode(codec), f"khai_bao.{form}"), f"khai_bao.{form}")

    @pytest.mark.parametrize("form", ["csv", "ndjson", "csv.gz", "ndjson.gz"])
    def test_in_windows_1258(self, delivery, staged, form):
        row = UNITS[0] | {"TenDonVi": "Sở Tư pháp"}
        text = (as_ndjson([row]) if "ndjson" in form else as_csv([row], datasets()["don_vi"].columns)).decode()
        content = text.encode("cp1258", errors="ignore")
        content = gzip.compress(content) if form.endswith("gz") else content
        export = delivery().put_bytes(f"don_vi.{form}", content, "don_vi", 1).export()
        refused(staged, export, f"don_vi.{form}", "UTF-8")

    @pytest.mark.parametrize("form", ["csv", "ndjson", "xlsx"])
    def test_that_is_a_web_page(self, delivery, staged, form):
        page = b"\n <!DOCTYPE html><html><body>Phi\xc3\xaan \xc4\x91\xc4\x83ng nh\xe1\xba\xadp</body></html>"
        message = refused(staged, khai_bao(delivery, page, f"khai_bao.{form}"), f"khai_bao.{form}")
        assert "web page" in message or form == "xlsx"

    def test_of_no_bytes_when_rows_are_stated(self, delivery, staged):
        refused(staged, khai_bao(delivery, b"", "khai_bao.ndjson", 3), "0 rows", "3")

    @pytest.mark.parametrize("form", ["csv.gz", "xlsx.gz", "ndjson.gz"])
    def test_whose_gzip_ends_early(self, delivery, staged, form):
        kind = form.removesuffix(".gz")
        rows = [DECLARED[0] | {"GiaTri": str(number * 7919 % 1000)} for number in range(5_000)]
        content = {"csv": as_csv(rows, COLUMNS), "ndjson": as_ndjson(rows), "xlsx": as_xlsx(rows, COLUMNS)}[kind]
        cut = gzip.compress(content)[:-900]
        refused(staged, khai_bao(delivery, cut, f"khai_bao.{form}", 5_000), f"khai_bao.{form}", "unpacked")

    @pytest.mark.parametrize("form", ["csv.gz", "xlsx.gz", "ndjson.gz"])
    def test_that_is_not_gzip(self, delivery, staged, form):
        refused(staged, khai_bao(delivery, as_csv(DECLARED, COLUMNS), f"khai_bao.{form}"), f"khai_bao.{form}")

    @pytest.mark.parametrize("form", ["csv", "ndjson"])
    def test_that_is_gzip_under_a_plain_name(self, delivery, staged, form):
        content = gzip.compress(as_csv(DECLARED, COLUMNS) if form == "csv" else as_ndjson(DECLARED))
        refused(staged, khai_bao(delivery, content, f"khai_bao.{form}"), f"khai_bao.{form}", "gzip")

    @pytest.mark.parametrize("form", ["csv", "ndjson", "csv.gz"])
    def test_that_is_a_workbook_under_another_name(self, delivery, staged, form):
        content = as_xlsx(DECLARED, COLUMNS)
        content = gzip.compress(content) if form.endswith("gz") else content
        refused(staged, khai_bao(delivery, content, f"khai_bao.{form}"), f"khai_bao.{form}", "XLSX")

    def test_with_an_unterminated_quote(self, delivery, staged):
        content = as_csv(DECLARED * 100, COLUMNS).replace(b"H43.12", b'"H43.12', 1)
        refused(staged, khai_bao(delivery, content, rows=200), "khai_bao.csv", "line")

    def test_with_an_over_long_field(self, delivery, staged):
        content = as_csv([DECLARED[0] | {"MaDonVi": "x" * (2 << 20)}], COLUMNS)
        refused(staged, khai_bao(delivery, content, rows=1), "khai_bao.csv", "line 2")

    @pytest.mark.parametrize("form", ["csv.gz", "ndjson.gz"])
    def test_with_an_endless_line(self, delivery, staged, form):
        start = as_csv([], COLUMNS) if form == "csv.gz" else b""
        content = gzip.compress(start + b"x" * (20 << 20), 1)
        refused(staged, khai_bao(delivery, content, f"khai_bao.{form}", 1), f"khai_bao.{form}")

    @pytest.mark.parametrize("form", ["csv", "xlsx", "ndjson"])
    def test_with_other_rows_than_stated(self, delivery, staged, form):
        made = delivery().put("khai_bao", DECLARED, form)
        made.said["resources"][0]["rows"] = 3
        refused(staged, made.export(), f"khai_bao.{form}", "2 rows", "3")

    @pytest.mark.parametrize("form", ["csv", "xlsx"])
    @pytest.mark.parametrize(
        ("columns", "words"),
        [
            (["MaDonVi", "MaSoLieu", "Ky"], ["GiaTri"]),
            (["MaDonVi", "MaSoLieu", "Ky", "Giá trị"], ["GiaTri"]),
            (["MaDonVi", "MaSoLieu", "Ky", "GiaTri", "Ky"], ["Ky"]),
            (["MaSoLieu", "MaDonVi", "Ky", "GiaTri"], ["order"]),
            (["MADONVI", "MaSoLieu", "Ky", "GiaTri"], ["MaDonVi"]),
        ],
        ids=["missing", "renamed", "doubled", "swapped", "other case"],
    )
    def test_with_another_header(self, delivery, staged, form, columns, words):
        content = as_csv(DECLARED, columns) if form == "csv" else as_xlsx(DECLARED, columns)
        refused(staged, khai_bao(delivery, content, f"khai_bao.{form}"), f"khai_bao.{form}", *words)

    @pytest.mark.parametrize("form", ["csv", "xlsx"])
    def test_with_title_rows_above_the_header(self, delivery, staged, form):
        if form == "csv":
            content = "BÁO CÁO,,,\n".encode() + as_csv(DECLARED, COLUMNS)
        else:
            content = as_xlsx([dict(zip(COLUMNS, COLUMNS, strict=True)), *DECLARED], ["BÁO CÁO", " ", "  ", "   "])
        refused(staged, khai_bao(delivery, content, f"khai_bao.{form}"), "header")

    def test_with_semicolons(self, delivery, staged):
        refused(staged, khai_bao(delivery, as_csv(DECLARED, COLUMNS, delimiter=";")), "khai_bao.csv", "header")

    @pytest.mark.parametrize("key", ["magiatri", "giaTri", "GIATRI", " GiaTri"])
    def test_with_a_key_in_another_spelling(self, delivery, staged, key):
        row = {name: value for name, value in DECLARED[0].items() if name != "GiaTri"} | {key: "9"}
        if key == "magiatri":
            assert lines_of_unknown_key(delivery, staged, row)
        else:
            refused(staged, khai_bao(delivery, as_ndjson([row]), "khai_bao.ndjson", 1), "GiaTri")

    def test_with_a_nested_key_in_another_spelling(self, delivery, staged):
        row = dossier(TaiLieuNop=[{"duongDanTaiTepTin": "https://x"}])
        refused(staged, delivery().put("ho_so", [row]).export(), "DuongDanTaiTepTin")

    def test_with_a_key_that_changes_its_spelling_late_in_the_file(self, delivery, staged):
        rows = [dossier(number) for number in range(300)]
        for row in rows[120:]:
            row["trangThaiDongBo"] = row.pop("TrangThaiDongBo")
        refused(staged, delivery().put("ho_so", rows).export(), "TrangThaiDongBo")


def lines_of_unknown_key(delivery, staged, row):
    staged(khai_bao(delivery, as_ndjson([row]), "khai_bao.ndjson", 1))
    return True


class TestARow:
    @pytest.mark.parametrize("content", [b"H43.12,van_ban", b"H43.12,van_ban,2024-03,5,6", b"x"])
    def test_with_too_many_or_too_few_fields_is_sent_back_with_its_line(self, delivery, staged, ask, content):
        text = as_csv(DECLARED, COLUMNS) + content + b"\n"
        stage = staged(khai_bao(delivery, text, rows=3))
        assert {rule for (rule,) in ask(stage, "select rule from checked.finding where line_no = 4")} >= {"K1", "K3"}
        assert ask(stage, "select count(*) from accepted.khai_bao") == [(2,)]

    @pytest.mark.parametrize(
        "line",
        [b'{"MaHoSo": "H43.12-240301-0001"', b"5", b"null", b'"text"', b"[1]", b"{} {}", b'{"MaHoSo": NaN}', b"\0"],
    )
    def test_that_is_no_json_object_is_sent_back_with_its_line(self, delivery, staged, ask, line):
        content = as_ndjson([dossier(1)]) + line + b"\n" + as_ndjson([dossier(2)])
        stage = staged(delivery().put_bytes("ho_so.ndjson", content, "ho_so", 3).export())
        assert ask(stage, "select distinct line_no from checked.finding where severity = 'quarantine'") == [(2,)]
        assert ask(stage, "select count(*) from accepted.ho_so") == [(2,)]

    def test_of_bad_utf_8_far_into_the_file_refuses_it(self, delivery, staged):
        content = as_ndjson(map(dossier, range(3_000))) + b'{"MaHoSo": "\xff"}\n'
        refused(staged, delivery().put_bytes("ho_so.ndjson", content, "ho_so", 3_001).export(), "UTF-8")

    def test_of_numbers_and_texts_of_numbers_read_alike(self, delivery, staged, ask):
        text = dossier(TrangThaiHoSo="10", KenhThucHien="2", DanhSachLePhi=[{"Gia": "5000"}])
        number = dossier(TrangThaiHoSo=10, KenhThucHien=2, DanhSachLePhi=[{"Gia": 5000}])
        of_text, of_number = (
            typed(ask, staged(delivery().put("ho_so", [row]).export()), "ho_so") for row in (text, number)
        )
        assert of_text == of_number

    def test_of_spaces_and_no_break_spaces_around_codes_reads_without_them(self, delivery, staged, ask):
        row = {name: f"\u00a0 {value} " for name, value in DECLARED[0].items()}
        for form in ("ndjson", "csv", "xlsx"):
            stage = staged(delivery().put("khai_bao", [row], form).export())
            found = ask(stage, "select unit_code, measure, month, amount from accepted.khai_bao")
            assert found == [("H43.12", "van_ban", "2024-03", 120)], form

    def test_of_composed_and_decomposed_letters_reads_alike(self, delivery, staged, ask):
        import unicodedata

        rows = [UNITS[0] | {"TenDonVi": unicodedata.normalize(form, "Ủy ban nhân dân tỉnh")} for form in ("NFC", "NFD")]
        stage = staged(delivery().put("don_vi", rows).put("ho_so", []).export())
        assert len(ask(stage, "select distinct unit_name from typed.don_vi")) == 1

    @pytest.mark.parametrize("form", ["ndjson", "csv"])
    def test_keeps_no_control_characters_in_names(self, delivery, staged, ask, form):
        rows = [*UNITS[1:], UNITS[0] | {"TenDonVi": "UBND\x0btỉnh\x00\x1f"}]
        stage = staged(delivery().put("don_vi", rows, form).export())
        assert ask(stage, "select unit_name from accepted.don_vi where unit_code = 'H43'") == [("UBND tỉnh",)]

    def test_at_the_bottom_with_a_total_is_sent_back(self, delivery, staged, ask):
        total = {"MaDonVi": "Tổng cộng", "GiaTri": "127"}
        for form in ("csv", "xlsx"):
            stage = staged(delivery().put("khai_bao", [*DECLARED, total], form).export())
            assert ask(stage, "select sum(amount) from accepted.khai_bao") == [(127,)]
            assert ask(stage, "select line_no from checked.finding where rule = 'K1'") == [(4,)]

    def test_with_an_extra_column_is_read_and_the_column_left_outside(self, delivery, staged, ask):
        rows = [row | {"GhiChu": "Nguyễn Văn A"} for row in DECLARED]
        for form in ("csv", "xlsx"):
            columns = ("GhiChu", *COLUMNS)
            content = as_csv(rows, columns) if form == "csv" else as_xlsx(rows, columns)
            stage = staged(khai_bao(delivery, content, f"khai_bao.{form}"))
            assert ask(stage, "select sum(amount) from accepted.khai_bao") == [(127,)]


def workbook(fill, sheets=("Sheet1",)):
    """A workbook made with openpyxl, whose formulas have no computed value."""
    book, content = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.active)
    for name in sheets:
        book.create_sheet(name)
    fill(book)
    book.save(content)
    return content.getvalue()


def table(rows):
    def fill(book):
        for row in [COLUMNS, *rows]:
            book.worksheets[-1].append(list(row))

    return fill


class TestAWorkbook:
    def test_with_numbers_and_dates_as_cells_reads_like_texts(self, delivery, staged, ask):
        rows = [
            [*UNITS[0].values(), "", date(2020, 1, 1), datetime.fromisoformat("2024-06-30T12:30:00")],
            [*UNITS[1].values(), "01/01/2020", "2024-06-30 12:30:00"],
        ]
        columns = ["MaDonVi", "TenDonVi", "Cap", "Loai", "MaDonViCha", "TuNgay", "DenNgay", "MaDonViKeThua", "Nhan"]

        def fill(book):
            for row in [columns, *rows]:
                book.worksheets[0].append(row)

        content = workbook(fill)
        stage = staged(delivery().put_bytes("don_vi.xlsx", content, "don_vi", 2).put("ho_so", []).export())
        assert len(ask(stage, "select distinct valid_from, valid_to from accepted.don_vi")) == 1

    def test_with_whole_numbers_reads_no_decimal_point(self, delivery, staged, ask):
        content = workbook(
            table([["H43.12", "van_ban", "2024-03", 120.0], ["H43.12", "kq_con_hieu_luc", "2024-03", 12345678901]])
        )
        stage = staged(khai_bao(delivery, content, "khai_bao.xlsx"))
        assert ask(stage, "select amount from accepted.khai_bao order by 1") == [(120,), (12345678901,)]

    def test_with_a_formula_that_was_never_computed_is_refused(self, delivery, staged):
        content = workbook(table([["H43.12", "van_ban", "2024-03", "=60*2"], ["H43.12", "x", "2024-03", 5]]))
        refused(staged, khai_bao(delivery, content, "khai_bao.xlsx"), "khai_bao.xlsx", "formula")

    def test_with_an_error_cell_is_refused(self, delivery, staged):
        content = workbook(table([["H43.12", "van_ban", "2024-03", "#N/A"], ["H43.12", "x", "2024-03", 5]]))
        refused(staged, khai_bao(delivery, content, "khai_bao.xlsx"), "khai_bao.xlsx", "error")

    def test_takes_the_sheet_named_like_the_dataset(self, delivery, staged, ask):
        content = workbook(table([r.values() for r in DECLARED]), ("Ghi chú", "khai_bao"))
        assert ask(staged(khai_bao(delivery, content, "k.xlsx")), "select sum(amount) from accepted.khai_bao") == [
            (127,)
        ]

    def test_of_several_sheets_without_that_name_is_refused(self, delivery, staged):
        content = workbook(table([r.values() for r in DECLARED]), ("Sheet1", "Sheet2"))
        refused(staged, khai_bao(delivery, content, "k.xlsx"), "k.xlsx", "khai_bao")

    def test_that_is_old_or_encrypted_is_refused(self, delivery, staged):
        ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5_000
        refused(staged, khai_bao(delivery, ole, "k.xlsx"), "k.xlsx", "old or encrypted")

    def test_with_macros_is_refused(self, delivery, staged):
        content = io.BytesIO(as_xlsx(DECLARED, COLUMNS))
        with zipfile.ZipFile(content, "a") as archive:
            archive.writestr("xl/vbaProject.bin", b"macro")
        refused(staged, khai_bao(delivery, content.getvalue(), "k.xlsx"), "k.xlsx", "macro")

    @pytest.mark.parametrize("packed", [False, True])
    def test_that_is_a_bomb_is_refused_before_it_unpacks(self, delivery, staged, packed):
        content = io.BytesIO(as_xlsx(DECLARED, COLUMNS))
        with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/worksheets/sheet2.xml", b" " * (300 << 20))
        bomb = gzip.compress(content.getvalue()) if packed else content.getvalue()
        refused(staged, khai_bao(delivery, bomb, "k.xlsx.gz" if packed else "k.xlsx"), "unpacks")

    def test_whose_gzip_is_a_bomb_is_refused(self, delivery, staged):
        refused(staged, khai_bao(delivery, gzip.compress(b"\0" * (260 << 20), 1), "k.xlsx.gz"), "k.xlsx.gz")

    @pytest.mark.parametrize("content", [b"PK\x03\x04 broken", b"text"])
    def test_that_is_broken_is_refused(self, delivery, staged, content):
        refused(staged, khai_bao(delivery, content, "k.xlsx"), "k.xlsx")

    def test_with_an_external_entity_never_reads_the_file_it_names(self, delivery, staged, tmp_path):
        (tmp_path / "secret").write_text("77")
        entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{tmp_path}/secret">]>'
        content = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(as_xlsx(DECLARED, COLUMNS))) as good, zipfile.ZipFile(content, "w") as bad:
            for name in good.namelist():
                text = good.read(name).decode()
                if name == "xl/sharedStrings.xml":
                    text = text.replace("?>", f"?>{entity}", 1).replace(">120<", ">&e;<")
                bad.writestr(name, text)
        refused(staged, khai_bao(delivery, content.getvalue(), "k.xlsx"))


def test_an_unknown_field_is_named_in_the_log_and_a_strange_one_is_not(delivery, staged, caplog):
    row = dossier() | {"TruongMoi": "1", "Nguyễn Văn A": "1"}
    staged(delivery().put("ho_so", [row]).export())
    assert "TruongMoi" in caplog.text
    assert "Nguyễn" not in caplog.text


def test_a_file_without_a_header_is_refused_without_showing_its_first_row(delivery, staged, caplog):
    names = ["Nguyễn Văn A", "079123456789", "0912345678", "a@b.vn"]
    content = as_csv([], names)
    message = refused(staged, khai_bao(delivery, content, rows=0), "MaDonVi")
    assert not [name for name in names if name in message + caplog.text]


def test_a_lists_column_that_is_no_json_is_sent_back(delivery, staged, ask):
    rows = [dossier(1, TaiLieuNop="không"), dossier(2, TaiLieuNop='{"a": 1}'), dossier(3, TaiLieuNop="")]
    for form in ("csv", "ndjson"):
        stage = staged(delivery().put("ho_so", rows, form).export())
        assert ask(stage, "select count(*) from checked.finding where rule = 'D11'") == [(2,)]
        assert ask(stage, "select dossier_id from accepted.ho_so") == [("H43.12-240301-0003",)]


def test_elements_of_a_list_that_are_no_objects_are_sent_back(delivery, staged, ask):
    rows = [dossier(1, DanhSachLePhi=["x"]), dossier(2, DanhSachLePhi=[[1]]), dossier(3, DanhSachLePhi=[5])]
    stage = staged(delivery().put("ho_so", rows).export())
    assert ask(stage, "select count(*) from checked.finding where rule = 'D11'") == [(3,)]


def test_a_key_written_twice_is_no_silent_choice(delivery, staged, ask):
    line = json.dumps(dossier()).replace('"KenhThucHien": "2"', '"KenhThucHien": "2", "KenhThucHien": "1"')
    stage = staged(delivery().put_bytes("ho_so.ndjson", line.encode(), "ho_so", 1).export())
    assert ask(stage, "select count(*) from typed.ho_so") == [(1,)]
