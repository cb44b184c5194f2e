"""A province's year during which the districts ended: old districts, communes since and the province's own units."""

from collections import Counter
from pathlib import Path

import docx
import openpyxl
import pytest

from tests.plain_cycle import run
from warehouse import plans
from warehouse.database import warehouse
from warehouse.figures.marts import rows_of
from warehouse.models.definitions import indicators
from warehouse.periods import Period
from warehouse.samples.export import write_sample_export
from warehouse.units.listed import crosswalk

PLAN, BEFORE, STRADDLING = "lai-chau-2025", "2025-06", "2025-07"
EARLIER_PLAN, EARLIER = "lai-chau-2024", "2024-07"
FILES = ("bao-cao.docx", "bao-cao.xlsx", "tong-quan.html")


def write_plan(home, year):
    """The targets of a shipped plan of a province as those of another one and year, in the office's own folder."""
    shipped, own = Path(plans.__path__[0]) / "ninh-thuan-2024", home / "plans" / f"lai-chau-{year}"
    own.mkdir(parents=True)
    text = (shipped / "plan.toml").read_text("utf-8").partition("[[relief]]")[0]
    text = text.replace("Ninh Thuận", "Lai Châu").replace("H43", "H35").replace("2024", year)
    (own / "plan.toml").write_text(text, "utf-8")
    targets = (shipped / "targets.csv").read_text("utf-8")
    (own / "targets.csv").write_text(targets.replace(",2024,", f",{year},"), "utf-8")


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """The home, and by month the rows of the public table and of the parts."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KYBAOCAO_HOME", str(home))
        write_plan(home, "2024")
        write_plan(home, "2025")
        for plan, month in ((EARLIER_PLAN, EARLIER), (PLAN, BEFORE), (PLAN, STRADDLING)):
            write_sample_export(home / "exports", "H35", Period.parse(month), dossiers=1500)
            run(home, home / "exports", plan, month, files=FILES)
    found = {}
    with warehouse(home, read_only=True) as connection:
        for month in (BEFORE, STRADDLING):
            key = {"plan_id": PLAN, "period": month, "revision": 1}
            figures = rows_of(connection, "attainment", key | {"unit_basis": "as_received"})
            found[month] = (figures, rows_of(connection, "year_part", key))
        found["last_year"] = rows_of(connection, "last_year", key | {"a_year_earlier": EARLIER})
        keys = {"plan_id": EARLIER_PLAN, "period": EARLIER, "revision": 1, "unit_basis": "as_received"}
        found[EARLIER] = rows_of(connection, "attainment", keys)
        found["units"] = connection.sql("select distinct unit_code, unit_name from raw.don_vi").fetchall()
    return home, found


def sums(rows):
    total = Counter()
    for row in rows:
        for side in ("numerator", "denominator"):
            total[row["row_no"], row["levels"], side] += int(row[side])
    return +total


def test_the_parts_of_every_target_are_its_headline(published):
    figures, parts = published[1][STRADDLING]
    headlines = [
        row
        for row in figures
        if (row["scope_kind"], row["basis"]) == ("headline", "ytd")
        and indicators()[row["indicator"]].kind != "catalogue"
        and row["numerator"] is not None
    ]
    units = [row for row in parts if row["unit_code"]]
    assert {row["part"] for row in units} == {"district", "commune", "province"}
    assert len({row["row_no"] for row in units}) > 8
    assert sums(headlines) == sums(units)
    assert sums(row for row in parts if row["part"] and not row["unit_code"]) == sums(units)
    assert sums(row for row in parts if not row["part"]) == sums(units)


def test_a_districts_row_is_its_own_units_and_its_communes_and_every_other_row_a_unit(published):
    figures, parts = published[1][STRADDLING]
    units = [row for row in figures if (row["scope_kind"], row["basis"]) == ("unit", "ytd")]
    district = [row for row in units if row["unit_code"].startswith("H35.106")]
    assert {row["level"] for row in district} == {"district", "commune"}
    kinds = {code for code, indicator in indicators().items() if indicator.kind == "catalogue"}
    assert sums(row for row in parts if row["unit_code"] == "H35.106") == sums(
        row for row in district if row["indicator"] not in kinds
    )
    assert {row["unit_name"] for row in parts if row["part"] == "commune" and row["unit_code"]} <= {
        row["unit_name"] for row in units if row["unit_code"] >= "H35.201"
    }
    assert not any(row["is_all_year"] for row in parts)


def test_before_the_change_there_are_districts_and_no_parts(published):
    figures, parts = published[1][BEFORE]
    assert not parts
    assert any(row["scope_kind"] == "area" for row in figures)
    assert not any(row["scope_kind"] == "area" for row in published[1][STRADDLING][0])


def test_document_workbook_and_page_show_both_parts_plainly(published):
    folder = published[0] / "outputs" / PLAN / STRADDLING / "r1"
    document = docx.Document(str(folder / "bao-cao.docx"))
    captions = [paragraph.text for paragraph in document.paragraphs if paragraph.text.startswith("Bảng")]
    page = (folder / "tong-quan.html").read_text("utf-8")
    for wanted in (
        "theo huyện cũ (cả các xã cũ của huyện), đến hết ngày 30/6/2025",
        "của các huyện cũ đến hết ngày 30/6/2025, của các xã từ ngày 01/7/2025",
    ):
        assert any(wanted in caption for caption in captions)
        assert wanted in page
    sheet = openpyxl.load_workbook(folder / "bao-cao.xlsx")["Trước và từ 01-7"]
    shown = [[cell.value for cell in row] for row in sheet]
    assert any("huyện Tam Đường" in row and "Huyện cũ, đến 30/6" in row for row in shown)
    assert any("xã Bản Bo" in row and "Xã, phường từ 01/7" in row for row in shown)


def test_a_commune_is_compared_with_the_sum_of_the_old_communes_that_it_was_made_of(published):
    """The old communes are those of the official crosswalk, found by district and name."""
    found = published[1]
    districts = {name.removeprefix("UBND ").casefold(): code for code, name in found["units"] if code.count(".") == 1}
    codes = {(code.rpartition(".")[0], name.removeprefix("UBND ").casefold()): code for code, name in found["units"]}
    parts = {}
    for pair in crosswalk("H35"):
        part = codes[districts[pair["old_district"].casefold()], pair["old_name"].casefold()]
        parts.setdefault(pair["new_name"].casefold(), set()).add(part)
    earlier = {
        (row["indicator"], row["unit_code"]): Counter({side: row[side] for side in ("numerator", "denominator")})
        for row in found[EARLIER]
        if (row["scope_kind"], row["basis"]) == ("unit", "ytd")
    }
    compared = [row for row in found["last_year"] if row["level"] == "commune" and row["reason"] is None]
    for row in compared:
        its = parts[row["unit_name"].removeprefix("UBND ").casefold()]
        total = sum((earlier.get((row["indicator"], part), Counter()) for part in its), Counter())
        assert (row["earlier_numerator"] or 0, row["earlier_denominator"] or 0) == (
            total["numerator"],
            total["denominator"],
        )
    assert len({row["unit_code"] for row in compared}) == 38
    assert sum(row["earlier_denominator"] or 0 for row in compared) > 5000
    assert {row["reason"] for row in found["last_year"] if row["level"] == "district"} == {"ended"}


def test_document_workbook_and_page_show_the_comparison(published):
    folder = published[0] / "outputs" / PLAN / STRADDLING / "r1"
    document = docx.Document(str(folder / "bao-cao.docx"))
    assert any("So sánh luỹ kế với cùng kỳ năm trước" in paragraph.text for paragraph in document.paragraphs)
    assert "So sánh luỹ kế với cùng kỳ năm trước" in (folder / "tong-quan.html").read_text("utf-8")
    sheet = openpyxl.load_workbook(folder / "bao-cao.xlsx")["So với năm trước"]
    shown = [[cell.value for cell in row] for row in sheet]
    assert any("UBND xã Bản Bo" in row and not row[12] for row in shown)
    assert any("Phòng Tư pháp huyện Tam Đường" in row and "đơn vị đã kết thúc hoạt động" in row for row in shown)
