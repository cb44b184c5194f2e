"""Every rule takes the rows it is written for and no near miss, and Great Expectations counts the same rows."""

import re
from dataclasses import replace
from functools import cache

import duckdb
import pytest

from expectations import suites
from expectations.suites import suite
from tests.deliveries import PROCEDURES, UNITS, Delivery, Twice, dossier
from tests.plain_cycle import check
from warehouse.database import connect
from warehouse.errors import CycleFailed, DataRefused
from warehouse.exports.datasets import datasets
from warehouse.exports.export import EVALUATION
from warehouse.intake.stage import delivered_datasets, keep_findings, open_stage, type_rows
from warehouse.models.runner import define_macros

UNIT, PROCEDURE = UNITS[1], PROCEDURES[0]
ENDED = {"MaDonVi": "H43.31.06", "TenDonVi": "UBND xã Phước Bình", "Cap": "commune", "Loai": "ubnd_xa"}
ENDED |= {"MaDonViCha": "H43.31", "DenNgay": "30/06/2025"}
NEW = {"Cap": "commune", "Loai": "ubnd_xa", "MaDonViCha": "H43", "TuNgay": "01/07/2025"}
DECLARED = {"MaDonVi": "H43.12", "MaSoLieu": "van_ban", "Ky": "2024-03", "GiaTri": "120"}
PETITION = {"MaPAKN": "PA-1", "MaDonVi": "H43.12", "NgayTiepNhan": "20240301080000", "HanXuLy": "20240320"}
ANSWER = {"MaDanhGia": "DG-1", "MaHoSo": "H43.12-240301-0001", "MaDonVi": "H43.12", "MucDo": "3"}
ANSWER["NgayDanhGia"] = "20240315012000"
PUBLISHED = {"MaTTHC": "1.000001", "MaCoQuan": "H43.12", "SoQuyetDinh": "25/QĐ-UBND", "NgayQuyetDinh": "20240301"}
PUBLISHED["NgayCongKhai"] = "20240304"
INPUT = {"IsDeleted": "0", "DuongDanTaiTepTin": "https://x/1"}

