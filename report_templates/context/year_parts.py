"""A province's year during which the districts ended: the old districts, the communes since, the province's own.

In: the report's mart ``year_part``, the printed lines. Out: grids by name; none where no district ended in the year.
The numbers, sums too, are SQL's: here they are rounded, worded and chosen.
"""

from collections.abc import Iterable, Iterator

from report_templates.records import Grid, MartRow, ReportData
from report_templates.results import Measure, TargetLine
from report_templates.wording.measures import Key, measure, row_key, target_key
from report_templates.wording.phrases import say, sentence, titles
from warehouse.plans.catalogue import Plan

PARTS = ("district", "commune", "province", "other")


def year_parts(report: ReportData, lines: Iterable[TargetLine]) -> dict[str, Grid]:
    """``districts`` (a column each), ``parts`` (a column each, and the communes behind), ``part_units`` (all)."""
    found: dict[Key, list[MartRow]] = {}
    for row in report.marts.get("year_part", []):
        found.setdefault(row_key(row), []).append(row)
    shown = [(line, found[key]) for line in lines if (key := target_key(line.target)) in found and not line.same_as]
    if not shown:
        return {}
    units = tuple(row for line, rows in shown for row in _unit_rows(line, rows))
    return {
        "districts": _districts(shown),
        "parts": _parts(shown, report.plan),
        "part_units": Grid(titles("grid.part_units"), units),
    }


def _districts(shown: list[tuple[TargetLine, list[MartRow]]]) -> Grid:
    """A row a target that districts have numbers of, a column an old district."""
    names = {row["unit_code"]: place(row) for _, rows in shown for row in _units(rows, "district")}
    codes, rows = sorted(names), []
    for line, units in shown:
        of_unit = {row["unit_code"]: row for row in _units(units, "district")}
        if of_unit:
            rows.append((*_head(line), *(_percent(line, of_unit.get(code)) for code in codes)))
    return Grid((*titles("grid.districts"), *(names[code] for code in codes)), tuple(rows))


def _parts(shown: list[tuple[TargetLine, list[MartRow]]], plan: Plan) -> Grid:
    """A row a target with more than one part: each part, how many communes meet it, the one furthest behind."""
    there = {row["part"] for _, rows in shown for row in rows}
    parts = [part for part in PARTS if part in there]
    rows = (
        (*_head(line), *(_result(line, _total(rows, part)) for part in parts), *_communes(line, rows, plan))
        for line, rows in shown
        if _total(rows, "commune") or len({row["part"] for row in rows if row["part"]}) > 1
    )
    number, name, met, behind = titles("grid.year_parts")
    return Grid((number, name, *(say(f"year_part.{part}") for part in parts), met, behind), tuple(rows))


def _communes(line: TargetLine, rows: list[MartRow], plan: Plan) -> tuple[str, str]:
    """``26/38`` communes of today that meet the target, and the one furthest behind; a dash where there is none."""
    units = {row["unit_code"]: row for row in _units(rows, "commune")}
    scopes = [scope for scope in line.scopes if scope.kind == "unit" and scope.unit_code in units]
    judged = [scope for scope in scopes if scope.status in ("met", "not_met")]
    missed = {scope.unit_code for scope in judged if scope.status == "not_met"}
    behind = [units[code] for code in missed]
    enough = [row for row in behind if row["denominator"] >= plan.ranking_minimum] or behind
    met = say("table.of", met=len(judged) - len(missed), judged=len(judged)) if judged else "-"
    if not enough:
        return met, "-"
    last = min(enough, key=lambda row: (row["value"], row["unit_code"]))
    return met, say("year_part.named", name=place(last), value=_measure(line, last).text)


def _unit_rows(line: TargetLine, rows: list[MartRow]) -> Iterator[tuple[object, ...]]:
    """Every unit of every part with its counts, each part's sum under its units, and the sum of the parts."""
    for row in rows:
        name = place(row) if row["unit_code"] else say("year_part.sum")
        part = say(f"year_part.{row['part'] or 'all'}")
        note = say("year_part.all_year") if row["unit_code"] and row["is_all_year"] else ""
        yield (*_head(line), part, name, row["numerator"], row["denominator"], _measure(line, row), note)


def place(row: MartRow) -> str:
    """``huyện Bác Ái`` for ``UBND huyện Bác Ái``: the place and not its committee."""
    return str(row["unit_name"]).removeprefix("UBND ")


def _head(line: TargetLine) -> tuple[str, str]:
    target = line.headline.target_text or "-"
    return line.target.row_no, say("table.with_target", name=sentence(line.short), target=target)


def _units(rows: list[MartRow], part: str) -> list[MartRow]:
    return [row for row in rows if row["part"] == part and row["unit_code"]]


def _total(rows: list[MartRow], part: str) -> MartRow | None:
    return next((row for row in rows if row["part"] == part and not row["unit_code"]), None)


def _measure(line: TargetLine, row: MartRow) -> Measure:
    """The ratio for print: never rounded up to the target that it does not reach."""
    target = line.headline.target
    return measure({**row, "status": "no_activity"}, () if target is None else (target,))


def _text(result: Measure) -> str:
    if not result.fraction:
        return say("short.no_activity") if result.denominator == 0 else say("short.no_data")
    return say("year_part.result", value=result.text, fraction=result.fraction)


def _result(line: TargetLine, row: MartRow | None) -> str:
    return "-" if row is None else _text(_measure(line, row))


def _percent(line: TargetLine, row: MartRow | None) -> str:
    if row is None:
        return say("short.no_activity")
    result = _measure(line, row)
    return say("short.no_activity") if result.percent is None else result.text.removesuffix("%")
