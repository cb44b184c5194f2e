"""The registers beside the dossiers: catalogue, publications, petitions and satisfaction answers.

In: the workload, a month and the ends of its window. Out: rows in the field order of each dataset.
Petitions and publications of the month before are shown again when something happened to them.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

import numpy as np

from warehouse.periods import DISTRICTS_ENDED_ON, Period
from warehouse.samples.cohort import NEVER
from warehouse.samples.order import DAY, OPENS, Days, Order, instant
from warehouse.samples.payload import stamps
from warehouse.samples.snapshot import Snapshot
from warehouse.samples.sources import Procedure, Unit, owner_codes, read_behaviour
from warehouse.samples.workload import Workload
from warehouse.units.mergers import joined_provinces

Row = tuple[str, ...]
TTHC = (
    "MaTTHC", "TenTTHC", "MaLinhVuc", "TenLinhVuc", "MaCoQuan", "CapThucHien", "MucDoDVC", "CongKhaiDVCQG",
    "DuDieuKienToanTrinh", "CoPhiLePhi", "TraKetQuaGiayTo", "PhiDiaGioi", "LaCapPhep", "TrangThaiCatGiam",
)  # fmt: skip
DON_VI = ("MaDonVi", "TenDonVi", "Cap", "Loai", "MaDonViCha", "TuNgay", "DenNgay", "MaDonViKeThua", "Nhan")
CONG_BO = ("MaTTHC", "MaCoQuan", "SoQuyetDinh", "NgayQuyetDinh", "NgayHieuLuc", "NgayCongKhai")
DANH_GIA = ("MaDanhGia", "MaHoSo", "MaDonVi", "MucDo", "NgayDanhGia")


def unit_rows(units: Sequence[Unit], until: int, above: str = "") -> list[Row]:
    """The unit list as an office knew it at ``until``: a beginning and an end that lay ahead are not yet in it.

    ``above`` is the province that a merged one hangs under in the list of its successor.
    """
    today = datetime.fromtimestamp(until, UTC).date()
    return [
        (*unit.row[:4], unit.row[4] or above, unit.row[5], *_end(unit, today), unit.row[8])
        for unit in units
        if unit.valid_from is None or unit.valid_from <= today
    ]


def _end(unit: Unit, today: date) -> Row:
    return unit.row[6:8] if unit.valid_to is None or unit.valid_to <= today else ("", "")


def catalogue_rows(workload: Workload, day: date, dirty: bool) -> list[Row]:
    """One row per procedure with the levels that perform it on a day; two broken ones when ``dirty``."""
    owners = owner_codes(workload.units)
    rows: list[Row] = [
        (
            each.code, each.name, each.field_code, each.field, owners[each.owner], ";".join(_levels_on(day, each)),
            each.service, each.is_public, each.is_eligible, str(int(each.fee > 0)), each.needs_result,
            each.is_boundary_free, each.is_licensing, each.reduction,
        )
        for each in workload.procedures
    ]  # fmt: skip
    if dirty:
        first = rows[0]
        rows.append(("9.000901", "Thủ tục mô phỏng có mức độ lạ", *first[2:6], "muc_do_4", *first[7:]))
        rows.append(("9.000902", "Thủ tục mô phỏng không rõ cấp", *first[2:5], "tinh", *first[6:]))
    return rows


def _levels_on(day: date, procedure: Procedure) -> list[str]:
    """The levels that perform a procedure; what a district did is its communes' since there is none."""
    if day < DISTRICTS_ENDED_ON:
        return list(procedure.levels)
    return list(dict.fromkeys("commune" if level == "district" else level for level in procedure.levels))


def answer_rows(snapshot: Snapshot, workload: Workload, after: int, random: np.random.Generator) -> list[Row]:
    """Satisfaction answers about the dossiers of a snapshot that ended in its window."""
    behaviour, cohort = read_behaviour()["answers"], snapshot.cohort
    ended = np.isin(snapshot.status, (9, 10)) & (snapshot.known("finished") > after)
    asked = snapshot.places[ended & (random.random(len(ended)) < behaviour["share"])]
    given = np.minimum(cohort.finished[asked] + random.integers(DAY, size=len(asked)), snapshot.until)
    very = random.random(len(asked)) < behaviour["very"]
    level = np.where(cohort.qualities["satisfied"][asked], np.where(very, 1, 2), 3)
    return [
        (f"DG-{cohort.codes[place]}", cohort.codes[place], workload.units[unit].code, str(mark), date)
        for place, unit, mark, date in zip(
            asked.tolist(), cohort.unit[asked].tolist(), level.tolist(), stamps(given), strict=True
        )
    ]


