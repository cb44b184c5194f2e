"""The results that a report prints: each ratio, verdict and standing rounded and worded once, in a class of its own."""

from dataclasses import dataclass
from decimal import Decimal

from warehouse.plans.catalogue import Target

RISING_POINTS = Decimal("0.5")
"""Points that the year to date must have gained since the period before to be called "đang tăng"."""

NEAR_POINTS = Decimal(5)
"""A target missed by at most this many points is called "gần đạt"; the report prints the number."""


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
class LaterTarget:
    """A target of a later year: printed beside the judged one, with the distance to go."""

    horizon: int
    text: str
    wording: str
    schedule: str
    gap_text: str


@dataclass(frozen=True)
class Scope:
    """One attainment row: a headline, level, area or unit against one target, on both bases.

    ``shortfall`` is what is missing at today's denominator, ``effort`` how many cases from now on,
    every one of them favourable, would meet the target.
    """

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
    effort: int | None
    reachable: bool
    relief: str
    judged: bool
    figure_id: str


@dataclass(frozen=True)
class Outlook:
    """Where a missed target is heading by the end of the year.

    ``kind``: unreachable, on_track, rising, at_risk, unknown; "" for a target that is not missed. ``best`` is the
    highest year-end result that is still possible when every one of the ``future`` cases (as many a month as so far)
    is favourable; None where cases do not add up.
    """

    kind: str
    future: int | None = None
    best: Decimal | None = None


@dataclass(frozen=True)
class TargetLine:
    """One target of the plan with its headline result; ``label`` is short and unique.

    ``row_name`` stands in the plan's table under its headings, ``title`` where it stands alone and ``short`` in narrow
    places. ``same_as`` is the label of an earlier row that assigns the same number to the same indicator and levels.
    ``status_before`` is the headline's status in the period before ("" when there was none in the year).
    """

    target: Target
    label: str
    row_name: str
    title: str
    short: str
    same_as: str
    headline: Scope
    milestone: Milestone | None
    later: tuple[LaterTarget, ...]
    change: Decimal | None
    change_in_year: Decimal | None
    change_ytd: Decimal | None
    status_before: str
    outlook: Outlook
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
class Places:
    """The plan's area by districts (in a district's plan: by communes), a result for each target.

    ``results`` holds by a target's label one result per place in the order of ``names``.
    """

    level: str
    codes: tuple[str, ...]
    names: tuple[str, ...]
    results: dict[str, tuple[Scope | None, ...]]


@dataclass(frozen=True)
class Standing:
    """A unit's place among its equals: sở, huyện (with all its units) or xã.

    Only results with at least the ranking's least denominator count. ``missed`` are the targets that the unit misses,
    the furthest first, by short name. ``rank_before`` is None when the unit had no place in the period before.
    """

    code: str
    name: str
    group: str
    rank: int
    rank_before: int | None
    met: int
    judged: int
    missed: tuple[tuple[str, Scope], ...]


@dataclass(frozen=True)
class UnitSummary:
    """How many of its targets one unit meets."""

    code: str
    name: str
    level: str
    met: int
    judged: int
