"""The door: a descriptor and its files are believed only when everything they say is true."""

import json
import shutil

import pytest

from tests.deliveries import UNITS, dossier
from warehouse.errors import DataRefused
from warehouse.exports.contents import lines
from warehouse.exports.descriptor import read_descriptor, verify_files
from warehouse.exports.sources import find_exports
from warehouse.periods import Period

MARCH = Period.parse("2024-03")


def refused(action, *words):
    """The action is refused with exit code 3 and a line that holds every word."""
    with pytest.raises(DataRefused) as caught:
        action()
    assert caught.value.exit_code == 3
    for word in words:
        assert word in caught.value.message
    return caught.value


class TestAFile:
    def test_is_accepted_when_size_hash_and_place_are_as_stated(self, delivery):
        verify_files(delivery().export())

    def test_of_another_size_is_refused_by_name(self, delivery):
        export = delivery().put("ho_so", [dossier()]).export()
        with (export.folder / "ho_so.ndjson").open("ab") as file:
            file.write(b"\n")
        refused(lambda: verify_files(export), "H43/2024-03/ho_so.ndjson", "bytes", "nothing")

    def test_with_another_content_of_the_same_size_is_refused(self, delivery):
        export = delivery().put("ho_so", [dossier(1)]).export()
        path = export.folder / "ho_so.ndjson"
        path.write_bytes(path.read_bytes().replace(b"0001", b"0002"))
        refused(lambda: verify_files(export), "ho_so.ndjson", "SHA-256")

    def test_of_ten_million_rows_is_refused_before_it_is_opened(self, delivery):
        made = delivery().put_bytes("ho_so.ndjson", b"never read", "ho_so", 10_000_000)
        with pytest.raises(DataRefused, match="ho_so has more than 5000000 rows"):
            made.export()

    def test_that_the_machine_cannot_read_is_refused_without_its_name(self, delivery, monkeypatch):
        export = delivery().put("pakn", [], path="Nguyễn Văn An.ndjson").export()

        def broken(path, *_):
            raise OSError(5, "Input/output error", str(path))

        monkeypatch.setattr("pathlib.Path.open", broken)
        monkeypatch.setattr("gzip.GzipFile", broken)
        (resource,) = export.of("pakn")
        for read in (verify_files, lambda export: list(lines(export, resource))):
            with pytest.raises(DataRefused, match="Input/output error") as refused:
                read(export)
            assert "Nguyễn" not in refused.value.message

    def test_that_is_missing_is_refused(self, delivery):
        export = delivery().export()
        (export.folder / "tthc.ndjson").unlink()
        refused(lambda: verify_files(export), "tthc.ndjson", "missing")

    def test_that_is_a_folder_is_refused(self, delivery):
        export = delivery().export()
        (export.folder / "tthc.ndjson").unlink()
        (export.folder / "tthc.ndjson").mkdir()
        refused(lambda: verify_files(export), "tthc.ndjson")

    def test_hash_may_be_written_in_capitals(self, delivery):
        made = delivery()
        made.describe()
        for resource in made.said["resources"]:
            resource["hash"] = resource["hash"].upper()
        verify_files(made.export())


