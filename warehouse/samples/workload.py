"""Who does what in the simulated province, how much of it and how well.

In: units, procedures, behaviour. Out: :class:`Workload`, one entry per (unit, procedure) it performs.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from warehouse.periods import Period
from warehouse.samples.sources import (
    LEVELS,
    Procedure,
    Unit,
    generator,
    owner_codes,
    read_behaviour,
    read_procedures,
    read_units,
)

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Bools = NDArray[np.bool_]
MEASURES = ("online", "paid_online", "has_file", "e_result", "reused", "on_time", "synced", "satisfied")


@dataclass(frozen=True)
class Workload:
    """The (unit, procedure) pairs of a province: indexes, volume and logit scores by measure."""

    units: tuple[Unit, ...]
    procedures: tuple[Procedure, ...]
    weakness: Floats  # per unit, 0 to 1
    unit: Integers
    procedure: Integers
    volume: Floats
    scores: dict[str, Floats]

    def chance(self, measure: str, month: Period) -> Floats:
        """The probability of a measure for each pair in a month: it improves slowly over time."""
        years = (month.year - 2024) + (month.number - 6) / 12
        gain = read_behaviour()["quality"]["yearly_gain"] * min(max(years, -1.0), 2.0)
        return _logistic(self.scores[measure] + gain)

    def volume_on(self, day: date) -> Floats:
        """The share of each pair among the dossiers received by the units that still exist on ``day``.

        When none does any more (a province that was merged), by those that were the last.
        """
        last = max(unit.valid_to or date.max for unit in self.units)
        gone = np.array([not unit.exists_on(min(day, last)) for unit in self.units])
        volume = np.where(gone[self.unit], 0.0, self.volume)
        return np.asarray(volume / volume.sum())


def plan_workload(province: str, seed: int) -> Workload:
    """The workload of a province, drawn once from the seed and the same in every month."""
    units, procedures = read_units(province), read_procedures()
    pairs = np.array(_pairs(units, procedures), dtype=np.int64)
    unit, procedure = pairs[:, 0], pairs[:, 1]
    random = generator(seed, province, "workload")
    weakness = _weakness(units)
    level = np.array([LEVELS.index(each.level) for each in units])
    size = _sizes(units, level, weakness, random)
    popularity = np.array([each.popularity for each in procedures], dtype=np.float64)
    of_today = np.array([each.stands_for_district for each in units])
    volume = _by_level(size[unit] * popularity[procedure], level[unit], of_today[unit])
    scores = {measure: _scores(measure, unit, procedure, level, weakness, volume, random) for measure in MEASURES}
    closed = np.array([each.service == "thong_tin" for each in procedures])
    scores["online"] = np.where(closed[procedure], -30.0, scores["online"])
    return Workload(units, procedures, weakness, unit, procedure, volume, scores)


def _pairs(units: tuple[Unit, ...], procedures: tuple[Procedure, ...]) -> list[tuple[int, int]]:
    """Each unit with each procedure it performs, as indexes."""
    offices, owners = read_behaviour()["offices"], owner_codes(units)
    beside: dict[str, list[str]] = {}
    for unit in units:
        if unit.level == "district":
            beside.setdefault(unit.parent, []).append(unit.name)
    return [
        (place, number)
        for place, unit in enumerate(units)
        for number, procedure in enumerate(procedures)
        if _is_at_its_level(unit, procedure) and _performs(unit, procedure, offices, beside, owners)
    ]


def _is_at_its_level(unit: Unit, procedure: Procedure) -> bool:
    return unit.level in procedure.levels or (unit.stands_for_district and "district" in procedure.levels)


def _performs(
    unit: Unit,
    procedure: Procedure,
    offices: dict[str, list[str]],
    beside: dict[str, list[str]],
    owners: dict[str, str],
) -> bool:
    if unit.kind == "ubnd_xa":
        return True
    if unit.kind == "so_nganh":
        return unit.name.startswith(procedure.owner) or owners.get(procedure.owner) == unit.code
    names = beside.get(unit.parent if unit.kind.startswith("phong") else unit.code, [])
    wanted = offices.get(procedure.owner, [])
    taken = next((name for start in wanted for name in names if name.startswith(start)), None)
    if unit.kind == "ubnd_huyen":
        return taken is None
    return unit.name == taken


def _weakness(units: tuple[Unit, ...]) -> Floats:
    """1 for a commune of the mountain and minority areas; a district has the share of its communes."""
    tagged: dict[str, list[float]] = {}
    for unit in units:
        if unit.level == "commune":
            tagged.setdefault(unit.parent, []).append(float("dtts_mn" in unit.tags))
    share = {code: sum(flags) / len(flags) for code, flags in tagged.items()}
    return np.array(
        [
            float("dtts_mn" in unit.tags) if unit.level == "commune"
            else share.get(unit.code, share.get(unit.parent, 0.0))
            for unit in units
        ]
    )  # fmt: skip


def _sizes(units: tuple[Unit, ...], level: Integers, weakness: Floats, random: np.random.Generator) -> Floats:
    """The relative size of each unit; the offices of a district share the size of their district."""
    volume = read_behaviour()["volume"]
    spread = np.array([volume["spread"][name] for name in LEVELS])[level]
    size = np.exp(random.normal(size=len(units)) * spread) * (1 - weakness * (1 - volume["weak"]))
    place = {unit.code: number for number, unit in enumerate(units)}
    seat = [place[unit.parent] if unit.kind.startswith("phong") else n for n, unit in enumerate(units)]
    return np.asarray(size[seat], dtype=np.float64)


def _by_level(volume: Floats, level: Integers, of_today: Bools) -> Floats:
    """The volumes scaled so that each level has its share, the communes of before and of today each the whole of it."""
    shares = read_behaviour()["volume"]["share"]
    scaled = volume.copy()
    for number, name in enumerate(LEVELS):
        for is_today in (False, True):
            here = (level == number) & (of_today == is_today)
            if here.any():
                scaled[here] *= shares[name] / volume[here].sum()
    return scaled


def _scores(
    measure: str,
    unit: Integers,
    procedure: Integers,
    level: Integers,
    weakness: Floats,
    volume: Floats,
    random: np.random.Generator,
) -> Floats:
    """The logit of a measure for each pair, moved so that each level has its mean."""
    quality = read_behaviour()["quality"]
    by_unit = random.normal(size=len(level)) * quality["spread"] - weakness * quality["weak"]
    by_procedure = random.normal(size=int(procedure.max()) + 1) * quality["procedure_spread"]
    score = by_unit[unit] + by_procedure[procedure]
    for number, name in enumerate(LEVELS):
        here = level[unit] == number
        if not here.any():  # a province of two levels
            continue
        score[here] += _shift(score[here], volume[here], quality[measure][name])
    return np.asarray(score)


def _shift(score: Floats, volume: Floats, mean: float) -> float:
    """What must be added to the logits for their weighted mean probability to be ``mean``."""
    low, high = -15.0, 15.0
    for _ in range(50):
        middle = (low + high) / 2
        if np.average(_logistic(score + middle), weights=volume) < mean:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _logistic(score: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-score)), dtype=np.float64)