# (dataset, rule): rows that it takes, rows that it does not
CASES = {
    ("ho_so", "D1"): (
        [
            dossier(MaHoSo=text)
            for text in (
                "",
                "HS1",
                "H43.12-240301-079123456789",
                "H43.12-240231-0001",
                "H43.12-24030-0001",
                "H43.12-240301-",
                "H43.12/240301/0001",
            )
        ],
        [dossier(), dossier(MaHoSo="000.00.12.H43-240301-1"), dossier(MaHoSo=" H43.12-240301-0002 ")],
    ),
    ("ho_so", "D2"): (
        [dossier(unit="H99.01"), dossier(unit="H43.1"), dossier(unit="000.00.13.H43")],
        [dossier(), dossier(unit="000.00.12.H43"), dossier(unit="H43.31.05"), dossier(MaHoSo="x")],
    ),
    ("ho_so", "D3"): (
        [dossier(TrangThaiHoSo=text) for text in ("0", "11", "", "Đã xong", "1.5", "-1")],
        [dossier(TrangThaiHoSo=str(number)) for number in range(1, 11)],
    ),
    ("ho_so", "D4"): (
        [
            dossier(NgayTiepNhan="20240230"),
            dossier(NgayHenTra="32/13/2024"),
            dossier(NgayTra="hôm qua"),
            dossier(NgayKetThucXuLy="02050301080000"),
            dossier(NgayCapNhat="2024-03-08T10:00:00"),
            dossier(NgayNopHoSo="00000000000000"),
            dossier(NgayTuChoi="03/15/2024"),
            dossier(DanhSachHoSoBoSung=[{"NgayBoSung": "31/02/2024"}]),
        ],
        [
            dossier(NgayTiepNhan="20240229"),
            dossier(NgayHenTra="15/03/2024"),
            dossier(NgayTra="2024-03-08 10:00:00", NgayNopHoSo="01/03/2024 08:00:00"),
            dossier(DanhSachHoSoBoSung=[{"NgayBoSung": "01/03/2024", "NgayTiepNhanBoSung": ""}]),
        ],
    ),
    ("ho_so", "D5"): (
        [dossier(NgayKetThucXuLy="20240301075959"), dossier(NgayKetThucXuLy="", NgayTra="20240229")],
        [
            dossier(NgayKetThucXuLy="20240301080000"),
            dossier(NgayTiepNhan="20240301", NgayKetThucXuLy="20240301"),
            dossier(TrangThaiHoSo="4", NgayKetThucXuLy="", NgayTra="20240229"),
        ],
    ),
    ("ho_so", "D6"): (
        [dossier(KenhThucHien=text) for text in ("0", "4", "online", "1,2")],
        [dossier(KenhThucHien=text) for text in ("1", "2", "3", "", " ")],
    ),
    ("ho_so", "D7"): (
        [
            dossier(DanhSachLePhi=[{"Gia": text}])
            for text in ("-1", "miễn phí", "50.000", "0.000", "50.000đ", "nan", "inf")
        ],
        [dossier(DanhSachLePhi=fees) for fees in ([], [{"Gia": "0"}], [{"Gia": ""}], [{"Gia": "50000.5"}])],
    ),
    ("ho_so", "D8"): (
        [dossier(TrangThaiHoSo=status, NgayKetThucXuLy="", NgayTra="") for status in ("9", "10")],
        [
            dossier(NgayTra=""),
            dossier(NgayKetThucXuLy=""),
            dossier(TrangThaiHoSo="8", NgayKetThucXuLy="", NgayTra=""),
        ],
    ),
    ("ho_so", "D9"): (
        [dossier(NgayTiepNhan="20240315012001", TrangThaiHoSo="2", NgayKetThucXuLy="", NgayTra="")],
        [dossier(NgayTiepNhan="20240315012000", TrangThaiHoSo="2", NgayKetThucXuLy="", NgayTra="")],
    ),
    ("ho_so", "D10"): (
        [dossier(TrangThaiHoSo=status, NgayTiepNhan="") for status in ("2", "4", "5", "6", "8", "9", "10")],
        [dossier(TrangThaiHoSo=status, NgayTiepNhan="") for status in ("1", "3", "7")],
    ),
    ("ho_so", "D11"): (
        [dossier(TaiLieuNop="x"), dossier(DanhSachLePhi={"Gia": "1"}), dossier(DanhSachLePhi=["1"])],
        [dossier(TaiLieuNop=""), dossier(TaiLieuNop=None), dossier(TaiLieuNop=[{}])],
    ),
    ("ho_so", "D13"): (
        [Twice(dossier(), "KenhThucHien"), Twice(dossier(TaiLieuNop=[INPUT]), "DuongDanTaiTepTin")],
        [dossier(TaiLieuNop=[INPUT, INPUT])],
    ),
    ("ho_so", "W1"): ([dossier(MaTTHC="9.000001"), dossier(MaTTHC="")], [dossier()]),
    ("ho_so", "W2"): (
        [dossier(NgayHenTra="")],
        [
            dossier(),
            dossier(NgayHenTra="", TrangThaiHoSo="1"),
            dossier(NgayHenTra="", DanhSachHoSoBoSung=[{"NgayBoSung": "20240302", "NgayHenTraMoi": "20240312"}]),
        ],
    ),
    ("ho_so", "W3"): (
        [dossier(NgayHenTra="20240229"), dossier(NgayHenTra="20990101")],
        [dossier(NgayHenTra="20240301"), dossier(NgayHenTra=""), dossier(NgayHenTra="20281231")],
    ),
    ("ho_so", "W4"): ([dossier(7), dossier(7)], [dossier(8), dossier(9)]),
    ("ho_so", "W5"): (
        [dossier(DuocThanhToanTrucTuyen="1"), dossier(DuocThanhToanTrucTuyen="2", DanhSachLePhi=[{"Gia": "0"}])],
        [dossier(DuocThanhToanTrucTuyen="1", DanhSachLePhi=[{"Gia": "1"}]), dossier(DuocThanhToanTrucTuyen="0")],
    ),
    ("ho_so", "W6"): (
        [dossier(TaiLieuNop=[INPUT], DanhSachGiayToKetQua=[{"DuongDanTepTinKetQua": "https://x/1"}])],
        [
            dossier(TaiLieuNop=[INPUT], DanhSachGiayToKetQua=[{"DuongDanTepTinKetQua": "https://x/2"}]),
            dossier(
                TaiLieuNop=[INPUT | {"DuongDanTaiTepTin": ""}], DanhSachGiayToKetQua=[{"DuongDanTepTinKetQua": ""}]
            ),
        ],
    ),
    ("ho_so", "W7"): ([dossier(NgayTiepNhan="20240302")], [dossier(), dossier(NgayTiepNhan="", TrangThaiHoSo="1")]),
    ("ho_so", "W8"): (
        [dossier(DuocThanhToanTrucTuyen="Có"), dossier(TrangThaiDongBo=True), dossier(TrangThaiDongBo="10")],
        [dossier(DuocThanhToanTrucTuyen=text, TrangThaiDongBo=text) for text in ("", "0", "1", " 2 ", "3")],
    ),
    ("ho_so", "D12"): (
        [dossier(NgayCapNhat="20240315012001"), dossier(NgayKetThucXuLy="20240316")],
        [dossier(NgayCapNhat="20240315012000"), dossier(NgayCapNhat="", NgayKetThucXuLy="20240315012000")],
    ),
    ("ho_so", "W9"): (
        [dossier(unit="H43.40"), dossier(unit="H43.41", NgayTiepNhan="20240229")],
        [dossier(unit="H43.40", NgayTiepNhan="20240229"), dossier(unit="H43.31"), dossier(unit="H43.41")],
    ),
    ("ho_so", "W10"): (
        [
            dossier(DanhSachHoSoBoSung=[{"NgayBoSung": "20240227", "NgayTiepNhanBoSung": "20240303"}]),
            dossier(DanhSachHoSoBoSung=[{"NgayBoSung": "20240307", "NgayTiepNhanBoSung": "20240309"}]),
            dossier(DanhSachHoSoBoSung=[{"NgayBoSung": "20240304", "NgayTiepNhanBoSung": "20240305"}] * 2),
        ],
        [
            dossier(DanhSachHoSoBoSung=[{"NgayBoSung": "20240304", "NgayTiepNhanBoSung": "20240305"}]),
            dossier(DanhSachHoSoBoSung=[{"NgayBoSung": "20240304", "NgayTiepNhanBoSung": ""}]),
        ],
    ),
    ("tthc", "T1"): ([PROCEDURE | {"MaTTHC": text} for text in ("", "một", "1 2")], [PROCEDURE]),
    ("tthc", "T2"): (
        [PROCEDURE | {"CapThucHien": text} for text in ("", ";", "tinh", "province;huyen")],
        [PROCEDURE | {"CapThucHien": text} for text in ("commune", "province; district ;commune;")],
    ),
    ("tthc", "T3"): (
        [PROCEDURE | {"MucDoDVC": "4"}],
        [PROCEDURE | {"MucDoDVC": text} for text in ("toan_trinh", "mot_phan", "thong_tin", "")],
    ),
    ("tthc", "T4"): (
        [PROCEDURE | {"PhiDiaGioi": "x"}, PROCEDURE | {"LaCapPhep": "2"}, PROCEDURE | {"CoPhiLePhi": "true"}],
        [PROCEDURE | {"PhiDiaGioi": "1"}, PROCEDURE | {"LaCapPhep": ""}],
    ),
    ("tthc", "T5"): (
        [PROCEDURE | {"TrangThaiCatGiam": "1"}],
        [PROCEDURE | {"TrangThaiCatGiam": text} for text in ("", "cat_giam", "tu_dong")],
    ),
    ("tthc", "TW2"): (
        [PROCEDURE | {"TraKetQuaGiayTo": ""}, PROCEDURE | {"MucDoDVC": ""}, PROCEDURE | {"LaCapPhep": " "}],
        [PROCEDURE, PROCEDURE | {"TrangThaiCatGiam": ""}],
    ),
    ("tthc", "TW1"): ([PROCEDURE, PROCEDURE], [PROCEDURE | {"MaTTHC": "2.000001"}]),
    ("don_vi", "U1"): (
        [UNIT | {"MaDonVi": text} for text in ("", "43.12", "H43.", "H43.Sở")],
        [UNIT, UNIT | {"MaDonVi": "000.00.14.H43"}],
    ),
    ("don_vi", "U2"): ([UNIT | {"Cap": text} for text in ("", "tỉnh", "1")], [UNIT, UNIT | {"Cap": "commune"}]),
    ("don_vi", "U3"): ([UNIT | {"Loai": text} for text in ("", "phong")], [UNIT, UNIT | {"Loai": "ubnd_xa"}]),
    ("don_vi", "U4"): (
        [UNIT | {"TuNgay": "x"}, UNIT | {"TuNgay": "02/01/2024", "DenNgay": "01/01/2024"}],
        [UNIT, UNIT | {"TuNgay": "01/01/2024", "DenNgay": "01/01/2024"}],
    ),
    ("don_vi", "U5"): ([UNIT | {"TenDonVi": " "}], [UNIT]),
    ("don_vi", "U6"): ([UNIT | {"MaDonVi": "H43.13", "MaDonViCha": "H43.99"}], [UNIT, UNIT | {"MaDonViCha": ""}]),
    ("don_vi", "U7"): ([UNIT | {"MaDonVi": "H43.13"}, UNIT | {"MaDonVi": "H43.13", "MaDonViCha": "H43.31"}], [UNIT]),
    ("don_vi", "U8"): (
        [
            UNIT | {"MaDonVi": "H43.13", "MaDonViCha": "H43.14"},
            UNIT | {"MaDonVi": "H43.14", "MaDonViCha": "H43.13"},
            UNIT | {"MaDonVi": "H43.15", "MaDonViCha": "H43.15"},
        ],
        [UNIT],
    ),
    ("don_vi", "U9"): (
        [UNIT | {"MaDonVi": "H44.02"}, UNIT | {"MaDonVi": "H44.03", "MaDonViCha": "H44"}],
        [
            UNIT | {"MaDonVi": "H43.13"},
            UNIT | {"MaDonVi": "H45", "Loai": "ubnd_tinh"},
            UNIT | {"MaDonVi": "H45.01", "MaDonViCha": "H45"},
        ],
    ),
    ("don_vi", "U10"): (
        [UNIT | {"Cap": "district"}, UNIT | {"MaDonVi": "H43.14", "Loai": "ubnd_xa"}],
        [UNIT | {"MaDonVi": "H43.13", "Cap": "commune", "Loai": "ubnd_xa"}],
    ),
    ("don_vi", "UW3"): (
        [
            UNIT | {"MaDonVi": f"H43.5{place}", "TenDonVi": name}
            for place, name in enumerate(("S? T? pháp", "Sá»Ÿ TÆ° phÃ¡p", "Sở Y tế 0912345678", "a.b@example.vn"))
        ],
        [UNIT | {"TenDonVi": "Sở Tư pháp 2024 - 2025"}],
    ),
    ("don_vi", "UW4"): (
        [UNIT | {"Nhan": "Xã nghèo"}, UNIT | {"MaDonVi": "H43.15", "MaDonViKeThua": "H43.16;Nguyễn Văn A"}],
        [UNIT | {"MaDonVi": "H43.13", "Nhan": "DTTS_MN; a1", "MaDonViKeThua": "H43.1;H43.2"}],
    ),
    ("don_vi", "UW9"): (
        [
            UNIT | {"MaDonVi": "H43.15", "MaDonViKeThua": "H43.15"},
            UNIT | {"MaDonVi": "H43.16", "MaDonViKeThua": "H43.12;H43.99"},
        ],
        [
            UNIT | {"MaDonVi": "H43.17", "MaDonViKeThua": "H43.12"},
            UNIT | {"MaDonVi": "H43.18", "MaDonViKeThua": "H56.12"},
        ],
    ),
    ("don_vi", "UW6"): (
        [ENDED | {"DenNgay": "30/06/2025"}],
        [ENDED | {"MaDonVi": "H43.31.07", "DenNgay": ""}, ENDED | {"MaDonVi": "H43.31.08", "MaDonViKeThua": "H43.12"}],
    ),
    ("don_vi", "UW7"): (
        [
            ENDED | {"DenNgay": "30/06/2025", "MaDonViKeThua": "H43.201"},
            ENDED
            | {"MaDonVi": "H43.31.07", "TenDonVi": "UBND xã Phước Hòa", "MaDonViKeThua": "H43.201;H43.202"}
            | {"DenNgay": "30/06/2025"},
        ],
        [
            ENDED | {"MaDonVi": "H43.31.08", "DenNgay": "30/06/2025", "MaDonViKeThua": "H43.202"},
            ENDED | {"MaDonVi": "H43.31.09", "DenNgay": "31/10/2024", "MaDonViKeThua": "H43.201"},
            ENDED
            | {"MaDonVi": "H43.31.10", "TenDonVi": "UBND xã không có trong bảng", "DenNgay": "30/06/2025"}
            | {"MaDonViKeThua": "H43.201"},
            NEW | {"MaDonVi": "H43.201", "TenDonVi": "UBND xã Bác Ái"},
            NEW | {"MaDonVi": "H43.202", "TenDonVi": "UBND xã Bác Ái Tây"},
        ],
    ),
    ("don_vi", "UW1"): ([UNIT | {"MaDonViCha": ""}], [UNIT | {"MaDonVi": "H43.13"}]),
    ("don_vi", "UW2"): ([UNIT, UNIT], [UNIT | {"MaDonVi": "H43.13"}]),
    ("cong_bo", "C1"): (
        [PUBLISHED | {"MaTTHC": text} for text in ("", "Nguyễn Văn A", "0912345678")]
        + [PUBLISHED | {"SoQuyetDinh": text} for text in (" ", "Nguyễn Văn A", "079123456789", "a@b.vn")],
        [PUBLISHED]
        + [PUBLISHED | {"SoQuyetDinh": text} for text in ("101", "12/2024/QĐ-UBND", "Số 7/QĐ-BTP ngày 01/3/2024")],
    ),
    ("cong_bo", "C2"): ([PUBLISHED | {"MaCoQuan": text} for text in ("", "H43.99")], [PUBLISHED]),
    ("cong_bo", "C3"): (
        [PUBLISHED | {"NgayQuyetDinh": text} for text in ("", "31/02/2024")] + [PUBLISHED | {"NgayHieuLuc": "x"}],
        [PUBLISHED, PUBLISHED | {"NgayHieuLuc": "", "NgayCongKhai": ""}],
    ),
    ("cong_bo", "C4"): ([PUBLISHED | {"NgayCongKhai": "20240229"}], [PUBLISHED | {"NgayCongKhai": "20240301"}]),
    ("cong_bo", "C5"): (
        [PUBLISHED | {"NgayQuyetDinh": "20240316", "NgayCongKhai": ""}, PUBLISHED | {"NgayCongKhai": "20240316"}],
        [PUBLISHED | {"NgayCongKhai": "20240315"}],
    ),
    ("cong_bo", "C6"): (
        [PUBLISHED | {"NgayHieuLuc": text} for text in ("20290302", "20190228")],
        [PUBLISHED | {"NgayHieuLuc": text} for text in ("20290301", "20231201", "")],
    ),
    ("cong_bo", "C7"): (
        [PUBLISHED | {"MaTTHC": "1.7"}, PUBLISHED | {"MaTTHC": "1.7", "MaCoQuan": "H43.31"}],
        [PUBLISHED | {"MaTTHC": "1.8"}, PUBLISHED | {"MaTTHC": "1.8", "NgayCongKhai": ""}],
    ),
    ("cong_bo", "CW1"): ([PUBLISHED | {"NgayCongKhai": ""}], [PUBLISHED]),
    ("pakn", "P1"): (
        [PETITION | {"MaPAKN": text} for text in ("", "Nguyễn Văn A", "0912345678", "079123456789")],
        [PETITION, PETITION | {"MaPAKN": "20240301"}, PETITION | {"MaPAKN": "H43/PA_1.2"}],
    ),
    ("pakn", "P2"): ([PETITION | {"MaDonVi": text} for text in ("", "H43.99")], [PETITION]),
    ("pakn", "P3"): (
        [PETITION | {"HanXuLy": "x"}, PETITION | {"NgayXuLy": "20240230"}, PETITION | {"NgayTiepNhan": "1"}],
        [PETITION, PETITION | {"HanXuLy": "", "NgayXuLy": "", "NgayTiepNhan": ""}],
    ),
    ("pakn", "P4"): (
        [PETITION | {"NgayXuLy": "20240229"}, PETITION | {"NgayXuLy": "20240301075959"}],
        [PETITION | {"NgayXuLy": "20240301"}, PETITION | {"NgayXuLy": "20240301080000"}],
    ),
    ("pakn", "P5"): (
        [PETITION | {"NgayTiepNhan": "20240316"}, PETITION | {"NgayXuLy": "20240315012001"}],
        [PETITION | {"NgayXuLy": "20240315012000"}],
    ),
    ("pakn", "P6"): (
        [PETITION | {"MaPAKN": "PA-6"}, PETITION | {"MaPAKN": "PA-6", "NgayTiepNhan": "20240302"}],
        [PETITION | {"MaPAKN": "PA-7"}, PETITION | {"MaPAKN": "PA-7", "MaDonVi": "H43.31"}],
    ),
    ("pakn", "PW2"): (
        [PETITION | {"HanXuLy": "20240229"}, PETITION | {"HanXuLy": "20540301"}],
        [PETITION, PETITION | {"HanXuLy": "20240301"}, PETITION | {"HanXuLy": "20240320", "NgayTiepNhan": ""}],
    ),
    ("pakn", "PW1"): ([PETITION | {"HanXuLy": ""}], [PETITION]),
    ("danh_gia", "S1"): ([ANSWER | {"MaDanhGia": text} for text in ("", "Trần Văn B")], [ANSWER]),
    ("danh_gia", "S2"): ([ANSWER | {"MaDonVi": text} for text in ("", "H43.99")], [ANSWER]),
    ("danh_gia", "S3"): (
        [ANSWER | {"MucDo": text} for text in ("", "0", "4", "hài lòng")],
        [ANSWER | {"MucDo": text} for text in ("1", "2", "3")],
    ),
    ("danh_gia", "S4"): (
        [ANSWER | {"NgayDanhGia": text} for text in ("", "x", "20240315012001")],
        [ANSWER, ANSWER | {"NgayDanhGia": "20240229"}],
    ),
    ("danh_gia", "S5"): (
        [ANSWER | {"MaDanhGia": "DG-5"}, ANSWER | {"MaDanhGia": "DG-5", "MaHoSo": "H43.12-240301-0002"}],
        [ANSWER | {"MaDanhGia": "DG-6"}, ANSWER | {"MaDanhGia": "DG-6", "MucDo": "1"}],
    ),
    ("khai_bao", "K1"): ([DECLARED | {"MaDonVi": text} for text in ("", "H43.99", "Tổng cộng")], [DECLARED]),
    ("khai_bao", "K2"): (
        [DECLARED | {"Ky": text} for text in ("", "2024-13", "3/2024", "2024-3", "2024-Q1")],
        [DECLARED, DECLARED | {"Ky": "2024-12", "MaSoLieu": "moi"}],
    ),
    ("khai_bao", "K3"): (
        [DECLARED | {"GiaTri": text} for text in ("", "-1", "1.234", "1,5", "1 234", "x", "9" * 16)],
        [DECLARED | {"GiaTri": text} for text in ("0", "007", "9" * 15)],
    ),
    ("khai_bao", "K4"): (
        [DECLARED | {"MaSoLieu": text} for text in ("", "Nguyễn Văn A", "0912345678")],
        [DECLARED, DECLARED | {"MaSoLieu": "moi"}],
    ),
    ("khai_bao", "K5"): (
        [
            DECLARED | {"MaDonVi": "H43.31"},
            DECLARED | {"MaDonVi": "H43.31", "MaSoLieu": "van_ban_dien_tu", "GiaTri": "121"},
        ],
        [
            DECLARED | {"MaDonVi": "H43.31.05"},
            DECLARED | {"MaDonVi": "H43.31.05", "MaSoLieu": "van_ban_dien_tu"},
            DECLARED | {"MaDonVi": "H43.31.05", "MaSoLieu": "kq_con_hieu_luc_so_hoa"},
        ],
    ),
    ("khai_bao", "K6"): ([DECLARED | {"Ky": "2024-04"}], [DECLARED, DECLARED | {"Ky": "2023-12"}]),
    ("khai_bao", "K7"): (
        [DECLARED | {"MaDonVi": "H43", "MaSoLieu": "cong_don", "GiaTri": "50"}],
        [
            DECLARED | {"MaDonVi": "H43.12", "MaSoLieu": "cong_don", "GiaTri": "20"},
            DECLARED | {"MaDonVi": "H43.31", "MaSoLieu": "cong_don", "GiaTri": "30"},
            DECLARED | {"MaDonVi": "H43", "MaSoLieu": "rieng", "GiaTri": "50"},
            DECLARED | {"MaDonVi": "H43.31", "MaSoLieu": "rieng", "GiaTri": "30"},
        ],
    ),
    ("khai_bao", "KW3"): (
        [DECLARED | {"Ky": "2024-01"}, DECLARED | {"Ky": "2024-01", "MaSoLieu": "tthc_noi_bo_cat_giam"}],
        [
            DECLARED | {"Ky": "2023-11"},
            DECLARED | {"Ky": "2023-11", "MaSoLieu": "van_ban_dien_tu"},
            DECLARED | {"Ky": "2023-11", "MaSoLieu": "chung_thuc_dien_tu"},
        ],
    ),
    ("khai_bao", "KW4"): ([DECLARED | {"Ky": "2023-12"}], [DECLARED | {"Ky": "2024-01"}]),
    ("khai_bao", "KW5"): (
        [DECLARED | {"MaDonVi": "H43", "MaSoLieu": "ben_canh", "GiaTri": "49"}],
        [
            DECLARED | {"MaDonVi": "H43.12", "MaSoLieu": "ben_canh", "GiaTri": "20"},
            DECLARED | {"MaDonVi": "H43.31", "MaSoLieu": "ben_canh", "GiaTri": "30"},
        ],
    ),
    ("khai_bao", "KW1"): ([DECLARED | {"MaSoLieu": "moi"}], [DECLARED]),
    ("khai_bao", "KW2"): ([DECLARED, DECLARED | {"GiaTri": "5"}], [DECLARED | {"Ky": "2024-02"}]),
    ("tthc", "T6"): ([Twice(PROCEDURE, "MucDoDVC")], [PROCEDURE]),
    ("don_vi", "U11"): ([Twice(UNIT, "Cap")], [UNIT | {"MaDonVi": "H43.13"}]),
    ("cong_bo", "C9"): ([Twice(PUBLISHED, "NgayCongKhai")], [PUBLISHED]),
    ("pakn", "P8"): ([Twice(PETITION, "HanXuLy")], [PETITION]),
    ("danh_gia", "S7"): ([Twice(ANSWER, "MucDo")], [ANSWER]),
    ("khai_bao", "K8"): ([Twice(DECLARED, "GiaTri")], [DECLARED]),
}
RULES = [(name, rule.id) for name in datasets() if name != EVALUATION for rule in suite(name).rules]
"""Every rule of delivered rows; those of the portal's documents are tested where these are read."""


