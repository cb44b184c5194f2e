"""Every mistake in a plan in one go: those of form and those that only the whole plan shows.

Chosen, where a plan may be odd but right: a milestone above the year's target or below an
earlier quarter's is a fault (it contradicts the document's own promise); a last milestone that
stays below the year's target is a warning (the rest may come at the year's end).
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from warehouse.messages import tell
from warehouse.models.definitions import indicators
from warehouse.periods import CALENDARS, DISTRICTS_ENDED_ON, Period
from warehouse.plans.amendments import amended, read_amendments
from warehouse.plans.check_readings import readings_faults
from warehouse.plans.check_territory import territory_faults
from warehouse.plans.files import PlanReading, plan_folder, read_plan
from warehouse.plans.rows import Row, is_ceiling, nearest
from warehouse.plans.settings import Table, setting_tables, sound_ambiguities
from warehouse.plans.types import QUARTERS, Ambiguity, Fault, Target
from warehouse.units.listed import province_units
from warehouse.units.names import folded, place_name

_PRINTED_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


def check_plan(id_or_path: str | Path) -> list[Fault]:
    """Every mistake in a plan's files, faults before warnings; empty when there is none.

    Raises:
        ConfigurationError: there is no such plan.
    """
    folder = plan_folder(id_or_path)
    reading, amendments = read_plan(folder), read_amendments(folder)
    states = [reading, *(amended(reading, amendments, each.on) for each in amendments)]
    found = list(dict.fromkeys(fault for state in states for fault in reading_faults(state)))
    return sorted(found, key=lambda fault: fault.severity != "fault")


def plan_ambiguities(id_or_path: str | Path) -> tuple[Ambiguity, ...]:
    """The recorded ambiguities of a plan that may still have faults; none that is itself faulty.

    Raises:
        ConfigurationError: there is no such plan.
    """
    return sound_ambiguities(read_plan(plan_folder(id_or_path)).settings)


def reading_faults(reading: PlanReading) -> list[Fault]:
    """The mistakes of form in a reading and those that its rows show together."""
    codes = tuple(indicators())
    found = [*reading.faults]
    for row, target in reading.targets:
        found += _target_faults(row, target, codes)
        found += _date_faults(row, target, reading.settings)
    found += [
        *_doubled_rows(reading),
        *_closing_districts(reading),
        *territory_faults(reading),
        *_named_rows(reading),
        *_relief_units(reading),
        *readings_faults(reading),
    ]
    return sorted(found, key=lambda fault: fault.severity != "fault")


def _target_faults(row: Row, target: Target, codes: tuple[str, ...]) -> Iterator[Fault]:
    if target.indicator not in codes:
        yield row.fault(
            tell("indicator '{indicator}' is not known", indicator=target.indicator), nearest(target.indicator, codes)
        )
    printed = {Decimal(number.replace(",", ".")) for number in _PRINTED_NUMBER.findall(target.wording)}
    if is_ceiling(target.wording):
        advice = tell(
            "Every target is judged as the least to be reached; leave this row out until the program knows ceilings."
        )
        yield row.fault(tell("'{wording}' sets a ceiling, not a floor", wording=target.wording), advice)
    if target.target is None and printed:
        yield row.fault(
            tell("target is empty, but the wording is '{wording}'", wording=target.wording), tell("Write its number.")
        )
    if target.target is not None and target.target not in printed:
        advice = tell("Compare both with the document and correct the one that differs.")
        yield row.fault(
            tell("target {target} is not in the wording '{wording}'", target=target.target, wording=target.wording),
            advice,
        )
    yield from _milestone_faults(row, target)


def _date_faults(row: Row, target: Target, settings: Table) -> Iterator[Fault]:
    yield from _level_faults(row, target, settings)
    year = settings.get("year")
    if isinstance(year, int) and target.horizon < year:
        advice = tell("Write the year in which the target is due.")
        yield row.fault(
            tell("horizon {horizon} is before the plan's year {year}", horizon=target.horizon, year=year), advice
        )


def _milestone_faults(row: Row, target: Target) -> Iterator[Fault]:
    path = [(quarter, target.milestones[quarter]) for quarter in QUARTERS if quarter in target.milestones]
    for (earlier, before), (later, after) in pairwise(path):
        if after < before:
            advice = tell("Compare the milestones with the document.")
            yield row.fault(
                tell(
                    "the milestones go down: {earlier} {before}, {later} {after}",
                    earlier=earlier,
                    before=before,
                    later=later,
                    after=after,
                ),
                advice,
            )
    if not path:
        return
    quarter, last = path[-1]
    if target.target is None:
        yield row.fault(
            tell("there are milestones but no target"), tell("Write the year's target, or clear the milestones.")
        )
    elif last > target.target:
        advice = tell("A milestone is a step towards the year's target; correct one of the two.")
        yield row.fault(
            tell(
                "milestone {quarter} {last} is above the year's target {target}",
                quarter=quarter,
                last=last,
                target=target.target,
            ),
            advice,
        )
    elif last < target.target:
        advice = tell("Leave it when the document says so; the last quarter is then judged by the milestone.")
        yield row.fault(
            tell("the milestones end at {last}, the year's target is {target}", last=last, target=target.target),
            advice,
            "warning",
        )


def _level_faults(row: Row, target: Target, settings: Table) -> Iterator[Fault]:
    if settings.get("area_kind") == "district" and "province" in target.levels:
        advice = tell("Use 'district' for the district's own agencies.")
        yield row.fault(tell("a district's plan has no province level"), advice)
    starts = _starts(settings.get("year"), settings.get("calendar"))
    if "district" in target.levels and starts and starts >= DISTRICTS_ENDED_ON:
        year = settings["year"]
        advice = tell("Use 'province' and 'commune'.")
        yield row.fault(
            tell(
                "the district level does not exist in {year}: it ended on {day}",
                year=year,
                day=DISTRICTS_ENDED_ON,
            ),
            advice,
        )


def _closing_districts(reading: PlanReading) -> Iterator[Fault]:
    """One warning for the rows whose district level ends before their horizon does."""
    calendar = reading.settings.get("calendar")
    starts = _starts(reading.settings.get("year"), calendar)
    closing = []
    for _, target in reading.targets:
        after = _starts(target.horizon + 1, calendar)
        if "district" in target.levels and starts and after and starts < DISTRICTS_ENDED_ON < after:
            closing.append(target.row_no)
    if closing:
        rows = ", ".join(dict.fromkeys(closing))
        message = tell(
            "rows {rows} have the district level, which ends on {day}",
            rows=rows,
            day=DISTRICTS_ENDED_ON,
        )
        advice = tell(
            "From that day they are judged for the units that remain; what district units did until then still counts."
        )
        yield Fault(reading.settings_file, "", message, advice, "warning")


def _starts(year: object, calendar: object) -> date | None:
    """The first day of a report year; None when the settings name no such year or calendar."""
    if not isinstance(year, int) or not 2000 < year < 2200 or calendar not in CALENDARS:
        return None
    return Period(year, "year", 1).window(str(calendar)).starts_on


def _doubled_rows(reading: PlanReading) -> Iterator[Fault]:
    first: dict[tuple[str, str, int], int] = {}
    for row, target in reading.targets:
        key = (target.row_no, target.level_set, target.horizon)
        if key in first:
            yield row.fault(
                tell(
                    "row {row_no} for {levels} and {horizon} is already on line {line}",
                    row_no=target.row_no,
                    levels=target.level_set,
                    horizon=target.horizon,
                    line=first[key],
                ),
                tell("Delete one, or correct its levels or horizon."),
            )
        first.setdefault(key, row.line)


def _named_rows(reading: PlanReading) -> Iterator[Fault]:
    """Reliefs and ambiguities may only name rows that the plan has."""
    known = tuple(sorted(reading.row_numbers))
    for key in ("relief", "ambiguity"):
        for number, table in enumerate(setting_tables(reading.settings, key), start=1):
            for row_no in _texts(table, "rows"):
                if known and row_no not in known:
                    message = (
                        tell("relief {number}: there is no row '{row_no}'", number=number, row_no=row_no)
                        if key == "relief"
                        else tell("ambiguity {number}: there is no row '{row_no}'", number=number, row_no=row_no)
                    )
                    yield Fault(reading.settings_file, row_no, message, nearest(row_no, known))


def _relief_units(reading: PlanReading) -> Iterator[Fault]:
    """Units and tags of a relief must be among the province's units, where those are listed."""
    units = province_units(str(reading.settings.get("province", "")))
    if not units:
        return
    districts = [unit for unit in units if unit["Cap"] == "district"]
    names = tuple(sorted({unit["TenDonVi"] for unit in districts}))
    codes = {unit["MaDonVi"] for unit in districts}
    tags = tuple(sorted({tag for unit in units for tag in unit["Nhan"].split(";") if tag}))
    for number, table in enumerate(setting_tables(reading.settings, "relief"), start=1):
        for name in _texts(table, "districts"):
            if name not in codes and place_name(name) not in map(place_name, names):
                message = tell("relief {number}: there is no district '{name}'", number=number, name=name)
                yield Fault(reading.settings_file, "", message, nearest(name, names))
        for tag in _texts(table, "commune_tags"):
            if folded(tag) not in map(folded, tags):
                message = tell("relief {number}: no unit carries the tag '{tag}'", number=number, tag=tag)
                yield Fault(reading.settings_file, "", message, nearest(tag, tags))


def _texts(table: Table, key: str) -> list[str]:
    listed = table.get(key)
    return [text for text in listed if isinstance(text, str)] if isinstance(listed, list) else []
