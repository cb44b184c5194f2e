"""Whatever is delivered: no row is lost, none counts twice, and how it was packed changes nothing."""

import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.deliveries import Delivery, dossier
from tests.plain_cycle import load
from warehouse.database import warehouse
from warehouse.figures.compute import compute_period
from warehouse.figures.marts import read_figures, read_quality
from warehouse.periods import Period
from warehouse.plans.catalogue import load_plan

PLAN = load_plan("ninh-thuan-2024")
MONTHS = ("2024-02", "2024-03")
FORMS = ("ndjson", "ndjson.gz", "csv", "csv.gz", "xlsx")
SOME = settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)

clean_days = st.sampled_from(["20240102", "20240105120000", "05/01/2024"])
clean = {
    "KenhThucHien": st.sampled_from(["1", "2", "3", ""]),
    "TrangThaiHoSo": st.sampled_from(["2", "4", "9", "10"]),
    "NgayTiepNhan": clean_days,
    "NgayCapNhat": st.sampled_from(["20240110", "20240111", "20240112120000", ""]),
    "MaTTHC": st.sampled_from(["1.000001", "9.999999"]),
}
dirt = st.sampled_from(
    [
        {},
        {},
        {"MaHoSo": "Nguyễn Văn A"},
        {"MaHoSo": ""},
        {"TrangThaiHoSo": "99"},
        {"KenhThucHien": "x"},
        {"NgayTiepNhan": "20240231"},
        {"NgayTiepNhan": ""},
        {"NgayTra": "", "NgayKetThucXuLy": "", "TrangThaiHoSo": "10"},
        {"TaiLieuNop": "x"},
        {"DanhSachLePhi": [{"Gia": "-5"}], "TrangThaiHoSo": "0"},
    ]
)


@st.composite
def rows(draw):
    number, unit = draw(st.integers(1, 6)), draw(st.sampled_from(["H43.12", "H43.31.05", "H43.31.05", "H99.1"]))
    changes = {name: draw(values) for name, values in clean.items()} | draw(dirt)
    return dossier(**{"number": number, "unit": unit} | changes)


deliveries = st.fixed_dictionaries({month: st.lists(rows(), min_size=1, max_size=12) for month in MONTHS})


def load_months(folder, months, parts=1, form=lambda part: "ndjson", order=lambda listed: listed):
    """A home that holds the months, each dossier list split into parts."""
    home = folder / "home"
    for month, listed in months.items():
        made = Delivery(folder / "source", month)
        size = -(-len(listed) // parts)
        for part in range(parts):
            name = f"ho_so-{part + 1}.{form(part)}"
            made.put("ho_so", listed[part * size : (part + 1) * size], form(part), path=name)
        made.said["resources"] = order(made.said["resources"])
        load(home, made.export())
    return home


def revision_of(home):
    return compute_period(home, PLAN, Period.parse(MONTHS[-1]), {})


def figures(home):
    return [{key: value for key, value in row.items()} for row in read_figures(home, revision_of(home))]


def in_a_folder(action):
    with tempfile.TemporaryDirectory() as folder:
        return action(Path(folder))


@SOME
@given(months=deliveries)
def test_rows_in_are_loaded_superseded_or_quarantined(months):
    def check(folder):
        home = load_months(folder, months)
        (row,) = [row for row in read_quality(home, revision_of(home)) if row["dataset"] == "ho_so"]
        assert row["rows_in"] == sum(map(len, months.values()))
        assert row["rows_in"] == row["loaded"] + row["superseded"] + row["quarantined"]
        assert row["superseded"] >= 0
        with warehouse(home) as connection:
            for month, listed in months.items():
                places = connection.execute(
                    "select line_no from raw.ho_so join raw.export using (export_id) where month = $month "
                    "union all select distinct line_no from raw.finding join raw.export using (export_id) "
                    "where month = $month and dataset = 'ho_so' and severity = 'quarantine'",
                    {"month": month},
                ).fetchall()
                assert Counter(line for (line,) in places) == Counter(range(1, len(listed) + 1))
            ids = connection.execute("select count(distinct dossier_id) from raw.ho_so").fetchone()
        assert row["loaded"] == ids[0]

    in_a_folder(check)


@SOME
@given(months=deliveries, parts=st.integers(2, 4), data=st.data())
def test_how_rows_are_split_packed_and_listed_changes_no_figure(months, parts, data):
    forms = data.draw(st.lists(st.sampled_from(FORMS), min_size=parts, max_size=parts))
    plain = in_a_folder(lambda folder: figures(load_months(folder, months)))
    split = in_a_folder(
        lambda folder: figures(
            load_months(folder, months, parts, lambda part: forms[part], lambda listed: listed[::-1])
        )
    )
    assert split == plain


@SOME
@given(months=deliveries)
def test_loading_again_and_delivering_rows_twice_changes_no_figure(months):
    def check(folder):
        home = load_months(folder, months)
        once = figures(home)
        load_months(folder, months)
        assert figures(home) == once
        return once

    once = in_a_folder(check)
    doubled = {month: [row for row in listed for _ in range(2)] for month, listed in months.items()}
    assert in_a_folder(lambda folder: figures(load_months(folder, doubled))) == once


@SOME
@given(months=deliveries, later=st.lists(rows(), min_size=1, max_size=8))
def test_a_later_month_changes_nothing_of_an_earlier_cycle(months, later):
    def check(folder):
        home = load_months(folder, months)
        before = figures(home)
        load_months(folder, {"2024-04": later})
        assert figures(home) == before

    in_a_folder(check)
