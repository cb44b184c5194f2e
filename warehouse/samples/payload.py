"""The dossiers of a snapshot as payloads of DongBoHoSoMC, one JSON text each.

In: a snapshot and the workload it comes from. Out: lines of NDJSON. The texts are put together from
fragments: a third of the time of ``json.dumps``. Every person, number and link in them is invented
and says so.
"""

import json
from collections.abc import Iterator
from functools import cache

import numpy as np

from warehouse.samples.cohort import NEVER, NORMAL, REFUSED
from warehouse.samples.order import DAY, day_of
from warehouse.samples.snapshot import Snapshot
from warehouse.samples.sources import Procedure, read_behaviour
from warehouse.samples.workload import Integers, Workload

CHUNK = 5_000
LINKS = "https://mo-phong.invalid/tep"
DATED = ("submitted", "received", "refused", "due", "finished", "returned", "updated")
_PERSON = (
    '"ChuHoSo":"Người Mô Phỏng {0:06d}","LoaiDoiTuong":"1","MaDoiTuong":"MO-PHONG-{0:06d}",'
    '"SoGiayToChuHoSo":"000000{0:06d}","DinhDanhCHS":[{{"LoaiDinhDanh":"1","SoDinhDanh":"000000{0:06d}"}}],'
    '"Email":"mo-phong-{0:06d}@example.invalid","Fax":"0000{0:06d}","SoDienThoai":"0000{0:06d}",'
    '"TrichYeuHoSo":"Hồ sơ mô phỏng của Người Mô Phỏng {0:06d}","ThongTinKhac":"","GhiChu":"Số liệu mô phỏng"'
)


def render(snapshot: Snapshot, workload: Workload) -> Iterator[str]:
    """One JSON object per dossier of the snapshot, in its order, without a line end."""
    procedures = [_procedure(each) for each in workload.procedures]
    units = [json.dumps(each.name, ensure_ascii=False) for each in workload.units]
    for start in range(0, len(snapshot.places), CHUNK):
        part = Snapshot(
            snapshot.cohort,
            snapshot.until,
            snapshot.places[start : start + CHUNK],
            snapshot.status[start : start + CHUNK],
            snapshot.updated[start : start + CHUNK],
        )
        yield from _render_part(part, workload, procedures, units)


def _render_part(part: Snapshot, workload: Workload, procedures: list[str], units: list[str]) -> Iterator[str]:
    cohort, places = part.cohort, part.places
    fees = _fees(part, workload)
    lists = zip(_documents(part), fees, _supplements(part), _results(part, workload), strict=True)
    paid = _payments(part, fees)
    columns = zip(
        places.tolist(),
        cohort.procedure[places].tolist(),
        cohort.channel[places].tolist(),
        cohort.unit[places].tolist(),
        cohort.draws[places].tolist(),
        part.status.tolist(),
        cohort.qualities["synced"][places].tolist(),
        paid,
        zip(*_dates(part).values(), strict=True),
        lists,
        strict=True,
    )
    for place, procedure, channel, unit, draw, status, synced, payment, dates, nested in columns:
        submitted, received, refused, due, finished, returned, updated = dates
        documents, fee, supplements, results = nested
        yield (
            f'{{"MaHoSo":"{cohort.codes[place]}",{procedures[procedure]},"KenhThucHien":"{channel}",'
            f'{_PERSON.format(draw)},"NgayNopHoSo":"{submitted}","NgayTiepNhan":"{received}",'
            f'"NgayHenTra":"{due}","TrangThaiHoSo":"{status}","NgayTuChoi":"{refused}",'
            f'"NgayKetThucXuLy":"{finished}","NgayTra":"{returned}","ThongTinTra":"","HinhThuc":"{draw % 2}",'
            f'"DonViXuLy":{units[unit]},"NoiNopHoSo":"2","HoSoCoThanhPhanSoHoa":"{draw % 2}",'
            f'"TaiKhoanDuocXacThucVoiVNeID":"{int(channel == 2)}","DuocThanhToanTrucTuyen":"{payment}",'
            f'"TrangThaiDongBo":"{int(synced)}","NgayCapNhat":"{updated}","TaiLieuNop":[{documents}],'
            f'"DanhSachLePhi":[{fee}],"DanhSachTepDinhKemKhac":[],"DanhSachHoSoBoSung":[{supplements}],'
            f'"DanhSachGiayToKetQua":[{results}],"DSKetNoiCSDL":[{{"MaCSDL":"7"}}]}}'
        )


