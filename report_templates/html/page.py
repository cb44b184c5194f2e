"""``tong-quan.html``: one self-contained page per revision, readable on a phone and in print.

In: :class:`ReportContext` and ``bao-cao/tong-quan.html.j2``. Out: UTF-8 bytes, the same for the
same context. No script, no network; bars and lines are HTML and inline SVG.
"""

from pathlib import Path
from typing import Any

from report_templates.focus import UnitNames
from report_templates.ranking import level_scope, ranked_units
from report_templates.records import Grid, ReportContext
from report_templates.results import CoursePoint, HeadingLine, LaterTarget, Places, Scope, TargetLine
from report_templates.sandbox import TEMPLATE_ERRORS, environment
from report_templates.wording.numbers import count_text
from report_templates.wording.phrases import name_of, say
from report_templates.wording.two_levels import CHANGE
from warehouse.errors import ConfigurationError
from warehouse.messages import tell
from warehouse.plans.catalogue import LEVELS

TEMPLATE = Path(__file__).parents[1] / "bao-cao" / "tong-quan.html.j2"
_VERDICTS = ("met", "not_met", "no_activity", "no_data", "no_target", "invalid")
_CHART = (320.0, 110.0)
_EDGE = 8.0
_MOST_LABELS = 3
"""How many points of a line can be named beside one another; of more, the first and the last are."""


def render_page(context: ReportContext, template: Path = TEMPLATE) -> bytes:
    """The page: verdict, targets, levels, units, course, data quality.

    Raises:
        ConfigurationError: the template asks for an unknown name or may not do what it does.
    """
    try:
        page = environment().from_string(template.read_text(encoding="utf-8"))
        return page.render(_page_values(context)).encode("utf-8")
    except TEMPLATE_ERRORS as error:
        raise ConfigurationError(
            tell("The template {name} cannot be filled: {error}.", name=template.name, error=error),
            tell("Restore the file or correct the name."),
            code="template-wrong",
        ) from error


def _page_values(context: ReportContext) -> dict[str, Any]:
    paragraphs, names = context.paragraphs, UnitNames(context)
    used = [level for level in LEVELS if any(level in line.target.levels for line in context.targets)]
    return {
        "title": context.texts["report_title"],
        "agency": context.texts["agency"],
        "windows": context.texts["windows"],
        "synthetic": context.texts["synthetic_long"],
        "revision": context.texts["revision"],
        "version": say("text.code_version", version=context.code_version),
        "verdicts": [
            (status, say(f"status.{status}"), str(context.verdicts[status]))
            for status in _VERDICTS
            if status != "invalid" or context.verdicts[status]
        ],
        "paragraphs": list(paragraphs.key_points),
        "checks": [(check.text, check.advice) for check in context.checks],
        "checks_title": say("html.checks", count=len(context.checks)),
        "place_tables": _place_tables(context),
        "grids": _grids(context),
        "rows": [_row(line) for line in context.lines],
        "levels": [name_of("level", level) for level in used],
        "level_rows": [_level_row(line, used) for line in context.targets],
        "units": [
            (
                names.of(unit.code, unit.name),
                name_of("level", unit.level),
                f"{unit.met}/{unit.judged}",
                f"{100 * unit.met / unit.judged:.1f}",
            )
            for unit in context.unit_summaries
        ],
        "ranked": [ranked for line in context.targets if (ranked := _ranked(line, names))],
        "courses": [course for line in context.targets if (course := _course(context, line))],
        "outlook": paragraphs.outlook,
        "quality_text": [*paragraphs.quality, *paragraphs.limits],
        "quality": _grid(context.quality),
        "findings": _grid(context.findings),
    }


def _row(line: HeadingLine | TargetLine) -> dict[str, Any]:
    if isinstance(line, HeadingLine):
        return {"heading": True, "number": line.number, "name": line.name}
    headline = line.headline
    return {
        "heading": False,
        "number": line.target.row_no,
        "name": line.row_name,
        "wording": line.target.wording,
        "period": headline.period.text,
        "period_counts": headline.period.fraction,
        "ytd": headline.ytd.text,
        "ytd_counts": headline.ytd.fraction,
        "gap": headline.gap_text,
        "verdict": headline.verdict,
        "later": [_later(found) for found in line.later],
        **_bar(headline),
    }


def _later(found: LaterTarget) -> str:
    """A target of a later year, with its distance where there is a result."""
    kind = "html.later" if found.gap_text else "html.later_alone"
    return say(kind, horizon=found.horizon, target=found.text, gap=found.gap_text)


def _bar(scope: Scope) -> dict[str, str]:
    """Lengths of a bar and its target mark in percent of its box, and the verdict's colour."""
    percent = "" if scope.ytd.percent is None else f"{min(scope.ytd.percent, 100):.2f}"
    target = "" if scope.target is None else f"{min(scope.target, 100):.2f}"
    return {"status": scope.status, "percent": percent, "target": target}


