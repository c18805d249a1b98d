"""Tables that stay readable: nothing is cut, and no line ends with blanks.

Where a terminal is too narrow for a table, columns without any value go first, then those that
can be spared; where even that does not help, another sheet made for it is printed, or each row as
lines of its own.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

NOTHING = "–"
UNCUT = 10_000
"""The width of what is no terminal."""
_GAP = 2
_LEAST_FLEXIBLE = 20
_WIDEST_LOOSE = 40


@dataclass(frozen=True, slots=True)
class Column:
    """How one column is laid out; a flexible one goes on below where it is narrow."""

    title: str
    right: bool = False
    flexible: bool = False


class Sheet:
    """Rows under titles, laid out when it is printed, for the width it is printed on.

    Of the titles, `right` have numbers below them, `flexible` fold where it is narrow, and `spare`
    are left out then, in their order. `narrow` is another sheet of the same, for where this one
    has no room. A `loose` one makes room for values of usual length where lines have no end: a
    longer one moves what follows on its own line, and fills up no other.
    """

    def __init__(
        self,
        *titles: str,
        right: Iterable[str] = (),
        flexible: Iterable[str] = (),
        spare: Iterable[str] = (),
        narrow: "Sheet | None" = None,
        loose: bool = False,
    ) -> None:
        self._loose = loose
        self._narrow = narrow
        self._columns = [Column(t, t in right, t in flexible) for t in titles]
        self._spare = [titles.index(t) for t in spare]
        self._rows: list[list[Text]] = []

    def add_row(self, *cells: Text | str | None) -> None:
        """Add a row; it has a cell for each title."""
        self._rows.append([c if isinstance(c, Text) else Text(c or "") for c in cells])

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if self._loose and options.max_width >= UNCUT:
            yield from self._lines()
            return
        shown = self._fitting(options.max_width)
        if shown is not None:
            parts: Iterable[RenderableType] = [self._table(shown)]
        elif self._narrow is not None:
            parts = [self._narrow]
        else:
            parts = self._blocks()
        for part in parts:
            yield from _without_blanks(console.render(part, options))

    def _fitting(self, width: int) -> list[int] | None:
        """The columns that there is room for; None where rows must be printed one by one."""
        every = list(range(len(self._columns)))
        filled = [n for n in every if any(_says(row[n]) for row in self._rows)]
        choices = [every, filled]
        for spare in self._spare:
            choices.append([n for n in choices[-1] if n != spare])
        return next((shown for shown in choices if self._least_width(shown) <= width), None)

    def _least_width(self, shown: Sequence[int]) -> int:
        return sum(self._least_width_of(n) for n in shown) + _GAP * (len(shown) - 1)

    def _least_width_of(self, number: int) -> int:
        column = self._columns[number]
        texts = [Text(column.title), *(row[number] for row in self._rows)]
        widest = max(line.cell_len for text in texts for line in text.split(allow_blank=True))
        return min(widest, _LEAST_FLEXIBLE) if column.flexible else widest

    def _table(self, shown: Sequence[int]) -> Table:
        made = Table(box=None, pad_edge=False, header_style="bold", padding=(0, _GAP, 0, 0))
        for column in (self._columns[n] for n in shown):
            made.add_column(
                column.title,
                justify="right" if column.right else "left",
                no_wrap=not column.flexible,
                overflow="fold" if column.flexible else "ellipsis",
            )
        for row in self._rows:
            made.add_row(*(row[n] for n in shown))
        return made

    def _lines(self) -> Iterator[Text]:
        """A line for each row, its columns as wide as their usual values."""
        titles = [Text(column.title) for column in self._columns]
        rows = [[" ".join(t.plain.split("\n")) for t in row] for row in [titles, *self._rows]]
        widths = [
            max(width for text in column if (width := cell_len(text)) <= _WIDEST_LOOSE)
            for column in zip(*rows, strict=True)
        ]
        for row in rows:
            cells = zip(row, widths, strict=True)
            padded = [set_cell_size(text, max(width, cell_len(text))) for text, width in cells]
            yield Text((" " * _GAP).join(padded).rstrip(" "))

    def _blocks(self) -> Iterator[RenderableType]:
        """Each row as lines of title and value, a blank line between two rows."""
        said = [c for n, c in enumerate(self._columns) if any(_says(row[n]) for row in self._rows)]
        titles = max((cell_len(column.title) for column in said), default=0)
        for number, row in enumerate(self._rows):
            if number:
                yield ""
            block = Table.grid(padding=(0, _GAP, 0, 0))
            block.add_column(no_wrap=True, style="dim", min_width=titles)
            block.add_column(overflow="fold")
            for column, text in zip(self._columns, row, strict=True):
                if _says(text):
                    whole = text.copy()
                    whole.no_wrap, whole.overflow = None, "fold"
                    block.add_row(column.title, whole)
            yield block


def _says(text: Text) -> bool:
    return text.plain not in {"", NOTHING}


def _without_blanks(segments: Iterable[Segment]) -> Iterator[Segment]:
    """The same lines without the blanks that fill them up to the width."""
    for line in Segment.split_lines(segments):
        while line:
            text, style, control = line[-1]
            if control or text.rstrip(" "):
                line[-1] = Segment(text.rstrip(" "), style, control)
                break
            line.pop()
        yield from line
        yield Segment.line()
