"""Claims about the plans that come with the project and how they are loaded."""

import csv
import json
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from warehouse.errors import ConfigurationError
from warehouse.plans.catalogue import LEVELS, indicators, load_plan, plan_document, plan_ids
from warehouse.plans.files import PLANS
from warehouse.plans.rows import KNOWN, REQUIRED, SHORT_NAME
from warehouse.plans.settings import COLUMNS

TARGET_COUNTS = {
    "binh-phuoc-2024": 21,
    "cchc-000": 13,
    "kon-tum-2024": 21,
    "ninh-thuan-2024": 24,
    "tam-duong-2025": 20,
}
GUIDE = Path(__file__).parents[3] / "docs" / "ke-hoach.md"


@pytest.fixture(params=TARGET_COUNTS)
def plan(request):
    return load_plan(request.param)


def by_row(plan, row_no):
    return [target for target in plan.targets if target.row_no == row_no]


def numbers_in(text):
    return {Decimal(number.replace(",", ".")) for number in re.findall(r"\d+(?:,\d+)?", text)}


def test_the_five_plans_hold_99_targets():
    assert set(TARGET_COUNTS) <= set(plan_ids())
    assert {plan_id: len(load_plan(plan_id).targets) for plan_id in TARGET_COUNTS} == TARGET_COUNTS
    assert sum(TARGET_COUNTS.values()) == 99


def test_every_target_number_is_quoted_in_its_own_wording(plan):
    for target in plan.targets:
        assert numbers_in(target.wording) == ({target.target} if target.target is not None else set())


def test_every_baseline_is_quoted_in_the_notes_of_its_row(plan):
    for target in plan.targets:
        for baseline in target.baselines:
            assert baseline.value in numbers_in(target.notes)
            assert str(baseline.year) in target.notes


def test_every_target_has_a_short_name_that_tells_its_levels_apart(plan):
    names = {}
    for target in plan.targets:
        assert 0 < len(target.short_name) <= SHORT_NAME
        names.setdefault(target.short_name, set()).add((target.indicator, target.level_set))
    assert all(len(meant) == 1 for meant in names.values())


def test_a_target_without_a_short_name_is_named_by_its_parent_and_its_own_words():
    (target,) = by_row(load_plan("ninh-thuan-2024"), "2.1")
    assert target.label == "Thanh toán trực tuyến – cấp tỉnh"
    assert replace(target, short_name="").label == f"{target.parent_name}: Đối với cấp tỉnh"


def test_settings_that_a_plan_leaves_out_have_their_defaults(plan):
    assert (plan.report, plan.ranking_minimum, plan.source, plan.territory) == ("short", 10, "", ())


def test_row_levels_and_horizon_identify_a_target(plan):
    keys = [(target.row_no, target.level_set, target.horizon) for target in plan.targets]
    assert len(set(keys)) == len(keys)


def test_every_indicator_has_a_definition(plan):
    assert {target.indicator for target in plan.targets} <= set(indicators())


def test_every_printed_column_has_a_title(plan):
    assert set(plan.column_titles) == set(plan.columns)


def test_every_ambiguity_names_its_readings_and_who_decided(plan):
    assert plan.ambiguities
    for ambiguity in plan.ambiguities:
        assert ambiguity.readings
        assert ambiguity.taken
        assert ambiguity.decided_by


