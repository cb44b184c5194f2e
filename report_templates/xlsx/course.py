"""The sheets "Diễn biến" and "Biểu đồ": the year by periods, and three native charts.

In: a :class:`Book`. Out: both sheets in it. The charts draw cells of the workbook.
"""

from decimal import Decimal
from typing import Any

from report_templates.focus import focus_lines, focus_units
from report_templates.ranking import group_name
from report_templates.records import ReportContext
from report_templates.results import CoursePoint, TargetLine
from report_templates.wording.numbers import short_period
from report_templates.wording.phrases import name_of, say, sentence
from report_templates.xlsx.book import FONT, SHADES, Book, SheetColumn, SheetRow, SheetTable, set_up_print
from warehouse.periods import Period
from warehouse.plans.catalogue import LEVELS

COURSE = say("sheet.course")
CHARTS = say("sheet.charts")
_FIXED = 4
_PRINT = ("#404040", "#7F7F7F", "#2F5597", "#C55A11", "#548235", "#7030A0")
_MARKS = ("circle", "square", "triangle", "diamond", "x", "star")


def write_course(book: Book) -> None:
    """One row for each target and level, one column for each period: in the period first, then luỹ kế."""
    context = book.context
    periods = _periods(context)
    names = [short_period(Period.parse(period)) for period in periods]
    columns = (
        SheetColumn(say("column.number"), 12, "centre"),
        SheetColumn(say("column.name"), 42),
        SheetColumn(say("column.level"), 14, "centre"),
        SheetColumn(say("column.target_short"), 10, "percent"),
        *(SheetColumn(name, 11, "percent", say("column.in_period")) for name in names),
        *(SheetColumn(name, 11, "percent", say("column.ytd")) for name in names),
    )
    rows = tuple(row for line in context.targets for row in _course_rows(context, line, periods))
    book.add_table(SheetTable(COURSE, say("table.course"), columns, rows, "Dien_bien"))


def write_charts(book: Book) -> None:
    """Attainment against target, the year's course, and units ranked against their target."""
    sheet = book.workbook.add_worksheet(CHARTS)
    top = book.write_title(sheet, say("table.charts"))
    lines = [line for line in book.context.targets if line.headline.judged and line.headline.ytd.percent is not None]
    results = [(line.label, line.headline.ytd.percent, line.headline.target) for line in lines]
    _write_series(book, sheet, top, 0, say("chart.target"), results)
    if results:
        chart = _bar_chart(book, top, 0, len(results), "column")
        _set_title(chart, say("chart.targets_title"))
        sheet.insert_chart(top, 9, chart, _described(say("chart.targets_title"), 900, 360))
    course = _course_chart(book)
    if course is not None:
        sheet.insert_chart(
            top + 19, 9, course, _described(say("chart.course_caption", year=book.context.period.year), 900, 360)
        )
    _units_chart(book, sheet, top)
    sheet.set_column(0, 7, 12)
    sheet.set_column(4, 4, 46)
    set_up_print(sheet, landscape=True)
    sheet.fit_to_pages(1, 1)


def _units_chart(book: Book, sheet: Any, top: int) -> None:
    chosen = focus_units(book.context)
    if chosen is None:
        return
    line, group, scopes = chosen
    results = [(scope.unit_name, scope.ytd.percent, scope.target) for scope in scopes]
    _write_series(book, sheet, top, 4, say("column.unit_name"), results)
    chart = _bar_chart(book, top, 4, len(results), "column")
    title = say("chart.units_title", label=line.label, group=say(f"chart.group_{group_name(book.context.plan, group)}"))
    _set_title(chart, title)
    sheet.insert_chart(top + 38, 9, chart, _described(title, 900, 400))


def _periods(context: ReportContext) -> list[str]:
    found = {point.period for points in context.course.values() for point in points}
    return sorted(found, key=lambda text: (Period.parse(text).year, Period.parse(text).last_month_number))


def _course_rows(context: ReportContext, line: TargetLine, periods: list[str]) -> list[SheetRow]:
    by_level: dict[str, dict[str, CoursePoint]] = {}
    for point in context.course.get(line.label, ()):
        by_level.setdefault(point.level, {})[point.period] = point
    rows = []
    for level, points in sorted(by_level.items(), key=lambda found: ("", *LEVELS).index(found[0])):
        known = [points.get(period) for period in periods]
        scope_name = name_of("level", level) if level else say("scope.headline")
        figures = [
            *(point.in_period if point else None for point in known),
            *(point.ytd if point else None for point in known),
        ]
        rows.append(SheetRow((line.label, sentence(line.short), scope_name, line.headline.target, *figures)))
    return rows


