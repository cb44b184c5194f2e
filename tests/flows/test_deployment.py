"""The cycle as an office runs it: the command without a server, and the service with its deployments."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import psutil
import pytest
from prefect.client.orchestration import get_client
from prefect.server.schemas.schedules import CronSchedule
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows.deployments import AFTER_CUT_OFF, planned
from tests.mail_server import free_port, mailbox
from warehouse.periods import VIETNAM, Period, latest_closed_month
from warehouse.plans.catalogue import load_plan, plan_ids
from warehouse.samples.export import write_sample_export

PLAN = "ninh-thuan-2024"
BIN = Path(sys.executable).parent
NO_OFFICE = {"PATH": str(BIN)}  # no LibreOffice is found there, so that no cycle waits for a PDF


def deployments() -> dict:
    return {each.name: each for each in planned([load_plan(plan_id) for plan_id in plan_ids()])}


@pytest.mark.parametrize(("calendar", "day"), [("nd09", 15), ("civil", 1)])
def test_the_schedule_fires_on_the_morning_after_each_cut_off(calendar, day):
    cron = CronSchedule(cron=AFTER_CUT_OFF[calendar], timezone=str(VIETNAM))
    fires = asyncio.run(cron.get_dates(n=12, start=datetime(2026, 1, 2, tzinfo=VIETNAM)))
    local = [fire.astimezone(VIETNAM) for fire in fires]
    assert {(fire.day, fire.hour, fire.minute) for fire in local} == {(day, 6, 0)}
    closed = [latest_closed_month(fire, calendar) for fire in local]
    assert closed == [closed[0].shifted(number) for number in range(12)]
    assert closed[0] == Period.parse("2026-01")


def test_every_plan_has_its_cycle_and_those_whose_years_are_over_rest():
    made = deployments()
    assert set(made) == {*plan_ids(), "backfill", "national", "pull", "accept", "verify", "watch"}
    assert made[PLAN].paused
    assert not made["tam-duong-2025"].paused  # it assigns targets up to 2030
    assert not made["verify"].paused
    crons = {name: [each.schedule.cron for each in one.schedules] for name, one in made.items()}
    assert crons["tam-duong-2025"] == ["0 6 15 * *"]
    assert crons["phu-tho-2026-thu"] == ["0 6 1 * *"]
    assert crons["accept"] == []


def test_a_form_offers_the_plans_and_says_in_vietnamese_what_to_fill_in():
    for each in deployments().values():
        assert ":" not in each.entrypoint  # a module, for the code is installed
        for name, asked in each._parameter_openapi_schema.properties.items():
            assert asked["description"], (each.name, name)
            if name == "plan":
                assert asked["enum"] == sorted(plan_ids())


class Service:
    """``kybaocao serve`` as an office starts it, and a way to ask its server."""

    def __init__(self, home: Path, room: Path, **more: str) -> None:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
        self.port = free_port()
        self.home, self.url = home, f"http://127.0.0.1:{self.port}/api"
        polling = {"PREFECT_WORKER_QUERY_SECONDS": "1", "KYBAOCAO_PLANS": PLAN}
        self.environment = clean | polling | NO_OFFICE | {"KYBAOCAO_HOME": str(home)} | more
        self.said = (room / "serve.log").open("wb")
        self.process = subprocess.Popen(
            [BIN / "kybaocao", "serve", "--port", str(self.port)],
            env=self.environment,
            cwd=room,
            stdout=self.said,
            stderr=self.said,
        )

    def client(self):
        return get_client(sync_client=True)

    def start(self, deployment: str, **parameters):
        with temporary_settings({PREFECT_API_URL: self.url}), self.client() as client:
            found = client.read_deployment_by_name(deployment)
            return client.create_flow_run_from_deployment(found.id, parameters=parameters).id

    def ended(self, run_id, seconds: float = 120):
        until = time.monotonic() + seconds
        with temporary_settings({PREFECT_API_URL: self.url}), self.client() as client:
            while time.monotonic() < until:
                run = client.read_flow_run(run_id)
                if run.state and run.state.is_final():
                    return run
                time.sleep(0.5)
        raise AssertionError(f"{run.name} is {run.state} after {seconds} s")

    def until_deployed(self, seconds: float = 120) -> None:
        until = time.monotonic() + seconds
        with temporary_settings({PREFECT_API_URL: self.url}), self.client() as client:
            while time.monotonic() < until:
                assert self.process.poll() is None, Path(self.said.name).read_text("utf-8")
                try:
                    client.read_deployment_by_name("watch/watch")
                    return
                except Exception:  # not up yet, in any of its ways
                    time.sleep(0.5)
        raise AssertionError(Path(self.said.name).read_text("utf-8"))

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(60)
        self.said.close()
        return code


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    room = tmp_path_factory.mktemp("service")
    home = room / "home"
    write_sample_export(home / "exports", "H43", Period.parse("2024-01"), dossiers=300)
    recipient = {"kind": "email", "address": "van-phong@tinh.example", "deliver_when": "published"}
    lines = "\n".join(f'{name} = "{value}"' for name, value in recipient.items())
    (home / "recipients.toml").write_text(f"[[recipient]]\n{lines}\nwhat = ['bao-cao.docx']\n", "utf-8")
    with mailbox() as box:
        one = Service(home, room, KYBAOCAO_SMTP_URL=box.url, KYBAOCAO_NOTIFY_TO="truc@tinh.example")
        one.box = box
        yield from until_stopped(one)


def until_stopped(one):
    try:
        one.until_deployed()
        yield one
    finally:
        children = psutil.Process(one.process.pid).children(recursive=True)
        one.stop()
        _, left = psutil.wait_procs(children, timeout=5)
        assert not left, "something outlived the service"


@pytest.mark.slow
def test_cycles_that_are_due_at_once_take_turns_and_a_held_one_goes_on_from_the_form_of_accept(service):
    withhold(write_sample_export(service.home / "exports", "H43", Period.parse("2024-02"), dossiers=300), "pakn")
    both = [service.start(f"reporting-cycle/{PLAN}", period=period) for period in ("2024-01", "2024-02")]
    first, held = [service.ended(each) for each in both]
    assert first.state.is_completed(), first.state.message
    assert first.name == f"{PLAN}-2024-01"
    assert (service.home / "outputs" / PLAN / "2024-01" / "r1" / "manifest.json").is_file()
    assert f"published {service.home}" in (service.home / "logs" / "kybaocao.log").read_text("utf-8")

    assert (held.state.name, held.state.is_failed()) == ("Held", True)
    assert "undelivered:pakn" in held.state.message
    assert "kybaocao accept" in held.state.message  # the remedy, not only what is wrong

    form = {"rule": "undelivered:pakn", "name": "Nguyễn Văn A", "reason": "Hệ thống PAKN bảo trì cả tháng."}
    accepted = service.ended(service.start("accept/accept", plan=PLAN, period="2024-02", **form))
    assert accepted.state.is_completed(), accepted.state.message
    manifest = json.loads((service.home / "outputs" / PLAN / "2024-02" / "r1" / "manifest.json").read_text("utf-8"))
    assert [decision["name"] for decision in manifest["accepted"]] == ["Nguyễn Văn A"]

    (notice,) = service.box.to("truc@tinh.example")
    assert "2024-02: số liệu đang chờ người xác nhận" in notice["Subject"]
    reports = service.box.to("van-phong@tinh.example")
    assert [[each.get_filename() for each in report.iter_attachments()] for report in reports] == [["bao-cao.docx"]] * 2


def withhold(export: Path, dataset: str) -> None:
    """Take a dataset out of a delivery, as a source does that has not got it."""
    path = export / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    for resource in [each for each in descriptor["resources"] if each["dataset"] == dataset]:
        descriptor["resources"].remove(resource)
        (export / resource["path"]).unlink()
    path.write_text(json.dumps(descriptor), "utf-8")


@pytest.mark.slow
def test_run_needs_no_server_and_answers_in_json(tmp_path):
    home = tmp_path / "home"
    write_sample_export(home / "exports", "H43", Period.parse("2024-01"), dossiers=300)
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    done = subprocess.run(
        [BIN / "kybaocao", "run", PLAN, "2024-01", "--json"],
        env=clean | NO_OFFICE | {"KYBAOCAO_HOME": str(home), "DO_NOT_TRACK": "1"},
        cwd=home,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (published,) = json.loads(done.stdout)["published"]
    assert (published["period"], published["revision"], published["is_new"]) == ("2024-01", 1, True)
    assert (Path(published["folder"]) / "bao-cao.docx").is_file()
