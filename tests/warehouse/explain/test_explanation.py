"""Claims about ``kybaocao explain``: whatever the figure, its cases add up to it and stand where they say."""

import csv
import gzip
import hashlib
import io
import json
from collections import Counter
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from random import Random

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.cli import main
from report_templates.case_list import HEADINGS, cases_csv
from tasks.cases import write_cases
from tests.deliveries import Delivery, dossier
from tests.plain_cycle import load
from warehouse.database import warehouse, warehouse_path
from warehouse.errors import ConfigurationError, CycleFailed
from warehouse.explain.cases import choose_in_scope, list_cases
from warehouse.explain.choice import Wanted
from warehouse.explain.explanation import explain, point_at
from warehouse.exports.sources import find_exports
from warehouse.figures.compute import compute_period
from warehouse.figures.inputs import describe_run, private_database
from warehouse.figures.marts import published_revision, read_figures, rows_of
from warehouse.figures.revisions import mark_published
from warehouse.periods import BASES, Period
from warehouse.plans.catalogue import indicators, load_plan
from warehouse.samples.export import write_sample_exports

PLANS = {"ninh-thuan-2024": "2024-02", "kon-tum-2024": "2024-01", "tam-duong-2025": "2025-01"}
TINY, MARCH = "ninh-thuan-2024", Period.parse("2024-03")
CORRECTED = "2024-03-20T01:20:00+07:00"


def publish(home, source, plan_id, period):
    """Load what is new and publish the period; its revision's number."""
    plan = load_plan(plan_id)
    for export in find_exports(source, plan.province, period):
        load(home, export)
    revision = compute_period(home, plan, period, {})
    mark_published(home, revision)
    return revision.revision


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A home with synthetic months of three provinces, and the source they were delivered into."""
    folder = tmp_path_factory.mktemp("explain")
    for plan_id, text in PLANS.items():
        period = Period.parse(text)
        write_sample_exports(folder / "source", load_plan(plan_id).province, period.months("ytd"), dossiers=150, seed=7)
        publish(folder / "home", folder / "source", plan_id, period)
    return folder


ROWS = (
    dossier(1),
    dossier(2, KenhThucHien="1"),
    dossier(3, TrangThaiHoSo="1", NgayTiepNhan="", NgayTra="", NgayKetThucXuLy=""),
    dossier(4, TrangThaiHoSo="11"),
)


def publish_march(home, *dossiers, created=None):
    """A hand-made month of one unit, published; its revision's number."""
    Delivery(home / "source", created=created).put("ho_so", dossiers).describe()
    return publish(home, home / "source", TINY, MARCH)


@pytest.fixture(scope="module")
def march(tmp_path_factory):
    """A home with a month of four dossiers: online, in person, not received, sent back."""
    home = tmp_path_factory.mktemp("march")
    publish_march(home, *ROWS)
    return home


def explained(home, row_no="3.1", plan_id=TINY, period=MARCH, revision=None, **wanted):
    return explain(home, load_plan(plan_id), period, Wanted(row_no, **wanted), revision=revision)


def figures_of(home, plan_id):
    return read_figures(home, published_revision(home, plan_id, Period.parse(PLANS[plan_id])))


def sums(rows, part=lambda row, name: row[name]):
    return tuple(sum(part(row, name) for row in rows) for name in ("numerator", "denominator"))


@pytest.mark.parametrize("plan_id", PLANS)
def test_the_cases_of_every_indicator_add_up_in_every_kind_of_scope(published, plan_id):
    home, plan, period = published / "home", load_plan(plan_id), Period.parse(PLANS[plan_id])
    figures = [figure for figure in figures_of(home, plan_id) if figure["numerator"] is not None]
    key = lambda figure: (figure["indicator"], figure["scope_kind"], figure["basis"])  # noqa: E731
    with private_database(home) as connection:
        ids = connection.execute("select export_id from warehouse.mart.revision_export where plan_id = ?", [plan_id])
        describe_run(connection, plan, period, 1, [export_id for (export_id,) in ids.fetchall()])
        listed = None
        for (code, *_), group in groupby(sorted(figures, key=key), key=key):
            of_scope = list(group)
            point_at(connection, of_scope[0])
            if code != listed:
                list_cases(connection, code)
                listed = code
            for figure in Random(1).sample(of_scope, min(len(of_scope), 2)):
                point_at(connection, figure)
                choose_in_scope(connection)
                found = rows_of(connection, "case_summary", {})
                assert sums(found) == (figure["numerator"], figure["denominator"]), figure["figure_id"]


def test_the_plans_tried_use_every_indicator_and_every_kind_of_scope(published):
    figures = [figure for plan_id in PLANS for figure in figures_of(published / "home", plan_id)]
    assert {figure["indicator"] for figure in figures} == set(indicators())
    assert {(figure["scope_kind"], figure["basis"]) for figure in figures} == {
        (kind, basis) for kind in ("headline", "level", "area", "unit") for basis in BASES
    }


