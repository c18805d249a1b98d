"""Turns at hosts: order, gaps, delays and pauses, in a time that tests decide on."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pricetrail.errors import FetchFailed, RateLimited
from pricetrail.fetch.base import Request
from pricetrail.fetch.politeness import LocalPoliteness, Politeness
from tests.support.misbehaving import HOST, Robots
from tests.support.times import FakeTime

GAP = 2.0


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


def polite(time: FakeTime, gap_s: float = GAP, jitter: float = 0.0, **options) -> LocalPoliteness:
    return LocalPoliteness(
        gap_s,
        now=time.now,
        sleep=time.sleep,
        uniform=lambda low, high: low + (high - low) * jitter,
        **options,
    )


class Visits:
    """When which visitor had its turn, and how many had one at once."""

    def __init__(self, politeness: Politeness, time: FakeTime) -> None:
        self.politeness = politeness
        self.time = time
        self.log: list[tuple[str, float]] = []
        self.inside: dict[str, int] = {}
        self.most_inside = 0

    async def __call__(
        self, name: str, host: str = "shop.test", *, takes: float = 0.0, crawl_delay_s: float = 0.0
    ) -> None:
        async with self.politeness.turn(host, crawl_delay_s=crawl_delay_s):
            self.log.append((name, self.time.at))
            self.inside[host] = self.inside.get(host, 0) + 1
            self.most_inside = max(self.most_inside, self.inside[host])
            if takes:
                await self.time.sleep(takes)
            self.inside[host] -= 1


@pytest.fixture
def visits(time) -> Visits:
    return Visits(polite(time), time)


async def test_turns_at_a_host_come_in_order_and_apart(time, visits) -> None:
    await time.run(*(visits(name) for name in "abcd"))
    assert visits.log == [("a", 0.0), ("b", 2.0), ("c", 4.0), ("d", 6.0)]


async def test_the_gap_begins_when_the_turn_ends(time, visits) -> None:
    await time.run(visits("a", takes=5.0), visits("b"))
    assert visits.log == [("a", 0.0), ("b", 7.0)]
    assert visits.most_inside == 1


async def test_hosts_do_not_wait_for_each_other(time, visits) -> None:
    await time.run(*(visits(host, host) for host in ("a.test", "b.test", "a.test", "b.test")))
    assert visits.log == [("a.test", 0.0), ("b.test", 0.0), ("a.test", 2.0), ("b.test", 2.0)]


@pytest.mark.parametrize("spelling", ["www.shop.test", "SHOP.test", "shop.test.", "www.shop.test."])
async def test_spellings_of_a_host_are_one_host(time, visits, spelling) -> None:
    await time.run(visits("a", "shop.test"), visits("b", spelling))
    assert visits.log == [("a", 0.0), ("b", 2.0)]


@pytest.mark.parametrize(("jitter", "second"), [(0.0, 2.0), (1.0, 2.5)])
async def test_chance_adds_up_to_a_quarter(time, jitter, second) -> None:
    visits = Visits(polite(time, jitter=jitter), time)
    await time.run(visits("a"), visits("b"))
    assert visits.log[1] == ("b", second)


@pytest.mark.parametrize(("asked", "given_"), [(1.0, 2.0), (9.0, 9.0), (3600.0, 60.0)])
async def test_the_crawl_delay_counts_where_it_is_longer_up_to_a_minute(
    time, visits, asked, given_
) -> None:
    await time.run(visits("a", crawl_delay_s=asked), visits("b", crawl_delay_s=asked))
    assert visits.log[1] == ("b", given_)


async def test_a_failing_turn_is_a_turn(time, visits) -> None:
    async def fails() -> None:
        async with visits.politeness.turn("shop.test"):
            raise ValueError

    failed, _ = await time.run(fails(), visits("b"))
    assert isinstance(failed, ValueError)
    assert visits.log == [("b", 2.0)]


async def test_who_gives_up_waiting_does_not_hold_up_the_line(time, visits) -> None:
    await time.run(visits("a"))
    waiting = [asyncio.create_task(visits(name)) for name in "bcd"]
    await time.settle()
    waiting[0].cancel()
    waiting[1].cancel()
    await time.run(*waiting)
    assert visits.log == [("a", 0.0), ("d", 2.0)]


async def test_a_pause_is_for_all_and_counts_in_the_midst_of_waiting(time, visits) -> None:
    await time.run(visits("a"))
    waiting = [asyncio.create_task(visits(name)) for name in "bc"]
    await time.settle()
    await visits.politeness.pause("WWW.shop.test", 20.0)
    await time.run(*waiting, visits("x", "other.test"))
    assert visits.log == [("a", 0.0), ("x", 0.0), ("b", 20.0), ("c", 22.0)]


async def test_a_shorter_pause_does_not_end_a_longer_one(time, visits) -> None:
    await visits.politeness.pause("shop.test", 20.0)
    await visits.politeness.pause("shop.test", 1.0)
    await time.run(visits("a"))
    assert visits.log == [("a", 20.0)]


async def test_a_long_pause_is_told_instead_of_waited_for(time, visits) -> None:
    await visits.politeness.pause("shop.test", 600.0)
    for remaining in (600.0, 500.0):
        with pytest.raises(RateLimited, match=f"left alone for {remaining:.0f} s more") as caught:
            await visits("a")
        assert caught.value.retry_after.total_seconds() == remaining
        time.at += 100.0
    time.at = 600.0
    await visits("b")
    assert visits.log == [("b", 600.0)]


@pytest.mark.parametrize("options", [{"off": True}, {"off_hosts": ["www.Shop.test."]}])
async def test_off_means_no_gap_no_line_and_no_pause(time, options) -> None:
    visits = Visits(polite(time, **options), time)
    await visits.politeness.pause("shop.test", 600.0)
    await time.run(*(visits(name, takes=1.0, crawl_delay_s=9.0) for name in "abc"))
    assert visits.log == [("a", 0.0), ("b", 0.0), ("c", 0.0)]


async def test_off_for_one_host_is_on_for_others(time) -> None:
    visits = Visits(polite(time, off_hosts=["mine.test"]), time)
    await time.run(visits("a"), visits("b"))
    assert visits.log == [("a", 0.0), ("b", 2.0)]


async def test_hosts_are_forgotten_only_when_they_are_owed_nothing(time, visits) -> None:
    politeness = visits.politeness
    await politeness.pause("paused.test", 1_000_000.0)
    for n in range(5_000):
        await visits("x", f"{n}.test")
        time.at += 1.0
    assert len(politeness._lanes) <= 256 + 1
    with pytest.raises(RateLimited):
        await visits("x", "paused.test")
    await time.run(visits("a", "4999.test"))
    assert visits.log[-1] == ("a", 5001.0)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 9), st.floats(0, 90)), max_size=12))
@settings(max_examples=40, deadline=None)
def test_at_every_host_turns_are_single_in_order_and_apart(plan) -> None:
    async def check() -> None:
        time = FakeTime()
        visits = Visits(polite(time), time)
        await time.run(
            *(
                visits(f"{host}{n}", host, takes=takes, crawl_delay_s=delay)
                for n, (host, takes, delay) in enumerate(plan)
            )
        )
        assert visits.most_inside <= 1
        for host in "abc":
            turns = [(name, at) for name, at in visits.log if name.startswith(host)]
            asked = [(takes, delay) for each, takes, delay in plan if each == host]
            assert [name for name, _ in turns] == [
                f"{host}{n}" for n, (each, _, _) in enumerate(plan) if each == host
            ]
            for i in range(1, len(turns)):
                takes, delay = asked[i - 1]
                least = takes + max(GAP, min(delay, 60.0))
                assert turns[i][1] - turns[i - 1][1] >= least - 1e-6

    asyncio.run(check())


# --- Through the fetcher


@pytest.fixture
def fetcher(build, site, time):
    return build({HOST: site.endpoint, "other.test": site.endpoint}, politeness=polite(time))


async def fetched(time: FakeTime, fetcher, *urls: str) -> list[object]:
    """What the fetches give; real requests need real time, so time jumps only when all sleep."""
    tasks = [asyncio.create_task(fetcher.fetch(Request(url))) for url in urls]
    while not all(task.done() for task in tasks):
        await asyncio.sleep(0.005)
        time.wake_next()
    return await asyncio.gather(*tasks, return_exceptions=True)


async def test_every_request_takes_a_turn_robots_and_redirects_too(fetcher, site, time) -> None:
    await fetched(time, fetcher, f"http://{HOST}/hops/2")
    assert len(site.seen) == 4
    assert time.slept == [2.0, 2.0, 2.0]


async def test_a_request_that_broke_is_not_sent_again_in_the_same_turn(fetcher, site, time) -> None:
    [error] = await fetched(time, fetcher, f"http://{HOST}/flaky/0?times=9")
    assert isinstance(error, FetchFailed)
    assert len(site.seen) == 2
    assert time.slept == [2.0]


async def test_a_redirect_elsewhere_takes_the_turn_there(fetcher, site, time) -> None:
    await fetched(time, fetcher, f"http://{HOST}/to?u=http://other.test/page")
    assert [seen.host for seen in site.seen] == [HOST, HOST, "other.test", "other.test"]
    assert time.slept == [2.0, 2.0]


async def test_the_crawl_delay_of_robots_txt_is_kept(fetcher, site, time) -> None:
    site.robots[HOST] = Robots(200, "User-agent: *\nCrawl-delay: 10\n")
    await fetched(time, fetcher, f"http://{HOST}/page", f"http://{HOST}/page?2")
    assert time.slept == [2.0, 10.0]


async def test_retry_after_pauses_the_host_for_other_fetches(fetcher, site, time) -> None:
    limited = f"http://{HOST}/limited/429?after=600"
    first, second, third = await fetched(
        time, fetcher, limited, f"http://{HOST}/page", "http://other.test/page"
    )
    assert isinstance(first, RateLimited)
    assert isinstance(second, RateLimited)
    assert "left alone for" in str(second)
    assert third.status == 200
    assert site.paths.count("/page") == 1


async def test_waiting_for_a_turn_does_not_use_up_the_time_of_a_fetch(build, site) -> None:
    fetcher = build({HOST: site.endpoint}, politeness=LocalPoliteness(3.3), timeout_s=3.0)
    assert (await fetcher.fetch(Request(f"http://{HOST}/page"))).status == 200
