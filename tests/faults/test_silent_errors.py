"""The errors that give a wrong result without a word, each shown to be impossible here."""

import io
import zipfile
from importlib.metadata import version
from pathlib import Path

import duckdb
import pytest

from tests.deliveries import UNITS, as_csv, as_xlsx, dossier
from tests.plain_cycle import check, load, run
from warehouse.errors import DataRefused
from warehouse.exports.datasets import datasets
from warehouse.figures.compute import compute_period
from warehouse.figures.marts import read_figures
from warehouse.periods import Period
from warehouse.plans.catalogue import load_plan

COLUMNS = datasets()["khai_bao"].columns
DECLARED = {"MaDonVi": "H43.12", "MaSoLieu": "van_ban", "Ky": "2024-03", "GiaTri": "120"}
HOSTILE = '=1+1 & <b>{{7*7}}</b> "Sở"'


def figures(home):
    return read_figures(home, compute_period(home, load_plan("ninh-thuan-2024"), Period.parse("2024-03"), {}))


def declared(ask, staged, export):
    return ask(staged(export), "select unit_code, amount from accepted.khai_bao order by line_no")


def test_nothing_divided_by_nothing_attains_no_target(delivery, tmp_path):
    assert duckdb.sql("select 0.0::double / 0 >= 80").fetchone() != (False,)
    load(tmp_path / "home", delivery().put("ho_so", [dossier(TrangThaiHoSo="1")]).export())
    empty = [row for row in figures(tmp_path / "home") if not row["denominator"]]
    assert empty
    assert {row["status"] for row in empty} <= {"no_activity", "no_data", "no_target"}
    assert {row["value"] for row in empty} == {None}


def test_a_share_just_under_its_target_does_not_attain_it(delivery, tmp_path):
    rows = [dossier(n, KenhThucHien="2" if n > 2_001 else "1") for n in range(10_000)]
    load(tmp_path / "home", delivery().put("ho_so", rows).export())
    online = [
        row
        for row in figures(tmp_path / "home")
        if row["indicator"] == "online_dossiers" and row["denominator"] and row["target"] == 80
    ]
    assert {(row["numerator"], row["status"]) for row in online} <= {(7_998, "not_met")}


def test_csv_columns_and_types_are_never_guessed(delivery, staged, ask):
    made = delivery().put_bytes("khai_bao.csv", as_csv([DECLARED], COLUMNS), "khai_bao", 1)
    assert declared(ask, staged, made.export()) == [("H43.12", 120)]


def test_a_first_row_of_numbers_is_no_header_and_a_header_is_no_row(delivery, staged):
    content = as_csv([], list(DECLARED.values())) + as_csv([], list(DECLARED.values()))
    with pytest.raises(DataRefused, match="header"):
        staged(delivery().put_bytes("khai_bao.csv", content, "khai_bao", 1).export())


def test_a_thousands_dot_is_never_a_decimal_point(delivery, staged, ask):
    rows = [DECLARED | {"GiaTri": "1.234"}, DECLARED | {"GiaTri": "1234", "Ky": "2024-02"}]
    for form in ("csv", "ndjson", "xlsx"):
        assert declared(ask, staged, delivery().put("khai_bao", rows, form).export()) == [("H43.12", 1234)]


def test_swapped_columns_are_refused_by_their_header(delivery, staged):
    swapped = ["MaSoLieu", "MaDonVi", "Ky", "GiaTri"]
    with pytest.raises(DataRefused, match="another order"):
        staged(delivery().put_bytes("k.csv", as_csv([DECLARED], swapped), "khai_bao", 1).export())


@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_a_name_with_brackets_opens_no_other_file(delivery, staged, ask, form):
    made = delivery().put("khai_bao", [DECLARED], form, path=f"a[1].{form}")
    decoy = as_csv([DECLARED | {"GiaTri": "9"}], COLUMNS)
    (made.folder / f"a1.{form}").write_bytes(decoy)
    assert declared(ask, staged, made.export()) == [("H43.12", 120)]