def stamps(instants: Integers) -> list[str]:
    """The instants as ``yyyyMMddHHmmss``, empty for NEVER."""
    day = day_of(instants)
    month = day.astype("datetime64[M]")
    numbers = month.astype(np.int64)
    date = (1970 + numbers // 12) * 10_000 + (numbers % 12 + 1) * 100 + (day - month).astype(np.int64) + 1
    second = instants % DAY
    clock = second // 3_600 * 10_000 + second // 60 % 60 * 100 + second % 60
    texts = (date * 1_000_000 + clock).tolist()
    return ["" if ahead else str(text) for text, ahead in zip(texts, (instants >= NEVER).tolist(), strict=True)]


def _dates(part: Snapshot) -> dict[str, list[str]]:
    """The dates of each dossier that the export knows; who never came in has only the first."""
    outcome = part.cohort.outcome[part.places]
    accepted, known = outcome != REFUSED, part.known
    ended = np.isin(part.status, (7, 8, 9, 10))
    share = read_behaviour()["course"]["only_returned"]
    only_returned = (part.status == 10) & (part.cohort.draws[part.places] % 997 < 997 * share)
    received = np.where(accepted, known("received"), NEVER)
    instants = {
        "submitted": part.cohort.submitted[part.places],
        "received": received,
        "refused": np.where(accepted, NEVER, known("received")),
        "due": np.where(received < NEVER, part.cohort.due[part.places], NEVER),
        "finished": np.where(ended & ~only_returned, known("finished"), NEVER),
        "returned": np.where(outcome == NORMAL, known("returned"), NEVER),
        "updated": part.updated,
    }
    return {name: stamps(instants[name]) for name in DATED}


def _documents(part: Snapshot) -> Iterator[str]:
    """TaiLieuNop: one to three documents, now and then a deleted one that must not count."""
    qualities, places = part.cohort.qualities, part.places
    flags = (qualities["has_file"][places].tolist(), qualities["reused"][places].tolist())
    for draw, has_file, reused in zip(part.cohort.draws[places].tolist(), *flags, strict=True):
        number = 1 + draw // 2 % 3
        texts = [_document(draw, n, has_file, 1 + draw % 2 if reused and n == 1 else 0) for n in range(1, number + 1)]
        if draw % 50 == 0:
            texts.append(_document(draw, 9, True, 1, deleted=1))
        yield ",".join(texts)


def _document(draw: int, number: int, has_file: bool, reused: int, deleted: int = 0) -> str:
    name = f"mo-phong-{draw:06d}-{number}.pdf"
    link = f"{LINKS}/{name}" if has_file else ""
    return (
        f'{{"TepDinhKemId":"{draw}{number}","TenTepDinhKem":"{name}","IsDeleted":"{deleted}",'
        f'"MaThanhPhanHoSo":"TP{number:02d}","DuongDanTaiTepTin":"{link}","DuocSoHoa":"{int(has_file)}",'
        f'"DuocTaiSuDung":"{reused}","DuocLayTuKhoDMQG":"0","MaKetQuaThayThe":""}}'
    )


def _fees(part: Snapshot, workload: Workload) -> list[str]:
    """DanhSachLePhi: empty for a free procedure, one fee, rarely split in two or waived."""
    exempt = read_behaviour()["course"]["exempt"]
    amounts = [each.fee for each in workload.procedures]
    procedure = part.cohort.procedure[part.places].tolist()
    draws = part.cohort.draws[part.places].tolist()
    return [
        _fee(amounts[number], draw % 100 < 100 * exempt, split=draw % 40 == 39)
        for number, draw in zip(procedure, draws, strict=True)
    ]


@cache
def _fee(amount: int, exempt: bool, split: bool) -> str:
    if amount == 0:
        return ""
    amounts = [0] if exempt else [amount - amount // 5, amount // 5] if split else [amount]
    return ",".join(
        f'{{"TenPhiLePhi":"Phí, lệ phí","MaPhiLePhi":"LP{n}","HinhThucThu":"1","Gia":"{each}","LoaiPhiLePhi":"1"}}'
        for n, each in enumerate(amounts, start=1)
    )


def _payments(part: Snapshot, fees: list[str]) -> list[int]:
    """DuocThanhToanTrucTuyen: 1 or 2 when paid online, 3 or 0 when not."""
    paid = part.cohort.qualities["paid_online"][part.places].tolist()
    draws = part.cohort.draws[part.places].tolist()
    return [
        0 if not fee or '"Gia":"0"' in fee else 1 + draw % 2 if online else 3 * (draw % 5 == 0)
        for fee, online, draw in zip(fees, paid, draws, strict=True)
    ]


def _supplements(part: Snapshot) -> Iterator[str]:
    """DanhSachHoSoBoSung: what was asked for, and its answer and new due date once known."""
    asked, answered = part.known("asked"), part.known("answered")
    accepted = part.cohort.outcome[part.places] != REFUSED
    new_due = np.where(answered < NEVER, part.cohort.new_due[part.places], NEVER)
    due = part.cohort.due[part.places]
    columns = [stamps(np.where(accepted, each, NEVER)) for each in (asked, answered, due, new_due)]
    for ask, answer, before, after in zip(*columns, strict=True):
        yield (
            f'{{"HoSoBoSungId":"1","NguoiYeuCauBoSung":"Cán bộ Mô Phỏng","NoiDungBoSung":"Bổ sung giấy tờ",'
            f'"NgayBoSung":"{ask}","NguoiTiepNhanBoSung":"","ThongTinTiepNhan":"","NgayTiepNhanBoSung":"{answer}",'
            f'"TrangThaiBoSung":"{int(bool(answer))}","DanhSachGiayToBoSung":[],"DanhSachLePhiBoSung":[],'
            f'"NgayHenTraTruoc":"{before}","NgayHenTraMoi":"{after}"}}'
            if ask
            else ""
        )


def _results(part: Snapshot, workload: Workload) -> Iterator[str]:
    """DanhSachGiayToKetQua: the electronic result of a finished dossier, sometimes a result on paper only."""
    wanted = np.array([each.needs_result == "1" for each in workload.procedures])
    wanted = wanted[part.cohort.procedure[part.places]]
    ended = np.isin(part.status, (9, 10)) & wanted
    electronic = part.cohort.qualities["e_result"][part.places]
    draws = part.cohort.draws[part.places].tolist()
    for draw, has_result, has_link in zip(draws, ended.tolist(), electronic.tolist(), strict=True):
        link = f"{LINKS}/ket-qua-{draw:06d}.pdf" if has_link else ""
        yield (
            f'{{"TenGiayTo":"Kết quả giải quyết","MaThanhPhanHoSo":"","GiayToId":"{draw}",'
            f'"DuongDanTepTinKetQua":"{link}","MaGiayToKetQua":"KQ01"}}'
            if has_result and (has_link or draw % 3 == 0)
            else ""
        )


def _procedure(procedure: Procedure) -> str:
    shown = {
        "MaTTHC": procedure.code,
        "TenTTHC": procedure.name,
        "MaLinhVuc": procedure.field_code,
        "TenLinhVuc": procedure.field,
    }
    return json.dumps(shown, ensure_ascii=False, separators=(",", ":"))[1:-1]
