"""The sync service as the practice server plays it, in its own process, with every fault to order."""

import gzip
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.deliveries import Delivery, dossier
from warehouse.errors import ConfigurationError, DataRefused, NotReady, SourceFailed
from warehouse.exports.descriptor import read_descriptor, verify_files
from warehouse.exports.evaluation import groups
from warehouse.exports.places.credentials import Credentials
from warehouse.exports.places.documents import evaluation_times
from warehouse.exports.places.place import Patience
from warehouse.periods import Period

pytestmark = pytest.mark.slow


def rows(folder, dataset="ho_so"):
    """The rows that landed, page after page."""
    return [
        json.loads(line)
        for path in sorted(folder.glob(f"{dataset}-*.ndjson.gz"))
        for line in gzip.decompress(path.read_bytes()).decode().splitlines()
    ]


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.practice_server import ACCOUNT
from tests.warehouse.exports.places.conftest import HURRIED
from warehouse.exports.places.address import read_address
from warehouse.exports.places.kinds import Wish, open_place
from warehouse.exports.places.pull import pull_month

def kill(unit, done, total):
    if done >= 80:
        os.kill(os.getpid(), signal.SIGKILL)

exports = Path(sys.argv[2])
place = open_place(read_address(sys.argv[1]), ACCOUNT, Wish(exports / ".pulling", patience=HURRIED))
pull_month(place, exports, "H43", "2024-03", kill)
"""
ALL = [dossier(number) for number in range(1, 101)]


def test_a_month_lands_as_an_export_with_every_row_in_order(practice, pull):
    seen = []
    landed = pull(practice.url, progress=lambda *said: seen.append(said))
    export = read_descriptor(landed.folder)
    verify_files(export)
    assert rows(landed.folder) == ALL
    assert [resource.rows for resource in export.of("ho_so")] == [40, 40, 20]
    assert export.created.isoformat() == "2024-03-15T01:20:00+07:00"
    assert (str(export.starts_on), str(export.ends_on)) == ("2024-02-15", "2024-03-14")
    assert export.synthetic
    assert seen[-1] == ("rows", 105, 105)


@pytest.mark.parametrize(
    "fault", ["server-error", "cut", "session", "session-code", "conflict", "moved", "growing", "short-page", "shifted"]
)
def test_a_fault_that_passes_leaves_the_same_export_as_none(practice, pull, left_behind, fault):
    practice.order(fault)
    landed = pull(practice.url)
    assert rows(landed.folder) == ALL
    assert left_behind() == (["2024-03"], [])
    assert landed.retries == {"server-error": 2, "cut": 1, "short-page": 1}.get(fault, 0)
    assert practice.order() == {fault: 2 if fault == "server-error" else 1}


@pytest.mark.parametrize(
    ("fault", "error", "says"),
    [
        ("down", SourceFailed, "HTTP 503, 7 times"),
        ("login-page", DataRefused, "the session has ended (phiên đăng nhập hết hạn)"),
        ("redirect-host", DataRefused, "redirects to http://other.example"),
        ("redirect-http", DataRefused, "redirects to http://127.0.0.1, which was refused"),
        ("empty", DataRefused, "0 bytes that is not whole JSON"),
        ("repeated-page", DataRefused, "repeats an earlier page"),
        ("overlap", DataRefused, "overlap, in 3 sizes: page 2 of ho_so repeats 1 rows of earlier pages"),
        ("missing-page", DataRefused, "with 0 rows, not 40"),
        ("slow", SourceFailed, "the answer drips"),
        ("huge", DataRefused, "more than 256 MiB; it was not read"),
        ("wrong-error", SourceFailed, "17: Tài khoản không có quyền đọc bộ dữ liệu này"),
        ("not-ready", NotReady, "has no data of H43 for 2024-03 yet"),
    ],
)
def test_a_fault_that_stays_lands_nothing_and_says_why(practice, pull, left_behind, fault, error, says):
    practice.order(fault)
    with pytest.raises(error) as refused:
        pull(practice.url, patience=Patience(first_pause=0, longest_pause=0, slow_after=0.3, page_rows=40))
    assert says in refused.value.message
    landed, drafts = left_behind()
    assert not landed
    assert not drafts or not issubclass(error, DataRefused)
    assert practice.order()[fault] >= 1


def test_a_row_that_the_service_holds_twice_lands_twice_though_a_page_ends_between(practice, pull):
    twice = [*ALL[:40], ALL[39], *ALL[40:]]
    Delivery(practice.source, "2024-04").put("ho_so", twice).describe()
    landed = pull(practice.url, "2024-04")
    assert rows(landed.folder) == twice


def test_it_waits_as_long_as_the_service_asks(practice, pull):
    practice.order("too-many-requests=1")
    began = time.monotonic()
    landed = pull(practice.url)
    assert time.monotonic() - began >= 1
    assert practice.order() == {"too-many-requests": 1}
    assert landed.retries == 1


def test_it_waits_two_minutes_when_asked_to_and_asks_once(practice, pull, monkeypatch):
    slept = []
    monkeypatch.setattr("time.sleep", slept.append)  # the seconds alone are left out
    practice.order("too-many-requests=120")
    assert pull(practice.url).retries == 1
    assert [seconds for seconds in slept if seconds >= 1] == [pytest.approx(120, abs=1)]
    assert slept[0] >= 120


def test_it_does_not_wait_longer_than_a_person_would(practice, pull):
    practice.order("too-many-requests=3600")
    with pytest.raises(SourceFailed, match="asks to wait 3600 s"):
        pull(practice.url)


def test_a_pull_killed_between_two_pages_goes_on_after_the_last_whole_one(practice, pull, left_behind, tmp_path):
    killed = subprocess.run([sys.executable, "-c", KILLED, practice.url, tmp_path / "home" / "exports"], check=False)
    assert killed.returncode == -signal.SIGKILL
    landed, pages = left_behind()
    kept = {path.name: path.stat().st_mtime_ns for path in pages if path.name != ".version"}
    assert landed == []
    assert set(kept) == {"don_vi-0001.ndjson.gz", "ho_so-0001.ndjson.gz", "ho_so-0002.ndjson.gz"}
    landed = pull(practice.url)
    assert rows(landed.folder) == ALL
    assert {name: (landed.folder / name).stat().st_mtime_ns for name in kept} == kept


def test_pages_of_an_older_version_are_not_gone_on_with(practice, pull):
    def interrupt(_unit, done, _total):
        if done >= 40:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pull(practice.url, progress=interrupt)
    practice.order("other-rows")
    landed = pull(practice.url)
    assert rows(landed.folder) == ALL[:-1]
    assert read_descriptor(landed.folder).created.isoformat() == "2024-03-15T02:20:00+07:00"


def test_the_same_version_is_recognised_and_another_lands_beside_it(practice, pull, left_behind):
    first = pull(practice.url)
    assert pull(practice.url) == first.__class__(**(vars(first) | {"is_new": False, "seconds": 0.0}))
    practice.order("other-rows")
    second = pull(practice.url)
    assert (second.version, second.is_new) == (2, True)
    assert second.digest != first.digest
    assert second.changes.startswith("ho_so 100 -> 99 rows")
    assert left_behind()[0] == ["2024-03", "2024-03~2"]
    assert rows(first.folder) == ALL


def test_a_dataset_without_rows_lands_as_one_empty_page(practice, pull):
    practice.order("no-rows")
    export = read_descriptor(pull(practice.url).folder)
    assert [resource.rows for resource in export.of("ho_so")] == [0]


@pytest.mark.parametrize(("fault", "total"), [("fewer-rows", 25), ("more-rows", 400)])
def test_a_month_much_smaller_or_larger_than_usual_lands_for_the_gate_to_judge(practice, pull, fault, total):
    practice.order(fault)
    numbers = [row["MaHoSo"] for row in rows(pull(practice.url).folder)]
    assert len(numbers) == len(set(numbers)) == total


def test_a_wrong_password_is_named_as_such_and_not_repeated(practice, pull):
    with pytest.raises(ConfigurationError, match="refuses the login") as refused:
        pull(practice.url, credentials=Credentials("can-bo", "khong-dung-dau"))
    assert "khong-dung-dau" not in str(refused.value) + refused.value.advice


def test_without_credentials_nothing_is_asked(practice, pull):
    with pytest.raises(ConfigurationError, match="KYBAOCAO_SOURCE_PASSWORD is not set"):
        pull("portal+https://127.0.0.1:1/x", credentials=Credentials("can-bo"))


def test_a_service_that_is_not_there_is_asked_seven_times(pull):
    with pytest.raises(SourceFailed, match="no connection, 7 times"):
        pull("portal+http://127.0.0.1:9")


class TestThePortalsOwnEvaluation:
    AUGUST = Period.parse("2026-08")
    REAL = Path(__file__).parents[3] / "exports" / "danh-gia-H44-2026-08"

    @pytest.fixture
    def with_documents(self, practice):
        """The real documents of a province and month on the practice server's shelf."""
        delivery, (time_,) = Delivery(practice.source, "2026-08", "H44"), evaluation_times(self.AUGUST, self.AUGUST)
        for group in groups():
            content = (self.REAL / f"{group}.json").read_bytes()
            delivery.put_bytes(f"{group}.json", content, "danh_gia_766", 8)
            delivery.said["resources"][-1] |= {"group": group, "time": time_}
        delivery.describe(bare=True)
        return practice, (time_,)

    def test_lands_alone_byte_for_byte(self, with_documents, pull):
        practice, _ = with_documents
        wish = {"province": "H44", "evaluated": self.AUGUST, "documents_only": True}
        export = read_descriptor(pull(practice.url, "2026-08", **wish).folder)
        assert {(each.evaluation.group, each.rows) for each in export.resources} == {(name, 8) for name in groups()}
        for each in export.resources:
            landed = (export.folder / each.path).read_bytes()
            assert landed == (self.REAL / f"{each.evaluation.group}.json").read_bytes()
        assert not pull(practice.url, "2026-08", **wish).is_new

    def test_lands_beside_the_rows(self, with_documents, practice, pull):
        with pytest.raises(SourceFailed, match="error 404: Chưa có danh_gia_766"):
            pull(practice.url, evaluated=Period.parse("2024-03"))
        _, times = with_documents
        delivery = Delivery(practice.source, "2026-08", "H44")
        for group in groups():
            delivery.put_bytes(f"{group}.json", (self.REAL / f"{group}.json").read_bytes(), "danh_gia_766", 8)
            delivery.said["resources"][-1] |= {"group": group, "time": times[0]}
        delivery.describe()
        export = read_descriptor(pull(practice.url, "2026-08", province="H44", evaluated=self.AUGUST).folder)
        assert {each.dataset for each in export.resources} == {"ho_so", "tthc", "don_vi", "danh_gia_766"}

    def test_is_asked_for_of_the_period_itself_with_its_last_month(self):
        quarter, year = Period.parse("2026-Q3"), Period.parse("2026")
        kinds = [[time["timeType"] for time in evaluation_times(quarter, month)] for month in quarter.months()]
        assert kinds == [["month"], ["month"], ["month", "quarter"]]
        assert [t["timeType"] for t in evaluation_times(year, year.last_month)] == ["month", "year"]
