"""A home survives its backup; what was published and is no longer true is named."""

import json
import shutil
import tarfile

import duckdb
import pytest

from tests.deliveries import Delivery, dossier
from tests.plain_cycle import run
from warehouse.database import warehouse_path
from warehouse.errors import ConfigurationError, CycleFailed
from warehouse.keeping.backup import LIST, back_up, restore
from warehouse.keeping.health import is_fit, look_at
from warehouse.keeping.verify import altered_files, changed_figures, published_revisions
from warehouse.locks import writer_lock
from warehouse.plans.catalogue import load_plan

ASKED = ("ninh-thuan-2024", "2024-03")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A home with one published month, and its backup."""
    folder = tmp_path_factory.mktemp("kept")
    rows = [dossier(n, KenhThucHien=str(1 + n % 2)) for n in range(40)]
    Delivery(folder / "source", "2024-03").put("ho_so", rows, "ndjson.gz").describe()
    run(folder / "home", folder / "source", *ASKED)
    for left in ("stage/H43-2024-02-cut", "logs", "prefect"):
        (folder / "home" / left).mkdir(parents=True, exist_ok=True)
        (folder / "home" / left / "secret").write_text("left out")
    back_up(folder / "home", folder / "home.tar.gz")
    return folder


@pytest.fixture
def home(tmp_path, made):
    """A copy of the home that tests may harm."""
    return shutil.copytree(made / "home", tmp_path / "home")


def differences(home):
    plan = load_plan(ASKED[0])
    return [
        (found.kind, found.what.rsplit("/", 1)[-1])
        for revision in published_revisions(home)
        for found in (*altered_files(home, revision), *changed_figures(home, revision, plan))
    ]


def change(home, statement):
    with duckdb.connect(str(warehouse_path(home))) as connection:
        connection.execute(statement)


def test_a_restored_home_has_the_same_files_and_nothing_of_what_makes_itself_again(made, tmp_path):
    restored = tmp_path / "restored"
    restore(made / "home.tar.gz", restored)
    kept = {path.relative_to(restored).as_posix(): path.read_bytes() for path in restored.rglob("*") if path.is_file()}
    assert "warehouse.duckdb" in kept
    assert any(name.endswith("bao-cao.docx") for name in kept)
    assert not [name for name in kept if name.split("/")[0] in ("stage", "logs", "prefect") or name == "cycle.lock"]
    assert all((made / "home" / name).read_bytes() == content for name, content in kept.items())
    assert differences(restored) == []


def test_a_backup_is_refused_while_a_cycle_runs_and_leaves_nothing(made, tmp_path):
    with writer_lock(made / "home"), pytest.raises(CycleFailed):
        back_up(made / "home", tmp_path / "other.tar.gz")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("where", ["home/backup.tar.gz", "home.tar.gz"])
def test_a_backup_overwrites_nothing_and_never_lies_in_the_home(made, where):
    with pytest.raises(ConfigurationError):
        back_up(made / "home", made / where)


def test_a_home_that_holds_something_is_never_restored_over(made, home):
    with pytest.raises(ConfigurationError, match="not empty"):
        restore(made / "home.tar.gz", home)


def _cut(content):
    return content[: len(content) * 9 // 10]


def _flipped(content):
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 255]) + content[middle + 1 :]


@pytest.mark.parametrize("harm", [_cut, _flipped, lambda content: b"not a backup", lambda content: b""])
def test_a_damaged_backup_makes_no_home(made, tmp_path, harm):
    file = tmp_path / "harmed.tar.gz"
    file.write_bytes(harm((made / "home.tar.gz").read_bytes()))
    with pytest.raises(CycleFailed):
        restore(file, tmp_path / "restored")
    assert [path.name for path in tmp_path.iterdir()] == ["harmed.tar.gz"]


@pytest.mark.parametrize("name", ["../outside", "/outside", "link"])
def test_a_backup_that_leaves_the_home_or_holds_a_link_makes_no_home(tmp_path, name):
    file = tmp_path / "hostile.tar.gz"
    with tarfile.open(file, "w:gz") as archive:
        member = tarfile.TarInfo(name)
        if name == "link":
            member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(member)
    with pytest.raises(CycleFailed):
        restore(file, tmp_path / "restored")
    assert [path.name for path in tmp_path.iterdir()] == ["hostile.tar.gz"]


def test_a_list_that_does_not_match_its_files_makes_no_home(made, tmp_path):
    restore(made / "home.tar.gz", tmp_path / "restored")
    file = tmp_path / "short.tar.gz"
    with tarfile.open(made / "home.tar.gz") as whole, tarfile.open(file, "w:gz") as short:
        for member in whole:
            if member.name != "warehouse.duckdb":
                short.addfile(member, whole.extractfile(member))
    with tarfile.open(file) as archive:
        assert LIST in archive.getnames()
    with pytest.raises(CycleFailed, match="not those of its list"):
        restore(file, tmp_path / "again")


def test_an_untouched_home_is_as_it_was_published(home):
    assert differences(home) == []


def test_a_changed_a_missing_and_an_added_file_are_each_named(home):
    folder = home / "outputs" / ASKED[0] / ASKED[1] / "r1"
    (folder / "bao-cao.docx").write_bytes(b"altered")
    (folder / "bao-cao.xlsx").unlink()
    (folder / "them.txt").write_text("added")
    assert differences(home) == [("file", "bao-cao.docx"), ("file", "bao-cao.xlsx"), ("file", "them.txt")]
    shutil.rmtree(folder)
    assert differences(home) == [("manifest", "manifest.json")]


def test_a_figure_that_the_raw_rows_no_longer_give_is_named(home):
    change(home, "update mart.figure set numerator = numerator + 1 where scope_kind = 'headline' and row_no = '2.1'")
    found = differences(home)
    assert found
    assert {(kind, what.split()[0]) for kind, what in found} == {("figure", "2.1")}


def test_health_names_what_keeps_a_cycle_from_running(home, tmp_path):
    (home / "stage" / "H43-2024-02-cut").mkdir(parents=True, exist_ok=True)
    states = {finding.name: finding.state for finding in look_at(home)}
    assert states["warehouse"] == "ok"
    assert states["stage"] == "warning"
    warehouse_path(home).write_bytes(b"no database")
    findings = look_at(home)
    assert not is_fit(findings)
    assert json.dumps([finding.said for finding in findings])
    assert is_fit(look_at(tmp_path / "new"))
