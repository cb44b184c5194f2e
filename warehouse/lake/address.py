"""Which warehouse is asked for: the home's own file, or a lake that many machines share.

In: ``KYBAOCAO_WAREHOUSE`` and ``KYBAOCAO_WAREHOUSE_DATA``. Out: a :class:`Lake`, or none.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from warehouse.errors import ConfigurationError
from warehouse.messages import tell

LAKE = "ducklake:postgres:"
_PASSWORD = re.compile(r"password\s*=|://[^/@]*:[^/@]*@", re.IGNORECASE)


@dataclass(frozen=True)
class Lake:
    """A catalogue as PostgreSQL's clients name it, and where the rows lie; empty: where the catalogue says."""

    catalogue: str
    rows: str = ""


def asked_lake() -> Lake | None:
    """The lake that the environment names; none for the file in the home.

    Raises:
        ConfigurationError: it names something else, or writes a password down.
    """
    asked = os.environ.get("KYBAOCAO_WAREHOUSE", "").strip()
    if not asked or asked.endswith("warehouse.duckdb"):
        return None
    catalogue = asked.removeprefix(LAKE)
    if catalogue == asked or not catalogue:
        raise ConfigurationError(
            tell("KYBAOCAO_WAREHOUSE names no warehouse that there is."),
            tell("Unset it, or write {example}.", example=f"{LAKE}dbname=kybaocao host=HOST user=USER"),
            code="lake-wrong",
        )
    if _PASSWORD.search(catalogue):
        raise ConfigurationError(
            tell("KYBAOCAO_WAREHOUSE holds a password."),
            tell("Take it out and set PGPASSWORD, or write it into ~/.pgpass."),
            code="lake-wrong",
        )
    rows = os.environ.get("KYBAOCAO_WAREHOUSE_DATA", "").strip()
    return Lake(catalogue, rows if not rows or "://" in rows else str(Path(rows).expanduser().absolute()))
