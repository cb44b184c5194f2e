"""The tables on data and on how the plan was read, as text, counts and percentages.

In: the marts' rows and the plan. Out: one :class:`Grid` a table; its column titles are phrases.
"""

from collections.abc import Callable
from typing import Any

from report_templates.records import Grid, MartRow, ReportData
from report_templates.wording.measures import measure
from report_templates.wording.numbers import date_text, short_period
from report_templates.wording.open_readings import headline_readings, result_words
from report_templates.wording.phrases import name_of, say, titles
from warehouse.exports.evaluation import groups
from warehouse.models.definitions import PortalMetric
from warehouse.periods import Period
from warehouse.plans.catalogue import Ambiguity, Plan, indicators
from warehouse.units.mergers import senders_of

SHARED = ("tthc",)
"""Datasets that every district of a province shares."""
_NUMBERS = ("numerator", "denominator", "value")


def all_grids(report: ReportData) -> dict[str, Grid]:
    """Every table by its field of the context."""
    marts, make = report.marts, _grid
    return {
        "quality": make("quality", marts.get("quality", []), lambda row: _quality_row(report, row)),
        "findings": make("findings", marts.get("finding_count", []), _finding_row),
        "deliveries": make("deliveries", marts.get("export", []), _delivery_row),
        "differences": _differences(report),
        "sources": _sources(report),
        "reconciliation": reconciliation(report),
        "portal_scores": _portal_scores(report),
        "other_readings": _grid(
            "other_readings", headline_readings(report), lambda row: _other_reading_row(report, row)
        ),
        "decisions": _decisions(report),
        "readings": Grid(titles("grid.readings"), tuple(_reading_row(found) for found in report.plan.ambiguities)),
    }


def _grid(name: str, rows: list[MartRow], make_row: Callable[[MartRow], tuple[object, ...]]) -> Grid:
    return Grid(titles(f"grid.{name}"), tuple(make_row(row) for row in rows))


def _month(text: str) -> str:
    return short_period(Period.parse(text))


def _quality_row(report: ReportData, row: MartRow) -> tuple[object, ...]:
    counts = ("export_revision", "rows_in", "loaded", "superseded", "quarantined")
    province = report.plan.province
    is_part = report.plan.area_kind == "district" or senders_of(province).of(row["month"]) != province
    is_shared = row["dataset"] in SHARED and is_part
    name = say("dataset.shared", name=name_of("dataset", row["dataset"])) if is_shared else _dataset(row)
    return (_month(row["month"]), name, *(row[count] for count in counts))


def _dataset(row: MartRow) -> str:
    """A dataset's name; of a district's plan the rows whose unit cannot be told stand apart."""
    name = name_of("dataset", row["dataset"])
    return say("dataset.unplaced", name=name) if row.get("is_unplaced") else name


def _finding_row(row: MartRow) -> tuple[object, ...]:
    return (
        _month(row["month"]),
        _dataset(row),
        row["rule"],
        row["title"],
        name_of("severity", row["severity"]),
        row["rows"],
        row["advice"],
    )


def _delivery_row(row: MartRow) -> tuple[object, ...]:
    created = row["created"] if row["delivered"] else None
    state = "synthetic" if row["delivered"] and row["synthetic"] else "delivered" if row["delivered"] else "missing"
    return (
        _month(row["month"]),
        row["revision"] if row["delivered"] else None,
        f"{created:%d/%m/%Y %H:%M}" if created else "",
        say(f"delivery.{state}"),
    )


def _decisions(report: ReportData) -> Grid:
    """What persons decided: data accepted at the gate, earlier revisions of the report approved."""
    accepted = [_decision_row(row) for row in report.marts.get("decision", [])]
    approved = [_approval_row(row) for row in report.marts.get("earlier_approval", [])]
    return Grid(titles("grid.decisions"), (*accepted, *approved))


def _approval_row(row: MartRow) -> tuple[object, ...]:
    place = say("decision.revision", revision=row["revision"])
    return say("decision.approve"), place, row["name"], f"{row['decided_at']:%d/%m/%Y %H:%M}", ""


def _differences(report: ReportData) -> Grid:
    """Changed cells; each figure keeps to the side of its target on which it was judged."""
    targets = {_cell_key(row): row["target"] for row in report.marts.get("attainment", [])}

    def difference_row(row: MartRow) -> tuple[object, ...]:
        target = targets.get(_cell_key(row))
        return (
            row["row_no"],
            say(f"basis.{row['basis']}"),
            ", ".join(name_of("short_level", level) for level in row["level"].split("+")),
            row["unit_name"],
            _ratio(row, "old_", target),
            _ratio(row, "", target),
            name_of("status", row["old_status"] or "no_data"),
            name_of("status", row["status"] or "no_data"),
        )

    return _grid("differences", report.marts.get("difference", []), difference_row)


