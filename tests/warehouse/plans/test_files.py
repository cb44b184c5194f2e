"""Claims about a plan's folder: files that cannot be read, spreadsheets, and new plans."""

import re
import shutil
import unicodedata

import pytest

from warehouse.errors import ConfigurationError
from warehouse.plans.catalogue import load_plan
from warehouse.plans.check import check_plan
from warehouse.plans.files import PLANS, new_plan


@pytest.fixture
def copy_plan(tmp_path):
    return lambda plan_id: shutil.copytree(PLANS / plan_id, tmp_path / plan_id)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("targets.csv", "Tỷ lệ".encode("utf-16"), "not UTF-8"),
        ("targets.csv", b"", "the file is empty"),
        ("targets.csv", b'row_no,"name\n', "cannot be read"),
        ("plan.toml", b"title = ", "not TOML"),
        ("plan.toml", b"\xff\xfe", "not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(copy_plan, name, content, message):
    folder = copy_plan("cchc-000")
    (folder / name).write_bytes(content)
    assert any(message in fault.message and name in fault.file for fault in check_plan(folder))


def test_a_broken_spreadsheet_is_named(copy_plan):
    folder = copy_plan("cchc-000")
    (folder / "targets.csv").unlink()
    (folder / "targets.xlsx").write_bytes(b"not a workbook")
    (found,) = check_plan(folder)
    assert "targets.xlsx" in found.file
    assert "cannot be read" in found.message


def test_two_tables_of_targets_are_one_too_many(copy_plan):
    folder = copy_plan("cchc-000")
    (folder / "targets.xlsx").write_bytes(b"")
    assert "both there" in check_plan(folder)[0].message
    for name in ("targets.csv", "targets.xlsx"):
        (folder / name).unlink()
    assert "targets.csv is missing" in check_plan(folder)[0].message


def test_a_folder_without_plan_toml_is_no_plan(tmp_path):
    with pytest.raises(ConfigurationError, match=r"has no plan\.toml"):
        check_plan(tmp_path)


def test_a_byte_order_mark_and_decomposed_letters_change_nothing(copy_plan):
    folder = copy_plan("ninh-thuan-2024")
    for name in ("plan.toml", "targets.csv"):
        text = unicodedata.normalize("NFD", (folder / name).read_text(encoding="utf-8"))
        (folder / name).write_text(text, encoding="utf-8-sig")
    assert load_plan(folder) == load_plan("ninh-thuan-2024")


def test_a_new_plan_asks_for_each_empty_setting_and_passes_once_filled_in(tmp_path):
    folder = new_plan("lai-chau-2026", tmp_path)
    asked = {match[1] for fault in check_plan(folder) if (match := re.match(r"'?(\w+)'? ", fault.message))}
    assert {"title", "document", "issued_by", "province", "area", "area_name", "place", "year"} <= asked
    text = (folder / "plan.toml").read_text(encoding="utf-8")
    for key in ("title", "document", "issued_by", "area_name", "place"):
        text = re.sub(rf'^{key} = ""', f'{key} = "Lai Châu"', text, flags=re.MULTILINE)
    text = re.sub(r'^(province|area) = ""', r'\1 = "H35"', text, flags=re.MULTILINE)
    (folder / "plan.toml").write_text(text.replace("year = 0", "year = 2026"), encoding="utf-8")
    header = (folder / "targets.csv").read_text(encoding="utf-8").strip().split(",")
    row = {"row_no": "1", "name": "Mức độ hài lòng", "levels": "commune", "indicator": "satisfaction"}
    row |= {"target": "90", "wording": "Tối thiểu 90", "horizon": "2026"}
    line = ",".join(row.get(column, "") for column in header)
    (folder / "targets.csv").write_text(",".join(header) + "\n" + line + "\n", encoding="utf-8")
    assert check_plan(folder) == []


def test_a_new_plan_never_overwrites_one(tmp_path):
    folder = new_plan("lai-chau-2026", tmp_path)
    (folder / "plan.toml").write_text("mine", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="is already there"):
        new_plan("lai-chau-2026", tmp_path)
    assert (folder / "plan.toml").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("plan_id", ["Lai Châu", "../x", "", "a--b", "_template"])
def test_a_new_plan_needs_a_plain_id(tmp_path, plan_id):
    with pytest.raises(ConfigurationError, match="is not a plan id"):
        new_plan(plan_id, tmp_path)


def test_the_template_of_a_new_plan_knows_two_levels_only(tmp_path):
    text = (new_plan("lai-chau-2026", tmp_path) / "plan.toml").read_text("utf-8")
    examples = [line for line in text.splitlines() if "levels = " in line]
    assert examples and not any("district" in line for line in examples)