EVERY = "province+district+commune"
MEASURED = {
    "cchc-000": {
        **dict.fromkeys([f"II.{row}" for row in (1, 2, 3, 4, 5, 7, 9, 10, 11, 12)], EVERY),
        **{"I.1": "province", "II.6": "district+commune", "II.8": "province"},
    },
    "ninh-thuan-2024": {
        **dict.fromkeys(("1", "5", "8.1", "8.2", "8.4", "8.6", "8.7", "8.8", "8.9"), EVERY),
        **{"7.1": "province", "8.3": "district+commune", "8.5": "province"},
        **{f"{row}.{sub}": level for row in (2, 3, 4, 6) for sub, level in enumerate(LEVELS, start=1)},
    },
    "kon-tum-2024": {
        **dict.fromkeys(("I.2", "I.3", "I.4", "I.5", "III.2", "III.4", "III.6", "III.7"), EVERY),
        **dict.fromkeys(("I.1", "III.1", "III.5"), "province"),
        **{f"{row}.{sub}": level for row in ("II", "IV", "V") for sub, level in enumerate(LEVELS, start=1)},
        "III.3": "district+commune",
    },
    "binh-phuoc-2024": {
        **dict.fromkeys(("I.1", "II.1", "II.8"), "province"),
        **dict.fromkeys(("II.5", "II.7", "II.9", "II.11"), EVERY),
        **{"II.6": "district+commune", "II.10": "province+district"},
        **dict.fromkeys(("II.2", "II.3", "II.4", "II.12"), "province, district, commune"),
    },
    "tam-duong-2025": {
        **dict.fromkeys(("1", "6", "7", "8"), "district"),
        **dict.fromkeys(("2", "3", "4", "5", "9", "10", "11", "12"), "district+commune"),
    },
}


def test_the_levels_of_every_row_are_those_that_its_words_name(plan):
    levels = {}
    for target in plan.targets:
        levels.setdefault(target.row_no, {})[target.level_set] = None
    assert {row_no: ", ".join(each) for row_no, each in levels.items()} == MEASURED[plan.plan_id]


def test_no_target_measures_a_level_at_which_its_indicator_has_no_case(plan):
    for target in plan.targets:
        assert set(target.levels) <= set(indicators()[target.indicator].occurs_at)


def test_a_row_whose_levels_can_be_read_otherwise_is_an_ambiguity_that_sets_them():
    rows = {
        row
        for plan_id in ("cchc-000", "ninh-thuan-2024", "kon-tum-2024")
        for ambiguity in load_plan(plan_id).ambiguities
        for reading in ambiguity.readings
        for change in reading.sets
        if change.levels
        for row in change.rows
    }
    assert {"II.1", "II.12", "5", "8.6", "8.7", "I.1", "I.5", "III.5"} <= rows


def test_a_sub_row_keeps_its_own_words_and_its_parents():
    (target,) = by_row(load_plan("ninh-thuan-2024"), "3.2")
    assert (target.name, target.parent_no) == ("Đối với cấp huyện", "3")
    assert target.parent_name.startswith("Tỷ lệ hồ sơ trực tuyến")


def test_the_relief_of_ninh_thuan_lowers_rows_2_2_and_2_3_by_points():
    (relief,) = load_plan("ninh-thuan-2024").reliefs
    assert (relief.rows, relief.amount, relief.reading) == (("2.2", "2.3"), Decimal(10), "points")
    assert (relief.districts, relief.commune_tags) == (("Bác Ái",), ("dtts_mn",))


def test_binh_phuoc_sets_each_level_its_own_path():
    province, district, commune = by_row(load_plan("binh-phuoc-2024"), "II.4")
    assert [target.level_set for target in (province, district, commune)] == list(LEVELS)
    assert list(map(int, district.milestones.values())) == [40, 55, 70, 85]
    assert {baseline.year: baseline.value for baseline in province.baselines} == {
        2023: Decimal("10.33"),
        2022: Decimal("4.31"),
    }


def test_tam_duong_has_two_horizons_and_guidance_without_a_number():
    plan = load_plan("tam-duong-2025")
    first, second = by_row(plan, "7")
    assert (first.horizon, first.target, first.wording) == (2025, None, "Thực hiện theo hướng dẫn của TW")
    assert (second.horizon, second.target, second.wording) == (2030, Decimal(30), "≥30")
    assert all("province" not in target.levels for target in plan.targets)
    assert (plan.area_kind, plan.area_name) == ("district", "huyện Tam Đường")


