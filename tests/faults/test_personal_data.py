"""Nothing of a person stays anywhere in a home: every file of it is searched after a whole cycle."""

import csv
import gzip
import io
import zipfile

import pytest

from tests.deliveries import PROCEDURES, UNITS, as_csv, as_ndjson, dossier
from tests.plain_cycle import CountedByDuckDB, check, load, run
from warehouse.database import warehouse
from warehouse.errors import DataRefused
from warehouse.exports.datasets import datasets

SECRETS = [
    "Nguyễn Thị Bí Mật",
    "NGUYEN THI BI MAT",
    "079123456789",
    "0912 345 678",
    "0912345678",
    "bi.mat@example.vn",
    "CCCD_BiMat.pdf",
    "https://kho.example.vn/bi-mat",
    "Tổ 5 thôn Bí Mật",
]
PERSONAL = [name for name in datasets()["ho_so"].left_outside if name not in ("TenTTHC", "MaLinhVuc")]
REGISTERS = {"don_vi": UNITS, "tthc": PROCEDURES}
CLEAN = {
    "don_vi": UNITS[1] | {"MaDonVi": "H43.9"},
    "tthc": PROCEDURES[0] | {"MaTTHC": "2.1"},
    "pakn": {"MaPAKN": "PA", "MaDonVi": "H43.12", "NgayTiepNhan": "20240301"},
    "danh_gia": {"MaDanhGia": "DG", "MaDonVi": "H43.12", "NgayDanhGia": "20240301", "MucDo": "1"},
    "cong_bo": {"MaTTHC": "1.", "MaCoQuan": "H43.12", "SoQuyetDinh": "25/QĐ-UBND", "NgayQuyetDinh": "20240301"},
    "khai_bao": {"MaDonVi": "H43.12", "MaSoLieu": "so_", "Ky": "2024-03", "GiaTri": "5"},
}
KEYS = {name: datasets()[name].identity[0] for name in CLEAN}
READ_AS_CODES = [name for name in datasets()["ho_so"].fields if name != "MaHoSo"]


def secret(place):
    return SECRETS[place % len(SECRETS)]


def seeded_dossiers():
    """Dossiers with a secret in each field that may hold one, where it belongs and where it does not."""
    links = {"DuongDanTaiTepTin": SECRETS[7], "TenTepDinhKem": SECRETS[5], "GhiChu": SECRETS[0]}
    result = {"DuongDanTepTinKetQua": SECRETS[7], "TenGiayTo": SECRETS[0]}
    rows = [
        dossier(1, **{name: secret(place) for place, name in enumerate(PERSONAL)}),
        dossier(2, TaiLieuNop=[links], DanhSachGiayToKetQua=[result], DanhSachTepDinhKemKhac=[links]),
        dossier(3, TruongMoi={"HoTen": SECRETS[0], "Con": [{"Email": SECRETS[5]}]}, **{SECRETS[0]: SECRETS[2]}),
        dossier(4, TaiLieuNop=SECRETS[0], DanhSachLePhi={"NguoiNop": SECRETS[1]}),
        dossier(5, DanhSachLePhi=[{"Gia": SECRETS[0]}, {"Gia": SECRETS[4]}]),
        dossier(6, DanhSachHoSoBoSung=[{"NgayBoSung": SECRETS[0], "NgayTiepNhanBoSung": SECRETS[2]}]),
        dossier(7, MaTTHC={"ChuHoSo": SECRETS[0]}),
    ]
    rows += [dossier(MaHoSo=text) for text in SECRETS]
    rows += [dossier(MaHoSo=f"{text}-240301-0001") for text in SECRETS]
    rows += [dossier(100 + n, **{name: secret(n + k)}) for n, name in enumerate(READ_AS_CODES) for k in (0, 1, 2)]
    return rows


def seeded_rows(dataset, clean):
    """A clean row for each field and secret, with the secret in that field; the register's own rows first.

    The name of a unit or procedure may be any words, so it gets numbers and addresses only; a parent that is
    no unit stops the whole export, which another test shows.
    """
    rows = [*REGISTERS.get(dataset, ())]
    for name in datasets()[dataset].fields:
        for number, text in enumerate(SECRETS):
            if name != "MaDonViCha" and (name not in ("TenDonVi", "TenTTHC") or number in (2, 3, 4, 5)):
                rows.append(clean | {KEYS[dataset]: f"{clean[KEYS[dataset]]}{len(rows)}"} | {name: text})
    return rows


