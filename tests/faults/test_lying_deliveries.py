"""Deliveries that lie: each wrong figure that nobody would notice is sent back, refused or named."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.deliveries import PROCEDURES, UNITS, dossier
from tests.plain_cycle import load, run
from warehouse.database import warehouse
from warehouse.errors import DataRefused
from warehouse.exports.whole import refuse_other_calendar
from warehouse.figures.compute import compute_period
from warehouse.figures.inputs import describe_run, private_database, visible_exports
from warehouse.figures.marts import read_figures
from warehouse.figures.refusals import refuse_lost_sums
from warehouse.models.definitions import indicators
from warehouse.models.runner import define_macros, model_sql, run_models
from warehouse.periods import Period
from warehouse.plans.catalogue import load_plan

ASK = ("ninh-thuan-2024", "2024-03")
DECLARED = {"MaDonVi": "H43.12", "Ky": "2024-03"}


def declared(**numbers):
    return [DECLARED | {"MaSoLieu": measure, "GiaTri": str(number)} for measure, number in numbers.items()]


def compute(home, month="2024-03"):
    return compute_period(home, load_plan(ASK[0]), Period.parse(month), {})


def headline(home, indicator, month="2024-03"):
    """The figure of the row that measures most levels."""
    found = {
        (row["numerator"], row["denominator"])
        for row in read_figures(home, compute(home, month))
        if (row["indicator"], row["basis"], row["scope_kind"]) == (indicator, "ytd", "headline")
    }
    return max(found, key=lambda pair: (pair[1] or 0, pair[0] or 0))


def kept(home, query):
    with warehouse(home) as connection:
        return connection.execute(query).fetchall()


class TestARatio:
    def test_above_its_whole_counts_nothing_and_goes_back_in_both_halves(self, delivery, tmp_path):
        rows = declared(van_ban=100, van_ban_dien_tu=268)
        load(tmp_path, delivery().put("khai_bao", rows).export())
        assert kept(tmp_path, "select line_no from raw.finding where rule = 'K5' order by 1") == [(1,), (2,)]
        assert headline(tmp_path, "documents_online") in {(None, None), (0, 0)}

    def test_with_one_half_does_not_count_and_is_named(self, delivery, tmp_path):
        other = [row | {"MaDonVi": "H43.31"} for row in declared(van_ban=50, van_ban_dien_tu=40)]
        load(tmp_path, delivery().put("khai_bao", declared(van_ban_dien_tu=66) + other).export())
        assert headline(tmp_path, "documents_online") == (40, 50)
        assert kept(tmp_path, "select line_no from raw.finding where rule = 'KW3'") == [(1,)]

    def test_whose_half_was_sent_back_does_not_count(self, delivery, tmp_path):
        rows = [*declared(van_ban_dien_tu=66), DECLARED | {"MaSoLieu": "van_ban", "GiaTri": "1.000"}]
        load(tmp_path, delivery().put("khai_bao", rows).export())
        assert headline(tmp_path, "documents_online") in {(None, None), (0, 0)}

    def test_counts_when_its_other_half_came_in_an_earlier_version(self, delivery, tmp_path):
        load(tmp_path, delivery("2024-02").put("khai_bao", [declared(van_ban=80)[0] | {"Ky": "2024-02"}]).export())
        late = [declared(van_ban_dien_tu=60)[0] | {"Ky": "2024-02"}]
        load(tmp_path, delivery().put("khai_bao", late).export())
        assert headline(tmp_path, "documents_online") == (60, 80)

    def test_has_the_same_two_halves_in_the_rules_and_in_the_indicators(self, tmp_path):
        with warehouse(tmp_path) as connection:
            define_macros(connection)
            for indicator in indicators().values():
                if indicator.kind in ("flow", "stock"):
                    halves = [indicator.numerator_measure, indicator.denominator_measure]
                    assert connection.execute("select whole_of(?), ratio_of($2)", halves).fetchone() == (halves[1],) * 2


def test_the_provinces_own_total_beside_its_units_is_not_added_to_them(delivery, tmp_path):
    rows = declared(van_ban=10, van_ban_dien_tu=9)
    rows += [row | {"MaDonVi": "H43.31"} for row in rows]
    rows += [row | {"MaDonVi": "H43", "GiaTri": str(2 * int(row["GiaTri"]))} for row in rows[:2]]
    load(tmp_path, delivery().put("khai_bao", rows).export())
    assert headline(tmp_path, "documents_online") == (9, 10)


@pytest.mark.parametrize(
    ("month", "rule"), [("2024-04", "K6"), ("2023-03", "KW4")], ids=["a later month", "a year before"]
)
def test_a_declared_month_that_cannot_count_is_named(delivery, staged, ask, month, rule):
    rows = [row | {"Ky": month} for row in declared(van_ban=10, van_ban_dien_tu=9)]
    stage = staged(delivery().put("khai_bao", rows).export())
    assert ask(stage, f"select count(*) from checked.finding where rule = '{rule}'") == [(2,)]


def test_a_blank_flag_of_the_catalogue_is_never_a_no(delivery, tmp_path):
    blank = [PROCEDURES[0] | {"TraKetQuaGiayTo": "", "DuDieuKienToanTrinh": ""}]
    load(tmp_path, delivery().put("tthc", blank).put("ho_so", [dossier(n) for n in range(9)]).export())
    assert headline(tmp_path, "electronic_results") == (0, 9)
    assert headline(tmp_path, "full_online_services") == (0, 0)
    assert kept(tmp_path, "select field from raw.finding where rule = 'TW2'") == [
        ("DuDieuKienToanTrinh, TraKetQuaGiayTo",)
    ]


class TestTheTreeInForce:
    def test_with_a_circle_over_two_months_stops_before_anything_is_published(self, delivery, tmp_path):
        division = UNITS[3] | {"MaDonVi": "H43.31.21", "TenDonVi": "UBND xã Phước Tân"}
        load(tmp_path, delivery("2024-02").put("don_vi", [*UNITS, division]).export())
        turned = [*UNITS[:2], UNITS[2] | {"MaDonViCha": "H43.31.21"}, UNITS[3], division | {"Cap": "xa"}]
        load(tmp_path, delivery().put("don_vi", turned).export())
        with pytest.raises(DataRefused, match=r"H43\.31 .*circle"):
            compute(tmp_path)
        assert kept(tmp_path, "select count(*) from mart.revision") == [(0,)]

    def test_with_the_root_of_another_province_stops(self, delivery, tmp_path):
        load(tmp_path, delivery().put("don_vi", UNITS).export())
        with warehouse(tmp_path) as connection:
            connection.execute(
                "insert into raw.don_vi select * replace ('H44' as unit_code, null as parent_code) "
                "from raw.don_vi where unit_code = 'H43'"
            )
        with pytest.raises(DataRefused, match="another province"):
            compute(tmp_path)

    @pytest.mark.parametrize("parent", ["H43", "H44", ""])
    def test_takes_no_unit_of_another_province(self, delivery, tmp_path, parent):
        foreign = UNITS[1] | {"MaDonVi": "H44.02", "MaDonViCha": parent}
        rows = [dossier(1), dossier(2, unit="H44.02")]
        load(tmp_path, delivery().put("don_vi", [*UNITS, foreign]).put("ho_so", rows).export())
        assert headline(tmp_path, "online_dossiers") == (1, 1)
        assert set(kept(tmp_path, "select rule, unit_code from raw.finding where severity = 'quarantine'")) == {
            ("U9", "H44.02"),
            ("D2", "H44.02"),
        }

    def test_holds_every_record_in_force_or_the_cycle_stops(self, delivery, tmp_path):
        load(tmp_path, delivery().put("ho_so", [dossier(1), dossier(2, unit="H43.31.05")]).export())
        with warehouse(tmp_path) as connection:
            connection.execute("delete from raw.don_vi where unit_code = 'H43.31.05'")
        with pytest.raises(DataRefused, match=r"2 records of ho_so .*; 1 have a place"):
            compute(tmp_path)


class TestTheClock:
    @pytest.mark.parametrize("created", ["2024-03-14T23:59:00+07:00", "2024-03-10T01:00:00+07:00"])
    def test_of_an_export_has_passed_the_windows_last_day(self, delivery, created):
        with pytest.raises(DataRefused, match="must have ended"):
            delivery().export(created=created)

    def test_of_an_export_does_not_stand_in_the_future(self, delivery):
        tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
        with pytest.raises(DataRefused, match="now"):
            delivery().export(created=tomorrow)

    def test_of_other_bytes_is_later_than_the_loaded_versions(self, delivery, tmp_path):
        delivery().put("ho_so", [dossier(n) for n in range(9)]).describe()
        run(tmp_path / "home", tmp_path / "source", *ASK)
        delivery().put("ho_so", [dossier(n) for n in range(8)]).describe()
        with pytest.raises(DataRefused, match="no older"):
            run(tmp_path / "home", tmp_path / "source", *ASK)

    def test_of_a_dossier_is_not_ahead_of_the_exports(self, delivery, staged, ask):
        rows = [dossier(1, NgayCapNhat="20250101"), dossier(2, NgayKetThucXuLy="20240401"), dossier(3)]
        stage = staged(delivery().put("ho_so", rows).export())
        assert ask(stage, "select line_no from accepted.ho_so") == [(3,)]


class TestAWindow:
    @pytest.mark.parametrize(
        "window", [("2024-03-14", "2024-03-14"), ("2024-01-01", "2024-12-31"), ("2024-02-15", "2024-03-15")]
    )
    def test_is_one_month_of_a_calendar(self, delivery, window):
        with pytest.raises(DataRefused, match="no reporting calendar"):
            delivery().export(window={"from": window[0], "to": window[1]})

    def test_of_the_other_calendar_is_refused_by_the_plan(self, delivery):
        civil = delivery().export(
            window={"from": "2024-03-01", "to": "2024-03-31"}, created="2024-04-01T01:00:00+07:00"
        )
        refuse_other_calendar([civil], "civil")
        for exports, calendar in (([civil], "nd09"), ([delivery().export()], "civil")):
            with pytest.raises(DataRefused, match="calendar"):
                refuse_other_calendar(exports, calendar)


def test_files_that_nobody_listed_are_a_finding_of_the_report(delivery, tmp_path):
    made = delivery().put("ho_so", [dossier(n) for n in range(9)])
    (made.folder / "sub").mkdir()
    (made.folder / "sub" / "ho_so-2.ndjson").write_bytes(b"{}\n")
    (made.folder / "Nguyễn Văn A.csv").write_bytes(b"x")
    load(tmp_path / "home", made.export())
    compute(tmp_path / "home")
    found = kept(
        tmp_path / "home", "select rule, file, value from mart.finding where dataset = 'bo_du_lieu' order by 3"
    )
    assert found == [
        ("X1", "datapackage.json", "(12 ký tự).csv"),
        ("X1", "datapackage.json", "(3 ký tự)/ho_so-2.ndjson"),
    ]
    assert kept(tmp_path / "home", "select rows from mart.finding_count where rule = 'X1'") == [(2,)]


def test_synthetic_is_true_or_false_and_no_text(delivery):
    with pytest.raises(DataRefused, match="bool"):
        delivery().export(synthetic="false")


def test_one_id_for_many_answers_erases_none_in_silence(delivery, staged, ask):
    answers = [
        {"MaDanhGia": "DG1", "MaHoSo": f"H43.12-240301-{n:04d}", "MaDonVi": "H43.12", "MucDo": "1"} for n in range(40)
    ]
    stage = staged(delivery().put("danh_gia", [row | {"NgayDanhGia": "20240301"} for row in answers]).export())
    assert ask(stage, "select count(*) from checked.finding where rule = 'S5'") == [(40,)]


class TestAnIdThatIsUsedAgainInALaterMonth:
    def test_erases_no_answer_in_silence(self, delivery, tmp_path):
        for month, grade in (("2024-02", "3"), ("2024-03", "1")):
            day = "20240301" if month == "2024-03" else "20240201"
            rows = [
                {
                    "MaDanhGia": f"DG{n}",
                    "MaHoSo": f"H43.12-{day[2:]}-{n:04d}",
                    "MaDonVi": "H43.12",
                    "MucDo": grade,
                    "NgayDanhGia": day,
                }
                for n in range(40)
            ]
            load(tmp_path, delivery(month).put("danh_gia", rows).export())
        compute(tmp_path)
        assert kept(tmp_path, "select rows, severity from mart.finding_count where rule = 'S6'") == [(40, "warn")]
        assert kept(tmp_path, "select count(*), any_value(value) from mart.finding where rule = 'S6'") == [
            (40, "2024-02")
        ]
        assert headline(tmp_path, "satisfaction") == (40, 40)  # the newest wins

    def test_for_the_very_same_row_is_no_finding(self, delivery, tmp_path):
        petition = {"MaPAKN": "PA1", "MaDonVi": "H43.12", "NgayTiepNhan": "20240201", "HanXuLy": "20240310"}
        load(tmp_path, delivery("2024-02").put("pakn", [petition]).export())
        load(tmp_path, delivery().put("pakn", [petition | {"NgayXuLy": "20240305"}]).export())
        compute(tmp_path)
        assert kept(tmp_path, "select count(*) from mart.finding_count where rule = 'P7'") == [(0,)]


def test_a_unit_that_fell_silent_is_named_and_an_ended_one_is_not(delivery, tmp_path):
    units = [*UNITS, UNITS[1] | {"MaDonVi": "H43.13", "TenDonVi": "Sở Y tế", "DenNgay": "20240210"}]
    dates = ("NgayTiepNhan", "NgayTra", "NgayKetThucXuLy", "NgayCapNhat")
    before = [
        dossier(n, unit=unit, **dict.fromkeys(dates, "20240201"))
        for n, unit in enumerate(["H43.12", "H43.31", "H43.31.05", "H43.13"])
    ]
    load(tmp_path, delivery("2024-02").put("don_vi", units).put("ho_so", before).export())
    load(tmp_path, delivery().put("don_vi", units).put("ho_so", before[:2]).export())
    compute(tmp_path)
    assert kept(tmp_path, "select unit_code, value, line from mart.finding where rule = 'UW5'") == [
        ("H43.31.05", "2024-02", 4)
    ]


def test_a_stock_of_an_ended_unit_and_of_its_successor_is_named_until_the_ended_one_says_none(delivery, tmp_path):
    joined = UNITS[1] | {"MaDonVi": "H43.13", "TenDonVi": "Sở Y tế", "DenNgay": "20240210", "MaDonViKeThua": "H43.12"}
    units = [*UNITS, joined]

    def declared(unit, month, total):
        measures = {"quy_dinh_kd": total, "quy_dinh_kd_cap_nhat": total // 2}
        return [
            {"MaDonVi": unit, "MaSoLieu": measure, "Ky": month, "GiaTri": str(amount)}
            for measure, amount in measures.items()
        ]

    def named():
        compute(tmp_path)
        return kept(tmp_path, "select unit_code, record, value from mart.finding where rule = 'KW6'")

    before = declared("H43.13", "2024-02", 100)
    load(tmp_path, delivery("2024-02").put("don_vi", units).put("khai_bao", before).export())
    now = declared("H43.12", "2024-03", 250)
    load(tmp_path, delivery().put("don_vi", units).put("khai_bao", now).export())
    assert named() == [("H43.12", "quy_dinh_kd 2024-03", "H43.13 2024-02")]
    none = delivery(created="2024-04-20T00:00:00+07:00").put("don_vi", units)
    load(tmp_path, none.put("khai_bao", now + declared("H43.13", "2024-03", 0)).export())
    assert named() == []


@pytest.mark.parametrize(
    "fault",
    [
        "update mart.cell set numerator = numerator + 1 where indicator = 'online_dossiers'",
        "insert into mart.cell from mart.cell where indicator = 'online_dossiers'",
        "delete from mart.cell where indicator = 'online_dossiers'",
    ],
    ids=["too large", "counted twice", "left out"],
)
def test_a_sum_that_is_not_all_in_the_cells_stops_the_cycle(delivery, tmp_path, fault):
    load(tmp_path, delivery().put("ho_so", [dossier(n) for n in range(9)]).export())
    plan, period = load_plan(ASK[0]), Period.parse(ASK[1])
    with private_database(tmp_path) as connection:
        describe_run(connection, plan, period, 1, [each for each, _ in visible_exports(connection, "H43", period)])
        run_models(connection)
        refuse_lost_sums(connection, plan)
        connection.execute(fault)
        connection.execute(f"create or replace table mart.sum_balance as {model_sql('marts', 'sum_balance')}")
        with pytest.raises(DataRefused, match=r"online_dossiers .*have a place"):
            refuse_lost_sums(connection, plan)
