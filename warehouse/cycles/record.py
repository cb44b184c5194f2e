"""What a run of a cycle reached, written down as it goes: ``mart.cycle``.

In: the steps' order. Out: one row for each state, with time, person or schedule, exports and program. A run that
is killed leaves its last state; that nobody holds the home's lock any more says that it was cut off.
"""

import getpass
import hashlib
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from warehouse.database import machine_fault, warehouse_when_free
from warehouse.errors import DataHeld, KybaocaoError
from warehouse.figures.digests import code_version
from warehouse.figures.inputs import visible_exports
from warehouse.messages import tell
from warehouse.periods import VIETNAM, Period

_log = logging.getLogger(__name__)
_NEXT_STEP = {
    "started": "pull",
    "pulled": "check",
    "checked": "load",
    "loaded": "check",
    "computed": "render",
    "rendered": "publish",
    "published": "publish",
}


@dataclass
class Run:
    """One run of one cycle; ``step`` is the one that it is in."""

    home: Path
    plan_id: str
    province: str
    period: Period
    asked_by: str
    run_id: str = field(default_factory=lambda: uuid4().hex[:12])
    step: str = "pull"

    def reached(self, state: str, revision: int | None = None) -> None:
        """Keep that a state was reached; the step after it begins."""
        self._write(state, revision=revision)
        self.step = _NEXT_STEP.get(state, self.step)

    def ended_by(self, error: Exception) -> None:
        """Keep why the run ended; a home that cannot be written to keeps nothing, and the error itself is shown."""
        held = isinstance(error, DataHeld)
        known = error if isinstance(error, KybaocaoError) else machine_fault(error)
        message = known.message if known else type(error).__name__
        advice = known.advice if known else tell("See the log of the home.")
        code = known.code if known else "program-fault"
        try:
            self._write("held" if held else "failed", step=self.step, code=code, message=message, advice=advice)
        except Exception as second:
            _log.warning(tell("that the cycle ended could not be kept: {error}", error=second))

    def _write(self, state: str, revision: int | None = None, **ended: str) -> None:
        with warehouse_when_free(self.home) as connection:
            seen = [digest for _, digest in visible_exports(connection, self.province, self.period)]
            connection.execute(
                "insert into mart.cycle values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    self.run_id,
                    self.plan_id,
                    str(self.period),
                    datetime.now(VIETNAM).replace(tzinfo=None),
                    state,
                    self.asked_by,
                    hashlib.sha256("\n".join(seen).encode()).hexdigest() if seen else "",
                    code_version(),
                    revision,
                    *(ended.get(name) for name in ("step", "code", "message", "advice")),
                ],
            )


@contextmanager
def recorded(home: Path, plan_id: str, province: str, period: Period, asked_by: str = "") -> Iterator[Run]:
    """A run whose start and whose failure are kept; its steps say themselves what they reached."""
    run = Run(home, plan_id, province, period, asked_by or this_person())
    run.reached("started")
    try:
        yield run
    except Exception as error:
        run.ended_by(error)
        raise


def this_person() -> str:
    """Who runs this process, by the name of the account."""
    with suppress(KeyError, OSError):
        return getpass.getuser()
    return f"uid {os.getuid()}"
