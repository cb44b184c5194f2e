"""What is wrong with a command line, as one of our errors: typer says it in English only."""

import re
from typing import Any

from flows.help_pages import PROGRAM, placeholder
from warehouse.errors import ConfigurationError
from warehouse.messages import tell

_NO_COMMAND = re.compile(r"No such command '(.*?)'")
_TOO_MANY = re.compile(r"unexpected extra arguments? ?\(?s?\)? \((.*)\)")


def usage_fault(error: Any) -> ConfigurationError:
    """The error of a command line that cannot be read, with the page that says how it is typed."""
    command = error.ctx.command_path if error.ctx else PROGRAM
    return ConfigurationError(_in_words(error), tell("See: {command} --help.", command=command), code="usage-wrong")


def _in_words(error: Any) -> str:
    kind = type(error).__name__
    if kind == "MissingParameter":
        return tell("{name} is missing.", name=_named(error.param))
    if kind == "NoSuchOption":
        return _no_option(error.option_name, error.possibilities or ())
    if kind == "BadOptionUsage":
        is_flag = "does not take" in error.message
        named = {"option": error.option_name}
        return tell("{option} takes no value.", **named) if is_flag else tell("{option} needs a value.", **named)
    if kind == "BadParameter":
        unusable = tell("The value of {name} cannot be used.", name=_named(error.param))
        return " ".join(filter(None, (unusable, _remedy(error.param))))
    return _of_commands(error.message)


def _named(parameter: Any) -> str:
    if parameter is None:
        return "?"
    return placeholder(parameter) if parameter.param_type_name == "argument" else str(parameter.opts[0])


def _no_option(option: str, alike: Any) -> str:
    fault = tell("There is no option {option}.", option=option)
    return " ".join((fault, tell("Did you mean {options}?", options=", ".join(sorted(alike))))) if alike else fault


def _remedy(parameter: Any) -> str:
    """What the value may be, as far as the command says it."""
    shape = getattr(parameter, "type_descriptor", None)
    if shape is None:
        return ""
    if shape.choices:
        return tell("Use one of: {words}.", words=", ".join(map(str, shape.choices)))
    if shape.annotation not in (int, float):
        return ""
    least, most = getattr(parameter, "min", None), getattr(parameter, "max", None)
    if least is not None and most is not None:
        return tell("Give a number from {least} to {most}.", least=least, most=most)
    if least is not None:
        return tell("Give a number, {least} or more.", least=least)
    return tell("Give a number.")


def _of_commands(message: str) -> str:
    if found := _NO_COMMAND.search(message):
        return tell("There is no command {name}.", name=found[1])
    if found := _TOO_MANY.search(message):
        return tell("Too much was typed: {words}.", words=found[1])
    return tell("A command is missing.") if message.startswith("Missing command") else message
