"""When a host that blocks us is left alone: the pure rules, and within one process."""

import asyncio
from dataclasses import replace

import pytest

from pricetrail.clock import ManualClock
from pricetrail.errors import RateLimited
from pricetrail.fetch.breaker import (
    CLOSED,
    FIRST_REST_S,
    LONGEST_REST_S,
    PROBE_S,
    STRIKES,
    WINDOW_S,
    Breaker,
)
from pricetrail.fetch.politeness import LocalPoliteness
from tests.support.times import NOON, FakeTime

OPEN = Breaker(rests=1, until=1000.0)
ON_TRIAL = replace(OPEN, prober="me", until=1000.0 + PROBE_S)


def told(breaker: Breaker, verdicts: str, *, now: float = 0.0, every: float = 0.0) -> Breaker:
    """The breaker after `verdicts`: a small letter is a target that was blocked, + one served."""
    for verdict in verdicts:
        breaker = breaker.told(verdict, now, blocked=verdict != "+")
        now += every
    return breaker


@pytest.mark.parametrize(
    ("verdicts", "rests"),
    [
        ("", 0),
        ("abcd", 0),
        ("abcde", 1),
        ("aaaaaaaaaa", 0),
        ("abcdabcd", 0),
        ("abcdaabe", 1),
        ("abcd+e", 0),
        ("abcd+abcde", 1),
        ("abcde+", 1),
        ("abcdefghijklm", 1),
    ],
)
def test_blocks_of_different_targets_in_a_row_open_it(verdicts, rests) -> None:
    assert len("abcde") == STRIKES
    assert told(CLOSED, verdicts).rests == rests


@pytest.mark.parametrize(("every", "rests"), [(WINDOW_S / 4, 1), (WINDOW_S / 4 + 1, 0)])
def test_blocks_count_within_a_window(every, rests) -> None:
    assert told(CLOSED, "abcde", every=every).rests == rests


def test_after_the_window_blocks_are_counted_anew() -> None:
    late = told(CLOSED, "abcd").told("e", WINDOW_S + 1, blocked=True)
    assert late == Breaker(struck=("e",), since=WINDOW_S + 1)


@pytest.mark.parametrize(
    ("breaker", "who", "now", "refused"),
    [
        (CLOSED, "me", 0.0, False),
        (OPEN, "me", 999.9, True),
        (OPEN, "me", 1000.0, False),
        (ON_TRIAL, "me", 1000.0, False),
        (ON_TRIAL, "you", 1000.0, True),
        (ON_TRIAL, "you", 1000.0 + PROBE_S, False),
    ],
)
def test_a_rest_is_for_all_and_a_trial_for_one(breaker, who, now, refused) -> None:
    assert breaker.refuses(who, now) is refused


@pytest.mark.parametrize(
    ("breaker", "who", "now", "after"),
    [
        (CLOSED, "me", 0.0, CLOSED),
        (OPEN, "me", 500.0, OPEN),
        (OPEN, "me", 1000.0, ON_TRIAL),
        (ON_TRIAL, "me", 1100.0, ON_TRIAL),
        (ON_TRIAL, "you", 1100.0, ON_TRIAL),
        (ON_TRIAL, "you", 2000.0, replace(OPEN, prober="you", until=2000.0 + PROBE_S)),
    ],
)
def test_who_asks_first_after_a_rest_is_the_probe(breaker, who, now, after) -> None:
    assert breaker.asked(who, now) == after


@pytest.mark.parametrize(
    ("breaker", "now", "blocked", "after"),
    [
        (OPEN, 500.0, False, OPEN),
        (OPEN, 500.0, True, OPEN),
        (ON_TRIAL, 1100.0, False, CLOSED),
        (ON_TRIAL, 1100.0, True, Breaker(rests=2, until=1100.0 + 2 * FIRST_REST_S)),
        (OPEN, 1100.0, False, CLOSED),
        (replace(ON_TRIAL, rests=99), 1100.0, True, Breaker((), 0, 100, 1100.0 + LONGEST_REST_S)),
    ],
)
def test_the_first_page_after_a_rest_decides(breaker, now, blocked, after) -> None:
    assert breaker.told("a", now, blocked=blocked) == after


# --- Within one process


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def polite(time) -> LocalPoliteness:
    clock = ManualClock(NOON)
    return LocalPoliteness(
        2.0, off_hosts=["mine.test"], clock=clock, now=time.now, sleep=time.sleep
    )


async def blocked(polite: LocalPoliteness, host: str, targets: str = "abcde") -> None:
    for target in targets:
        await polite.tell(host, target, blocked=True)


async def visit(polite: LocalPoliteness, host: str = "shop.test") -> None:
    async with polite.turn(host):
        pass


async def test_a_host_that_blocks_is_left_alone_and_says_until_when(time, polite) -> None:
    await blocked(polite, "www.shop.test")
    words = "shop.test blocked us; left alone until 2026-09-01 12:15 UTC"
    with pytest.raises(RateLimited, match=words) as caught:
        await visit(polite)
    assert caught.value.retry_after.total_seconds() == FIRST_REST_S
    assert caught.value.status is None
    await visit(polite, "other.test")


async def test_who_waits_in_line_is_sent_away_when_it_opens(time, polite) -> None:
    await visit(polite)
    waiting = [asyncio.create_task(visit(polite)) for _ in range(3)]
    await time.settle()
    await blocked(polite, "shop.test")
    gone = await time.run(*waiting)
    assert [type(error) for error in gone] == [RateLimited] * 3


async def test_after_the_rest_one_task_tries(time, polite) -> None:
    await blocked(polite, "shop.test")
    time.at = FIRST_REST_S

    async def probe() -> None:
        await visit(polite)  # robots.txt
        await visit(polite)
        with pytest.raises(RateLimited, match="one page is being tried"):
            await asyncio.create_task(visit(polite))
        await polite.tell("shop.test", "a", blocked=False)

    assert await time.run(probe()) == [None]
    assert await time.run(visit(polite)) == [None]


async def test_hosts_without_politeness_have_no_rest(polite) -> None:
    await blocked(polite, "mine.test")
    await visit(polite, "mine.test")


async def test_a_rest_is_not_forgotten_with_idle_hosts(time, polite) -> None:
    await blocked(polite, "shop.test")
    for n in range(600):
        await visit(polite, f"{n}.test")
        time.at += 1.0
    assert len(polite._lanes) <= 256 + 1
    with pytest.raises(RateLimited):
        await visit(polite)


async def test_pages_served_by_quiet_hosts_leave_nothing_behind(polite) -> None:
    for n in range(600):
        await polite.tell(f"{n}.test", "a", blocked=False)
    assert polite._lanes == {}