def test_kon_tum_measures_its_stock_of_valid_results_apart():
    plan = load_plan("kon-tum-2024")
    stock = [target for target in plan.targets if target.indicator == "valid_results_digitised"]
    assert [(target.row_no, target.level_set) for target in stock] == [
        ("II.1", "province"),
        ("II.2", "district"),
        ("II.3", "commune"),
    ]
    assert all(target.legal_basis and target.coordinating for target in plan.targets)


def test_the_json_document_has_the_public_keys(plan):
    document = json.loads(json.dumps(plan_document(plan)))
    assert list(document)[:5] == ["plan_id", "province", "area", "calendar", "targets"]
    public = ["row_no", "levels", "indicator", "target", "milestones", "horizon", "wording"]
    assert all(list(target)[:7] == public for target in document["targets"])
    assert len(document["targets"]) == len(plan.targets)


def test_an_unknown_plan_is_answered_with_the_known_ones():
    with pytest.raises(ConfigurationError) as raised:
        load_plan("kontum-2024")
    assert "kontum-2024" in raised.value.message
    assert "Did you mean 'kon-tum-2024'?" in raised.value.advice
    assert all(plan_id in raised.value.advice for plan_id in TARGET_COUNTS)


def test_a_plan_is_loaded_from_its_folder_as_by_its_id():
    assert load_plan(PLANS / "cchc-000") == load_plan("cchc-000")
    assert load_plan(str(PLANS / "cchc-000" / "plan.toml")) == load_plan("cchc-000")


def test_targets_kept_in_a_spreadsheet_load_as_those_in_csv(tmp_path):
    folder = tmp_path / "kon-tum-2024"
    folder.mkdir()
    (folder / "plan.toml").write_bytes((PLANS / "kon-tum-2024" / "plan.toml").read_bytes())
    book = Workbook()
    with (PLANS / "kon-tum-2024" / "targets.csv").open(encoding="utf-8", newline="") as lines:
        for cells in csv.reader(lines):
            book.active.append([int(cell) if cell.isdigit() else cell or None for cell in cells])
    book.save(folder / "targets.xlsx")
    assert load_plan(folder) == load_plan("kon-tum-2024")


def test_a_broken_plan_is_refused_with_file_row_fault_and_remedy(tmp_path):
    folder = tmp_path / "broken"
    folder.mkdir()
    for name in ("plan.toml", "targets.csv"):
        text = (PLANS / "cchc-000" / name).read_text(encoding="utf-8")
        (folder / name).write_text(text.replace("Tối thiểu 45", "Tối thiểu 55"), encoding="utf-8")
    with pytest.raises(ConfigurationError) as raised:
        load_plan(folder)
    assert re.search(r"targets\.csv, line 4, row II\.2: target 45 is not in", raised.value.message)
    assert "Compare" in raised.value.advice


def test_the_guide_names_every_column_and_every_print_column():
    text = GUIDE.read_text(encoding="utf-8")
    assert [column for column in (*KNOWN, *COLUMNS) if f"`{column}`" not in text] == []
    assert all(f"`{column}`" in text.split("cột bắt buộc:")[1].splitlines()[0] for column in REQUIRED)


def test_the_example_of_the_guide_is_a_plan(tmp_path):
    folder = tmp_path / "example"
    folder.mkdir()
    example = re.search(r"```csv\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    (folder / "targets.csv").write_text(example[1], encoding="utf-8")
    settings = (PLANS / "cchc-000" / "plan.toml").read_text(encoding="utf-8").split("[[ambiguity]]")[0]
    (folder / "plan.toml").write_text(settings.replace("year = 2024", "year = 2026"), encoding="utf-8")
    targets = load_plan(folder).targets
    assert [(target.row_no, target.target) for target in targets] == [
        ("1", Decimal(100)),
        ("2.1", Decimal("60.5")),
        ("2.2", None),
    ]
