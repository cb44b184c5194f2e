"""The steps as Prefect runs them: named for what they do, tried again where that can help, shown to who operates.

With ``secret_block.py`` the only file of this folder that knows Prefect.
"""

import os
import re
import unicodedata
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from prefect import task
from prefect.artifacts import create_progress_artifact, create_table_artifact, update_progress_artifact
from prefect.cache_policies import NO_CACHE

from expectations.run import Checker, Outcome
from expectations.suites import Suite
from tasks.check import Checked, check_export
from tasks.compute import compute_attainment
from tasks.load import load_export
from tasks.publish import Published, publish_revision
from tasks.pull import pull_exports
from tasks.render import FILES, render_reports
from tasks.request import Cycle, is_under_worker
from tasks.sequence import Steps
from warehouse.errors import KybaocaoError, SourceFailed
from warehouse.exports.export import Export
from warehouse.figures.marts import read_headlines
from warehouse.figures.revisions import Revision
from warehouse.home import file_place
from warehouse.intake.stage import DatasetCounts
from warehouse.messages import tell
from warehouse.words import level_words, word

_SOON, _LATER = [2, 10], [60, 600, 1800]


def is_worth_retrying(_task: Any, _run: Any, state: Any) -> bool:
    """Whether a failed step may succeed when tried again: a busy file, not refused data, a full disk or a bug.

    A source that is down is tried again where nobody waits for the answer.
    """
    error = state.result(raise_on_failure=False)
    is_down = isinstance(error, SourceFailed) and is_under_worker()
    return isinstance(error, KybaocaoError) and (error.is_transient or is_down)


def _step(function: Any, name: str, title: str, delays: Sequence[int] = _SOON) -> Any:
    """A step as a task: ``name`` is for programs, ``title`` is what people see, in letters that Prefect's graph has."""
    return task(
        name=name,
        task_run_name=bare_title(title),
        retries=len(delays),
        retry_delay_seconds=list(delays),
        retry_condition_fn=is_worth_retrying,
        persist_result=False,
        cache_policy=NO_CACHE,
    )(function)


def bare_title(title: str) -> str:
    """A title without the marks of Vietnamese letters: the picture of a run leaves those letters out altogether."""
    letters = unicodedata.normalize("NFD", title.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def artifact_key(name: str) -> str:
    """A name as Prefect takes it for a key, of small letters, digits and dashes; a plan's folder may have any."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


class _Progress:
    """A bar on the run's page, from 0 to 100 per cent in so many steps."""

    def __init__(self, key: str, about: str, steps: int) -> None:
        self._steps, self._done = max(steps, 1), 0
        self._bar: Any = create_progress_artifact(progress=0.0, key=artifact_key(key), description=about)

    def advance(self, _name: str = "") -> None:
        self._done += 1
        update_progress_artifact(self._bar, min(100.0, 100.0 * self._done / self._steps))


class _WatchedChecker:
    """Great Expectations, with a bar that moves with each dataset."""

    def __init__(self, home: Path, progress: _Progress) -> None:
        self._checker, self._progress = Checker(home), progress

    def check(self, database: Path, suite: Suite, columns: Sequence[str], label: str) -> Outcome:
        outcome = self._checker.check(database, suite, columns, label)
        self._progress.advance()
        return outcome

    def build_pages(self) -> Any:
        return self._checker.build_pages()


def _check(cycle: Cycle, export: Export) -> Checked:
    datasets = {resource.dataset for resource in export.resources}
    about = tell("Checking {province}/{month}", province=export.province, month=export.month)
    progress = _Progress(f"checking-{export.province}-{export.month}", about, len(datasets))
    return check_export(cycle, export, checks=partial(_WatchedChecker, progress=progress), show=_show_counts)


def _render(cycle: Cycle, revision: Revision) -> Path:
    about = tell("Writing the report {plan} {period}", plan=cycle.plan_id, period=revision.period)
    progress = _Progress(f"rendering-{cycle.plan_id}-{revision.period}", about, len(FILES))
    return render_reports(cycle, revision, wrote=progress.advance)


def _publish(cycle: Cycle, revision: Revision, built: Path) -> Published:
    published = publish_revision(cycle, revision, built)
    named: dict[str, Any] = {"plan": cycle.plan_id, "period": revision.period, "revision": revision.revision}
    key = artifact_key(f"{cycle.plan_id}-{revision.period}")
    create_table_artifact(
        key=f"attainment-{key}",
        table=[_verdict(row) for row in read_headlines(cycle.home, revision)],
        description=tell("Attainment, year to date: {plan} {period}, revision {revision}", **named),
    )
    create_table_artifact(
        key=f"files-{key}",
        table=_files(file_place(published.folder)),
        description=tell("Published files: {plan} {period}, revision {revision}", **named),
    )
    return published


def _verdict(row: dict[str, Any]) -> dict[str, str]:
    shown = {
        tell("Target"): row["row_no"],
        tell("Levels"): level_words(row["level"]),
        tell("Numerator"): row["numerator"],
        tell("Denominator"): row["denominator"],
        tell("To reach (%)"): row["target"],
        tell("Verdict"): word(row["status"]),
        tell("Missing"): row["shortfall"],
    }
    return {name: "" if value is None else str(value) for name, value in shown.items()}


def _files(folder: Path) -> list[dict[str, str]]:
    """The files of a publication with a link to each: a web address where the office serves its outputs."""
    base = os.environ.get("KYBAOCAO_LINK", "").rstrip("/")
    below = "/".join(folder.parts[-3:])
    root = f"{base}/{below}" if base else folder.as_uri()
    return [
        {
            tell("File"): f"[{file.name}]({root}/{file.name})",
            tell("Place"): str(file),
            tell("Size"): f"{file.stat().st_size:,}",
        }
        for file in sorted(folder.iterdir())
    ]


def _show_counts(export: Export, counts: list[DatasetCounts]) -> None:
    create_table_artifact(
        key=artifact_key(f"check-{export.province}-{export.month}"),
        table=[_counted(each) for each in counts],
        description=tell(
            "Rows checked and sent back, {province}/{month}", province=export.province, month=export.month
        ),
    )


def _counted(counts: DatasetCounts) -> dict[str, Any]:
    """A dataset's rows, those sent back, and the rules that took most of them."""
    rules = ", ".join(f"{rule} ({rows})" for rule, rows in counts.rules)
    return {
        tell("Dataset"): counts.dataset,
        tell("Rows"): counts.rows,
        tell("Sent back"): counts.quarantined,
        tell("Most by rule"): rules,
    }


STEPS = Steps(
    pull=_step(
        pull_exports, "pull", tell("Pull up to {{cycle.period.last_month}}"), _LATER if is_under_worker() else _SOON
    ),
    check=_step(_check, "check", tell("Check {{export.province}}/{{export.month}}")),
    load=_step(load_export, "load", tell("Load {{checked.stage.export.province}}/{{checked.stage.export.month}}")),
    compute=_step(compute_attainment, "compute", tell("Compute {{cycle.plan_id}} {{cycle.period}}")),
    render=_step(_render, "render", tell("Write the report {{cycle.plan_id}} {{cycle.period}}")),
    publish=_step(_publish, "publish", tell("Publish {{cycle.plan_id}} {{cycle.period}}")),
)
