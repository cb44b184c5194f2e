"""The gate: an unusual export waits before anything of it is loaded, until a person accepts it by name.

In: the counts of a checked export. Out: nothing, or an error that names what waits; ``mart.held`` lists
it for everyone until the export passes, is corrected or is accepted.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import duckdb

from warehouse.database import transaction, warehouse
from warehouse.errors import DataHeld
from warehouse.exports.export import Export
from warehouse.intake.decisions import is_accepted
from warehouse.intake.holds import Hold, find_holds
from warehouse.intake.stage import DatasetCounts
from warehouse.messages import tell
from warehouse.periods import VIETNAM


def hold_at_gate(home: Path, export: Export, counts: Iterable[DatasetCounts], gate_percent: Decimal) -> None:
    """Nothing, when the export is as usual or all that is unusual was accepted for exactly these data.

    Raises:
        DataHeld: names every dataset that waits, with its counts; whoever answers for the data must
            have it corrected or accept it.
    """
    with warehouse(home) as connection:
        holds = [
            hold
            for hold in find_holds(connection, export, counts, gate_percent)
            if not is_accepted(connection, export.digest, hold)
        ]
        _show_held(connection, export, holds)
    if holds:
        raise DataHeld(
            tell(
                "{province}/{month} is held at the gate: {reasons}.",
                province=export.province,
                month=export.month,
                reasons="; ".join(map(str, holds)),
            ),
            tell(
                "Have it corrected and delivered again, or accept each by name: kybaocao accept PLAN "
                "PERIOD --rule RULE --by NAME --reason TEXT. The rows for the units: kybaocao slips PLAN PERIOD --held."
            ),
            tuple(hold.rule for hold in holds),
            code="gate-held",
        )


def _show_held(connection: duckdb.DuckDBPyConnection, export: Export, holds: list[Hold]) -> None:
    """Make ``mart.held`` say of the export's month what is held now."""
    now = datetime.now(VIETNAM).replace(tzinfo=None)
    with transaction(connection):
        connection.execute("delete from mart.held where province = ? and month = ?", [export.province, export.month])
        for hold in holds:
            connection.execute(
                "insert into mart.held values (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    export.digest,
                    export.province,
                    export.month,
                    hold.code,
                    hold.dataset,
                    hold.rule,
                    hold.counts_text,
                    now,
                ],
            )
