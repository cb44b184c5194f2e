"""A cycle that ends at any of its writes is finished by the next run, with the same figures and bytes.

Every statement that changes a database and every change of the file system counts as a write. Before each of them
the home lies on the disk as a kill would leave it there: every such state is recovered, and a few cycles are killed.
"""

import os
import shutil
import time
from collections import defaultdict
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import duckdb
import pytest

from tests.deliveries import Delivery, dossier
from tests.plain_cycle import killed_after, run
from warehouse.cycles.overview import period_states
from warehouse.database import warehouse
from warehouse.figures.marts import published_revision, read_figures
from warehouse.periods import Period

PLAN, MONTH = "ninh-thuan-2024", "2024-03"
FILES = ("tra-lai-du-lieu.xlsx",)  # each file is written in the same way
KILLED_AFTER = ("pull", "load", "rename")
CHANGES = ((Path, "write_bytes write_text rename replace mkdir unlink rmdir"), (os, "fsync"), (shutil, "copyfile"))
CLOCK_TICK = 0.1  # seconds within which a file may change twice and keep one time
pytestmark = pytest.mark.slow


class States:
    """Every different state of a home that its writes meet, each copied to a folder of its own."""

    def __init__(self, home, kept):
        self.home, self.kept, self.writes, self.folders = home, kept, 0, {}
        self._is_copying = False
        self._contents = defaultdict(lambda: (None, ""))

    def meet(self):
        """Before one write: the home as it is now, if it was never like this."""
        if self._is_copying:
            return
        self.writes += 1
        state = frozenset((path.relative_to(self.home), self._content(path)) for path in self.home.rglob("*"))
        if state not in self.folders:
            self._is_copying = True
            self.folders[state] = shutil.copytree(self.home, self.kept / str(self.writes))
            self._is_copying = False

    def _content(self, path):
        """Equal for equal content; of what only the interrupted run reads, whether it is there."""
        if path.is_dir() or self.home / "stage" in path.parents:
            return ""
        now = path.stat()
        known, content = self._contents[path]
        if known != (now.st_size, now.st_mtime_ns) or time.time() - now.st_mtime < CLOCK_TICK:
            content = sha256(path.read_bytes()).hexdigest()
            self._contents[path] = (now.st_size, now.st_mtime_ns), content
        return content


class Connection:
    """A DuckDB connection whose changing statements, and whose end, are writes."""

    def __init__(self, real, states):
        self._real, self._states = real, states

    def __getattr__(self, name):
        return getattr(self._real, name)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    def execute(self, statement, *parameters):
        changing = ("insert", "update", "delete", "create", "commit", "begin", "checkpoint", "detach")
        if statement.lstrip().lower().startswith(changing):
            self._states.meet()
        return self._real.execute(statement, *parameters)

    def executemany(self, statement, rows):
        self._states.meet()
        return self._real.executemany(statement, rows)

    def cursor(self):
        return Connection(self._real.cursor(), self._states)

    def close(self):
        self._states.meet()
        self._real.close()


@contextmanager
def met_by(states):
    """Every write of the block meets the home before it."""

    def counted(change):
        def first(*arguments, **options):
            states.meet()
            return change(*arguments, **options)

        return first

    connect = duckdb.connect
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(duckdb, "connect", lambda *at, **how: Connection(connect(*at, **how), states))
        for owner, names in CHANGES:
            for name in names.split():
                patch.setattr(owner, name, counted(getattr(owner, name)))
        yield


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
def states(corrected, tmp_path_factory):
    """What the writes of a run meet."""
    home = shutil.copytree(corrected, tmp_path_factory.mktemp("whole") / "home")
    states = States(home, tmp_path_factory.mktemp("states"))
    with met_by(states):
        assert cycle(home).revision == 2
    return states


@pytest.fixture(scope="module")
def whole(states):
    """What an undisturbed run makes."""
    return published(states.home), figures(states.home)


def is_recovered(home, whole):
    """Nothing half or twice before the next run, everything after it, nothing left behind."""
    before = published(home)
    assert before == {name: content for name, content in whole[0].items() if name in before}
    assert {name.split("/")[3] for name in before} in ({"r1"}, {"r1", "r2"})
    assert cycle(home).revision == 2
    assert (published(home), figures(home)) == whole
    assert not [*(home / "stage").glob("*-*"), *(home / "outputs/.building").glob("*")]
    assert period_states(home, PLAN)[0].state == "published"
    with warehouse(home, read_only=True) as connection:
        assert connection.execute("select count(*) from raw.export").fetchone() == (2,)
        assert connection.execute("select revision, state from mart.revision order by 1").fetchall() == [
            (1, "published"),
            (2, "published"),
        ]


def test_a_cycle_that_ends_at_any_write_is_finished_by_the_next(states, whole):
    assert states.writes > len(states.folders) > 20
    for home in states.folders.values():
        is_recovered(home, whole)
        shutil.rmtree(home)


def test_a_cycle_killed_after_a_step_is_finished_by_the_next(corrected, tmp_path):
    undisturbed = shutil.copytree(corrected, tmp_path / "undisturbed")
    run(undisturbed, undisturbed / "exports", PLAN, MONTH)
    expected = (published(undisturbed), figures(undisturbed))
    for step in KILLED_AFTER:
        home = shutil.copytree(corrected, tmp_path / step)
        killed_after(step, home, home / "exports", PLAN, MONTH)
        run(home, home / "exports", PLAN, MONTH)
        assert (published(home), figures(home)) == expected, step
