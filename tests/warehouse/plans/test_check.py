"""Claims about the mistakes in a plan that ``check_plan`` finds, each with its place and remedy."""

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from warehouse.plans.catalogue import load_plan, plan_ids
from warehouse.plans.check import check_plan, plan_ambiguities
from warehouse.plans.files import PLANS


class PlanCopy:
    """A copy of a known plan whose cells and settings a test may spoil."""

    def __init__(self, folder, plan_id):
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self.settings = (PLANS / plan_id / "plan.toml").read_text(encoding="utf-8")
        with (PLANS / plan_id / "targets.csv").open(encoding="utf-8", newline="") as lines:
            self.rows = list(csv.DictReader(lines))
        self.columns = list(self.rows[0])

    def write(self):
        table = io.StringIO(newline="")
        writer = csv.DictWriter(table, self.columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows)
        (self.folder / "targets.csv").write_text(table.getvalue(), encoding="utf-8", newline="")
        (self.folder / "plan.toml").write_text(self.settings, encoding="utf-8")
        return self.folder

    def row(self, row_no):
        return next(row for row in self.rows if row["row_no"] == row_no)


@pytest.fixture
def copy_plan(tmp_path):
    return lambda plan_id: PlanCopy(tmp_path / plan_id, plan_id)


@pytest.mark.parametrize("plan_id", plan_ids())
def test_a_plan_of_the_project_has_no_fault(plan_id):
    assert [fault for fault in check_plan(plan_id) if fault.severity == "fault"] == []


def test_a_level_that_ends_within_the_plan_is_one_warning():
    level, area = check_plan("tam-duong-2025")
    assert {level.severity, area.severity} == {"warning"}
    assert "ends on 2025-07-01" in level.message
    assert "Xã Bình Lư, Xã Bản Bo, Xã Khun Há, Xã Tả Lèng" in area.message
    assert "Phường Tân Phong, Xã Sin Suối Hồ lie in it in part" in area.message


def test_a_place_in_the_territory_must_exist_today(copy_plan):
    plan = copy_plan("tam-duong-2025")
    plan.settings = plan.settings.replace(
        'place = "Tam Đường"', 'place = "Tam Đường"\nterritory = ["Xã Bản Bó", "H35.9"]'
    )
    (fault,) = [fault for fault in check_plan(plan.write()) if fault.severity == "fault"]
    assert "no commune 'Xã Bản Bó' today" in fault.message
    assert "Xã Bản Bo" in fault.advice


CELL_MISTAKES = [
    (
        "indicator",
        "online_paymnt",
        "indicator 'online_paymnt' is not known",
        "Did you mean 'online_payment'?",
    ),
    ("levels", "provinces", "level 'provinces' is not known", "Did you mean 'province'?"),
    ("levels", "", "levels is empty", "province+district+commune"),
    ("levels", "district+district", "level 'district' is given twice", "Keep it once"),
    ("target", "145", "target 145 is outside 0-100", "percentages"),
    ("target", "-5", "target '-5' is not a number", "60.5"),
    ("target", "60,5", "target '60,5' is not a number", "60.5"),
    ("target", "09", "target '09' is not a number", "leading zero"),
    ("target", "45%", "target '45%' is not a number", "unit"),
    ("target", "", "target is empty, but the wording is 'Tối thiểu 45'", "Write its number"),
    ("target", "4", "target 4 is not in the wording", "Compare both"),
    ("wording", "", "wording is empty", "Quote"),
    ("name", "", "name is empty", "Quote"),
    ("short_name", "x" * 41, "short_name has 41 letters, more than 40", "Shorten"),
    ("row_no", "09", "row_no '09' is not a row number", "without leading zeros"),
    ("row_no", "", "row_no '' is not a row number", "as in the document"),
    ("horizon", "24", "horizon '24' is not a year", "such as 2025"),
    ("horizon", "2023", "horizon 2023 is before the plan's year 2024", "in which the target is due"),
]


