"""Claims about the drafts read from the five published annexes, and from documents like them."""

import csv
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.catalogue import load_plan, plan_ids
from warehouse.errors import ConfigurationError
from warehouse.plan_check import check_plan
from warehouse.plan_files import PLANS
from warehouse.plan_reader import read_document, write_draft
from warehouse.plan_reader_text import read_text

DOCUMENTS = Path(__file__).parents[1] / "documents"
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
        if read.get(column, "") != value
    }


@pytest.fixture(params=plan_ids())
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
    assert (draft.settings["area"], draft.settings["province"]) == (
        (plan.area, plan.province) if known else ("", "")
    )


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


def test_a_row_without_a_target_is_reported():
    reading = read_text(f"{HEADER}1\n{NAMES[0]}\nUBND cấp xã\n2\n{NAMES[1]}\n%\n70\nUBND cấp xã\n")
    assert reading.unread == ("row 1, line 8: no target was found",)


def test_numbers_that_fit_no_column_are_reported(tmp_path):
    reading = read_text(f"{HEADER}1\n{NAMES[0]}\n%\n60 70\nUBND cấp xã\n")
    assert reading.unread == ("row 1, line 10: these numbers fit no column: 60, 70",)
    document = tmp_path / "two.txt"
    document.write_text(f"{HEADER}1\n{NAMES[0]}\n%\n60 70\nUBND cấp xã\n", encoding="utf-8")
    assert read_document(document).rows == ()


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


def write_docx(path, plan, header, cells_of):
    """A DOCX annex as offices write it: title, one table, group rows merged over its width."""
    document = docx.Document()
    document.add_paragraph("Phụ lục")
    document.add_paragraph(f"{plan.title.upper()}\n(Kèm theo {plan.document} của UBND {plan.area_name})")
    table = document.add_table(rows=0, cols=len(header[0]))
    for titles in header:
        for cell, title in zip(table.add_row().cells, titles, strict=True):
            cell.text = title
    group, above = "", None
    for target in plan.targets:
        if target.group_no != group and target.group_no:
            merged = table.add_row().cells
            merged[0].text, merged[1].text = target.group_no, target.group_name
            merged[1].merge(merged[-1])
        group = target.group_no
        row = table.add_row().cells
        texts = cells_of(target)
        for cell, text in zip(row, texts, strict=True):
            cell.text = text
        if above and target.row_no == above[0]:
            for place in (0, 1):
                row[place].text = ""
                above[1][place].merge(row[place])
        above = (target.row_no, row)
    document.save(str(path))


def test_a_docx_table_with_merged_cells_and_milestones_is_read_right(tmp_path):
    plan = load_plan("binh-phuoc-2024")
    roadmap = ["Lộ trình thực hiện (tối thiểu)"] * 4
    top = [
        "Stt",
        "Nhiệm vụ",
        "Cơ quan chủ trì thực hiện",
        "Cơ quan phối hợp",
        "Chỉ tiêu thực hiện trong năm 2024",
    ]
    header = [[*top, *roadmap, "Ghi chú"], [*top, "Quý I", "Quý II", "Quý III", "Quý IV", "Ghi chú"]]

    def cells_of(target):
        path = [f"{least}%" for least in target.milestones.values()]
        number = "09" if target.row_no == "II.9" else target.row_no.split(".")[1]
        return [
            *(number, target.name, target.implementing, target.coordinating),
            *(target.wording, *path, target.notes),
        ]

    write_docx(tmp_path / "phu-luc.docx", plan, header, cells_of)
    read = read_document(tmp_path / "phu-luc.docx")
    assert wrong_cells(read, "binh-phuoc-2024") == set()
    assert read.unread == ()
    assert read.settings["columns"] == list(plan.columns)
    assert read.settings["area"] == "H10"
    assert read.rows[0]["source_place"].startswith("name table 1 row 4;")


def test_a_docx_table_with_two_horizons_is_read_right(tmp_path):
    plan = load_plan("tam-duong-2025")
    ends = ["Đơn vị", "Cơ quan thực hiện", "Cơ quan theo dõi, đánh giá"]
    years = ["Chỉ tiêu năm 2025", "Chỉ tiêu đến năm 2030"]
    header = [
        [
            "STT",
            "Tên chỉ tiêu",
            *["Các chỉ tiêu cụ thể"] * 2,
            *ends,
            *["Thời gian thực hiện"] * 2,
            "Kết quả",
            "Ghi chú",
        ],
        ["STT", "Tên chỉ tiêu", *years, *ends, *years, "Kết quả", "Ghi chú"],
    ]
    later = {target.row_no: target for target in plan.targets if target.horizon == 2030}

    def cells_of(target):
        second = later.get(target.row_no)
        return [
            *(target.row_no, target.name, target.wording, second.wording if second else "", "%"),
            *(target.implementing, target.evaluating, target.schedule, second.schedule if second else ""),
            *(target.evidence, target.notes),
        ]

    this_year = tuple(target for target in plan.targets if target.horizon == 2025)
    one_row_each = type(plan)(**{**vars(plan), "targets": this_year})
    write_docx(tmp_path / "phu-luc.docx", one_row_each, header, cells_of)
    assert wrong_cells(read_document(tmp_path / "phu-luc.docx"), "tam-duong-2025") == set()


def test_a_docx_row_that_says_only_a_level_keeps_its_parents_agencies(tmp_path):
    document = docx.Document()
    document.add_paragraph("Phụ lục chỉ tiêu năm 2024 của UBND tỉnh Ninh Thuận")
    agencies = ("Sở, ban, ngành thuộc tỉnh", "Văn phòng UBND tỉnh")
    lines = [
        (
            "STT",
            "Chỉ tiêu",
            "Đơn vị",
            "Chỉ tiêu năm 2024",
            "Cơ quan chủ trì thực hiện",
            "Cơ quan chủ trì đánh giá",
        ),
        ("2", "Tỷ lệ thanh toán trực tuyến", "", "", *agencies),
        ("2.1", "Đối với cấp tỉnh", "%", "Tối thiểu 60", "", ""),
        ("2.2", "Đối với cấp huyện", "%", "Tối thiểu 45", "", ""),
        *(("Riêng đối với huyện Bác Ái giảm 10% so với tiêu chí chuẩn",) * 6,),
        ("7", "Cắt giảm TTHC", "", "", "", ""),
        ("7.1", "Mức độ hài lòng", "%", "90", *agencies),
    ]
    table = document.add_table(rows=0, cols=6)
    for texts in lines:
        row = table.add_row().cells
        for cell, text in zip(row, texts, strict=True):
            cell.text = text
    document.save(str(tmp_path / "a.docx"))
    first, second, third = read_document(tmp_path / "a.docx").rows
    assert (first["levels"], first["parent_no"], first["implementing"]) == ("province", "2", agencies[0])
    assert second["notes"] == lines[4][0]
    assert (third["group_no"], third["group_name"], third["parent_no"]) == ("7", "Cắt giảm TTHC", "")
    assert (first["indicator"], third["indicator"]) == ("online_payment", "satisfaction")


def test_a_docx_without_a_table_of_targets_is_refused(tmp_path):
    document = docx.Document()
    document.add_table(rows=2, cols=2)
    document.save(str(tmp_path / "a.docx"))
    with pytest.raises(ConfigurationError, match="no table with STT, indicator and target"):
        read_document(tmp_path / "a.docx")
