"""A whole synthetic export: every dataset of one province and month, in one folder with its descriptor.

In: province, month, size and seed. Out: ``<source>/<province>/<month>/`` as the portal sync delivers it.
Built under a temporary name and renamed, so that half an export is never seen.
"""

import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from tempfile import mkdtemp

import numpy as np

from warehouse.errors import ConfigurationError
from warehouse.messages import tell
from warehouse.periods import Period
from warehouse.samples import registers
from warehouse.samples.cohort import REFUSED, Cohort, draw_cohort
from warehouse.samples.declarations import KHAI_BAO, broken_declarations, declaration_rows
from warehouse.samples.dirt import plan_dirt, spoil
from warehouse.samples.evaluation import write_sample_evaluation
from warehouse.samples.files import Described, write_csv, write_json, write_json_parts, write_workbook
from warehouse.samples.order import Order
from warehouse.samples.payload import render
from warehouse.samples.snapshot import take_snapshot
from warehouse.samples.workload import Integers, Workload, plan_workload
from warehouse.units.mergers import joined_provinces

PROFILE = "kybaocao-export/1"


@dataclass
class _Part:
    """One province of an export: its own, or one that joined it and is still heard of for the time before.

    ``received`` and ``answers`` are what the other datasets must know of the dossiers: receipts per unit, answers
    about the ended.
    """

    order: Order
    workload: Workload
    received: Integers = field(init=False)
    answers: list[registers.Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Nothing is received yet."""
        self.received = np.zeros(len(self.workload.units), dtype=np.int64)

    def lasts_on(self, day: date) -> bool:
        """Whether the province has a unit on a day."""
        return any(unit.exists_on(day) for unit in self.workload.units)


def write_sample_export(
    source: Path,
    province: str,
    month: Period,
    *,
    dossiers: int = 10_000,
    seed: int = 2024,
    calendar: str = "nd09",
    dirty: bool = True,
    evaluation_only: bool = False,
) -> Path:
    """The folder of a synthetic export with ``dossiers`` newly submitted dossiers, and older ones that moved.

    The same arguments give the same bytes. An existing folder with the identical descriptor is left
    alone, any other is replaced. ``dirty`` puts in a few rows that break each rule. ``evaluation_only``
    gives an export that holds only the portal's own evaluation of its units.

    Raises:
        ConfigurationError: the province has no unit list, the calendar is unknown, or
            the period is not a month.
    """
    if month.kind != "month":
        raise ConfigurationError(
            tell("{month} is not a month.", month=month),
            tell("An export holds one month: 2024-03."),
            code="usage-wrong",
        )
    order = Order(province, month, dossiers, seed, calendar, dirty)
    folder = source / province / str(month)
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(mkdtemp(prefix=f".{month}-", dir=folder.parent))
    try:
        resources = write_sample_evaluation(draft, order) if evaluation_only else _write_datasets(draft, order)
        descriptor = json.dumps(_descriptor(order, resources), ensure_ascii=False, indent=2)
        present = folder / "datapackage.json"
        if present.is_file() and present.read_text(encoding="utf-8") == f"{descriptor}\n":
            return folder
        (draft / "datapackage.json").write_text(f"{descriptor}\n", encoding="utf-8")
        draft.chmod(0o755)
        shutil.rmtree(folder, ignore_errors=True)
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return folder


def write_sample_exports(
    source: Path,
    province: str,
    months: Iterable[Period],
    *,
    dossiers: int = 10_000,
    seed: int = 2024,
    calendar: str = "nd09",
    dirty: bool = True,
    progress: Callable[[Period, Path], None] = lambda month, folder: None,
) -> list[Path]:
    """The folders of several months, written one after another; ``progress`` hears of each."""
    folders = []
    for month in months:
        folders.append(
            write_sample_export(source, province, month, dossiers=dossiers, seed=seed, calendar=calendar, dirty=dirty)
        )
        progress(month, folders[-1])
    return folders


def _write_datasets(folder: Path, order: Order) -> list[Described]:
    joined = joined_provinces(order.province, str(order.month))
    orders = [order, *(replace(order, province=province) for province in joined)]
    parts = [_Part(each, plan_workload(each.province, each.seed)) for each in orders]
    workload = parts[0].workload
    part_rows = max(5_000, order.dossiers // 10)
    lines = (line for part in parts for line in _dossier_lines(part))
    dossiers = write_json_parts(folder, "ho_so", lines, part_rows)
    given = [answer for part in parts for answer in part.answers]
    answers = registers.spoil_answers(given) if order.dirty else given
    last_day = order.window.ends_on
    declared = declaration_rows(workload, order.province, order.month, last_day, parts[0].received, order.seed)
    if order.dirty:
        declared += broken_declarations(declared, order.month)
    units = [
        row
        for part in parts
        for row in registers.unit_rows(part.workload.units, order.until, "" if part.order == order else order.province)
    ]
    written = [
        *dossiers,
        write_csv(folder, "tthc", registers.TTHC, registers.catalogue_rows(workload, last_day, order.dirty)),
        write_csv(folder, "don_vi", registers.DON_VI, units, encoding="utf-8-sig"),
        write_csv(folder, "cong_bo", registers.CONG_BO, _publications(parts)),
        write_json(folder, "pakn", _petitions(parts)),
        write_csv(folder, "danh_gia", registers.DANH_GIA, answers, packed=True),
        write_workbook(folder, "khai_bao", KHAI_BAO, declared),
    ]
    return [resource.described() for resource in written]


def _dossier_lines(part: _Part) -> Iterator[str]:
    """The dossiers of this month and of the two before that changed in the window, oldest first."""
    order, workload = part.order, part.workload
    for months_before in (2, 1, 0):
        if not part.lasts_on(order.earlier(months_before).window.starts_on):
            continue
        cohort = draw_cohort(workload, order.earlier(months_before))
        snapshot = take_snapshot(cohort, order.after, order.until)
        random = order.random("export", months_before)
        part.received += _received(cohort, order, len(workload.units))
        part.answers += registers.answer_rows(snapshot, workload, order.after, random)
        lines = render(snapshot, workload)
        if order.dirty:
            lines = spoil(lines, plan_dirt(snapshot, random), order.created)
        yield from lines


def _received(cohort: Cohort, order: Order, units: int) -> Integers:
    """The dossiers of a cohort that each unit received in the window."""
    here = (cohort.received > order.after) & (cohort.received <= order.until) & (cohort.outcome != REFUSED)
    return np.bincount(cohort.unit[here], minlength=units)


def _origins(parts: list[_Part]) -> Iterator[tuple[_Part, int]]:
    """Each part with the months, the one before and the order's own, in which it lasted to the end."""
    for part in parts:
        for before in (1, 0):
            if part.lasts_on(part.order.earlier(before).window.ends_on):
                yield part, before


def _petitions(parts: list[_Part]) -> list[str]:
    lines = [
        line for part, before in _origins(parts) for line in registers.petition_lines(part.workload, part.order, before)
    ]
    own = parts[0]
    return lines + (registers.broken_petitions(own.workload, own.order.month) if own.order.dirty else [])


def _publications(parts: list[_Part]) -> list[registers.Row]:
    rows = [
        row for part, before in _origins(parts) for row in registers.publication_rows(part.workload, part.order, before)
    ]
    broken = [("9.000101", "H99.04", "1/QĐ-UBND", "31/02/2024", "", "")] if parts[0].order.dirty else []
    return rows + broken


def _descriptor(order: Order, resources: list[Described]) -> dict[str, object]:
    window = order.month.window(order.calendar)
    return {
        "name": f"{order.province.lower()}-{order.month}",
        "title": "SỐ LIỆU MÔ PHỎNG",
        "profile": PROFILE,
        "synthetic": True,
        "province": order.province,
        "period": str(order.month),
        "window": {"from": window.starts_on.isoformat(), "to": window.ends_on.isoformat()},
        "created": f"{order.created.isoformat()}+07:00",
        "resources": resources,
    }
