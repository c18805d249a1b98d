"""What commands print: results on standard output, everything else on standard error.

Text from pages is never trusted: control characters and direction overrides are taken out, and
nothing in it counts as markup.
"""

import re
import sys
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

import orjson
from rich.console import Console
from rich.table import Table
from rich.text import Text

_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


class PipedConsole(Console):
    """A console that leaves a closed pipe to whoever runs the command."""

    def on_broken_pipe(self) -> NoReturn:
        """Tell the caller; rich would end the process."""
        raise BrokenPipeError


def stdout() -> Console:
    """Where results go."""
    return PipedConsole(file=sys.stdout, highlight=False, markup=False, emoji=False)


def stderr() -> Console:
    """Where progress, warnings and errors go."""
    return PipedConsole(file=sys.stderr, highlight=False, markup=False, emoji=False)


def error_line(text: str) -> None:
    """One line that says what is wrong."""
    stderr().print(Text.assemble(("error: ", "bold red"), plain(text)), soft_wrap=True)


def warning_line(text: str) -> None:
    """One line about something that was left out."""
    stderr().print(Text.assemble(("warning: ", "bold yellow"), plain(text)), soft_wrap=True)


def print_json(value: Mapping[str, Any]) -> None:
    """One JSON object on a line of its own, UTF-8 whatever the terminal's encoding is."""
    sys.stdout.flush()
    sys.stdout.buffer.write(orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE))
    sys.stdout.buffer.flush()


def plain(text: object, style: str = "") -> Text:
    """`text` on one line, with nothing in it that a terminal obeys."""
    return Text(_UNSAFE.sub(" ", str(text)), style)


def cell(value: object, style: str = "") -> Text:
    """A value in a table; a dash where there is none."""
    return Text("–", "dim") if value is None or value == "" else plain(value, style)


def table(*columns: str, right: Iterable[str] = ()) -> Table:
    """An empty table; the columns in `right` hold numbers."""
    made = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for column in columns:
        numbers = column in right
        made.add_column(
            column,
            justify="right" if numbers else "left",
            no_wrap=True,
            overflow="ellipsis",
        )
    return made
