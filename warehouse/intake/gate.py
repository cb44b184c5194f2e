"""The gate: too many rows sent back stop a cycle before anything is published.

In: counts of a checked export. Out: nothing, or an error that says which rule took most and where.
"""

from collections.abc import Iterable
from decimal import Decimal

from warehouse.errors import DataRefused
from warehouse.exports.descriptor import Export
from warehouse.intake.stage import DatasetCounts


def refuse_over_gate(export: Export, counts: Iterable[DatasetCounts], gate_percent: Decimal) -> None:
    """Nothing, when every dataset has at most the gate's share of its rows sent back.

    Raises:
        DataRefused: names the dataset, the rules that took most rows and the units they came from.
    """
    for count in counts:
        if count.quarantined * 100 > gate_percent * count.rows:
            rules = ", ".join(f"{rule} ({rows} rows)" for rule, rows in count.rules)
            units = ", ".join(f"{unit} ({rows})" for unit, rows in count.units)
            raise DataRefused(
                f"{export.province}/{export.month}: {count.quarantined} of {count.rows} rows of {count.dataset} "
                f"({100 * count.quarantined / count.rows:.1f} %) break a rule, more than the gate of {gate_percent} %. "
                f"Most rows: {rules}; most from: {units}.",
                "Open the Data Docs, send the rows back to those units and run the cycle again once corrected.",
            )
