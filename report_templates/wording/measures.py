"""One row of a mart as a printed ratio, and the keys that join rows to targets.

In: a row with numerator, denominator, value, status and bounds. Out: :class:`Measure`.
"""

from decimal import Decimal
from typing import Any

from report_templates.records import MartRow
from report_templates.results import Measure
from report_templates.wording.numbers import count_text, percent_text, round_percent
from report_templates.wording.phrases import say
from warehouse.plans.catalogue import Target

Key = tuple[Any, ...]
HUNDRED = Decimal(100)


def measure(row: MartRow | None, later: tuple[Decimal, ...] = ()) -> Measure:
    """One row's ratio for print; ``later`` are targets of later years, not to be rounded past."""
    if row is None:
        return Measure(None, None, None, say("status.no_data"), "")
    numerator, denominator, value = row.get("numerator"), row.get("denominator"), row.get("value")
    if value is None:
        status = row["status"] if row["status"] in ("no_activity", "invalid") else "no_data"
        status = "no_activity" if denominator == 0 else status
        return Measure(numerator, denominator, None, say(f"status.{status}"), "")
    percent = round_percent(value, *_bounds(row, later))
    fraction = "" if numerator is None else f"{count_text(numerator)}/{count_text(denominator)}"
    return Measure(numerator, denominator, percent, percent_text(percent), fraction)


def _bounds(row: MartRow, later: tuple[Decimal, ...]) -> tuple[list[Decimal], list[Decimal]]:
    """The bounds that the exact value lies below, and those it has reached."""
    judged = (("status", "target"), ("milestone_status", "milestone"))
    verdicts = [(row.get(status), row.get(bound)) for status, bound in judged]
    below = [Decimal(bound) for status, bound in verdicts if status == "not_met" and bound is not None]
    reached = [Decimal(bound) for status, bound in verdicts if status == "met" and bound is not None]
    below += [bound for bound in later if Decimal(str(row["value"])) < bound]
    numerator, denominator = row.get("numerator"), row.get("denominator")
    if numerator is not None and denominator is not None and numerator < denominator:
        below.append(HUNDRED)
    return below, reached


def row_key(row: MartRow) -> Key:
    """The key of the target that a mart's row belongs to."""
    return row["row_no"], row["levels"], row["horizon"]


def target_key(target: Target) -> Key:
    """The key of a target in the marts."""
    return target.row_no, target.level_set, target.horizon
