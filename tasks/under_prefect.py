"""The steps as Prefect runs them: named for what they do, tried again where that can help, shown to who operates.

With ``secret_block.py`` the only file of this folder that knows Prefect.
"""

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from prefect import task
from prefect.artifacts import create_progress_artifact, create_table_artifact, update_progress_artifact
from prefect.cache_policies import NO_CACHE

from expectations.run import Checker, Outcome
from expectations.suites import Suite
from report_templates.wording.phrases import name_of
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
from warehouse.intake.stage import DatasetCounts

_SOON, _LATER = [2, 10], [60, 600, 1800]


def is_worth_retrying(_task: Any, _run: Any, state: Any) -> bool:
    """Whether a failed step may succeed when tried again: a busy file, not refused data, a full disk or a bug.

    A source that is down is tried again where nobody waits for the answer.
    """
    error = state.result(raise_on_failure=False)
    is_down = isinstance(error, SourceFailed) and is_under_worker()
    return isinstance(error, KybaocaoError) and (error.is_transient or is_down)


def _step(function: Any, name: str, title: str, delays: Sequence[int] = _SOON) -> Any:
    """A step as a task: ``name`` is for programs, ``title`` is what people see."""
    return task(
        name=name,
        task_run_name=title,
        retries=len(delays),
        retry_delay_seconds=list(delays),
        retry_condition_fn=is_worth_retrying,
        persist_result=False,
        cache_policy=NO_CACHE,
    )(function)


class _Progress:
    """A bar on the run's page, from 0 to 100 per cent in so many steps."""

    def __init__(self, key: str, about: str, steps: int) -> None:
        self._steps, self._done = max(steps, 1), 0
        self._bar: Any = create_progress_artifact(progress=0.0, key=key.lower(), description=about)

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
    about = f"Kiểm tra {export.province}/{export.month}"
    progress = _Progress(f"checking-{export.province}-{export.month}", about, len(datasets))
    return check_export(cycle, export, checks=partial(_WatchedChecker, progress=progress), show=_show_counts)


def _render(cycle: Cycle, revision: Revision) -> Path:
    about = f"Lập báo cáo {cycle.plan_id} {revision.period}"
    progress = _Progress(f"rendering-{cycle.plan_id}-{revision.period}", about, len(FILES))
    return render_reports(cycle, revision, wrote=progress.advance)


def _publish(cycle: Cycle, revision: Revision, built: Path) -> Published:
    published = publish_revision(cycle, revision, built)
    about = f"{cycle.plan_id} {revision.period}, bản {revision.revision}"
    key = f"{cycle.plan_id}-{revision.period}".lower()
    create_table_artifact(
        key=f"attainment-{key}",
        table=[_verdict(row) for row in read_headlines(cycle.home, revision)],
        description=f"Kết quả thực hiện chỉ tiêu, luỹ kế: {about}",
    )
    create_table_artifact(
        key=f"files-{key}", table=_files(Path(published.folder)), description=f"Tệp đã công bố: {about}"
    )
    return published


def _verdict(row: dict[str, Any]) -> dict[str, str]:
    shown = {
        "Chỉ tiêu": row["row_no"],
        "Cấp": row["level"],
        "Tử số": row["numerator"],
        "Mẫu số": row["denominator"],
        "Mục tiêu (%)": row["target"],
        "Kết quả": name_of("status", row["status"]),
        "Còn thiếu": row["shortfall"],
    }
    return {name: "" if value is None else str(value) for name, value in shown.items()}


def _files(folder: Path) -> list[dict[str, str]]:
    """The files of a publication with a link to each: a web address where the office serves its outputs."""
    base = os.environ.get("KYBAOCAO_LINK", "").rstrip("/")
    below = "/".join(folder.parts[-3:])
    root = f"{base}/{below}" if base else folder.as_uri()
    return [
        {"Tệp": f"[{file.name}]({root}/{file.name})", "Nằm ở": str(file), "Kích thước": f"{file.stat().st_size:,}"}
        for file in sorted(folder.iterdir())
    ]


def _show_counts(export: Export, counts: list[DatasetCounts]) -> None:
    create_table_artifact(
        key=f"check-{export.province}-{export.month}".lower(),
        table=[_counted(each) for each in counts],
        description=f"Dòng được kiểm tra và trả lại, {export.province}/{export.month}",
    )


def _counted(counts: DatasetCounts) -> dict[str, Any]:
    """A dataset's rows, those sent back, and the rules that took most of them."""
    rules = ", ".join(f"{rule} ({rows})" for rule, rows in counts.rules)
    return {
        "Tập dữ liệu": counts.dataset,
        "Số dòng": counts.rows,
        "Trả lại": counts.quarantined,
        "Quy tắc nhiều nhất": rules,
    }


STEPS = Steps(
    pull=_step(
        pull_exports, "pull", "Lấy dữ liệu đến {cycle.period.last_month}", _LATER if is_under_worker() else _SOON
    ),
    check=_step(_check, "check", "Kiểm tra {export.province}/{export.month}"),
    load=_step(load_export, "load", "Nạp {checked.stage.export.province}/{checked.stage.export.month}"),
    compute=_step(compute_attainment, "compute", "Tính {cycle.plan_id} {cycle.period}"),
    render=_step(_render, "render", "Lập báo cáo {cycle.plan_id} {cycle.period}"),
    publish=_step(_publish, "publish", "Công bố {cycle.plan_id} {cycle.period}"),
)
