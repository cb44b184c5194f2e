"""The folder of a synthetic export: its bytes, its descriptor and its smaller datasets."""

import csv
import gzip
import hashlib
import io
import json

import openpyxl
import pytest

from warehouse.errors import ConfigurationError
from warehouse.periods import Period
from warehouse.samples.export import write_sample_export, write_sample_exports
from warehouse.samples.sources import read_units

MARCH = Period.parse("2024-03")
MEASURES = {
    "van_ban", "van_ban_dien_tu", "kq_con_hieu_luc", "kq_con_hieu_luc_so_hoa", "quy_dinh_kd",
    "quy_dinh_kd_cap_nhat", "benh_vien_hang2", "benh_vien_hang2_thanh_toan", "tthc_noi_bo",
    "tthc_noi_bo_cat_giam", "chung_thuc_dien_tu", "ho_so_tiep_nhan_bcqg",
}  # fmt: skip


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def read_workbook(folder):
    rows = openpyxl.load_workbook(folder / "khai_bao.xlsx").active.iter_rows(values_only=True)
    return list(rows)[1:]


def read_csv(path, encoding="utf-8"):
    content = path.read_bytes()
    plain = gzip.decompress(content) if path.suffix == ".gz" else content
    return list(csv.DictReader(io.StringIO(plain.decode(encoding), newline="")))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_sample_export(tmp_path_factory.mktemp("source"), "H43", MARCH, dossiers=6_000)


@pytest.fixture(scope="module")
def descriptor(folder):
    return json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))


def test_the_same_arguments_give_the_same_bytes(folder, tmp_path):
    assert contents(write_sample_export(tmp_path, "H43", MARCH, dossiers=6_000)) == contents(folder)


def test_another_seed_gives_other_bytes(tmp_path):
    first = write_sample_export(tmp_path / "a", "H00", MARCH, dossiers=200, seed=1)
    second = write_sample_export(tmp_path / "b", "H00", MARCH, dossiers=200, seed=2)
    assert (first / "ho_so-0001.ndjson.gz").read_bytes() != (second / "ho_so-0001.ndjson.gz").read_bytes()


def test_a_month_does_not_depend_on_the_months_written_before(tmp_path):
    alone = write_sample_export(tmp_path / "a", "H00", MARCH, dossiers=200)
    heard = []
    in_turn = write_sample_exports(
        tmp_path / "b",
        "H00",
        [MARCH.shifted(-1), MARCH],
        dossiers=200,
        progress=lambda *news: heard.append(news),
    )
    assert contents(in_turn[1]) == contents(alone)
    assert heard == [(MARCH.shifted(-1), in_turn[0]), (MARCH, in_turn[1])]


def test_the_descriptor_says_what_the_export_is(descriptor):
    assert {key: value for key, value in descriptor.items() if key != "resources"} == {
        "name": "h43-2024-03",
        "title": "SỐ LIỆU MÔ PHỎNG",
        "profile": "kybaocao-export/1",
        "synthetic": True,
        "province": "H43",
        "period": "2024-03",
        "window": {"from": "2024-02-15", "to": "2024-03-14"},
        "created": "2024-03-15T01:20:00+07:00",
    }


def test_size_hash_and_row_count_of_every_file_are_true(folder, descriptor):
    for resource in descriptor["resources"]:
        path = folder / resource["path"]
        content = path.read_bytes()
        assert (resource["bytes"], resource["hash"]) == (
            len(content),
            f"sha256:{hashlib.sha256(content).hexdigest()}",
        )
        plain = gzip.decompress(content) if path.suffix == ".gz" else content
        if ".ndjson" in path.name:
            assert resource["rows"] == plain.count(b"\n")
        elif ".csv" in path.name:
            assert resource["rows"] == len(read_csv(path))
        else:
            assert resource["rows"] == len(read_workbook(folder))


def test_every_format_is_used_and_no_file_is_left_undescribed(folder, descriptor):
    paths = {resource["path"] for resource in descriptor["resources"]}
    assert paths | {"datapackage.json"} == {path.name for path in folder.iterdir()}
    assert {path[path.index(".") :] for path in paths} == {
        ".ndjson",
        ".ndjson.gz",
        ".csv",
        ".csv.gz",
        ".xlsx",
    }
    assert len([path for path in paths if path.startswith("ho_so")]) > 1


def test_an_identical_export_is_left_alone_and_a_different_one_replaced(tmp_path):
    folder = write_sample_export(tmp_path, "H00", MARCH, dossiers=100)
    written = (folder / "tthc.csv").stat()
    write_sample_export(tmp_path, "H00", MARCH, dossiers=100)
    assert (folder / "tthc.csv").stat() == written
    (folder / "datapackage.json").write_text("{}", encoding="utf-8")
    (folder / "stray.txt").touch()
    write_sample_export(tmp_path, "H00", MARCH, dossiers=100)
    assert not (folder / "stray.txt").exists()
    assert [path.name for path in folder.parent.iterdir()] == ["2024-03"]


