"""E-mail by the office's own server: one message to one address, and what is wrong when it does not take it.

In: the settings of a mail server and a message. Out: the server's answer, or :class:`NotSent`.
"""

import smtplib
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any
from urllib.parse import urlsplit

from warehouse.errors import ConfigurationError, NotSent
from warehouse.messages import tell

_PORTS = {"smtp": 25, "smtps": 465}
_SECONDS = 30


@dataclass(frozen=True)
class MailServer:
    """Where mail goes out, as whom; ``smtp`` takes STARTTLS where the server offers it, ``smtps`` is TLS at once."""

    scheme: str
    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)

    def send(self, message: EmailMessage, address: str) -> str:
        """The server's answer when it has taken the message for the address.

        Raises:
            NotSent: it has not; says whether it may later, and whether it may have taken it all the same.
        """
        try:
            with self._connected() as server:
                _answered(server.mail(self.sender), tell("the sender"))
                _answered(server.rcpt(address), address)
                return _handed_over(server, message)
        except smtplib.SMTPAuthenticationError as error:
            raise NotSent(
                tell("{host} refuses our user ({code}).", host=self.host, code=error.smtp_code),
                _advice(),
                code="not-sent",
            ) from None
        except ssl.SSLError as error:
            raise NotSent(
                tell("{host}: its certificate cannot be trusted: {reason}.", host=self.host, reason=error.reason),
                _advice(),
                code="not-sent",
            ) from None
        except (OSError, smtplib.SMTPException) as error:
            raise NotSent(
                tell("{host}:{port} cannot be reached: {error}.", host=self.host, port=self.port, error=error),
                _advice(),
                transient=True,
                code="not-sent",
            ) from None

    def _connected(self) -> smtplib.SMTP:
        trusted = ssl.create_default_context()
        if self.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=_SECONDS, context=trusted)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=_SECONDS)
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=trusted)
                server.ehlo()
            elif self.user and self.host not in ("localhost", "127.0.0.1", "::1"):
                server.close()
                raise NotSent(
                    tell("{host} offers no TLS, so the password was not sent.", host=self.host),
                    tell("Use smtps://host:465."),
                    code="not-sent",
                )
        if self.user:
            server.login(self.user, self.password)
        return server


def _advice() -> str:
    return tell("Check KYBAOCAO_SMTP_URL, KYBAOCAO_SMTP_USER and KYBAOCAO_SMTP_PASSWORD.")


def _answered(answer: tuple[int, bytes], who: str) -> None:
    code, text = answer
    if code >= 400:
        shown = text.decode("utf-8", "replace").replace("\n", " ")[:200]
        raise NotSent(
            tell("The mail server refused {part} ({code} {text}).", part=who, code=code, text=shown),
            tell("Correct the address."),
            transient=code < 500,
            code="not-sent",
        )


def _handed_over(server: smtplib.SMTP, message: EmailMessage) -> str:
    """Send the content; when the line breaks here nobody knows whether it was taken."""
    content = message.as_bytes(policy=SMTP)
    try:
        code, text = server.data(content)
    except smtplib.SMTPDataError as error:
        _answered(
            (error.smtp_code, bytes(error.smtp_error) if isinstance(error.smtp_error, bytes) else b""),
            tell("the message"),
        )
        raise
    except (OSError, smtplib.SMTPServerDisconnected):
        raise NotSent(
            tell("The mail server broke off while it took the message; it may have been delivered."),
            tell("Ask the recipient; if it did not arrive, send it again by --again."),
            unclear=True,
            code="sent-unclear",
        ) from None
    _answered((code, text), tell("the message"))
    with suppress(OSError, smtplib.SMTPException):
        server.quit()
    return f"{code} {text.decode('utf-8', 'replace')[:100]}"


def read_mail_server(environment: Mapping[str, str], read_secret: Callable[[str], Any]) -> MailServer | None:
    """The server that ``KYBAOCAO_SMTP_URL`` names, or the Secret block that it names; none when it is not set.

    Raises:
        ConfigurationError: it is no address of a mail server, or holds a password.
    """
    url, user = environment.get("KYBAOCAO_SMTP_URL", ""), environment.get("KYBAOCAO_SMTP_USER", "")
    password = environment.get("KYBAOCAO_SMTP_PASSWORD", "")
    if url.startswith("prefect://"):
        block = read_secret(url.removeprefix("prefect://"))
        if not isinstance(block, Mapping):
            raise ConfigurationError(
                tell("The Secret block of the mail server holds no object."),
                tell('Store JSON such as {{"url": "smtps://host:465", "user": "…", "password": "…"}}.'),
                code="setting-wrong",
            )
        url, user, password = (str(block.get(key, "")) for key in ("url", "user", "password"))
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname or parts.password or parts.username:
        raise ConfigurationError(
            tell("KYBAOCAO_SMTP_URL is no address of a mail server."),
            tell(
                "Write smtp://host:587 or smtps://host:465, without user and password: they have settings of their own."
            ),
            code="setting-wrong",
        )
    sender = environment.get("KYBAOCAO_SMTP_FROM") or (user if "@" in user else f"kybaocao@{parts.hostname}")
    return MailServer(parts.scheme, parts.hostname, parts.port or _PORTS[parts.scheme], sender, user, password)