def _write_series(
    book: Book,
    sheet: Any,
    top: int,
    left: int,
    head: str,
    results: list[tuple[str, Decimal | None, Decimal | None]],
) -> None:
    for place, title in enumerate((head, say("chart.ytd"), say("chart.target"))):
        book.write_cell(sheet, top, left + place, title, "centre", bold=True, bg_color=SHADES["head"])
    for row, (name, percent, target) in enumerate(results, top + 1):
        book.write_cell(sheet, row, left, name, "text", text_wrap=False)
        book.write_cell(sheet, row, left + 1, percent, "percent")
        book.write_cell(sheet, row, left + 2, target, "percent")


def _bar_chart(book: Book, top: int, left: int, count: int, kind: str) -> Any:
    """Bars for the results, a line of marks for the targets."""
    chart = book.workbook.add_chart({"type": kind})
    names = [CHARTS, top + 1, left, top + count, left]
    chart.add_series(
        {
            "name": [CHARTS, top, left + 1],
            "categories": names,
            "values": [CHARTS, top + 1, left + 1, top + count, left + 1],
            "pattern": {"pattern": "light_upward_diagonal", "fg_color": "#2F5597", "bg_color": "#DEEBF7"},
            "border": {"color": "#000000"},
            "gap": 60,
        }
    )
    targets = book.workbook.add_chart({"type": "line"})
    targets.add_series(
        {
            "name": [CHARTS, top, left + 2],
            "categories": names,
            "values": [CHARTS, top + 1, left + 2, top + count, left + 2],
            "line": {"none": True},
            "marker": {
                "type": "long_dash",
                "size": 12,
                "fill": {"color": "#000000"},
                "border": {"color": "#000000"},
            },
        }
    )
    chart.combine(targets)
    _axes(chart)
    return chart


def _course_chart(book: Book) -> Any:
    """One line for each target to watch, over the periods of the sheet "Diễn biến"; None for one period."""
    context, periods = book.context, _periods(book.context)
    rows = _headline_rows(context, periods)
    shown = [line for line in focus_lines(context) if line.label in rows]
    earlier = sum(Period.parse(period).year < context.period.year for period in periods)
    if len(periods) - earlier < 2 or not shown:
        return None
    first, last = _FIXED + len(periods) + earlier, _FIXED + 2 * len(periods) - 1
    chart = book.workbook.add_chart({"type": "line"})
    for number, line in enumerate(shown):
        row, colour = rows[line.label], _PRINT[number]
        chart.add_series(
            {
                "name": say("chart.target_number", label=line.label),
                "categories": [COURSE, 5, first, 5, last],
                "values": [COURSE, row, first, row, last],
                "line": {"color": colour, "width": 1.5},
                "marker": {
                    "type": _MARKS[number],
                    "size": 7,
                    "fill": {"color": colour},
                    "border": {"color": colour},
                },
            }
        )
    _set_title(chart, say("chart.course_caption", year=context.period.year))
    _axes(chart)
    return chart


def _headline_rows(context: ReportContext, periods: list[str]) -> dict[str, int]:
    """The row of each target's headline in the sheet "Diễn biến" (its header has two rows)."""
    rows: dict[str, int] = {}
    number = 6
    for line in context.targets:
        found = _course_rows(context, line, periods)
        if found:
            rows[line.label] = number
        number += len(found)
    return rows


def _axes(chart: Any) -> None:
    """Both axes and the key in the report's font."""
    font = {"name": FONT, "size": 9}
    chart.set_x_axis({"num_font": font})
    chart.set_y_axis({"num_format": "0%", "min": 0, "max": 1, "num_font": font, "major_gridlines": {"visible": True}})
    chart.set_legend({"position": "bottom", "font": font})


def _set_title(chart: Any, title: str) -> None:
    chart.set_title({"name": title, "name_font": {"name": FONT, "size": 12}})


def _described(text: str, width: int, height: int) -> dict[str, Any]:
    """Place and size of a chart, and its alt text."""
    scale = {"x_scale": width / 480, "y_scale": height / 288}
    return {"description": text, "object_position": 2, **scale}
