"""The overview page: self-contained, complete, and drawn by a real browser where there is one."""

import re
import shutil
import subprocess
from functools import lru_cache
from html.parser import HTMLParser

import pytest
from PIL import Image

from report_templates.context.build import build_context
from report_templates.docx import charts
from report_templates.html.page import render_page
from tests.report_data import report_data

BROWSER = shutil.which("chromium") or shutil.which("google-chrome")


@lru_cache
def page():
    return render_page(build_context(report_data())).decode()


class _Nesting(HTMLParser):
    """Counts elements that were opened and not closed."""

    EMPTY = frozenset(("meta", "br", "line", "polyline"))

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_page_needs_no_network_and_no_script():
    assert not re.search(r"(src|href)=|url\(|@import|<script|<link", page())


def test_elements_are_nested():
    parser = _Nesting()
    parser.feed(page())
    assert parser.open == []


def test_the_page_is_for_phones_and_in_vietnamese():
    assert '<html lang="vi">' in page()
    assert 'name="viewport" content="width=device-width, initial-scale=1"' in page()


@pytest.mark.parametrize("part", ["tong-quan", "chi-tieu", "theo-cap", "don-vi", "dien-bien", "chat-luong"])
def test_the_page_has_every_part(part):
    assert f'<section id="{part}">' in page()


def test_every_target_stands_on_the_page_with_its_figure():
    for line in build_context(report_data()).targets:
        assert f">{line.target.row_no}</td>" in page()
        assert line.headline.ytd.text in page()


def test_of_a_long_year_only_the_first_and_the_last_point_are_named_beside_the_line():
    for period, named in (("2024-03", 3), ("2024-09", 2)):
        lines = re.findall(r"<svg.*?</svg>", render_page(build_context(report_data(period=period))).decode(), re.DOTALL)
        whole = [line for line in lines if line.count("<circle") == int(period[-2:])]
        assert whole and {line.count("<text") for line in whole} == {named}


def test_a_later_target_without_a_result_has_no_distance():
    plain = report_data("tam-duong-2025", "2025-02")
    nothing = {"numerator": 0, "denominator": 0, "value": None, "gap": None, "status": "no_activity"}
    rows = [row | (nothing if row["row_no"] == "1" else {}) for row in plain.marts["attainment"]]
    made = render_page(build_context(report_data("tam-duong-2025", "2025-02", marts={"attainment": rows}))).decode()
    assert ">Đến năm 2030: 90%<" in made and "( điểm" not in made


@pytest.mark.slow
@pytest.mark.skipif(BROWSER is None, reason="no browser on this machine")
@pytest.mark.parametrize("width", [390, 1200])
def test_a_browser_draws_it_without_a_sideways_scroll(tmp_path, width):
    source, shot = tmp_path / "a.html", tmp_path / "a.png"
    probe = "<script>document.title = document.documentElement.scrollWidth + '/' + innerWidth</script>"
    source.write_text(page().replace("</body>", f"{probe}</body>"), encoding="utf-8")
    command = [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", f"--window-size={width},900"]
    subprocess.run([*command, f"--screenshot={shot}", source.as_uri()], check=True, capture_output=True, timeout=90)
    assert Image.open(shot).width >= width
    dom = subprocess.run([*command, "--dump-dom", source.as_uri()], check=True, capture_output=True, timeout=90)
    scroll, inner = map(int, re.search(r"<title>(\d+)/(\d+)</title>", dom.stdout.decode()).groups())
    assert scroll <= inner


@pytest.mark.parametrize("draw", [charts.draw_targets, charts.draw_course, charts.draw_units])
def test_a_picture_is_the_same_twice_and_as_wide_as_the_page(draw):
    context = build_context(report_data())
    first, again = draw(context), draw(context)
    assert first == again
    assert first[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(first[16:20], "big") == pytest.approx(160 / 25.4 * 200, abs=2)


@pytest.mark.parametrize("draw", [charts.draw_targets, charts.draw_course, charts.draw_units])
def test_nothing_is_drawn_from_nothing(draw):
    assert draw(build_context(report_data(marts={"attainment": [], "course": []}))) is None
