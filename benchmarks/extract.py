"""Extraction beside its peers: CPU a page, the slowest page, memory, and what takes the time.

``python -m benchmarks.extract [--rounds N] [--write]``; with ``--write`` the tables of
docs/extraction.md are written anew: this one, and how right the fields are.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from benchmarks.crawl import PEERS_PYTHON
from benchmarks.extracting import accuracy, pages
from benchmarks.extracting.ours import MEMORY_PAGES, MEMORY_SAMPLES
from benchmarks.report import shown, table

TITLE = "Extraction"
ROUNDS = 5
DOCUMENT = Path(__file__).parent.parent / "docs" / "extraction.md"
HOW = """\
CPU of one core for the bytes of a page, already decompressed. Everyone reads every page once a
round, in a process of its own that was warmed up on other pages in thirty languages; in each round
everyone has a turn, and each page's median counts. pricetrail gives all fields with their
provenance and the prices that lost. extruct reads JSON-LD, microdata and OpenGraph without
choosing or parsing values; parsel takes one text a field by selectors, and the JSON-LD;
zyte-parsers reads the six fields it knows at such places. The parse alone is what no extraction
with this parser can go below."""

_ROOT = Path(__file__).parent.parent
_PEERS = ("extruct", "parsel", "zyte-parsers")
_TIMEOUT_S = 900


class Reader(NamedTuple):
    """One competitor: its name, its module in `benchmarks.extracting`, and its task there."""

    name: str
    module: str
    task: str


PARSE = Reader("turbohtml, the parse alone", "ours", "parse")
OURS = Reader("pricetrail", "ours", "all")
EXTRUCT = Reader("extruct", "peers", "extruct")
READERS = (
    PARSE,
    OURS,
    Reader("pricetrail, no site rules", "ours", "no-rules"),
    EXTRUCT,
    Reader("parsel, selectors", "peers", "parsel"),
    Reader("zyte-parsers", "peers", "zyte"),
)


class Found(NamedTuple):
    """All that a run gives; `ms` has every page's median, by reader and file name."""

    rounds: int
    captured: bool
    ms: dict[str, dict[str, float]]
    resident_mb: list[float]
    stages: dict[str, float]


def run(rounds: int = ROUNDS, readers: Sequence[Reader] = READERS) -> Found:
    """Every reader's time for every page, then pricetrail's memory and stages."""
    turns: dict[str, list[dict[str, float]]] = {reader.name: [] for reader in readers}
    for _ in range(rounds):
        for reader in readers:
            turns[reader.name].append(said_by(reader))
            mean = sum(turns[reader.name][-1].values()) / len(turns[reader.name][-1])
            print(f"{reader.name}: {mean:.2f} ms", file=sys.stderr, flush=True)
    return Found(
        rounds,
        bool(pages.captured()),
        {name: medians(taken) for name, taken in turns.items()},
        said_by(Reader("memory", "ours", "memory")),
        said_by(Reader("stages", "ours", "stages")),
    )


def said_by(reader: Reader) -> Any:
    """What one process printed. Raises SystemExit where the peers are not installed."""
    python = sys.executable if reader.module == "ours" else str(PEERS_PYTHON)
    if not Path(python).exists():
        raise SystemExit("the peers are not installed; `make bench` installs them")
    command = [python, "-m", f"benchmarks.extracting.{reader.module}", reader.task]
    done = subprocess.run(
        command, cwd=_ROOT, check=True, text=True, stdout=subprocess.PIPE, timeout=_TIMEOUT_S
    )
    return json.loads(done.stdout.splitlines()[-1])


def medians(taken: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Each page's median over the rounds."""
    return {name: median(turn[name] for turn in taken) for name in taken[0]}


def cells(found: Found) -> list[tuple[str, ...]]:
    """The table's lines as text, under `HEADINGS`."""
    means = {name: sum(ms.values()) / len(ms) for name, ms in found.ms.items()}
    return [
        (
            name,
            f"{mean:.2f}",
            _ratio(mean, means.get(PARSE.name)),
            _ratio(mean, means.get(EXTRUCT.name)),
            f"{max(found.ms[name].values()):.0f}",
        )
        for name, mean in means.items()
    ]


def _ratio(mean: float, beside: float | None) -> str:
    return f"{mean / beside:.2f}" if beside else ""


HEADINGS = ("reader", "ms/page", "× parse", "× extruct", "slowest page, ms")


def markdown(found: Found) -> str:
    """A section with the table, and what is needed to understand it."""
    count = len(next(iter(found.ms.values())))
    kind = "captured pages of real shops" if found.captured else "generated pages"
    shares = ", ".join(f"{stage} {share:.0%}" for stage, share in found.stages.items())
    every = MEMORY_PAGES // MEMORY_SAMPLES
    first, last = found.resident_mb[0], found.resident_mb[-1]
    return "\n".join(
        (
            f"## {TITLE}\n",
            f"{HOW}\n",
            f"- {count} {kind}, {found.rounds} rounds. Peers: {', '.join(_versions())}.",
            f"- Memory after {every:,} pages {first:.0f} MB, after {MEMORY_PAGES:,} {last:.0f} MB.",
            f"- Where pricetrail's time goes: {shares}; the rest frees the tree.\n",
            table(HEADINGS, cells(found)),
        )
    )


def _versions() -> list[str]:
    code = f"from importlib.metadata import version\nfor n in {_PEERS}: print(n, version(n))"
    done = subprocess.run([PEERS_PYTHON, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def write(found: Found, document: Path = DOCUMENT) -> None:
    """Put the tables in their places in docs/extraction.md; without captured pages, nothing."""
    if found.captured:
        text = document.read_text(encoding="utf-8")
        text = replaced(text, "speed", table(HEADINGS, cells(found)))
        text = replaced(text, "accuracy", accuracy.markdown())
        document.write_text(text, encoding="utf-8")


def replaced(text: str, name: str, content: str) -> str:
    """`text` with `content` between the marks of `name`. Raises ValueError where they are not."""
    begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
    start = text.index(begin) + len(begin)
    return f"{text[:start]}\n{content}\n{text[text.index(end, start) :]}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--write", action="store_true", help="into docs/extraction.md")
    asked = parser.parse_args()
    found = run(asked.rounds)
    shown(TITLE, HEADINGS, cells(found))
    print({"resident MB": found.resident_mb, "stages": found.stages})
    if asked.write:
        write(found)


if __name__ == "__main__":
    main()
