"""What a command can do without until something needs it.

DuckDB imports pandas, which takes a second, as soon as it binds its first value. Only Great Expectations needs it.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def pandas_hidden() -> Iterator[None]:
    """Within the block pandas cannot be imported until :func:`show_pandas`, unless it has been already."""
    sys.modules.setdefault("pandas", None)  # type: ignore[arg-type]  # None: Python's own sign for "not to be found"
    try:
        yield
    finally:
        show_pandas()


def show_pandas() -> None:
    """From here on pandas can be imported."""
    if sys.modules.get("pandas", ...) is None:
        del sys.modules["pandas"]
