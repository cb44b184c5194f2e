"""The plans and indicators, read from their data files into frozen dataclasses.

In: ``catalogue/plans/<plan>/plan.toml`` and ``targets.csv``, ``models/indicators/*.toml``.
Out: :class:`Plan` and :class:`Indicator`, or a list of faults that names file, row and remedy.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

LEVELS = ("province", "district", "commune")


@dataclass(frozen=True)
class Baseline:
    """A value of an earlier year that the document prints beside a target, in percent."""

    year: int
    value: Decimal


@dataclass(frozen=True)
class Target:
    """One row of a plan for one set of levels and one horizon year."""

    row_no: str
    group_no: str
    group_name: str
    name: str
    wording: str
    unit_of_measure: str
    levels: tuple[str, ...]
    indicator: str
    target: Decimal | None
    milestones: dict[str, Decimal]
    horizon: int
    implementing: str
    coordinating: str = ""
    evaluating: str = ""
    legal_basis: str = ""
    baselines: tuple[Baseline, ...] = ()
    evidence: str = ""
    notes: str = ""
    parent_no: str = ""
    parent_name: str = ""

    @property
    def level_set(self) -> str:
        """The levels in order, joined by ``+``; with row_no and horizon the target's key."""
        return "+".join(level for level in LEVELS if level in self.levels)


@dataclass(frozen=True)
class Relief:
    """A lowering of some rows' targets for some units ("giảm 10% so với tiêu chí chuẩn")."""

    rows: tuple[str, ...]
    amount: Decimal
    reading: str  # points | relative
    districts: tuple[str, ...]
    commune_tags: tuple[str, ...]
    wording: str


@dataclass(frozen=True)
class Ambiguity:
    """A place where the document can be read in more than one way, and the reading taken."""

    rows: tuple[str, ...]
    document_says: str
    readings: tuple[str, ...]
    taken: str
    decided_by: str
    decided_on: date


@dataclass(frozen=True)
class Plan:
    """One decision that assigns yearly targets to an area and its levels."""

    plan_id: str
    title: str
    document: str
    issued_by: str
    province: str
    area: str
    area_name: str
    area_kind: str  # province | district
    place: str
    year: int
    calendar: str
    gate_percent: Decimal
    columns: tuple[str, ...]
    targets: tuple[Target, ...]
    reliefs: tuple[Relief, ...] = ()
    ambiguities: tuple[Ambiguity, ...] = ()
    recipients: tuple[str, ...] = ()
    signature: dict[str, str] = field(default_factory=dict)
