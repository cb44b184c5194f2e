"""A published report to its recipients, by a real mail server, into a folder and into a bucket."""

import shutil

import fsspec
import pytest

from flows.cli import main
from tasks.hand_over import deliver
from tests.deliveries import Delivery, dossier
from tests.mail_server import mailbox
from tests.plain_cycle import run
from warehouse.cycles.approval import approve
from warehouse.database import warehouse
from warehouse.errors import ConfigurationError, CycleFailed
from warehouse.figures.marts import published_revision
from warehouse.periods import Period
from warehouse.plans.catalogue import load_plan
from warehouse.sending import ledger
from warehouse.sending.handover import LARGEST_ATTACHMENTS

NAME, MARCH = "ninh-thuan-2024", Period.parse("2024-03")
BIG = "phu-luc-lon.xlsx"


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A home whose March is published with one file of 30 MB."""
    home = tmp_path_factory.mktemp("home")
    Delivery(home / "exports").put("ho_so", [dossier(number) for number in range(20)]).describe()

    def add_big_file(step):
        if step == "render":
            (building,) = (home / "outputs" / ".building").iterdir()
            (building / BIG).write_bytes(b"0" * 30_000_000)

    run(home, home / "exports", NAME, "2024-03", after=add_big_file)
    assert (home / "outputs" / NAME / "2024-03" / "r1" / BIG).is_file()
    return home


@pytest.fixture
def home(published, tmp_path, monkeypatch):
    copy = shutil.copytree(published, tmp_path / "home")
    monkeypatch.setenv("KYBAOCAO_HOME", str(copy))
    monkeypatch.setattr(ledger, "_PAUSES", (0.01, 0.01))
    return copy


@pytest.fixture
def box(monkeypatch):
    with mailbox() as one:
        monkeypatch.setenv("KYBAOCAO_SMTP_URL", one.url)
        yield one


def recipients(home, *tables):
    text = "\n".join("[[recipient]]\n" + "\n".join(f"{key} = {value!r}" for key, value in t.items()) for t in tables)
    (home / "recipients.toml").write_text(text, "utf-8")


def mail(address, *what, when="published"):
    return {"kind": "email", "address": address, "what": list(what), "deliver_when": when}


def revision(home):
    return published_revision(home, NAME, MARCH)


def states(outcomes):
    return {each.address: each.state for each in outcomes}


def test_each_gets_what_it_is_to_have_once_and_what_is_too_large_as_a_link(home, box, monkeypatch):
    monkeypatch.setenv("KYBAOCAO_LINK", "https://noi-bo.example/bao-cao")
    recipients(home, mail("a@tinh.example", "bao-cao.docx"), mail("b@tinh.example"))
    assert set(states(deliver(revision(home))).values()) == {"sent"}
    deliver(revision(home))
    (small,), (large,) = box.to("a@tinh.example"), box.to("b@tinh.example")
    (attached,) = small.iter_attachments()
    report = home / "outputs" / NAME / "2024-03" / "r1"
    assert attached.get_filename() == "bao-cao.docx"
    assert attached.get_content() == (report / "bao-cao.docx").read_bytes()
    assert not list(large.iter_attachments())
    assert (report / BIG).stat().st_size > LARGEST_ATTACHMENTS
    assert f"https://noi-bo.example/bao-cao/{NAME}/2024-03/r1/" in large.get_content()


def test_a_bad_address_or_no_server_keeps_nobody_else_from_the_report_and_is_tried_again_by_the_next_call(
    home, box, monkeypatch
):
    recipients(home, mail("a@tinh.example", "bao-cao.docx"), mail("sai@tinh.example", "bao-cao.docx"))
    box.refused.add("sai@tinh.example")
    assert states(deliver(revision(home))) == {"a@tinh.example": "sent", "sai@tinh.example": "failed"}
    assert main(["deliver", NAME, "2024-03"]) == 1
    box.refused.clear()
    monkeypatch.setenv("KYBAOCAO_SMTP_URL", "smtp://127.0.0.1:9")  # nobody answers there
    assert states(deliver(revision(home))) == {"a@tinh.example": "sent", "sai@tinh.example": "failed"}
    monkeypatch.setenv("KYBAOCAO_SMTP_URL", box.url)
    assert main(["deliver", NAME, "2024-03"]) == 0
    assert len(box.to("a@tinh.example")) == len(box.to("sai@tinh.example")) == 1
    with warehouse(home, read_only=True) as connection:
        rows = connection.execute("select address, revision, state, attempts from mart.handover order by 1").fetchall()
    assert rows == [("a@tinh.example", 1, "sent", 1), ("sai@tinh.example", 1, "sent", 6)]  # 1 + 1 + 3 + 1


def test_what_may_have_arrived_goes_again_only_on_a_persons_word(home, box):
    recipients(home, mail("a@tinh.example", "bao-cao.docx"))
    box.breaks_off = True
    assert states(deliver(revision(home))) == {"a@tinh.example": "unclear"}
    box.breaks_off = False
    assert states(deliver(revision(home))) == {"a@tinh.example": "unclear"}
    assert len(box.to("a@tinh.example")) == 1
    assert states(deliver(revision(home), again="a@tinh.example")) == {"a@tinh.example": "sent"}
    first, second = box.to("a@tinh.example")
    assert first["Message-ID"] == second["Message-ID"]  # so that a mailbox can drop the second


def test_what_needs_an_approval_waits_for_it(home, box):
    recipients(home, mail("a@tinh.example", "bao-cao.docx", when="approved"))
    assert states(deliver(revision(home))) == {"a@tinh.example": "waiting"}
    assert not box.taken
    approve(home, load_plan(NAME), MARCH, "Lê Văn Bình")
    assert states(deliver(revision(home))) == {"a@tinh.example": "sent"}


def test_a_folder_appears_whole_and_one_that_is_not_mounted_is_not_made_up(home, tmp_path):
    share = tmp_path / "o-mang"
    recipients(home, {"kind": "folder", "address": str(share), "deliver_when": "published"})
    assert states(deliver(revision(home))) == {str(share): "failed"}
    assert not share.exists()
    share.mkdir()
    assert states(deliver(revision(home))) == {str(share): "sent"}
    there, here = share / NAME / "2024-03" / "r1", home / "outputs" / NAME / "2024-03" / "r1"
    assert {f.name: f.read_bytes() for f in there.iterdir()} == {f.name: f.read_bytes() for f in here.iterdir()}
    assert [path.name for path in there.parent.iterdir()] == ["r1"]


def test_a_bucket_gets_the_files_by_the_code_that_reads_sources(home, monkeypatch):
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {"ENDPOINT": f"http://{host}:{port}", "USER": "khoa", "PASSWORD": "bi-mat-s3"}.items():
        monkeypatch.setenv(f"KYBAOCAO_SOURCE_{name}", value)
    try:
        recipients(home, {"kind": "s3", "address": "s3://kho-ban-giao/bao-cao", "deliver_when": "published"})
        assert states(deliver(revision(home))) == {"s3://kho-ban-giao/bao-cao": "failed"}  # no such bucket
        files = fsspec.filesystem(
            "s3", key="khoa", secret="bi-mat-s3", endpoint_url=f"http://{host}:{port}", skip_instance_cache=True
        )
        files.mkdir("kho-ban-giao")
        assert states(deliver(revision(home))) == {"s3://kho-ban-giao/bao-cao": "sent"}
        there = {path.rpartition("/")[2] for path in files.ls(f"kho-ban-giao/bao-cao/{NAME}/2024-03/r1", detail=False)}
        assert there == {file.name for file in (home / "outputs" / NAME / "2024-03" / "r1").iterdir()}
    finally:
        server.stop()


def test_an_altered_report_and_a_wrong_list_hand_nothing_over(home, box):
    recipients(home, mail("a@tinh.example", "khong-co.docx"))
    assert states(deliver(revision(home))) == {"a@tinh.example": "failed"}
    recipients(home, {"kind": "pigeon", "address": "x"})
    with pytest.raises(ConfigurationError, match="recipient 1 kind"):
        deliver(revision(home))
    recipients(home, mail("a@tinh.example", "bao-cao.docx"))
    report = home / "outputs" / NAME / "2024-03" / "r1" / "bao-cao.docx"
    report.chmod(0o644)
    report.write_bytes(b"forged")
    with pytest.raises(CycleFailed, match="Not as it was published"):
        deliver(revision(home))
    assert not box.taken
