"""A CSV file is read by its declared form or refused with what was found, and never with a text of a row."""

import json
import unicodedata

import pytest

from tests.deliveries import as_csv, dossier
from warehouse.errors import DataRefused
from warehouse.exports.datasets import datasets
from warehouse.exports.flat_files import flat_batches

COLUMNS = ("MaDonVi", "MaSoLieu", "Ky", "GiaTri")
ROW = dict(zip(COLUMNS, ("H43.12", "van_ban", "2024-03", "120"), strict=True))
VIETNAMESE = "Mã đơn vị;Tên đơn vị;Ngày tiếp nhận;Số hồ sơ\n1;Nguyễn Thị Hoa;01/03/2024;3\n"
TCVN3 = {"ã": 0xB7, "đ": 0xAE, "ơ": 0xAC, "ị": 0xDE, "ê": 0xAA, "à": 0xB5, "ế": 0xD5, "ậ": 0xCB, "ố": 0xE8, "ồ": 0xE5}
TCVN3 |= {"ễ": 0xD4}
VNI = {"ã": b"a\xf5", "đ": b"\xf1", "ơ": b"\xf4", "ị": b"\xf2", "ê": b"e\xe2", "à": b"a\xf8", "ế": b"e\xe1"}
VNI |= {"ậ": b"a\xe4", "ố": b"o\xe1", "ồ": b"o\xe0", "ễ": b"e\xe3"}


@pytest.fixture
def read(delivery):
    """The rows that the door reads of a CSV file's bytes."""

    def rows(content, dataset="khai_bao"):
        export = delivery().put_bytes("file.csv", content, dataset, 0).export()
        batches = flat_batches(export, export.of(dataset)[0], datasets()[dataset])
        return [each for batch in batches for each in batch.to_pylist()]

    return rows


class TestAnEncoding:
    @pytest.mark.parametrize(
        ("content", "name"),
        [
            (VIETNAMESE.encode("utf-16"), "UTF-16"),
            (VIETNAMESE.encode("utf-16-le"), "UTF-16"),
            (VIETNAMESE.encode("utf-16-be"), "UTF-16"),
            (unicodedata.normalize("NFD", VIETNAMESE).encode("cp1258", "ignore"), "windows-1258"),
            (b"".join(bytes([TCVN3.get(c, ord(c))]) for c in VIETNAMESE), "TCVN3"),
            (b"".join(VNI.get(c, c.encode("latin-1", "ignore")) for c in VIETNAMESE), "VNI"),
            (bytes(range(128, 256)), "its encoding is unknown"),
        ],
        ids=["utf-16", "utf-16-le", "utf-16-be", "1258", "tcvn3", "vni", "noise"],
    )
    def test_other_than_utf_8_is_refused_by_its_name_and_without_a_text(self, read, content, name):
        with pytest.raises(DataRefused, match=name) as caught:
            read(content)
        assert "Hoa" not in caught.value.message

    def test_of_utf_8_with_a_mark_is_read(self, read):
        assert read(b"\xef\xbb\xbf" + as_csv([ROW], COLUMNS))[0]["MaDonVi"] == "H43.12"


class TestAListCell:
    def columns(self):
        return datasets()["ho_so"].columns

    @pytest.mark.parametrize(
        ("name", "element", "right"),
        [
            ("DanhSachLePhi", {"gia": 5}, "Gia"),
            ("DanhSachLePhi", {" Gia": 5}, "Gia"),
            ("TaiLieuNop", {"IsDeleted": "0", "duocTaiSuDung": "1"}, "DuocTaiSuDung"),
        ],
    )
    def test_with_a_key_in_another_spelling_refuses_the_file(self, read, name, element, right):
        content = as_csv([dossier(1), dossier(2, **{name: [element]})], self.columns())
        with pytest.raises(DataRefused, match=f"must be written '{right}'"):
            read(content, "ho_so")

    def test_with_a_key_twice_is_no_list(self, read):
        row = dossier() | {"DanhSachLePhi": '[{"Gia": 1, "Gia": 2}]'}
        assert json.loads(read(as_csv([row], self.columns()), "ho_so")[0]["DanhSachLePhi"]) == "?"

    def test_as_it_should_be_is_kept_as_it_is(self, read):
        row = dossier(DanhSachLePhi=[{"Gia": 5, "LoaiPhiLePhi": "1"}])
        assert json.loads(read(as_csv([row], self.columns()), "ho_so")[0]["DanhSachLePhi"]) == row["DanhSachLePhi"]