def _cell_key(row: MartRow) -> tuple[Any, ...]:
    return row["row_no"], row["basis"], row["scope_kind"], row["unit_code"], row["level"]


def _ratio(row: MartRow, prefix: str, target: Any) -> str:
    """``81,93% (1.234/1.506)`` from the columns with a prefix."""
    figure = {name: row[f"{prefix}{name}"] for name in ("numerator", "denominator", "value", "status")}
    printed = measure({**figure, "status": figure["status"] or "no_data", "target": target})
    return f"{printed.text} ({printed.fraction})" if printed.fraction else printed.text


def _sources(report: ReportData) -> Grid:
    """Figures of the same target from other sources, never rounded past a target of it."""
    targets = report.plan.targets

    def source_row(row: MartRow) -> tuple[object, ...]:
        bounds = tuple(t.target for t in targets if t.row_no == row["row_no"] and t.target is not None)
        percent = measure({**row, "status": "no_data"}, bounds).percent
        is_whole = row["scope_kind"] == "headline"
        scope = say("scope.headline") if is_whole else name_of("level", row["level"])
        numbers = row["numerator"], row["denominator"], percent
        return row["row_no"], scope, name_of("source", row["source"]), *numbers

    return _grid("sources", report.marts.get("source_figure", []), source_row)


def _other_reading_row(report: ReportData, row: MartRow) -> tuple[object, ...]:
    """Both results of a headline side by side, each with its verdict."""
    found = report.plan.ambiguities[row["ambiguity"] - 1]
    in_force = {name: row[f"in_force_{name}"] for name in ("numerator", "denominator", "value", "target", "status")}
    return row["row_no"], found.readings[row["reading"] - 1].text, result_words(in_force), result_words(row)


def _decision_row(row: MartRow) -> tuple[object, ...]:
    counts = say("decision.counts", rule=row["rule"], counts=row["counts"])
    decided = f"{row['decided_at']:%d/%m/%Y %H:%M}"
    return say(f"decision.{row['kind']}"), f"{_month(row['month'])}: {counts}", row["name"], decided, row["reason"]


def reconciliation(report: ReportData) -> Grid:
    """Figures of the period that another source gives otherwise, with the difference and its likely reason."""

    def row_of(row: MartRow) -> tuple[object, ...]:
        bounds = () if row["target"] is None else (row["target"],)
        judged = measure({name: row[f"judged_{name}"] for name in _NUMBERS} | {"status": "no_data"}, bounds).percent
        other = measure({**row, "status": "no_data"}, bounds).percent
        portal = indicators()[row["indicator"]].portal
        return (
            row["row_no"],
            row["unit_name"],
            name_of("source", row["judged_source"]),
            row["judged_numerator"],
            row["judged_denominator"],
            judged,
            name_of("source", row["source"]),
            row["numerator"],
            row["denominator"],
            other,
            None if judged is None or other is None else other - judged,
            _likely_reason(portal, report.plan) if "portal" in (row["source"], row["judged_source"]) else "",
        )

    return _grid("reconciliation", report.marts.get("reconciliation", []), row_of)


def _likely_reason(portal: PortalMetric | None, plan: Plan) -> str:
    """Why the portal may say otherwise; its calendar months are no reason where the plan's are the same."""
    if portal is None:
        return ""
    return say("limits.same_days") if portal.differs_by_days_only and plan.calendar == "civil" else portal.note_vi


def _portal_scores(report: ReportData) -> Grid:
    """The portal's own points by unit and group of its evaluation; empty without its documents."""
    rows = [row for row in report.marts.get("portal_score", []) if row["basis"] == "period"]
    named = groups()
    columns = [name for name in named if any(row["document"] == name for row in rows)]
    by_unit: dict[str, dict[str, str]] = {}
    for row in rows:
        points = by_unit.setdefault(row["unit_name"], {})
        points[row["document"]] = points_of(row["score"], row["max_score"])
    titles_of = (say("column.unit_name"), *(named[name].title for name in columns))
    return Grid(titles_of, tuple((unit, *(points.get(c, "") for c in columns)) for unit, points in by_unit.items()))


def points_of(score: float | None, most: float | None) -> str:
    """``5,22/6``; empty where the portal gives none."""
    if score is None or most is None:
        return ""
    return f"{score:.2f}/{most:g}".replace(".", ",")


def _reading_row(found: Ambiguity) -> tuple[object, ...]:
    return (
        ", ".join(found.rows) or say("text.whole_document"),
        found.document_says,
        found.taken,
        found.decided_by,
        date_text(found.decided_on),
    )
