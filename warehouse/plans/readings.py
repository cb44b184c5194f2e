"""A plan and the readings that are in force -> the plan as it counts, and what every other reading would change.

Pure: the files are read in ``warehouse.plans.files``, the office's decisions in ``warehouse.plans.office``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from warehouse.messages import tell
from warehouse.plans.types import Alternative, Ambiguity, Change, Plan, Relief, Target


@dataclass(frozen=True)
class Terms:
    """What readings can set: the targets, the reliefs and the calendar."""

    targets: tuple[Target, ...]
    reliefs: tuple[Relief, ...]
    calendar: str


def with_readings(plan: Plan) -> Plan:
    """The plan as the readings in force set it, with its other readings as alternatives beside it."""
    chosen = {number: found.in_force for number, found in enumerate(plan.ambiguities, start=1)}
    terms = terms_of(plan, chosen)
    others = [
        _alternative(plan, chosen, terms, number, other)
        for number, found in enumerate(plan.ambiguities, start=1)
        for other in range(1, len(found.readings) + 1)
        if other != found.in_force
    ]
    return replace(
        plan,
        targets=terms.targets,
        reliefs=terms.reliefs,
        calendar=terms.calendar,
        alternatives=tuple(other for other in others if other.targets),
    )


def terms_of(plan: Plan, chosen: Mapping[int, int]) -> Terms:
    """The plan's terms once each chosen reading has set what it sets, in the plan's order."""
    terms = Terms(plan.targets, plan.reliefs, plan.calendar)
    for number, reading in sorted(chosen.items()):
        for change in plan.ambiguities[number - 1].readings[reading - 1].sets:
            terms = _changed(terms, change)
    return terms


def what_hangs(ambiguity: Ambiguity) -> dict[int, list[str]]:
    """What every reading that is not in force would set, by its number; none of those that set nothing."""
    return {
        number: [_in_words(change) for change in reading.sets]
        for number, reading in enumerate(ambiguity.readings, start=1)
        if reading.sets and number != ambiguity.in_force
    }


def _in_words(change: Change) -> str:
    """A change in short: "5, 8.7: levels province"."""
    levels = "+".join(change.levels)
    settings = {
        "levels": levels,
        "target": change.target,
        "indicator": change.indicator,
        "reading": change.reading,
        "only_in_districts": change.only_in_districts,
        "calendar": change.calendar,
    }
    sets = ", ".join(f"{name} {value}" for name, value in settings.items() if value not in (None, ""))
    whom = tell("relief {number}", number=change.relief) if change.relief else ", ".join(change.rows)
    rows = tell("rows {rows}", rows=", ".join(change.rows)) if change.relief and change.rows else ""
    horizon = f" ({change.horizon})" if change.horizon else ""
    return f"{whom}{horizon}: {', '.join(filter(None, (sets, rows)))}" if whom else sets


def _changed(terms: Terms, change: Change) -> Terms:
    if change.calendar:
        return replace(terms, calendar=change.calendar)
    if change.relief:
        return replace(terms, reliefs=_relieved(terms.reliefs, change))
    sets = {
        name: value
        for name in ("levels", "target", "indicator")
        if (value := getattr(change, name)) not in ((), None, "")
    }
    targets = tuple(replace(target, **sets) if _is_meant(target, change) else target for target in terms.targets)
    return replace(terms, targets=targets)


def _relieved(reliefs: tuple[Relief, ...], change: Change) -> tuple[Relief, ...]:
    sets = {
        name: getattr(change, name) for name in ("reading", "only_in_districts") if getattr(change, name) is not None
    }
    if change.rows:
        sets["rows"] = change.rows
    return tuple(
        relief.model_copy(update=sets) if number == change.relief else relief
        for number, relief in enumerate(reliefs, start=1)
    )


def _is_meant(target: Target, change: Change) -> bool:
    return target.row_no in change.rows and change.horizon in (None, target.horizon)


def _alternative(plan: Plan, chosen: Mapping[int, int], terms: Terms, number: int, reading: int) -> Alternative:
    """One other reading with the targets that it judges differently; none when it changes no figure.

    A reading that only sets another calendar has none: the exports' windows belong to one calendar.
    """
    other = terms_of(plan, {**chosen, number: reading})
    pairs = zip(terms.targets, other.targets, strict=True)
    changed = {
        position: target
        for position, (before, target) in enumerate(pairs, start=1)
        if target != before or _of_row(other.reliefs, target) != _of_row(terms.reliefs, target)
    }
    return Alternative(number, reading, changed, other.reliefs)


def _of_row(reliefs: tuple[Relief, ...], target: Target) -> list[Relief]:
    """The reliefs of a target's row, whatever other rows they name."""
    return [relief.model_copy(update={"rows": ()}) for relief in reliefs if target.row_no in relief.rows]
