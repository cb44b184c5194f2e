"""The cycle as an office runs it: the command without a server, and a worker's deployment."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from datetime import datetime
from pathlib import Path

import pytest
import yaml
from prefect.server.schemas.schedules import CronSchedule

from warehouse.periods import VIETNAM, Period, latest_closed_month
from warehouse.samples.export import write_sample_export

pytestmark = pytest.mark.slow
PLAN = "ninh-thuan-2024"
ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent


@pytest.fixture
def environment(tmp_path):
    home = tmp_path / "home"
    write_sample_export(home / "exports", "H43", Period.parse("2024-01"), dossiers=300)
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return clean | {"KYBAOCAO_HOME": str(home), "DO_NOT_TRACK": "1"}


def test_run_needs_no_server_and_answers_in_json(environment):
    done = subprocess.run(
        [BIN / "kybaocao", "run", PLAN, "2024-01", "--json"],
        env=environment,
        cwd=environment["KYBAOCAO_HOME"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (published,) = json.loads(done.stdout)["published"]
    assert (published["period"], published["revision"], published["is_new"]) == ("2024-01", 1, True)
    assert (Path(published["folder"]) / "bao-cao.docx").is_file()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def wait_until_healthy(url: str) -> None:
    for _ in range(240):
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=2):
                return
        except OSError:
            time.sleep(0.5)
    raise AssertionError(f"no Prefect server at {url}")


def test_a_process_worker_picks_the_deployment_up_and_publishes(environment, tmp_path):
    port = free_port()
    url = f"http://127.0.0.1:{port}/api"
    environment |= {
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "PREFECT_API_URL": url,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    }

    def prefect(*arguments: str) -> str:
        done = subprocess.run(
            [BIN / "prefect", *arguments],
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    server = subprocess.Popen(
        [BIN / "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    worker = None
    try:
        wait_until_healthy(url)
        prefect("work-pool", "create", "--type", "process", "kybaocao")
        prefect("deploy", "--all", "--no-prompt")
        worker = subprocess.Popen(
            [BIN / "prefect", "worker", "start", "--pool", "kybaocao", "--limit", "1"],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        prefect("deployment", "run", f"reporting-cycle/{PLAN}", "--param", "period=2024-01", "--watch")
    finally:
        for process in (worker, server):
            if process:
                process.terminate()
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:
                    process.kill()
    folder = Path(environment["KYBAOCAO_HOME"]) / "outputs" / PLAN / "2024-01" / "r1"
    assert (folder / "manifest.json").is_file()


def schedules() -> list[dict]:
    deployments = yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))["deployments"]
    return [schedule for deployment in deployments for schedule in deployment["schedules"]]


def test_the_schedule_fires_on_the_morning_after_each_cut_off():
    (schedule,) = {(s["cron"], s["timezone"]) for s in schedules()}
    cron = CronSchedule(cron=schedule[0], timezone=schedule[1])
    start = datetime(2024, 1, 1, tzinfo=VIETNAM)
    fires = asyncio.run(cron.get_dates(n=12, start=start))
    assert [fire.astimezone(VIETNAM).strftime("%Y-%m-%d %H:%M") for fire in fires] == [
        f"2024-{month:02d}-15 06:00" for month in range(1, 13)
    ]
    assert [str(latest_closed_month(fire, "nd09")) for fire in fires] == [f"2024-{m:02d}" for m in range(1, 13)]
