"""The one figure of a revision that a person means.

In: the revision's figures and what was typed: a row with a unit and a level, or a figure's id.
Out: that figure, or an error that names the choices.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from warehouse.errors import ConfigurationError
from warehouse.figures.marts import Row
from warehouse.messages import tell
from warehouse.periods import BASES


@dataclass(frozen=True)
class Wanted:
    """What was asked for. A unit written ``H43.31+`` is a district with all that is below it."""

    row_no: str | None = None
    unit: str | None = None
    level: str | None = None
    basis: str = "ytd"
    figure_id: str | None = None


def choose_figure(figures: list[Row], wanted: Wanted) -> Row:
    """The figure that is meant: the headline where neither unit nor level is given.

    Raises:
        ConfigurationError: there is none, or more than one target has the row; the person must choose.
    """
    if wanted.basis not in BASES:
        raise ConfigurationError(
            tell("'{basis}' is not a basis.", basis=wanted.basis),
            tell("Use one of {bases}.", bases=", ".join(BASES)),
            code="usage-wrong",
        )
    if wanted.figure_id:
        return _by_id(figures, wanted.figure_id)
    of_row = _of_row(figures, wanted)
    found = _of_unit(of_row, wanted) if wanted.unit else _of_area(of_row, wanted.level)
    if not found:
        raise ConfigurationError(_absence(wanted), _remedy(of_row, wanted), code="figure-unknown")
    if len({figure["figure_id"] for figure in found}) > 1:
        raise ConfigurationError(
            tell(
                "Row {row_no} has several figures here: {found}.",
                row_no=wanted.row_no,
                found=_listed(f["level"] for f in found),
            ),
            tell(
                "Choose one: --level {level}, or --figure {figure_id}.",
                level=found[0]["level"],
                figure_id=found[0]["figure_id"],
            ),
            code="figure-unknown",
        )
    return found[0]


def _by_id(figures: list[Row], figure_id: str) -> Row:
    found = [figure for figure in figures if figure["figure_id"] == figure_id.strip()]
    if not found:
        raise ConfigurationError(
            tell("No figure of this revision has the id '{figure_id}'.", figure_id=figure_id),
            tell("Copy the id from the workbook of the same plan, period and revision."),
            code="figure-unknown",
        )
    return found[0]  # a target of one level has the same figure as headline and as level


def _of_row(figures: list[Row], wanted: Wanted) -> list[Row]:
    """The figures of a row on one basis at the horizon that is judged, or else the nearest one."""
    row_no = (wanted.row_no or "").strip()
    found = [figure for figure in figures if figure["row_no"] == row_no and figure["basis"] == wanted.basis]
    if not found:
        rows = _listed(figure["row_no"] for figure in figures)
        raise ConfigurationError(
            tell("The plan has no row '{row_no}'.", row_no=row_no),
            tell("Its rows are {rows}.", rows=rows),
            code="figure-unknown",
        )
    judged = [figure for figure in found if figure["judged"]]
    nearest = min(figure["horizon"] for figure in found)
    return judged or [figure for figure in found if figure["horizon"] == nearest]


def _of_area(figures: list[Row], level: str | None) -> list[Row]:
    """The headlines, or the figures of one level of the whole area."""
    headlines = [figure for figure in figures if figure["scope_kind"] == "headline"]
    if level is None:
        return headlines
    whole = [figure for figure in headlines if figure["level"] == level]
    return whole or [figure for figure in figures if figure["scope_kind"] == "level" and figure["level"] == level]


def _of_unit(figures: list[Row], wanted: Wanted) -> list[Row]:
    """A unit's own figures; those of the district of that code where it has none or ``+`` asks for them."""
    code = (wanted.unit or "").strip()
    here = [
        figure
        for figure in figures
        if figure["unit_code"] == code.removesuffix("+") and wanted.level in (None, figure["level"])
    ]
    own = [figure for figure in here if figure["scope_kind"] == "unit" and not code.endswith("+")]
    return own or [figure for figure in here if figure["scope_kind"] == "area"] or _of_area(here, wanted.level)


def _absence(wanted: Wanted) -> str:
    named = {"row_no": wanted.row_no, "unit": wanted.unit, "level": wanted.level}
    if wanted.unit and wanted.level:
        return tell("Row {row_no} has no figure of {unit} at level {level}.", **named)
    if wanted.unit:
        return tell("Row {row_no} has no figure of {unit}.", **named)
    if wanted.level:
        return tell("Row {row_no} has no figure at level {level}.", **named)
    return tell("Row {row_no} has no figure.", **named)


def _remedy(of_row: list[Row], wanted: Wanted) -> str:
    listed = _listed(f["level"] for f in of_row if f["scope_kind"] == "level")
    levels = tell("The row's levels are {levels}.", levels=listed)
    if wanted.unit:
        nothing = tell("A unit with nothing in the denominator has no figure, nor has one that was never listed.")
        return f"{levels} {nothing}"
    return levels


def _listed(words: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(words))
