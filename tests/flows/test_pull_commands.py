"""The commands that bring exports in, each as a process of its own, and what they leave behind."""

import base64
import gzip
import json
import os
import subprocess
import sys
import zipfile
from urllib.parse import quote

import pytest

from tests.practice_server import ACCOUNT, Practice
from warehouse.periods import Period
from warehouse.samples.export import write_sample_export

pytestmark = pytest.mark.slow
PLAN = "ninh-thuan-2024"


@pytest.fixture
def kybaocao(tmp_path):
    """Run a command with the practice server's account: ``kybaocao("pull", …)``."""

    def run(*arguments, **environment):
        account = {"KYBAOCAO_SOURCE_USER": ACCOUNT.user, "KYBAOCAO_SOURCE_PASSWORD": ACCOUNT.password}
        own = {name: value for name, value in os.environ.items() if not name.startswith(("KYBAOCAO_", "PREFECT_"))}
        own |= account | {"KYBAOCAO_HOME": str(tmp_path / "home"), "HOME": str(tmp_path), "TMPDIR": str(tmp_path)}
        own |= {"KYBAOCAO_LANG": "en", "PATH": ""}  # no LibreOffice
        command = [sys.executable, "-m", "flows", *arguments]
        return subprocess.run(command, capture_output=True, text=True, env=own | environment, timeout=300, check=False)

    return run


def test_a_pulled_month_is_said_as_json(practice, kybaocao, tmp_path):
    done = kybaocao("pull", PLAN, "2024-03", "--source", practice.url, "--json")
    assert done.returncode == 0, done.stderr
    (pulled,) = json.loads(done.stdout)["pulled"]
    assert (pulled["month"], pulled["is_new"]) == ("2024-03", True)
    assert (tmp_path / "home" / "exports" / "H43" / "2024-03" / "datapackage.json").is_file()


def test_a_url_with_a_password_ends_with_2_and_is_not_repeated(kybaocao, tmp_path):
    done = kybaocao("pull", PLAN, "2024-03", "--source", "sftp://bo-phan:tuyet-mat@may/xuat")
    assert done.returncode == 2
    assert "tuyet-mat" not in done.stdout + done.stderr
    assert not holders(tmp_path, "tuyet-mat")


def test_a_month_not_ready_ends_with_3_or_is_waited_for(practice, kybaocao):
    practice.order("not-ready")
    assert kybaocao("pull", PLAN, "2024-03", "--source", practice.url).returncode == 3
    practice.order("not-ready=2")
    done = kybaocao("pull", PLAN, "2024-03", "--source", practice.url, "--wait", "0.5")
    assert done.returncode == 0, done.stderr
    assert practice.order() == {"not-ready": 2}


def test_missing_credentials_end_with_2_before_anything_is_asked(practice, kybaocao):
    done = kybaocao("pull", PLAN, "2024-03", "--source", practice.url, KYBAOCAO_SOURCE_PASSWORD="")
    assert done.returncode == 2
    assert "KYBAOCAO_SOURCE_PASSWORD is not set" in done.stderr


@pytest.fixture
def february(tmp_path_factory):
    """A practice server of its own, since others count on the shelf's one month."""
    source = tmp_path_factory.mktemp("february")
    write_sample_export(source, "H43", Period.parse("2024-02"), dossiers=200)
    practice = Practice(source).wait()
    yield practice
    practice.stop()


def test_no_password_is_left_behind_by_a_failed_and_a_good_run(tmp_path, february, kybaocao):
    """In no file, log, artifact, database or output, in no spelling."""
    february.order("echoed-password")
    failed = kybaocao("run", PLAN, "2024-02", "--source", february.url)
    assert (failed.returncode, "error 18" in failed.stderr) == (1, True), failed.stderr
    wrong = kybaocao("pull", PLAN, "2024-02", "--source", february.url, KYBAOCAO_SOURCE_PASSWORD="sai-mat-khau-nay")
    assert wrong.returncode == 2
    february.order()
    good = kybaocao("run", PLAN, "2024-02", "--source", february.url)
    assert good.returncode == 0, good.stderr
    said = "".join(each.stdout + each.stderr for each in (failed, wrong, good))
    for secret in (ACCOUNT.password, "sai-mat-khau-nay"):
        assert secret not in said
        assert not holders(tmp_path, secret)
    assert holders(tmp_path, "H43")  # the search finds what is there


def holders(folder, text):
    """The files below a folder that hold a text, plain, quoted or in base64, packed or not."""
    raw = text.encode()
    wanted = {raw, quote(text, safe="").encode(), base64.b64encode(raw)[: len(raw) // 3 * 4]}
    found = []
    for path in folder.rglob("*"):
        if path.is_file() and any(form in content for content in unpacked(path) for form in wanted):
            found.append(path)
    return found


def unpacked(path):
    content = path.read_bytes()
    yield content
    if content.startswith(b"\x1f\x8b"):
        yield gzip.decompress(content)
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            yield from (archive.read(name) for name in archive.namelist())
