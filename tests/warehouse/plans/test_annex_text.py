"""Claims about the drafts read from the five published annexes, and from documents like them."""

import csv
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.errors import ConfigurationError
from warehouse.plans.annex.draft import read_document, write_draft
from warehouse.plans.annex.text import read_text
from warehouse.plans.catalogue import load_plan
from warehouse.plans.check import check_plan
from warehouse.plans.files import PLANS

DOCUMENTS = Path(__file__).parents[2] / "documents"
ISSUED = tuple(sorted(path.stem for path in DOCUMENTS.glob("*.txt")))
"""The plans whose issued document is at hand."""
NUMBERS = ("row_no", "levels", "horizon", "target", "wording", "Q1", "Q2", "Q3", "Q4", "baselines")
# Cells that a page break tears apart, in text where nothing marks the page.
KNOWN_WRONG = {"kon-tum-2024": {("IV.3", "name"), ("IV.3", "legal_basis")}}
HEADER = "STT\nChỉ tiêu\nĐơn vị\nChỉ tiêu năm 2026\nCơ quan chủ trì thực hiện\nCơ quan chủ trì đánh giá\n"
NAMES = (
    "Tỷ lệ hồ sơ trực tuyến trên tổng số hồ sơ tiếp nhận",
    "Tỷ lệ cấp kết quả giải quyết TTHC điện tử",
    "Mức độ hài lòng của người dân, doanh nghiệp.",
)


