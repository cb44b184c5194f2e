"""What must hold before a computed figure is kept: the tree of units, and that no record was lost on the way.

In: the models' tables of one computation. Out: nothing, or the error that stops the cycle.
"""

import duckdb

from warehouse.errors import DataRefused
from warehouse.messages import tell
from warehouse.plans.types import Plan

_MOST_NAMED = 5


def refuse_broken_tree(connection: duckdb.DuckDBPyConnection) -> None:
    """Nothing, when every unit in force hangs in one tree under the province's own root.

    Raises:
        DataRefused: names the units; whoever delivers the unit list must correct it.
    """
    faults = connection.execute(
        "select tree.unit_code, tree.parent_code, tree.fault, export.month from core.tree_fault as tree "
        "inner join run.export as export on tree.export_id = export.export_id order by tree.unit_code"
    ).fetchall()
    if faults:
        named = [_in_words(*each) for each in faults[:_MOST_NAMED]]
        if len(faults) > _MOST_NAMED:
            named.append(tell("and {count} more", count=len(faults) - _MOST_NAMED))
        raise DataRefused(
            tell("The tree of units in force does not hold: {faults}.", faults="; ".join(named)),
            tell("Deliver a corrected don_vi: a row that was sent back leaves an earlier one in force."),
            code="units-broken",
        )


def _in_words(unit: str, parent: str, fault: str, month: str) -> str:
    named = {"unit": unit, "parent": parent, "month": month}
    return {
        "circle": tell("{unit} (under {parent}, row of {month}) stands in a circle of parents", **named),
        "other_province": tell("{unit} (under {parent}, row of {month}) belongs to another province", **named),
        "no_parent": tell("{unit} (under {parent}, row of {month}) has a parent that is not in force", **named),
    }[fault]


def refuse_lost_records(connection: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """Nothing, when every record in force counts at one unit or lies outside the plan's area.

    Raises:
        DataRefused: names the dataset and how many records would leave every sum.
    """
    for dataset, in_force, placed in connection.execute(
        "select dataset, in_force, in_area + outside_area from mart.balance "
        "where in_force <> in_area + outside_area order by dataset"
    ).fetchall():
        raise DataRefused(
            tell(
                "{in_force} records of {dataset} are in force for {plan_id}; {placed} have a place among the units.",
                in_force=in_force,
                dataset=dataset,
                plan_id=plan.plan_id,
                placed=placed,
            ),
            tell("Deliver a corrected don_vi with every unit that has records."),
            code="units-broken",
        )


def refuse_lost_sums(connection: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """Nothing, when the sums of every indicator are in the cells that reports add up, or outside the plan's area.

    Raises:
        DataRefused: names the indicator, its source and what is missing or counted twice.
    """
    for indicator, source, basis, unit_basis, *sums in connection.execute(
        "select indicator, source, basis, unit_basis, numerator, denominator, numerator_in_cells + numerator_outside, "
        "denominator_in_cells + denominator_outside from mart.sum_balance "
        "where numerator_in_cells + numerator_outside <> numerator "
        "or denominator_in_cells + denominator_outside <> denominator order by all limit 1"
    ).fetchall():
        raise DataRefused(
            tell(
                "{indicator} ({source}, {basis}, {unit_basis}) comes to {computed} for {plan_id}; "
                "{placed} have a place among the units.",
                indicator=indicator,
                source=source,
                basis=basis,
                unit_basis=unit_basis,
                computed=f"{sums[0]}/{sums[1]}",
                plan_id=plan.plan_id,
                placed=f"{sums[2]}/{sums[3]}",
            ),
            tell("Deliver a corrected don_vi with every unit that has figures, each once."),
            code="units-broken",
        )
