"""Claims about later decisions of a plan: what is in force on a day, and what an earlier period sees of it."""

import shutil
from datetime import date
from decimal import Decimal

import pytest

from warehouse.errors import ConfigurationError
from warehouse.periods import Period
from warehouse.plans.catalogue import load_plan, plan_document
from warehouse.plans.check import check_plan
from warehouse.plans.files import PLANS

HEADER = "row_no,name,levels,indicator,target,wording,horizon,group_no\n"
LOWER = "2.1,Đối với cấp tỉnh,province,online_payment,55,Tối thiểu 55,2024,\n"
NEW = "8.10,Số hóa kết quả còn hiệu lực,province,valid_results_digitised,70,Tối thiểu 70,2024,8\n"
SETTINGS = 'document = "Quyết định số 400/QĐ-UBND ngày 28/6/2024"\n'


@pytest.fixture
def plan(tmp_path):
    folder = tmp_path / "ninh-thuan-2024"
    shutil.copytree(PLANS / "ninh-thuan-2024", folder)
    return folder


def amend(plan, day="2024-07-01", rows=LOWER, settings=SETTINGS):
    folder = plan / "amendments" / day
    folder.mkdir(parents=True)
    (folder / "plan.toml").write_text(settings, encoding="utf-8")
    if rows:
        (folder / "targets.csv").write_text(HEADER + rows, encoding="utf-8")


def target_of(plan, row_no, at):
    found = [target.target for target in load_plan(plan, at).targets if target.row_no == row_no]
    return found[0] if found else None


def test_a_changed_row_counts_from_the_amendments_day(plan):
    amend(plan)
    assert target_of(plan, "2.1", date(2024, 6, 30)) == 60
    assert target_of(plan, "2.1", date(2024, 7, 1)) == 55
    assert [target.row_no for target in load_plan(plan).targets][:3] == ["1", "2.1", "2.2"]


def test_a_period_is_judged_by_what_was_in_force_at_its_end(plan):
    amend(plan, "2024-06-14")
    assert target_of(plan, "2.1", Period.parse("2024-05")) == 60
    assert target_of(plan, "2.1", Period.parse("2024-06")) == 55  # ends on 14 June
    assert target_of(plan, "2.1", Period.parse("2024-Q1")) == 60
    assert target_of(plan, "2.1", Period.parse("2024")) == 55


def test_an_earlier_period_knows_nothing_of_it(plan):
    before = load_plan(plan, Period.parse("2024-05"))
    amend(plan)
    assert repr(load_plan(plan, Period.parse("2024-05"))) == repr(before)


def test_a_new_row_stands_last_in_its_group_and_a_removed_one_is_gone(plan):
    amend(plan, rows=NEW, settings=SETTINGS + 'removed_rows = ["8.7"]\n')
    rows = [target.row_no for target in load_plan(plan, date(2024, 8, 1)).targets]
    assert rows[-2:] == ["8.9", "8.10"]
    assert "8.7" not in rows
    assert "5" in rows


def test_the_later_of_two_amendments_stands_upon_the_earlier(plan):
    amend(plan, "2024-05-01", LOWER + NEW)
    amend(plan, "2024-09-01", LOWER.replace("55", "50"))
    assert [target_of(plan, "2.1", date(2024, month, 2)) for month in (4, 5, 9)] == [60, 55, 50]
    assert target_of(plan, "8.10", date(2024, 9, 2)) == Decimal(70)
    shown = plan_document(load_plan(plan, date(2024, 9, 2)))["amendments"]
    assert [(each["on"], each["rows"]) for each in shown] == [
        ("2024-05-01", ["2.1", "8.10"]),
        ("2024-09-01", ["2.1"]),
    ]


def test_an_earlier_reading_says_nothing_of_a_row_that_was_given_anew(plan):
    row = "5,Đồng bộ hồ sơ,province,portal_sync,100,100,2024,\n"
    amend(plan, rows=row)
    amended = load_plan(plan, date(2024, 8, 1))
    assert {target.row_no: target.level_set for target in amended.targets}["5"] == "province"
    (third,) = [each for each in amended.alternatives if each.ambiguity == 3]
    assert [target.row_no for target in third.targets.values()] == ["8.7"]


@pytest.mark.parametrize(
    ("amendment", "message"),
    [
        ({"day": "thang-7"}, "the folder is not named by a day"),
        ({"rows": ""}, "the amendment changes nothing"),
        ({"settings": ""}, "'document' is missing"),
        ({"rows": LOWER.replace(",55,", ",5,")}, "target 5 is not in the wording 'Tối thiểu 55'"),
        ({"rows": LOWER.replace("Tối thiểu", "Tối đa")}, "'Tối đa 55' sets a ceiling, not a floor"),
        ({"settings": SETTINGS + 'removed_rows = ["9.9"]\n'}, "removed_rows: there is no row '9.9'"),
    ],
)
def test_a_mistake_in_an_amendment_is_named_and_the_plan_refused(plan, amendment, message):
    amend(plan, **amendment)
    (fault,) = [each for each in check_plan(plan) if each.severity == "fault"]
    assert message in fault.message
    assert "amendments" in fault.file
    with pytest.raises(ConfigurationError):
        load_plan(plan, date(2024, 12, 1))
