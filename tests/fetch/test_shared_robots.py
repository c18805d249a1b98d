"""robots.txt that one client asks for and all know, through a real Redis and the whole fetcher."""

import asyncio
from datetime import timedelta

import pytest
import redis
from yarl import URL

from pricetrail.errors import FetchFailed, RobotsDenied
from pricetrail.fetch.base import Request
from pricetrail.fetch.shared.link import Link
from pricetrail.fetch.shared.politeness import RedisPoliteness
from pricetrail.fetch.shared.robots import RedisShelf
from pricetrail.fetch.shelf import RobotsCopy
from tests.support.misbehaving import HOST, Robots
from tests.support.processes import PATIENCE_S

ORIGIN = f"http://{HOST}"
PAGE = Request(f"{ORIGIN}/page")
SECRET = Request(f"{ORIGIN}/status/200")
RULES = "User-agent: *\nDisallow: /status\n"


@pytest.fixture
def url(redis_server) -> str:
    return redis_server.new_url()


@pytest.fixture
def data(url):
    with redis.Redis.from_url(url, decode_responses=True) as client:
        yield client


@pytest.fixture
def fetcher_of(build, site, url):
    """Makes fetchers as if each were in a process of its own."""

    def make(gap_s: float = 0.0):
        politeness = RedisPoliteness(Link(url, answer_s=PATIENCE_S), gap_s, settle_s=0.0)
        return build({HOST: site.endpoint}, politeness=politeness)

    return make


def times_asked(site) -> int:
    return sum(seen.path == "/robots.txt" for seen in site.seen)


async def test_five_clients_at_once_ask_once(fetcher_of, site) -> None:
    site.robots[HOST] = Robots(200, RULES)
    pages = await asyncio.gather(*(fetcher_of().fetch(PAGE) for _ in range(5)))
    assert [page.status for page in pages] == [200] * 5
    assert times_asked(site) == 1
    with pytest.raises(RobotsDenied, match="asks us not to fetch /status/200"):
        await fetcher_of().fetch(SECRET)
    assert times_asked(site) == 1


async def test_a_host_without_one_is_asked_once_too(fetcher_of, site) -> None:
    await asyncio.gather(*(fetcher_of().fetch(SECRET) for _ in range(5)))
    assert times_asked(site) == 1


async def test_the_crawl_delay_is_known_to_all(fetcher_of, site, data) -> None:
    site.robots[HOST] = Robots(200, "User-agent: *\nCrawl-delay: 0.4\n")
    await fetcher_of().fetch(PAGE)
    free = int(data.hget(f"pricetrail:host:{HOST}", "free"))
    await fetcher_of().fetch(PAGE)
    after = int(data.hget(f"pricetrail:host:{HOST}", "free"))
    assert after - free >= 400
    assert times_asked(site) == 1


async def test_a_shop_in_trouble_is_left_alone_by_all(fetcher_of, site, data) -> None:
    site.robots[HOST] = Robots(503)
    for _ in range(3):
        with pytest.raises(RobotsDenied, match="answers 503: nothing is fetched for now"):
            await fetcher_of().fetch(PAGE)
    assert times_asked(site) == 1
    assert 0 < data.ttl(f"pricetrail:robots:{ORIGIN}") <= 600


async def test_who_could_not_ask_lets_the_next_one(fetcher_of, site, data) -> None:
    site.robots[HOST] = Robots(breaks=True)
    with pytest.raises(FetchFailed):
        await fetcher_of().fetch(PAGE)
    assert not data.exists(f"pricetrail:robots:{ORIGIN}", f"pricetrail:robots:{ORIGIN}:asking")
    site.robots[HOST] = Robots(200, RULES)
    await fetcher_of().fetch(PAGE)
    assert times_asked(site) == 2


async def test_an_older_copy_goes_on_for_all_where_there_is_trouble(
    fetcher_of, site, data, clock
) -> None:
    site.robots[HOST] = Robots(200, RULES)
    older = fetcher_of()
    await older.fetch(PAGE)
    assert 0 < data.pttl(f"pricetrail:robots:{ORIGIN}") <= 24 * 3_600_000
    clock.advance(timedelta(hours=24))
    data.delete(f"pricetrail:robots:{ORIGIN}")  # as it does by itself then
    site.robots[HOST] = Robots(500)
    for fetcher in (older, fetcher_of(), older):
        with pytest.raises(RobotsDenied, match="asks us not to fetch"):
            await fetcher.fetch(SECRET)
    assert times_asked(site) == 2


async def test_who_died_asking_is_asked_for_by_another(url, data) -> None:
    link = Link(url, answer_s=PATIENCE_S)
    shelf = RedisShelf(link)
    async with shelf.alone_at(ORIGIN) as there:
        assert there is None
        other = asyncio.create_task(_look(shelf))
        assert 0 < data.pttl(f"pricetrail:robots:{ORIGIN}:asking") <= 60_000
        data.delete(f"pricetrail:robots:{ORIGIN}:asking")
        assert await other is None
    await link.close()


async def test_copies_come_back_as_they_were_put(url) -> None:
    link = Link(url, answer_s=PATIENCE_S)
    shelf = RedisShelf(link)
    for text, denied in (("", None), ("a: ü\nb", None), ("", "no")):
        await shelf.put(ORIGIN, RobotsCopy(text, denied, timedelta(hours=1)))
        there = await _look(shelf)
        assert (there.text, there.denied) == (text, denied)
        assert timedelta(0) < there.fresh_for <= timedelta(hours=1)
    await link.close()


async def _look(shelf: RedisShelf) -> RobotsCopy | None:
    async with shelf.alone_at(str(URL(ORIGIN).origin())) as there:
        return there
