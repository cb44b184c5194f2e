"""The command ``kybaocao explain``: a published figure down to the records that it counts.

Arguments in; text, one JSON document or a file out. What it says comes from ``warehouse.explain``.
"""

import shlex
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from flows.printing import next_text, percent_text, print_json, print_table
from warehouse.errors import ConfigurationError
from warehouse.explain.choice import Wanted
from warehouse.explain.explanation import OUTCOMES, Explanation, explain
from warehouse.home import home_folder
from warehouse.messages import tell
from warehouse.periods import Period
from warehouse.plans.catalogue import load_plan
from warehouse.words import level_words, word


def explain_figure(  # noqa: PLR0913, PLR0917  # a command's options are its parameters
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="Plan id; see: kybaocao plan list.")],
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="2024-03, 2024-Q1, 2024-H1 or 2024.")],
    row: Annotated[str | None, typer.Argument(metavar="[ROW]", help="The row's number in the plan, e.g. 2.1.")] = None,
    unit: Annotated[str | None, typer.Option(help="A unit's code; H43.31+ is all of a district.")] = None,
    level: Annotated[str | None, typer.Option(help="province, district or commune.")] = None,
    basis: Annotated[str, typer.Option(help="period or ytd (year to date).")] = "ytd",
    figure: Annotated[str | None, typer.Option(metavar="ID", help="The id in the workbook, in place of ROW.")] = None,
    revision: Annotated[int | None, typer.Option(help="An older revision; default the newest published.")] = None,
    only: Annotated[str | None, typer.Option(help="counted, not-counted or left-out.")] = None,
    limit: Annotated[int, typer.Option(min=0, help="How many cases to list; 0 for all.")] = 20,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write all cases: .csv or .xlsx.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Explain a figure: formula, what was counted and what not, why, and where each record was delivered."""
    chosen = load_plan(plan, Period.parse(period))
    wanted, outcome = _wanted(Wanted(row, unit, level, basis, figure)), _outcome(only)
    if out:
        from tasks.cases import refuse_path, write_cases  # noqa: PLC0415  # the writers take a moment to import

        refuse_path(out)
    explained = explain(
        home_folder(),
        chosen,
        Period.parse(period),
        wanted,
        revision=revision,
        only=outcome,
        limit=None if out else limit or None,
    )
    if out:
        write_cases(explained, out)
    if as_json:
        print_json(_document(explained, limit, out))
    else:
        _print(explained, limit, out)


def _wanted(wanted: Wanted) -> Wanted:
    if not wanted.row_no and not wanted.figure_id:
        raise ConfigurationError(
            tell("Neither a row nor a figure is named."),
            tell("Give ROW, such as 2.1, or --figure ID."),
            code="usage-wrong",
        )
    if wanted.figure_id and (wanted.row_no or wanted.unit or wanted.level):
        raise ConfigurationError(
            tell("--figure ID names a figure completely."),
            tell("Leave out ROW, --unit and --level."),
            code="usage-wrong",
        )
    return wanted


def _outcome(only: str | None) -> str | None:
    if only is None or only.replace("-", "_") in OUTCOMES:
        return only.replace("-", "_") if only else None
    raise ConfigurationError(
        tell("'{value}' is not an outcome.", value=only),
        tell("Use counted, not-counted or left-out."),
        code="usage-wrong",
    )


def _document(explained: Explanation, limit: int, out: Path | None) -> dict[str, Any]:
    """The explanation as one JSON document; as many cases as the limit says."""
    shown = explained.cases[: limit or None]
    return {
        "ok": True,
        "plan_id": explained.plan_id,
        "period": explained.period,
        "revision": explained.revision,
        "figure": explained.figure,
        "indicator": explained.indicator.model_dump() | {"needs_measures": explained.indicator.measures},
        "formula": explained.formula,
        "relief": explained.relief,
        "window": {"from": explained.starts_on, "to": explained.ends_on},
        "exports": explained.exports,
        "needs": explained.needs,
        "never_delivered": explained.never_delivered,
        "summary": explained.summary,
        "case_count": explained.case_count,
        "cases": [asdict(case) for case in shown],
        "file": out,
    }


def _print(explained: Explanation, limit: int, out: Path | None) -> None:
    for line in _head(explained):
        print(line)
    if explained.summary:
        print_table(
            tell("Cases by outcome and reason"),
            ("outcome", "reason", "cases", "numerator", "denominator"),
            (
                (word(r["outcome"]), r["reason"], r["cases"], r["numerator"], r["denominator"])
                for r in explained.summary
            ),
            may_drop=("numerator", "denominator"),
        )
    shown = explained.cases[: limit or None]
    if shown and not out:
        print_table(
            tell("{shown} of {count} cases", shown=len(shown), count=explained.case_count),
            ("unit", "record", "outcome", "reason", "export", "file", "line"),
            (
                (c.unit_code, c.record, word(c.outcome), c.reason, f"{c.month} r{c.export_revision}", c.file, c.line)
                for c in shown
            ),
            may_drop=("unit", "export", "outcome", "file"),
        )
    print(_next(explained, out))


def _head(explained: Explanation) -> list[str]:
    figure = explained.figure
    place = " ".join(
        str(part) for part in (word(figure["scope_kind"]), figure["unit_code"], figure["unit_name"]) if part
    )
    where = tell("level {level}, basis {basis}", level=level_words(figure["level"]), basis=word(figure["basis"]))
    window = tell("{first} to {last}", first=_day(explained.starts_on), last=_day(explained.ends_on))
    title = tell(
        "{plan} {period}, revision {revision}: {figure}",
        plan=explained.plan_id,
        period=explained.period,
        revision=explained.revision,
        figure=figure["figure_id"],
    )
    exports = ", ".join(
        f"{row['month']} r{row['export_revision']} ({_day(row['created'])})" for row in explained.exports
    )
    return [
        title,
        f"  {place}, {where}: {window}",
        f"  {explained.formula}",
        f"  {explained.indicator.law}",
        f"  {_judgement(explained)}",
        "  " + tell("exports: {exports}", exports=exports or tell("none")),
        *_absence(explained),
    ]


def _judgement(explained: Explanation) -> str:
    figure = explained.figure
    if figure["target"] is None:
        return tell("no number is assigned")
    target, verdict = percent_text(figure["target"]), word(figure["status"])
    parts = [
        tell("target {target} %: {verdict}", target=target, verdict=verdict)
        if figure["judged"]
        else tell(
            "target of {year} {target} %, not judged yet: {verdict}",
            year=figure["horizon"],
            target=target,
            verdict=verdict,
        )
    ]
    if figure["relief_points"]:
        points = percent_text(figure["relief_points"])
        parts.append(tell("lowered by {points} points ({reason})", points=points, reason=explained.relief))
    if figure["shortfall"]:
        parts.append(tell("{count} more in the numerator would meet it", count=figure["shortfall"]))
    if figure["milestone"] is not None:
        milestone, verdict = percent_text(figure["milestone"]), word(figure["milestone_status"])
        parts.append(tell("milestone {milestone} %: {verdict}", milestone=milestone, verdict=verdict))
    return "; ".join(parts)


def _absence(explained: Explanation) -> list[str]:
    """Why there is no percentage, where there is none."""
    if explained.figure["numerator"] is None:
        what = ", ".join(explained.never_delivered)
        reason = tell(
            "no data: {datasets} was delivered in no month of the window, so nothing is computed", datasets=what
        )
        return [f"  {reason}"]
    if not explained.figure["denominator"]:
        return ["  " + tell("no activity: nothing that the denominator counts fell into the window")]
    return []


def _next(explained: Explanation, out: Path | None) -> str:
    if out:
        return tell("{count} cases in {file}", count=explained.case_count, file=out)
    if not explained.case_count:
        return next_text(f"kybaocao attainment {explained.plan_id} {explained.period}")
    figure = shlex.quote(explained.figure["figure_id"])
    file = f"{explained.figure['row_no']}.xlsx"
    return next_text(
        f"kybaocao explain {explained.plan_id} {explained.period} --figure {figure} "
        f"--revision {explained.revision} --out {file}"
    )


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
