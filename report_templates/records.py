"""What a report is made from (:class:`ReportData`) and what it prints (:class:`ReportContext`), rounded and worded."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from report_templates.results import CoursePoint, HeadingLine, Places, Standing, TargetLine, UnitSummary
from warehouse.periods import Period, Window
from warehouse.plans.catalogue import Plan

MartRow = dict[str, Any]
"""One row of a mart, as SQL returned it."""


@dataclass(frozen=True)
class ReportData:
    """Everything one report is made from; the marts' rows are as SQL returned them.

    ``officer_texts`` are an officer's paragraphs (causes, proposals); ``replaces_signed``: an earlier revision of it
    was approved or delivered.
    """

    plan: Plan
    period: Period
    revision: int
    windows: dict[str, Window]
    marts: dict[str, list[MartRow]]
    officer_texts: dict[str, str]
    synthetic: bool
    code_version: str
    replaces_signed: bool = False


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
    key_points: tuple[str, ...]
    by_group: tuple[str, ...]
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
class Check:
    """One thing to look at before the report is signed, and what to do about it.

    ``code``: placeholder, document_number, empty_dataset, missing_month, no_data, invalid, reading, reading_verdict,
    decision, held. ``words`` are the words of the documents that are still to be filled in.
    """

    code: str
    text: str
    advice: str
    words: str = ""


@dataclass(frozen=True)
class Grid:
    """A table ready to be laid out: column titles and rows of cells (text, counts, percentages)."""

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


@dataclass(frozen=True)
class LastYear:
    """The same territory a year earlier: one row for each target and unit, and who is not comparable and why."""

    targets: Grid
    units: Grid
    note: str


@dataclass(frozen=True)
class ReportContext:
    """Everything a report prints: ``texts`` are its single lines, ``today`` its targets without ended units."""

    plan: Plan
    period: Period
    revision: int
    synthetic: bool
    code_version: str
    made_on: date
    texts: dict[str, str]
    verdicts: dict[str, int]
    lines: tuple[HeadingLine | TargetLine, ...]
    today: tuple[TargetLine, ...]
    places: Places
    places_before: Places
    distances: Grid
    year_parts: dict[str, Grid]
    last_year: LastYear
    standings: tuple[Standing, ...]
    unit_summaries: tuple[UnitSummary, ...]
    course: dict[str, tuple[CoursePoint, ...]]
    quality: Grid
    findings: Grid
    deliveries: Grid
    form_06a: tuple[MartRow, ...]
    form_notes: tuple[str, ...]
    differences: Grid
    sources: Grid
    readings: Grid
    other_readings: Grid
    decisions: Grid
    reconciliation: Grid
    portal_scores: Grid
    slips: tuple[Slip, ...]
    paragraphs: Paragraphs
    checks: tuple[Check, ...]

    @property
    def open_words(self) -> tuple[str, ...]:
        """Words of the documents that somebody must still fill in."""
        return tuple(check.words for check in self.checks if check.words)

    @property
    def targets(self) -> tuple[TargetLine, ...]:
        """The target lines without the headings, in the plan's order."""
        return tuple(line for line in self.lines if isinstance(line, TargetLine))
