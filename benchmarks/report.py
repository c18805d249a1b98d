"""What a benchmark found, and how it is shown: on the terminal and in Markdown."""

import platform
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from os import cpu_count, sysconf
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table


class Result(NamedTuple):
    """One figure. `ratio` compares it with the same work done by `against`; 1.0 is even."""

    name: str
    value: float
    unit: str
    ratio: float | None = None
    against: str = ""

    @property
    def figure(self) -> str:
        """The value with three significant digits, thousands set apart."""
        value = self.value
        digits = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 1 else 3
        return f"{value:,.{digits}f} {self.unit}".rstrip()

    @property
    def comparison(self) -> str:
        """``0.8 × bare sqlite3``, or nothing where there is no peer."""
        return "" if self.ratio is None else f"{self.ratio:.2f} × {self.against}"


def show(title: str, results: Iterable[Result]) -> None:
    """Print a table on the terminal."""
    table = Table("what", "figure", "beside", title=title)
    for result in results:
        table.add_row(result.name, result.figure, result.comparison)
    Console().print(table)


def markdown(title: str, results: Iterable[Result]) -> str:
    """A section with a table, ending in a newline."""
    lines = [f"## {title}", "", "| what | figure | beside |", "|---|---:|---|"]
    lines += [f"| {r.name} | {r.figure} | {r.comparison} |" for r in results]
    return "\n".join(lines) + "\n"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table, the first column of text and the others of numbers."""
    lines = [f"| {' | '.join(headings)} |", "|---|" + "---:|" * (len(headings) - 1)]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(lines) + "\n"


def shown(title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table on the terminal."""
    made = Table(*headings, title=title)
    for row in rows:
        made.add_row(*row)
    Console().print(made)


def header(packages: Sequence[str] = ()) -> str:
    """The machine, the date (UTC) and the versions that the figures belong to, as Markdown."""
    memory = sysconf("SC_PAGE_SIZE") * sysconf("SC_PHYS_PAGES") / 2**30
    versions = [f"Python {platform.python_version()}"]
    versions += [f"{name} {version(name)}" for name in ("pricetrail", *packages)]
    return (
        f"- Machine: {cpu_count()} × {_processor()}, {memory:.0f} GB, {sys.platform}\n"
        f"- Date: {datetime.now(UTC):%Y-%m-%d}\n"
        f"- Versions: {', '.join(versions)}\n"
    )


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
