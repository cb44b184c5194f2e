"""What the simulation starts from: unit lists, procedures and behaviour, read from their data files.

In: ``warehouse/units/<province>.csv``, ``procedures.csv``, ``behaviour.toml``. Out: frozen values.
"""

import csv
import tomllib
import zlib
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from warehouse.errors import ConfigurationError
from warehouse.messages import tell
from warehouse.periods import DISTRICTS_ENDED_ON

HERE = Path(__file__).parent
UNITS = HERE.parent / "units"
LEVELS = ("province", "district", "commune")


@dataclass(frozen=True)
class Unit:
    """One agency of a province; ``row`` is its line of the unit list, as delivered."""

    code: str
    name: str
    level: str
    kind: str
    parent: str
    valid_from: date | None
    valid_to: date | None
    tags: tuple[str, ...]
    row: tuple[str, ...]

    def exists_on(self, day: date) -> bool:
        """Whether the unit has begun and not ended on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    @property
    def stands_for_district(self) -> bool:
        """Whether it is a commune of the two-level government, which does what a district did."""
        return self.kind == "ubnd_xa" and self.valid_from is not None and self.valid_from >= DISTRICTS_ENDED_ON


@dataclass(frozen=True)
class Procedure:
    """One simulated administrative procedure; ``owner`` begins the name of its department."""

    code: str
    name: str
    field_code: str
    field: str
    owner: str
    levels: tuple[str, ...]
    days: int
    fee: int
    popularity: int
    service: str
    is_public: str
    is_eligible: str
    needs_result: str
    is_boundary_free: str
    is_licensing: str
    reduction: str


@cache
def read_units(province: str) -> tuple[Unit, ...]:
    """The units of a province in list order, one for each line of its CSV.

    Raises:
        ConfigurationError: there is no unit list of the province.
    """
    path = UNITS / f"{province}.csv"
    if not path.is_file():
        known = ", ".join(sorted(each.stem for each in UNITS.glob("H*.csv")))
        raise ConfigurationError(
            tell("There is no unit list of province '{province}'.", province=province),
            tell("Use one of {known}.", known=known),
            code="usage-wrong",
        )
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(_unit(line) for line in csv.DictReader(lines))


@cache
def read_procedures() -> tuple[Procedure, ...]:
    """The simulated procedures in file order, the same for every province."""
    with (HERE / "procedures.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(_procedure(line) for line in csv.DictReader(lines))


@cache
def read_behaviour() -> dict[str, Any]:
    """The parameters of the simulation, by the sections of ``behaviour.toml``."""
    return tomllib.loads((HERE / "behaviour.toml").read_text(encoding="utf-8"))


@cache
def owner_codes(units: tuple[Unit, ...]) -> dict[str, str]:
    """The department code of each procedure owner that the province has."""
    departments = [unit for unit in units if unit.kind == "so_nganh"]
    merged, found = read_behaviour()["merged_departments"], {}
    for owner in dict.fromkeys(procedure.owner for procedure in read_procedures()):
        own = [unit.code for unit in departments if unit.name.casefold().startswith(owner.casefold())]
        heirs = [unit.code for unit in departments if unit.name == merged.get(owner)]
        if own or heirs:
            found[owner] = (own or heirs)[-1]
    return found


def generator(seed: int, *names: object) -> np.random.Generator:
    """A random stream of its own for each list of names: reading one never moves another."""
    return np.random.default_rng([seed, *(zlib.crc32(str(name).encode()) for name in names)])


def _unit(line: dict[str, str]) -> Unit:
    return Unit(
        code=line["MaDonVi"],
        name=line["TenDonVi"],
        level=line["Cap"],
        kind=line["Loai"],
        parent=line["MaDonViCha"],
        valid_from=_day(line["TuNgay"]),
        valid_to=_day(line["DenNgay"]),
        tags=tuple(line["Nhan"].split(";")) if line["Nhan"] else (),
        row=tuple(line.values()),
    )


def _day(text: str) -> date | None:
    return datetime.strptime(text, "%d/%m/%Y").date() if text else None  # noqa: DTZ007 - a local date


def _procedure(line: dict[str, str]) -> Procedure:
    return Procedure(
        levels=tuple(line.pop("levels").split(";")),
        days=int(line.pop("days")),
        fee=int(line.pop("fee")),
        popularity=int(line.pop("popularity")),
        **line,
    )