def exported(source, dataset, rows):
    made = Delivery(source).put(dataset, rows)
    if dataset != "don_vi":
        begun, ended = {"MaDonVi": "H43.41", "TuNgay": "20240301"}, {"MaDonVi": "H43.40", "DenNgay": "20240229"}
        made.put("don_vi", [*UNITS, UNIT | ended, UNIT | begun])
    return made.export()


def test_every_rule_has_a_case():
    assert sorted(CASES) == sorted(RULES)


@pytest.fixture(scope="module")
def lines_taken(tmp_path_factory):
    """What each rule takes of all of a dataset's cases, one after another: rule, line, field, value."""

    @cache
    def of(dataset):
        folder = tmp_path_factory.mktemp(dataset)
        stage, _ = check(folder / "home", exported(folder / "source", dataset, rows_of(dataset)), gate=None)
        with connect(stage.path, read_only=True) as connection:
            return connection.execute("select rule, line_no, field, value from checked.finding").fetchall()

    return of


def rows_of(dataset):
    return [row for (name, _), (taken, missed) in CASES.items() if name == dataset for row in taken + missed]


@pytest.mark.parametrize(("dataset", "rule"), [case for case in RULES if case[0] != "don_vi"])
def test_a_rule_takes_its_rows_and_no_near_miss(lines_taken, dataset, rule):
    cases = [case for case in CASES if case[0] == dataset]
    before = sum(len(CASES[case][0]) + len(CASES[case][1]) for case in cases[: cases.index((dataset, rule))])
    taken, missed = CASES[dataset, rule]
    own = range(before + 1, before + len(taken) + len(missed) + 1)
    found = sorted(line for name, line, *_ in lines_taken(dataset) if name == rule and line in own)
    assert found == list(own[: len(taken)])


