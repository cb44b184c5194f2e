"""What an export shows of a cohort: the dossiers that changed in its window, as they stood at its end.

In: a cohort and the two ends of a window. Out: :class:`Snapshot`, one entry per dossier shown.
"""

from dataclasses import dataclass

import numpy as np

from warehouse.samples.cohort import NEVER, NORMAL, REFUSED, STOPPED, WITHDRAWN, Cohort
from warehouse.samples.workload import Integers

TAKEN_UP = 259_200  # three days after its receipt a dossier is in work


@dataclass(frozen=True)
class Snapshot:
    """The shown dossiers by their place in the cohort, with status and last change at ``until``."""

    cohort: Cohort
    until: int  # the last second that the export knows
    places: Integers
    status: Integers
    updated: Integers

    def known(self, name: str) -> Integers:
        """The instants of an event for the shown dossiers, NEVER where it lies ahead."""
        instants = getattr(self.cohort, name)[self.places]
        return np.where(instants <= self.until, instants, NEVER)


def take_snapshot(cohort: Cohort, after: int, until: int) -> Snapshot:
    """The dossiers whose last change known at ``until`` lies after ``after``."""
    status = _status(cohort, until)
    updated = _last_change(cohort, until)
    places = np.flatnonzero((updated > after) & (cohort.submitted <= until))
    return Snapshot(cohort, until, places, status[places], updated[places])


def _status(cohort: Cohort, now: int) -> Integers:
    """TrangThaiHoSo of every dossier of the cohort at an instant."""
    ended = cohort.finished <= now
    cases = [
        (cohort.received > now, 1),
        (cohort.outcome == REFUSED, 3),
        (ended & (cohort.outcome == WITHDRAWN), 7),
        (ended & (cohort.outcome == STOPPED), 8),
        (cohort.returned <= now, 10),
        (ended, 9),
        ((cohort.asked <= now) & (cohort.answered > now), 5),
        ((cohort.obliged <= now) & (cohort.released > now), 6),
        (cohort.received + TAKEN_UP > now, 2),
    ]
    return np.select([case for case, _ in cases], [code for _, code in cases], default=4)


def _last_change(cohort: Cohort, now: int) -> Integers:
    accepted = cohort.outcome != REFUSED
    events = [
        cohort.submitted,
        cohort.received,
        *(np.where(accepted, each, NEVER) for each in (cohort.asked, cohort.answered)),
        *(np.where(accepted, each, NEVER) for each in (cohort.obliged, cohort.released, cohort.finished)),
        np.where(cohort.outcome == NORMAL, cohort.returned, NEVER),
    ]
    return np.asarray(np.max([np.where(event <= now, event, 0) for event in events], axis=0))
