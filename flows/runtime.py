"""What a process needs before a flow can run in it: settings of Prefect, logs, and a head start.

Prefect reads its settings when it is imported, so this module does not import it.
"""

import logging
import os
import threading
from importlib import import_module
from logging.handlers import RotatingFileHandler
from pathlib import Path

from rich.console import Console
from rich.logging import RichHandler

DETAIL = "kybaocao.detail"  # tracebacks: to the file only
OUR_LOGGERS = ("flows", "tasks", "expectations", "warehouse", "report_templates")


def prepare(home: Path, *, quiet: bool = False) -> None:
    """Settle Prefect's settings for this process and send our log to stderr and to a file."""
    for name, value in {
        "PREFECT_HOME": str(home / "prefect"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_LOGGING_LEVEL": "CRITICAL",  # a failed step shows once, as our own error
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
        "PREFECT_LOGGING_EXTRA_LOGGERS": ",".join(OUR_LOGGERS),
        "DO_NOT_TRACK": "1",
        "GX_ANALYTICS_ENABLED": "false",
    }.items():
        os.environ.setdefault(name, value)
    _log_to_file(home)
    if not quiet:
        _log_to_stderr()


def warm_up() -> None:
    """Import the slow packages of the check while Prefect's server starts in its own process."""
    threading.Thread(target=import_module, args=("great_expectations",), daemon=True).start()


def _log_to_stderr() -> None:
    handler = RichHandler(console=Console(stderr=True), show_path=False, omit_repeated_times=False)
    handler.setLevel(logging.INFO)
    for name in OUR_LOGGERS:
        _settled(name).addHandler(handler)


def _log_to_file(home: Path) -> None:
    (home / "logs").mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(home / "logs" / "kybaocao.log", maxBytes=5_000_000, backupCount=5, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    for name in (*OUR_LOGGERS, DETAIL):
        _settled(name).addHandler(handler)


def _settled(name: str) -> logging.Logger:
    logger = logging.getLogger(name)
    logger.setLevel(logging.INFO)
    logger.propagate = False  # else Prefect's root handler prints every line a second time
    return logger
