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

PLAN, MONTHS, BEFORE, STRADDLING = "lai-chau-2025", ("2025-06", "2025-07"), "2025-06", "2025-07"
FILES = ("bao-cao.docx", "bao-cao.xlsx", "tong-quan.html")


def write_plan(home):
    """The targets of a shipped plan of a province as those of another one for 2025, in the office's own folder."""
    shipped, own = Path(plans.__path__[0]) / "ninh-thuan-2024", home / "plans" / PLAN
    own.mkdir(parents=True)
    text = (shipped / "plan.toml").read_text("utf-8").partition("[[relief]]")[0]
    text = text.replace("Ninh Thuận", "Lai Châu").replace("H43", "H35").replace("2024", "2025")
    (own / "plan.toml").write_text(text, "utf-8")
    targets = (shipped / "targets.csv").read_text("utf-8")
    (own / "targets.csv").write_text(targets.replace(",2024,", ",2025,"), "utf-8")


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """The home, and by month the rows of the public table and of the parts."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KYBAOCAO_HOME", str(home))
        write_plan(home)
        for month in MONTHS:
            write_sample_export(home / "exports", "H35", Period.parse(month), dossiers=1500)
            run(home, home / "exports", PLAN, month, files=FILES)
    found = {}
    with warehouse(home, read_only=True) as connection:
        for month in MONTHS:
            key = {"plan_id": PLAN, "period": month, "revision": 1}
            figures = rows_of(connection, "attainment", key | {"unit_basis": "as_received"})
            found[month] = (figures, rows_of(connection, "year_part", key))
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
