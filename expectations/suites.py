"""The rules as data: one TOML file per dataset, read into frozen dataclasses.

In: ``rules/<dataset>.toml``. Out: :class:`Suite`. One predicate serves both the expectation and the
rows that are sent back, so the two cannot drift apart.
"""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_RULES = Path(__file__).with_name("rules")
SEVERITIES = ("stop", "quarantine", "warn")


@dataclass(frozen=True)
class Rule:
    """One rule: its ``predicate`` is true for the rows that it takes."""

    id: str
    severity: str
    title: str
    advice: str
    predicate: str
    value: str
    field: str = ""
    field_sql: str = ""

    def condition(self, dataset: str) -> str:
        """The predicate over ``typed.<dataset>``, for SQL."""
        return self.predicate.replace("{table}", f"typed.{dataset}")

    def expectation_query(self, dataset: str) -> str:
        """The query of the rows that should not be there, in Great Expectations' own form."""
        escaped = self.condition(dataset).replace("{", "{{").replace("}", "}}")
        return f"select file_no, record from {{batch}} where {escaped}"


@dataclass(frozen=True)
class Suite:
    """The rules of one dataset, in the order in which they are shown."""

    dataset: str
    minimum_rows: int
    rules: tuple[Rule, ...]


@lru_cache
def suite(dataset: str) -> Suite:
    """The suite of a dataset; a dataset without a file has no rules but its columns."""
    content = tomllib.loads((_RULES / f"{dataset}.toml").read_text("utf-8"))
    rules = tuple(Rule(**entry) for entry in content["rule"])
    return Suite(dataset, content.get("minimum_rows", 0), rules)
