"""What must hold before a computed figure is kept: the tree of units, and that no record was lost on the way.

In: the models' tables of one computation. Out: nothing, or the error that stops the cycle.
"""

import duckdb

from warehouse.errors import DataRefused
from warehouse.messages import tell
from warehouse.plans.types import Plan

_MOST_NAMED = 5
_FAULTS = {
    "circle": "stands in a circle of parents",
    "other_province": "belongs to another province",
    "no_parent": "has a parent that is not in force",
}


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
        named = "; ".join(
            f"{unit} (under {parent}, row of {month}) {_FAULTS[fault]}"
            for unit, parent, fault, month in faults[:_MOST_NAMED]
        )
        more = f" and {len(faults) - _MOST_NAMED} more" if len(faults) > _MOST_NAMED else ""
        raise DataRefused(
            tell("The tree of units in force does not hold: {named}{more}.", named=named, more=more),
            tell("Deliver a corrected don_vi: a row that was sent back leaves an earlier one in force."),
        )


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
                "{indicator} ({source}, {basis}, {unit_basis}) comes to {sums} of {sums2} for {plan_id}; "
                "{sums3} of {sums4} have a place among the units.",
                indicator=indicator,
                source=source,
                basis=basis,
                unit_basis=unit_basis,
                sums=sums[0],
                sums2=sums[1],
                plan_id=plan.plan_id,
                sums3=sums[2],
                sums4=sums[3],
            ),
            tell("Deliver a corrected don_vi with every unit that has figures, each once."),
        )