def test_a_failed_export_leaves_nothing_behind(tmp_path):
    with pytest.raises(ConfigurationError, match="lunar"):
        write_sample_export(tmp_path, "H00", MARCH, calendar="lunar")
    assert not list((tmp_path / "H00").iterdir())


def test_only_a_month_can_be_exported(tmp_path):
    with pytest.raises(ConfigurationError, match="2024-Q1"):
        write_sample_export(tmp_path, "H00", Period.parse("2024-Q1"))


def test_civil_months_begin_on_the_first(tmp_path):
    folder = write_sample_export(tmp_path, "H00", MARCH, dossiers=100, calendar="civil")
    described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert (described["window"], described["created"]) == (
        {"from": "2024-03-01", "to": "2024-03-31"},
        "2024-04-01T01:20:00+07:00",
    )


def test_the_unit_list_has_a_byte_order_mark_and_every_unit(folder):
    assert (folder / "don_vi.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    codes = [line["MaDonVi"] for line in read_csv(folder / "don_vi.csv", "utf-8-sig")]
    assert codes == [unit.code for unit in read_units("H43")]


@pytest.mark.parametrize(("month", "ended"), [("2024-10", 0), ("2024-11", 3)])
def test_the_end_of_a_ward_is_known_only_once_it_has_come(tmp_path, month, ended):
    folder = write_sample_export(tmp_path, "H43", Period.parse(month), dossiers=100)
    lines = read_csv(folder / "don_vi.csv", "utf-8-sig")
    assert len([line for line in lines if line["DenNgay"] and line["MaDonViKeThua"]]) == ended


def test_a_measure_without_data_is_declared_by_nobody(folder):
    declared = {measure for _, measure, _, _ in read_workbook(folder)}
    assert declared == MEASURES - {"benh_vien_hang2", "benh_vien_hang2_thanh_toan"} | {"so_lieu_la"}


def test_declared_parts_never_exceed_their_whole(folder):
    values = {row[:2]: row[3] for row in read_workbook(folder)[:-5]}
    pairs = [("van_ban_dien_tu", "van_ban"), ("kq_con_hieu_luc_so_hoa", "kq_con_hieu_luc")]
    pairs += [("tthc_noi_bo_cat_giam", "tthc_noi_bo"), ("quy_dinh_kd_cap_nhat", "quy_dinh_kd")]
    for part, whole in pairs:
        units = [unit for unit, measure in values if measure == part]
        assert units
        assert all(0 <= values[unit, part] <= values[unit, whole] for unit in units)


def test_broken_rows_of_the_other_datasets_stay_below_the_gate(folder):
    units = {unit.code for unit in read_units("H43")}
    answers = read_csv(folder / "danh_gia.csv.gz")
    petitions = [json.loads(line) for line in (folder / "pakn.ndjson").read_text(encoding="utf-8").splitlines()]
    declared = read_workbook(folder)
    publications = read_csv(folder / "cong_bo.csv")
    broken = {
        "danh_gia": [r["MaDonVi"] not in units or r["MucDo"] == "5" or "/" in r["NgayDanhGia"] for r in answers],
        "pakn": [r["MaDonVi"] not in units or r["NgayTiepNhan"] == "20240231" for r in petitions],
        "khai_bao": [r[0] not in units or r[2] != "2024-03" or not isinstance(r[3], int) or r[3] < 0 for r in declared],
        "cong_bo": [r["MaCoQuan"] not in units for r in publications],
        "tthc": [r["MucDoDVC"] == "muc_do_4" or r["CapThucHien"] == "tinh" for r in read_csv(folder / "tthc.csv")],
    }
    for flags in broken.values():
        assert 0 < sum(flags) / len(flags) < 0.05


def test_petitions_and_publications_change_inside_the_window(tmp_path):
    folder = write_sample_export(tmp_path, "H43", MARCH, dossiers=1_000, dirty=False)
    for line in (folder / "pakn.ndjson").read_text(encoding="utf-8").splitlines():
        petition = json.loads(line)
        assert "20240215" <= (petition["NgayXuLy"] or petition["NgayTiepNhan"])[:8] <= "20240314"
    for row in read_csv(folder / "cong_bo.csv"):
        day, month, year = (row["NgayCongKhai"] or row["NgayQuyetDinh"]).split("/")
        assert "20240215" <= f"{year}{month}{day}" <= "20240314"


def test_answers_are_about_dossiers_of_the_export(folder):
    shown = {
        json.loads(line)["MaHoSo"]
        for path in folder.glob("ho_so-*")
        for line in gzip.decompress(path.read_bytes()).splitlines()
    }
    answers = read_csv(folder / "danh_gia.csv.gz")
    assert len([row for row in answers if row["MaHoSo"] in shown]) > 0.99 * len(answers)
