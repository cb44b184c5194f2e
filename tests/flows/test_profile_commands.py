"""``kybaocao profile …``: what is said of a vendor's file, and that no value of a row is among it."""

import csv
import io
import json
import tomllib

import pytest

from flows.cli import main
from tests.deliveries import as_csv, as_xlsx
from tests.vendor_files import PAYLOAD, SAMPLES, declared_list, dossier_list

FLAT = (SAMPLES / "mot-cua-phang.csv").read_text("utf-8")


@pytest.fixture
def said(capsys):
    """The JSON document that a command prints, and its exit code."""

    def run(*arguments):
        code = main(["profile", *map(str, arguments), "--json"])
        return json.loads(capsys.readouterr().out), code

    return run


@pytest.fixture
def file(tmp_path):
    def write(content, name="file.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_every_profile_is_listed_with_its_dataset(said):
    listed, code = said("list")
    assert code == 0
    found = {each["profile"]: each["dataset"] for each in listed["profiles"]}
    shipped = {"mot-cua-phang": "ho_so", "danh-sach-mot-cua": "ho_so", "so-lieu-don-vi": "khai_bao"}
    assert found.items() >= shipped.items()


@pytest.mark.parametrize("name", ["mot-cua-phang.csv", "danh-sach-mot-cua.xlsx", "so-lieu-don-vi.csv"])
def test_the_nearest_profile_of_a_sample_is_its_own(said, name):
    found, code = said("check", SAMPLES / name)
    assert (found["profile"], found["guessed"], found["rows"], found["ok"], code) == (
        name.split(".")[0],
        True,
        3,
        True,
        0,
    )


def test_a_file_in_the_payloads_own_columns_needs_no_profile(said, file):
    content = as_csv([{"MaDonVi": "H43.12"}], ("MaDonVi", "MaSoLieu", "Ky", "GiaTri"))
    found, code = said("check", file(content))
    assert (found["profile"], found["dataset"], code) == (None, "khai_bao", 0)


def test_a_missing_column_is_named_and_a_renamed_one_only_by_its_place(said, file):
    found, code = said("check", file(FLAT.replace("Hình thức nộp", "Nguyễn Văn A")))
    assert (found["profile"], found["missing"], code) == ("mot-cua-phang", ["Hình thức nộp"], 3)
    assert "Nguyễn" not in json.dumps(found, ensure_ascii=False)


def test_words_without_a_code_are_counted_and_shown_by_their_shape(said, file):
    found, code = said("check", file(FLAT.replace("Trực tiếp", "Nguyễn Văn A")))
    assert code == 3
    assert found["words_without_code"] == [
        {"column": "Hình thức nộp", "cells": 1, "first_line": 3, "shape": "12 letters"}
    ]


def test_cells_of_another_form_than_declared_are_problems_of_their_row(said, file):
    content = dossier_list(PAYLOAD, total=50000, change=lambda page: page.write_string(6, 14, "0912345678x"))
    found, code = said("check", file(content, "list.xlsx"), "--profile", "danh-sach-mot-cua")
    assert code == 3
    assert found["problems"] == [
        {
            "line": 7,
            "column": "Phí, lệ phí / Số tiền",
            "fault": "it is no number of the declared form (11 characters)",
        }
    ]


def test_a_total_that_lies_is_the_fault_of_the_file(said, file):
    found, code = said("check", file(declared_list(total="1")))
    assert (found["ok"], code) == (False, 3)
    assert "does not agree with the sum of 'Giá trị'" in found["fault"]


def test_what_is_hidden_is_counted(said, file):
    content = dossier_list(PAYLOAD, change=lambda page: page.set_row(7, None, None, {"hidden": True}))
    found, _ = said("check", file(content, "list.xlsx"))
    assert (found["hidden_rows"], found["rows_below_total"], found["total_agrees"]) == (1, 1, True)


def test_no_value_of_a_row_is_ever_printed(file, capsys):
    names = ["NGƯỜI NỘP", "H43.12-240301", "01/03/2024"]
    broken = FLAT.replace("Trực tuyến", "Lê Thị B").replace("50000", "năm mươi")
    for content, name in ((broken, "a.csv"), (dossier_list(PAYLOAD), "a.xlsx"), (FLAT.split("\n", 1)[1], "b.csv")):
        path = file(content, name)
        main(["profile", "check", str(path)])
        main(["profile", "new", str(path), "--out", str(path.with_suffix(".toml"))])
    shown = "".join(capsys.readouterr())
    assert "ho_so" in shown
    assert not [each for each in (*names, "Lê Thị B") if each in shown]


class TestADraft:
    def drafted(self, said, path, out, *more):
        document, code = said("new", path, "--out", out, *more)
        assert code == 0
        return document, tomllib.loads(out.read_text("utf-8"))

    def test_has_the_title_of_every_field_that_is_known_and_none_of_the_others(self, said, file, tmp_path):
        text = FLAT.replace("Mã hồ sơ", "Mã Hồ sơ").replace("Ngày hẹn trả,", "Ngày hẹn trả KQ,").replace("Đồng bộ", "X")
        _, draft = self.drafted(said, file(text), tmp_path / "d.toml")
        assert draft["columns"]["MaHoSo"] == "Mã Hồ sơ"
        assert draft["columns"]["NgayHenTra"] == "Ngày hẹn trả KQ"
        assert draft["columns"]["NgayTuChoi"] == ""
        assert draft["values"]["TrangThaiHoSo"]["Đã trả kết quả"] == "10"

    def test_of_a_header_of_two_rows_reads_the_file_it_was_made_from(self, said, file, tmp_path, monkeypatch):
        path = file(dossier_list(PAYLOAD), "list.xlsx")
        (tmp_path / "profiles").mkdir()
        self.drafted(said, path, tmp_path / "profiles" / "moi.toml", "--sheet", "Danh sách hồ sơ")
        monkeypatch.setenv("KYBAOCAO_HOME", str(tmp_path))
        found, _ = said("check", path, "--profile", "moi")
        assert found["missing"] == []
        assert len(found["matched"]) == 19

    def test_of_a_file_without_a_header_is_refused(self, said, file, tmp_path):
        rows = list(csv.reader(io.StringIO(FLAT)))[1:]
        document, code = said("new", file(as_xlsx([], rows[0]), "x.xlsx"), "--out", tmp_path / "d.toml")
        assert (document["ok"], code) == (False, 3)
        assert not (tmp_path / "d.toml").exists()

    def test_never_replaces_a_file(self, said, file, tmp_path):
        (tmp_path / "d.toml").write_text("x", "utf-8")
        document, code = said("new", file(FLAT), "--out", tmp_path / "d.toml")
        assert (document["ok"], code) == (False, 2)


@pytest.mark.parametrize(("name", "code"), [("none.csv", 2), ("file.txt", 2)])
def test_a_file_that_is_not_there_or_not_flat_is_a_wrong_usage(said, file, tmp_path, name, code):
    if name == "file.txt":
        file("x", name)
    assert said("check", tmp_path / name)[1] == code