def test_a_finding_shows_every_field_that_is_wrong_with_its_value(lines_taken):
    for rule, field, value in (
        ("D8", "TrangThaiHoSo, NgayKetThucXuLy, NgayTra", r"(9|10), \(trống\), \(trống\)"),
        ("D10", "TrangThaiHoSo, NgayTiepNhan", r"\d+, \(trống\)"),
        ("W2", "NgayHenTra", r"\(trống\)"),
        ("W5", "DuocThanhToanTrucTuyen, DanhSachLePhi.Gia", "[12], 0"),
        ("W7", "MaHoSo, NgayTiepNhan", r"H43\.12-240301-\d+, 02/03/2024"),
    ):
        shown = {(field, value) for name, _, field, value in lines_taken("ho_so") if name == rule}
        assert {name for name, _ in shown} == {field}
        assert any(re.fullmatch(value, text) for _, text in shown), shown


@pytest.mark.parametrize("rule", [rule for dataset, rule in RULES if dataset == "don_vi"])
def test_a_rule_of_units_takes_its_rows_and_no_near_miss(tmp_path, staged, ask, rule):
    taken, missed = CASES["don_vi", rule]
    others = [row for row in UNITS if row["MaDonVi"] not in {unit["MaDonVi"] for unit in taken + missed}]
    stage = staged(exported(tmp_path / "source", "don_vi", [*taken, *missed, *others]))
    found = ask(stage, f"select line_no from checked.finding where rule = '{rule}' order by 1")
    assert [line for (line,) in found] == list(range(1, len(taken) + 1))


