"""Who we are at a source: from the environment or a Prefect Secret block, and shown nowhere."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from warehouse.errors import ConfigurationError
from warehouse.messages import tell

_SHORTEST_SECRET = 3


@dataclass(frozen=True)
class Credentials:
    """User, password and key of a source; the last two are kept out of every repr."""

    user: str | None = None
    password: str | None = field(default=None, repr=False)
    key: str | None = field(default=None, repr=False)

    def scrubbed(self, text: str) -> str:
        """Text of a library or a server on one short line, without our secrets in it."""
        for secret in (self.password, self.key):
            if secret and len(secret) >= _SHORTEST_SECRET:
                text = text.replace(secret, "***")
        return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:300]


def environment_credentials(environment: Mapping[str, str] = os.environ) -> Credentials:
    """``KYBAOCAO_SOURCE_USER``, ``_PASSWORD`` and ``_KEY``; an empty value is none."""
    return Credentials(
        environment.get("KYBAOCAO_SOURCE_USER") or None,
        environment.get("KYBAOCAO_SOURCE_PASSWORD") or None,
        environment.get("KYBAOCAO_SOURCE_KEY") or None,
    )


def secret_credentials(value: object) -> tuple[str | None, Credentials]:
    """The source and the credentials that a Secret block holds: ``source``, ``user``, ``password``, ``key``.

    Raises:
        ConfigurationError: the block holds something else; whoever made it must write it again.
    """
    advice = tell('Store JSON such as {{"source": "sftp://…", "user": "…", "password": "…"}}.')
    try:
        block = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        block = None
    if not isinstance(block, Mapping) or not all(isinstance(text, str) for text in block.values()):
        raise ConfigurationError(
            tell("The Prefect Secret block holds no object of texts."), advice, code="source-credentials"
        )
    unknown = sorted(set(block) - {"source", "user", "password", "key"})
    if unknown:
        raise ConfigurationError(
            tell("The Prefect Secret block has {count} unknown settings.", count=len(unknown)),
            advice,
            code="source-credentials",
        )
    return block.get("source"), Credentials(block.get("user"), block.get("password"), block.get("key"))


def require_credentials(credentials: Credentials, text: str, *, key_is_enough: bool = False) -> None:
    """Nothing, when there are a user and a password.

    Raises:
        ConfigurationError: one is missing; the operator must set it.
    """
    secret = credentials.password or (credentials.key if key_is_enough else None)
    if not credentials.user or not secret:
        missing = "KYBAOCAO_SOURCE_USER" if not credentials.user else "KYBAOCAO_SOURCE_PASSWORD"
        raise ConfigurationError(
            tell("{source} needs credentials and {missing} is not set.", source=text, missing=missing),
            tell("Set it in the environment of the service, or name a Prefect Secret block as the source."),
            code="source-credentials",
        )
