"""Synthetic exports for a plan, made in a home that holds no real data."""

import sys
from pathlib import Path

from rich.console import Console
from rich.progress import track

from warehouse.database import warehouse
from warehouse.errors import ConfigurationError
from warehouse.periods import Period
from warehouse.plans.catalogue import Plan
from warehouse.samples.export import write_sample_export


def write_demo_exports(home: Path, plan: Plan, months: list[Period], *, dossiers: int, seed: int, quiet: bool) -> Path:
    """Write one synthetic export per month into ``<home>/exports``; return that folder.

    Raises:
        ConfigurationError: the home holds real exports, which must not mix with synthetic ones.
    """
    with warehouse(home) as connection:
        real = connection.execute("select count(*) from raw.export where not is_synthetic").fetchone()
    if real and real[0]:
        raise ConfigurationError(
            f"{home} holds real exports; the demo will not mix synthetic ones in.",
            "Set KYBAOCAO_HOME to a new folder.",
        )
    source = home / "exports"
    console = Console(file=sys.stderr, quiet=quiet)
    for month in track(months, "Writing synthetic exports", console=console):
        write_sample_export(source, plan.province, month, dossiers=dossiers, seed=seed, calendar=plan.calendar)
    return source
