"""Claims about drafts read from DOCX annexes: merged cells, two header lines, sub-rows."""

import csv
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest

from warehouse.errors import ConfigurationError
from warehouse.plans.annex.docx_tables import MOST_BYTES
from warehouse.plans.annex.draft import read_document
from warehouse.plans.catalogue import load_plan
from warehouse.plans.files import PLANS


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


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    with ZipFile(tmp_path / "a.docx", "w", ZIP_DEFLATED) as parts:
        parts.writestr("word/document.xml", bytes(MOST_BYTES + 1))
    assert (tmp_path / "a.docx").stat().st_size < 1_000_000
    with pytest.raises(ConfigurationError, match="unpacks to"):
        read_document(tmp_path / "a.docx")


def test_a_docx_row_that_is_no_target_is_reported(tmp_path):
    document = docx.Document()
    table = document.add_table(rows=0, cols=3)
    header = ("STT", "Tên chỉ tiêu", "Chỉ tiêu năm 2026")
    lines = (header, ("1", "Mức độ hài lòng", "90"), header, ("", "", ""), ("I. Nhóm một",) * 3)
    for texts in (*lines, ("1", "Tỷ lệ hồ sơ trực tuyến", "60%")):
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.text = text
    document.save(str(tmp_path / "a.docx"))
    read = read_document(tmp_path / "a.docx")
    assert [(row["row_no"], row["group_name"]) for row in read.rows] == [("1", ""), ("I.1", "Nhóm một")]
    assert read.unread[:2] == (
        "table 1 row 3: STT | Tên chỉ tiêu | Chỉ tiêu năm 2026",
        "table 1 row 4: an empty row",
    )
