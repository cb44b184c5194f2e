"""Two machines on one warehouse publish what one machine alone publishes, also when one of them dies."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import warehouse as package
from tests.deliveries import PROCEDURES, UNITS, Delivery, dossier
from tests.many.worker import FILES, MONTH
from tests.plain_cycle import run
from warehouse.cycles.national import national_view
from warehouse.database import warehouse
from warehouse.keeping.verify import altered_files, changed_figures, published_revisions
from warehouse.periods import Period
from warehouse.plans.catalogue import load_plan

pytestmark = [pytest.mark.many, pytest.mark.slow]
WORKER = Path(__file__).with_name("worker.py")
PROVINCES = [f"H{number:02d}" for number in range(71, 79)]
PLANS = [f"tinh-{province.lower()}" for province in PROVINCES]
KILLED_IN = PLANS[1]
TABLES = ("figure", "quality", "finding", "form_06a", "balance", "export")


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A home with eight provinces: a plan and an export of each, none like another."""
    home = tmp_path_factory.mktemp("office")
    for number, (province, plan) in enumerate(zip(PROVINCES, PLANS, strict=True)):
        shipped = Path(package.__file__).parent / "plans" / "cchc-000"
        (home / "plans" / plan).mkdir(parents=True)
        for file in shipped.glob("*.*"):
            text = file.read_text("utf-8").replace('"H00"', f'"{province}"')
            (home / "plans" / plan / file.name).write_text(text, "utf-8")
        rows = [
            dossier(
                n, f"{province}.12", KenhThucHien=str(1 + (n % (number + 2) > 0)), TrangThaiHoSo="99" * (n == 0) or "10"
            )
            for n in range(30 + number)
        ]
        made = Delivery(home / "exports", MONTH, province).put("ho_so", rows)
        made.put("don_vi", [of_province(row, province) for row in UNITS])
        made.put("tthc", [of_province(row, province) for row in PROCEDURES]).describe()
    return home


def of_province(row, province):
    return {key: value.replace("H43", province) for key, value in row.items()}


@pytest.fixture(scope="module")
def shared(postgres, bucket):
    """The settings by which machines share a warehouse and its outputs."""
    return {
        "KYBAOCAO_WAREHOUSE": f"ducklake:postgres:{postgres.new_database()}",
        "KYBAOCAO_WAREHOUSE_DATA": "s3://kybaocao/rows",
        "KYBAOCAO_OUTPUTS": "s3://kybaocao/outputs",
    }


@pytest.fixture(scope="module")
def ended(office, shared, tmp_path_factory):
    """What two workers said, and what one machine alone has published meanwhile."""
    workers = []
    for name, order, die_in in (("first", PLANS, KILLED_IN), ("second", PLANS[::-1], "")):
        home = shutil.copytree(office, tmp_path_factory.mktemp(name) / "home")
        command = [sys.executable, str(WORKER), str(home), ",".join(order), die_in]
        environment = {**os.environ, **shared, "KYBAOCAO_HOME": str(home), "PYTHONPATH": str(WORKER.parents[2])}
        workers.append(subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KYBAOCAO_HOME", str(office))
        for plan in PLANS:
            run(office, office / "exports", plan, MONTH, files=FILES)
    said = [worker.communicate(timeout=300)[0].splitlines() for worker in workers]
    assert [worker.returncode for worker in workers] == [-9, 0]
    return said


@pytest.fixture
def on_the_lake(ended, shared, office, monkeypatch):
    """This process as a third machine on the shared warehouse."""
    for name, value in (shared | {"KYBAOCAO_HOME": str(office)}).items():
        monkeypatch.setenv(name, value)
    return office


def kept(home):
    """Every row of the marts that reports are made of, by plan and period."""
    with warehouse(home, read_only=True) as connection:
        return {
            table: connection.execute(
                f"select columns(* exclude (plan_id)), plan_id from mart.{table} order by all"
            ).fetchall()
            for table in TABLES
        }


def test_figures_and_reports_are_those_of_one_machine_alone(on_the_lake, bucket, monkeypatch):
    found = kept(on_the_lake)
    together = {path.removeprefix("kybaocao/outputs/"): path for path in bucket.find("kybaocao/outputs")}
    del together["index.html"]  # the page of the office, with the time at which it was written
    monkeypatch.delenv("KYBAOCAO_WAREHOUSE")
    assert found == kept(on_the_lake)
    alone = {
        path.relative_to(on_the_lake / "outputs").as_posix(): path.read_bytes()
        for path in (on_the_lake / "outputs").glob("tinh-*/*/*/*")
    }
    assert len(alone) == len(PLANS) * (len(FILES) + 1)
    assert {name: bucket.cat_file(path) for name, path in together.items()} == alone


def test_nothing_was_done_twice_and_the_province_of_the_dead_worker_was_finished_by_the_other(ended, on_the_lake):
    first, second = ended
    assert not [line for line in first if line.startswith(f"{KILLED_IN} 1")]
    assert sorted(line.split()[0] for line in second if " 1 " in line) == PLANS
    with warehouse(on_the_lake, read_only=True) as connection:
        ask = lambda query: connection.execute(query).fetchall()  # noqa: E731
        assert ask("select plan_id, revision, state from mart.revision order by all") == [
            (plan, 1, "published") for plan in PLANS
        ]
        assert ask("select province, revision from raw.export order by all") == [(each, 1) for each in PROVINCES]
        assert ask("select count(distinct export_id) from raw.export") == [(len(PROVINCES),)]
        ((rows, distinct),) = ask("select count(*), count(distinct (export_id, file_no, line_no)) from raw.ho_so")
        assert rows == distinct == sum(29 + number for number in range(len(PROVINCES)))
        overlapping = ask(
            "with run as (select run_id, min(reached_at) as began, max(reached_at) as ended "
            "from mart.cycle group by all) "
            "select count(*) from run as one inner join run as other on one.run_id < other.run_id "
            "and one.began < other.ended and other.began < one.ended"
        )
        assert overlapping[0][0] >= 1


def test_what_was_published_together_is_verified_and_compared(on_the_lake):
    revisions = published_revisions(on_the_lake)
    assert [list(altered_files(on_the_lake, revision)) for revision in revisions] == [[]] * len(PLANS)
    assert list(changed_figures(on_the_lake, revisions[0], load_plan(PLANS[0], Period.parse(MONTH)))) == []
    lines = [
        line for line in national_view(on_the_lake, Period.parse(MONTH)).lines if line.indicator == "online_dossiers"
    ]
    assert {line.compared for line in lines} == {len(PROVINCES)}
    assert [line.rank for line in sorted(lines, key=lambda line: line.province)] == list(range(len(PROVINCES), 0, -1))