def seeded_delivery(delivery):
    malformed = '{"MaHoSo": "H43.12-240301-0001", "ChuHoSo": "Nguyễn Thị Bí Mật", "SoDienThoai": "0912345678"\n'
    columns = datasets()["ho_so"].columns
    ragged = as_csv([dossier(900)], columns) + ",".join([*SECRETS, *[""] * len(columns)]).encode() + b"\n"
    made = delivery()
    made.put_bytes(
        "ho_so-1.ndjson", as_ndjson(seeded_dossiers()) + malformed.encode(), "ho_so", len(seeded_dossiers()) + 1
    )
    made.put_bytes("ho_so-2.csv.gz", gzip.compress(ragged), "ho_so", 2)
    made.put_bytes("ho_so-3.ndjson", b"\xef\xbb\xbf" + as_ndjson([dossier(901, ChuHoSo=SECRETS[0])]), "ho_so", 1)
    flat = [dossier(902, TaiLieuNop=[{"DuongDanTaiTepTin": SECRETS[7]}]) | {"HoTen": SECRETS[0]}]
    made.put("ho_so", flat, "xlsx.gz", path="ho_so-4.xlsx.gz", columns=[*columns, "HoTen"])
    for dataset, clean in CLEAN.items():
        made.put(dataset, seeded_rows(dataset, clean))
    many = [dossier(n, unit="H43.31.05") for n in range(1_000, 2_000)]
    made.put("ho_so", many, path="ho_so-5.ndjson")
    return made


def files_with_secrets(home):
    """(file, secret) of every file under a home, archives unpacked."""
    hits = []
    for path in sorted(path for path in home.rglob("*") if path.is_file() and not path.is_symlink()):
        contents = [path.read_bytes()]
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                contents += [archive.read(name) for name in archive.namelist()]
        for content in contents:
            hits += [(str(path.relative_to(home)), text) for text in SECRETS if text.encode() in content]
    return hits


def test_the_search_finds_what_is_there(tmp_path):
    (tmp_path / "a").write_text(f"x{SECRETS[0]}x", "utf-8")
    with zipfile.ZipFile(tmp_path / "b.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", SECRETS[5] * 50)
    assert files_with_secrets(tmp_path) == [("a", SECRETS[0]), ("b.docx", SECRETS[5])]


@pytest.mark.slow
def test_a_whole_cycle_leaves_nothing_of_a_person_in_its_home(delivery, tmp_path, great_expectations, caplog):
    home = tmp_path / "home"
    export = seeded_delivery(delivery).export()
    load(home, export, checks=great_expectations)
    again = run(home, tmp_path / "source", "ninh-thuan-2024", "2024-03")
    with warehouse(home) as connection:
        connection.execute("checkpoint")
        kept = connection.execute("select count(*) from raw.finding").fetchone()
    assert again.is_new
    assert kept[0] > 60
    assert list((home / "data-docs").rglob("*.html"))
    assert files_with_secrets(home) == []
    assert not [text for text in SECRETS if text in caplog.text]


def test_a_delivery_that_is_refused_leaves_nothing_of_a_person(delivery, tmp_path):
    export = seeded_delivery(delivery).put(
        "ho_so", [dossier(n, MaHoSo=SECRETS[0]) for n in range(500)], path="9.ndjson"
    )
    with pytest.raises(DataRefused) as caught:
        check(tmp_path / "home", export.export())
    assert files_with_secrets(tmp_path / "home") == []
    assert not [text for text in SECRETS if text in caught.value.message]


def test_an_interrupted_check_leaves_nothing_of_a_person(delivery, tmp_path):
    class Interrupted(CountedByDuckDB):
        def check(self, *_):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check(tmp_path / "home", seeded_delivery(delivery).export(), checks=Interrupted)
    assert files_with_secrets(tmp_path / "home") == []


@pytest.mark.parametrize(
    "text",
    ["20240301080000", "32/13/2024", "2024-02-30 10:00:00", "-50000", "0", "H43.12-24030-1", "000.00.12.H43-240301-1"],
)
def test_what_has_the_shape_of_a_date_a_number_or_a_code_is_shown(delivery, staged, ask, text):
    stage = staged(delivery().put("ho_so", [dossier(NgayTra=f"{text}x"), dossier(2, TrangThaiHoSo=text)]).export())
    values = ask(stage, "select value from checked.finding where rule in ('D3', 'D4') order by rule")
    assert values == [(text,), (f"({len(text) + 1} ký tự)",)]


@pytest.mark.parametrize("text", SECRETS)
def test_what_may_be_a_persons_is_shown_by_its_length(delivery, staged, ask, text):
    stage = staged(delivery().put("ho_so", [dossier(1, TrangThaiHoSo=text), dossier(MaHoSo=text)]).export())
    found = ask(stage, "select distinct value from checked.finding where rule in ('D1', 'D3')")
    assert found == [(f"({len(text)} ký tự)",)]


def test_a_csv_row_shifted_by_one_column_shows_no_name(delivery, staged, ask):
    row = dossier(1)
    columns = list(datasets()["ho_so"].columns)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["ChuHoSo", *columns])
    writer.writerow([row["MaHoSo"], SECRETS[0], *[row.get(column, "") for column in columns[1:]]])
    stage = staged(delivery().put_bytes("ho_so.csv", text.getvalue().encode(), "ho_so", 1).export())
    assert ask(stage, "select value, record from checked.finding where rule = 'D1'") == [("(17 ký tự)",) * 2]
