"""The indicators that plan rows name, one TOML file for each.

In: ``indicators/<code>.toml``. Out: :class:`Indicator`, or an error that names file, field and remedy.
"""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from warehouse.errors import ConfigurationError
from warehouse.messages import tell

INDICATORS = Path(__file__).parent / "indicators"
Level = Literal["province", "district", "commune"]
EVERY_LEVEL: tuple[Level, ...] = ("province", "district", "commune")
DECLARED_KINDS = ("flow", "stock")
_WORD = Field(min_length=1)


class PortalMetric(BaseModel):
    """The metric of the portal's own evaluation that measures the same thing, and how it differs from ours.

    ``differs_by_days_only``: it counts the same cases, of calendar months.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    document: str = _WORD
    metric: str = _WORD
    note_vi: str = _WORD
    differs_by_days_only: bool = False


class Indicator(BaseModel):
    """A ratio numerator / denominator x 100 with one definition for every plan.

    ``kind``: additive (cases are counted), catalogue (distinct procedures), or declared by the units, where
    a window's months add up (flow) or the latest one stands (stock). The first two have their cases in
    ``<code>.sql``; the last two name a measure for each side of the ratio and need no SQL.
    ``source``: dossiers (recomputed from delivered rows) or declared. ``needs_*``: without these there is
    no figure. ``misses_final``: a case that missed stays missed, as a late one does; any other can still
    be mended by a corrected record. ``occurs_at``: the levels whose units can have a case. ``missing_vi``
    says what a shortfall counts ("còn thiếu 37 hồ sơ trực tuyến"), ``law`` where the definition comes from.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str = _WORD
    kind: Literal["additive", "catalogue", "flow", "stock"]
    source: Literal["dossiers", "declared"]
    name_vi: str = _WORD
    numerator_vi: str = _WORD
    denominator_vi: str = _WORD
    missing_vi: str = _WORD
    law: str = _WORD
    needs_datasets: tuple[str, ...] = ()
    needs_measures: tuple[str, ...] = ()
    numerator_measure: str | None = None
    denominator_measure: str | None = None
    misses_final: bool = False
    occurs_at: tuple[Level, ...] = Field(default=EVERY_LEVEL, min_length=1)
    portal: PortalMetric | None = None

    @model_validator(mode="after")
    def _is_complete(self) -> "Indicator":
        measures = (self.denominator_measure, self.numerator_measure)
        if (self.kind in DECLARED_KINDS) != all(measures) or (any(measures) != all(measures)):
            raise ValueError(
                tell("a flow or stock names numerator_measure and denominator_measure, no other kind does")
            )
        if not self.needs:
            raise ValueError(tell("needs_datasets or needs_measures must name what feeds it"))
        return self

    @property
    def measures(self) -> tuple[str, ...]:
        """The declared measures without which there is no figure."""
        own = (self.denominator_measure, self.numerator_measure)
        return self.needs_measures + tuple(measure for measure in own if measure)

    @property
    def needs(self) -> tuple[str, ...]:
        """The datasets and declared measures without which there is no figure."""
        return self.needs_datasets + self.measures


@lru_cache
def indicators(folder: Path = INDICATORS) -> dict[str, Indicator]:
    """The indicators by code, in alphabetical order; empty when the folder has none.

    Raises:
        ConfigurationError: a file is not TOML, has a field too many, too few or with a wrong value, is
            named otherwise than its code, or has no SQL; whoever wrote it must correct it.
    """
    return {path.stem: _indicator(path) for path in sorted(folder.glob("*.toml"))}


def _indicator(path: Path) -> Indicator:
    try:
        read = Indicator.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(
            tell("{path} is not TOML: {error}.", path=path, error=error),
            tell("Correct the line that it names."),
            code="indicator-wrong",
        ) from error
    except ValidationError as error:
        raise ConfigurationError(
            tell("{file}: {fault}.", file=path, fault=_faults(error)),
            tell("Write it as in the other indicators."),
            code="indicator-wrong",
        ) from error
    if read.code != path.stem:
        raise ConfigurationError(
            tell("{path} has the code '{code}'.", path=path, code=read.code),
            tell("Use '{code}', or rename the file.", code=path.stem),
            code="indicator-wrong",
        )
    if (read.kind in DECLARED_KINDS) == path.with_suffix(".sql").exists():
        named = {"path": path, "kind": read.kind, "file": path.with_suffix(".sql").name}
        if read.kind in DECLARED_KINDS:
            raise ConfigurationError(
                tell("{path} is of kind '{kind}' and has a file {file}.", **named),
                tell("Delete that file."),
                code="indicator-wrong",
            )
        raise ConfigurationError(
            tell("{path} is of kind '{kind}' and lacks a file {file}.", **named),
            tell("Write that file."),
            code="indicator-wrong",
        )
    return read


def _faults(error: ValidationError) -> str:
    """``occurs_at.0: Input should be 'province' …``, one after another."""
    return "; ".join(
        f"{'.'.join(map(str, fault['loc'])) + ': ' if fault['loc'] else ''}{fault['msg']}" for fault in error.errors()
    )
