"""Attempts at something that may fail for a moment: how many, and how long apart."""

from collections.abc import Callable, Iterator

import stamina
from stamina.instrumentation import set_on_retry_hooks

from warehouse.exports.places.place import Patience

set_on_retry_hooks([])  # we log each fault in our own words


def tries(patience: Patience, is_worth_again: Callable[[Exception], bool | float]) -> Iterator[stamina.Attempt]:
    """One context after another, until one of them ends without an error or the patience is over.

    ``is_worth_again`` says of an error whether to try again, or after how many seconds at least.
    """
    yield from stamina.retry_context(
        on=is_worth_again,
        attempts=patience.retries + 1,
        timeout=None,
        wait_initial=patience.first_pause,
        wait_max=patience.longest_pause,
        wait_jitter=patience.first_pause,
    )
