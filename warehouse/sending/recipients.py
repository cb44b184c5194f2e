"""Who receives the published reports of which plans: ``<home>/recipients.toml`` as values.

In: the file, which may be missing. Out: :class:`Recipient` values, or what is wrong and where.
"""

import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from warehouse.errors import ConfigurationError
from warehouse.messages import tell
from warehouse.plans.types import Filled, Setting, Texts

RECIPIENTS_FILE = "recipients.toml"


class Recipient(Setting):
    """One address of a report: an e-mail address, a folder of this machine or network, or ``s3://bucket/folder``.

    ``plans`` and ``what`` (names of files) are all when empty; ``deliver_when`` says what a report must be first.
    """

    kind: Literal["email", "folder", "s3"]
    address: Filled
    plans: Texts = ()
    what: Annotated[tuple[Annotated[str, Field(pattern=r"^[\w.-]+$")], ...], Field(strict=False)] = ()
    deliver_when: Literal["approved", "published"] = "approved"


class _Listed(Setting):
    recipient: Annotated[tuple[Recipient, ...], Field(strict=False)] = ()


def read_recipients(home: Path, plan_id: str) -> list[Recipient]:
    """The recipients of a plan's reports, in the order of the file.

    Raises:
        ConfigurationError: the file has a mistake; whoever wrote it corrects the place that is named.
    """
    path = home / RECIPIENTS_FILE
    if not path.exists():
        return []
    try:
        listed = _Listed.model_validate(tomllib.loads(path.read_text("utf-8-sig")))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(
            tell("{path} is not TOML in UTF-8: {error}.", path=path, error=error),
            tell("Correct the line that it names."),
            code="setting-wrong",
        ) from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = " ".join(str(part + 1) if isinstance(part, int) else part for part in first["loc"])
        raise ConfigurationError(
            tell("{file}: {fault}.", file=f"{path}, {place}", fault=first["msg"]),
            tell("Correct that setting."),
            code="setting-wrong",
        ) from None
    return [each for each in listed.recipient if not each.plans or plan_id in each.plans]
