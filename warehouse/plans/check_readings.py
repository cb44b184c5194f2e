"""Every mistake in what the readings of a plan set: what it names and the plan lacks, and contradictions."""

from collections import Counter
from collections.abc import Iterator

from warehouse.messages import tell
from warehouse.models.definitions import indicators
from warehouse.plans.files import PlanReading, build_plan
from warehouse.plans.readings import Terms, terms_of
from warehouse.plans.rows import nearest
from warehouse.plans.types import Change, Fault, Plan

_OF_ROWS = ("levels", "target", "indicator")
_OF_RELIEF = ("reading", "only_in_districts")


def readings_faults(reading: PlanReading) -> Iterator[Fault]:
    """The mistakes of all ambiguities; none is looked for in a plan that cannot be read."""
    if reading.known is None or any(fault.severity == "fault" for fault in reading.faults):
        return
    plan = build_plan(reading)
    for number, ambiguity in enumerate(plan.ambiguities, start=1):
        faults = [
            (tell("reading {number}: {fault}", number=place, fault=message), advice)
            for place, each in enumerate(ambiguity.readings, start=1)
            for change in each.sets
            for message, advice in (*_shape_faults(change), *_unknown_names(plan, reading.row_numbers, change))
        ]
        if ambiguity.in_force > len(ambiguity.readings):
            faults.append(
                (
                    tell("there is no reading {number}", number=ambiguity.in_force),
                    tell("Give in_force the number of a reading, from 1."),
                )
            )
        for message, advice in faults or _contradictions(plan, number):
            yield Fault(
                reading.settings_file,
                ", ".join(ambiguity.rows),
                tell("ambiguity {number}: {fault}", number=number, fault=message),
                advice,
            )


def _shape_faults(change: Change) -> Iterator[tuple[str, str]]:
    """A change sets one kind of thing: something of rows, something of a relief, or the calendar."""
    of_rows = [name for name in _OF_ROWS if getattr(change, name) not in ((), None, "")]
    of_relief = [name for name in _OF_RELIEF if getattr(change, name) is not None]
    if change.relief is not None:
        if of_rows or not (of_relief or change.rows):
            yield (
                tell("a relief's change sets reading, rows or only_in_districts"),
                tell("Write the rest as a change of its own."),
            )
    elif of_relief:
        yield tell("{setting} is set without a relief", setting=of_relief[0]), tell("Add relief = and its number.")
    elif not change.calendar and not (of_rows and change.rows):
        advice = tell(
            'Write for example {{ rows = ["5"], levels = "province" }}, or sets = [] when no figure depends on it.'
        )
        yield tell("a change names no row or sets nothing"), advice


def _unknown_names(plan: Plan, known: frozenset[str], change: Change) -> Iterator[tuple[str, str]]:
    if change.relief is not None and change.relief > len(plan.reliefs):
        yield tell("there is no relief {number}", number=change.relief), tell("Count the [[relief]] tables from 1.")
    for row_no in change.rows:
        if row_no not in known:
            yield tell("there is no row '{row_no}'", row_no=row_no), nearest(row_no, tuple(sorted(known)))
    if change.indicator and change.indicator not in indicators():
        yield (
            tell("indicator '{indicator}' is not known", indicator=change.indicator),
            nearest(change.indicator, tuple(indicators())),
        )


def _contradictions(plan: Plan, number: int) -> Iterator[tuple[str, str]]:
    """The reading in force must set what the plan already says; no reading may give a row the same levels twice."""
    ambiguity = plan.ambiguities[number - 1]
    if terms_of(plan, {number: ambiguity.in_force}) != Terms(plan.targets, plan.reliefs, plan.calendar):
        advice = tell("Correct the one that differs from the document: sets, targets.csv or the relief.")
        yield (
            tell("reading {number} is in force but sets otherwise than the plan", number=ambiguity.in_force),
            advice,
        )
    for place in range(1, len(ambiguity.readings) + 1):
        for row_no, levels, horizon in _doubled(terms_of(plan, {number: place})) - _doubled(terms_of(plan, {})):
            yield (
                tell(
                    "reading {number} gives row {row_no} {levels} for {horizon} twice",
                    number=place,
                    row_no=row_no,
                    levels=levels,
                    horizon=horizon,
                ),
                tell("Name the horizon that it means."),
            )


def _doubled(terms: Terms) -> set[tuple[str, str, int]]:
    keys = Counter((target.row_no, target.level_set, target.horizon) for target in terms.targets)
    return {key for key, count in keys.items() if count > 1}
