"""Faults that deliveries and machines really have; what other tests show is not repeated here."""

import gzip
import io
import shutil
import zipfile
from datetime import datetime

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.deliveries import UNITS, as_csv, as_ndjson, as_xlsx, dossier
from tests.plain_cycle import check, load, run
from warehouse.database import warehouse, warehouse_path
from warehouse.errors import CycleFailed, DataRefused
from warehouse.exports.datasets import datasets
from warehouse.exports.descriptor import verify_files

ASKED = ("ninh-thuan-2024", "2024-03")
COLUMNS = datasets()["don_vi"].columns


def accepted(ask, stage, dataset="ho_so", what="count(*)"):
    return ask(stage, f"select {what} from accepted.{dataset}")


def test_a_header_without_rows_is_no_month_without_dossiers(delivery, tmp_path, great_expectations):
    export = delivery().put("ho_so", [], "csv").export()
    with pytest.raises(DataRefused, match="ho_so: 0 rows"):
        check(tmp_path / "home", export, checks=great_expectations)


@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_a_file_cut_in_the_middle_of_a_row_is_refused(delivery, staged, form):
    rows = [dossier(number) for number in range(100)]
    content = as_csv(rows, datasets()["ho_so"].columns) if form == "csv" else as_ndjson(rows)
    made = delivery().put_bytes(f"ho_so.{form}", content, "ho_so", 100)
    export = made.export()
    (made.folder / f"ho_so.{form}").write_bytes(content[: len(content) // 2])
    with pytest.raises(DataRefused, match="bytes"):
        verify_files(export)
    with pytest.raises(DataRefused, match=r"rows|line"):
        staged(export)


def test_a_workbook_with_an_entry_that_points_elsewhere_is_refused_and_written_nowhere(delivery, staged, tmp_path):
    content = io.BytesIO(as_xlsx(UNITS, COLUMNS))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("../../../escaped.txt", "x")
    with pytest.raises(DataRefused, match="leads outside"):
        staged(delivery().put_bytes("don_vi.xlsx", content.getvalue(), "don_vi", len(UNITS)).export())
    assert not list(tmp_path.rglob("escaped.txt"))


def test_hidden_rows_and_a_hidden_sheet_are_read_like_others(delivery, staged, ask):
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(UNITS, COLUMNS, sheet="don_vi")))
    book["don_vi"].row_dimensions[3].hidden = True
    book.create_sheet("Khác")
    content = io.BytesIO()
    book.save(content)
    stage = staged(delivery().put_bytes("u.xlsx", content.getvalue(), "don_vi", len(UNITS)).export())
    assert accepted(ask, stage, "don_vi") == [(len(UNITS),)]


def test_dates_of_a_workbook_counted_from_1904_are_the_same_days(delivery, staged, ask):
    from datetime import date

    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    for row in [COLUMNS, [*UNITS[0].values(), "", date(2020, 5, 17)]]:
        book.active.append(list(row))
    content = io.BytesIO()
    book.save(content)
    stage = staged(delivery().put_bytes("u.xlsx", content.getvalue(), "don_vi", 1).put("ho_so", []).export())
    assert accepted(ask, stage, "don_vi", "valid_from") == [(date(2020, 5, 17),)]


@pytest.mark.parametrize("code", [20240301000123, 7.9e20])
def test_a_workbook_that_turned_codes_into_numbers_is_refused(delivery, staged, code):
    book = openpyxl.Workbook()
    columns = datasets()["pakn"].columns
    for row in [columns, [code, "H43.12", "", "", "", ""]]:
        book.active.append(list(row))
    content = io.BytesIO()
    book.save(content)
    with pytest.raises(DataRefused, match="format that column as text"):
        staged(delivery().put_bytes("p.xlsx", content.getvalue(), "pakn", 1).export())


@pytest.mark.parametrize(
    "text",
    ["2024-03-01T23:59:59", "2024-03-01T23:59:59+99:00", "03/15/2024", "1/3/2024", "02050301", "22050301", "45352"],
)
def test_a_date_in_a_form_that_was_not_agreed_goes_back_and_is_never_guessed(delivery, staged, ask, text):
    stage = staged(delivery().put("ho_so", [dossier(NgayTiepNhan=text)]).export())
    assert accepted(ask, stage) == [(0,)]
    assert ask(stage, "select field from checked.finding where rule = 'D4'") == [("NgayTiepNhan",)]


