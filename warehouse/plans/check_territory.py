"""What became of a plan's area on 1 July 2025, as warnings: the communes that count for it, and those that may.

In: a reading of a plan, the official crosswalk. Out: faults and warnings on ``area`` and ``territory``.
"""

from collections.abc import Iterator

from warehouse.messages import tell
from warehouse.periods import CALENDARS, DISTRICTS_ENDED_ON, Period
from warehouse.plans.files import PlanReading
from warehouse.plans.rows import nearest
from warehouse.plans.types import Fault
from warehouse.units.listed import PROVINCES, crosswalk, province_units
from warehouse.units.mergers import senders_of
from warehouse.units.names import folded, place_name


def territory_faults(reading: PlanReading) -> Iterator[Fault]:
    """The end of the area within the plan's years, and places in ``territory`` that nobody knows."""
    yield from _unknown_places(reading)
    if not _reaches_the_change(reading):
        return
    settings, file = reading.settings, reading.settings_file
    name, pairs = str(settings.get("area_name", "")), crosswalk(str(settings.get("province", "")))
    if settings.get("area_kind") == "district":
        yield from _ended_district(file, name, pairs)
        return
    yield from _merged_province(file, name, str(settings.get("province", "")))


def _merged_province(file: str, name: str, province: str) -> Iterator[Fault]:
    """Into which province the area went, who sends its exports since, and which communes of today are all its own."""
    senders = senders_of(province)
    if senders.ended_on is None:
        return
    sources: dict[str, set[str]] = {}
    for pair in crosswalk(senders.successor):
        sources.setdefault(pair["new_name"], set()).add(pair["old_province"])
    message = tell(
        "the area, {name}, became a part of {successor} after {day}; from {since} on the exports of {code} are read, "
        "and of its units the {count} communes count that lie wholly inside",
        name=name,
        successor=PROVINCES[senders.successor],
        day=senders.ended_on,
        since=senders.since,
        code=senders.successor,
        count=sum(old == {PROVINCES[province]} for old in sources.values()),
    )
    advice = tell(
        "Departments of the new province serve all of it and are left out; to count one too, name it in territory."
    )
    yield Fault(file, "", message, advice, "warning")


def _ended_district(file: str, name: str, pairs: list[dict[str, str]]) -> Iterator[Fault]:
    """The communes of today that lie wholly and partly inside a district, by name."""
    sources: dict[str, set[bool]] = {}
    for pair in pairs:
        sources.setdefault(pair["new_name"], set()).add(place_name(pair["old_district"]) == place_name(name))
    whole = sorted(commune for commune, inside in sources.items() if inside == {True})
    partly = sorted(commune for commune, inside in sources.items() if inside == {True, False})
    message = tell(
        "the area, {name}, ended on {day}; its communes of today are {communes}",
        name=name,
        day=DISTRICTS_ENDED_ON,
        communes=", ".join(whole) or tell("unknown"),
    )
    advice = tell("Nothing, when these are meant.")
    if partly:
        message += tell("; {communes} lie in it in part and are left out", communes=", ".join(partly))
        advice = tell("To count one of these too, name it in territory.")
    yield Fault(file, "", message, advice, "warning")


def _unknown_places(reading: PlanReading) -> Iterator[Fault]:
    """A name in ``territory`` that is no commune of today in the province; codes are the delivered list's own."""
    listed = reading.settings.get("territory")
    province = str(reading.settings.get("province", ""))
    known = sorted({pair["new_name"] for pair in crosswalk(province)})
    if (successor := senders_of(province).successor) != province:
        known += [unit["TenDonVi"] for unit in province_units(successor) if unit["Loai"] == "so_nganh"]
    for place in listed if isinstance(listed, list) else []:
        named = folded(str(place)).removeprefix("ubnd ")
        if known and not str(place).startswith("H") and named not in map(folded, known):
            message = tell("territory: there is no commune '{place}' today", place=place)
            yield Fault(reading.settings_file, "", message, nearest(str(place), tuple(known)))


def _reaches_the_change(reading: PlanReading) -> bool:
    """Whether a year that the plan has targets for ends after the change."""
    calendar, year = reading.settings.get("calendar"), reading.settings.get("year")
    if calendar not in CALENDARS or not isinstance(year, int) or not 2000 < year < 2200:
        return False
    last = max([year, *(target.horizon for _, target in reading.targets if target.horizon < 2200)])
    starts = Period(year, "year", 1).window(str(calendar)).starts_on
    return starts < DISTRICTS_ENDED_ON <= Period(last, "year", 1).window(str(calendar)).ends_on
