"""What a report is made from and what it prints, as frozen dataclasses.

In: :class:`ReportData` (plan, period, rows of the marts). Out: :class:`ReportContext`, every
figure rounded and worded, which the DOCX, XLSX and HTML writers only lay out.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from warehouse.periods import Period, Window
from warehouse.plans.catalogue import Plan, Target

Row = dict[str, Any]


@dataclass(frozen=True)
class ReportData:
    """Everything one report is made from; the marts' rows are as SQL returned them."""

    plan: Plan
    period: Period
    revision: int
    windows: dict[str, Window]
    marts: dict[str, list[Row]]
    prose: dict[str, str]
    synthetic: bool
    code_version: str


@dataclass(frozen=True)
class Measure:
    """One ratio as printed: its counts, the rounded percentage and the text of the cell."""

    numerator: int | None
    denominator: int | None
    percent: Decimal | None
    text: str
    fraction: str


@dataclass(frozen=True)
class Milestone:
    """The least value of a quarter and whether it is reached."""

    quarter: str
    text: str
    value: Decimal
    status: str
    verdict: str


@dataclass(frozen=True)
class Later:
    """A target of a later year: printed beside the judged one, with the distance to go."""

    horizon: int
    text: str
    wording: str
    schedule: str
    gap_text: str


@dataclass(frozen=True)
class Scope:
    """One attainment row: a headline, level, area or unit against one target, on both bases."""

    kind: str
    unit_code: str
    unit_name: str
    level: str
    period: Measure
    ytd: Measure
    target: Decimal | None
    target_text: str
    status: str
    verdict: str
    gap: Decimal | None
    gap_text: str
    shortfall: int | None
    relief: str
    judged: bool
    figure_id: str


@dataclass(frozen=True)
class TargetLine:
    """One target of the plan with its headline result; ``label`` is short and unique.

    ``row_name`` stands in the plan's table under its headings, ``title`` where it stands alone.
    """

    target: Target
    label: str
    row_name: str
    title: str
    headline: Scope
    milestone: Milestone | None
    later: tuple[Later, ...]
    change: Decimal | None
    change_in_year: Decimal | None
    scopes: tuple[Scope, ...]

    @property
    def near(self) -> bool:
        """Not met, but by no more than :data:`NEAR_POINTS`."""
        gap = self.headline.gap
        return self.headline.status == "not_met" and gap is not None and gap >= -NEAR_POINTS


@dataclass(frozen=True)
class HeadingLine:
    """A row of the plan's table that names a group or a parent target and has no figures."""

    number: str
    name: str
    is_group: bool


@dataclass(frozen=True)
class CoursePoint:
    """A target's headline (or one level's) result in one period of the year."""

    period: str
    label: str
    level: str
    in_period: Measure
    ytd: Measure
    milestone: Decimal | None


@dataclass(frozen=True)
class UnitSummary:
    """How many of its targets one unit meets."""

    code: str
    name: str
    level: str
    met: int
    judged: int


@dataclass(frozen=True)
class Slip:
    """One faulty row to send back: where it is, what is wrong, how to correct it."""

    unit_code: str
    unit_name: str
    cells: tuple[str, ...]
    severity: str


@dataclass(frozen=True)
class Paragraphs:
    """The report's sentences by the place they stand in; each entry is one paragraph."""

    grounds: tuple[str, ...]
    opening: tuple[str, ...]
    opening_full: tuple[str, ...]
    summary: tuple[str, ...]
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    levels: tuple[str, ...]
    units: tuple[str, ...]
    missing: tuple[str, ...]
    milestones: tuple[str, ...]
    outlook: tuple[str, ...]
    quality: tuple[str, ...]
    limits: tuple[str, ...]
    causes: tuple[str, ...]
    proposals: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """A table ready to be laid out: column titles and rows of cells (text, counts, percentages)."""

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


@dataclass(frozen=True)
class ReportContext:
    """Everything a report prints. ``texts`` holds the single lines (title, windows, agency)."""

    plan: Plan
    period: Period
    revision: int
    synthetic: bool
    code_version: str
    made_on: date
    texts: dict[str, str]
    verdicts: dict[str, int]
    lines: tuple[HeadingLine | TargetLine, ...]
    unit_summaries: tuple[UnitSummary, ...]
    course: dict[str, tuple[CoursePoint, ...]]
    quality: Grid
    findings: Grid
    deliveries: Grid
    form_06a: tuple[Row, ...]
    differences: Grid
    sources: Grid
    readings: Grid
    slips: tuple[Slip, ...]
    prose: Paragraphs

    @property
    def targets(self) -> tuple[TargetLine, ...]:
        """The target lines without the headings, in the plan's order."""
        return tuple(line for line in self.lines if isinstance(line, TargetLine))


NEAR_POINTS = Decimal(5)
"""A target missed by at most this many points is called "gần đạt"; the report prints the number."""
