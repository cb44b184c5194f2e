"""``toan-quoc.html``: the national view as one page without script or network.

In: a :class:`National`. Out: UTF-8 bytes, the same for the same view.
"""

from pathlib import Path

from report_templates.national.words import front, groups, missing_texts, worded
from report_templates.sandbox import environment
from report_templates.wording.phrases import say, titles
from warehouse.cycles.national import National

_TEMPLATE = Path(__file__).with_name("page.html.j2")


def render_national_page(view: National) -> bytes:
    """The page: who is missing first, then one table for each indicator."""
    above = front(view)
    page = environment().from_string(_TEMPLATE.read_text("utf-8"))
    return page.render(
        title=above.texts["title"],
        basis=above.texts["windows"],
        synthetic=above.texts["synthetic"],
        ranked=say("national.ranked"),
        missing_title=say("national.missing_title"),
        missing=missing_texts(view) or [say("national.nobody_missing")],
        columns=titles("national.columns"),
        tables=[(title, [(line.status, worded(line)) for line in lines]) for title, lines in groups(view)],
    ).encode("utf-8")
