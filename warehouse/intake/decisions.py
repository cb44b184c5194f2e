"""What a person accepts by name at the gate, and for which data it counts.

In: ``mart.held``. Out: rows of ``mart.decision``, bound to one export's digest and counts: other data
need another decision.
"""

import json
from datetime import datetime
from pathlib import Path

import duckdb

from warehouse.database import copy_for_readers, transaction, warehouse
from warehouse.errors import ConfigurationError
from warehouse.intake.holds import Hold
from warehouse.intake.journal import COLUMNS, keep_decision
from warehouse.lake.locks import province_lock
from warehouse.locks import writer_lock
from warehouse.messages import tell
from warehouse.periods import VIETNAM, Period
from warehouse.plans.types import Plan
from warehouse.units.mergers import OF_SENDER, senders_of

_LONGEST_TEXT = 500


def accept(home: Path, plan: Plan, period: Period, rule: str, name: str, reason: str) -> list[Hold]:
    """Accept what is held by a rule in the plan's province up to the period; return what was accepted.

    ``rule`` is one hold (``rows-below-usual:ho_so``) or all of its kind (``rows-below-usual``).

    Raises:
        CycleFailed: a cycle is running in the home.
        ConfigurationError: no name or reason, or nothing is held by that rule; names what is held.
    """
    options = {"--by": " ".join(name.split()), "--reason": " ".join(reason.split())}
    for option, text in options.items():
        if not text or len(text) > _LONGEST_TEXT:
            raise ConfigurationError(
                tell("{option} must have 1 to {most} characters.", option=option, most=_LONGEST_TEXT),
                tell("Say who accepts, and why."),
                code="usage-wrong",
            )
    with writer_lock(home), province_lock(*senders_of(plan.province).up_to(str(period.last_month))):
        accepted = _accept(home, plan, period, rule, options)
        copy_for_readers(home)
    return accepted


def _accept(home: Path, plan: Plan, period: Period, rule: str, options: dict[str, str]) -> list[Hold]:
    with warehouse(home) as connection, transaction(connection):
        held = _held(connection, plan.province, period)
        chosen = [(digest, hold) for digest, hold in held if rule in (hold.rule, hold.code)]
        if not chosen:
            listed = ", ".join(sorted({hold.rule for _, hold in held})) or tell("nothing")
            raise ConfigurationError(
                tell(
                    "Nothing is held by '{rule}' for {plan_id} {period}; held is: {rules}.",
                    rule=rule,
                    plan_id=plan.plan_id,
                    period=period,
                    rules=listed,
                ),
                tell(
                    "Run the cycle to see what is held: kybaocao run {plan_id} {period}.",
                    plan_id=plan.plan_id,
                    period=period,
                ),
                code="nothing-held",
            )
        now = datetime.now(VIETNAM).replace(tzinfo=None)
        for digest, hold in chosen:
            decision = (
                plan.plan_id,
                str(period),
                "accept",
                hold.rule,
                *options.values(),
                digest,
                hold.counts_text,
                now,
            )
            keep_decision(connection, home, dict(zip(COLUMNS, decision, strict=True)))
            connection.execute("delete from mart.held where digest = ? and rule = ?", [digest, hold.rule])
    return [hold for _, hold in chosen]


def is_accepted(connection: duckdb.DuckDBPyConnection, digest: str, hold: Hold) -> bool:
    """Whether a person accepted this hold for exactly this export and these counts."""
    found = connection.execute(
        "select count(*) from mart.decision where kind = 'accept' and bound_to = ? and rule = ? and counts = ?",
        [digest, hold.rule, hold.counts_text],
    ).fetchone()
    return bool(found and found[0])


def _held(connection: duckdb.DuckDBPyConnection, province: str, period: Period) -> list[tuple[str, Hold]]:
    rows = connection.execute(
        f"select digest, code, dataset, counts from mart.held where {OF_SENDER} and month <= $last "
        "order by month, rule",
        senders_of(province).keys | {"last": str(period.last_month)},
    ).fetchall()
    return [(digest, Hold(code, dataset, json.loads(counts))) for digest, code, dataset, counts in rows]