@pytest.mark.parametrize("dataset", ["ho_so", "tthc", "cong_bo", "pakn", "danh_gia", "khai_bao"])
def test_great_expectations_counts_the_rows_that_are_kept(tmp_path, great_expectations, ask, dataset):
    export = exported(tmp_path / "source", dataset, rows_of(dataset))
    stage, taken = check(tmp_path / "home", export, checks=great_expectations, gate=None)
    assert min(taken[dataset].values()) > 0
    found = ask(stage, f"select rule, count(*) from checked.finding where dataset = '{dataset}' group by all")
    assert dict(found) == taken[dataset]


@pytest.mark.parametrize("rule", ["U6", "U7", "U8"])
def test_a_unit_tree_that_does_not_hold_is_refused_by_its_rule(tmp_path, great_expectations, rule):
    export = exported(tmp_path / "source", "don_vi", [*UNITS, *CASES["don_vi", rule][0]])
    with pytest.raises(DataRefused, match=f"don_vi.*{rule}"):
        check(tmp_path / "home", export, checks=great_expectations)


@pytest.mark.parametrize("dataset", ["don_vi", "tthc", "ho_so"])
def test_an_empty_required_dataset_is_refused(tmp_path, great_expectations, dataset):
    export = exported(tmp_path / "source", dataset, [])
    with pytest.raises(DataRefused, match=f"{dataset}: 0 rows"):
        check(tmp_path / "home", export, checks=great_expectations)