@pytest.mark.parametrize("plan_id", PLANS)
def test_every_id_names_one_pair_of_numbers(published, plan_id):
    named = {}
    for figure in figures_of(published / "home", plan_id):
        pair = (figure["numerator"], figure["denominator"])
        assert named.setdefault(figure["figure_id"], pair) == pair


@given(st.data())
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_figure_is_explained_by_its_id(published, data):
    plan_id = data.draw(st.sampled_from(sorted(PLANS)))
    figure = data.draw(st.sampled_from(figures_of(published / "home", plan_id)))
    told = explained(published / "home", None, plan_id, Period.parse(PLANS[plan_id]), figure_id=figure["figure_id"])
    assert told.case_count == len(told.cases)
    if figure["numerator"] is None:
        assert told.never_delivered and not told.cases
        return
    assert sums(told.cases, getattr) == sums(told.summary) == (figure["numerator"], figure["denominator"])
    counts = Counter((case.outcome, case.reason.partition(":")[0]) for case in told.cases)
    assert counts == {(row["outcome"], row["reason"]): row["cases"] for row in told.summary}
    assert all(case.numerator == case.denominator == 0 for case in told.cases if case.outcome == "left_out")
    assert all(case.numerator == 0 for case in told.cases if case.outcome == "not_counted")
    assert {case.month for case in told.cases} <= {row["month"] for row in told.exports}


def delivered_row(folder, file, line):
    """What stands on one line of a delivered file, as text."""
    content = (folder / file).read_bytes()
    content = gzip.decompress(content) if file.endswith(".gz") else content
    if ".xlsx" in file:
        sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
        return "|".join(str(cell.value) for cell in sheet[line])
    return content.decode("utf-8-sig").splitlines()[line - 1]


@pytest.mark.parametrize("row_no", ["1", "3.1", "5", "6.1", "7.1", "8.3", "8.6", "8.8", "8.9"])
def test_each_case_stands_on_the_line_that_it_names(published, row_no):
    told = explained(published / "home", row_no, period=Period.parse(PLANS[TINY]))
    folders = {row["month"]: Path(row["folder"]) for row in told.exports}
    for case in Random(2).sample(told.cases, min(12, len(told.cases))):
        row = delivered_row(folders[case.month], case.file, case.line)
        for part in case.record.split(" / " if "/" in case.record else " "):
            assert part in row or part.startswith("("), (case, row)


def test_the_reasons_are_concrete_and_the_formula_holds_the_numbers(march):
    told = explained(march)
    assert [(case.record, case.outcome, case.reason, case.line) for case in told.cases] == [
        ("H43.12-240301-0002", "not_counted", "Nộp trực tiếp", 2),
        ("H43.12-240301-0001", "counted", "Nộp trực tuyến", 1),
        ("H43.12-240301-0003", "left_out", "Chưa tiếp nhận (trạng thái 1)", 3),
        ("H43.12-240301-0004", "left_out", "Dòng bị trả lại: Trạng thái hồ sơ không thuộc 1…10 (D3)", 4),
    ]
    assert told.formula.endswith("trực tuyến (1) / Hồ sơ tiếp nhận trong kỳ (2) × 100 = 50%")
    assert {(case.month, case.export_revision, case.file) for case in told.cases} == {("2024-03", 1, "ho_so.ndjson")}


def test_a_revision_is_explained_from_its_own_exports_after_a_correction(tmp_path):
    first = publish_march(tmp_path, *ROWS)
    before = explained(tmp_path)
    second = publish_march(tmp_path, dossier(1), dossier(2), created=CORRECTED)
    assert (first, second) == (1, 2)
    assert explained(tmp_path, revision=1) == before
    now = explained(tmp_path)
    assert (now.revision, now.figure["numerator"], len(now.cases)) == (2, 2, 2)
    assert [row["export_revision"] for row in now.exports] == [2]
    with pytest.raises(ConfigurationError, match="no published revision 3"):
        explained(tmp_path, revision=3)


def test_an_export_that_is_loaded_but_not_published_changes_nothing(tmp_path):
    publish_march(tmp_path, *ROWS)
    before = explained(tmp_path)
    load(tmp_path, Delivery(tmp_path / "source", created=CORRECTED).put("ho_so", [dossier(9)]).export())
    assert explained(tmp_path) == before


def test_explaining_writes_nothing(march):
    content = hashlib.sha256(warehouse_path(march).read_bytes()).hexdigest()
    explained(march)
    assert hashlib.sha256(warehouse_path(march).read_bytes()).hexdigest() == content


def test_cases_that_do_not_add_up_are_never_shown(tmp_path):
    publish_march(tmp_path, *ROWS)
    with warehouse(tmp_path) as connection:
        connection.execute("update mart.figure set numerator = 2 where row_no = '3.1'")
    with pytest.raises(CycleFailed, match="add up to 1/2, but revision 1 published 2/2") as failure:
        explained(tmp_path)
    assert "kybaocao run ninh-thuan-2024 2024-03" in failure.value.advice


