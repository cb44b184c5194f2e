"""Synthetic exports for a plan, in a home that holds no real data: delivered, or pulled from a practice server."""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import track

from warehouse.database import warehouse
from warehouse.errors import ConfigurationError
from warehouse.messages import tell
from warehouse.periods import Period
from warehouse.plans.catalogue import Plan
from warehouse.samples.export import write_sample_export
from warehouse.units.mergers import senders_of


def write_demo_exports(
    home: Path, plan: Plan, months: list[Period], *, dossiers: int, seed: int, quiet: bool, folder: str = "exports"
) -> Path:
    """Write one synthetic export per month into a folder of the home; return that folder.

    Raises:
        ConfigurationError: the home holds real exports, which must not mix with synthetic ones.
    """
    with warehouse(home) as connection:
        real = connection.execute("select count(*) from raw.export where not is_synthetic").fetchone()
    if real and real[0]:
        raise ConfigurationError(
            tell("{home} holds real exports; the demo will not mix synthetic ones in.", home=home),
            tell("Set KYBAOCAO_HOME to a new folder."),
            code="demo-in-real-home",
        )
    source = home / folder
    console = Console(file=sys.stderr, quiet=quiet)
    for month in track(months, tell("Writing synthetic exports"), console=console):
        write_sample_export(
            source,
            senders_of(plan.province).of(str(month)),
            month,
            dossiers=dossiers,
            seed=seed,
            calendar=plan.calendar,
            evaluation_only=plan.is_measured_by_portal,
        )
    return source


@contextmanager
def demo_exports(
    source: str, home: Path, plan: Plan, months: list[Period], *, dossiers: int, seed: int, quiet: bool
) -> Iterator[str]:
    """Where the synthetic exports are to be had: ``folder``, the home's own, or ``portal``, a practice server.

    Raises:
        ConfigurationError: another source, or the home holds real exports.
    """
    if source not in ("folder", "portal"):
        raise ConfigurationError(
            tell("--source '{source}' is not known.", source=source), tell("Use folder or portal."), code="usage-wrong"
        )
    into = {"folder": "exports", "portal": "portal"}[source]
    written = write_demo_exports(home, plan, months, dossiers=dossiers, seed=seed, quiet=quiet, folder=into)
    if source == "folder":
        yield str(written)
        return
    with practice_server(written) as address:
        yield address


@contextmanager
def practice_server(folder: Path) -> Iterator[str]:
    """The address of a practice server in its own process, with an account that is this process's own."""
    os.environ["KYBAOCAO_SOURCE_USER"], os.environ["KYBAOCAO_SOURCE_PASSWORD"] = "demo", secrets.token_urlsafe(16)
    command = [sys.executable, "-m", "flows", "portal", "--port", "0", "--source", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield (process.stdout.readline() if process.stdout else "").strip()
        finally:
            process.terminate()
