"""The report's pictures as PNG bytes: the same context, the same bytes.

In: :class:`ReportContext`. Out: PNG at 200 dpi, 160 mm wide. They are read in black-and-white
print: verdicts differ by hatching, series by markers and dashes, and every bar says its value.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from textwrap import fill
from typing import Any

from report_templates.focus import focus_lines, focus_units
from report_templates.ranking import level_scope
from report_templates.records import ReportContext
from report_templates.results import Scope, TargetLine
from report_templates.wording.numbers import percent_text
from report_templates.wording.phrases import name_of, say
from warehouse.plans.catalogue import LEVELS

WIDTH_MM = 160.0
NAME_SIGNS = 44
"""Signs of a unit's name on one line beside its bar."""
_INCH = 25.4
_DPI = 200
_LOOKS: dict[str, Any] = {
    "met": {"facecolor": "#9DC3E6", "hatch": ""},
    "not_met": {"facecolor": "#F4B183", "hatch": "////"},
    "no_target": {"facecolor": "#E7E6E6", "hatch": ".."},
}
_OTHER = {"facecolor": "#E7E6E6", "hatch": ".."}


def draw_targets(context: ReportContext) -> bytes | None:
    """Attainment against target by level, one panel for each level; None without a figure."""
    used = [level for level in LEVELS if any(_level_bars(context, level))]
    if not used:
        return None
    lines = [line for line in context.targets if any(_has_value(line, level) for level in used)]
    with _figure(20 + 5.6 * len(lines), context) as figure:
        panels = figure.subplots(1, len(used), sharey=True, squeeze=False)[0]
        for panel, level in zip(panels, used, strict=True):
            _draw_level(panel, lines, level)
        _key(figure, panels)
        return _bytes(figure)


