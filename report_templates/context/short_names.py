"""Short, telling names of targets, and which rows of a plan assign the same thing twice.

In: the printed targets of a plan. Out: names and labels by the target's key.
"""

from collections.abc import Sequence

from report_templates.wording.clauses import LEVEL_DASH
from report_templates.wording.measures import Key, target_key
from report_templates.wording.phrases import name_of
from warehouse.plans.catalogue import LEVELS, Target, indicators


def short_names(targets: Sequence[Target]) -> dict[Key, str]:
    """A target's short name; with its levels where targets of other levels have the same name."""
    plain = {target_key(target): _plain_name(target) for target in targets}
    levels: dict[str, set[str]] = {}
    for target in targets:
        levels.setdefault(plain[target_key(target)], set()).add(target.level_set)
    return {
        key: f"{name}{LEVEL_DASH}{_level_names(target)}" if len(levels[name]) > 1 else name
        for target in targets
        for key, name in [(target_key(target), plain[target_key(target)])]
    }


def first_of_same(targets: Sequence[Target]) -> dict[Key, Target]:
    """For a row that repeats an earlier one (indicator, levels, number, year) the earlier row."""
    firsts: dict[Key, Target] = {}
    repeated = {}
    for target in targets:
        first = firsts.setdefault((target.indicator, target.level_set, target.target, target.horizon), target)
        if first is not target:
            repeated[target_key(target)] = first
    return repeated


def _plain_name(target: Target) -> str:
    return target.short_name or indicators()[target.indicator].name_vi


def _level_names(target: Target) -> str:
    return ", ".join(name_of("level", level).lower() for level in LEVELS if level in target.levels)
