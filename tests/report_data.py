"""Plausible ReportData for the report tests: every value synthetic, from a fixed seed.

It stands in for the marts of the warehouse: same rows, same types, for any of the plans.
"""

import random
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from report_templates.records import ReportData
from warehouse.periods import VIETNAM, Period
from warehouse.plans.catalogue import Plan, Target, indicators, load_plan

Row = dict[str, Any]
UNITS = {
    "province": [
        ("01", "Văn phòng UBND tỉnh"),
        ("02", "Sở Tư pháp"),
        ("03", "Sở Xây dựng"),
        ("04", "Sở Y tế"),
    ],
    "district": [("31", "UBND huyện Bác Ái"), ("32", "UBND huyện Ninh Sơn"), ("33", "UBND huyện Ninh Hải")],
    "commune": [
        (f"3{1 + number % 3}.0{number}", f"UBND xã {name}")
        for number, name in enumerate(
            ("Phước Bình", "Phước Đại", "Lâm Sơn", "Lương Sơn", "Xuân Hải", "Phước Tân", "Mỹ Sơn", "Nhơn Sơn")
        )
    ],
}
SIZES = {"headline": 9000, "level": 4000, "area": 900, "unit": 300}
RULES = [
    (
        "D1",
        "Mã hồ sơ thiếu hoặc sai cấu trúc",
        "Sửa mã hồ sơ theo dạng <mã đơn vị>-<yymmdd>-<số thứ tự>",
        "MaHoSo",
    ),
    (
        "D5",
        "Ngày kết thúc trước ngày tiếp nhận",
        "Kiểm tra lại hai ngày và đồng bộ lại hồ sơ",
        "NgayKetThucXuLy",
    ),
    ("D8", "Hồ sơ đã xong nhưng không có ngày kết thúc", "Bổ sung ngày kết thúc hoặc ngày trả", "NgayTra"),
]


def report_data(plan_id: str = "ninh-thuan-2024", period: str = "2024-03", seed: int = 7, **changes: Any) -> ReportData:
    """A whole ReportData of a plan; ``changes`` replace its fields (marts are merged)."""
    plan, when, chance = load_plan(plan_id), Period.parse(period), random.Random(seed)
    marts = {
        "attainment": attainment(plan, when, chance),
        "course": course(plan, when, chance),
        "before": before(plan, when, chance),
        **quality(when, chance),
        "form_06a": form_06a(plan, chance),
        "difference": [],
        "source_figure": [],
    }
    fields: dict[str, Any] = {
        "plan": plan,
        "period": when,
        "revision": 1,
        "windows": {basis: when.window(plan.calendar, basis) for basis in ("period", "ytd")},
        "officer_texts": {},
        "synthetic": True,
        "code_version": "0.1.0",
    }
    return ReportData(**{**fields, **changes, "marts": {**marts, **changes.get("marts", {})}})


