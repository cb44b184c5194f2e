"""The only Jinja environment: sandboxed, strict about names, escaping every value."""

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment


def environment() -> ImmutableSandboxedEnvironment:
    """A fresh environment; templates see texts and lists, no functions of ours and no globals."""
    made = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    made.globals.clear()
    return made
