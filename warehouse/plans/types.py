"""The words of a plan as frozen values: plan, target, relief, ambiguity with its readings, fault.

Nothing is read here; ``warehouse.plans.files`` fills these from a plan's folder and
``warehouse.plans.catalogue`` is where the rest of the project takes them from.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from warehouse.messages import tell

LEVELS = ("province", "district", "commune")
QUARTERS = ("Q1", "Q2", "Q3", "Q4")
SOURCES = ("dossiers", "portal", "declared")
"""Where a figure's numbers come from, in the order in which a target without a choice of its own takes them."""


def _exact(value: Any) -> Any:
    """A TOML number as it was typed: 40.5 and not its nearest binary fraction."""
    return Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _level_set(value: Any) -> Any:
    """The levels of "district+commune" in their order; any other value as it is, to be refused."""
    parts = value.split("+") if isinstance(value, str) else ()
    known = len(set(parts)) == len(parts) and set(parts) <= set(LEVELS)
    return tuple(level for level in LEVELS if level in parts) if parts and known else value


Filled = Annotated[str, Field(min_length=1)]
Texts = Annotated[tuple[str, ...], Field(strict=False)]
Number = Annotated[Decimal, BeforeValidator(_exact)]
LevelSet = Annotated[tuple[str, ...], BeforeValidator(_level_set)]


@dataclass(frozen=True)
class Fault:
    """One mistake in a plan's files: where it is, what is wrong, what to do.

    A ``fault`` keeps the plan from being loaded; a ``warning`` does not. ``row`` is the
    number of the plan's row ("" when the mistake is not in one), ``line`` the line of the file.
    """

    file: str
    row: str
    message: str
    advice: str
    severity: str = "fault"  # fault | warning
    line: int = 0

    def __str__(self) -> str:
        """The place and the mistake in one line."""
        line = tell("line {line}", line=self.line) if self.line else ""
        row = tell("row {row}", row=self.row) if self.row else ""
        return f"{', '.join(filter(None, (self.file, line, row)))}: {self.message}"


@dataclass(frozen=True)
class Baseline:
    """A value of an earlier year that the document prints beside a target, in percent."""

    year: int
    value: Decimal


@dataclass(frozen=True)
class Target:
    """One row of a plan for one set of levels and one horizon year.

    Every text is the document's own, whitespace made single. ``name`` is the text of the row
    itself, so a sub-row such as 2.1 is named "Đối với cấp tỉnh" and row 2 is its parent;
    ``wording`` is the printed target ("Tối thiểu 60"); ``target`` is None where the document
    assigns no number; ``judged_by`` is the source that it is measured by, "" for the first that has numbers;
    ``milestones`` has the quarters (Q1..Q4) that the document sets.
    ``short_name`` is ours, for tables on one page; "" where nobody has given one.
    """

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
    schedule: str = ""
    short_name: str = ""
    judged_by: str = ""

    @property
    def label(self) -> str:
        """The short name, else the document's own name after its parent's."""
        return self.short_name or ": ".join(filter(None, (self.parent_name, self.name)))

    @property
    def level_set(self) -> str:
        """The levels in order, joined by ``+``; with row_no and horizon the target's key."""
        return "+".join(level for level in LEVELS if level in self.levels)


class Setting(BaseModel):
    """A table of ``plan.toml`` as pydantic reads it: no key that is not one, no value of another type."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Relief(Setting):
    """A lowering of some rows' targets for some units ("giảm 10% so với tiêu chí chuẩn").

    ``districts`` are names ("Bác Ái") or unit codes: the district's own row and its
    district-level units. Communes are those that carry one of ``commune_tags``, of the whole
    province or, with ``only_in_districts``, of those districts, which are then not relieved themselves.
    """

    rows: Texts
    amount: Annotated[Number, Field(gt=0, le=100)]
    reading: Literal["points", "relative"]
    districts: Texts
    commune_tags: Texts
    wording: Filled
    only_in_districts: bool = False

    @property
    def parts(self) -> list[tuple[str | None, str | None]]:
        """Whom it lowers, part by part: a district, the communes of a tag, or a district's communes of a tag."""
        if self.only_in_districts:
            return [(district, tag) for district in self.districts for tag in self.commune_tags]
        return [(district, None) for district in self.districts] + [(None, tag) for tag in self.commune_tags]


class Change(Setting):
    """What a reading sets: levels, target or indicator of rows; a relief's reading; or the calendar.

    ``horizon`` narrows the rows to that year's; ``relief`` is the relief's number, from 1.
    """

    rows: Texts = ()
    horizon: int | None = None
    levels: LevelSet = ()
    target: Annotated[Number, Field(ge=0, le=100)] | None = None
    indicator: str = ""
    relief: Annotated[int, Field(ge=1)] | None = None
    reading: Literal["points", "relative"] | None = None
    only_in_districts: bool | None = None
    calendar: Literal["nd09", "civil"] | None = None


class Reading(Setting):
    """One way to read a place of the document, and what it sets (nothing: no figure depends on it).

    ``not_computed`` says why a reading that would move figures has none: what data it lacks.
    """

    text: Filled
    sets: Annotated[tuple[Change, ...], Field(strict=False)]
    not_computed: str = ""


class Ambiguity(Setting):
    """A place where the document can be read in more than one way, and the reading in force.

    ``rows`` is empty when the whole document is meant. ``in_force`` is the number of a reading, from 1;
    ``awaits`` is who has yet to confirm it, "" when somebody has decided.
    """

    rows: Texts
    document_says: Filled
    readings: Annotated[tuple[Reading, ...], Field(strict=False, min_length=1)]
    in_force: Annotated[int, Field(ge=1)]
    taken: Filled
    decided_by: Filled
    decided_on: date
    awaits: str = ""

    @property
    def is_decided(self) -> bool:
        """Whether somebody of the office has decided, and nobody's word is awaited."""
        return not self.awaits


@dataclass(frozen=True)
class Amendment:
    """A later decision that is in force: its first day, its document and the rows that it gave anew or took away."""

    on: date
    document: str
    rows: tuple[str, ...]


@dataclass(frozen=True)
class Alternative:
    """A reading that is not in force: the targets that it changes and the reliefs they would have.

    ``targets`` are by the position, from 1, of the plan's target that each would stand for.
    """

    ambiguity: int
    reading: int
    targets: dict[int, Target]
    reliefs: tuple[Relief, ...]


@dataclass(frozen=True)
class Plan:
    """One decision that assigns yearly targets to an area and its levels.

    ``columns`` are the columns of the document's own table in order (words of
    ``warehouse.plan_settings.COLUMNS``) and ``column_titles`` their printed headings.
    ``recipients`` ("Nơi nhận") and ``signature`` (authority, position, name) are for the report.
    ``report`` is short or long; a ranking leaves out units with a denominator below
    ``ranking_minimum``; ``source`` is where exports come from when nothing else says so; ``territory``
    names the units that the plan counts although they lie only partly inside an ended area.
    """

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
    alternatives: tuple[Alternative, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    recipients: tuple[str, ...] = ()
    signature: dict[str, str] = field(default_factory=dict)
    column_titles: dict[str, str] = field(default_factory=dict)
    report: str = "short"  # short | long
    ranking_minimum: int = 10
    source: str = ""
    territory: tuple[str, ...] = ()

    @property
    def is_measured_by_portal(self) -> bool:
        """Whether every target is measured by the portal's own evaluation, so that no dossiers are needed."""
        return bool(self.targets) and all(target.judged_by == "portal" for target in self.targets)
