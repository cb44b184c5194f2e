"""The pictures of the Word files with captions and alt text.

In: :class:`ReportContext`. Out: per place's name a picture; a place without one disappears.
"""

from dataclasses import dataclass

from report_templates.docx.charts import draw_course, draw_targets, draw_units
from report_templates.focus import focus_units
from report_templates.ranking import group_name
from report_templates.records import ReportContext
from report_templates.wording.clauses import lower_first, named
from report_templates.wording.phrases import say


@dataclass(frozen=True)
class PictureBlock:
    """One picture with its caption and the words for who cannot see it."""

    caption: str
    description: str
    content: bytes


def picture_blocks(context: ReportContext) -> dict[str, PictureBlock]:
    """Every picture there is something to draw for, by the name of its place."""
    verdicts = context.verdicts
    alt = say("chart.targets_alt", met=verdicts["met"], not_met=verdicts["not_met"])
    texts = {
        "hinh_chi_tieu": (say("chart.targets_caption"), alt),
        "hinh_dien_bien": (say("chart.course_caption", year=context.period.year), say("chart.course_alt")),
        "hinh_don_vi": _units_texts(context),
    }
    drawn = {
        "hinh_chi_tieu": draw_targets(context),
        "hinh_dien_bien": draw_course(context),
        "hinh_don_vi": draw_units(context),
    }
    return {name: PictureBlock(*texts[name], content) for name, content in drawn.items() if content}


def _units_texts(context: ReportContext) -> tuple[str, str]:
    chosen = focus_units(context)
    if chosen is None:
        return "", ""
    line, group, scopes = chosen
    values = {
        "label": line.label,
        "name": lower_first(line.short),
        "group": say(f"chart.group_{group_name(context.plan, group)}"),
        "count": len(scopes),
        "least": context.plan.ranking_minimum,
    }
    alt = say("chart.units_alt", **values, worst=named(scopes[0]), best=named(scopes[-1]))
    return say("chart.units_caption", **values), alt
