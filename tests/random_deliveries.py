"""Random deliveries of three months, and March computed from them by the real models.

The rows stand in the warehouse's own raw tables; units, catalogue and plan are fixed and small.
"""

from datetime import date, datetime
from types import SimpleNamespace

import pyarrow as pa
from hypothesis import strategies as st

from warehouse.database import migrate
from warehouse.figures.inputs import describe_run, visible_exports
from warehouse.models.runner import run_models
from warehouse.periods import Period
from warehouse.plans.catalogue import load_plan

DATASETS = ("ho_so", "pakn", "danh_gia", "cong_bo", "khai_bao")
MARCH = Period.parse("2024-03")
MONTHS = ("2024-01", "2024-02", "2024-03")
DUTIES = {
    "H43.12": "province",
    "H43.13": "province",
    "H43.31": "district",
    "H43.31.01": "district",
    "H43.32": "district",
    "H43.31.05": "commune",
    "H43.31.06": "commune",
    "H43.32.05": "commune",
}
KINDS = {"H43.31": "ubnd_huyen", "H43.32": "ubnd_huyen", "H43.31.01": "phong_tu_phap"}
NAMES = {"H43.31": "UBND huyện Bác Ái", "H43.32": "UBND huyện Ninh Phước"}
PROCEDURES = {"1.1": True, "1.2": False}
DAYS = [*map(datetime.fromisoformat, ("2023-12-14 23:59:59", "2023-12-15", "2024-01-20 08:00", "2024-02-14 23:59:59"))]
DAYS += map(datetime.fromisoformat, ("2024-02-15", "2024-03-01 08:00", "2024-03-14 23:59:59", "2024-03-15"))
MEASURES = ["van_ban", "van_ban_dien_tu", "kq_con_hieu_luc", "kq_con_hieu_luc_so_hoa", "ho_so_tiep_nhan_bcqg"]
MEASURES += ["chung_thuc_dien_tu", "quy_dinh_kd", "quy_dinh_kd_cap_nhat"]
PLAN = load_plan("ninh-thuan-2024")

units = st.sampled_from(sorted(DUTIES))
moments = st.sampled_from(DAYS)
maybe = st.none() | moments
flags = st.booleans()


@st.composite
def dossiers(draw):
    status, received, finished = draw(st.sampled_from([1, 2, 3, 4, 5, 7, 9, 10, 10])), draw(moments), draw(moments)
    unit = draw(units)
    return {
        "dossier_id": f"{unit}-240101-{draw(st.integers(1, 2)):04d}",
        "unit_code": unit,
        "procedure_code": draw(st.sampled_from(["1.1", "1.2", "1.3", None])),
        "status": status,
        "channel": draw(st.integers(1, 3)),
        "received_at": received,
        "promised_at": draw(maybe),
        "completed_at": max(received, finished) if status in (9, 10) or (status == 7 and draw(flags)) else None,
        "updated_at": draw(st.none() | st.sampled_from(DAYS[3:6])),
        "payment": draw(st.sampled_from([None, 0, 1, 2, 3])),
        "sync": draw(st.sampled_from([None, 0, 1])),
        "fee_due": draw(st.sampled_from([0, 0, 5000])),
        **{name: draw(flags) for name in ("has_file", "is_reused", "has_e_result")},
    }


petitions = st.fixed_dictionaries(
    {"petition_id": st.integers(1, 40).map("P{}".format), "unit_code": units, "due_at": maybe, "handled_at": maybe}
)
ratings = st.fixed_dictionaries(
    {
        "rating_id": st.integers(1, 40).map("R{}".format),
        "unit_code": units,
        "grade": st.integers(1, 3),
        "rated_at": moments,
    }
)
publications = st.fixed_dictionaries(
    {
        "procedure_code": st.sampled_from(["1.1", "1.2", "1.3"]),
        "decision_no": st.sampled_from(["101", "102"]),
        "unit_code": st.sampled_from(["H43.12", "H43.13"]),
        "decided_on": moments.map(datetime.date),
        "effective_on": st.none() | moments.map(datetime.date),
        "published_on": st.none() | moments.map(datetime.date),
    }
)
declarations = st.fixed_dictionaries(
    {
        "unit_code": units,
        "measure": st.sampled_from(MEASURES),
        "month": st.sampled_from(MONTHS),
        "amount": st.integers(0, 50),
    }
)
ROWS = dict(zip(DATASETS, (dossiers(), petitions, ratings, publications, declarations), strict=True))
KEYS = {
    "ho_so": ("dossier_id",),
    "pakn": ("petition_id",),
    "danh_gia": ("rating_id",),
    "cong_bo": ("procedure_code", "decision_no"),
    "khai_bao": ("unit_code", "measure", "month"),
}


