"""The indicators that plan rows name, one TOML file beside its SQL for each."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from warehouse.errors import ConfigurationError

INDICATORS = Path(__file__).parent / "indicators"
EVERY_LEVEL = ("province", "district", "commune")


@dataclass(frozen=True)
class Indicator:
    """A ratio numerator / denominator x 100 with one definition for every plan.

    ``kind`` is additive, flow, stock or catalogue; ``source`` is dossiers (recomputed from delivered
    rows) or declared; a declared ratio ``needs_measures`` its denominator's measure, then its
    numerator's. ``misses_final``: a case that missed stays missed, as a late one does; any other can
    still be mended by a corrected record. ``occurs_at``: the levels whose units can have a case. The
    definitions are in Vietnamese words, ``missing_vi`` says what a shortfall counts ("còn thiếu 37 hồ
    sơ trực tuyến"), and ``law`` names where they come from.
    """

    code: str
    name_vi: str
    kind: str
    source: str
    needs_datasets: tuple[str, ...]
    needs_measures: tuple[str, ...]
    numerator_vi: str
    denominator_vi: str
    missing_vi: str
    law: str
    misses_final: bool
    occurs_at: tuple[str, ...]


@lru_cache
def indicators(folder: Path = INDICATORS) -> dict[str, Indicator]:
    """The indicators by code, in alphabetical order; empty when the folder has none.

    Raises:
        ConfigurationError: a file is not TOML, lacks a field or is named otherwise than its
            code; whoever wrote it must correct it.
    """
    return {path.stem: _indicator(path) for path in sorted(folder.glob("*.toml"))}


def _indicator(path: Path) -> Indicator:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        read = Indicator(
            code=table["code"],
            name_vi=table["name_vi"],
            kind=table["kind"],
            source=table["source"],
            needs_datasets=tuple(table.get("needs_datasets", ())),
            needs_measures=tuple(table.get("needs_measures", ())),
            numerator_vi=table["numerator_vi"],
            denominator_vi=table["denominator_vi"],
            missing_vi=table["missing_vi"],
            law=table["law"],
            misses_final=table.get("misses_final", False),
            occurs_at=tuple(table.get("occurs_at", EVERY_LEVEL)),
        )
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{path} is not TOML: {error}.", "Correct the line that it names.") from error
    except KeyError as error:
        raise ConfigurationError(f"{path} has no {error}.", "Add it, as in the other indicators.") from error
    if read.code != path.stem:
        raise ConfigurationError(f"{path} has the code '{read.code}'.", f"Use '{path.stem}', or rename the file.")
    return read