def test_an_empty_optional_dataset_is_no_fault(tmp_path, great_expectations):
    export = exported(tmp_path / "source", "pakn", [])
    check(tmp_path / "home", export, checks=great_expectations, gate=None)


def test_a_table_with_other_columns_is_refused(tmp_path, great_expectations):
    export = exported(tmp_path / "source", "pakn", [PETITION])
    stage, _ = check(tmp_path / "home", export)
    with pytest.raises(DataRefused, match="columns"):
        great_expectations(tmp_path / "home").check(stage.path, suite("pakn"), ["petition_id", "gone"], "x/pakn")


def test_a_rule_that_cannot_be_evaluated_is_a_fault_of_the_program_and_no_row(tmp_path, great_expectations):
    stage, _ = check(tmp_path / "home", exported(tmp_path / "source", "pakn", [PETITION]))
    rules = suite("pakn")
    broken = replace(rules, rules=(replace(rules.rules[0], predicate="no_such_column = 1"), *rules.rules[1:]))
    with connect(stage.path, read_only=True) as connection:
        columns = [name for (name, *_) in connection.execute("describe typed.pakn").fetchall()]
    with pytest.raises(CycleFailed, match=r"P1.*could not be evaluated"):
        great_expectations(tmp_path / "home").check(stage.path, broken, columns, "x/pakn")


