"""What is kept and said of a delivered file's path: known words, codes and short numbers; of the rest the length."""

import logging

import pytest

from tests.deliveries import dossier
from tests.plain_cycle import load, run
from warehouse.database import warehouse
from warehouse.errors import DataRefused
from warehouse.exports.descriptor import verify_files
from warehouse.exports.file_names import shown_path


@pytest.mark.parametrize(
    "path",
    [
        "ho_so-0001.ndjson.gz",
        "ho-so-2024-03-15-0001.ndjson",
        "2024-03/H43.12/tthc.xlsx",
        "mot-cua-phang.csv",
        "dossier-digitized-month-2024-3.json",
    ],
)
def test_a_path_of_known_words_and_short_numbers_is_kept_as_it_is(path):
    assert shown_path(path, 3) == path


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("Nguyễn Văn An.csv", "(13 ký tự).csv"),
        ("ho_so/nguyen-van-an.ndjson", "ho_so/(13 ký tự).ndjson"),
        ("ho_so-nguyen_van_an-0002.ndjson", "ho_so-(13 ký tự)-0002.ndjson"),
        ("pakn-0987.654.321.csv", "(21 ký tự)"),
        ("ho_so-0987654321.csv", "(20 ký tự)"),
        ("ho_so-079123456789.csv", "(22 ký tự)"),
        ("ho_so-123456789.csv", "ho_so-(9 ký tự).csv"),
        ("an@example.vn.xlsx", "(13 ký tự).xlsx"),
    ],
)
def test_of_anything_else_only_the_length_and_the_files_number_are_kept(path, shown):
    assert shown_path(path) == shown
    assert shown_path(path, 3) == f"{shown} (tệp 3)"


def test_no_path_of_a_delivered_file_brings_a_person_into_the_home_or_a_message(delivery, tmp_path, caplog):
    named = "ho_so Nguyễn Văn An 0987654321.ndjson"
    rows = [dossier(n, Strange="x") for n in range(40)] + [dossier(41, KenhThucHien="9")]
    export = delivery().put("ho_so", rows, path=named).export()
    with caplog.at_level(logging.DEBUG):
        run(tmp_path / "home", tmp_path / "source", "ninh-thuan-2024", "2024-03")
    (export.folder / named).write_bytes(b"{}")
    with pytest.raises(DataRefused, match=r"\(\d+ ký tự\)") as refused:
        verify_files(export)
    with warehouse(tmp_path / "home") as connection:
        kept = str(
            connection.execute("select path from raw.resource union all select file from mart.finding").fetchall()
        )
    manifests = "".join(path.read_text("utf-8") for path in (tmp_path / "home").rglob("*.json"))
    for said in (refused.value.message, kept, manifests, caplog.text):
        assert "Nguyễn" not in said and "0987654321" not in said
    assert "ký tự" in manifests


def test_two_files_of_odd_names_are_told_apart(delivery, tmp_path):
    made = delivery()
    for name in ("Nguyễn Văn An.ndjson", "Nguyễn Văn Ba.ndjson"):
        made.put("ho_so", [dossier(len(name), NgayTiepNhan="x")], path=name)
    load(tmp_path / "home", made.export())
    with warehouse(tmp_path / "home") as connection:
        paths = connection.execute("select path from raw.resource where dataset = 'ho_so'").fetchall()
    assert len(set(paths)) == 2
