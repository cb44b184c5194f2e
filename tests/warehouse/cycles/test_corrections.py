"""A correction is used, and says what it changed, or it is refused; every version that was delivered is kept."""

import json
import shutil
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from flows.cli import main
from tests.deliveries import Delivery, dossier
from tests.plain_cycle import run
from warehouse.errors import DataRefused
from warehouse.exports.descriptor import read_descriptor

PLAN, MONTH = "ninh-thuan-2024", "2024-03"


def deliver(home, online, **settings):
    """Twenty dossiers of which so many were filed online."""
    rows = [dossier(n, KenhThucHien="2" if n < online else "1") for n in range(20)]
    return Delivery(home / "exports", MONTH, **settings).put("ho_so", rows).describe()


def cycle(home):
    return run(home, home / "exports", PLAN, MONTH)


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A home with March published from 10 of 20 filed online."""
    home = tmp_path_factory.mktemp("home")
    deliver(home, online=10)
    cycle(home)
    return home


@pytest.fixture
def home(published, tmp_path, monkeypatch):
    copy = shutil.copytree(published, tmp_path / "home")
    monkeypatch.setenv("KYBAOCAO_HOME", str(copy))
    monkeypatch.delenv("KYBAOCAO_SOURCE", raising=False)
    return copy


def test_other_bytes_that_are_not_newer_end_with_3_and_say_what_to_deliver(home, capsys):
    deliver(home, online=12)  # the same created
    assert main(["run", PLAN, MONTH]) == 3
    assert "with a later created" in capsys.readouterr().err


def test_an_earlier_version_delivered_again_to_withdraw_a_correction_ends_with_3(home, capsys):
    first = shutil.copytree(home / "exports/H43" / MONTH, home / "first")
    deliver(home, online=12, created="2024-03-20T00:00:00+07:00")
    assert cycle(home).revision == 2
    shutil.rmtree(home / "exports/H43" / MONTH)
    shutil.copytree(first, home / "exports/H43" / MONTH)
    assert main(["run", PLAN, MONTH]) == 3
    assert "go back to an earlier version" in capsys.readouterr().err


def test_a_version_that_lands_beside_a_newer_one_is_refused_by_name(home):
    later = home / "exports/H43" / f"{MONTH}~2"
    shutil.move(deliver(home / "elsewhere", online=12, created="2024-03-15T00:10:00+07:00"), later)
    with pytest.raises(DataRefused, match=r"2024-03~2 would not be used"):
        cycle(home)


def test_a_pull_of_what_would_not_be_used_ends_with_3_and_keeps_it(home, capsys):
    deliver(home / "source", online=12, created="2024-03-15T00:10:00+07:00")
    assert main(["pull", PLAN, MONTH, "--source", str(home / "source" / "exports")]) == 3
    assert "would not be used" in capsys.readouterr().err
    assert (home / "exports/H43" / f"{MONTH}~2").is_dir()


def test_every_version_delivered_by_hand_is_kept_when_the_next_takes_its_place(home):
    before = read_descriptor(home / "exports/H43" / MONTH)
    bytes_before = (before.folder / "ho_so.ndjson").read_bytes()
    deliver(home, online=12, created="2024-03-20T00:00:00+07:00")
    cycle(home)
    kept = {folder.name: folder for folder in (home / "exports/.kept/H43" / MONTH).iterdir()}
    assert len(kept) == 2
    assert (kept[before.digest[:16]] / "ho_so.ndjson").read_bytes() == bytes_before


def test_a_correction_prints_each_changed_figure_and_the_dossiers_that_caused_it(home):
    deliver(home, online=12, created="2024-03-20T00:00:00+07:00")
    cycle(home)
    folder = home / "outputs" / PLAN / MONTH / "r2"
    assert not (folder.with_name("r1") / "dinh-chinh.docx").exists()
    book = load_workbook(folder / "dinh-chinh.xlsx", read_only=True)
    figures = [[cell for cell in row if cell is not None] for row in book["Số liệu"].values]
    assert any("50,00% (10/20)" in row and "60,00% (12/20)" in row for row in figures)
    records = {row[1]: row for row in book["Hồ sơ"].values if row[1] and str(row[1]).startswith("H43.12-")}
    assert {name: (row[3], row[4], row[6], row[7]) for name, row in records.items()} == {
        "H43.12-240301-0010": ("0/1", "1/1", "ho_so.ndjson", "11"),
        "H43.12-240301-0011": ("0/1", "1/1", "ho_so.ndjson", "12"),
    }
    words = ZipFile(folder / "dinh-chinh.docx").read("word/document.xml").decode()
    assert "lần phát hành 2 so với lần 1" in words
    assert "H43.12-240301-0010" in words
    listed = {entry["path"] for entry in json.loads((folder / "manifest.json").read_text("utf-8"))["files"]}
    assert {"dinh-chinh.docx", "dinh-chinh.xlsx"} <= listed
