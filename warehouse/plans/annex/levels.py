"""The words of an annex row -> the levels that its target measures, and what else they could mean.

The first rule that speaks wins: the row's own words name a level; its lead agencies are groups;
they are single offices, which run the task and are not its scope, so the coordinating groups count,
else every level. A level at which the indicator can have no case is left out.
"""

import re
from dataclasses import dataclass

from warehouse.models.definitions import indicators
from warehouse.periods import DISTRICTS_ENDED_ON
from warehouse.plans.types import LEVELS

_OFFICE = re.compile(r"văn phòng[^,;]*")  # the office of a committee is not the committee
_PLACES = re.compile(r"ubnd các (?:huyện|quận|thị xã|thành phố)|ubnd (?:huyện|quận),? (?:và )?(?:thị xã|thành phố)")
_OWN = re.compile(r"\bsở,? (?:ban,? )?ngành|cơ quan,? (?:ban,? )?ngành|thuộc (?:ubnd )?tỉnh|cấp tỉnh")
_DISTRICT = re.compile(r"cấp huyện")
_COMMUNE = re.compile(r"cấp xã|ubnd (?:các )?xã,? (?:phường|thị trấn)")


@dataclass(frozen=True)
class RowWords:
    """What decides the levels of a row: its name, lead and coordinating agencies, indicator, and its area's levels."""

    name: str
    lead: str
    coordinating: str
    indicator: str
    levels: tuple[str, ...]


def measured_levels(row: RowWords) -> tuple[str, ...]:
    """The levels that the row's target measures; none when nobody leads it."""
    return kept_levels(row, rule_levels(row))


def rule_levels(row: RowWords) -> tuple[str, ...]:
    """The levels by the first rule that speaks, whatever the indicator."""
    if not row.lead and not named_levels(row.name, row):
        return ()
    by_rule = (named_levels(row.name, row), named_levels(row.lead, row), named_levels(row.coordinating, row))
    return next((levels for levels in by_rule if levels), row.levels)


def kept_levels(row: RowWords, levels: tuple[str, ...]) -> tuple[str, ...]:
    """The levels at which the row's indicator can have a case; all when it is not known."""
    indicator = indicators().get(row.indicator)
    return tuple(level for level in levels if indicator is None or level in indicator.occurs_at)


def named_levels(text: str, row: RowWords) -> tuple[str, ...]:
    """The levels of the groups and levels that a text names; a district's committee answers for its communes."""
    shown = _OFFICE.sub("", text.casefold())
    found = set()
    if _OWN.search(shown):
        found.add(row.levels[0])
    if _DISTRICT.search(shown) or _PLACES.search(shown):
        found.add("district")
    if _COMMUNE.search(shown) or _PLACES.search(shown):
        found.add("commune")
    return tuple(level for level in row.levels if level in found)


def area_levels(is_district: bool, year: int) -> tuple[str, ...]:
    """The levels of a plan's area, the highest first, in its report year (0: unknown)."""
    ended = {"province"} if is_district else set()
    if year > DISTRICTS_ENDED_ON.year:
        ended.add("district")
    return tuple(level for level in LEVELS if level not in ended)


def names_places(text: str) -> bool:
    """Whether a text names districts as places ("UBND các huyện, thành phố") and no commune of its own."""
    shown = text.casefold()
    return bool(_PLACES.search(shown)) and not _COMMUNE.search(shown)
