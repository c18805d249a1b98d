"""The API beside the usual tutorial's on one Cassandra, and on SQLite; the web UI's list.

``python -m benchmarks.api [--events N…] [--rounds N] [--seconds N]``; `HOW` says what is compared.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from os import getloadavg
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks import report
from benchmarks.answering import servers, tutorial
from benchmarks.answering.goods import Goods, fill, fill_tutorial
from benchmarks.answering.questions import (
    CASSANDRA,
    MOST_OF_TUTORIAL,
    SQLITE,
    TUTORIAL,
    Question,
    Questions,
    questions,
)
from benchmarks.answering.servers import Server
from benchmarks.answering.wrk import Load, rate
from pricetrail.store.base import Store
from pricetrail.store.cassandra.store import CassandraStore
from pricetrail.store.sqlite import SqliteStore
from tools.cassandra.node import Node

TITLE = "The API"
HOW = """\
One worker each, asked by wrk over 8 connections (lists: 2), all on one machine. The tutorial's API
has cqlengine objects in its routes, a secondary index on the ASIN, response models, and narrower
rows than ours; it and ours use one Cassandra node. It answers all events of a product and all
1,000 products, ours a page of 50 and of 100. *Spread*: the requests go over many products in turn
(100 with 10 events, 50 with 100, one with more) and each has a query of its own, so that answers
that are kept for a second never help. *One*: the same request again and again, where they do. In
each round everyone has a turn; medians of rates and of ratios count. On SQLite there are 10,000
products, and the web UI shows the first 50 as cards with their last 90 days."""

HISTORIES = {10: 100, 100: 50, 10_000: 1, 100_000: 1}  # events → products that have as many
ROUNDS = 4
SECONDS = 1

_SLOW = 2  # the tutorial gets so many times the seconds, as it answers so little in them
_WITH_DAYS = 200
_STARTS = 3
_LOOKS = 20


@dataclass(frozen=True, slots=True)
class Amounts:
    """How much is stored and asked; `products` on Cassandra, `shown` on SQLite."""

    histories: Mapping[int, int] = field(default_factory=lambda: dict(HISTORIES))
    products: int = 1_000
    shown: int = 10_000
    rounds: int = ROUNDS
    seconds: int = SECONDS

    @property
    def goods(self) -> dict[str, Goods]:
        """What everyone has."""
        on_cassandra = Goods(self.histories, self.products)
        on_sqlite = Goods(self.histories, self.shown, _WITH_DAYS)
        return {TUTORIAL: on_cassandra, CASSANDRA: on_cassandra, SQLITE: on_sqlite}


class Rate(NamedTuple):
    """Answers a second, and how many times the tutorial's, where it was asked the same."""

    value: float
    ratio: float | None


class Looks(NamedTuple):
    """Milliseconds until the web UI's list was there: the first time after a start, and later."""

    first: float
    later: float


class Found(NamedTuple):
    """All that a run gives. `peaks` are the workers' MB; `load` is what else was done before."""

    amounts: Amounts
    rates: dict[Question, dict[str, Rate]]
    looks: Looks
    peaks: dict[str, float]
    load: float


def run(amounts: Amounts | None = None) -> Found:
    """All figures, on a Cassandra node of its own."""
    amounts = amounts or Amounts()
    load = getloadavg()[0]
    with ExitStack() as stack:
        temporary = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        folder = Path(stack.enter_context(temporary))
        node = Node(folder / "node", heap_mb=1024, sync_every_write=False)
        node.start()
        stack.callback(node.stop)
        ours = {
            CASSANDRA: f"cassandra://{node.address}:{node.port}/bench",
            SQLITE: f"sqlite:///{folder / 'trail.db'}",
        }
        _fill(node, ours[CASSANDRA], folder / "trail.db", amounts)
        looks = looked_at(ours[SQLITE], folder)
        asked = {
            TUTORIAL: stack.enter_context(servers.the_tutorial(node.address, node.port, folder)),
            CASSANDRA: stack.enter_context(servers.pricetrail(ours[CASSANDRA], folder)),
            SQLITE: stack.enter_context(servers.pricetrail(ours[SQLITE], folder)),
        }
        rates = compared(interleaved(asked, questions(asked, amounts.goods), amounts))
        peaks = {name: server.peak_mb for name, server in asked.items()}
    return Found(amounts, rates, looks, peaks, load)


