"""What every kind of place can do, and how patient we are with it."""

import ssl
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from warehouse.exports.export import Export

Progress = Callable[[str, int, int], None]
"""Hears the unit ("bytes" or "rows"), how many are done and how many there will be."""


@dataclass(frozen=True)
class Errand:
    """One month to bring: into ``draft``, which may hold whole files of an interrupted pull."""

    province: str
    month: str
    draft: Path
    progress: Progress


class Place(Protocol):
    """Where exports lie. A new kind of source is one more of these, named in ``kinds.py``."""

    @property
    def retries(self) -> int:
        """How often something was asked again."""

    @property
    def lists_months(self) -> bool:
        """Whether it can say which months it has, without being asked for one."""

    def months(self, province: str) -> tuple[str, ...]:
        """The months of a province that lie there, oldest first."""

    def recognise(self, province: str, month: str, landed: Sequence[Export]) -> Export | None:
        """The landed version that this place offers again, found without fetching its files.

        Raises:
            NotReady: the place does not have the month yet.
        """

    def bring(self, errand: Errand) -> None:
        """Fill the draft with the month's files and a descriptor that says what they are.

        Raises:
            DataRefused, SourceFailed, ConfigurationError: as each says.
        """

    def close(self) -> None:
        """Let go of connections and temporary files."""


@dataclass(frozen=True)
class Patience:
    """Times in seconds, and sizes: when to try again, and when to stop."""

    retries: int = 6
    first_pause: float = 0.5
    longest_pause: float = 30
    longest_silence: float = 60
    longest_asked_pause: float = 900
    slow_after: float = 20
    least_rate: float = 1024
    largest_page: int = 256 << 20
    page_rows: int = 2000


def distrusted(error: BaseException) -> bool:
    """Whether somewhere behind an error a certificate was not to be trusted."""
    return any(
        isinstance(each, ssl.SSLCertVerificationError) or "CERTIFICATE_VERIFY_FAILED" in str(each)
        for each in causes(error)
    )


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error and what caused it, innermost last."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
