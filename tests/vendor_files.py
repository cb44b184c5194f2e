"""Files as provincial systems print them, made from payload rows: what the shipped profiles are modelled on.

``python -m tests.vendor_files`` writes the two samples in ``tests/exports`` anew. All of it is synthetic.
"""

import io
from datetime import datetime
from pathlib import Path

import xlsxwriter

from tests.deliveries import dossier

SAMPLES = Path(__file__).with_name("exports")
GROUPS = {
    "STT": [""],
    "Mã hồ sơ": [""],
    "Mã TTHC": [""],
    "Chủ hồ sơ": [""],
    "Tiếp nhận": ["Hình thức", "Ngày nộp", "Ngày tiếp nhận"],
    "Giải quyết": ["Tình trạng", "Ngày hẹn trả", "Ngày giải quyết xong", "Ngày trả kết quả"],
    "Bổ sung": ["Ngày yêu cầu", "Ngày nhận", "Ngày hẹn trả mới"],
    "Phí, lệ phí": ["Số tiền", "Thanh toán trực tuyến"],
    "Số hóa": ["Thành phần hồ sơ", "Tái sử dụng", "Kết quả"],
    "Đồng bộ Cổng DVCQG": [""],
    "Cập nhật\nlần cuối": [""],
}
CHANNELS = {"1": "Trực tiếp", "2": "Qua mạng", "3": "Qua BCCI"}
STATUSES = {"2": "Được tiếp nhận", "4": "Đang xử lý", "9": "Đã xử lý xong", "10": "Đã trả kết quả"}
YES = {"1": "Có", "0": "Không", "": ""}
FEE_COLUMN = 14
PAYLOAD = [
    dossier(
        1,
        NgayNopHoSo="20240301073000",
        DuocThanhToanTrucTuyen="1",
        TaiLieuNop=[{"DuongDanTaiTepTin": "có", "DuocTaiSuDung": "1"}],
        DanhSachLePhi=[{"Gia": "1250000"}],
        DanhSachGiayToKetQua=[{"DuongDanTepTinKetQua": "có"}],
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
        TaiLieuNop=[{"DuongDanTaiTepTin": "có"}],
        DanhSachLePhi=[{"Gia": "50000"}],
        DanhSachHoSoBoSung=[{"NgayBoSung": "20240306", "NgayTiepNhanBoSung": "20240307", "NgayHenTraMoi": "20240314"}],
    ),
]
DECLARED = [
    ("H43.12", "Sở Tư pháp", "Văn bản đi", "2024-03", "1.250,0"),
    ("H43.12", "Sở Tư pháp", "Văn bản đi điện tử, ký số", "2024-03", "1.200"),
    ("H43.31.05", "UBND xã Phước Bình", "Bản sao chứng thực điện tử", "2024-03", "7"),
]


def shown_date(text):
    """A payload's date as an officer reads it."""
    if not text:
        return ""
    moment = datetime.strptime(text, "%Y%m%d%H%M%S" if len(text) == 14 else "%Y%m%d")  # noqa: DTZ007
    return moment.strftime("%d/%m/%Y %H:%M:%S" if len(text) == 14 else "%d/%m/%Y")