class TestADescriptor:
    @pytest.mark.parametrize("dataset", ["ho_so", "tthc", "don_vi"])
    def test_without_a_required_dataset_is_refused(self, delivery, dataset):
        made = delivery()
        made.describe()
        made.said["resources"] = [each for each in made.said["resources"] if each["dataset"] != dataset]
        refused(lambda: made.export(bare=True), "datapackage.json", dataset)

    @pytest.mark.parametrize(
        "change",
        [
            {"province": "H44"},
            {"period": "2024-02"},
            {"profile": "kybaocao-export/2"},
            {"profile": None},
            {"period": 202403},
        ],
    )
    def test_that_states_another_place_or_profile_is_refused(self, delivery, change):
        refused(lambda: delivery().export(**change), "datapackage.json")

    @pytest.mark.parametrize(
        "path",
        ["../ho_so.ndjson", "/etc/passwd", "a/../../b.ndjson", "", "ho_so\0.ndjson", "."],
    )
    def test_with_a_path_that_leaves_the_folder_is_refused(self, delivery, path):
        made = delivery()
        made.describe()
        made.said["resources"].append(made.said["resources"][0] | {"path": path})
        refused(made.export)

    def test_with_a_link_that_leaves_the_folder_is_refused(self, delivery, tmp_path):
        made = delivery()
        made.describe()
        (tmp_path / "elsewhere.ndjson").write_bytes(b"")
        (made.folder / "part.ndjson").symlink_to(tmp_path / "elsewhere.ndjson")
        made.said["resources"].append(made.said["resources"][0] | {"path": "part.ndjson"})
        refused(made.export, "part.ndjson", "leaves")

    @pytest.mark.parametrize("path", ["ho_so.ndjson", "./ho_so.ndjson", "x/../ho_so.ndjson", "again.ndjson"])
    def test_that_lists_one_file_twice_is_refused_however_it_is_written(self, delivery, path):
        made = delivery().put("ho_so", [dossier()])
        (made.folder / "again.ndjson").symlink_to(made.folder / "ho_so.ndjson")
        made.said["resources"].append(made.said["resources"][0] | {"path": path})
        refused(made.export, "twice")

    def test_with_an_unknown_dataset_is_refused(self, delivery):
        refused(delivery().put_bytes("x.csv", b"", "ho_so_2", 0).export, "x.csv", "ho_so_2", "unknown")

    @pytest.mark.parametrize("path", ["ho_so.xlsm", "ho_so.xls", "ho_so.zip", "ho_so.json", "ho_so"])
    def test_with_a_file_of_another_kind_is_refused(self, delivery, path):
        refused(delivery().put_bytes(path, b"", "ho_so", 0).export, path, ".ndjson, .csv, .xlsx")

    @pytest.mark.parametrize("text", ["", "{", "[]", "null", '"x"', "{}", "[" * 100_000, "\xff"])
    def test_that_is_not_json_of_the_right_shape_is_refused(self, delivery, text):
        folder = delivery().describe()
        (folder / "datapackage.json").write_bytes(text.encode("latin-1"))
        refused(lambda: read_descriptor(folder), "datapackage.json")

    @pytest.mark.parametrize(
        "change",
        [
            {"resources": {}},
            {"resources": ["x"]},
            {"resources": None},
            {"created": "yesterday"},
            {"created": None},
            {"window": {"from": "2024-02-15"}},
            {"window": {"from": "2024-03-14", "to": "2024-02-15"}},
            {"window": {"from": "2024-01-15", "to": "2024-02-14"}},
            {"created": "2024-03-10T01:00:00+07:00"},
        ],
    )
    def test_with_a_wrong_field_is_refused(self, delivery, change):
        refused(lambda: delivery().export(**change), "datapackage.json")

    @pytest.mark.parametrize(
        "change",
        [
            {"rows": "many"},
            {"rows": -1},
            {"rows": 1.5},
            {"rows": True},
            {"bytes": None},
            {"dataset": ["ho_so"]},
            {"path": 5},
            {"hash": None},
        ],
    )
    def test_with_a_wrong_resource_is_refused(self, delivery, change):
        made = delivery()
        made.describe()
        made.said["resources"][0] |= change
        refused(lambda: made.export(bare=True), "datapackage.json")

    def test_may_begin_with_a_byte_order_mark(self, delivery):
        folder = delivery().describe()
        path = folder / "datapackage.json"
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
        assert read_descriptor(folder).month == "2024-03"

    def test_created_without_a_zone_is_local_time(self, delivery):
        with_zone = delivery().export(created="2024-03-14T18:20:00+00:00")
        assert with_zone.created_at == delivery().export(created="2024-03-15T01:20:00").created_at

    def test_gives_the_same_export_in_any_order_of_its_resources(self, delivery):
        made = delivery()
        for part in (10, 9, 2, 1):
            made.put("ho_so", [dossier(part)], path=f"ho_so-{part}.ndjson")
        one = made.export()
        made.said["resources"].reverse()
        other = made.export()
        assert one.resources == other.resources
        assert one.digest == other.digest
        assert [resource.path for resource in one.of("ho_so")] == [f"ho_so-{n}.ndjson" for n in (1, 2, 9, 10)]

    def test_of_a_changed_file_has_another_digest(self, delivery):
        one = delivery().put("ho_so", [dossier(1)]).export()
        assert delivery().put("ho_so", [dossier(2)]).export().digest != one.digest