@pytest.mark.parametrize(("column", "value", "message", "advice"), CELL_MISTAKES)
def test_a_wrong_cell_is_named_with_its_file_line_and_remedy(copy_plan, column, value, message, advice):
    plan = copy_plan("ninh-thuan-2024")
    plan.row("2.2")[column] = value
    found = [fault for fault in check_plan(plan.write()) if message in fault.message]
    assert len(found) == 1
    assert found[0].file.endswith("targets.csv")
    assert found[0].row == (value if column == "row_no" else "2.2")
    assert found[0].line == 4
    assert advice in found[0].advice
    assert found[0].severity == "fault"


@pytest.mark.parametrize("words", ["Tối đa 45", "không quá 45", "≤45", "≤ 45%", "dưới 45", "Không vượt quá 45%"])
def test_a_ceiling_is_refused_and_not_read_as_a_floor(copy_plan, words):
    plan = copy_plan("ninh-thuan-2024")
    plan.row("2.2")["wording"] = words
    (found,) = check_plan(plan.write())
    assert (found.row, found.severity) == ("2.2", "fault")
    assert f"'{words}' sets a ceiling, not a floor" in found.message


@pytest.mark.parametrize("name", ["Bác  Ái", "bác ái", "H. Bác Ái", "UBND huyện Bác\u00a0Ái", "huyện Bác Ái", "H43.31"])
def test_a_relieved_district_is_known_however_it_is_spelt(copy_plan, name):
    plan = copy_plan("ninh-thuan-2024")
    plan.settings = plan.settings.replace('["Bác Ái"]', f'["{name}"]').replace('["dtts_mn"]', '["DTTS_MN "]')
    assert [fault for fault in check_plan(plan.write()) if "relief" in fault.message] == []


READING_MISTAKES = [
    ('levels = "province" }', 'levels = "tinh" }', "reading 2: set 1: 'levels' has the wrong type"),
    ('rows = ["5", "8.7"], levels = "province" }', 'rows = ["5", "8.70"], levels = "province" }', "no row '8.70'"),
    ('rows = ["5", "8.7"], levels = "province" }', 'rows = ["5"] }', "names no row or sets nothing"),
    ('{ relief = 1, reading = "relative" }', '{ relief = 2, reading = "relative" }', "there is no relief 2"),
    ('{ relief = 1, reading = "relative" }', '{ reading = "relative" }', "reading is set without a relief"),
    (
        '{ rows = ["8.6"], levels = "province" }',
        '{ rows = ["8.6"], indicator = "sync" }',
        "indicator 'sync' is not known",
    ),
    ("in_force = 1", "in_force = 2", "reading 2 is in force but sets otherwise than the plan"),
    ("in_force = 1", "in_force = 4", "there is no reading 4"),
]


@pytest.mark.parametrize(("right", "wrong", "message"), READING_MISTAKES)
def test_a_reading_that_cannot_be_or_contradicts_the_plan_is_named(copy_plan, right, wrong, message):
    plan = copy_plan("ninh-thuan-2024")
    assert right in plan.settings
    plan.settings = plan.settings.replace(right, wrong, 1)
    (found,) = check_plan(plan.write())
    assert "ambiguity " in found.message
    assert message in found.message


@pytest.mark.parametrize(
    ("quarters", "message", "severity"),
    [
        (("40", "30", "60", "70"), "the milestones go down: Q1 40, Q2 30", "fault"),
        (("40", "50", "60", "80"), "milestone Q4 80 is above the year's target 70", "fault"),
        (("40", "50", "60", "65"), "the milestones end at 65, the year's target is 70", "warning"),
        (("40", "50", "6O", "70"), "Q3 '6O' is not a number", "fault"),
        (("40", "50", "60", "170"), "Q4 170 is outside 0-100", "fault"),
    ],
)
def test_a_wrong_milestone_path_is_named(copy_plan, quarters, message, severity):
    plan = copy_plan("binh-phuoc-2024")
    plan.row("II.2").update(zip(("Q1", "Q2", "Q3", "Q4"), quarters, strict=True))
    (found,) = check_plan(plan.write())
    assert (found.row, found.severity) == ("II.2", severity)
    assert message in found.message


