"""What commands print: results on standard output, everything else on standard error.

Text from pages is never trusted: control characters and direction overrides are taken out, and
nothing in it counts as markup.
"""

import os
import re
import sys
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn, TextIO

import orjson
from rich.console import Console
from rich.table import Table
from rich.text import Text

_UNCUT = 10_000
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


class PipedConsole(Console):
    """A console that leaves a closed pipe to whoever runs the command."""

    def on_broken_pipe(self) -> NoReturn:
        """Tell the caller; rich would end the process."""
        raise BrokenPipeError


def stdout() -> Console:
    """Where results go; where that is no terminal, nothing is cut to fit a width."""
    return _console(sys.stdout)


def stderr() -> Console:
    """Where progress, warnings and errors go."""
    return _console(sys.stderr)


def _console(file: TextIO) -> Console:
    made = PipedConsole(file=file, highlight=False, markup=False, emoji=False)
    if not made.is_terminal and "COLUMNS" not in os.environ:
        made.width = _UNCUT
    return made


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


def clipped(value: object, style: str = "") -> Text:
    """A `cell` that is cut where its column is too narrow, instead of going on below."""
    text = cell(value, style)
    text.no_wrap, text.overflow = True, "ellipsis"
    return text


def table(*columns: str, right: Iterable[str] = (), flexible: Iterable[str] = ()) -> Table:
    """An empty table; columns in `right` hold numbers, those in `flexible` give way first."""
    made = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for column in columns:
        gives_way = column in flexible
        made.add_column(
            column,
            justify="right" if column in right else "left",
            no_wrap=not gives_way,
            overflow="fold" if gives_way else "ellipsis",
        )
    return made