class TestTheExportsOfAPeriod:
    def test_are_those_up_to_its_last_month_oldest_first(self, delivery, tmp_path):
        for month in ("2024-04", "2024-01", "2024-03", "2023-12"):
            delivery(month).put("ho_so", []).put("don_vi", UNITS).describe()
        found = find_exports(tmp_path / "source", "H43", Period.parse("2024-Q1"))
        assert [export.month for export in found] == ["2023-12", "2024-01", "2024-03"]

    def test_are_refused_when_the_month_itself_is_missing(self, delivery, tmp_path):
        delivery("2024-02").describe()
        refused(lambda: find_exports(tmp_path / "source", "H43", MARCH), "H43", "2024-03")

    def test_do_not_include_folders_that_are_no_month(self, delivery, tmp_path):
        folder = delivery().describe()
        for name in ("2024-13", "2024-3", ".2024-03-abc", "2024-02 (copy)", "old"):
            (folder.parent / name).mkdir()
            (folder.parent / name / "datapackage.json").write_text("{}")
        assert [export.month for export in find_exports(tmp_path / "source", "H43", MARCH)] == ["2024-03"]

    def test_are_the_version_made_last_of_each_month(self, delivery, tmp_path):
        folder = delivery().describe()
        self.version(folder, "2024-03~2", "16T08:00:00+07:00")
        assert [export.folder.name for export in find_exports(tmp_path / "source", "H43", MARCH)] == ["2024-03~2"]

    def test_are_refused_when_the_last_to_arrive_was_made_earlier(self, delivery, tmp_path):
        folder = delivery().describe()
        self.version(folder, "2024-03~2", "16T08:00:00+07:00")
        self.version(folder, "2024-03~3", "15T09:00:00+07:00")
        refused(lambda: find_exports(tmp_path / "source", "H43", MARCH), "2024-03~3", "would not be used")

    def version(self, folder, name, created):
        later = folder.with_name(name)
        shutil.copytree(folder, later)
        said = json.loads((later / "datapackage.json").read_text("utf-8")) | {"created": f"2024-03-{created}"}
        (later / "datapackage.json").write_text(json.dumps(said), "utf-8")

    def test_leave_out_a_broken_version_only_when_a_later_one_is_sound(self, delivery, tmp_path):
        folder = delivery().describe()
        shutil.copytree(folder, folder.with_name("2024-03~2"))
        (folder / "datapackage.json").write_text("{}")
        assert [export.folder.name for export in find_exports(tmp_path / "source", "H43", MARCH)] == ["2024-03~2"]
        (folder.with_name("2024-03~2") / "datapackage.json").write_text("{}")
        refused(lambda: find_exports(tmp_path / "source", "H43", MARCH), "2024-03~2")

    def test_made_at_the_same_moment_are_in_force_by_their_arrival(self, delivery, tmp_path):
        folder = delivery().describe()
        for number in (2, 9, 10):
            shutil.copytree(folder, folder.with_name(f"2024-03~{number}"))
        assert [export.folder.name for export in find_exports(tmp_path / "source", "H43", MARCH)] == ["2024-03~10"]


@pytest.mark.parametrize(
    "path", ["ho_so[1].ndjson", "ho so.csv", "hồ sơ*.ndjson.gz", "'ho''so'.csv.gz", "?.xlsx", "%00.csv", "🗂.ndjson"]
)
def test_a_file_name_is_a_name_and_never_a_pattern(delivery, staged, ask, path):
    made = delivery()
    form = path.split(".", 1)[1]
    made.put("ho_so", [dossier(7)], form, path=path)
    for decoy in ("ho_so1.ndjson", "hồ sơ1.ndjson.gz", "a.xlsx", "hoxso.csv"):
        (made.folder / decoy).write_bytes(b"not delivered")
    stage = staged(made.export())
    assert ask(stage, "select dossier_id from accepted.ho_so") == [("H43.12-240301-0007",)]


def test_what_is_said_is_kept_in_json_of_any_layout(delivery):
    folder = delivery().describe()
    path = folder / "datapackage.json"
    before = read_descriptor(folder).digest
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")), indent=3, sort_keys=True), "utf-8")
    assert read_descriptor(folder).digest == before
