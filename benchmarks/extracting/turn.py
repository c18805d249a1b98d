"""One turn of one reader: every page once, each timed by itself."""

import json
from collections.abc import Callable
from time import process_time

from benchmarks.extracting import pages

Reader = Callable[[bytes], object]


def take_turn(reader: Reader) -> None:
    """Print, as JSON, the milliseconds of CPU that each page took, what it gave freed included.

    The pages are new to the reader: it was warmed up on others, and reads each one once.
    """
    for body in pages.to_warm_up():
        reader(body)
    print(json.dumps({name: _timed(reader, body) for name, body in pages.load().items()}))


def _timed(reader: Reader, body: bytes) -> float:
    started = process_time()
    reader(body)
    return (process_time() - started) * 1e3