def shown_row(number, row):
    """A payload row in the words of the list."""

    def first(name):
        return (row.get(name) or [{}])[0]

    supplement = first("DanhSachHoSoBoSung")
    fee = first("DanhSachLePhi").get("Gia")
    return [
        number,
        row["MaHoSo"],
        row["MaTTHC"],
        f"NGƯỜI NỘP GIẢ LẬP {number}",
        CHANNELS[row["KenhThucHien"]],
        shown_date(row.get("NgayNopHoSo")),
        shown_date(row["NgayTiepNhan"]),
        STATUSES[row["TrangThaiHoSo"]],
        shown_date(row["NgayHenTra"]),
        shown_date(row["NgayKetThucXuLy"]),
        shown_date(row["NgayTra"]),
        *(shown_date(supplement.get(part)) for part in ("NgayBoSung", "NgayTiepNhanBoSung", "NgayHenTraMoi")),
        f"{int(fee):,}".replace(",", ".") if fee else "",
        YES[row.get("DuocThanhToanTrucTuyen", "")],
        "Đã số hóa" if first("TaiLieuNop").get("DuongDanTaiTepTin") else "Chưa số hóa",
        YES[first("TaiLieuNop").get("DuocTaiSuDung", "")],
        "Đã số hóa" if first("DanhSachGiayToKetQua").get("DuongDanTepTinKetQua") else "Chưa số hóa",
        "Đã đồng bộ" if row["TrangThaiDongBo"] == "1" else "Chưa đồng bộ",
        shown_date(row["NgayCapNhat"]),
    ]


def dossier_list(rows, *, total=None, count=None, below=(), change=lambda page: None):
    """The list as an XLSX file; a total or count other than the true one makes it lie."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"strings_to_formulas": False, "in_memory": True}) as book:
        book.set_properties({"created": datetime(2024, 3, 15)})  # noqa: DTZ001
        book.add_worksheet("Bìa").write_string(0, 0, "Dữ liệu giả lập, không phải của đơn vị nào")
        page = book.add_worksheet("Danh sách hồ sơ")
        width = sum(map(len, GROUPS.values()))
        page.merge_range(0, 0, 0, width - 1, "DANH SÁCH HỒ SƠ TIẾP NHẬN, GIẢI QUYẾT (DỮ LIỆU GIẢ LẬP)")
        page.merge_range(1, 0, 1, width - 1, "(Từ ngày 15/02/2024 đến ngày 14/03/2024)")
        _write_header(page, 3)
        page.write_row(5, 0, [f"({number})" for number in range(1, width + 1)])
        shown = [shown_row(number, row) for number, row in enumerate(rows, 1)]
        for place, cells in enumerate(shown):
            page.write_row(6 + place, 0, cells)
        fees = sum(int(cells[FEE_COLUMN].replace(".", "") or 0) for cells in shown)
        end = 6 + len(shown)
        page.merge_range(end, 0, end, 3, f"Tổng cộng: {len(shown) if count is None else count} hồ sơ")
        page.write_number(end, FEE_COLUMN, fees if total is None else total)
        page.write_string(end + 2, 1, "Người lập biểu")
        page.write_string(end + 2, 9, "Thủ trưởng đơn vị")
        for place, cells in enumerate(below):
            page.write_row(end + 3 + place, 0, cells)
        change(page)
    return content.getvalue()


def _write_header(page, top):
    place = 0
    for group, titles in GROUPS.items():
        if titles == [""]:
            page.merge_range(top, place, top + 1, place, group)
        else:
            page.merge_range(top, place, top, place + len(titles) - 1, group)
            page.write_row(top + 1, place, titles)
        place += len(titles)


def declared_list(rows=tuple(DECLARED), total="2.457,00"):
    """The declared numbers as a CSV with semicolons."""
    lines = [
        "SỐ LIỆU ĐƠN VỊ KHAI BÁO (DỮ LIỆU GIẢ LẬP);;;;;",
        "Từ ngày 15/02/2024 đến ngày 14/03/2024;;;;;",
        "STT;Mã đơn vị;Tên đơn vị;Tên số liệu;Tháng;Giá trị",
        *(f"{number};{';'.join(row)}" for number, row in enumerate(rows, 1)),
        f"Tổng cộng;;;;;{total}",
    ]
    return ("\r\n".join(lines) + "\r\n").encode()


SAMPLE_FILES = {
    "danh-sach-mot-cua.xlsx": lambda: dossier_list(PAYLOAD),
    "so-lieu-don-vi.csv": declared_list,
}

if __name__ == "__main__":
    for name, make in SAMPLE_FILES.items():
        (SAMPLES / name).write_bytes(make())
