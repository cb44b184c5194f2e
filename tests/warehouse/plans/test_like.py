"""A plan begun from another year's: the year is changed everywhere, and it waits for a person."""

import pytest

from warehouse.errors import ConfigurationError
from warehouse.plans.catalogue import load_plan
from warehouse.plans.check import check_plan
from warehouse.plans.like import plan_like


@pytest.fixture
def folder(tmp_path):
    return plan_like("ninh-thuan-2025", "ninh-thuan-2024", tmp_path)


def test_it_is_a_draft_until_a_person_has_compared_it(folder):
    with pytest.raises(ConfigurationError, match="draft"):
        load_plan(folder)
    assert {fault.message for fault in check_plan(folder) if fault.severity == "fault"} == {
        "the plan is a draft that nobody has accepted"
    }


def test_accepted_it_has_the_models_targets_for_its_own_year(folder):
    settings = folder / "plan.toml"
    settings.write_text(settings.read_text("utf-8").replace("draft = true\n", ""), "utf-8")
    plan, model = load_plan(folder), load_plan("ninh-thuan-2024")
    assert (plan.year, {target.horizon for target in plan.targets}) == (2025, {2025})
    assert [(each.row_no, each.target, each.levels) for each in plan.targets] == [
        (each.row_no, each.target, each.levels) for each in model.targets
    ]
    assert (plan.reliefs, len(plan.ambiguities)) == (model.reliefs, len(model.ambiguities))
    assert plan.title.endswith("năm 2025") and plan.column_titles["target"] == "Chỉ tiêu năm 2025"
    assert plan.document.startswith("Văn bản giao chỉ tiêu năm 2025 (chưa ghi)")


def test_a_target_of_a_later_year_keeps_it(tmp_path):
    folder = plan_like("tam-duong-2026", "tam-duong-2025", tmp_path)
    horizons = {
        line.split(",2030,")[0] != line for line in (folder / "targets.csv").read_text("utf-8").splitlines()[1:]
    }
    assert horizons == {True, False}


def test_without_a_year_in_its_id_it_is_of_the_year_after(tmp_path):
    assert "year = 2025\n" in (plan_like("ke-hoach-moi", "ninh-thuan-2024", tmp_path) / "plan.toml").read_text("utf-8")


def test_nothing_is_overwritten(folder, tmp_path):
    with pytest.raises(ConfigurationError, match="already there"):
        plan_like("ninh-thuan-2025", "ninh-thuan-2024", tmp_path)