def _level_row(line: TargetLine, levels: list[str]) -> dict[str, Any]:
    scopes = [level_scope(line, level) for level in levels]
    cells = [{"text": scope.ytd.text, "verdict": scope.verdict, **_bar(scope)} if scope else None for scope in scopes]
    return {"number": line.label, "name": line.title, "wording": line.target.wording, "cells": cells}


def _ranked(line: TargetLine, names: UnitNames) -> dict[str, Any] | None:
    """Every unit of a target with its result, each level by itself, the best first; None without units."""
    groups = [(level, ranked_units(line, level)) for level in LEVELS]
    units = [
        row
        for level, scopes in groups
        if scopes
        for row in ({"heading": name_of("level", level)}, *(_ranked_row(scope, names) for scope in scopes))
    ]
    return {"number": line.label, "name": line.title, "units": units} if units else None


def _ranked_row(scope: Scope, names: UnitNames) -> dict[str, str]:
    return {
        "heading": "",
        "name": names.of(scope.unit_code, scope.unit_name) + (" (*)" if scope.relief else ""),
        "text": scope.ytd.text,
        "counts": scope.ytd.fraction,
        "missing": count_text(scope.shortfall) if scope.status == "not_met" and scope.reachable else "",
        "target_text": scope.target_text,
        **_bar(scope),
    }


def _course(context: ReportContext, line: TargetLine) -> dict[str, Any] | None:
    """The points of an SVG line over the year's periods; None for fewer than two."""
    year = str(context.period.year)
    points = [
        point
        for point in context.course.get(line.label, ())
        if not point.level and point.period[:4] == year and point.ytd.percent is not None
    ]
    if len(points) < 2:
        return None
    places = [_place(number, len(points), point) for number, point in enumerate(points)]
    target = line.headline.target
    return {
        "number": line.label,
        "name": line.title,
        "points": places,
        "path": " ".join(f"{place['x']},{place['y']}" for place in places),
        "target": "" if target is None else f"{_height(float(target)):.1f}",
    }


def _place(number: int, count: int, point: CoursePoint) -> dict[str, str | bool]:
    across = _EDGE + number * (_CHART[0] - 2 * _EDGE) / (count - 1)
    height = _height(float(point.ytd.percent or 0))
    return {
        "x": f"{across:.1f}",
        "y": f"{height:.1f}",
        "label": point.label,
        "text": point.ytd.text,
        "is_named": count <= _MOST_LABELS or number in (0, count - 1),
    }


def _height(percent: float) -> float:
    return _CHART[1] - _EDGE - min(percent, 100.0) / 100 * (_CHART[1] - 2 * _EDGE)


def _place_tables(context: ReportContext) -> list[dict[str, Any]]:
    """The places of today, and where a district has ended the communes of before in front of them."""
    places, before = context.places, context.places_before
    if not before.names:
        return [_places(context, places, say(f"table.places_{places.level}"))]
    return [
        _places(context, before, say("table.places_before", **CHANGE)),
        _places(context, places, say("table.places_since", **CHANGE)),
    ]


def _grids(context: ReportContext) -> list[dict[str, Any]]:
    """A province's year in its parts, the way to later targets, the same territory a year earlier."""
    plan, parts, last_year = context.plan, context.year_parts, context.last_year
    shown = (
        (parts.get("districts"), say("table.districts", **CHANGE), say("table.districts_note")),
        (
            parts.get("parts"),
            say("table.year_parts", year=context.period.year, **CHANGE),
            say("table.year_parts_note", least=plan.ranking_minimum),
        ),
        (context.distances, say("table.distances"), say("table.distances_note")),
        (last_year.targets, say("table.last_year"), last_year.note),
    )
    return [_grid(grid) | {"title": title, "note": note} for grid, title, note in shown if grid and grid.rows]


def _places(context: ReportContext, places: Places, title: str) -> dict[str, Any]:
    """A table of places: one row for each target, one column for each district (or commune)."""
    rows = [
        {"number": line.label, "name": line.short, "cells": [_place_cell(s) for s in places.results[line.label]]}
        for line in context.targets
        if line.label in places.results
    ]
    return {"title": title, "names": list(places.names), "rows": rows, "note": say("table.places_note")}


def _place_cell(scope: Scope | None) -> tuple[str, str]:
    if scope is None:
        return "", say("short.no_activity")
    return scope.status, scope.ytd.text + (" (*)" if scope.relief else "")


def _grid(grid: Grid) -> dict[str, Any]:
    rows = [[count_text(cell) if isinstance(cell, int) else str(cell or "") for cell in row] for row in grid.rows]
    return {"columns": list(grid.columns), "rows": rows}
