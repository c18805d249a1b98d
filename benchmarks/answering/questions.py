"""What the servers are asked, each in its own words."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from benchmarks.answering.goods import Goods, records, tutorial_records
from benchmarks.answering.servers import Server
from benchmarks.answering.wrk import CONNECTIONS, Load

TUTORIAL, CASSANDRA, SQLITE = "tutorial", "Cassandra", "SQLite"
SPREAD, ONE = "spread", "one"
MOST_OF_TUTORIAL = 10_000

_VALIDATORS = 50
_LIST_CONNECTIONS = 2  # the tutorial answers a dozen of them in a second
_LISTS = {TUTORIAL: "/products", CASSANDRA: "/products?limit=100", SQLITE: "/products?limit=100"}


class Question(NamedTuple):
    """What is asked for, of many products or of one."""

    what: str
    of: str = SPREAD


Questions = dict[Question, dict[str, Load]]
"""Every question, with what each server that is asked it gets."""


def questions(servers: Mapping[str, Server], goods: Mapping[str, Goods]) -> Questions:
    """All of them, for servers that hold those goods. Some validators are asked for at once."""

    def of_each(lines: Callable[[str], Iterable[str]]) -> dict[str, list[str]]:
        return {name: list(lines(name)) for name in servers}

    made: Questions = {}
    for events in goods[CASSANDRA].histories:
        paths = of_each(lambda name, n=events: _events(goods[name].with_events(n)))  # type: ignore[misc]
        made |= _twice(f"events of a product with {events:,}", paths)
        for of in (SPREAD, ONE):
            if events > MOST_OF_TUTORIAL:
                del made[Question(f"events of a product with {events:,}", of)][TUTORIAL]
            elif events == MOST_OF_TUTORIAL:
                once = Load(paths[TUTORIAL], connections=0)
                made[Question(f"events of a product with {events:,}", of)][TUTORIAL] = once
    products = of_each(lambda name: (f"/products/{one}" for one in goods[name].plain))
    made |= _twice("a product", products)
    made |= _twice("the list of products", of_each(lambda n: [_LISTS[n]]), _LIST_CONNECTIONS)
    known = {n: _validated(servers[n], products[n]) for n in servers if n != TUTORIAL}
    made |= _twice("a product, unchanged (304)", known)
    posts = of_each(lambda n: (tutorial_records if n == TUTORIAL else records)(goods[n]))
    return made | {Question("a record to store"): {n: Load(posts[n], "post") for n in servers}}


def _twice(what: str, lines: Mapping[str, list[str]], connections: int = CONNECTIONS) -> Questions:
    """Of all of them in turn, and of the first alone."""
    return {
        Question(what, SPREAD): {
            name: Load(mine, apart=True, connections=connections) for name, mine in lines.items()
        },
        Question(what, ONE): {
            name: Load(mine[:1], connections=connections) for name, mine in lines.items()
        },
    }


def _events(products: Iterable[str]) -> list[str]:
    return [f"/products/{one}/events" for one in products]


def _validated(server: Server, paths: list[str]) -> list[str]:
    """Paths with the validators that the server has for them now."""
    return [f"{path}\t{server.ask(path).headers['etag']}" for path in paths[:_VALIDATORS]]
