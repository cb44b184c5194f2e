"""The value of a Prefect Secret block; Prefect is imported only when a source names one."""

from typing import Any

from warehouse.errors import ConfigurationError
from warehouse.messages import tell


def read_secret_block(name: str) -> Any:
    """What the block holds.

    Raises:
        ConfigurationError: Prefect knows no such block; the operator must make it.
    """
    from prefect.blocks.system import Secret  # noqa: PLC0415  # takes seconds, and most sources need none

    try:
        block: Any = Secret.load(name)  # a block, not a coroutine, where no event loop runs
        return block.get()
    except ValueError:
        raise ConfigurationError(
            tell("Prefect has no Secret block '{name}'.", name=name),
            tell("Make it in Prefect's pages under Blocks, on the server that PREFECT_API_URL names."),
            code="source-credentials",
        ) from None
