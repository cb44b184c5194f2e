"""The dossiers submitted in one month, with everything that will ever happen to them.

In: a workload, a month and its window. Out: :class:`Cohort`, one entry per dossier. All instants are
seconds of local time since 1970; NEVER lies after every export.
"""

import re
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from warehouse.samples.order import CLOSES, DAY, OPENS, Order, day_of, instant
from warehouse.samples.sources import generator, read_behaviour
from warehouse.samples.workload import Floats, Integers, Workload

Flags = NDArray[np.bool_]
NEVER = 2**40
IN_PERSON, ONLINE, POSTAL = 1, 2, 3
NORMAL, REFUSED, WITHDRAWN, STOPPED = range(4)
QUALITIES = ("paid_online", "has_file", "e_result", "reused", "synced", "satisfied")


@dataclass(frozen=True)
class Cohort:
    """The dossiers of one month, ordered by submission."""

    codes: tuple[str, ...]
    unit: Integers
    procedure: Integers
    channel: Integers
    submitted: Integers
    received: Integers
    due: Integers
    asked: Integers  # for a supplement
    answered: Integers
    new_due: Integers  # NEVER when the supplement set none
    obliged: Integers  # waits for a financial obligation
    released: Integers
    finished: Integers
    returned: Integers
    outcome: Integers
    qualities: dict[str, Flags]
    draws: Integers  # one number per dossier for its small variations


@dataclass(frozen=True)
class _Course:
    received: Integers
    due: Integers
    asked: Integers
    answered: Integers
    new_due: Integers
    finished: Integers


def draw_cohort(workload: Workload, order: Order) -> Cohort:
    """The cohort of the order's month; the same for every export that shows a part of it."""
    random, size = order.random("cohort"), order.dossiers
    pair = np.sort(random.choice(len(workload.volume), size, p=workload.volume_on(order.window.ends_on)))
    unit, procedure = workload.unit[pair], workload.procedure[pair]
    channel = _channels(random, workload.chance("online", order.month)[pair])
    submitted, received = _arrivals(random, channel == ONLINE, order)
    days = np.array([each.days for each in workload.procedures])[procedure]
    late = random.random(size) > workload.chance("on_time", order.month)[pair]
    course = _course(random, received, days, late, order)
    obliged, released = _obligations(random, days, course)
    columns = {
        "unit": unit,
        "procedure": procedure,
        "channel": channel,
        "submitted": submitted,
        **vars(course),
        "obliged": obliged,
        "released": released,
        "returned": _returns(random, course.finished),
        "outcome": random.choice(4, size, p=_outcome_shares()),
        "draws": random.integers(1_000_000, size=size),
    }
    flags = {name: random.random(size) < workload.chance(name, order.month)[pair] for name in QUALITIES}
    by_time = np.argsort(submitted, kind="stable")
    ordered = {name: values[by_time] for name, values in columns.items()}
    ordered |= _before_the_change(ordered, workload, order)
    codes = _codes(sending_codes(workload, order), ordered["unit"], ordered["submitted"])
    ordered |= _never_after_the_end(ordered, workload)
    return Cohort(codes, qualities={name: flag[by_time] for name, flag in flags.items()}, **ordered)


def _before_the_change(columns: dict[str, Integers], workload: Workload, order: Order) -> dict[str, Integers]:
    """Unit and procedure anew where the unit did not yet exist when the dossier was submitted."""
    begins = np.array([unit.valid_from or date.min for unit in workload.units], dtype="datetime64[D]")
    early = np.flatnonzero(day_of(columns["submitted"]) < begins[columns["unit"]])
    if not len(early):
        return {}
    chances = workload.volume_on(order.window.starts_on)
    pair = order.random("before the change").choice(len(chances), len(early), p=chances)
    unit, procedure = columns["unit"].copy(), columns["procedure"].copy()
    unit[early], procedure[early] = workload.unit[pair], workload.procedure[pair]
    return {"unit": unit, "procedure": procedure}


def _never_after_the_end(columns: dict[str, Integers], workload: Workload) -> dict[str, Integers]:
    """No dossier is submitted to a unit that is no more, as those of a merged province are after its end."""
    ends = np.array([unit.valid_to or date.max for unit in workload.units], dtype="datetime64[D]")
    gone = day_of(columns["submitted"]) > ends[columns["unit"]]
    return {name: np.where(gone, NEVER, columns[name]) for name in ("submitted", "received")} if gone.any() else {}


def _channels(random: np.random.Generator, online: Floats) -> Integers:
    share = random.random(len(online))
    offline = np.where(random.random(len(online)) < read_behaviour()["course"]["postal"], POSTAL, IN_PERSON)
    return np.where(share < online, ONLINE, offline).astype(np.int64)