def test_what_was_never_delivered_is_named(march):
    told = explained(march, "6.1")
    assert (told.figure["status"], told.cases) == ("no_data", ())
    assert told.never_delivered == ("van_ban", "van_ban_dien_tu")
    assert told.formula.endswith("(khai báo) × 100")


def test_nothing_in_the_window_is_said(march):
    told = explained(march, "3.2")
    assert (told.figure["status"], told.case_count) == ("no_activity", 0)
    assert told.formula.endswith("(0) × 100")


@pytest.mark.parametrize(
    ("numerator", "denominator", "printed"),
    [(2, 3, "66,6666…%"), (1, 1, "100%"), (1, 8, "12,5%"), (79_999_999, 100_000_000, "79,9999…%"), (0, 5, "0%")],
)
def test_a_percentage_is_cut_and_never_rounded_up(march, numerator, denominator, printed):
    told = explained(march)
    figure = told.figure | {"numerator": numerator, "denominator": denominator}
    assert replace(told, figure=figure).formula.endswith(f" = {printed}")


@pytest.fixture
def hostile(march):
    """An explanation whose records are made to be read as formulas."""
    told = explained(march)
    records = ("=1+1", "@SUM(A1)", "-2", "+3", "\tA", "A4")
    cases = tuple(replace(told.cases[0], record=record, unit_name=record) for record in records)
    return replace(told, cases=cases)


def test_no_cell_of_the_csv_can_be_read_as_a_formula(hostile):
    content = cases_csv(hostile)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert tuple(rows[0]) == HEADINGS
    assert [row[2] for row in rows[1:]] == ["'=1+1", "'@SUM(A1)", "'-2", "'+3", "'\tA", "A4"]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for row in rows for cell in row)


def test_no_cell_of_the_workbook_is_a_formula_or_a_link(hostile, tmp_path):
    write_cases(hostile, tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert [sheet.cell(row, 3).value for row in range(2, 8)] == ["=1+1", "@SUM(A1)", "-2", "+3", " A", "A4"]
    assert all(sheet.cell(row, 3).data_type == "s" for row in range(2, 8))


@pytest.fixture
def command(march, monkeypatch, capsys):
    monkeypatch.setenv("KYBAOCAO_HOME", str(march))
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments, exit_code=0):
        assert main(["explain", TINY, "2024-03", *arguments]) == exit_code
        return capsys.readouterr()

    return run


def test_the_workbook_has_typed_cells_a_frozen_header_and_a_filter(command, tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        assert "4 cases in" in command("3.1", "--out", str(tmp_path / name)).out
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    sheet = book.worksheets[0]
    assert tuple(cell.value for cell in sheet[1]) == HEADINGS
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.max_row) == ("A2", "A1:K5", 5)
    assert [cell.data_type for cell in sheet[2]] == list("sssssnnsnsn")
    assert ("Mã số liệu", "3.1:province:ytd") in list(book.worksheets[1].values)


def test_json_is_one_document(command, tmp_path):
    document = json.loads(command("3.1", "--json", "--limit", "1").out)
    assert (document["case_count"], len(document["cases"]), document["figure"]["numerator"]) == (4, 1, 1)
    assert document["window"] == {"from": "2023-12-15", "to": "2024-03-14"}
    written = json.loads(command("3.1", "--json", "--out", str(tmp_path / "c.csv")).out)
    assert (written["file"], (tmp_path / "c.csv").is_file()) == (str(tmp_path / "c.csv"), True)
    refused = json.loads(command("99", "--json", exit_code=2).out)
    assert (refused["ok"], refused["exit_code"]) == (False, 2)


def test_the_text_has_formula_counts_cases_and_the_next_command(command):
    shown = command("3.1", "--basis", "period").out
    for part in ("15/02/2024 to 14/03/2024", "(1) / Hồ sơ", "Nộp trực tiếp", "2024-03 r1", "4 of 4 cases"):
        assert part in shown
    assert "--figure 3.1:province:period --revision 1 --out 3.1.xlsx" in shown
    assert "1 of 1 cases" in command("--figure", "3.1:province:ytd", "--only", "not-counted").out
    assert "no data: van_ban, van_ban_dien_tu was delivered in no month" in command("6.1").out
    assert "no activity" in command("3.2").out


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("3.1", "--figure", "3.1:province:ytd"),
        ("3.1", "--only", "all"),
        ("3.1", "--out", "a.pdf"),
        ("3.1", "--out", "nowhere/a.csv"),
    ],
)
def test_a_wrong_question_is_one_line_and_exit_code_2(command, arguments):
    assert len(command(*arguments, exit_code=2).err.splitlines()) == 1


def test_a_narrow_terminal_drops_whole_columns_and_says_which(command, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    shown = command("3.1").out
    table = shown[shown.index("4 of 4 cases") :]
    assert max(map(len, shown[shown.index("Cases by") :].splitlines()[:-1])) <= 80
    for part in ("H43.12-240301-0001", "Nộp trực tuyến", "Trạng thái hồ sơ", "Not shown on this narrow terminal: unit"):
        assert part in table
