"""A folder of files without a descriptor becomes an export that can be pulled like any other."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from tests.deliveries import PROCEDURES, UNITS, as_csv, as_ndjson, dossier
from warehouse.errors import DataRefused
from warehouse.exports.datasets import datasets
from warehouse.exports.described import describe_folder
from warehouse.exports.descriptor import read_descriptor, verify_files

FLAT = (Path(__file__).parents[2] / "exports" / "mot-cua-phang.csv").read_bytes()
CREATED = datetime.fromisoformat("2024-03-15T08:00:00+07:00")


@pytest.fixture
def folder(tmp_path):
    """A vendor's dossiers with the plain lists beside them, as an office would collect them."""
    made = tmp_path / "source" / "H43" / "2024-03"
    made.mkdir(parents=True)
    (made / "Danh sách hồ sơ.csv").write_bytes(FLAT)
    (made / "don_vi.csv").write_bytes(as_csv(UNITS, datasets()["don_vi"].columns))
    (made / "tthc.ndjson").write_bytes(as_ndjson(PROCEDURES))
    return made


def described(folder, province="H43", month="2024-03"):
    path = describe_folder(folder, province, month, CREATED)
    return json.loads(path.read_text("utf-8"))


def test_every_file_gets_its_dataset_profile_and_rows(folder):
    said = described(folder)
    assert {
        each["path"]: (each["dataset"], each.get("source_profile"), each["rows"]) for each in said["resources"]
    } == {
        "Danh sách hồ sơ.csv": ("ho_so", "mot-cua-phang", 3),
        "don_vi.csv": ("don_vi", None, 4),
        "tthc.ndjson": ("tthc", None, 1),
    }


def test_what_is_described_can_be_read_like_any_export(folder, staged, ask):
    described(folder)
    export = read_descriptor(folder)
    verify_files(export)
    assert ask(staged(export), "select count(*) from accepted.ho_so") == [(3,)]


def test_the_same_files_give_the_same_descriptor(folder):
    assert described(folder) == described(folder)


def test_the_province_is_read_from_the_codes(folder):
    assert described(folder, province=None)["province"] == "H43"


def test_codes_of_two_provinces_ask_for_the_province(folder):
    (folder / "ho_so.csv").write_bytes(as_csv([dossier(unit="H44.12")], datasets()["ho_so"].columns))
    with pytest.raises(DataRefused, match="several provinces") as caught:
        described(folder, province=None)
    assert "--province" in caught.value.advice


def test_files_that_do_not_say_their_month_ask_for_it(folder):
    with pytest.raises(DataRefused, match="do not say of which month") as caught:
        described(folder, month=None)
    assert "--month" in caught.value.advice


def test_a_table_that_fits_no_profile_is_named(folder):
    (folder / "khac.csv").write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(DataRefused, match=r"khac\.csv fits no source profile"):
        described(folder)


def test_a_missing_required_dataset_is_named(folder):
    (folder / "tthc.ndjson").unlink()
    with pytest.raises(DataRefused, match="tthc"):
        described(folder)


@pytest.mark.parametrize("name", ["Hồ sơ.xls", "a.XLSM", "b.ods", "c.zip"])
def test_a_table_of_a_kind_that_nobody_reads_is_refused_and_not_left_out(folder, name):
    (folder / name).write_bytes(b"x")
    with pytest.raises(DataRefused, match=f"{name} may hold rows"):
        described(folder)


def test_files_of_another_kind_are_reported_and_left_out(folder, caplog):
    (folder / "ghi chú.docx").write_bytes(b"x")
    (folder / "~$Danh sách.xlsx").write_bytes(b"x")
    (folder / "link.csv").symlink_to("/etc/hostname")
    assert len(described(folder)["resources"]) == 3
    assert "2 files" in caplog.text