def test_one_moment_in_two_zones_falls_in_one_period(delivery, staged, ask):
    moments = ["2024-03-14T23:59:59+07:00", "2024-03-14T16:59:59Z", "20240314235959"]
    rows = [
        dossier(number, NgayTiepNhan=text, NgayKetThucXuLy="", TrangThaiHoSo="2") for number, text in enumerate(moments)
    ]
    stage = staged(delivery().put("ho_so", rows).export())
    assert accepted(ask, stage, what="received_at") == [(datetime.fromisoformat("2024-03-14T23:59:59"),)] * 3


def test_a_day_that_may_be_a_month_is_read_as_a_day(delivery, staged, ask):
    stage = staged(delivery().put("ho_so", [dossier(NgayTiepNhan="03/02/2024")]).export())
    assert accepted(ask, stage, what="strftime(received_at, '%d %B')") == [("03 February",)]


def test_one_dossier_in_two_files_counts_once_in_its_newest_version(delivery, tmp_path):
    made = delivery().put("ho_so", [dossier(1, KenhThucHien="1", NgayCapNhat="20240305")], path="ho_so-x1.ndjson")
    load(tmp_path / "home", made.put("ho_so", [dossier(1)], path="ho_so-x2.ndjson").export())
    with warehouse(tmp_path / "home") as connection:
        kept = connection.execute("select channel from raw.ho_so order by updated_at").fetchall()
    assert kept == [(1,), (2,)]


def test_names_that_differ_in_letters_are_never_joined_by_likeness(delivery, staged, ask):
    stage = staged(delivery().put("ho_so", [dossier(unit="h43.12"), dossier(2, unit="H43.012")]).export())
    assert accepted(ask, stage) == [(0,)]


def test_an_unknown_measure_is_kept_and_reported(delivery, staged, ask):
    row = {"MaDonVi": "H43.12", "MaSoLieu": "so_lieu_moi", "Ky": "2024-03", "GiaTri": "5"}
    stage = staged(delivery().put("khai_bao", [row]).export())
    assert accepted(ask, stage, "khai_bao", "measure") == [("so_lieu_moi",)]
    assert ask(stage, "select rule, value from checked.finding where dataset = 'khai_bao'") == [("KW1", "so_lieu_moi")]


def test_a_broken_log_of_the_warehouse_moves_no_figure_and_the_rebuilt_one_publishes_the_same(delivery, tmp_path):
    home = tmp_path / "home"
    delivery().put("ho_so", [dossier(n) for n in range(30)]).describe()
    run(home, tmp_path / "source", *ASKED)
    published = {path.name: path.read_bytes() for path in (home / "outputs").rglob("r1/*")}
    log = warehouse_path(home).with_name("warehouse.duckdb.wal")
    log.write_bytes(b"\x01broken" * 500)
    try:
        assert not run(home, tmp_path / "source", *ASKED).is_new
    except CycleFailed as error:
        assert "warehouse.duckdb cannot be" in error.message
    log.unlink(missing_ok=True)
    warehouse_path(home).unlink()
    run(home, tmp_path / "source", *ASKED)
    assert {path.name: path.read_bytes() for path in (home / "outputs").rglob("r1/*")} == published


def test_what_a_killed_check_left_of_great_expectations_does_not_stop_the_next(delivery, tmp_path, great_expectations):
    home = tmp_path / "home"
    export = delivery().export()
    check(home, export, checks=great_expectations)
    for half_written in home.glob("gx/*.yml"):
        half_written.write_bytes(half_written.read_bytes()[:100])
    for half_written in (home / "gx").rglob("*.json"):
        half_written.write_bytes(b"{")
    check(home, export, checks=great_expectations)


def test_what_a_killed_run_left_in_the_stage_does_not_stop_the_next(delivery, tmp_path):
    home, export = tmp_path / "home", delivery().export()
    stage, _ = check(home, export)
    stage.path.write_bytes(b"half a file")
    shutil.copy(stage.path, stage.workspace / "0001.ndjson")
    assert load(home, export) == 1
    assert not list((home / "stage").iterdir())


def test_a_gzip_of_two_members_is_read_whole(delivery, staged, ask):
    content = gzip.compress(as_ndjson([dossier(1)])) + gzip.compress(as_ndjson([dossier(2)]))
    assert accepted(ask, staged(delivery().put_bytes("h.ndjson.gz", content, "ho_so", 2).export())) == [(2,)]


def test_a_row_of_sixteen_thousand_documents_is_read(delivery, staged, ask):
    many = [{"IsDeleted": "1", "DuongDanTaiTepTin": "x"}] * 16_000 + [{"IsDeleted": "0", "DuocTaiSuDung": "2"}]
    stage = staged(delivery().put("ho_so", [dossier(TaiLieuNop=many)]).export())
    assert accepted(ask, stage, what="has_file, is_reused") == [(False, True)]
