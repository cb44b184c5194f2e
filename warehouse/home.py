"""The office's own folder: its warehouse, outputs, plans and units."""

import os
from pathlib import Path


def home_folder() -> Path:
    """``KYBAOCAO_HOME``, or ``./var``."""
    return Path(os.environ.get("KYBAOCAO_HOME", "var")).expanduser().resolve()
