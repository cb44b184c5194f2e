"""The office's own folder: its warehouse, outputs, plans and units."""

import os
from pathlib import Path


def home_folder() -> Path:
    """``KYBAOCAO_HOME``, or ``./var``."""
    return Path(os.environ.get("KYBAOCAO_HOME", "var")).expanduser().resolve()


def stage_folder(home: Path) -> Path:
    """Where exports on their way in stand, each in a folder of its own, and the scratch files of computations."""
    return home / "stage"


def outputs_folder(home: Path) -> Path:
    """``KYBAOCAO_OUTPUTS``, or ``outputs`` in the home: where reports are published."""
    named = os.environ.get("KYBAOCAO_OUTPUTS", "").strip()
    return Path(named).expanduser().resolve() if named else home / "outputs"
