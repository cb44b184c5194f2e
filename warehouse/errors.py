"""The errors a person can act on: one line that says what is wrong, one that says what to do.

Everything else that is raised is a bug and keeps its traceback. ``errors.toml`` lists the codes: a code stands for
what a person must do, stays the same in every language and version, and belongs to one exit code.
"""

from functools import partial
from typing import Any


class KybaocaoError(Exception):
    """An error that is shown without a traceback; ``exit_code`` is the command's own, ``code`` of ``errors.toml``."""

    exit_code = 1
    is_transient = False

    def __init__(self, message: str, advice: str = "", *, code: str) -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice
        self.code = code
        self.details: dict[str, Any] = {}  # what else a program that reads the JSON needs

    def __str__(self) -> str:
        """Both lines: what a scheduler shows of an error is this."""
        return f"{self.message} {self.advice}".rstrip()

    def __reduce__(self) -> tuple[Any, tuple[Any, ...]]:
        """Survive pickling with both lines and the code: Prefect sends exceptions between processes."""
        return partial(type(self), code=self.code), (self.message, self.advice)


class CycleFailed(KybaocaoError):
    """The cycle could not finish (exit code 1)."""

    exit_code = 1


class ConfigurationError(KybaocaoError):
    """A plan, a period, a template or a setting is wrong (exit code 2)."""

    exit_code = 2


class DataRefused(KybaocaoError):
    """The delivered data were refused by the descriptor check or the gate (exit code 3)."""

    exit_code = 3


class DataHeld(DataRefused):
    """The data wait at the gate until a person accepts them by name (exit code 3).

    ``held`` names what must be accepted, such as ``rows-below-usual:ho_so``.
    """

    def __init__(self, message: str, advice: str = "", held: tuple[str, ...] = (), *, code: str = "gate-held") -> None:
        super().__init__(message, advice, code=code)
        self.held = held
        self.details = {"held": list(held)}

    def __reduce__(self) -> tuple[Any, tuple[Any, ...]]:
        """Survive pickling with what is held."""
        return partial(type(self), code=self.code), (self.message, self.advice, self.held)


class WarehouseBusy(CycleFailed):
    """Another process holds the warehouse; the same step may succeed in a moment."""

    is_transient = True


class NoWarehouse(CycleFailed):
    """There is nothing to read yet: no cycle has run."""


class WarehouseAway(CycleFailed):
    """The shared warehouse does not answer, or another change came first; the same step may succeed in a moment."""

    is_transient = True


class NotReady(DataRefused):
    """The source does not have the month yet; a later pull may find it (exit code 3)."""


class SourceFailed(CycleFailed):
    """The source could not be reached or broke off, after all the attempts that are due (exit code 1)."""


class NotSent(CycleFailed):
    """A notice or a report did not go out (exit code 1).

    ``transient``: the same may succeed in a moment; ``unclear``: the other side may have taken it all the same.
    """

    def __init__(
        self, message: str, advice: str = "", *, code: str, transient: bool = False, unclear: bool = False
    ) -> None:
        super().__init__(message, advice, code=code)
        self.is_transient = transient
        self.is_unclear = unclear
