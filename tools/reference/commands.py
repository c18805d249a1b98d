"""docs/commands.md: every command with its arguments, options, exit codes and examples."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args, get_origin

import typer

from pricetrail import cli
from tools.reference.markdown import code, fenced, page, sentence, table

_EXIT_CODE = re.compile(r"(\d+) ([^,.]+)")
_VALUES = {str: "TEXT", int: "N", float: "N", Path: "PATH"}


class Told(NamedTuple):
    """What a command's help says, taken apart."""

    summary: str
    details: list[str]
    examples: list[str]


def told(text: str) -> Told:
    """The first sentence, the paragraphs after it, and the commands below ``Example:``."""
    summary, *rest = text.strip().split("\n\n")
    details: list[str] = []
    examples: list[str] = []
    for paragraph in rest:
        first, *below = paragraph.splitlines()
        if first in {"Example:", "Examples:"}:
            examples += [example.strip() for example in below]
        else:
            details.append(sentence(paragraph))
    return Told(sentence(summary), details, examples)


def document() -> str:
    """The file's text."""
    group: Any = typer.main.get_command(cli.build_app(*cli.COMMANDS))
    panels = dict.fromkeys(command.panel for command in cli.COMMANDS.values())
    return page(
        "# Commands",
        "Results go to standard output, everything else to standard error. With `--json` a command"
        " prints JSON Lines and nothing else: times in UTC with milliseconds, amounts as plain"
        " decimal strings, null where there is no value.",
        _overview(),
        "## For all commands",
        table(("Option", "Meaning"), [_option(p) for p in group.params]),
        table(("Exit code", "Meaning"), _exit_codes()),
        "[Errors](errors.md) tells which error ends with which of them.",
        *(_panel(panel, group.commands) for panel in panels),
    )


def _overview() -> str:
    rows = [
        (f"[`{name}`](#{name})", command.summary.rstrip("."))
        for name, command in cli.COMMANDS.items()
    ]
    return table(("Command", "What it does"), rows)


def _exit_codes() -> list[tuple[str, str]]:
    _, _, said = (cli.__doc__ or "").partition("Exit codes:")
    return _EXIT_CODE.findall(sentence(said))


def _panel(panel: str, commands: dict[str, Any]) -> str:
    shown = [name for name, command in cli.COMMANDS.items() if command.panel == panel]
    sections = [section for name in shown for section in _sections(name, commands[name])]
    return "\n\n".join([f"## {panel}", *sections])


def _sections(name: str, command: Any) -> list[str]:
    """A command's section; of a group, what it is for and the sections of its commands."""
    parts: dict[str, Any] = getattr(command, "commands", {})
    if not parts:
        return [_section(name, command)]
    about = f"### {name}\n\n{told(command.help).summary}"
    return [about, *("#" + _section(f"{name} {part}", parts[part]) for part in parts)]


def _section(name: str, command: Any) -> str:
    help_text = told(command.help)
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option"]
    blocks = [
        f"### {name}",
        help_text.summary,
        fenced("text", _synopsis(name, arguments, options)),
        *help_text.details,
    ]
    rows = [*map(_argument, arguments), *map(_option, options)]
    if rows:
        blocks.append(table(("Argument or option", "Meaning"), rows))
    if help_text.examples:
        blocks.append(fenced("sh", "\n".join(help_text.examples)))
    return "\n\n".join(blocks)


def _synopsis(name: str, arguments: Sequence[Any], options: Sequence[Any]) -> str:
    words = ["pricetrail", name]
    words += ["[OPTION…]"] if options else []
    words += [p.metavar if p.required else f"[{p.metavar}]" for p in arguments]
    return " ".join(words)


def _argument(argument: Any) -> tuple[str, str]:
    return code(argument.metavar), argument.help


def _option(option: Any) -> tuple[str, str]:
    names = [*sorted(option.opts, key=len), *option.secondary_opts]
    value = "" if option.is_flag else f" {_value(option.type_descriptor.annotation)}"
    return ", ".join(code(n) for n in [*names[:-1], f"{names[-1]}{value}"]), option.help


def _value(annotation: Any) -> str:
    """What stands for an option's value."""
    if get_origin(annotation) is Literal:
        return "|".join(get_args(annotation))
    if get_origin(annotation) is not None:
        return _value(next(a for a in get_args(annotation) if a is not type(None)))
    return _VALUES[annotation]
