"""Folders and zips as sources: every version of a month lands once, whole, and is never changed."""

import json
import os
import stat
import zipfile

import pytest

from tests.deliveries import PROCEDURES, Delivery, dossier
from warehouse.errors import CycleFailed, DataRefused, NotReady
from warehouse.exports.descriptor import read_descriptor, verify_files
from warehouse.exports.places.draft import drafting


@pytest.fixture
def source(tmp_path):
    """A folder with one month of three dossiers."""
    Delivery(tmp_path / "source").put("ho_so", [dossier(n) for n in (1, 2, 3)], "ndjson.gz").describe()
    return tmp_path / "source"


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def zipped(source, target, *, prefix="", compression=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(target, "w", compression) as archive:
        for path in sorted(source.rglob("*")):
            archive.write(path, f"{prefix}{path.relative_to(source)}")
    return target


def test_a_folder_lands_byte_for_byte_and_once(source, pull, left_behind):
    first = pull(source)
    assert contents(first.folder) == contents(source / "H43" / "2024-03")
    verify_files(read_descriptor(first.folder))
    again = pull(source.as_uri())
    assert (again.is_new, again.folder) == (False, first.folder)
    assert left_behind() == (["2024-03"], [])


def test_other_bytes_of_a_month_land_beside_the_old(source, pull, left_behind):
    first = pull(source)
    before = contents(first.folder)
    later = Delivery(source, created="2024-03-20T08:00:00+07:00")
    later.put("ho_so", [dossier(1), dossier(2, KenhThucHien="1")], "ndjson.gz").describe()
    second = pull(source)
    assert (second.version, second.is_new) == (2, True)
    gone, other = "1 gone (H43.12-240301-0003)", "1 changed (H43.12-240301-0002)"
    assert second.changes == f"ho_so 3 -> 2 rows: {gone}, {other}; 1 files with other bytes"
    assert contents(first.folder) == before
    assert left_behind()[0] == ["2024-03", "2024-03~2"]
    assert not pull(source).is_new


def test_the_rows_that_differ_are_named_in_every_form_and_never_by_a_persons_name(source, pull):
    pull(source)
    named = dossier(4) | {"MaHoSo": "Đỗ Thị Hoa 0912345678"}
    for hour, form in enumerate(("csv", "xlsx", "ndjson")):
        later = Delivery(source, created=f"2024-03-2{hour}T08:00:00+07:00")
        rows = [dossier(n) for n in (1, 2, 3)] + [named] * (form == "csv") + [dossier(5)] * (form == "ndjson")
        later.put("ho_so", rows, form).put("tthc", [PROCEDURES[0] | {"MaTTHC": f"1.00000{hour}"}]).describe()
        changes = pull(source).changes
        assert "Hoa" not in changes
        assert "tthc: 1 gone (1.00000" in changes
        assert {"csv": "3 changed", "xlsx": "1 gone ((21 characters))", "ndjson": "1 new (H43.12-240301-0005)"}[
            form
        ] in changes


def test_the_same_bytes_with_a_later_date_are_recognised(source, pull):
    first = pull(source)
    descriptor = source / "H43" / "2024-03" / "datapackage.json"
    said = json.loads(descriptor.read_text("utf-8"))
    descriptor.write_text(json.dumps(said | {"created": "2024-03-20T08:00:00+07:00"}), "utf-8")
    assert pull(source).folder == first.folder


def test_what_is_still_being_written_is_not_ready(source, pull, left_behind):
    with (source / "H43" / "2024-03" / "ho_so.ndjson.gz").open("ab") as growing:
        growing.write(b"more")
    with pytest.raises(NotReady, match="may still be written"):
        pull(source)
    assert left_behind() == ([], [])


def test_other_bytes_than_described_are_refused(source, pull, left_behind):
    path = source / "H43" / "2024-03" / "ho_so.ndjson.gz"
    path.write_bytes(bytes(len(path.read_bytes())))
    with pytest.raises(DataRefused, match="SHA-256 differs"):
        pull(source)
    assert left_behind() == ([], [])


def test_a_month_that_is_not_there_is_not_ready(source, pull):
    with pytest.raises(NotReady, match="No export of H43 for 2024-04"):
        pull(source, "2024-04")


def test_a_file_that_leads_out_of_the_source_is_refused(source, pull, tmp_path):
    secret = tmp_path / "secret"
    path = source / "H43" / "2024-03" / "ho_so.ndjson.gz"
    path.rename(secret)
    path.symlink_to(secret)
    with pytest.raises(DataRefused, match="leaves the export's folder"):
        pull(source)


def test_a_landed_month_is_not_pulled_by_two_at_once(source, pull, tmp_path):
    with drafting(tmp_path / "home" / "exports", "H43", "2024-03"), pytest.raises(CycleFailed, match="Another process"):
        pull(source)


@pytest.mark.parametrize("prefix", ["", "xuat/thang 3/"])
def test_a_zip_of_export_folders_lands_the_same_bytes(source, pull, tmp_path, prefix):
    landed = pull(zipped(source, tmp_path / "thang-3.zip", prefix=prefix))
    assert contents(landed.folder) == contents(source / "H43" / "2024-03")
    assert not pull(source).is_new


def test_a_zip_of_the_files_alone_is_placed_by_its_descriptor(source, pull, tmp_path):
    assert pull(zipped(source / "H43" / "2024-03", tmp_path / "mot-thang.zip")).is_new


def bomb(archive):
    archive.writestr("H43/2024-03/ho_so.ndjson", bytes(60 << 20))


def slip(archive):
    archive.writestr("../../outside", b"x")


def absolute(archive):
    archive.writestr("/etc/outside", b"x")


def backslash(archive):
    entry = zipfile.ZipInfo("x")
    entry.filename = "..\\..\\outside"
    archive.writestr(entry, b"x")


def link(archive):
    entry = zipfile.ZipInfo("H43/2024-03/ho_so.ndjson")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    archive.writestr(entry, "/etc/passwd")


def twice(archive):
    archive.writestr("H43/2024-03/A", b"1")
    archive.writestr("H43/2024-03/a", b"2")


def many(archive):
    for number in range(10_001):
        archive.writestr(str(number), b"")


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (bomb, "it unpacks from"),
        (slip, "leads out of it"),
        (absolute, "leads out of it"),
        (backslash, "leads out of it"),
        (link, "a link or a device"),
        (twice, "the same name twice"),
        (many, "10001 entries"),
    ],
)
def test_a_doubtful_zip_is_refused_before_anything_of_it_is_opened(pull, tmp_path, left_behind, spoil, says):
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        spoil(archive)
    with pytest.raises(DataRefused, match=says):
        pull(tmp_path / "x.zip")
    assert left_behind() == ([], [])
    assert not (tmp_path / "outside").exists()


