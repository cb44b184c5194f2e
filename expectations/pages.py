"""Data Docs that open on a closed network: no address outside, and an index of our own.

Great Expectations' pages load their style sheets and scripts from the internet and build the index
in the browser with them. In: the pages as written. Out: the same pages with one local style.
"""

import html
import re
from pathlib import Path

_OUTSIDE = re.compile(r"<link[^>]*https?://[^>]*>|<script[^>]*https?://[^>]*>\s*(</script>)?", re.IGNORECASE)
_FAILED = re.compile(r"Status:\s*(<[^>]*>\s*)*Failed")
_STYLE = Path(__file__).with_name("pages.css")


def make_readable_offline(site: Path) -> Path:
    """Take every outside address out of the pages of a site; return its first page."""
    style = f"<style>\n{_STYLE.read_text('utf-8')}</style></head>"
    for page in site.rglob("*.html"):
        text = page.read_text("utf-8")
        if style not in text:
            page.write_text(_OUTSIDE.sub("", text).replace("</head>", style, 1), "utf-8")
    index = site / "index.html"
    index.write_text(_index(site, style), "utf-8")
    return index


def _index(site: Path, style: str) -> str:
    """One line per check, the newest first: dataset, check, when, and its page."""
    lines = []
    for page in sorted(site.glob("validations/*/*/*/*.html"), key=lambda path: path.parts[-2], reverse=True):
        dataset, label, moment = page.parts[-4:-1]
        verdict = "Có dòng vi phạm" if _FAILED.search(page.read_text("utf-8")) else "Đạt"
        link = html.escape(page.relative_to(site).as_posix())
        when = f"{moment[6:8]}/{moment[4:6]}/{moment[:4]} {moment[9:11]}:{moment[11:13]} UTC"
        lines.append(
            f'<tr><td><a href="{link}">{html.escape(label)}</a></td><td>{html.escape(dataset)}</td>'
            f"<td>{verdict}</td><td>{when}</td></tr>"
        )
    return (
        '<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>Kiểm tra dữ liệu</title>'
        f"{style}<body><h1>Kiểm tra dữ liệu các bộ kết xuất</h1><table><tr><th>Lần kiểm tra</th>"
        f"<th>Tập dữ liệu</th><th>Kết quả</th><th>Thời điểm</th></tr>{''.join(lines)}</table></body></html>\n"
    )