def accepted(plan_id):
    with (PLANS / plan_id / "targets.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def wrong_cells(draft, plan_id):
    pairs = zip(accepted(plan_id), draft.rows, strict=True)
    return {
        (right["row_no"], column)
        for right, read in pairs
        for column, value in right.items()
        if column != "short_name" and read.get(column, "") != value  # a name that somebody gives
    }


@pytest.fixture(params=ISSUED)
def plan_id(request):
    return request.param


@pytest.fixture
def draft(plan_id):
    return read_document(DOCUMENTS / f"{plan_id}.txt")


def test_every_row_and_number_of_a_published_annex_is_read_right(draft, plan_id):
    keys = [tuple(row.get(column, "") for column in NUMBERS) for row in draft.rows]
    assert keys == [tuple(row.get(column, "") for column in NUMBERS) for row in accepted(plan_id)]


def test_every_other_cell_is_read_right_but_those_a_page_break_tears(draft, plan_id):
    assert wrong_cells(draft, plan_id) == KNOWN_WRONG.get(plan_id, set())
    assert draft.unread == ()


def test_the_area_year_and_columns_are_read_from_the_title_and_header(draft, plan_id):
    plan = load_plan(plan_id)
    assert draft.settings["year"] == plan.year
    assert draft.settings["columns"] == list(plan.columns)
    known = plan_id != "cchc-000"  # the one document that does not name its province
    assert (draft.settings["area"], draft.settings["province"]) == ((plan.area, plan.province) if known else ("", ""))


def test_the_source_of_every_target_holds_its_number(draft, plan_id):
    lines = (DOCUMENTS / f"{plan_id}.txt").read_text(encoding="utf-8").split("\n")
    for row in draft.rows:
        places = dict(place.rsplit(" ", 1) for place in row["source_place"].split("; "))
        first, _, last = places["target"].partition("-")
        source = " ".join(" ".join(lines[int(first) - 1 : int(last or first)]).split())
        assert row["wording"] in source


def test_a_draft_is_refused_until_somebody_has_decided_and_accepted_it(draft, plan_id, tmp_path):
    folder = write_draft(draft, tmp_path / plan_id)
    with pytest.raises(ConfigurationError, match="draft") as raised:
        load_plan(folder)
    assert "delete the line 'draft = true'" in raised.value.advice
    text = (folder / "plan.toml").read_text(encoding="utf-8")
    text = text.replace("draft = true\n", "").replace('decided_by = ""', 'decided_by = "Chánh Văn phòng"')
    for key, value in {"province": "H00", "area": "H00"}.items():
        text = text.replace(f'{key} = ""', f'{key} = "{value}"')
    for key in ("document", "issued_by", "area_name", "place"):
        text = text.replace(f'{key} = ""', f'{key} = "…"')
    (folder / "plan.toml").write_text(text, encoding="utf-8")
    assert [fault for fault in check_plan(folder) if fault.severity == "fault"] == []
    assert len(load_plan(folder).targets) == len(accepted(plan_id))


def doubted(plan_id):
    return {row for doubt in read_document(DOCUMENTS / f"{plan_id}.txt").doubts for row in doubt.rows}


@pytest.mark.parametrize(
    ("plan_id", "rows"),
    [
        ("ninh-thuan-2024", {"1", "8.1", "5", "8.7", "2.3", "3.3", "4.3", "8.9"}),
        ("tam-duong-2025", {"6", "7", "8"}),
        ("kon-tum-2024", {"I.1", "I.5", "III.5"}),
        ("binh-phuoc-2024", {"II.6", "II.9"}),
        ("cchc-000", {"II.6"}),
    ],
)
def test_the_rows_that_need_a_decision_are_listed(plan_id, rows):
    assert rows <= doubted(plan_id)


def test_a_document_that_names_no_province_says_so():
    doubts = read_document(DOCUMENTS / "cchc-000.txt").doubts
    assert any("điền province" in doubt.taken for doubt in doubts)


@st.composite
def tables(draw):
    """Rows of a tab-indented annex: name and printed target, wrapped at any word."""
    numbers = st.integers(0, 100) | st.integers(1, 4)  # small ones could be taken for the next row's number
    rows = draw(st.lists(st.tuples(st.sampled_from(NAMES), numbers, st.booleans()), min_size=1))
    width = draw(st.integers(1, 8))
    text = HEADER
    for number, (name, least, floor) in enumerate(rows, start=1):
        words = name.split()
        wrapped = "\n".join(" ".join(words[at : at + width]) for at in range(0, len(words), width))
        printed = f"Tối thiểu\n{least}" if floor else str(least)
        text += f"\t{number}\n\n{wrapped}\n\t%\n{printed}\n\tUBND cấp\nxã\n\n\tVăn phòng\nUBND tỉnh\n"
    return rows, text


@given(tables())
@settings(max_examples=80, deadline=None)
def test_a_table_is_read_back_however_its_names_are_wrapped(table):
    rows, text = table
    targets = read_text(text).targets
    assert [target.row_no for target in targets] == [str(number) for number in range(1, len(rows) + 1)]
    for (name, least, floor), target in zip(rows, targets, strict=True):
        assert target.cells["name"].text == name
        assert target.cells["target"].text == (f"Tối thiểu {least}" if floor else str(least))
        assert target.cells["implementing"].text == "UBND cấp xã"
        assert target.cells["evaluating"].text == "Văn phòng UBND tỉnh"


def test_a_row_without_a_readable_number_is_reported():
    rows = f"1\n{NAMES[0]}\n%\n60\nUBND cấp xã\n3\n{NAMES[1]}\n%\n70\nUBND cấp xã\n"
    reading = read_text(HEADER + rows)
    assert [target.row_no for target in reading.targets] == ["1", "3"]
    assert reading.unread == ("row 2, before line 13: its number was not found",)


def test_numbers_that_come_out_of_turn_start_no_row_or_group():
    rows = f"I Nhóm một\n1\n{NAMES[0]}\nIII\n1.2\n%\n60\nUBND cấp xã\n"
    (target,) = read_text(HEADER + rows).targets
    assert (target.row_no, target.group_name) == ("I.1", "Nhóm một")
    assert target.cells["target"].text == "60"


def test_a_row_without_a_target_is_reported():
    reading = read_text(f"{HEADER}1\n{NAMES[0]}\nUBND cấp xã\n2\n{NAMES[1]}\n%\n70\nUBND cấp xã\n")
    assert reading.unread == ("row 1, line 8: no target was found",)


def test_numbers_that_fit_no_column_are_reported(tmp_path):
    reading = read_text(f"{HEADER}1\n{NAMES[0]}\n%\n60 70\nUBND cấp xã\n")
    assert reading.unread == ("row 1, line 10: these numbers fit no column: 60, 70",)
    document = tmp_path / "two.txt"
    document.write_text(f"{HEADER}1\n{NAMES[0]}\n%\n60 70\nUBND cấp xã\n", encoding="utf-8")
    assert read_document(document).rows == ()


def test_a_document_without_a_year_keeps_its_rows_and_says_so(tmp_path):
    document = tmp_path / "undated.txt"
    document.write_text(f"STT\nChỉ tiêu\n1\n{NAMES[0]}\n%\n60\nUBND cấp xã\n", encoding="utf-8")
    draft = read_document(document)
    assert [(row["target"], row["horizon"]) for row in draft.rows] == [("60", "")]
    assert draft.unread == ("the document names no year: fill in year and horizon",)
    assert draft.settings["year"] == 0


def test_a_ceiling_is_reported_and_its_draft_refused(tmp_path):
    document = tmp_path / "ceiling.txt"
    document.write_text(f"{HEADER}1\n{NAMES[0]}\n%\nTối đa 60\nUBND cấp xã\n", encoding="utf-8")
    draft = read_document(document)
    assert draft.unread == ("row 1: 'Tối đa 60' sets a ceiling, and every target is read as a floor",)
    faults = check_plan(write_draft(draft, tmp_path / "draft"))
    assert any("sets a ceiling, not a floor" in fault.message for fault in faults)


def test_what_a_row_lacks_is_reported(tmp_path):
    document = tmp_path / "short.txt"
    document.write_text(f"{HEADER}1\nTỷ lệ chưa ai biết\n%\n60\n", encoding="utf-8")
    assert read_document(document).unread == (
        "row 1: levels could not be read",
        "row 1: indicator could not be read",
        "row 1: implementing could not be read",
    )


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.pdf", b"%PDF-1.7", "neither .txt nor .docx"),
        ("a.txt", "Phụ lục".encode("utf-16"), "is not UTF-8"),
        ("a.txt", "Phụ lục\nkhông có bảng".encode(), "no table with a header 'STT'"),
        ("a.txt", "STT\nChỉ tiêu\nkhông có dòng".encode(), "no table with a header 'STT'"),
        ("a.docx", b"not a zip", "is not a DOCX"),
    ],
)
def test_a_document_that_cannot_be_read_is_refused_with_the_reason(tmp_path, name, content, message):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ConfigurationError, match=message.replace(".", r"\.")) as raised:
        read_document(tmp_path / name)
    assert raised.value.advice


