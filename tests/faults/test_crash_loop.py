"""A cycle that is stopped at any of its writes is finished by the next run, with the same figures and bytes.

Every statement that changes a database and every change of the file system counts as a write. From the write of a
stop on nothing is written any more, as after a kill; a few stops are kills of a process.
"""

import os
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from tests.deliveries import Delivery, dossier
from tests.plain_cycle import run
from warehouse.cycles.overview import period_states
from warehouse.database import warehouse
from warehouse.figures.marts import published_revision, read_figures
from warehouse.periods import Period

PLAN, MONTH = "ninh-thuan-2024", "2024-03"
FILES = ("tra-lai-du-lieu.xlsx",)  # each file is written in the same way
STOPS, KILLED_AFTER = 40, ("pull", "load", "rename")
SCRIPT = Path(__file__).parents[1] / "plain_cycle.py"
pytestmark = pytest.mark.slow


class Stopped(BaseException):
    """The machine went off: nothing can catch it as an error of its own."""


class Writes:
    """Counts the writes, and refuses those from one number on."""

    def __init__(self, stop_at=None):
        self.done, self.stop_at = 0, stop_at

    def one(self):
        if self.stop_at is not None and self.done >= self.stop_at:
            raise Stopped
        self.done += 1


class Connection:
    """A DuckDB connection whose changing statements are counted."""

    def __init__(self, real, writes):
        self._real, self._writes = real, writes

    def __getattr__(self, name):
        return getattr(self._real, name)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._real.close()

    def execute(self, statement, *parameters):
        if statement.lstrip().lower().startswith(("insert", "update", "delete", "create", "commit", "begin")):
            self._writes.one()
        return self._real.execute(statement, *parameters)

    def executemany(self, statement, rows):
        self._writes.one()
        return self._real.executemany(statement, rows)


@contextmanager
def counting(writes):
    """Every write of the block passes ``writes`` first."""

    def counted(change):
        def first(*arguments, **options):
            writes.one()
            return change(*arguments, **options)

        return first

    connect = duckdb.connect
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(duckdb, "connect", lambda *at, **how: Connection(connect(*at, **how), writes))
        for name in ("write_bytes", "write_text", "rename", "mkdir"):
            patch.setattr(Path, name, counted(getattr(Path, name)))
        patch.setattr(os, "fsync", counted(os.fsync))
        patch.setattr(shutil, "copyfile", counted(shutil.copyfile))
        yield writes


def cycle(home):
    return run(home, home / "exports", PLAN, MONTH, files=FILES)


def published(home):
    files = [path for path in (home / "outputs").rglob("r*/*") if path.is_file() and ".building" not in path.parts]
    return {path.relative_to(home).as_posix(): path.read_bytes() for path in sorted(files)}


def figures(home):
    return read_figures(home, published_revision(home, PLAN, Period.parse(MONTH)))


@pytest.fixture(scope="module")
def corrected(tmp_path_factory):
    """A home with one publication and a correction delivered after it."""
    home = tmp_path_factory.mktemp("home")
    Delivery(home / "exports", MONTH).put("ho_so", [dossier(n) for n in range(20)]).describe()
    cycle(home)
    later = Delivery(home / "exports", MONTH, created="2024-03-20T00:00:00+07:00")
    later.put("ho_so", [*(dossier(n, KenhThucHien="1") for n in range(21)), dossier(99, TrangThaiHoSo="99")]).describe()
    return home


@pytest.fixture(scope="module")
def whole(corrected, tmp_path_factory):
    """What an undisturbed run makes of it, and how many writes that takes."""
    home = shutil.copytree(corrected, tmp_path_factory.mktemp("whole") / "home")
    with counting(Writes()) as writes:
        assert cycle(home).revision == 2
    return published(home), figures(home), writes.done


def is_recovered(home, whole):
    """Nothing half or twice before the next run, everything after it, nothing left behind."""
    before = published(home)
    assert before == {name: content for name, content in whole[0].items() if name in before}
    assert {name.split("/")[3] for name in before} in ({"r1"}, {"r1", "r2"})
    assert cycle(home).revision == 2
    assert (published(home), figures(home)) == whole[:2]
    assert not [*(home / "stage").glob("*-*"), *(home / "outputs/.building").glob("*")]
    assert period_states(home, PLAN)[0].state == "published"
    with warehouse(home, read_only=True) as connection:
        assert connection.execute("select count(*) from raw.export").fetchone() == (2,)
        assert connection.execute("select revision, state from mart.revision order by 1").fetchall() == [
            (1, "published"),
            (2, "published"),
        ]


def test_a_cycle_stopped_at_any_write_is_finished_by_the_next(corrected, whole, tmp_path):
    total = whole[2]
    assert total > STOPS
    stops = sorted({round(place * (total - 1) / (STOPS - 1)) for place in range(STOPS)})
    assert len(stops) == STOPS
    for stop in stops:
        home = shutil.copytree(corrected, tmp_path / f"stopped-{stop}")
        with counting(Writes(stop)), pytest.raises(Stopped):
            cycle(home)
        is_recovered(home, whole)
        shutil.rmtree(home)


def test_a_cycle_killed_after_a_step_is_finished_by_the_next(corrected, tmp_path):
    undisturbed = shutil.copytree(corrected, tmp_path / "undisturbed")
    run(undisturbed, undisturbed / "exports", PLAN, MONTH)
    expected = (published(undisturbed), figures(undisturbed))
    for step in KILLED_AFTER:
        home = shutil.copytree(corrected, tmp_path / step)
        killed = subprocess.run(
            [sys.executable, str(SCRIPT), str(home), str(home / "exports"), PLAN, MONTH, step],
            env=os.environ | {"PYTHONPATH": str(SCRIPT.parents[1])},
            capture_output=True,
            check=False,
        )
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        run(home, home / "exports", PLAN, MONTH)
        assert (published(home), figures(home)) == expected, step
