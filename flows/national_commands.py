"""The command that puts the provinces side by side: ``kybaocao national``."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from flows.printing import percent_text, print_json, print_table
from warehouse.cycles.national import National, national_view
from warehouse.home import home_folder
from warehouse.messages import tell
from warehouse.periods import Period
from warehouse.words import level_words, word


def national(
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="2024-03, 2024-Q1, 2024-H1 or 2024.")],
    out: Annotated[Path | None, typer.Option(help="Write a workbook and a page into this folder, too.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Show every province beside the others, from what each has published; name those that have not."""
    view = national_view(home_folder(), Period.parse(period))
    written: list[Path] = []
    if out:
        from tasks.national import write_national  # noqa: PLC0415  # the writers take a moment to import

        written = write_national(view, out)
    if as_json:
        print_json(asdict(view) | {"period": str(view.period), "files": written})
        return
    _show(view)
    for path in written:
        print(path)


def _show(view: National) -> None:
    print_table(
        tell("All provinces, {period}, year to date", period=view.period),
        ("province", "indicator", "row", "levels", "value %", "target", "status", "gap", "rank", "of", "plan"),
        (
            (
                line.province,
                line.indicator,
                line.row_no,
                level_words(line.levels),
                percent_text(line.value),
                percent_text(line.target),
                word(line.status),
                percent_text(line.gap),
                line.rank,
                line.compared or None,
                line.plan_id,
            )
            for line in sorted(view.lines, key=lambda one: (one.indicator, one.levels, one.rank or 0, one.province))
        ),
        may_drop=("plan", "gap", "levels"),
    )
    for each in view.missing:
        print(
            tell(
                "Missing: {province} {province_name} ({plan_id}), {state}. {reason}",
                province=each.province,
                province_name=each.province_name,
                plan_id=each.plan_id,
                state=word(each.state),
                reason=each.why,
            ).rstrip()
        )