def test_an_unterminated_quote_swallows_no_row(delivery, staged):
    content = as_csv([DECLARED] * 3, COLUMNS).replace(b"H43.12", b'"H43.12', 1)
    with pytest.raises(DataRefused, match="cannot be read"):
        staged(delivery().put_bytes("k.csv", content, "khai_bao", 3).export())


def test_a_value_rule_does_not_pass_on_an_empty_table(delivery, tmp_path, great_expectations):
    home = tmp_path / "home"
    with pytest.raises(DataRefused, match="0 rows"):
        check(home, delivery().put("ho_so", []).export(), checks=great_expectations)


@pytest.mark.slow
def test_a_text_is_a_text_in_every_document(delivery, tmp_path):
    import docx
    import openpyxl

    home = tmp_path / "home"
    units = [UNITS[0], UNITS[1] | {"TenDonVi": HOSTILE}, *UNITS[2:]]
    bad = dossier(2, TrangThaiHoSo="99")
    delivery().put("don_vi", units).put("ho_so", [dossier(n + 10) for n in range(30)] + [bad]).describe()
    folder = Path(run(home, tmp_path / "source", "ninh-thuan-2024", "2024-03").folder)
    for name in ("bao-cao.xlsx", "tra-lai-du-lieu.xlsx"):
        cells = [c for sheet in openpyxl.load_workbook(folder / name) for row in sheet.iter_rows() for c in row]
        shown = [cell for cell in cells if isinstance(cell.value, str) and HOSTILE in cell.value]
        assert shown
        assert not [cell for cell in shown if cell.data_type == "f"]
    document = docx.Document(folder / "bao-cao.docx")
    texts = [p.text for p in document.paragraphs] + [c.text for t in document.tables for r in t.rows for c in r.cells]
    assert "49" not in "".join(text for text in texts if "Sở" in text and "&" in text)


def test_a_zip_bomb_is_refused_by_what_it_would_unpack_to(delivery, staged):
    content = io.BytesIO(as_xlsx([DECLARED], COLUMNS))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet2.xml", b"0" * (120 << 20))
    with pytest.raises(DataRefused, match="unpacks"):
        staged(delivery().put_bytes("k.xlsx", content.getvalue(), "khai_bao", 1).export())


def test_prefect_stands_on_the_versions_that_it_runs_with():
    assert tuple(map(int, version("fastapi").split(".")[:2])) < (0, 148)
    assert tuple(map(int, version("sqlalchemy").split(".")[:2])) < (2, 1)


def test_rows_keep_their_order_beside_long_lists(delivery, staged, ask):
    """A join in DuckDB turns rows round: the lines of findings and the latest of two rows hang on it."""
    from tests.deliveries import PROCEDURES

    listed = [PROCEDURES[0] | {"MaTTHC": f"3.{number:06d}"} for number in range(20_000)]
    rows = [dossier(n, MaTTHC=f"3.{n:06d}") for n in range(30)]
    stage = staged(delivery().put("tthc", listed, "csv").put("ho_so", rows).export())
    found = ask(stage, "select line_no, dossier_id from typed.ho_so order by line_no")
    assert found == [(n + 1, f"H43.12-240301-{n:04d}") for n in range(30)]


def test_one_dossier_under_both_notations_of_its_unit_counts_once(delivery, tmp_path):
    early = dossier(NgayCapNhat="20240308100000", KenhThucHien="1")
    late = early | {"MaHoSo": "000.00.12.H43-240301-0001", "NgayCapNhat": "20240309100000", "KenhThucHien": "2"}
    load(tmp_path / "home", delivery().put("ho_so", [early, late]).export())
    online = {
        (row["numerator"], row["denominator"])
        for row in figures(tmp_path / "home")
        if row["indicator"] == "online_dossiers" and row["scope_kind"] == "unit" and row["basis"] == "period"
    }
    assert online == {(1, 1)}
