"""Who may approve a report, what the approval is bound to, and where it shows."""

import json
import shutil
from zipfile import ZipFile

import pytest

from report_templates.context.build import build_context
from tasks.render import report_data
from tasks.request import Cycle
from tests.deliveries import Delivery, dossier
from tests.plain_cycle import run
from warehouse.cycles.approval import approve, is_approved
from warehouse.cycles.overview import period_states
from warehouse.database import warehouse
from warehouse.errors import ConfigurationError, CycleFailed, DataHeld
from warehouse.figures.marts import published_revision
from warehouse.intake.decisions import accept
from warehouse.intake.journal import recall_decisions
from warehouse.keeping.verify import altered_files
from warehouse.locks import writer_lock
from warehouse.periods import Period
from warehouse.plans.catalogue import load_plan

MARCH, NAME = Period.parse("2024-03"), "ninh-thuan-2024"
PLAN = load_plan(NAME)


def deliver(home, good=20, bad=0, **settings):
    rows = [dossier(n) for n in range(good)] + [dossier(900 + n, TrangThaiHoSo="99") for n in range(bad)]
    Delivery(home / "exports", **settings).put("ho_so", rows).describe()


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A home whose March was held, accepted by An and published."""
    home = tmp_path_factory.mktemp("home")
    deliver(home, bad=5)
    with pytest.raises(DataHeld):
        run(home, home / "exports", NAME, "2024-03")
    accept(home, PLAN, MARCH, "rows-sent-back:ho_so", "Trần Thị An", "mã trạng thái cũ")
    run(home, home / "exports", NAME, "2024-03")
    return home


@pytest.fixture
def home(published, tmp_path):
    return shutil.copytree(published, tmp_path / "home")


def newest(home):
    return published_revision(home, NAME, MARCH)


def test_an_approval_is_bound_to_the_manifest_and_void_when_a_file_changes(home):
    made = approve(home, PLAN, MARCH, "Lê Văn Bình")
    assert made.is_complete
    assert is_approved(home, newest(home))
    assert period_states(home, NAME)[0].state == "approved"
    approve(home, PLAN, MARCH, "lê  văn BÌNH")  # again by the same person: nothing more
    with warehouse(home, read_only=True) as connection:
        approvals = connection.execute("select bound_to from mart.decision where kind = 'approve'").fetchall()
    assert approvals == [(made.manifest,)]
    folder = home / "outputs" / NAME / "2024-03" / "r1"
    report, manifest = folder / "bao-cao.docx", folder / "manifest.json"
    said = json.loads(manifest.read_text("utf-8"))
    report.write_bytes(b"forged")
    assert not is_approved(home, newest(home))
    assert [each.kind for each in altered_files(home, newest(home))] == ["file"]
    for entry in said["files"]:  # a manifest that agrees with the forged file is another manifest
        if entry["path"] == report.name:
            entry["hash"] = "sha256:2e21a17ef2d2ff6ccc2f2f0e1ff4ccd57d1e0b8f7cb7cef6d0b4a4a8b7a1f6a0"
    manifest.write_text(json.dumps(said), "utf-8")
    assert not is_approved(home, newest(home))
    assert "manifest" in {each.kind for each in altered_files(home, newest(home))}
    with pytest.raises(CycleFailed, match="Not as it was published"):
        approve(home, PLAN, MARCH, "Phạm Chi")


def test_who_accepted_the_data_may_not_be_the_only_one_to_approve(home):
    with pytest.raises(ConfigurationError, match="by that person alone"):
        approve(home, PLAN, MARCH, "trần thị an")
    approve(home, PLAN, MARCH, "Lê Văn Bình")
    assert approve(home, PLAN, MARCH, "Trần Thị An").is_complete


@pytest.mark.parametrize(
    ("name", "number", "match"),
    [("  ", None, "--by"), ("Bình", 2, "no published revision 2"), ("x" * 501, None, "--by")],
)
def test_an_approval_without_name_or_revision_is_refused(home, name, number, match):
    with pytest.raises(ConfigurationError, match=match):
        approve(home, PLAN, MARCH, name, number)


def test_nothing_is_approved_while_a_cycle_runs(home):
    with writer_lock(home), pytest.raises(CycleFailed, match="Another cycle is running"):
        approve(home, PLAN, MARCH, "Bình")


def test_a_revision_after_an_approved_one_says_that_it_replaces_it_and_prints_who_decided(home):
    approve(home, PLAN, MARCH, "Lê Văn Bình")
    deliver(home, good=21, created="2024-03-20T00:00:00+07:00")
    run(home, home / "exports", NAME, "2024-03")
    folder = home / "outputs" / NAME / "2024-03" / "r2"
    words = ZipFile(folder / "bao-cao.docx").read("word/document.xml").decode()
    assert "thay thế lần phát hành trước (lần 1)" in words
    said = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert [(each["revision"], each["name"]) for each in said["approved_before"]] == [(1, "Lê Văn Bình")]
    assert not is_approved(home, newest(home))
    assert period_states(home, NAME)[0].state == "waiting"


def test_accepted_data_are_named_with_the_person_in_the_workbook_and_before_signing(published):
    workbook = published / "outputs" / NAME / "2024-03" / "r1" / "bao-cao.xlsx"
    words = ZipFile(workbook).read("xl/sharedStrings.xml").decode()
    assert "rows-sent-back:ho_so" in words
    assert "Trần Thị An" in words
    context = build_context(report_data(Cycle(published, published / "exports", PLAN, MARCH), newest(published)))
    (named,) = [check.text for check in context.checks if check.code == "decision"]
    assert "Trần Thị An chấp nhận: mã trạng thái cũ" in named


def test_decisions_stand_on_disk_and_are_recalled(home):
    approve(home, PLAN, MARCH, "Lê Văn Bình")
    with warehouse(home) as connection:
        before = connection.execute("from mart.decision order by all").fetchall()
        connection.execute("delete from mart.decision")
        assert recall_decisions(connection, home) == len(before) == 2
        assert recall_decisions(connection, home) == 0
        assert connection.execute("from mart.decision order by all").fetchall() == before