def exports(largest=10):
    """One month's rows by dataset."""
    return st.fixed_dictionaries(
        {name: st.lists(rows, min_size=4, max_size=2 * largest) for name, rows in ROWS.items()}
    )


def deliveries(largest=10):
    return st.fixed_dictionaries({month: exports(largest) for month in MONTHS})


def prepare(connection):
    """Empty raw tables, and what a cycle of March asks for when it sees the exports of three months."""
    connection.execute("set threads = 1")
    migrate(connection)
    connection.execute("drop schema mart cascade")  # the marts of a computation have the same names
    for month in MONTHS:
        record_export(connection, month)
    describe_run(connection, PLAN, MARCH, 1, [1, 2, 3])


def compute(connection, delivered, arranged=lambda rows: rows, tree=None):
    """March's tables from deliveries by month; rows without a place stand in file 1, in order."""
    for table in ("export", "delivery", *DATASETS, "don_vi", "tthc"):
        connection.execute(f"delete from raw.{table}")
    for month in delivered:
        record_export(connection, month)
    for dataset in DATASETS:
        rows = {month: arranged(placed(month, export[dataset])) for month, export in delivered.items()}
        insert(connection, dataset, [row for month in delivered for row in rows[month]])
        counts = [{"export_id": number_of(m), "dataset": dataset, "rows_in": len(rows[m])} for m in delivered]
        insert(connection, "delivery", [count | {"quarantined": 0} for count in counts])
    insert(connection, "don_vi", [row for month in delivered for row in placed(month, tree or TREE)])
    insert(connection, "tthc", [row for month in delivered for row in placed(month, CATALOGUE)])
    assert [export_id for export_id, _ in visible_exports(connection, "H43", MARCH)] == [1, 2, 3]
    run_models(connection)
    return SimpleNamespace(
        figures=rows_of(connection, "mart.figure"),
        values=rows_of(connection, "indicator.value"),
        form=rows_of(connection, "mart.form_06a"),
        form_check=rows_of(connection, "mart.form_06a_check"),
        quality=rows_of(connection, "mart.quality"),
    )


def number_of(month):
    return int(month[-2:])


def record_export(connection, month):
    end = date.fromisoformat(f"{month}-14")
    connection.execute(
        "insert into raw.export values (?, 'H43', ?, 1, ?, ?::date + interval 25 hour, ?, ?, true, '')",
        [number_of(month), month, month, end, end, end],
    )


def placed(month, rows):
    return [{"export_id": number_of(month), "file_no": 1, "line_no": line} | row for line, row in enumerate(rows)]


def unit_row(code, level):
    return {
        "unit_code": code,
        "unit_name": NAMES.get(code, code),
        "level": level,
        "kind": KINDS.get(code, {"province": "so_nganh", "commune": "ubnd_xa"}.get(level)),
        "parent_code": code.rpartition(".")[0] or None,
        "tags": ["dtts_mn"] if code == "H43.31.06" else [],
    }


NO_FLAGS = dict.fromkeys(["is_public", "is_fit_for_full", "has_fee", "is_boundary_free", "is_licensing"], False)
TREE = [unit_row(code, level) for code, level in {"H43": "province", **DUTIES}.items()]
CATALOGUE = [
    {"procedure_code": code, "gives_paper_result": gives, "performed_at": ["province"], **NO_FLAGS}
    for code, gives in PROCEDURES.items()
]


def insert(connection, table, rows):
    if rows:
        batch = pa.Table.from_pylist(rows)  # noqa: F841  # read by name
        connection.execute(f"insert into raw.{table} by name select * from batch")


def rows_of(connection, table):
    found = connection.execute(f"from {table} order by all")
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