def test_what_is_no_zip_is_refused(pull, tmp_path):
    (tmp_path / "x.zip").write_bytes(b"<html>")
    with pytest.raises(DataRefused, match="not a readable zip"):
        pull(tmp_path / "x.zip")


def test_a_file_of_many_names_lands_under_its_name(tmp_path, pull):
    names = [
        "ho_so[1].ndjson",
        "hồ sơ*.ndjson",
        "'ho''so'.ndjson",
        "?.ndjson",
        "%00.ndjson",
        "sâu/hơn.ndjson",
        "~x.ndjson",
    ]
    delivery = Delivery(tmp_path / "source")
    for number, name in enumerate(names, start=1):
        delivery.put("ho_so", [dossier(number)], path=name)
    folder = delivery.describe()
    assert contents(pull(tmp_path / "source").folder) == contents(folder)


def test_files_without_a_descriptor_land_with_one_of_our_making(source, pull, tmp_path):
    bare = tmp_path / "bare"
    (source / "H43" / "2024-03").rename(bare)
    (bare / "datapackage.json").unlink()
    first = pull(bare)
    export = read_descriptor(first.folder)
    assert {resource.dataset: resource.rows for resource in export.resources} == {"ho_so": 3, "don_vi": 4, "tthc": 1}
    assert not pull(bare).is_new
    with (bare / "tthc.ndjson").open("ab") as more:
        more.write(b"\n")
    os.utime(bare / "tthc.ndjson", (export.created.timestamp() + 60,) * 2)
    assert pull(bare).version == 2
