"""The pages of ``--help`` in the reader's language, made of what the commands say about themselves.

In: the application. Out: its tree of commands, each with a page of ours in place of typer's English one.
"""

import shutil
import textwrap
from collections.abc import Iterator
from functools import partial
from typing import Any

import typer

from warehouse.messages import tell, translated

PROGRAM = "kybaocao"
_WIDEST_PAGE, _WIDEST_NAME = 100, 24


def command_tree(app: typer.Typer) -> Any:
    """The commands of an application, below the command that holds them all."""
    root = typer.main.get_command(app)
    for command in every_command(root):
        command.get_help = partial(help_page, command)
    return root


def every_command(command: Any) -> Iterator[Any]:
    """A command and all that are below it."""
    yield command
    for below in getattr(command, "commands", {}).values():
        yield from every_command(below)


def help_page(command: Any, context: Any) -> str:
    """How a command is typed, what it does, and what each argument, option and command below it means."""
    width = min(shutil.get_terminal_size().columns, _WIDEST_PAGE)
    arguments, options = _parameters(command)
    below = getattr(command, "commands", {})
    usage = [context.command_path, *(["[OPTIONS]"] if options else []), *map(placeholder, arguments)]
    parts = [tell("Usage: {command}", command=" ".join([*usage, *(["COMMAND ..."] if below else [])]))]
    parts += _paragraphs(command, width)
    parts += _section(tell("Arguments:"), [(_name(each), explained(each)) for each in arguments], width)
    options_told = [(_option(each), explained(each)) for each in options]
    parts += _section(tell("Options:"), [*options_told, ("--help", tell("Show this page."))], width)
    parts += _section(tell("Commands:"), [(name, told_help(each)) for name, each in below.items()], width)
    return "\n\n".join(parts)


def placeholder(argument: Any) -> str:
    """An argument as it stands in a usage line: in brackets when it may be left out."""
    shown = _name(argument) if argument.required else f"[{_name(argument)}]"
    return f"{shown}..." if argument.nargs == -1 else shown


def told_help(command: Any) -> str:
    """What a command does: the first paragraph of what it says of itself."""
    return " ".join(translated(command.help or "").split("\n\n")[0].split())


def explained(parameter: Any) -> str:
    """What an argument or an option means, and its default where that is a value to be read."""
    text = " ".join(translated(parameter.help or "").split())
    default = parameter.default
    if default in (None, "") or isinstance(default, bool) or callable(default) or "efault" in (parameter.help or ""):
        return text
    return " ".join((text, tell("Default: {value}.", value=default)))


def _parameters(command: Any) -> tuple[list[Any], list[Any]]:
    shown = [each for each in command.params if not each.hidden]
    arguments = [each for each in shown if each.param_type_name == "argument"]
    return arguments, [each for each in shown if each not in arguments]


def _name(argument: Any) -> str:
    return str(argument.metavar or argument.name).strip("[].…").upper()


def _option(option: Any) -> str:
    names = ", ".join(option.opts)
    if option.is_flag:
        return names
    choices = "|".join(map(str, option.type_descriptor.choices or ()))
    return f"{names} {option.metavar or choices or option.name.upper()}"


def _paragraphs(command: Any, width: int) -> list[str]:
    """What a command says of itself; a line break within a paragraph of a list of lines is kept."""
    text = translated(command.help or "").strip()
    lines = (textwrap.fill(line, width, initial_indent="  ", subsequent_indent="  ") for line in text.splitlines())
    return ["\n".join(lines)] if text else []


def _section(title: str, rows: list[tuple[str, str]], width: int) -> list[str]:
    """A title and two columns below it; a name that is too long has a line of its own."""
    if not rows:
        return []
    indent = min(max(len(name) for name, _ in rows), _WIDEST_NAME) + 4
    lines = [title]
    for name, text in rows:
        told = textwrap.wrap(text, max(width - indent, 20), break_on_hyphens=False) or [""]
        if len(name) + 4 > indent:
            lines.append(f"  {name}")
        else:
            lines.append(f"  {name:<{indent - 2}}{told.pop(0)}".rstrip())
        lines += [" " * indent + line for line in told]
    return ["\n".join(lines)]