def draw_course(context: ReportContext) -> bytes | None:
    """The year's course of the targets to watch, with target and milestones; None for one period."""
    lines = [line for line in focus_lines(context) if len(_points(context, line)) > 1]
    if not lines:
        return None
    columns = min(2, len(lines))
    rows = -(-len(lines) // columns)
    with _figure(14 + 48 * rows, context) as figure:
        panels = figure.subplots(rows, columns, squeeze=False)
        for number, panel in enumerate(panels.flat):
            if number < len(lines):
                _draw_course(panel, context, lines[number])
            else:
                panel.set_axis_off()
        handles, names = panels.flat[0].get_legend_handles_labels()
        figure.legend(handles, names, loc="outside lower center", ncols=4, frameon=False)
        return _bytes(figure)


def draw_units(context: ReportContext) -> bytes | None:
    """The units of the target that most units miss, ranked, with the target line."""
    chosen = focus_units(context)
    if chosen is None:
        return None
    line, _, scopes = chosen
    with _figure(22 + 5.4 * len(scopes), context) as figure:
        panel = figure.subplots()
        _bars(panel, [_with_counts(scope) for scope in scopes], scopes)
        for target in sorted({scope.target for scope in scopes if scope.target is not None}):
            panel.axvline(float(target), color="black", linestyle="--", linewidth=1)
        panel.invert_yaxis()
        figure.supxlabel(say("chart.units_axis", label=line.label), fontsize=9)
        return _bytes(figure)


def _with_counts(scope: Scope) -> str:
    """``UBND xã Phước Bình (68/83)``, a lowered target marked; a long name on two lines."""
    name = f"{scope.unit_name}{' (*)' if scope.relief else ''} ({scope.ytd.fraction})"
    return fill(name, NAME_SIGNS)


def _level_bars(context: ReportContext, level: str) -> Iterator[Scope]:
    for line in context.targets:
        scope = level_scope(line, level)
        if scope is not None and scope.ytd.percent is not None:
            yield scope


def _has_value(line: TargetLine, level: str) -> bool:
    scope = level_scope(line, level)
    return scope is not None and scope.ytd.percent is not None


def _draw_level(panel: Any, lines: list[TargetLine], level: str) -> None:
    scopes = [level_scope(line, level) for line in lines]
    _bars(panel, [line.label for line in lines], scopes)
    places = [place for place, scope in enumerate(scopes) if scope and scope.target is not None]
    targets = [float(scope.target) for scope in scopes if scope and scope.target is not None]
    panel.plot(targets, places, "k|", markersize=11, markeredgewidth=2, label=say("chart.target"))
    panel.set_title(name_of("level", level))
    if not panel.yaxis_inverted():
        panel.invert_yaxis()


def _bars(panel: Any, names: list[str], scopes: list[Scope | None] | list[Scope]) -> None:
    """Horizontal bars with their values; a missing result leaves its line empty."""
    panel.set_yticks(range(len(names)), names)
    panel.set_ylim(-0.6, len(names) - 0.4)
    for place, scope in enumerate(scopes):
        if scope is None or scope.ytd.percent is None:
            continue
        look = _LOOKS.get(scope.status, _OTHER)
        panel.barh(place, float(scope.ytd.percent), height=0.7, edgecolor="black", linewidth=0.5, **look)
        panel.text(1.5, place, percent_text(scope.ytd.percent), va="center", fontsize=7, bbox=_PLATE)
    panel.set_xlim(0, 108)
    panel.set_xticks([0, 20, 40, 60, 80, 100])
    panel.grid(axis="x", linewidth=0.3)
    panel.set_axisbelow(True)


_PLATE = {"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.85}


def _key(figure: Any, panels: Any) -> None:
    from matplotlib.patches import Patch  # noqa: PLC0415 - matplotlib takes a second to import

    patches: list[Any] = [
        Patch(edgecolor="black", linewidth=0.5, label=say(f"status.{status}"), **_LOOKS[status])
        for status in ("met", "not_met")
    ]
    marks, _ = panels[0].get_legend_handles_labels()
    figure.legend(handles=[*patches, *marks[:1]], loc="outside lower center", ncols=4, frameon=False)


def _points(context: ReportContext, line: TargetLine) -> list[Any]:
    """The headline's points of this report year."""
    year = str(context.period.year)
    return [point for point in context.course.get(line.label, ()) if not point.level and point.period[:4] == year]


def _draw_course(panel: Any, context: ReportContext, line: TargetLine) -> None:
    points = _points(context, line)
    places = range(len(points))
    for name, marker, values in (
        ("ytd", "o-", [point.ytd.percent for point in points]),
        ("period", "s--", [point.in_period.percent for point in points]),
    ):
        panel.plot(
            places,
            [_value(value) for value in values],
            marker,
            color="black",
            markersize=4,
            markerfacecolor="black" if name == "ytd" else "white",
            linewidth=1,
            label=say(f"chart.{name}"),
        )
    if line.headline.target is not None:
        panel.axhline(float(line.headline.target), color="black", linewidth=1.6, label=say("chart.target"))
    if any(point.milestone is not None for point in points):
        steps = [_value(point.milestone) for point in points]
        panel.step(places, steps, ":", where="mid", color="black", linewidth=1.6, label=say("chart.milestone"))
    panel.set_xticks(list(places), [_within_year(point.label) for point in points])
    panel.yaxis.set_major_formatter(lambda value, _: f"{value:g}".replace(".", ","))
    panel.set_xlim(-0.3, len(points) - 0.7)
    panel.set_title(say("chart.target_number", label=line.label))
    panel.grid(axis="y", linewidth=0.3)


def _within_year(label: str) -> str:
    """``3`` for ``3/2024``: twelve months stand side by side, and the caption names the year."""
    return label.rpartition("/")[0] or label


def _value(value: Decimal | None) -> float:
    return float("nan") if value is None else float(value)


@contextmanager
def _figure(height_mm: float, context: ReportContext) -> Iterator[Any]:
    """A figure of the page's width in the report's font, drawn without a screen."""
    from matplotlib import rc_context  # noqa: PLC0415 - matplotlib takes a second to import
    from matplotlib.figure import Figure  # noqa: PLC0415  # as above

    fonts = ["Times New Roman", "Liberation Serif", "DejaVu Serif"]
    settings: Any = {
        "font.family": "serif",
        "font.serif": fonts,
        "font.size": 9,
        "hatch.linewidth": 0.5,
    }
    with rc_context(settings):
        figure = Figure(figsize=(WIDTH_MM / _INCH, height_mm / _INCH), layout="constrained")
        if context.synthetic:
            figure.suptitle(context.texts["synthetic"], fontsize=8, color="#C00000")
        yield figure


def _bytes(figure: Any) -> bytes:
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png", dpi=_DPI, metadata={"Software": None})
    return drawn.getvalue()
