"""The rules of what shows only beside the months before, such as an id that is used again.

In: ``late_rules.toml``. Out: :class:`LateRule` values, for ``run.rule`` and the page of rules.
"""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path


@dataclass(frozen=True)
class LateRule:
    """A rule that no single delivery can break; its rows are found when a period is computed."""

    id: str
    dataset: str
    severity: str
    field: str
    title: str
    advice: str


@lru_cache
def late_rules() -> tuple[LateRule, ...]:
    """Every rule, in the order of its file."""
    document = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    return tuple(LateRule(**rule) for rule in document["rule"])