class TestTheText:
    def test_of_a_quoted_line_break_keeps_the_physical_lines(self, read):
        content = as_csv([ROW | {"MaSoLieu": "a\nb\nc"}, ROW], COLUMNS, lineterminator="\n")
        assert [row["line_no"] for row in read(content)] == [2, 5]

    def test_of_a_quote_that_never_ends_is_refused_with_its_line(self, read):
        rows = as_csv([ROW] * 50, COLUMNS, lineterminator="\n")
        with pytest.raises(DataRefused, match="begins on line 31 cannot be read"):
            read(b"\n".join(b'"' + line if n == 30 else line for n, line in enumerate(rows.split(b"\n"))))

    def test_of_a_ragged_row_becomes_a_row_of_nothing_with_its_line(self, read):
        for ragged in (b"H43.12,van_ban\n", b"H43.12,van_ban,2024-03,1,2\n"):
            found = read(as_csv([ROW], COLUMNS) + ragged)
            assert (found[1]["line_no"], found[1]["MaDonVi"], found[1]["GiaTri"]) == (3, None, None)

    @pytest.mark.parametrize("text", ["=HYPERLINK(1)", "@SUM(1)", "+cmd", "\tTAB", "{{7*7}}", "{% for %}", "</w:t>"])
    def test_that_would_be_a_formula_or_a_template_elsewhere_stays_text(self, read, text):
        assert read(as_csv([ROW | {"MaSoLieu": text}], COLUMNS))[0]["MaSoLieu"] == text.strip()

    @pytest.mark.parametrize("text", ["7.9E+10", "79E10", "7,9E+10"])
    def test_of_an_id_that_excel_made_a_number_is_refused(self, read, text):
        with pytest.raises(DataRefused, match="row 2 holds a number in 'MaDonVi', where codes are"):
            read(as_csv([ROW | {"MaDonVi": text}], COLUMNS))

    def test_of_swapped_columns_is_refused(self, read):
        with pytest.raises(DataRefused, match="another order"):
            read(as_csv([ROW], ("MaSoLieu", "MaDonVi", "Ky", "GiaTri")))

    def test_of_decomposed_titles_is_the_same_header(self, read):
        extra = ("MaDonVi", "MaSoLieu ", "  Ky", "GiaTri")
        assert read(",".join(extra).encode() + b"\nH43.12,van_ban,2024-03,5\n")[0]["GiaTri"] == "5"

    @pytest.mark.parametrize("title", ["Mã Đon Vi", "Ma Don Vi", "MaĐonVi", "MaDonVị", "Ma_Don_Vi", "madonvi"])
    def test_is_never_taken_for_another_that_is_like_it(self, read, title):
        with pytest.raises(DataRefused, match=r"missing: .*MaDonVi"):
            read(f"{title},MaSoLieu,Ky,GiaTri\nH43.12,van_ban,2024-03,5\n".encode())


class TestAColumnNobodyKnows:
    @pytest.mark.parametrize("title", ["Nguyễn Văn A", "NguyenVanA", "0912345678", "Tran"])
    def test_is_reported_by_its_place_and_never_by_its_title(self, read, caplog, title):
        assert read(as_csv([ROW | {title: "1"}], (*COLUMNS, title)))[0]["GiaTri"] == "120"
        assert "in columns 5" in caplog.text
        assert title not in caplog.text

    def test_is_not_shown_when_the_header_lacks_others(self, read, caplog):
        with pytest.raises(DataRefused) as caught:
            read(b"NguyenVanA,079123456789,2024-03,GiaTri\n")
        assert "NguyenVanA" not in caught.value.message + caplog.text
        assert "079123456789" not in caught.value.message + caplog.text


@pytest.mark.parametrize("path", ["a[1].csv", "*.csv", "CON.csv", "tên có dấu 😀.csv", f"{'x' * 200}.csv", "%00.csv"])
def test_a_strange_file_name_opens_that_file_and_no_other(delivery, path):
    (delivery().folder / "a1.csv").write_bytes(as_csv([ROW | {"GiaTri": "9"}], COLUMNS))
    export = delivery().put_bytes(path, as_csv([ROW], COLUMNS), "khai_bao", 1).export()
    (batch,) = flat_batches(export, export.of("khai_bao")[0], datasets()["khai_bao"])
    assert batch.to_pylist()[0]["GiaTri"] == "120"
