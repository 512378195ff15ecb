"""The commands of the app as its `--help` tells of them, and the README's reference page made of that."""

import inspect
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from typer.main import get_command

import cli

SHARED = 5
"""An option that so many commands have in the same words is told of once."""
EXAMPLES = ("Example:", "Examples:")


class Command(NamedTuple):
    """A command with the words that call it."""

    words: str
    command: Any

    @property
    def arguments(self) -> list[Any]:
        return [each for each in self.command.params if each.param_type_name == "argument"]

    @property
    def options(self) -> list[Any]:
        return [each for each in self.command.params if each.param_type_name == "option"]

    @property
    def examples(self) -> list[str]:
        heading, *lines = (self.command.epilog or "").split("\n\n")
        return lines if heading in EXAMPLES else []


def commands(group: Any = None, words: str = "claimboard") -> Iterator[Command]:
    """Yield every command that does something, in the order of `--help`."""
    group = group or get_command(cli.app)
    for name, command in group.commands.items():
        inner = getattr(command, "commands", {})
        if not inner or command.invoke_without_command:
            yield Command(f"{words} {name}", command)
        if inner:
            yield from commands(command, f"{words} {name}")


def reference() -> str:
    """Return the reference page: what all commands share, then each command."""
    found = list(commands())
    told = Counter(_option(option) for each in found for option in each.options)
    shared = {
        line: option for each in found for option in each.options if told[line := _option(option)] >= SHARED
    }
    lines = ["Options of many commands:", ""]
    lines += shared
    lines += ["", "Of `claimboard` itself, before the command:", ""]
    lines += [_option(each) for each in get_command(cli.app).params]
    for each in found:
        lines += ["", f"### {_synopsis(each)}", "", *_prose(each.command.help)]
        own = [_option(option) for option in each.options]
        rows = [_argument(argument) for argument in each.arguments] + [
            row for row in own if row not in shared
        ]
        lines += ["", *rows] if rows else []
        if also := [f"`{shared[row].opts[0]}`" for row in own if row in shared]:
            lines += ["", f"Also {', '.join(also)}."]
        lines += ["", "```sh", *each.examples, "```"]
    return "\n".join(lines) + "\n"


def _synopsis(each: Command) -> str:
    named = []
    for argument in each.arguments:
        name = f"{argument.metavar}{'...' if argument.nargs == -1 else ''}"
        named.append(name if argument.required else f"[{name}]")
    return f"`{' '.join([each.words, *named])}`"


def _prose(help: str) -> list[str]:
    paragraphs = inspect.cleandoc(help).split("\n\n")
    return "\n\n".join(" ".join(each.split()) for each in paragraphs).splitlines()


def _argument(argument: Any) -> str:
    return f"- `{argument.metavar}`: {_value(argument, argument.help)}"


def _option(option: Any) -> str:
    spellings = ", ".join(sorted(option.opts, key=lambda each: (each.startswith("--"), each)))
    value = "" if option.is_flag else f" {option.metavar or '|'.join(choices(option)) or option.name.upper()}"
    return f"- `{spellings}{value}`: {_value(option, option.help)}"


def _value(param: Any, help: str) -> str:
    notes = []
    if param.default not in (None, False, "", 0.0) and not param.required:
        notes.append(f"default: {param.default}")
    if param.envvar:
        notes.append(f"environment: {param.envvar}")
    return " ".join(help.split()) + (f" ({'; '.join(notes)})" if notes else "")


def choices(param: Any) -> list[str]:
    """Return the values that a parameter takes, where only some are allowed."""
    described = getattr(param, "type_descriptor", None) or param.type  # by the version of Typer
    return list(map(str, getattr(described, "choices", None) or ()))