def test_milestones_without_a_target_lead_nowhere(copy_plan):
    plan = copy_plan("binh-phuoc-2024")
    plan.row("II.1").update(target="", wording="Thực hiện theo hướng dẫn của TW")
    (found,) = check_plan(plan.write())
    assert "milestones but no target" in found.message


def test_a_baseline_is_written_as_year_and_value(copy_plan):
    plan = copy_plan("binh-phuoc-2024")
    plan.row("II.1")["baselines"] = "2023: 56,05"
    (found,) = check_plan(plan.write())
    assert "baseline '2023: 56,05' cannot be read" in found.message


def test_a_doubled_row_names_the_line_of_the_first(copy_plan):
    plan = copy_plan("binh-phuoc-2024")
    plan.rows.append(dict(plan.rows[3]))
    (found,) = check_plan(plan.write())
    assert found.line == len(plan.rows) + 1
    assert "row II.2 for district and 2024 is already on line 5" in found.message


def test_the_same_row_for_another_horizon_is_not_doubled(copy_plan):
    plan = copy_plan("binh-phuoc-2024")
    plan.rows.append(plan.rows[0] | {"horizon": "2025", "Q1": "", "Q2": "", "Q3": "", "Q4": ""})
    (merged,) = check_plan(plan.write())
    assert merged.severity == "warning"
    assert "became a part of Đồng Nai after 2025-06-30; from 2025-07 on the exports of H19 are read" in merged.message
    assert "the 40 communes count" in merged.message


@pytest.mark.parametrize("column", ["row_no", "name", "levels", "indicator", "target", "wording", "horizon"])
def test_a_missing_column_is_named_once_whatever_the_rows(copy_plan, column):
    plan = copy_plan("cchc-000")
    plan.columns.remove(column)
    (found,) = check_plan(plan.write())
    assert found.message == f"column '{column}' is missing"


def test_an_unknown_quarter_is_named_with_the_nearest_one(copy_plan):
    plan = copy_plan("binh-phuoc-2024")
    plan.columns[plan.columns.index("Q4")] = "Q5"
    found = check_plan(plan.write())
    assert [(fault.message, fault.advice) for fault in found if "Q5" in fault.message] == [
        ("column 'Q5' is not known", "Did you mean 'Q4'?")
    ]


def test_a_column_given_twice_is_named(copy_plan):
    folder = copy_plan("cchc-000").write()
    text = (folder / "targets.csv").read_text(encoding="utf-8")
    (folder / "targets.csv").write_text(text.replace("group_no", "name", 1), encoding="utf-8")
    assert "column 'name' appears twice" in [fault.message for fault in check_plan(folder)]


def test_an_unquoted_comma_is_seen_as_one_cell_too_many(copy_plan):
    folder = copy_plan("cchc-000").write()
    with (folder / "targets.csv").open("a", encoding="utf-8") as table:
        table.write("9,,,Tỷ lệ a, b,province,satisfaction,90,90,%,2024,x,y,z,1,2,3,4,5,6,7,8,9\n")
    assert any("more cells than the header" in fault.message for fault in check_plan(folder))


