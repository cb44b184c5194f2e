"""Claims about ``kybaocao plan …``: what each command prints, and its exit code."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.plan_commands import plan_app
from warehouse.errors import ConfigurationError
from warehouse.plans.catalogue import load_plan, plan_document, plan_ids
from warehouse.plans.files import PLANS

DOCUMENT = Path(__file__).parents[1] / "documents" / "tam-duong-2025.txt"


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")

    def run_command(*arguments, exit_code=0):
        result = CliRunner().invoke(plan_app, [str(argument) for argument in arguments])
        if isinstance(result.exception, ConfigurationError):
            raise result.exception
        assert result.exit_code == exit_code
        return result.stdout

    return run_command


def test_list_names_every_plan(run):
    shown = run("list")
    assert all(plan_id in shown for plan_id in plan_ids())
    assert [plan["plan_id"] for plan in json.loads(run("list", "--json"))] == list(plan_ids())


def test_a_plan_with_a_fault_is_listed_with_it_beside_the_others(run, tmp_path, monkeypatch):
    shutil.copytree(PLANS / "cchc-000", tmp_path / "cchc-000")
    shutil.copytree(PLANS / "_template", tmp_path / "new-2026")
    monkeypatch.setattr("warehouse.plans.files.PLANS", tmp_path)
    good, faulty = json.loads(run("list", "--json"))
    assert (good["plan_id"], good["ok"], good["targets"]) == ("cchc-000", True, 13)
    assert (faulty["plan_id"], faulty["ok"]) == ("new-2026", False)
    assert "plan.toml, line 4: 'title' is empty" in faulty["fault"]
    assert "new-2026" in run("list")


def test_show_as_json_is_the_public_document(run):
    assert json.loads(run("show", "kon-tum-2024", "--json")) == plan_document(load_plan("kon-tum-2024"))


def test_show_prints_one_line_for_each_target(run):
    shown = run("show", "tam-duong-2025")
    assert sum("satisfaction" in line for line in shown.splitlines()) == 1
    assert "≥30 (2030)" in shown
    assert "Q1 40 Q2 50 Q3 60 Q4 70" in run("show", "binh-phuoc-2024")


def test_check_prints_every_ambiguity_of_a_good_plan(run):
    shown = run("check", "ninh-thuan-2024")
    assert shown.count("  taken: ") == len(load_plan("ninh-thuan-2024").ambiguities)
    assert "0 faults, 0 warnings" in shown


def test_check_of_a_good_plan_as_json_is_ok(run):
    document = json.loads(run("check", "tam-duong-2025", "--json"))
    assert (document["ok"], document["faults"]) == (True, [])
    assert any("ended on 2025-07-01" in warning["message"] for warning in document["warnings"])
    assert document["ambiguities"]


def test_check_of_a_faulty_plan_exits_2_and_says_where(run, tmp_path):
    for name in ("plan.toml", "targets.csv"):
        text = (PLANS / "cchc-000" / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace("satisfaction", "satisfied"), encoding="utf-8")
    shown = run("check", tmp_path, exit_code=2)
    assert "targets.csv, line 14, row II.12: indicator 'satisfied' is not known" in shown
    assert "Did you mean 'satisfaction'?" in shown
    document = json.loads(run("check", tmp_path, "--json", exit_code=2))
    assert document["ok"] is False
    assert [(fault["row"], fault["line"]) for fault in document["faults"]] == [("II.12", 14)]


@pytest.mark.parametrize("command", ["show", "check"])
def test_an_unknown_plan_is_a_configuration_error(run, command):
    with pytest.raises(ConfigurationError, match="There is no plan 'nowhere'"):
        run(command, "nowhere")


def test_check_says_who_has_yet_to_decide_and_what_hangs_on_it(run):
    shown = run("check", "ninh-thuan-2024")
    assert shown.count("undecided: awaits Văn phòng UBND tỉnh") == 9
    assert "2. chỉ cấp tỉnh, theo cơ quan chủ trì được nêu (5, 8.7: levels province)" in shown
    assert "9 ambiguities, 9 of them undecided" in shown
    third = json.loads(run("check", "ninh-thuan-2024", "--json"))["ambiguities"][2]
    assert (third["number"], third["is_decided"], third["hangs_on_it"]) == (
        3,
        False,
        {"2": ["5, 8.7: levels province"]},
    )


@pytest.fixture
def office(tmp_path, monkeypatch):
    """A home with nothing in it."""
    monkeypatch.setenv("KYBAOCAO_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "plans"


def test_a_decision_is_kept_with_name_and_day_and_counts_from_then_on(run, office):
    run("decide", "ninh-thuan-2024", "3", "--reading", "2", "--by", "Nguyễn  Văn A")
    (third,) = [each for each in load_plan("ninh-thuan-2024").ambiguities if each.rows == ("5", "8.7")]
    assert (third.in_force, third.taken, third.decided_by) == (2, third.readings[1].text, "Nguyễn Văn A")
    assert third.is_decided
    assert third.decided_on.isoformat() in (office / "ninh-thuan-2024" / "decisions.toml").read_text("utf-8")
    levels = {
        target["row_no"]: target["levels"] for target in json.loads(run("show", "ninh-thuan-2024", "--json"))["targets"]
    }
    assert (levels["5"], levels["8.7"]) == (["province"], ["province"])
    assert "8 of them undecided" in run("check", "ninh-thuan-2024")
    listed = json.loads(run("decide", "ninh-thuan-2024", "--json"))["ambiguities"]
    assert listed[2]["decided_by"] == "Nguyễn Văn A"
    assert listed[2]["hangs_on_it"] == {"1": ["5, 8.7: levels province+district+commune"]}


def test_the_later_decision_on_one_place_counts_and_the_earlier_one_stays_on_record(run, office):
    run("decide", "ninh-thuan-2024", "3", "--reading", "2", "--by", "A")
    made = json.loads(run("decide", "ninh-thuan-2024", "3", "--reading", "1", "--by", "B", "--json"))
    assert (made["ok"], made["by"], made["reading"]) == (True, "B", 1)
    assert load_plan("ninh-thuan-2024").ambiguities[2].decided_by == "B"
    assert (office / "ninh-thuan-2024" / "decisions.toml").read_text("utf-8").count("[[decision]]") == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("12", "--reading", "1", "--by", "A"), "has no ambiguity 12"),
        (("3", "--reading", "9", "--by", "A"), "has no reading 9"),
        (("3", "--reading", "2", "--by", " "), "Nobody is named"),
        (("3",), "needs the reading and who decides"),
    ],
)
def test_a_decision_on_nothing_or_by_nobody_is_refused(run, office, arguments, message):
    with pytest.raises(ConfigurationError, match=message) as raised:
        run("decide", "ninh-thuan-2024", *arguments)
    assert raised.value.advice
    assert not office.exists()


def test_a_decision_on_words_that_changed_since_is_refused_and_not_applied_to_others(run, office):
    run("decide", "ninh-thuan-2024", "3", "--reading", "2", "--by", "A")
    path = office / "ninh-thuan-2024" / "decisions.toml"
    path.write_text(path.read_text("utf-8").replace("Dòng 5", "Dòng 50"), "utf-8")
    with pytest.raises(ConfigurationError, match="on words that the plan no longer has"):
        load_plan("ninh-thuan-2024")


def test_a_plan_of_the_office_stands_for_the_projects_of_the_same_id(run, office):
    shutil.copytree(PLANS / "cchc-000", office / "cchc-000")
    shutil.copytree(PLANS / "kon-tum-2024", office / "kon-tum-2025")
    settings = office / "cchc-000" / "plan.toml"
    settings.write_text(settings.read_text("utf-8").replace('place = "…"', 'place = "Nơi khác"'), "utf-8")
    (office / "ninh-thuan-2024").mkdir()  # decisions alone make no plan of the office
    origins = {plan["plan_id"]: plan["origin"] for plan in json.loads(run("list", "--json"))}
    assert {plan_id for plan_id, origin in origins.items() if origin == "office"} == {"cchc-000", "kon-tum-2025"}
    assert json.loads(run("show", "cchc-000", "--json"))["plan_id"] == "cchc-000"
    assert load_plan("cchc-000").place == "Nơi khác"


def test_a_new_plan_is_made_in_the_offices_folder(run, office):
    made = json.loads(run("new", "lai-chau-2027", "--json"))
    assert Path(made["folder"]) == office / "lai-chau-2027"


def test_new_writes_a_template_and_names_the_next_command(run, tmp_path):
    shown = run("new", "lai-chau-2026", "--into", tmp_path)
    assert (tmp_path / "lai-chau-2026" / "plan.toml").is_file()
    assert f"kybaocao plan check {tmp_path / 'lai-chau-2026'}" in shown
    made = json.loads(run("new", "lai-chau-2027", "--into", tmp_path, "--json"))
    assert Path(made["folder"], "targets.csv").is_file()


def test_read_writes_a_draft_and_lists_what_to_decide(run, tmp_path):
    shown = run("read", DOCUMENT, "--out", tmp_path / "draft")
    assert "Read 20 targets" in shown
    assert "ambiguous: 6, 7, 8: Thực hiện theo hướng dẫn của TW" in shown
    assert "the plan is a draft" in run("check", tmp_path / "draft", exit_code=2)
    document = json.loads(run("read", DOCUMENT, "--out", tmp_path / "again", "--json"))
    assert (document["targets"], document["unread"]) == (20, [])


def test_read_puts_the_draft_beside_the_reader_by_default(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run("read", DOCUMENT)
    assert (tmp_path / "tam-duong-2025-draft" / "targets.csv").is_file()


def test_read_says_what_it_could_not_read(run, tmp_path):
    document = tmp_path / "a.txt"
    document.write_text("STT\nChỉ tiêu năm 2026\n1\nTỷ lệ lạ\n%\n60\nUBND cấp xã\n", encoding="utf-8")
    assert "not read: row 1: indicator could not be read" in run("read", document, "--out", tmp_path / "d")
