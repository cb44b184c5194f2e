"""Who is told that a cycle failed, is held or is late: everyone once about each, by e-mail and webhook.

In: what happened. Out: how it stands with each recipient.
"""

import hashlib
import logging
import tomllib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from email.message import EmailMessage
from email.utils import formatdate
from functools import lru_cache, partial
from pathlib import Path
from string import Template
from typing import Any

from warehouse.errors import KybaocaoError
from warehouse.messages import tell
from warehouse.sending.ledger import Errand, Outcome, send_once
from warehouse.sending.mail import MailServer
from warehouse.sending.webhook import post, shown_address
from warehouse.words import word

_log = logging.getLogger(__name__)
_WORDING = Path(__file__).with_name("wording.toml")


@dataclass(frozen=True)
class Notice:
    """What happened to a cycle: ``kind`` failed, held or late, what is wrong and what to do."""

    kind: str
    plan_id: str
    period: str
    message: str
    advice: str
    next_command: str

    @property
    def about(self) -> str:
        """The same for the same event, however often a cycle runs into it."""
        return f"{self.kind}:{hashlib.sha256(self.message.encode()).hexdigest()[:16]}"

    @property
    def subject(self) -> str:
        """One line in Vietnamese."""
        return Template(wording()["subject"]).substitute(asdict(self), what=wording()["kinds"][self.kind])

    @property
    def text(self) -> str:
        """The whole notice in Vietnamese."""
        return Template(wording()["text"]).substitute(asdict(self), what=wording()["kinds"][self.kind])


@dataclass(frozen=True)
class Channels:
    """Where notices go: addresses by a mail server, and a web address."""

    mail: MailServer | None = None
    addresses: tuple[str, ...] = ()
    webhook: str = ""


def send_notice(home: Path, notice: Notice, channels: Channels) -> list[Outcome]:
    """Send a notice to everyone who has not had it; what cannot be sent is logged and tried at the next event."""
    outcomes = []
    for errand, send in _errands(notice, channels):
        try:
            outcome = send_once(home, errand, send)
        except KybaocaoError as error:
            # the warehouse itself may be what failed: then the notice goes out without its record
            _log.warning("%s", error)
            outcome = _unrecorded(errand, send)
        outcomes.append(outcome)
        if outcome.is_new:
            _log.info(
                tell(
                    "notice to {recipient}: {state} {note}",
                    recipient=outcome.address,
                    state=word(outcome.state),
                    note=outcome.said,
                )
            )
    return outcomes


def _errands(notice: Notice, channels: Channels) -> Iterator[tuple[Errand, "partial[str]"]]:
    to = partial(Errand, "notice", notice.plan_id, notice.period, notice.about)
    if channels.mail:
        for address in channels.addresses:
            yield to("email", address), partial(channels.mail.send, _message(notice, channels.mail, address), address)
    if channels.webhook:
        document = asdict(notice) | {"text": notice.text}
        errand = to("webhook", shown_address(channels.webhook))
        yield errand, partial(post, channels.webhook, document, message_key(errand))


def _unrecorded(errand: Errand, send: "partial[str]") -> Outcome:
    try:
        return Outcome(errand.channel, errand.address, "sent", 1, send(), is_new=True)
    except KybaocaoError as error:
        return Outcome(errand.channel, errand.address, "failed", 1, str(error), is_new=True)


def message_key(errand: Errand) -> str:
    """The same for every try of an errand, so that the other side can drop a second one."""
    return hashlib.sha256("\n".join(errand.key).encode()).hexdigest()[:32]


def _message(notice: Notice, server: MailServer, address: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = server.sender, address, notice.subject
    message["Date"] = formatdate(localtime=True)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(notice.text)
    return message


@lru_cache
def wording() -> dict[str, Any]:
    """The Vietnamese sentences of notices and hand-over mails."""
    return tomllib.loads(_WORDING.read_text("utf-8"))