def spoil_answers(rows: list[Row]) -> list[Row]:
    """The answers with a mark, a unit and a date that cannot be, and one sent twice."""
    if len(rows) < 100:
        return rows
    spoilt = list(rows)
    spoilt[10] = (*rows[10][:3], "5", rows[10][4])
    spoilt[30] = (*rows[30][:2], "H99.01", *rows[30][3:])
    spoilt[50] = (*rows[50][:4], "31/02/2024")
    return [*spoilt, rows[70]]


def petition_lines(workload: Workload, order: Order, months_before: int) -> Iterator[str]:
    """The petitions of an earlier month, or of the order's own, that changed in its window, as JSON."""
    behaviour, origin = read_behaviour()["petitions"], order.earlier(months_before)
    random = origin.random("petitions")
    size = max(behaviour["at_least"], round(order.dossiers * behaviour["share"]))
    day = random.choice(origin.every_day(), size)
    received = instant(day, OPENS + random.integers(30_000, size=size))
    due = instant(origin.workday(day, 15), 0)
    in_time = random.random(size) < behaviour["on_time"]
    spent = np.where(in_time, random.beta(3, 2, size) * (due - received), due - received)
    late = np.where(in_time, 0, DAY * random.integers(2, 12, size))
    handled = received + (spent + late).astype(np.int64)
    handled = np.where(handled <= order.until, handled, NEVER)
    changed = np.where(handled < NEVER, handled, received)
    unit = random.choice(workload.unit, size, p=workload.volume_on(origin.window.ends_on))
    columns = [stamps(each) for each in (received, due, handled)]
    first = 40_001 if joined_provinces(order.province, str(DISTRICTS_ENDED_ON)[:7]) else 1  # ids are the country's
    for number in np.flatnonzero(changed > order.after).tolist():
        came, deadline, done = (column[number] for column in columns)
        code = f"PAKN-{origin.month}-{first + number:05d}"
        yield _petition(code, workload.units[unit[number]].code, came, deadline[:8], done)


def broken_petitions(workload: Workload, month: Period) -> list[str]:
    """A petition of an unknown unit and one received on a day that does not exist."""
    code, stamp = workload.units[workload.unit[0]].code, f"{month.year}{month.number:02d}01090000"
    return [
        _petition(f"PAKN-{month}-90001", "H99.02", stamp, stamp[:8], ""),
        _petition(f"PAKN-{month}-90002", code, f"{month.year}0231", stamp[:8], ""),
    ]


def publication_rows(workload: Workload, order: Order, months_before: int) -> Iterator[Row]:
    """The publications decided in an earlier month, or the order's own, that changed in its window."""
    behaviour, origin = read_behaviour()["publications"], order.earlier(months_before)
    random = origin.random("publications")
    for number in range(behaviour["decisions"]):
        yield from _decision(workload, order, origin, number, random)


def _decision(
    workload: Workload, order: Order, origin: Order, number: int, random: np.random.Generator
) -> Iterator[Row]:
    """One row per procedure of a decision; a day of publication that lies ahead is still empty."""
    behaviour, owners = read_behaviour()["publications"], owner_codes(workload.units)
    owner, signed = str(random.choice(sorted(owners))), random.choice(origin.workdays(), 1)
    own = [each.code for each in workload.procedures if each.owner == owner]
    for code in random.permutation(own)[: random.integers(1, behaviour["procedures"] + 1)].tolist():
        on_time = random.random() < behaviour["on_time"]
        in_force = origin.workday(signed, int(random.integers(5, 20)))
        shown = origin.workday(signed, int(random.integers(0, 5)) + (0 if on_time else 6))
        is_shown = bool(instant(shown, 0)[0] <= order.until)
        if order.after < instant(shown if is_shown else signed, 0)[0]:
            dates = [_written(signed), _written(in_force), _written(shown) if is_shown else ""]
            yield (code, owners[owner], f"{origin.month.number * 40 + number}/QĐ-UBND", *dates)


def _petition(code: str, unit: str, received: str, due: str, handled: str) -> str:
    kind = "hanh_vi" if int(code[-1]) % 3 else "quy_dinh"
    values = (code, unit, received, due, handled, kind)
    fields = ("MaPAKN", "MaDonVi", "NgayTiepNhan", "HanXuLy", "NgayXuLy", "PhanLoai")
    return json.dumps(dict(zip(fields, values, strict=True)), separators=(",", ":"))


def _written(day: Days) -> str:
    return str(day[0].item().strftime("%d/%m/%Y"))
