"""The list of cases behind one figure: the columns that people read, and the same as CSV.

In: an :class:`Explanation` with all its cases. Out: headings and rows, or the bytes of a CSV file.
"""

import csv
import io
from dataclasses import astuple

from report_templates.wording.phrases import name_of, say, titles
from warehouse.explain.explanation import Explanation

HEADINGS = titles("cases.headings")
Cell = str | int | None
_READ_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def case_rows(explanation: Explanation) -> list[tuple[Cell, ...]]:
    """One row for each case in the order of :data:`HEADINGS`."""
    rows = []
    for case in explanation.cases:
        cells = list(astuple(case))
        cells[3] = name_of("outcome", case.outcome)
        rows.append(tuple(cells))
    return rows


def facts(explanation: Explanation) -> list[tuple[str, Cell]]:
    """What the list is a list of: the figure, its formula and the exports behind it."""
    figure = explanation.figure
    return [
        (say("cases.plan"), explanation.plan_id),
        (say("cases.period"), f"{explanation.period}, r{explanation.revision}"),
        (say("column.figure_id"), figure["figure_id"]),
        (say("column.unit_name"), f"{figure['unit_code']} {figure['unit_name'] or ''}".strip()),
        (say("cases.from"), f"{explanation.starts_on:%d/%m/%Y}"),
        (say("cases.to"), f"{explanation.ends_on:%d/%m/%Y}"),
        (say("cases.formula"), explanation.formula),
        (say("column.numerator"), figure["numerator"]),
        (say("column.denominator"), figure["denominator"]),
        (say("cases.law"), explanation.indicator.law),
        *(
            (
                say("cases.export", month=row["month"]),
                say("cases.export_made", revision=row["export_revision"], at=f"{row['created']:%d/%m/%Y %H:%M}"),
            )
            for row in explanation.exports
        ),
        *(
            [(say("cases.note"), say("cases.synthetic"))]
            if any(row["synthetic"] for row in explanation.exports)
            else []
        ),
    ]


def cases_csv(explanation: Explanation) -> bytes:
    """All listed cases as CSV in UTF-8 with BOM; no value can be read as a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    writer.writerows([_harmless(cell) for cell in row] for row in case_rows(explanation))
    return text.getvalue().encode("utf-8-sig")


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_READ_AS_FORMULA) else cell
