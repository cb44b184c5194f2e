"""A flat export read through a source profile gives the rows that the payload gives."""

import csv
import io
from pathlib import Path

import pytest

from tests.deliveries import as_csv, as_xlsx, dossier
from warehouse.errors import DataRefused

PROFILE = "mot-cua-phang"
FLAT = (Path(__file__).parents[2] / "exports" / f"{PROFILE}.csv").read_text("utf-8")
PAYLOAD = [
    dossier(
        1,
        NgayNopHoSo="20240301073000",
        DuocThanhToanTrucTuyen="1",
        TaiLieuNop=[{"IsDeleted": "0", "DuongDanTaiTepTin": "https://x/1", "DuocTaiSuDung": "1"}],
        DanhSachLePhi=[{"Gia": "50000"}],
        DanhSachGiayToKetQua=[{"DuongDanTepTinKetQua": "https://x/2"}],
    ),
    dossier(
        MaHoSo="H43.12-240302-0002",
        KenhThucHien="1",
        TrangThaiHoSo="4",
        NgayTiepNhan="20240302080000",
        NgayHenTra="20240312",
        NgayTra="",
        NgayKetThucXuLy="",
        NgayCapNhat="20240305100000",
        TrangThaiDongBo="0",
        DuocThanhToanTrucTuyen="0",
        DanhSachHoSoBoSung=[{"NgayBoSung": "20240304", "NgayTiepNhanBoSung": "20240305"}],
    ),
    dossier(
        MaHoSo="H43.31.05-240303-0003",
        KenhThucHien="3",
        TrangThaiHoSo="9",
        NgayTiepNhan="20240303090000",
        NgayHenTra="20240313",
        NgayTra="",
        NgayKetThucXuLy="20240309100000",
        NgayCapNhat="20240309100000",
        DuocThanhToanTrucTuyen="",
        TaiLieuNop=[{"DuongDanTaiTepTin": "https://x/3"}],
        DanhSachLePhi=[{"Gia": "0"}],
        DanhSachHoSoBoSung=[{"NgayBoSung": "20240306", "NgayTiepNhanBoSung": "20240307", "NgayHenTraMoi": "20240314"}],
    ),
]


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


def flat(delivery, text=FLAT, form="csv", profile=PROFILE):
    rows = rows_of(text)
    content = text.encode() if form == "csv" else as_xlsx(rows, list(rows[0]))
    return delivery().put_bytes(f"ho_so.{form}", content, "ho_so", len(rows), profile=profile).export()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_flat_file_gives_the_typed_rows_of_the_payload(delivery, staged, ask, form):
    # a flat file has no links, so it cannot tell that a result is an input
    query = "select * exclude (file_no, line_no, is_result_an_input) from accepted.ho_so order by dossier_id"
    payload = ask(staged(delivery("2024-04").put("ho_so", PAYLOAD).export()), query)
    assert len(payload) == 3
    assert ask(staged(flat(delivery, form=form)), query) == payload


def test_the_order_of_the_columns_does_not_matter(delivery, staged, ask):
    rows = rows_of(FLAT)
    turned = as_csv(rows, list(reversed(rows[0]))).decode()
    assert ask(staged(flat(delivery, turned)), "select count(*) from accepted.ho_so") == [(3,)]


def test_a_text_that_the_profile_does_not_name_sends_the_row_back(delivery, staged, ask):
    text = FLAT.replace("Trực tiếp", "Qua Zalo").replace("Đã xử lý xong", "Xong")
    text = text.replace("Đã đồng bộ,Có,Có,50000", "Đã đồng bộ,Rồi,Có,50000")
    found = ask(staged(flat(delivery, text)), "select line_no, rule from checked.finding where severity = 'quarantine'")
    assert sorted(found) == [(2, "D11"), (3, "D6"), (4, "D3")]


def test_a_missing_column_is_named(delivery, staged):
    with pytest.raises(DataRefused, match="Hình thức nộp"):
        staged(flat(delivery, FLAT.replace("Hình thức nộp", "Kênh")))


@pytest.mark.parametrize("profile", ["không-có", "../profiles/mot-cua-phang", "/etc/passwd", "mot-cua-phang.toml"])
def test_an_unknown_profile_is_refused(delivery, staged, profile):
    with pytest.raises(DataRefused, match="source profile"):
        staged(flat(delivery, profile=profile))


def test_a_profile_of_another_dataset_is_refused(delivery, staged):
    with pytest.raises(DataRefused, match="source profile is one of ho_so"):
        staged(delivery().put("khai_bao", [], "csv", profile=PROFILE).export())


def test_a_profile_for_ndjson_is_refused(delivery, staged):
    with pytest.raises(DataRefused, match="source profile"):
        staged(delivery().put("ho_so", PAYLOAD, profile=PROFILE).export())


def test_a_flat_file_without_its_profile_is_refused(delivery, staged):
    with pytest.raises(DataRefused, match="its header is wrong"):
        staged(flat(delivery, profile=None))
