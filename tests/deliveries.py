"""Exports made from plain rows in the contract's format, each with a descriptor that tells the truth."""

import csv
import gzip
import hashlib
import io
import json
from datetime import date
from pathlib import Path

import xlsxwriter

from warehouse.exports.datasets import datasets
from warehouse.exports.descriptor import read_descriptor
from warehouse.exports.export import Export
from warehouse.periods import Period

UNITS = [
    {"MaDonVi": "H43", "TenDonVi": "UBND tỉnh Ninh Thuận", "Cap": "province", "Loai": "ubnd_tinh"},
    {"MaDonVi": "H43.12", "TenDonVi": "Sở Tư pháp", "Cap": "province", "Loai": "so_nganh", "MaDonViCha": "H43"},
    {
        "MaDonVi": "H43.31",
        "TenDonVi": "UBND huyện Bác Ái",
        "Cap": "district",
        "Loai": "ubnd_huyen",
        "MaDonViCha": "H43",
    },
    {
        "MaDonVi": "H43.31.05",
        "TenDonVi": "UBND xã Phước Bình",
        "Cap": "commune",
        "Loai": "ubnd_xa",
        "MaDonViCha": "H43.31",
        "Nhan": "dtts_mn",
    },
]
PROCEDURES = [
    {
        "MaTTHC": "1.000001",
        "TenTTHC": "Cấp phiếu lý lịch tư pháp",
        "MaCoQuan": "H43.12",
        "CapThucHien": "province",
        "MucDoDVC": "toan_trinh",
        "CongKhaiDVCQG": "1",
        "DuDieuKienToanTrinh": "1",
        "CoPhiLePhi": "1",
        "TraKetQuaGiayTo": "1",
        "PhiDiaGioi": "0",
        "LaCapPhep": "0",
    }
]


def dossier(number=1, unit="H43.12", **changes):
    """A clean resolved dossier of March 2024; its number makes its id."""
    return {
        "MaHoSo": f"{unit}-240301-{number:04d}",
        "MaTTHC": "1.000001",
        "KenhThucHien": "2",
        "TrangThaiHoSo": "10",
        "NgayTiepNhan": "20240301080000",
        "NgayHenTra": "20240310170000",
        "NgayTra": "20240308090000",
        "NgayKetThucXuLy": "20240308090000",
        "NgayCapNhat": "20240308100000",
        "TrangThaiDongBo": "1",
        "TaiLieuNop": [],
        "DanhSachLePhi": [],
        "DanhSachHoSoBoSung": [],
        "DanhSachGiayToKetQua": [],
    } | changes


class Twice(dict):
    """A row in whose text one key, of the row or of an object in it, stands twice."""

    def __init__(self, row, key):
        super().__init__(row)
        self.key = f'"{key}": '


def as_ndjson(rows):
    return "".join(_as_line(row) + "\n" for row in rows).encode()


def _as_line(row):
    line = json.dumps(row, ensure_ascii=False)
    return line.replace(row.key, f'{row.key}"1", {row.key}', 1) if isinstance(row, Twice) else line


def as_csv(rows, columns, **dialect):
    text = io.StringIO(newline="")
    writer = csv.writer(text, **dialect)
    writer.writerow(columns)
    writer.writerows([_cell(row.get(column)) for column in columns] for row in rows)
    return text.getvalue().encode()


def as_xlsx(rows, columns, sheet="Sheet1"):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        page = book.add_worksheet(sheet)
        for place, row in enumerate([list(columns), *([row.get(c) for c in columns] for row in rows)]):
            page.write_row(place, 0, [_cell(value) for value in row])
    return content.getvalue()


def _cell(value):
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else value


class Delivery:
    """One export being written: ``put`` rows or bytes, then ``describe`` it."""

    def __init__(self, source: Path, month="2024-03", province="H43", created=None):
        window = Period.parse(month).window("nd09")
        self.folder = source / province / month
        self.folder.mkdir(parents=True, exist_ok=True)
        self.said = {
            "name": f"{province.lower()}-{month}",
            "profile": "kybaocao-export/1",
            "province": province,
            "period": month,
            "window": {"from": str(window.starts_on), "to": str(window.ends_on)},
            "created": created or f"{date(window.ends_on.year, window.ends_on.month, 15)}T01:20:00+07:00",
            "resources": [],
        }

    def put(self, dataset, rows, form="ndjson", *, path=None, profile=None, columns=None):
        """Rows as a file of one form: ``ndjson``, ``csv`` or ``xlsx``, each also with ``.gz``."""
        columns = columns or datasets()[dataset].columns
        kind = form.removesuffix(".gz")
        content = (
            as_ndjson(rows) if kind == "ndjson" else as_csv(rows, columns) if kind == "csv" else as_xlsx(rows, columns)
        )
        if form.endswith(".gz"):
            content = gzip.compress(content, mtime=0)
        return self.put_bytes(path or f"{dataset}.{form}", content, dataset, len(rows), profile=profile)

    def put_bytes(self, path, content, dataset, rows, *, profile=None):
        """A file as it is."""
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_bytes(content)
        resource = {
            "name": f"file-{len(self.said['resources']) + 1}",
            "path": path,
            "dataset": dataset,
            "bytes": len(content),
            "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
            "rows": rows,
        }
        self.said["resources"].append(resource | ({"source_profile": profile} if profile else {}))
        return self

    def describe(self, **changes) -> Path:
        """Write the descriptor; required datasets that were not put are added with clean rows."""
        present = [resource["dataset"] for resource in self.said["resources"]]
        for dataset, rows in {"don_vi": UNITS, "tthc": PROCEDURES, "ho_so": [dossier()]}.items():
            if dataset not in present and not changes.get("bare"):
                self.put(dataset, rows)
        said = self.said | {key: value for key, value in changes.items() if key != "bare"}
        (self.folder / "datapackage.json").write_text(json.dumps(said, ensure_ascii=False), "utf-8")
        return self.folder

    def export(self, **changes) -> Export:
        """The described export."""
        return read_descriptor(self.describe(**changes))