SETTING_MISTAKES = [
    ('calendar = "nd09"', 'calendar = "nd9"', "calendar 'nd9' is not known", "nd09"),
    ('calendar = "nd09"', "", "'calendar' is missing", "calendar ="),
    ('calendar = "nd09"', 'calendar = ""', "'calendar' is empty", "Fill it in"),
    ('province = "H43"', 'province = "43"', "province 43 is not a province code", "H43"),
    ('area_kind = "province"', 'area_kind = "tinh"', "area_kind 'tinh' is not known", "district"),
    ("year = 2024", 'year = "2024"', "'year' has the wrong type", "without quotes"),
    ("year = 2024", "year = 24", "year 24 is not a report year", "2025"),
    ("gate_percent = 5", "gate_percent = 500", "gate_percent 500 is outside 0-100", "percentage"),
    ('"name", "unit_of_measure"', '"name", "unit"', "column 'unit' is not known", "unit_of_measure"),
    ("gate_percent = 5", "gate_percent = 5\nranking_minimum = 0", "ranking_minimum 0 is below 1", "denominator"),
    ("gate_percent = 5", 'gate_percent = 5\nreport = "longer"', "report 'longer' is not known", "long"),
    ("gate_percent = 5", "gatepercent = 5", "'gatepercent' is not a setting", "gate_percent"),
    ('"2.3"]\namount', '"2.9"]\namount', "relief 1: there is no row '2.9'", "8.9"),
    ('districts = ["Bác Ái"]', 'districts = ["Bắc Ái"]', "relief 1: there is no district 'Bắc Ái'", "Bác Ái"),
    ('["dtts_mn"]', '["dtts"]', "relief 1: no unit carries the tag 'dtts'", "dtts_mn"),
    ('reading = "points"', 'reading = "percent"', "relief 1: reading 'percent' is not known", "points"),
    ("amount = 10", "amount = 0", "relief 1: amount 0 is outside 0-100", "10"),
    ("amount = 10", "", "relief 1: 'amount' is missing", "amount ="),
    ('rows = ["8.9"]', 'rows = ["9.9"]', "ambiguity 8: there is no row '9.9'", "8.9"),
    (
        "decided_on = 2026-11-22",
        'decided_on = "2026"',
        "ambiguity 1: 'decided_on' has the wrong type",
        "2024-03-18",
    ),
    ('districts = ["Bác Ái"]', "districts = [2]", "'districts' has the wrong type", "list of texts"),
]


@pytest.mark.parametrize(("right", "wrong", "message", "advice"), SETTING_MISTAKES)
def test_a_wrong_setting_is_named_with_its_remedy(copy_plan, right, wrong, message, advice):
    plan = copy_plan("ninh-thuan-2024")
    assert right in plan.settings
    plan.settings = plan.settings.replace(right, wrong, 1)
    found = [fault for fault in check_plan(plan.write()) if message in fault.message]
    assert len(found) == 1
    assert found[0].file.endswith("plan.toml")
    assert advice in found[0].advice


def test_a_plan_of_2026_has_no_district_level(copy_plan):
    plan = copy_plan("cchc-000")
    plan.settings = plan.settings.replace("year = 2024", "year = 2026")
    for row in plan.rows:
        row["horizon"] = "2026"
    found = check_plan(plan.write())
    with_districts = {row["row_no"] for row in plan.rows if "district" in row["levels"]}
    assert {fault.row for fault in found} == with_districts
    assert all("the district level does not exist in 2026" in fault.message for fault in found)


def test_a_districts_plan_has_no_province_level(copy_plan):
    plan = copy_plan("tam-duong-2025")
    plan.row("9")["levels"] = "province+district"
    faults = [fault for fault in check_plan(plan.write()) if fault.severity == "fault"]
    assert [(fault.row, fault.message) for fault in faults] == [("9", "a district's plan has no province level")]


def test_all_mistakes_are_found_in_one_go(copy_plan):
    plan = copy_plan("ninh-thuan-2024")
    plan.row("1")["target"] = "8O"
    plan.row("2.1")["indicator"] = "payment"
    plan.row("8.9")["wording"] = "95"
    plan.settings = plan.settings.replace('calendar = "nd09"', 'calendar = "lunar"')
    messages = "\n".join(map(str, check_plan(plan.write())))
    for part in (
        "row 1: target '8O'",
        "row 2.1: indicator",
        "row 8.9: target 90 is not in",
        "calendar 'lunar'",
    ):
        assert part in messages


@given(st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_other_number_passes_for_the_printed_one(tmp_path, data):
    plan = PlanCopy(tmp_path / "spoilt", data.draw(st.sampled_from(plan_ids())))
    row = data.draw(st.sampled_from([row for row in plan.rows if row["target"]]))
    wrong = data.draw(st.integers(-20, 120).map(str).filter(lambda number: number != row["target"]))
    row["target"] = wrong
    found = check_plan(plan.write())
    assert any(fault.severity == "fault" and fault.row == row["row_no"] for fault in found)


def test_ambiguities_are_listed_even_of_a_faulty_plan(copy_plan):
    plan = copy_plan("ninh-thuan-2024")
    plan.row("1")["target"] = "x"
    assert len(plan_ambiguities(plan.write())) == len(load_plan("ninh-thuan-2024").ambiguities)
