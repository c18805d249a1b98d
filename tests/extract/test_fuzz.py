"""Damaged and hostile pages: no error but RecordInvalid, no lasting work, no piles of memory.

The bounds on time are wide, so that a busy machine is no failure: all of these pages take well
below a second each.
"""

from itertools import islice
from pathlib import Path

import pytest

from tests.support import captured
from tests.support.bounded import seconds_to_extract
from tests.support.damage import damaged
from tests.support.hostile_pages import crowds, pages

CASES = Path(__file__).parent.parent / "sites" / "fixtures"
MOST_S = 5.0


def too_slow(seconds: dict[str, float]) -> dict[str, float]:
    return {name: taken for name, taken in seconds.items() if taken > MOST_S}


@pytest.mark.threat("CVE-2024-1892", "extraction")
@pytest.mark.threat("CVE-2026-41895", "extraction")
def test_crowds_of_one_thing() -> None:
    seconds = seconds_to_extract(crowds(20_000))
    assert len(seconds) > 40
    assert too_slow(seconds) == {}


@pytest.mark.threat("CVE-2024-1892", "extraction")
def test_bait_at_every_place() -> None:
    seconds = seconds_to_extract(islice(pages(20_000), 0, None, 5))  # each place, each bait
    assert len(seconds) > 400
    assert too_slow(seconds) == {}


def test_damaged_pages_of_our_own() -> None:
    bodies = [path.read_bytes() for path in sorted(CASES.glob("*/page.html"))]
    seconds = seconds_to_extract((str(seed), damaged(bodies, seed)) for seed in range(200))
    assert too_slow(seconds) == {}


@pytest.mark.slow
def test_crowds_of_a_hundred_thousand() -> None:
    assert too_slow(seconds_to_extract(crowds(100_000))) == {}


@pytest.mark.slow
def test_a_megabyte_of_bait_at_every_place() -> None:
    every = list(pages(1_000_000))
    for start in range(0, len(every), 200):
        assert too_slow(seconds_to_extract(every[start : start + 200])) == {}


@pytest.mark.slow
@pytest.mark.pages
@pytest.mark.parametrize("part", range(10))
def test_damaged_captured_pages(part: int) -> None:
    bodies = [captured.body(row) for row in captured.truth()]
    seeds = range(part * 100, part * 100 + 100)
    assert too_slow(seconds_to_extract((str(seed), damaged(bodies, seed)) for seed in seeds)) == {}
