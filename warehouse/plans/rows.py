"""Text cells of ``targets.csv`` -> :class:`Target`, and every cell that cannot be read.

One CSV row is one target: a row of the document with two horizons is two CSV rows with the
same ``row_no``, a row that gives each level its own number is one CSV row per level.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches

from warehouse.messages import tell
from warehouse.plans.types import LEVELS, QUARTERS, SOURCES, Baseline, Fault, Target

REQUIRED = ("row_no", "name", "levels", "indicator", "target", "wording", "horizon")
TEXTS = (
    "short_name",
    "group_no",
    "group_name",
    "parent_no",
    "parent_name",
    "unit_of_measure",
    "implementing",
    "coordinating",
    "evaluating",
    "legal_basis",
    "evidence",
    "schedule",
    "notes",
)
KNOWN = (*REQUIRED, *TEXTS, *QUARTERS, "baselines", "judged_by", "source_place")

SHORT_NAME = 40  # letters: what a column of a one-page table holds on one line
_NUMBER = re.compile(r"(0|[1-9]\d*)(\.\d+)?")
_ROW_NO = re.compile(r"(?:[IVXLC]+\.)?[1-9]\d*(?:\.[1-9]\d*)*")
_CEILING = re.compile(r"tối đa|không (?:quá|vượt|cao hơn|lớn hơn)|nhiều nhất|cao nhất|dưới \d|[≤<]", re.IGNORECASE)
_YEAR = re.compile(r"20\d{2}")
_BASELINE = re.compile(r"(20\d{2})=(.*)")


def is_ceiling(wording: str) -> bool:
    """Whether a printed target is the most that may be reached ("Tối đa 60"), not the least."""
    return bool(_CEILING.search(wording))


@dataclass(frozen=True)
class Row:
    """One line of a target table as text, by column; absent cells are ""."""

    file: str
    line: int
    cells: dict[str, str]

    def fault(self, message: str, advice: str, severity: str = "fault") -> Fault:
        """A mistake in this row."""
        return Fault(self.file, self.cells.get("row_no", ""), message, advice, severity, self.line)


def nearest(word: str, known: tuple[str, ...]) -> str:
    """Advice that names the known word most like ``word``, or lists them all."""
    likely = get_close_matches(word, known, n=1, cutoff=0.5)
    if likely:
        return tell("Did you mean '{word}'?", word=likely[0])
    return tell("Use one of: {words}.", words=", ".join(known))


def column_faults(file: str, columns: tuple[str, ...]) -> list[Fault]:
    """The columns that a target table lacks, has twice, or that mean nothing here."""
    missing = [
        Fault(file, "", tell("column '{name}' is missing", name=name), tell("Add a column headed '{name}'.", name=name))
        for name in REQUIRED
        if name not in columns
    ]
    unknown = [
        Fault(file, "", tell("column '{name}' is not known", name=name), nearest(name, KNOWN))
        for name in columns
        if name not in KNOWN
    ]
    doubled = [
        Fault(file, "", tell("column '{name}' appears twice", name=name), tell("Keep one of them."))
        for name in dict.fromkeys(columns)
        if columns.count(name) > 1
    ]
    return missing + unknown + doubled


def read_target(row: Row) -> tuple[Target | None, list[Fault]]:
    """The target of one row; None when a cell that it cannot do without is unreadable."""
    faults: list[Fault] = []
    cells = row.cells
    levels = _levels(row, faults)
    horizon = _horizon(row, faults)
    target = _number(row, "target", faults)
    milestones = {quarter: _number(row, quarter, faults) for quarter in QUARTERS}
    baselines = _baselines(row, faults)
    faults += _text_faults(row)
    if horizon is None or any(fault.severity == "fault" for fault in faults):
        return None, faults
    read = Target(
        row_no=cells["row_no"],
        name=cells["name"],
        wording=cells["wording"],
        levels=levels,
        indicator=cells["indicator"],
        target=target,
        milestones={quarter: least for quarter, least in milestones.items() if least is not None},
        horizon=horizon,
        baselines=baselines,
        judged_by=cells.get("judged_by", ""),
        **{column: cells.get(column, "") for column in TEXTS},
    )
    return read, faults


def _text_faults(row: Row) -> list[Fault]:
    faults = []
    row_no = row.cells["row_no"]
    if not _ROW_NO.fullmatch(row_no):
        advice = tell("Write it as in the document, without leading zeros: 2.1 or IV.3.")
        faults.append(row.fault(tell("row_no '{row_no}' is not a row number", row_no=row_no), advice))
    exact = {
        "name": tell("Quote the name of the indicator exactly as the document has it."),
        "wording": tell("Quote the printed target exactly as the document has it."),
    }
    for column, advice in exact.items():
        if not row.cells[column]:
            faults.append(
                row.fault(
                    tell("{column} is empty", column=column),
                    advice,
                )
            )
    judged_by = row.cells.get("judged_by", "")
    if judged_by and judged_by not in SOURCES:
        faults.append(
            row.fault(tell("judged_by '{judged_by}' is not a source", judged_by=judged_by), nearest(judged_by, SOURCES))
        )
    short = row.cells.get("short_name", "")
    if len(short) > SHORT_NAME:
        advice = tell("Shorten it: it is printed in tables beside the official name.")
        faults.append(
            row.fault(
                tell("short_name has {count} letters, more than {most}", count=len(short), most=SHORT_NAME),
                advice,
            )
        )
    return faults


def _number(row: Row, column: str, faults: list[Fault]) -> Decimal | None:
    """A percentage from 0 to 100 with a decimal point; None when the cell is empty."""
    text = row.cells.get(column, "")
    if not text:
        return None
    if not _NUMBER.fullmatch(text):
        advice = tell("Write digits with a decimal point and no sign, unit or leading zero: 60 or 60.5.")
        faults.append(row.fault(tell("{column} '{text}' is not a number", column=column, text=text), advice))
        return None
    value = Decimal(text)
    if value > 100:
        faults.append(
            row.fault(
                tell("{column} {text} is outside 0-100", column=column, text=text), tell("Targets are percentages.")
            )
        )
        return None
    return value


def _levels(row: Row, faults: list[Fault]) -> tuple[str, ...]:
    text = row.cells["levels"]
    named = tuple(level.strip() for level in text.split("+")) if text else ()
    if not named:
        faults.append(
            row.fault(tell("levels is empty"), tell("Join the levels by '+': {levels}.", levels="+".join(LEVELS)))
        )
    for level in dict.fromkeys(named):
        if level not in LEVELS:
            faults.append(row.fault(tell("level '{level}' is not known", level=level), nearest(level, LEVELS)))
        elif named.count(level) > 1:
            faults.append(row.fault(tell("level '{level}' is given twice", level=level), tell("Keep it once.")))
    return tuple(level for level in LEVELS if level in named)


def _horizon(row: Row, faults: list[Fault]) -> int | None:
    text = row.cells["horizon"]
    if _YEAR.fullmatch(text):
        return int(text)
    faults.append(
        row.fault(
            tell("horizon '{text}' is not a year", text=text), tell("Write the year the target is due, such as 2025.")
        )
    )
    return None


def _baselines(row: Row, faults: list[Fault]) -> tuple[Baseline, ...]:
    """The earlier values written as ``2023=56.05; 2022=56.05``."""
    read = []
    for part in filter(None, (part.strip() for part in row.cells.get("baselines", "").split(";"))):
        match = _BASELINE.fullmatch(part)
        if match and _NUMBER.fullmatch(match[2]):
            read.append(Baseline(int(match[1]), Decimal(match[2])))
        else:
            faults.append(
                row.fault(
                    tell("baseline '{part}' cannot be read", part=part),
                    tell("Write year=value: 2023=56.05; 2022=4.31."),
                )
            )
    return tuple(read)
