"""Every period of every plan at a glance: the state that it is in, why, and the one command to type next.

In: a home, its plans and the exports delivered into it. Out: :class:`PeriodState` values by plan and time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from warehouse.cycles.stale import changes_since, loaded_in_force
from warehouse.database import has_warehouse
from warehouse.errors import DataRefused, KybaocaoError
from warehouse.exports.sources import exports_in_force, months_after_the_end, refuse_after_the_end
from warehouse.figures.inputs import private_database
from warehouse.figures.marts import Row, rows_of
from warehouse.figures.revisions import Revision
from warehouse.keeping.verify import altered_files
from warehouse.lake.address import asked_lake
from warehouse.lake.locks import cycle_holder
from warehouse.locks import running_process
from warehouse.messages import tell
from warehouse.periods import VIETNAM, Period, latest_closed_month, months_between
from warehouse.plans.catalogue import Plan, load_plan
from warehouse.publication.outputs import published_folder
from warehouse.units.mergers import OF_SENDER, senders_of
from warehouse.words import word

_ENDED = ("published", "approved", "failed", "held")


@dataclass(frozen=True)
class PeriodState:
    """One period of one plan, and what to do about it.

    ``state`` is late (its month is over, nothing delivered), refused (delivered under a province that had ended),
    ready (delivered, not run), running, cut off, failed, held, stale, deleted, altered, waiting (for approval, as
    earlier periods of the plan had), published, approved.
    """

    plan_id: str
    period: str
    state: str
    revision: int | None
    at: datetime | None
    asked_by: str
    why: str
    next: str


def period_states(home: Path, plan_id: str | None = None, now: datetime | None = None) -> list[PeriodState]:
    """The state of every period that has happened or should have, of one plan or of all that have a cycle."""
    if not has_warehouse(home):
        return []
    with private_database(home) as connection:
        known = _known(connection, plan_id)
        plan_ids = sorted({key[0] for key in known} | ({plan_id} if plan_id else set()))
        running = running_process(home)
        found: list[PeriodState] = []
        for each in plan_ids:
            found += _OfPlan(connection, home, each, running, now or datetime.now(VIETNAM)).states(known)
    return found


def published_periods(home: Path, plan_id: str) -> list[Period]:
    """The periods of a plan that have a publication, oldest first."""
    if not has_warehouse(home):
        return []
    with private_database(home) as connection:
        rows = rows_of(connection, "published_newest", {"plan_id": plan_id})
    return sorted((Period.parse(row["period"]) for row in rows), key=in_time)


def in_time(period: Period) -> tuple[int, int, int]:
    """What periods are ordered by: their last month, then the shorter first."""
    return (period.year, period.last_month_number, len(period.months()))


def _known(connection: duckdb.DuckDBPyConnection, plan_id: str | None) -> dict[tuple[str, str], dict[str, Row]]:
    """By plan and period: the newest publication and the newest row of its runs."""
    known: dict[tuple[str, str], dict[str, Row]] = {}
    for name, query in (("published", "published_newest"), ("latest", "cycle_latest")):
        for row in rows_of(connection, query, {"plan_id": plan_id}):
            known.setdefault((row["plan_id"], row["period"]), {})[name] = row
    return known


class _OfPlan:
    """The periods of one plan; what they share is read once."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, home: Path, plan_id: str, running: int | None, now: datetime
    ) -> None:
        self.connection, self.home, self.plan_id, self.running, self.now = connection, home, plan_id, running, now
        self.plan: Plan | None = None
        self.delivered: dict[str, str] = {}
        self.misplaced: tuple[str, ...] = ()
        self.fault = ""
        try:
            self.plan = load_plan(plan_id)
            exports = exports_in_force(home / "exports", self.plan.province)
            self.delivered = {month: export.digest for month, export in exports.items()}
            self.misplaced = months_after_the_end(home / "exports", self.plan.province)
        except KybaocaoError as error:
            self.fault = error.message
        self.loaded = loaded_in_force(connection, self.plan.province) if self.plan else {}
        self.is_approving = self._one(
            "select count(*) from warehouse.mart.decision where kind = 'approve' and plan_id = ?", plan_id
        )

    def states(self, known: dict[tuple[str, str], dict[str, Row]]) -> Iterator[PeriodState]:
        """Every period with a run or a publication, and the months that should have one, in their order in time."""
        own = {Period.parse(period): rows for (plan, period), rows in known.items() if plan == self.plan_id}
        for period in sorted({*own, *self._expected(list(own))}, key=in_time):
            yield self._state(period, own.get(period, {}))

    def _expected(self, own: list[Period]) -> Iterator[Period]:
        """The months from the first that is known to the last that is over, while the plan is in force."""
        if self.plan is None:
            return
        last_year = max(target.horizon for target in self.plan.targets)
        folders = {*self.delivered, *self.misplaced}
        there = [Period.parse(month) for month in folders if self.plan.year <= int(month[:4]) <= last_year]
        months = sorted([*there, *(each.last_month for each in own)], key=in_time)
        if not months:
            return
        closed = latest_closed_month(self.now, self.plan.calendar)
        last = closed if closed.year <= last_year else months[-1]
        yield from months_between(months[0], max(months[-1], last, key=in_time))

    def _state(self, period: Period, rows: dict[str, Row]) -> PeriodState:
        published, latest = rows.get("published"), rows.get("latest")
        state, why, then = self._judge(period, published, latest)
        shown: dict[str, Any] = latest or {}
        return PeriodState(
            self.plan_id,
            str(period),
            state,
            published["revision"] if published else None,
            shown.get("at") or (published or {}).get("published_at"),
            shown.get("asked_by", ""),
            why,
            then,
        )

    def _judge(self, period: Period, published: Row | None, latest: Row | None) -> tuple[str, str, str]:
        """State, reason and next command; the first that holds, the most urgent first."""
        run = f"kybaocao run {self.plan_id} {period}"
        if latest and (found := self._judge_run(period, latest, run)):
            return found
        if published:
            return self._judge_publication(period, published, run)
        if why := self._refusal(period):
            return "refused", why, run
        if str(period.last_month) in self.delivered | self.loaded:
            return "ready", "", run
        return "late", self.fault or tell("no export of {month} was delivered", month=period.last_month), run

    def _refusal(self, period: Period) -> str:
        """Why a run would refuse what was delivered under a province that had ended; empty where nothing was."""
        if self.plan and self.misplaced:
            try:
                refuse_after_the_end(self.home / "exports", self.plan.province, str(period.last_month))
            except DataRefused as refused:
                return str(refused)
        return ""

    def _judge_run(self, period: Period, latest: Row, run: str) -> tuple[str, str, str] | None:
        if latest["state"] not in _ENDED and (who := self._runner(period)):
            after = tell("{runner}, after: {state}", runner=who, state=word(latest["state"]))
            return "running", after, f"kybaocao status {self.plan_id} {period}"
        if latest["state"] not in _ENDED:
            ended = tell(
                "the run of {at:%Y-%m-%d %H:%M} ended after: {state}", at=latest["at"], state=word(latest["state"])
            )
            return "cut off", ended, run
        if latest["state"] == "held":
            return "held", latest["message"], self._accept(period)
        if latest["state"] == "failed":
            return "failed", f"{word(latest['step'])}: {latest['message']} {latest['advice']}".strip(), run
        return None

    def _judge_publication(self, period: Period, published: Row, run: str) -> tuple[str, str, str]:
        revision = Revision(*(published[name] for name in Revision.__dataclass_fields__))
        folder = published_folder(self.home, revision)
        if not folder.is_dir():
            return "deleted", tell("{folder} is gone", folder=folder), run
        if altered := list(altered_files(self.home, revision)):
            what = ", ".join(Path(each.what).name for each in altered)
            return (
                "altered",
                tell("changed since it was published: {files}", files=what),
                f"kybaocao verify {self.plan_id}",
            )
        if self.plan is None:
            return "published", self.fault, ""
        plan = load_plan(self.plan_id, period)
        if changes := changes_since(self.connection, self.home, plan, published, self.loaded | self._new):
            return "stale", tell("changed since: {changes}", changes=", ".join(changes)), run
        approve = f'kybaocao approve {self.plan_id} {period} --by "NAME"'
        if self._is_approved(published):
            return "approved", "", ""
        return ("waiting" if self.is_approving else "published"), "", approve

    @cached_property
    def _new(self) -> dict[str, str]:
        """The delivered versions that are not loaded yet."""
        loaded = {digest for (digest,) in self.connection.execute("select digest from raw.export").fetchall()}
        return {month: digest for month, digest in self.delivered.items() if digest not in loaded}

    def _is_approved(self, published: Row) -> bool:
        keys = {"plan_id": self.plan_id, "manifest": published["manifest"] or ""}
        return any(row["is_independent"] for row in rows_of(self.connection, "approval", keys))

    def _accept(self, period: Period) -> str:
        row = self.connection.execute(
            f"select rule from warehouse.mart.held where {OF_SENDER} and month <= $last order by month, rule limit 1",
            senders_of(self.plan.province if self.plan else "").keys | {"last": str(period.last_month)},
        ).fetchone()
        if row is None:  # all was accepted since
            return f"kybaocao run {self.plan_id} {period}"
        return f'kybaocao accept {self.plan_id} {period} --rule {row[0]} --by "NAME" --reason "TEXT"'

    def _runner(self, period: Period) -> str | None:
        """Who runs a period now: a process of this home, or of any machine that shares the warehouse."""
        if asked_lake():
            return cycle_holder(self.plan_id, str(period))
        return tell("process {process}", process=self.running) if self.running else None

    def _one(self, query: str, *parameters: str) -> int:
        row = self.connection.execute(query, list(parameters)).fetchone()
        return int(row[0]) if row else 0
