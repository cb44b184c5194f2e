"""The page of the office: self-contained, its links lead to the files, for a phone and for one sheet of paper."""

import re
import shutil
import subprocess
from datetime import datetime
from functools import lru_cache
from urllib.parse import unquote

import pytest

from report_templates.html.office import OfficePlan, render_office_page
from warehouse.periods import VIETNAM
from warehouse.plans.catalogue import load_plan

BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
MONTHS = [f"2024-{number:02d}" for number in range(1, 13)]
HOSTILE = "<script>alert(1)</script>"


def report(plan_id, period, **changes):
    return {
        "plan_id": plan_id,
        "period": period,
        "revision": 1,
        "published_at": datetime(2024, 4, 15, 9, 30, tzinfo=VIETNAM),
        "manifest": f"sha256:{plan_id}{period}",
        "is_synthetic": False,
        "met": 12,
        "not_met": 11,
        "other": 1,
    } | changes


def unit(code, name, row_no, period="2024-12"):
    return {"period": period, "unit_code": code, "unit_name": name, "level": "commune", "row_no": row_no}


def target_row(target, period, number, **changes):
    return {
        "plan_id": "",
        "period": period,
        "row_no": target.row_no,
        "levels": target.level_set,
        "horizon": target.horizon,
        "indicator": target.indicator,
        "numerator": 50 + number,
        "denominator": 100,
        "value": 50.0 + number,
        "target": target.target,
        "status": "not_met",
    } | changes


def office(plan_id, files=("bao-cao.docx", "tong-quan.html", "manifest.json")):
    """A plan with a whole year published and sixty units below their targets."""
    plan = load_plan("ninh-thuan-2024")
    judged = [target for target in plan.targets if target.horizon == 2024]
    behind = [
        {
            "period": "2024-12",
            "unit_code": f"H43.{n}",
            "unit_name": f"UBND xã số {n}",
            "level": "commune",
            "row_no": row,
        }
        for n in range(60)
        for row in ("2.1", "3")[: 1 + n % 2]
    ]
    return OfficePlan(
        plan_id,
        plan,
        [report(plan_id, period) for period in (*MONTHS, "2024-Q1", "2024")],
        [target_row(target, period, number) for target in judged for number, period in enumerate(MONTHS)],
        behind,
        frozenset({f"sha256:{plan_id}2024-03"}),
        {(period, 1): list(files) for period in (*MONTHS, "2024-Q1", "2024")},
    )


@lru_cache
def page():
    return render_office_page([office("a-2024"), office("b-2024"), office("c-2024")]).decode()


def test_the_page_needs_no_network_and_no_script_and_links_only_to_what_lies_beside_it():
    assert not re.search(r"src=|url\(|@import|<script|<link|https?:", page())
    ids = set(re.findall(r' id="([^"]+)"', page()))
    for address in re.findall(r'href="([^"]+)"', page()):
        if address.startswith("#"):
            assert address[1:] in ids
        else:
            assert re.fullmatch(r"[abc]-2024/2024(-\w+)?/r1/[a-z-]+\.\w+", unquote(address))


def test_an_approved_period_says_so_and_the_newest_period_comes_first():
    text = render_office_page([office("a-2024")]).decode()
    assert text.count("✓</a>") == 1
    assert text.index("Năm 2024</b>") < text.index("Tháng 12 năm 2024</b>") < text.index("Tháng 3 năm 2024</b>")


def test_units_with_most_missed_targets_come_first_and_the_others_are_counted():
    text = render_office_page([office("a-2024")]).decode()
    assert "Đơn vị chưa đạt hai tháng liền, đến tháng 12 năm 2024" in text
    assert "Còn 48 đơn vị" in text
    assert text.index("UBND xã số 1<") < text.index("UBND xã số 0<")


def test_a_figure_just_below_its_target_is_not_printed_as_reached():
    plan = load_plan("ninh-thuan-2024")
    target = next(each for each in plan.targets if each.target == 80)
    row = target_row(target, "2024-03", 0, numerator=79996, denominator=100000, value=79.996)
    made = OfficePlan("p", plan, [report("p", "2024-03")], [row], [], frozenset(), {})
    assert "79,99%" in render_office_page([made]).decode()


def test_names_from_data_stay_text_and_a_plan_that_cannot_be_loaded_keeps_its_page():
    reports, files = [report("p", "2024-03", is_synthetic=True)], {("2024-03", 1): [HOSTILE]}
    made = OfficePlan("p", None, reports, [], [unit("H43.1", HOSTILE, "1")], frozenset(), files)
    text = render_office_page([made]).decode()
    assert HOSTILE not in text
    assert "SỐ LIỆU MÔ PHỎNG" in text


@pytest.mark.slow
@pytest.mark.skipif(BROWSER is None, reason="no browser on this machine")
def test_a_browser_shows_it_on_a_phone_without_a_sideways_scroll_and_prints_three_plans_on_one_sheet(tmp_path):
    source, phone, sheet = (tmp_path / name for name in ("index.html", "phone.html", "sheet.pdf"))
    probe = "<script>parent.postMessage(document.documentElement.scrollWidth + '/' + innerWidth, '*')</script>"
    source.write_text(page().replace("</body>", f"{probe}</body>"), encoding="utf-8")
    phone.write_text(  # a window of a browser is never as narrow as a phone
        "<script>onmessage = said => document.title = said.data</script>"
        '<iframe src="index.html" style="width: 390px; height: 844px; border: 0"></iframe>'
    )
    command = [BROWSER, "--headless", "--no-sandbox", "--disable-gpu"]
    looking = [*command, "--virtual-time-budget=3000", "--dump-dom", phone.as_uri()]
    dom = subprocess.run(looking, check=True, capture_output=True, timeout=120)
    wide, window = map(int, re.search(r"<title>(\d+)/(\d+)</title>", dom.stdout.decode()).groups())
    assert wide <= window == 390
    printing = [*command, "--no-pdf-header-footer", f"--print-to-pdf={sheet}", source.as_uri()]
    subprocess.run(printing, check=True, capture_output=True, timeout=120)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet.read_bytes())) == 1
