"""What a process needs before a flow can run in it: settings of Prefect, a server, and logs.

Prefect reads its settings when it is imported, so this module does not import it.
"""

import logging
import os
from logging.handlers import RotatingFileHandler
from pathlib import Path

from rich.console import Console
from rich.logging import RichHandler

from flows.prefect_server import refuse_dead_server, start_server
from tasks.request import is_under_worker
from warehouse.errors import ConfigurationError
from warehouse.home import home_folder
from warehouse.messages import tell

DETAIL = "kybaocao.detail"  # tracebacks: to the file only
OUR_LOGGERS = ("flows", "tasks", "expectations", "warehouse", "report_templates")
_log = logging.getLogger(__name__)


def log_under_worker() -> None:
    """Send what the steps say to the home's file when a worker started this process; nothing under a command."""
    if is_under_worker() and not logging.getLogger(DETAIL).handlers:
        start_log(home_folder(), quiet=True)


def start_log(home: Path, *, quiet: bool = False) -> None:
    """Send what the steps say to a file of the home and, unless quiet, to stderr.

    Raises:
        ConfigurationError: nothing can be written in the home.
    """
    try:
        _log_to_file(home)
    except OSError as error:
        raise ConfigurationError(
            tell("Nothing can be written in {home}: {reason}.", home=home, reason=error.strerror),
            tell("Set KYBAOCAO_HOME to a folder of your own."),
            code="home-unusable",
        ) from error
    if not quiet:
        _log_to_stderr()


def prepare(home: Path, *, checks: bool = True) -> None:
    """Make this process one in which flows can run, with a Prefect server unless ``PREFECT_API_URL`` names one.

    While the server starts in a process of its own, this one imports what the run will need; with ``checks``, also
    Great Expectations.

    Raises:
        CycleFailed: there is no server where ``PREFECT_API_URL`` says, or our own does not start.
    """
    for name, value in prefect_settings(home).items():
        os.environ.setdefault(name, value)
    given = os.environ.get("PREFECT_API_URL")
    if given:
        refuse_dead_server(given)
        _import_slow_packages(checks=checks)
        return
    os.environ.setdefault("PREFECT_CLIENT_MAX_RETRIES", "3")  # our own server is there at once or gone for good
    server = start_server(home, os.environ)
    os.environ["PREFECT_API_URL"] = server.url
    _import_slow_packages(checks=checks)
    server.wait()


def _import_slow_packages(*, checks: bool) -> None:
    """Here and in order, not in a thread: a thread that imports cannot be interrupted."""
    _log.info(tell("starting Prefect"))
    import flows.cycle  # noqa: F401, PLC0415

    if checks:
        from expectations.run import import_engine  # noqa: PLC0415  # a run that loads nothing does without

        _log.info(tell("starting Great Expectations"))
        import_engine()


def prefect_settings(home: Path) -> dict[str, str]:
    """Prefect's settings for a run of its own; what the environment says already is kept."""
    return {
        "PREFECT_HOME": str(home / "prefect"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_LOGGING_LEVEL": "CRITICAL",  # a failed step shows once, as our own error
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
        "PREFECT_LOGGING_EXTRA_LOGGERS": ",".join(OUR_LOGGERS),
        "DO_NOT_TRACK": "1",
    }


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