def _fill(node: Node, cassandra_url: str, path: Path, amounts: Amounts) -> None:
    asyncio.run(filled(CassandraStore(cassandra_url), amounts.goods[CASSANDRA]))
    asyncio.run(filled(SqliteStore(path), amounts.goods[SQLITE]))
    session = tutorial.set_up(node.address, node.port)
    try:
        fill_tutorial(session, amounts.goods[TUTORIAL], most=MOST_OF_TUTORIAL)
    finally:
        session.cluster.shutdown()


async def filled(store: Store, goods: Goods) -> None:
    """Open a store, fill it, and close it."""
    await store.open()
    try:
        await fill(store, goods)
    finally:
        await store.close()


def looked_at(store_url: str, folder: Path) -> Looks:
    """How long the list in the web UI takes, over several starts of a server."""
    first, later = [], []
    for _ in range(_STARTS):
        with servers.pricetrail(store_url, folder) as server:
            first.append(server.ask("/").seconds)
            later += [server.ask(f"/?_={n}").seconds for n in range(_LOOKS)]
    return Looks(median(first) * 1e3, median(later) * 1e3)


Taken = dict[Question, dict[str, list[float]]]
"""For each question and server the rates, one a round."""


def interleaved(asked: Mapping[str, Server], all_of_it: Questions, amounts: Amounts) -> Taken:
    """The rates of all rounds, behind one that does not count; all take turns in each."""
    taken: Taken = {q: {name: [] for name in loads} for q, loads in all_of_it.items()}
    for number in range(amounts.rounds + 1):
        for question, loads in all_of_it.items():
            for name, load in loads.items():
                seconds = amounts.seconds * (_SLOW if name == TUTORIAL and number else 1)
                found = _turn(asked[name], load, seconds)
                if number:
                    taken[question][name].append(found)
        print(f"the API, round {number} of {amounts.rounds}", file=sys.stderr, flush=True)
    return taken


def _turn(server: Server, load: Load, seconds: int) -> float:
    if load.connections:
        return rate(server.origin, load, seconds)
    return 1 / server.ask(load.lines[0]).seconds


def compared(taken: Taken) -> dict[Question, dict[str, Rate]]:
    """The medians, of rates and of ratios."""
    rates: dict[Question, dict[str, Rate]] = {}
    for question, by_name in taken.items():
        beside = by_name.get(TUTORIAL)
        rates[question] = {
            name: Rate(
                median(values),
                median(a / b for a, b in zip(values, beside, strict=True)) if beside else None,
            )
            for name, values in by_name.items()
        }
    return rates


HEADINGS = ("answers a second", "asked", TUTORIAL, "ours, Cassandra", "× tutorial", "ours, SQLite")


def cells(found: Found) -> Iterator[tuple[str, ...]]:
    """The table's lines as text, under `HEADINGS`."""
    for question, rates in found.rates.items():
        ours = rates[CASSANDRA]
        yield (
            *question,
            _figure(rates.get(TUTORIAL)),
            _figure(ours),
            "" if ours.ratio is None else f"{ours.ratio:.1f}",
            _figure(rates.get(SQLITE)),
        )


def _figure(rate: Rate | None) -> str:
    return "" if rate is None else f"{rate.value:,.{0 if rate.value >= 100 else 1}f}"


def notes(found: Found) -> Sequence[str]:
    """What is beside the table, a line each."""
    peaks = ", ".join(f"{name} {mb:,.0f}" for name, mb in found.peaks.items())
    looks = f"{found.looks.later:,.0f} ms; {found.looks.first:,.0f} ms just after a start"
    return (
        f"The list of {found.amounts.shown:,} products in the web UI, on SQLite: {looks}.",
        f"Peak memory of the workers, MB: {peaks}.",
        f"Load average of the machine before: {found.load:.1f}; 0 is best.",
    )


def markdown(found: Found) -> str:
    """A section with the table, and what is needed to understand it."""
    lines = [f"## {TITLE}\n", f"{HOW}\n", *(f"- {note}" for note in notes(found))]
    return "\n".join(lines) + "\n\n" + report.table(HEADINGS, cells(found))


def show(found: Found) -> None:
    """Print it on the terminal."""
    report.shown(TITLE, HEADINGS, cells(found))
    print("\n".join(notes(found)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--events", type=int, nargs="+", default=list(HISTORIES), help="lengths of histories"
    )
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seconds", type=int, default=SECONDS, help="of a turn")
    asked = parser.parse_args()
    histories = {events: HISTORIES.get(events, 1) for events in asked.events}
    show(run(Amounts(histories, rounds=asked.rounds, seconds=asked.seconds)))


if __name__ == "__main__":
    main()