def _arrivals(random: np.random.Generator, online: Flags, order: Order) -> tuple[Integers, Integers]:
    """When the dossiers were submitted and received; in person both are nearly the same instant."""
    course, size = read_behaviour()["course"], len(online)
    day = random.choice(order.workdays(), size)
    submitted = instant(day, OPENS + 900 + random.integers(28_000, size=size))
    share = random.random(size) / course["next_day"]
    wait = np.where(share < 1, 1, np.where(share < 1 + course["waits"] / course["next_day"], 6, 0))
    wait = np.where(online, wait * random.integers(1, 3, size=size), 0)
    later = instant(order.workday(day, wait), OPENS + random.integers(7_000, size=size))
    same_day = submitted + np.where(online, random.integers(300, 4_000, size=size), 60)
    return submitted, np.where(wait > 0, later, same_day)


def _course(random: np.random.Generator, received: Integers, days: Integers, late: Flags, order: Order) -> _Course:
    """Due dates, supplements and the end of the work, late or not as drawn."""
    size, start = len(received), day_of(received)
    due_day = order.workday(start, days)
    midnight = random.random(size) < read_behaviour()["course"]["due_at_midnight"]
    spent = (random.beta(3.0, 1.6, size) * (due_day - start).astype(np.int64)).astype(np.int64)
    in_time = np.maximum(order.workday(start + spent, 0, roll="backward"), start)
    finished_day = np.where(late, order.workday(due_day, random.geometric(0.25, size)), in_time)
    finished = instant(finished_day, OPENS + random.integers(CLOSES - OPENS - 1_200, size=size))
    soon = received + 300 + (random.random(size) * 1_800).astype(np.int64)
    finished = np.where(finished_day == start, np.minimum(soon, instant(start, CLOSES)), finished)
    return _supplemented(random, received, instant(due_day, np.where(midnight, 0, CLOSES)), finished)


def _supplemented(random: np.random.Generator, received: Integers, due: Integers, finished: Integers) -> _Course:
    """The course with supplements: asked for on the way, they move the end by whole days."""
    course, size = read_behaviour()["course"], len(received)
    has = (random.random(size) < course["supplement"]) & (finished - received > DAY)
    pause = random.integers(1, 8, size=size) * DAY
    asked = received + ((finished - received) * 0.4).astype(np.int64)
    renewed = has & (random.random(size) < course["supplement_new_due"])
    return _Course(
        received=received,
        due=due,
        asked=np.where(has, asked, NEVER),
        answered=np.where(has, asked + pause, NEVER),
        new_due=np.where(renewed, due + pause, NEVER),
        finished=np.where(has, finished + pause, finished),
    )


def _obligations(random: np.random.Generator, days: Integers, course: _Course) -> tuple[Integers, Integers]:
    """When some long dossiers wait for a payment: after a supplement and before the end."""
    begins = np.where(course.answered < NEVER, course.answered, course.received)
    length = course.finished - begins
    has = (random.random(len(days)) < read_behaviour()["course"]["obligation"]) & (days >= 10) & (length > 2 * DAY)
    return np.where(has, begins + length // 2, NEVER), np.where(has, begins + length * 4 // 5, NEVER)


def _outcome_shares() -> list[float]:
    course = read_behaviour()["course"]
    other = [course["refused"], course["withdrawn"], course["stopped"]]
    return [1 - sum(other), *other]


def _returns(random: np.random.Generator, finished: Integers) -> Integers:
    """When the result was handed over: soon, within days, or never."""
    share = random.random(len(finished))
    wait = np.where(
        share < 0.6, random.integers(120, 2_400, len(finished)), DAY * random.integers(1, 11, len(finished))
    )
    return np.where(share > 1 - read_behaviour()["course"]["never_returned"], NEVER, finished + wait)


def _codes(prefixes: list[str], unit: Integers, submitted: Integers) -> tuple[str, ...]:
    """``<unit>-<yymmdd>-<serial>``, the serial counting a unit's dossiers of one day."""
    day = submitted // DAY
    dates = {number: np.datetime64(number, "D").item().strftime("%y%m%d") for number in np.unique(day).tolist()}
    counted: dict[tuple[int, int], int] = {}
    codes = []
    for place, number in zip(unit.tolist(), day.tolist(), strict=True):
        serial = counted[place, number] = counted.get((place, number), 0) + 1
        codes.append(f"{prefixes[place]}-{dates[number]}-{serial:04d}")
    return tuple(codes)


def sending_codes(workload: Workload, order: Order) -> list[str]:
    """The code each unit writes into MaHoSo: a few still use the notation of before 2020."""
    codes = [unit.code for unit in workload.units]
    able = [n for n in np.unique(workload.unit).tolist() if re.fullmatch(r"H\d\d(\.\d\d){1,2}", codes[n])]
    share = read_behaviour()["old_notation"]["share"]
    mixed = generator(order.seed, order.province, "notation").permutation(able)
    for number in mixed[: max(2, round(len(able) * share))]:
        second, third = (*codes[number].split(".")[1:], "00")[:2]
        codes[number] = f"000.{third}.{second}.{order.province}"
    return codes