def judge(numerator: int | None, denominator: int | None, target: Decimal | None) -> Row:
    """The columns that SQL derives from two counts and a target, exactly."""
    row: Row = {
        "numerator": numerator,
        "denominator": denominator,
        "value": None,
        "gap": None,
        "shortfall": None,
        "effort": None,
    }
    if numerator is None or denominator is None:
        return row | {"status": "no_data"}
    if denominator == 0:
        return row | {"status": "no_activity"}
    row["value"] = 100 * numerator / denominator
    if target is None:
        return row | {"status": "no_target"}
    needed = -(-Fraction(target) * denominator // 100)
    met = Fraction(100 * numerator) >= Fraction(target) * denominator
    row |= {"gap": row["value"] - float(target), "shortfall": max(0, int(needed) - numerator)}
    if numerator > denominator:
        return row | {"status": "invalid", "shortfall": None}
    if not met and target < 100:
        row["effort"] = int(-(-(Fraction(target) * denominator - 100 * numerator) // (100 - Fraction(target))))
    return row | {"status": "met" if met else "not_met"}


def attainment_row(target: Target, basis: str, scope: Row, counts: tuple[int | None, int | None], **more: Any) -> Row:
    """One row of ``mart.attainment`` for a target, scope and basis."""
    quarter = more.pop("quarter", "Q1")
    assigned, milestone = more.pop("assigned", target.target), target.milestones.get(quarter)
    verdict = judge(*counts, assigned)
    milestone_status = judge(*counts, milestone)["status"] if milestone is not None else None
    return {
        "basis": basis,
        "row_no": target.row_no,
        "levels": target.level_set,
        "horizon": target.horizon,
        "indicator": target.indicator,
        **scope,
        **verdict,
        "target": assigned,
        "milestone": milestone,
        "milestone_status": milestone_status,
        "relief_points": more.pop("relief_points", None),
        "source": more.pop("source", "dossiers"),
        "judged": more.pop("judged", True),
        "reachable": not (
            indicators()[target.indicator].misses_final
            and (assigned or 0) >= 100
            and bool(verdict["denominator"])
            and verdict["numerator"] < verdict["denominator"]
        ),
        "unit_basis": "as_received",
        "figure_id": f"{target.row_no}.{scope['unit_code']}.{basis[0]}",
    }


def attainment(plan: Plan, when: Period, chance: random.Random) -> list[Row]:
    """Every target on both bases at every scope."""
    rows = []
    for target in plan.targets:
        wish = float(target.target or 70)
        for scope in scopes(plan, target):
            for basis in ("period", "ytd"):
                counts = _counts(chance, SIZES[scope["scope_kind"]] * (3 if basis == "ytd" else 1), wish)
                judged = target.horizon == plan.year
                rows.append(attainment_row(target, basis, scope, counts, quarter=f"Q{when.quarter}", judged=judged))
    return rows


def scopes(plan: Plan, target: Target) -> list[Row]:
    """The scopes of one target: headline, its levels, the units at them."""
    area = {"unit_code": plan.area, "unit_name": plan.area_name}
    found = [{"scope_kind": "headline", **area, "level": target.level_set}]
    for level in target.levels:
        if len(target.levels) > 1:
            found.append({"scope_kind": "level", **area, "level": level})
        if plan.area_kind == "province" and level != "province":
            found += [
                {"scope_kind": "area", "unit_code": f"{plan.province}.{code}", "unit_name": name, "level": level}
                for code, name in UNITS["district"]
            ]
        found += [
            {"scope_kind": "unit", "unit_code": f"{plan.province}.{code}", "unit_name": name, "level": level}
            for code, name in UNITS[level]
        ]
    return found


def course(plan: Plan, when: Period, chance: random.Random) -> list[Row]:
    """The headlines and levels of the year's earlier periods, this one and last year's."""
    periods = [month for month in when.months("ytd") if when.kind == "month"] or [when]
    rows = []
    for period in [when.a_year_earlier, *periods]:
        for target in plan.targets:
            for scope in [scope for scope in scopes(plan, target) if scope["scope_kind"] in ("headline", "level")]:
                for basis in ("period", "ytd"):
                    counts = _counts(chance, 9000, float(target.target or 70))
                    row = attainment_row(target, basis, scope, counts, quarter=f"Q{period.quarter}")
                    rows.append({"period": str(period), **row})
    return rows


def before(plan: Plan, when: Period, chance: random.Random) -> list[Row]:
    """The year to date of the period before; none for the first of the year."""
    if when.shifted(-1).year != when.year:
        return []
    rows = attainment(plan, when.shifted(-1), chance)
    return [row for row in rows if row["basis"] == "ytd" and row["scope_kind"] != "level"]


def quality(when: Period, chance: random.Random) -> dict[str, list[Row]]:
    """Row counts, findings by rule, findings by unit and the exports delivered."""
    counted, titles, found, exports = [], [], [], []
    for month in when.months("ytd"):
        exports.append(_export(month))
        for dataset in ("ho_so", "tthc", "don_vi", "pakn", "danh_gia", "khai_bao"):
            rows, lost, superseded = chance.randint(500, 11000), chance.randint(0, 60), chance.randint(0, 300)
            counts = {"rows_in": rows, "superseded": superseded, "quarantined": lost}
            counts["loaded"] = rows - lost - superseded
            counted.append({"month": str(month), "export_revision": 1, "dataset": dataset, **counts})
        for rule, title, advice, field in RULES:
            severity = "quarantine" if rule != "D8" else "warn"
            rule_row = {"month": str(month), "dataset": "ho_so", "rule": rule, "severity": severity}
            titles.append({**rule_row, "title": title, "advice": advice, "rows": chance.randint(1, 40)})
            found += [_finding(rule_row, title, advice, field, number) for number in range(4)]
    return {"quality": counted, "finding_count": titles, "finding": found, "export": exports}


def form_06a(plan: Plan, chance: random.Random) -> list[Row]:
    """Form II.06a with its identities, one row for each level and one row for each unit."""
    rows = []
    for level, units in UNITS.items():
        members = [_form_row(chance, level, f"{plan.province}.{code}", name) for code, name in units]
        total = {column: sum(row[column] for row in members) for column in _FORM_COLUMNS}
        rows.append({"level": level, "unit_code": plan.area, "unit_name": plan.area_name, "scope": "level", **total})
        rows += members
    return rows


_FORM_COLUMNS = [f"c{number}" for number in range(3, 14)]


def _form_row(chance: random.Random, level: str, code: str, name: str) -> Row:
    online, direct, before, early, in_time, late = (chance.randint(0, 900) for _ in range(6))
    solved = early + in_time + late
    total = max(online + direct + before, solved)
    before += total - online - direct - before
    open_cases, overdue = total - solved, 0
    numbers = [
        total,
        online,
        direct,
        before,
        solved,
        early,
        in_time,
        late,
        open_cases,
        open_cases - overdue,
        overdue,
    ]
    row = dict(zip(_FORM_COLUMNS, numbers, strict=True))
    return {"level": level, "unit_code": code, "unit_name": name, "scope": "unit", **row}


def _export(month: Period) -> Row:
    created = datetime(month.year, month.number, 15, 1, 20, tzinfo=VIETNAM)
    return {"month": str(month), "revision": 1, "created": created, "delivered": True, "synthetic": True}


def _finding(rule_row: Row, title: str, advice: str, field: str, number: int) -> Row:
    code, name = UNITS["commune"][number]
    return {
        "unit_code": f"H43.{code}",
        "unit_name": name,
        **rule_row,
        "record": f"H43.{code}-240215-00{number:02d}",
        "title": title,
        "advice": advice,
        "field": field,
        "value": f"2024021{number}",
        "file": "ho_so-0001.ndjson.gz",
        "line": 100 + number,
    }


def _counts(chance: random.Random, size: int, wish: float) -> tuple[int | None, int | None]:
    """Two counts around a wish: sometimes nothing happened, sometimes nothing was delivered."""
    dice = chance.random()
    if dice < 0.03:
        return None, None
    denominator = 0 if dice < 0.06 else chance.randint(size // 3, size)
    rate = min(1.0, max(0.0, chance.gauss(wish / 100, 0.08)))
    return round(denominator * rate), denominator
