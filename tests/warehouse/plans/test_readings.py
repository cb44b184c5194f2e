"""Claims about the readings of a plan: what each sets, and what the others would change."""

from decimal import Decimal

import pytest

from warehouse.plans.catalogue import load_plan, plan_ids
from warehouse.plans.readings import with_readings


def alternative(plan, ambiguity, reading):
    (found,) = [each for each in plan.alternatives if (each.ambiguity, each.reading) == (ambiguity, reading)]
    return found


def decide(plan, number, reading):
    """The plan with another reading of one ambiguity in force."""
    ambiguities = list(plan.ambiguities)
    ambiguities[number - 1] = ambiguities[number - 1].model_copy(update={"in_force": reading})
    return with_readings(type(plan)(**{**vars(plan), "ambiguities": tuple(ambiguities)}))


@pytest.mark.parametrize("plan_id", plan_ids())
def test_the_reading_in_force_sets_what_the_table_of_targets_says(plan_id):
    plan = load_plan(plan_id)
    assert with_readings(plan) == plan


def test_another_reading_of_levels_is_an_alternative_of_its_rows():
    found = alternative(load_plan("ninh-thuan-2024"), 3, 2)
    assert [(target.row_no, target.levels) for target in found.targets.values()] == [
        ("5", ("province",)),
        ("8.7", ("province",)),
    ]


def test_another_reading_of_a_relief_changes_the_reliefs_of_its_rows():
    plan = load_plan("ninh-thuan-2024")
    relative, one_district, wider = (alternative(plan, *key) for key in ((1, 2), (2, 2), (2, 3)))
    assert [target.row_no for target in relative.targets.values()] == ["2.2", "2.3"]
    assert [relief.reading for relief in relative.reliefs] == ["relative"]
    assert [relief.only_in_districts for relief in one_district.reliefs] == [True]
    assert [target.row_no for target in wider.targets.values()] == ["2.1"]


def test_another_reading_of_a_number_is_of_its_horizon_only():
    found = alternative(load_plan("tam-duong-2025"), 5, 2)
    assert [(target.row_no, target.horizon, target.target) for target in found.targets.values()] == [
        ("6", 2025, Decimal(70)),
        ("7", 2025, Decimal(30)),
        ("8", 2025, Decimal(50)),
    ]


def test_a_reading_that_sets_nothing_is_no_alternative():
    plan = load_plan("ninh-thuan-2024")
    assert {each.ambiguity for each in plan.alternatives} == {1, 2, 3, 7}


def test_a_decided_reading_counts_and_the_former_one_stands_beside_it():
    plan = load_plan("ninh-thuan-2024")
    decided = decide(plan, 3, 2)
    levels = {target.row_no: target.level_set for target in decided.targets}
    assert (levels["5"], levels["8.6"]) == ("province", "province+district+commune")
    assert {target.level_set for target in alternative(decided, 3, 1).targets.values()} == {"province+district+commune"}
    assert decide(decided, 3, 1) == plan


def test_two_decisions_stand_side_by_side():
    plan = decide(decide(load_plan("ninh-thuan-2024"), 1, 2), 2, 2)
    (relief,) = plan.reliefs
    assert (relief.reading, relief.only_in_districts) == ("relative", True)
    (other,) = alternative(plan, 1, 1).reliefs
    assert (other.reading, other.only_in_districts) == ("points", True)
