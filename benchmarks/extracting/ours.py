"""What pricetrail does with a page, and parsing alone: ``python -m benchmarks.extracting.ours``.

Takes the name of one of `TASKS`; each prints one line of JSON.
"""

import json
import os
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from time import process_time
from typing import Any
from unittest.mock import patch

from turbohtml import parse

from benchmarks.extracting import pages
from benchmarks.extracting.turn import take_turn
from pricetrail.extract import (
    document,
    embedded,
    extract,
    kind,
    meta,
    page,
    rules,
    schemaorg,
    visible,
)
from pricetrail.memory import keep_freed_memory
from pricetrail.schema import Page

MEMORY_PAGES = 10_000
MEMORY_SAMPLES = 10
_STAGES: dict[str, tuple[tuple[Any, str], ...]] = {
    "parse": ((document, "tree_of"),),
    "schema.org": ((schemaorg, "products_of"), (schemaorg, "read")),
    "meta": ((meta, "read"),),
    "visible page": ((visible, "read"),),
    "embedded state": ((embedded, "read"),),
    "site rule": ((rules, "find_rule"), (page, "_said_by")),
    "kind": ((kind, "judge"),),
    "choice and record": ((page, "_product"),),
}


def page_of(body: bytes) -> Page:
    """A saved page, of which nothing but the body is known."""
    return Page("", "", 200, {}, body, datetime(2026, 1, 1, tzinfo=UTC), "file")


def bare_parse(body: bytes) -> object:
    """The tree alone, made the fastest way: what no extraction with this parser can go below."""
    return parse(body, positions=False, detect_encoding=True)


def all_fields(body: bytes) -> object:
    """The record with its provenance."""
    return extract(page_of(body))


def without_rules(body: bytes) -> object:
    """The record with its provenance, by the general logic alone."""
    return extract(page_of(body), site_rules=False)


def memory() -> None:
    """Print the resident MB after each tenth of 10,000 pages."""
    bodies = cycle(pages.load().values())
    resident: list[float] = []
    for _ in range(MEMORY_SAMPLES):
        for body in islice(bodies, MEMORY_PAGES // MEMORY_SAMPLES):
            extract(page_of(body))
        resident.append(_resident_mb())
    print(json.dumps(resident))


def _resident_mb() -> float:
    fields = Path("/proc/self/statm").read_text().split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def stages() -> None:
    """Print each stage's share of the time; a stage's parts that are made lazily count to it."""
    spent: dict[str, float] = defaultdict(float)
    for body in pages.to_warm_up():
        all_fields(body)
    with ExitStack() as stack:
        for stage, holder, name in _timed_functions():
            function = getattr(holder, name)
            stack.enter_context(patch.object(holder, name, _timing(function, stage, spent)))
        started = process_time()
        for body in pages.load().values():
            all_fields(body)
        total = process_time() - started
    print(json.dumps({stage: spent[stage] / total for stage in _STAGES}))


def _timed_functions() -> Iterator[tuple[str, Any, str]]:
    for stage, functions in _STAGES.items():
        for holder, name in functions:
            yield stage, holder, name


def _timing(function: Callable[..., Any], stage: str, spent: dict[str, float]) -> Any:
    def timed(*args: Any, **options: Any) -> Any:
        started = process_time()
        try:
            return function(*args, **options)
        finally:
            spent[stage] += process_time() - started

    return timed


TASKS: dict[str, Callable[[], None]] = {
    "parse": lambda: take_turn(bare_parse),
    "all": lambda: take_turn(all_fields),
    "no-rules": lambda: take_turn(without_rules),
    "memory": memory,
    "stages": stages,
}

if __name__ == "__main__":
    keep_freed_memory()
    TASKS[sys.argv[1]]()
