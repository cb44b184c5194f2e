"""Hand over: a published report to those who are to have it; doing it again serves only who has not got it."""

import logging
import os

from tasks.notify import mail_server
from warehouse.errors import KybaocaoError
from warehouse.figures.revisions import Revision
from warehouse.home import home_folder
from warehouse.messages import tell
from warehouse.sending.handover import Report, hand_over
from warehouse.sending.ledger import Outcome
from warehouse.sending.recipients import read_recipients
from warehouse.words import word

_log = logging.getLogger(__name__)


def deliver(revision: Revision, again: str = "") -> list[Outcome]:
    """How a revision stands with each of its recipients, after whoever lacks it was served."""
    home = home_folder()
    recipients = read_recipients(home, revision.plan_id)
    if not recipients:
        return []
    link = os.environ.get("KYBAOCAO_LINK", "")
    return hand_over(Report(home, revision), recipients, mail_server(), link, again)


def deliver_quietly(revision: Revision) -> None:
    """The same at the end of a cycle or an approval: what goes wrong is logged, for the report stays published."""
    try:
        for outcome in deliver(revision):
            _log.info(
                tell(
                    "report to {recipient}: {state} {note}",
                    recipient=outcome.address,
                    state=word(outcome.state),
                    note=outcome.said,
                )
            )
    except KybaocaoError as error:
        _log.warning(tell("not handed over: {error}", error=error))
