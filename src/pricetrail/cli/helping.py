"""How help is shown: paragraphs flow, examples stand on lines of their own, flags have no type."""

import inspect
import re
from collections.abc import Callable
from typing import Any

from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

_EXAMPLES = re.compile(r"\s*(Examples?:) ")


def help_of(function: Callable[..., Any]) -> str:
    """The function's docstring, to be folded by whoever shows it."""
    paragraphs = (inspect.getdoc(function) or "").split("\n\n")
    return "\n\n".join(_examples_below(" ".join(p.split())) for p in paragraphs)


def _examples_below(paragraph: str) -> str:
    said, *shown = _EXAMPLES.split(paragraph, maxsplit=1)
    if not shown:
        return said
    label, examples = shown
    lines = "\n".join([label, *(f"  {example}" for example in examples.split(" · "))])
    return f"{said}\n\n{lines}" if said else lines


class _Plain:
    """Shows a flag without a type: it takes no value."""

    def get_params(self, ctx: Any) -> list[Any]:
        """The parameters as the command has them."""
        params: list[TyperArgument | TyperOption] = super().get_params(ctx)  # type: ignore[misc]
        for param in params:
            if isinstance(param, TyperOption) and param.is_flag and param.metavar is None:
                param.metavar = ""
        return params


class Command(_Plain, TyperCommand):
    """A command with plain help."""


class Group(_Plain, TyperGroup):
    """The overview with plain help."""
