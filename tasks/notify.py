"""Notify: those whom the environment names hear of a cycle that failed, is held or is late; each once."""

import logging
import os
from pathlib import Path

from tasks.secret_block import read_secret_block
from warehouse.database import machine_fault
from warehouse.errors import DataHeld, KybaocaoError
from warehouse.home import home_folder
from warehouse.messages import tell
from warehouse.sending.ledger import Outcome
from warehouse.sending.mail import MailServer, read_mail_server
from warehouse.sending.notices import Channels, Notice, send_notice

_log = logging.getLogger(__name__)


def notify(kind: str, plan_id: str, period: str, error: BaseException) -> list[Outcome]:
    """Tell of an error; never in the way of the error itself. Nobody is told where nothing is set."""
    home = home_folder()
    known = error if isinstance(error, KybaocaoError) else machine_fault(error)
    message = known.message if known else tell("{fault} in the program itself.", fault=type(error).__name__)
    advice = known.advice if known else tell("The log of the run says more: {file}.", file=_log_file(home))
    commands = {
        "held": f"kybaocao accept {plan_id} {period} --rule {_rule(error)} --by … --reason …",
        "failed": f"kybaocao run {plan_id} {period}",
        "late": f"kybaocao run {plan_id} {period}",
    }
    if known is None:
        _log.error("%s", message, exc_info=error)
    try:
        return send_notice(home, Notice(kind, plan_id, period, message, advice, commands[kind]), _channels())
    except KybaocaoError as wrong:  # a mistake in the settings must not hide what happened
        _log.error(tell("nobody was told: {error}", error=wrong))
        return []


def mail_server() -> MailServer | None:
    """The office's mail server, as the environment or a Secret block says."""
    return read_mail_server(os.environ, read_secret_block)


def _channels() -> Channels:
    addresses = os.environ.get("KYBAOCAO_NOTIFY_TO", "").replace(",", " ").split()
    return Channels(mail_server(), tuple(dict.fromkeys(addresses)), os.environ.get("KYBAOCAO_WEBHOOK", ""))


def _rule(error: BaseException) -> str:
    return error.held[0] if isinstance(error, DataHeld) and error.held else "…"


def _log_file(home: Path) -> Path:
    return home / "logs" / "kybaocao.log"
