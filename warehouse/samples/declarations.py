"""What the units of the simulated province declare each month, for what no system records.

In: the workload, a month and the dossiers received by each unit. Out: rows of dataset ``khai_bao``.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np

from warehouse.periods import Period
from warehouse.samples.sources import Unit, generator, read_behaviour
from warehouse.samples.workload import Integers, Workload

KHAI_BAO = ("MaDonVi", "MaSoLieu", "Ky", "GiaTri")
Row = tuple[str, str, str, int | str]
Declared = Iterator[tuple[str, int]]


def declaration_rows(
    workload: Workload, province: str, month: Period, last_day: date, received: Integers, seed: int
) -> list[Row]:
    """One row per measure and unit that exists on the last day; one that forgot to declare has none for the month."""
    declared = read_behaviour()["declared"]
    silent = set(read_behaviour()["undeclared"].get(province, ()))
    rows: list[Row] = []
    for number, unit in enumerate(workload.units):
        if not unit.exists_on(last_day):
            continue
        lasting = generator(seed, province, unit.code, "declared")
        random = generator(seed, province, unit.code, month, "declared")
        if random.random() < declared["missing"] and unit.kind != "so_nganh":
            continue
        weak = workload.weakness[number] > 0.5
        measures = [
            *_documents(unit, declared, random),
            *_results(unit, declared, month, lasting),
            *_certifications(unit, declared["certifies"]["weak" if weak else "strong"], lasting, random),
            *_of_one_department(unit, declared, lasting),
            *_receipts(unit, declared, int(received[number]), random),
        ]
        rows += [(unit.code, name, str(month), value) for name, value in measures if name not in silent]
    return rows


def broken_declarations(rows: list[Row], month: Period) -> list[Row]:
    """Rows that break a rule each, and a measure nobody knows."""
    code = rows[0][0]
    return [
        (code, "van_ban", str(month), -12),
        ("H99.03", "van_ban", str(month), 40),
        (code, "van_ban_dien_tu", f"{month.number}-{month.year}", 40),
        (code, "kq_con_hieu_luc", str(month), "khoảng 500"),
        (code, "so_lieu_la", str(month), 7),
    ]


def _documents(unit: Unit, declared: dict[str, Any], random: np.random.Generator) -> Declared:
    if unit.kind in ("so_nganh", "ubnd_huyen", "ubnd_xa"):
        total = int(random.poisson(declared["documents"][unit.level]))
        yield "van_ban", total
        yield "van_ban_dien_tu", int(random.binomial(total, declared["documents_online"][unit.level]))


def _results(unit: Unit, declared: dict[str, Any], month: Period, lasting: np.random.Generator) -> Declared:
    """A stock: the results still in force grow little, the digitised ones a point and a half a month."""
    if unit.kind in ("so_nganh", "ubnd_huyen", "ubnd_xa"):
        elapsed = (month.year - 2024) * 12 + month.number
        total = int(lasting.poisson(declared["results"][unit.level])) + 3 * max(elapsed, 0)
        share = declared["results_digitised"][unit.level] + lasting.normal() * 0.08 + 0.015 * elapsed
        yield "kq_con_hieu_luc", total
        yield "kq_con_hieu_luc_so_hoa", int(total * min(max(share, 0.05), 1.0))


def _certifications(unit: Unit, chance: float, lasting: np.random.Generator, random: np.random.Generator) -> Declared:
    """Electronic certified copies; a unit that never does them declares 0."""
    if unit.kind in ("ubnd_xa", "phong_tu_phap"):
        does = lasting.random() < chance
        yield "chung_thuc_dien_tu", int(random.poisson(read_behaviour()["declared"]["certifications"]) * does)


def _of_one_department(unit: Unit, declared: dict[str, Any], lasting: np.random.Generator) -> Declared:
    if unit.kind == "so_nganh":
        total = int(lasting.poisson(declared["internal_procedures"]))
        yield "tthc_noi_bo", total
        yield "tthc_noi_bo_cat_giam", int(lasting.binomial(total, declared["internal_reduced"]))
    if unit.name == "Sở Kế hoạch và Đầu tư":
        yield "quy_dinh_kd", declared["business_rules"]
        yield "quy_dinh_kd_cap_nhat", declared["business_rules"]
    if unit.name == "Sở Y tế":
        yield "benh_vien_hang2", declared["hospitals"]
        yield "benh_vien_hang2_thanh_toan", declared["hospitals_paying"]


def _receipts(unit: Unit, declared: dict[str, Any], received: int, random: np.random.Generator) -> Declared:
    """Dossiers by the unit's own report; some report a few more than were delivered."""
    if received:
        more = int(random.integers(1, 4)) if random.random() < declared["understated"] else 0
        yield "ho_so_tiep_nhan_bcqg", received + more