def test_a_document_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ConfigurationError, match="There is no file"):
        read_document(tmp_path / "none.txt")


def test_a_draft_never_overwrites_a_folder(tmp_path):
    with pytest.raises(ConfigurationError, match="is already there"):
        write_draft(read_document(DOCUMENTS / "cchc-000.txt"), tmp_path)


@pytest.mark.parametrize(
    "written",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\n\n"),
        lambda text: "\n".join(line for line in text.split("\n") if line.strip()),
        lambda text: text.replace(" ", "\t"),
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: unicodedata.normalize("NFD", text),
    ],
    ids=["crlf", "blank lines", "no blank lines", "tabs", "no-break spaces", "decomposed letters"],
)
def test_how_the_text_was_saved_changes_no_cell(plan_id, written, tmp_path):
    text = (DOCUMENTS / f"{plan_id}.txt").read_text(encoding="utf-8")
    (tmp_path / "again.txt").write_text(written(text), encoding="utf-8", newline="")
    again = read_document(tmp_path / "again.txt")
    assert wrong_cells(again, plan_id) == KNOWN_WRONG.get(plan_id, set())


@pytest.mark.parametrize(("year", "levels"), [("2025", "province+district+commune"), ("2026", "province+commune")])
def test_a_document_of_2026_is_of_two_levels(tmp_path, year, levels):
    annex = tmp_path / "phu-luc.txt"
    row = f"1\n{NAMES[1]}\n%\n80%\nSở Y tế\nVăn phòng UBND tỉnh\n"
    annex.write_text("Kế hoạch của tỉnh Lai Châu năm " + year + "\n" + HEADER.replace("2026", year) + row, "utf-8")
    (read,) = read_document(annex).rows
    assert (read["levels"], read["horizon"]) == (levels, year)
