"""The faults and oddities of real exports, put into a few dossiers on purpose.

In: rendered dossiers and what may be wrong with each. Out: the same lines, some spoilt, some copied.
The kinds D1 to D10 break the rule of that number; the others are warnings or accepted variants.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from warehouse.samples.snapshot import Snapshot
from warehouse.samples.sources import read_behaviour

Dossier = dict[str, Any]
Spoiler = Callable[[Dossier, int, datetime], None]
STAMP = "%Y%m%d%H%M%S"
ENDED = (9, 10)
ENOUGH_FOR_ALL = 300


def plan_dirt(snapshot: Snapshot, random: np.random.Generator) -> dict[int, str]:
    """Which dossier of the snapshot gets which kind: places in it, never two kinds on one dossier.

    Each kind occurs, unless the snapshot is so small that one of each would come near the gate.
    """
    at_least = int(len(snapshot.places) >= ENOUGH_FOR_ALL)
    size, free = len(snapshot.places), random.permutation(len(snapshot.places)).tolist()
    ended = np.isin(snapshot.status, ENDED).tolist()
    received = np.isin(snapshot.status, (1, 3), invert=True).tolist()
    chosen: dict[int, str] = {}
    for kind, share in read_behaviour()["dirt"].items():
        fits = ended if kind in _NEED_ENDED else received
        wanted = max(at_least, int(random.poisson(share * size)))
        for place in [place for place in free if fits[place] and place not in chosen][:wanted]:
            chosen[place] = kind
    return chosen


def spoil(lines: Iterable[str], kinds: dict[int, str], created: datetime) -> Iterator[str]:
    """The lines with the chosen dossiers spoilt; a kind of copy yields a second line."""
    for place, line in enumerate(lines):
        kind = kinds.get(place)
        if kind is None:
            yield line
        elif kind in _COPIES:
            yield from _COPIES[kind](line, place)
        else:
            dossier = json.loads(line)
            _SPOILERS[kind](dossier, place, created)
            yield _text(dossier)


def _text(dossier: Dossier) -> str:
    return json.dumps(dossier, ensure_ascii=False, separators=(",", ":"))


def _bad_code(dossier: Dossier, place: int, _: datetime) -> None:
    unit, day, serial = dossier["MaHoSo"].split("-")
    dossier["MaHoSo"] = ("", f"HS{serial}", f"{unit}-{day[:5]}-{serial}", f"{unit}/{day}/{serial}")[place % 4]


def _unknown_unit(dossier: Dossier, place: int, _: datetime) -> None:
    _, day, serial = dossier["MaHoSo"].split("-")
    dossier["MaHoSo"] = f"{('H99.01', 'H99.31.77', '000.00.98.H99')[place % 3]}-{day}-{serial}"


def _bad_status(dossier: Dossier, place: int, _: datetime) -> None:
    dossier["TrangThaiHoSo"] = ("0", "11", "", "Đã xong")[place % 4]


def _no_date(dossier: Dossier, place: int, _: datetime) -> None:
    field = ("NgayTiepNhan", "NgayHenTra", "NgayKetThucXuLy")[place % 3]
    dossier[field] = ("32/13/2024", "20240230", "hôm qua", "00000000000000")[place % 4]


def _finished_first(dossier: Dossier, place: int, _: datetime) -> None:
    dossier["NgayKetThucXuLy"] = _shifted(dossier["NgayTiepNhan"], -1 - place % 9)


def _bad_channel(dossier: Dossier, place: int, _: datetime) -> None:
    dossier["KenhThucHien"] = ("4", "0", "online")[place % 3]


def _bad_fee(dossier: Dossier, place: int, _: datetime) -> None:
    fee = {"TenPhiLePhi": "Phí, lệ phí", "MaPhiLePhi": "LP9", "HinhThucThu": "1", "LoaiPhiLePhi": "1"}
    dossier["DanhSachLePhi"].append(fee | {"Gia": ("-50000", "năm mươi nghìn", "50.000đ")[place % 3]})


def _never_ended(dossier: Dossier, _place: int, _: datetime) -> None:
    dossier["NgayKetThucXuLy"] = dossier["NgayTra"] = ""


def _from_the_future(dossier: Dossier, place: int, created: datetime) -> None:
    _never_ended(dossier, place, created)
    dossier["NgayTiepNhan"] = _shifted(created.strftime(STAMP), 1 + place % 20)
    dossier["TrangThaiHoSo"] = "2"


def _never_received(dossier: Dossier, _place: int, _: datetime) -> None:
    dossier["NgayTiepNhan"] = ""


def _unknown_procedure(dossier: Dossier, place: int, _: datetime) -> None:
    dossier["MaTTHC"] = f"9.99{place % 10_000:04d}"


def _no_due_date(dossier: Dossier, _place: int, _: datetime) -> None:
    dossier["NgayHenTra"] = ""
    dossier["DanhSachHoSoBoSung"] = []


def _due_first(dossier: Dossier, place: int, _: datetime) -> None:
    dossier["NgayHenTra"] = _shifted(dossier["NgayTiepNhan"], -1 - place % 5)


def _paid_without_fee(dossier: Dossier, place: int, _: datetime) -> None:
    dossier["DanhSachLePhi"] = []
    dossier["DuocThanhToanTrucTuyen"] = str(1 + place % 2)


def _result_is_input(dossier: Dossier, _place: int, _: datetime) -> None:
    document = next(each for each in dossier["TaiLieuNop"] if each["IsDeleted"] == "0")
    document["DuongDanTaiTepTin"] = f"https://mo-phong.invalid/tep/{document['TenTepDinhKem']}"
    result = {
        "TenGiayTo": "Kết quả giải quyết",
        "MaThanhPhanHoSo": "",
        "GiayToId": "1",
        "MaGiayToKetQua": "KQ01",
    }
    dossier["DanhSachGiayToKetQua"] = [result | {"DuongDanTepTinKetQua": document["DuongDanTaiTepTin"]}]


def _empty_channel(dossier: Dossier, _place: int, _: datetime) -> None:
    dossier["KenhThucHien"] = ""


def _no_update_stamp(dossier: Dossier, _place: int, _: datetime) -> None:
    dossier["NgayCapNhat"] = ""


def _other_notation(dossier: Dossier, place: int, _: datetime) -> None:
    notation = ("%Y%m%d", "%d/%m/%Y", "%d/%m/%Y %H:%M:%S", "%Y-%m-%d", "%Y-%m-%d %H:%M:%S")[place % 5]
    fields = ["NgayTiepNhan", "NgayHenTra"] + ["NgayKetThucXuLy"] * ("%H" in notation)
    for field in fields:
        if dossier[field]:
            dossier[field] = _parsed(dossier[field]).strftime(notation)


def _older_copy(line: str, _place: int) -> Iterator[str]:
    """The newest version first, then an older one that must lose."""
    yield line
    older = json.loads(line)
    older["NgayCapNhat"] = _shifted(older["NgayCapNhat"], -1)
    older |= {"TrangThaiHoSo": "4", "NgayKetThucXuLy": "", "NgayTra": "", "DanhSachGiayToKetQua": []}
    yield _text(older)


def _tied_change(line: str, _place: int) -> Iterator[str]:
    """Two versions of one instant: the later row must win."""
    tied = json.loads(line)
    yield _text(tied | {"KenhThucHien": "1" if tied["KenhThucHien"] == "2" else "2"})
    yield line


def _exact_copy(line: str, _place: int) -> Iterator[str]:
    yield line
    yield line


def _parsed(stamp: str) -> datetime:
    return datetime.strptime(stamp, STAMP)  # noqa: DTZ007 - local time, as the payload has it


def _shifted(stamp: str, days: int) -> str:
    return (_parsed(stamp) + timedelta(days=days)).strftime(STAMP)


_COPIES = {"older_copy": _older_copy, "tied_change": _tied_change, "exact_copy": _exact_copy}
_SPOILERS: dict[str, Spoiler] = {
    "D1": _bad_code,
    "D2": _unknown_unit,
    "D3": _bad_status,
    "D4": _no_date,
    "D5": _finished_first,
    "D6": _bad_channel,
    "D7": _bad_fee,
    "D8": _never_ended,
    "D9": _from_the_future,
    "D10": _never_received,
    "unknown_procedure": _unknown_procedure,
    "no_due_date": _no_due_date,
    "due_before_received": _due_first,
    "paid_without_fee": _paid_without_fee,
    "result_is_input": _result_is_input,
    "empty_channel": _empty_channel,
    "no_update_stamp": _no_update_stamp,
    "other_date_notation": _other_notation,
}
_NEED_ENDED = ("D5", "D8", "D10", "result_is_input")
