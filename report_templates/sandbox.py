"""The only Jinja environment: sandboxed, strict about names, escaping every value."""

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

TEMPLATE_ERRORS = (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, OSError)
"""What a faulty template raises when it is filled with plain texts."""


def environment() -> ImmutableSandboxedEnvironment:
    """A fresh environment; templates see texts and lists, no functions of ours and no globals."""
    made = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    made.globals.clear()
    return made