def test_a_rule_that_keeps_other_rows_than_it_took_stops_the_cycle(tmp_path):
    export = exported(tmp_path / "source", "ho_so", [dossier(1), dossier(2, TrangThaiHoSo="99")])
    stage = open_stage(tmp_path / "home", export)
    for dataset in delivered_datasets(export):
        type_rows(stage, dataset)
        taken = {rule.id: 0 for rule in suite(dataset.name).rules}
        if dataset.name != "ho_so":
            keep_findings(stage, dataset, (), taken)
    with pytest.raises(CycleFailed, match="D3 of ho_so took 2"):
        keep_findings(stage, datasets()["ho_so"], suite("ho_so").rules, taken | {"D3": 2})


@pytest.mark.parametrize(("dataset", "rule"), RULES)
def test_a_rule_says_what_is_wrong_and_what_to_do(dataset, rule):
    said = next(each for each in suite(dataset).rules if each.id == rule)
    assert said.severity in suites.SEVERITIES
    assert said.title
    assert said.advice.endswith(".")
    assert said.field or said.field_sql


def test_rule_ids_are_used_once():
    ids = [rule for _, rule in RULES]
    assert len(ids) == len(set(ids))


def test_the_macros_need_no_table():
    with duckdb.connect() as connection:
        define_macros(connection)
        assert connection.execute("select parse_timestamp('20240229')").fetchone()
