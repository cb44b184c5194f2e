"""A publication appears whole or not at all, survives any interruption, and the same inputs give its bytes."""

import json
import shutil
from hashlib import sha256

import pytest

from tests.deliveries import Delivery, dossier
from tests.plain_cycle import STEPS, in_a_process, killed_after, run
from warehouse.database import warehouse, warehouse_path
from warehouse.errors import CycleFailed
from warehouse.figures.marts import published_revision
from warehouse.periods import Period
from warehouse.publication.outputs import put_in_place

ASKED = ("ninh-thuan-2024", "2024-03")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """Two months for H43."""
    folder = tmp_path_factory.mktemp("source")
    days = {"NgayTiepNhan": "20240201", "NgayKetThucXuLy": "20240208", "NgayCapNhat": "20240210", "NgayTra": ""}
    early = [dossier(MaHoSo=f"H43.12-240201-{n:04d}", **days) for n in range(5)]
    Delivery(folder, "2024-02").put("ho_so", early).describe()
    rows = [dossier(n, KenhThucHien=str(1 + n % 2)) for n in range(40)] + [dossier(99, TrangThaiHoSo="99")]
    Delivery(folder, "2024-03").put("ho_so", rows, "ndjson.gz").describe()
    return folder


@pytest.fixture(scope="module")
def first(tmp_path_factory, source):
    """A home after an undisturbed run, and what it published."""
    home = tmp_path_factory.mktemp("first")
    return home, run(home, source, *ASKED)


@pytest.fixture(scope="module")
def whole(first):
    """The files of an undisturbed run, by name, with their bytes."""
    return published(first[0])


@pytest.fixture
def home(tmp_path, first):
    """A copy of the home after an undisturbed run."""
    return shutil.copytree(first[0], tmp_path / "home")


def published(home):
    folder = home / "outputs"
    files = [path for path in folder.rglob("r*/*") if path.is_file() and ".building" not in path.parts]
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(files)}


def test_a_publication_has_a_manifest_of_its_files_and_exports(whole, source):
    manifest = json.loads(whole["ninh-thuan-2024/2024-03/r1/manifest.json"])
    for file in manifest["files"]:
        content = whole[f"ninh-thuan-2024/2024-03/r1/{file['path']}"]
        assert (file["bytes"], file["hash"]) == (len(content), f"sha256:{sha256(content).hexdigest()}")
    assert {f"ninh-thuan-2024/2024-03/r1/{file['path']}" for file in manifest["files"]} | {
        "ninh-thuan-2024/2024-03/r1/manifest.json"
    } == set(whole)
    for export in manifest["exports"]:
        said = json.loads((source / "H43" / export["period"] / "datapackage.json").read_text("utf-8"))
        delivered = {(each["path"], each["hash"], each["bytes"]) for each in said["resources"]}
        assert {(each["path"], each["hash"], each["bytes"]) for each in export["resources"]} == delivered
    assert [export["period"] for export in manifest["exports"]] == ["2024-02", "2024-03"]


def test_the_same_inputs_give_the_same_bytes_in_another_home(tmp_path, source, whole):
    moved = tmp_path / "moved"
    shutil.copytree(source, moved)
    run(tmp_path / "home", moved, *ASKED)
    assert published(tmp_path / "home") == whole


def test_a_rerun_without_change_publishes_nothing_new(home, source, whole):
    again = run(home, source, *ASKED)
    assert (again.is_new, again.revision) == (False, 1)
    assert published(home) == whole


def test_a_corrected_export_publishes_a_second_revision_beside_the_first(tmp_path, home, source, whole):
    corrected = shutil.copytree(source, tmp_path / "source")
    made = Delivery(corrected, "2024-03", created="2024-03-20T00:00:00+07:00")
    made.put("ho_so", [dossier(n) for n in range(30)])
    (corrected / "H43/2024-03/ho_so.ndjson.gz").unlink()
    made.describe()
    assert run(home, corrected, *ASKED).revision == 2
    after = published(home)
    assert {name: content for name, content in after.items() if "/r1/" in name} == whole
    assert len(after) == 2 * len(whole) + 2, "and a correction note with its workbook"


def test_runs_killed_after_every_step_in_turn_end_in_the_same_publication(tmp_path, source, whole):
    home = tmp_path / "home"
    for step in STEPS[: STEPS.index("publish")]:
        killed_after(step, home, source, *ASKED)
        assert published(home) == (whole if step == "rename" else {}), step
    assert not run(home, source, *ASKED).is_new
    assert published(home) == whole
    with warehouse(home) as connection:
        assert connection.execute("select revision, state from mart.revision").fetchall() == [(1, "published")]
        assert connection.execute("select count(*) from raw.export").fetchone() == (2,)


def test_a_run_killed_before_it_was_marked_is_marked_by_the_next(tmp_path, home, source, whole):
    with warehouse(home) as connection:
        connection.execute("update mart.revision set state = 'computed'")
    assert not run(home, source, *ASKED).is_new
    assert published(home) == whole


@pytest.mark.parametrize("limit", [10_000, 50_000])  # bytes per file: the stage does not fit, the report does not
def test_a_full_disk_fails_cleanly_and_leaves_the_old_publication(tmp_path, home, source, whole, limit):
    more = shutil.copytree(source, tmp_path / "source")
    made = Delivery(more, "2024-03", created="2024-03-20T00:00:00+07:00")
    made.put("ho_so", [dossier(n) for n in range(50)], "ndjson.gz").describe()
    assert in_a_process(run, home, more, *ASKED, largest_file=limit) == 1
    assert published(home) == whole
    run(home, more, *ASKED)
    assert {name: content for name, content in published(home).items() if "/r1/" in name} == whole
    assert any("/r2/" in name for name in published(home))


def test_a_publication_is_never_replaced_by_another_content(tmp_path, home, whole):
    warehouse_path(home).unlink()
    other = tmp_path / "other"
    Delivery(other, "2024-03").put("ho_so", [dossier(1)]).describe()
    with pytest.raises(CycleFailed, match="holds another revision"):
        run(home, other, *ASKED)
    assert published(home) == whole


def test_a_lost_warehouse_is_rebuilt_to_the_same_publication(home, source, whole):
    warehouse_path(home).unlink()
    run(home, source, *ASKED)
    assert published(home) == whole


def test_putting_in_place_again_changes_nothing(tmp_path, home, first, whole):
    revision = published_revision(home, ASKED[0], Period.parse(ASKED[1]))
    assert str(put_in_place(home, revision, tmp_path)) == first[1].folder.replace(str(first[0]), str(home))
    assert published(home) == whole
