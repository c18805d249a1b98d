"""What commands print: results on standard output, everything else on standard error.

Text from pages is never trusted: control characters and direction overrides are taken out, and
nothing in it counts as markup.
"""

import os
import re
import sys
from collections.abc import Mapping
from typing import Any, NoReturn, TextIO

import orjson
from rich.console import Console
from rich.text import Text

from pricetrail.cli.sheet import NOTHING, UNCUT
from pricetrail.errors import NotFound, PricetrailError

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
        made.width = UNCUT
    return made


def note_line(text: object) -> None:
    """One line for people, beside the results."""
    stderr().print(plain(text), soft_wrap=True)


def said_of(error: PricetrailError) -> str:
    """What is wrong, and the command that lists what there is where something is not."""
    if isinstance(error, NotFound) and error.among:
        return f"{error}; `pricetrail {error.among}` lists what there is"
    return str(error)


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
    return Text(NOTHING, "dim") if value is None or value == "" else plain(value, style)


def clipped(value: object, style: str = "") -> Text:
    """A `cell` that is cut where its column is too narrow, instead of going on below."""
    text = cell(value, style)
    text.no_wrap, text.overflow = True, "ellipsis"
    return text


def below(*texts: Text) -> Text:
    """Those of `texts` that say anything, one below the other."""
    return Text("\n").join(text for text in texts if text.plain)


def side_by_side(*texts: Text, width: int) -> Text:
    """`texts` on one line where `width` has room for them, else one below the other."""
    line = Text("   ").join(texts)
    return line if line.cell_len <= width else below(*texts)
