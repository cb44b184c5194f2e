"""What a cycle brings before it reads: the year to date of a service, every month that a folder lists."""

import shutil

import pytest

from flows.pull_commands import pull_first
from tasks.pull import Asked, bring_exports, pull_exports
from tasks.request import open_cycle
from tests.deliveries import Delivery
from tests.practice_server import ACCOUNT
from warehouse.errors import ConfigurationError, NotReady
from warehouse.exports.sources import find_exports
from warehouse.plans.files import plan_folder

PLAN = "ninh-thuan-2024"


@pytest.fixture
def opened(tmp_path, monkeypatch):
    """A cycle in this test's home, with the practice server's account."""
    for name, value in {
        "HOME": tmp_path / "home",
        "SOURCE_USER": ACCOUNT.user,
        "SOURCE_PASSWORD": ACCOUNT.password,
    }.items():
        monkeypatch.setenv(f"KYBAOCAO_{name}", str(value))
    return lambda period, source=None: open_cycle(PLAN, period, source and str(source))


@pytest.fixture
def folder(tmp_path):
    """A folder elsewhere with three months, one of the year before."""
    for month in ("2023-12", "2024-01", "2024-03"):
        Delivery(tmp_path / "share", month).describe()
    return tmp_path / "share"


def months(pulled):
    return [each.month for each in pulled]


def test_a_cycle_brings_every_month_that_a_folder_lists_up_to_its_last(opened, folder):
    cycle = opened("2024-03", folder)
    assert [export.month for export in pull_exports(cycle)] == ["2023-12", "2024-01", "2024-03"]
    assert all(export.folder.is_relative_to(cycle.home) for export in pull_exports(cycle))


def test_pull_brings_the_months_of_its_period_only(opened, folder):
    assert months(bring_exports(opened("2024-01", folder), earlier_too=False)) == ["2024-01"]
    with pytest.raises(NotReady, match="2024-02"):
        bring_exports(opened("2024-Q1", folder), earlier_too=False)


@pytest.mark.slow
def test_a_cycle_asks_a_service_for_the_year_to_date_and_goes_without_what_is_not_ready(opened, practice, caplog):
    cycle = opened("2024-03", practice.url)
    assert months(bring_exports(cycle, earlier_too=True)) == ["2024-03"]
    assert "for 2024-01 yet. The year to date goes without it." in caplog.text


@pytest.mark.slow
def test_periods_of_two_years_ask_a_service_for_the_months_of_each(practice, tmp_path, monkeypatch):
    monkeypatch.setenv("KYBAOCAO_HOME", str(tmp_path))
    monkeypatch.setenv("KYBAOCAO_SOURCE_USER", ACCOUNT.user)
    monkeypatch.setenv("KYBAOCAO_SOURCE_PASSWORD", ACCOUNT.password)
    shutil.copytree(plan_folder(PLAN), tmp_path / "two-years")
    targets = tmp_path / "two-years" / "targets.csv"
    targets.write_text(targets.read_text("utf-8").replace(",2024,", ",2025,", 1), "utf-8")
    cycles = [open_cycle(str(tmp_path / "two-years"), period, practice.url) for period in ("2024-03", "2025-01")]
    with pytest.raises(NotReady, match="2025-01"):  # the service has March of 2024 only
        pull_first(cycles, quiet=True)
    assert (tmp_path / "exports" / "H43" / "2024-03").is_dir()


@pytest.mark.slow
def test_waiting_ends_with_the_month_or_with_not_ready(opened, practice):
    practice.order("not-ready=1")
    assert months(bring_exports(opened("2024-03", practice.url), earlier_too=False, asked=Asked(30)))
    practice.order("not-ready")
    with pytest.raises(NotReady):
        bring_exports(opened("2024-03", practice.url), earlier_too=False, asked=Asked(1))


def test_a_corrected_month_is_read_and_the_first_one_kept(opened, folder):
    cycle = opened("2024-03", folder)
    pull_exports(cycle)
    Delivery(folder, "2024-03", created="2024-03-16T08:00:00+07:00").put("ho_so", []).describe()
    pull_exports(cycle)
    read = [export.folder.name for export in find_exports(cycle.source, "H43", cycle.period)]
    assert read == ["2023-12", "2024-01", "2024-03~2"]
    assert (cycle.source / "H43" / "2024-03" / "datapackage.json").is_file()


def test_exports_delivered_into_the_home_are_read_where_they_lie(opened, tmp_path):
    folder = Delivery(tmp_path / "home" / "exports").describe()
    for source in (None, tmp_path / "home" / "exports"):
        cycle = opened("2024-03", source)
        assert cycle.origin is None
        assert [export.folder for export in find_exports(cycle.source, "H43", cycle.period)] == [folder]


@pytest.mark.parametrize("source", ["nowhere", "ftp://x/y", "sftp://u:p@host/x", "portal+http://10.0.0.1"])
def test_a_source_that_cannot_be_is_refused_before_anything_runs(opened, source):
    with pytest.raises(ConfigurationError):
        bring_exports(opened("2024-03", source), earlier_too=False)


def test_a_source_may_be_named_by_the_environment(opened, folder, monkeypatch):
    monkeypatch.setenv("KYBAOCAO_SOURCE", folder.as_uri())
    assert opened("2024-03").origin == str(folder)


def test_a_month_that_has_landed_and_left_its_source_is_still_read(opened, folder):
    pull_exports(opened("2024-03", folder))
    shutil.rmtree(folder / "H43" / "2024-03")
    assert [export.month for export in pull_exports(opened("2024-03", folder))] == ["2023-12", "2024-01", "2024-03"]
    with pytest.raises(NotReady):
        bring_exports(opened("2024-03", folder), earlier_too=False)
