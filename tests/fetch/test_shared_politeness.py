"""Turns that many clients share through a real Redis, measured at the shop where that says more."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import pairwise

import pytest
import redis
from aiohttp import web
from yarl import URL

from pricetrail.clock import ManualClock
from pricetrail.errors import FetchFailed, RateLimited, ServiceUnavailable, UsageError
from pricetrail.fetch.breaker import FIRST_REST_S
from pricetrail.fetch.client import BodyLimits, Budget, HttpClient, HttpConfig
from pricetrail.fetch.gate import Egress
from pricetrail.fetch.shared.link import Link
from pricetrail.fetch.shared.politeness import RedisPoliteness
from tests.support.processes import PATIENCE_S, ending, wait_for_words
from tests.support.redis import long_known, running_redis
from tests.support.shop import HOST, Reply, Shop
from tests.support.times import NOON
from tools.cassandra.node import free_port

GAP = 0.05
HOUR_MS = 3_600_000


@pytest.fixture
def url(redis_server) -> str:
    return redis_server.new_url()


@pytest.fixture
def data(url) -> Iterator[redis.Redis]:
    """That database, looked at by hand."""
    with redis.Redis.from_url(url, decode_responses=True) as client:
        yield client


@pytest.fixture
async def client_of(url) -> AsyncIterator[Callable[..., RedisPoliteness]]:
    """Makes clients as if each were in a process of its own."""
    made: list[RedisPoliteness] = []

    def make(
        at: str = url, gap_s: float = GAP, answer_s: float = PATIENCE_S, **options
    ) -> RedisPoliteness:
        made.append(
            RedisPoliteness(Link(at, answer_s=answer_s), gap_s, **{"settle_s": 0.0, **options})
        )
        return made[-1]

    yield make
    for politeness in made:
        await politeness.close()
        await politeness.close()


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    running = Shop()
    running.replies["/"] = Reply("a kettle")
    await running.start()
    yield running
    await running.stop()


async def visit(politeness: RedisPoliteness, host: str = HOST, **options: float) -> None:
    async with asyncio.timeout(PATIENCE_S), politeness.turn(host, **options):
        pass


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not holds():  # noqa: ASYNC110 - Redis tells nobody
            await asyncio.sleep(0.01)


async def never(_: float) -> None:
    pytest.fail("it waits")


def free_at(data: redis.Redis, host: str = HOST) -> int:
    return int(data.hget(f"pricetrail:host:{host}", "free"))


def now_ms(data: redis.Redis) -> int:
    seconds, micros = data.time()
    return seconds * 1000 + micros // 1000


async def fetch(politeness: RedisPoliteness, shop: Shop, times: int) -> None:
    """Fetch its page `times` times, as a worker does that has much to do."""
    http = HttpClient(
        HttpConfig("pricetrail/0"), Egress(host_map={HOST: shop.endpoint}), politeness
    )
    for _ in range(times):
        answer = await http.get(URL(shop.url("/")), Budget(PATIENCE_S), BodyLimits(1000))
        assert answer.body == b"a kettle"
    await http.close()


def assert_polite(shop: Shop, requests: int, gap: float = GAP) -> None:
    assert len(shop.moments) == requests
    assert shop.most_at_once == 1
    assert min(after - before for before, after in pairwise(shop.moments)) >= gap


async def test_twenty_clients_never_exceed_the_rate_of_a_host(client_of, shop) -> None:
    await asyncio.gather(*(fetch(client_of(), shop, 2) for _ in range(20)))
    assert_polite(shop, 40)


async def test_neither_do_they_when_redis_is_emptied_in_the_midst(client_of, shop, data) -> None:
    """It is emptied when the shop has a request and its answer is on the way."""
    answer = shop._reply

    async def empties_redis(request: web.Request) -> web.Response:
        if len(shop.moments) in {7, 8, 20}:
            data.flushdb()
        return await answer(request)

    shop._reply = empties_redis
    await asyncio.gather(*(fetch(client_of(settle_s=0.1), shop, 2) for _ in range(20)))
    assert len(shop.moments) == 40
    assert min(after - before for before, after in pairwise(shop.moments)) >= GAP


async def test_neither_do_processes_of_which_one_is_killed(shop, url) -> None:
    words = [sys.executable, "-m", "tests.support.fetching", url, str(shop.port)]
    async with asyncio.timeout(PATIENCE_S):
        first, *others = [
            await asyncio.create_subprocess_exec(*words, times, stdout=subprocess.PIPE)
            for times in ("1000", "5", "5")
        ]
        await first.stdout.readexactly(3)
        first.kill()
        said = await asyncio.gather(*(each.communicate() for each in (first, *others)))
    assert [out for out, _ in said[1:]] == [b".....", b"....."]
    assert_polite(shop, len(shop.moments))


async def test_hosts_do_not_wait_for_each_other(client_of) -> None:
    one, other = client_of(), client_of()
    async with one.turn("a.test"):
        await visit(other, "b.test")


@pytest.mark.parametrize("spelling", ["www.shop.test", "SHOP.test.", HOST])
async def test_spellings_of_a_host_are_one_host(client_of, data, spelling) -> None:
    async with client_of().turn(spelling):
        assert data.hexists(f"pricetrail:host:{HOST}", "owner")
    assert not data.hexists(f"pricetrail:host:{HOST}", "owner")


async def test_the_crawl_delay_of_one_holds_for_all(client_of, data) -> None:
    long_known(data)
    for delay_s, least_ms in ((0.4, 400), (0.0, 1000 * GAP), (1e9, 60_000)):
        before = now_ms(data)
        await visit(client_of(), crawl_delay_s=delay_s)
        free = free_at(data)
        assert before + least_ms <= free <= now_ms(data) + 1.25 * least_ms + 2
        if delay_s < 1:
            await visit(client_of(), crawl_delay_s=delay_s)
            assert now_ms(data) >= free


async def test_off_hosts_need_no_redis(client_of) -> None:
    politeness = client_of(nowhere(), off_hosts=["www.mine.test"])
    await asyncio.gather(*(visit(politeness, "mine.test") for _ in range(5)))
    await politeness.pause("mine.test", 600)
    for target in "abcdef":
        await politeness.tell("mine.test", target, blocked=True)
    await visit(politeness, "mine.test")


# --- The line


def keys_of(host: str) -> list[str]:
    return [f"pricetrail:host:{host}{end}" for end in ("", ":line", ":back")]


async def ask(politeness: RedisPoliteness, owner: str, *, gap: int = 0, sleep: int = HOUR_MS):
    """What the server answers to one who asks, without anybody who sleeps upon it."""
    keys = [*keys_of(HOST), "pricetrail:known-since"]
    return await politeness._run(keys, "ask", owner, "", gap, HOUR_MS, 0, 0, sleep)


async def done(politeness: RedisPoliteness, owner: str, gap: int = 0) -> None:
    keys = [*keys_of(HOST), "pricetrail:known-since"]
    await politeness._run(keys, "done", owner, 1, gap)


async def test_who_came_first_goes_first(client_of) -> None:
    politeness = client_of()
    assert await ask(politeness, "a") == ["go"]
    assert await ask(politeness, "a") == ["go"]  # the answer may have got lost
    for owner in ("z", "b"):
        assert (await ask(politeness, owner))[0] == "wait"
        await asyncio.sleep(0.002)  # who comes within one millisecond comes at once
    await done(politeness, "a")
    await asyncio.sleep(0.002)
    assert (await ask(politeness, "b"))[0] == "wait"
    assert await ask(politeness, "z") == ["go"]
    await done(politeness, "z")
    await asyncio.sleep(0.002)
    assert await ask(politeness, "b") == ["go"]


async def test_the_answer_says_how_long_to_sleep(client_of) -> None:
    politeness = client_of()
    assert await ask(politeness, "a") == ["go"]
    await done(politeness, "a", gap=60_000)
    waits = []
    for owner in "bcd":
        word, wait = await ask(politeness, owner, gap=60_000)
        assert word == "wait"
        waits.append(wait)
        await asyncio.sleep(0.002)
    for place, wait in enumerate(waits):
        assert 60_000 * place < wait <= 60_000 * (place + 1) + 1
    assert (await ask(politeness, "e", gap=60_000, sleep=5000)) == ["wait", 5000]


async def test_who_died_in_line_is_left_out(client_of) -> None:
    politeness = client_of()
    assert await ask(politeness, "a") == ["go"]
    assert (await ask(politeness, "dead", sleep=20))[0] == "wait"
    await asyncio.sleep(0.002)
    assert (await ask(politeness, "b"))[0] == "wait"
    await done(politeness, "a")
    answers = ["wait"]
    while answers[-1] != "go":
        answers += (await ask(politeness, "b"))[:1]
        await asyncio.sleep(0.1)


async def test_who_gives_up_leaves_the_line_and_takes_no_turn(client_of, data) -> None:
    one, other = client_of(), client_of()
    async with one.turn(HOST):
        waiting = [asyncio.create_task(visit(other)) for _ in range(3)]
        await until(lambda: data.zcard(f"pricetrail:host:{HOST}:line"))
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        assert not data.exists(f"pricetrail:host:{HOST}:line", f"pricetrail:host:{HOST}:back")
        assert other._lines == {}
    await visit(other)


async def test_one_of_a_process_stands_in_line_for_all_of_its(client_of, data) -> None:
    one, other = client_of(), client_of()
    async with one.turn(HOST):
        waiting = [asyncio.create_task(visit(other)) for _ in range(9)]
        await until(lambda: data.zcard(f"pricetrail:host:{HOST}:line"))
        assert other._lines[HOST].in_line == 9
        assert data.zcard(f"pricetrail:host:{HOST}:line") == 1
    await asyncio.gather(*waiting)


# --- Who holds a turn and is gone


@pytest.fixture
def killed_holder(url) -> None:
    """A process took a turn, and was killed."""
    words = [sys.executable, "-m", "tests.support.holding", url, HOST]
    started = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with ending(started) as process:
        wait_for_words(process.stdout)
        process.kill()


async def test_the_turn_of_a_killed_process_ends_by_itself(client_of, data, killed_holder) -> None:
    ends = int(data.hget(f"pricetrail:host:{HOST}", "ends"))
    await visit(client_of())
    assert now_ms(data) >= ends + 1000 * GAP


async def test_what_outlasts_its_turn_is_given_up(client_of, data) -> None:
    politeness = client_of(longest_turn_s=0.05)
    with pytest.raises(FetchFailed, match=r"longer than the 0\.05 seconds of a turn"):
        async with politeness.turn(HOST):
            await asyncio.sleep(PATIENCE_S)
    assert not data.hexists(f"pricetrail:host:{HOST}", "owner")


async def test_a_time_out_of_the_fetch_itself_stays_one(client_of) -> None:
    with pytest.raises(TimeoutError):
        async with client_of().turn(HOST):
            raise TimeoutError


# --- Redis without memory


async def test_in_an_empty_redis_every_host_was_just_fetched(client_of, data) -> None:
    politeness = client_of(gap_s=0.2)
    await visit(politeness)
    since = int(data.hget("pricetrail:known-since", "at"))
    assert now_ms(data) - since >= 200
    emptied = now_ms(data)
    data.flushdb()
    await visit(politeness, "never-seen.test")
    assert now_ms(data) - emptied >= 200


async def test_long_after_that_a_host_never_seen_need_not_wait(client_of, data) -> None:
    long_known(data)
    await visit(client_of(gap_s=3600.0, sleep=never))


async def test_a_count_that_began_in_the_future_begins_anew(client_of, data) -> None:
    long_known(data)
    data.hset("pricetrail:known-since", "at", now_ms(data) + HOUR_MS)
    await visit(client_of(gap_s=0.0, sleep=never))
    assert int(data.hget("pricetrail:known-since", "at")) <= now_ms(data)


async def test_a_user_that_may_not_ask_for_the_servers_run_gets_turns(client_of, data, url) -> None:
    data.acl_setuser(
        "limited",
        enabled=True,
        passwords=["+pw"],
        keys=["*"],
        categories=["+@all"],
        commands=["-info"],
    )
    politeness = client_of(url.replace("//", "//limited:pw@"))
    await visit(politeness)
    since = data.hgetall("pricetrail:known-since")
    await visit(politeness)
    assert since["run"] == ""
    assert data.hgetall("pricetrail:known-since") == since


async def test_a_turn_that_was_forgotten_still_ends_with_its_gap(client_of, data) -> None:
    long_known(data)
    async with client_of(gap_s=10.0).turn(HOST):
        data.flushdb()
        before = now_ms(data)
    assert free_at(data) >= before + 10_000


async def test_a_server_that_restarts_from_an_old_copy_knows_nothing(client_of, tmp_path) -> None:
    with running_redis(tmp_path) as server:
        at = server.new_url()
        politeness = client_of(at, gap_s=0.2)
        await visit(politeness)
        with redis.Redis.from_url(at) as data:
            data.save()
            before = data.hgetall("pricetrail:known-since")
        server.stop()
        server.start()
        with redis.Redis.from_url(at) as data:
            assert data.hgetall("pricetrail:known-since") == before
            started = now_ms(data)
            await visit(politeness, "another.test")
            assert now_ms(data) - started >= 200
            assert data.hgetall("pricetrail:known-since") != before


async def test_keys_of_hosts_end_by_themselves(client_of, data) -> None:
    politeness = client_of()
    async with politeness.turn(HOST):
        waiting = asyncio.create_task(visit(client_of()))
        await politeness.pause("other.test", 5.0)
        await politeness.tell("blocking.test", "a", blocked=True)
        await until(lambda: data.zcard(f"pricetrail:host:{HOST}:line"))
        lives = {key: data.ttl(key) for key in data.keys()}  # noqa: SIM118 - no mapping
    await waiting
    assert lives.pop("pricetrail:known-since") == -1
    assert len(lives) == 5
    assert all(0 < life <= 3600 + 60 for life in lives.values())


# --- Redis away


def nowhere() -> str:
    return f"redis://:secret@127.0.0.1:{free_port()}/3"


@asynccontextmanager
async def silent_server() -> AsyncIterator[str]:
    """A server that accepts, and never answers."""
    writers: list[asyncio.StreamWriter] = []

    async def accept(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    async with server:
        yield f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        for writer in writers:
            writer.close()


async def no_turns(politeness: RedisPoliteness) -> None:
    """A crowd gets no turn, and is told so soon."""
    async with asyncio.timeout(PATIENCE_S):
        crowd = [visit(politeness, f"{n}.test") for n in range(300)]
        errors = await asyncio.gather(*crowd, return_exceptions=True)
    assert {type(error) for error in errors} == {ServiceUnavailable}


async def test_without_redis_nobody_gets_a_turn(client_of) -> None:
    at = nowhere()
    politeness = client_of(at)
    with pytest.raises(ServiceUnavailable, match="so nothing is fetched") as caught:
        await visit(politeness)
    assert at.partition("@")[2].removesuffix("/3") in str(caught.value)
    assert "secret" not in str(caught.value)
    with pytest.raises(ServiceUnavailable):
        await politeness.pause(HOST, 5.0)
    await politeness.tell(HOST, "a", blocked=True)
    await no_turns(politeness)


async def test_a_redis_that_hangs_is_not_waited_for(client_of) -> None:
    async with silent_server() as at:
        politeness = client_of(at, answer_s=0.2)
        await no_turns(politeness)
        await politeness.close()


async def test_a_redis_that_goes_during_a_turn_costs_no_page(client_of, tmp_path) -> None:
    with running_redis(tmp_path) as server:
        politeness = client_of(server.new_url())
        async with politeness.turn(HOST):
            server.stop()
        with pytest.raises(ServiceUnavailable):
            await visit(politeness)
        server.start()
        async with asyncio.timeout(PATIENCE_S):
            while True:
                try:
                    await visit(politeness)
                except ServiceUnavailable:
                    await asyncio.sleep(0.1)
                else:
                    break


@pytest.mark.parametrize("url", ["http://127.0.0.1", "127.0.0.1:6379", "redis://host:port"])
def test_what_is_no_url_is_wrong_usage(url) -> None:
    with pytest.raises(UsageError, match="REDIS_URL"):
        Link(url)


# --- Pauses and rests


async def test_a_pause_is_for_all(client_of, data) -> None:
    one, other = client_of(), client_of()
    await one.pause("www.shop.test", 600)
    with pytest.raises(RateLimited, match=r"left alone for (600|599) s more") as caught:
        await visit(other)
    assert 500 < caught.value.retry_after.total_seconds() <= 600
    await visit(other, "other.test")
    await one.pause(HOST, 1.0)  # a shorter one does not end a longer one
    with pytest.raises(RateLimited):
        await visit(other)
    assert not data.exists(f"pricetrail:host:{HOST}:line")


async def test_a_short_pause_is_waited_for(client_of, data) -> None:
    asked = now_ms(data)
    await client_of().pause(HOST, 0.3)
    await visit(client_of())
    assert now_ms(data) - asked >= 300


async def test_a_pause_is_a_week_at_most(client_of) -> None:
    politeness = client_of()
    await politeness.pause(HOST, 1e9)
    with pytest.raises(RateLimited) as caught:
        await visit(politeness)
    assert timedelta(days=6) < caught.value.retry_after <= timedelta(days=7)


async def blocked(*clients: RedisPoliteness) -> None:
    await asyncio.gather(
        *(each.tell(HOST, f"target {n}", blocked=True) for n, each in enumerate(clients))
    )


def rest_is_over(data: redis.Redis) -> None:
    """As if the time of the rest had passed."""
    key = f"pricetrail:host:{HOST}"
    known = data.hget(key, "breaker")
    until = float(known.partition('"until":')[2].partition(",")[0])
    over = now_ms(data) / 1000 - 1
    data.hset(key, "breaker", known.replace(f'"until":{until}', f'"until":{over}'))


async def test_blocks_that_many_saw_open_one_breaker(client_of) -> None:
    clients = [client_of(clock=ManualClock(NOON)) for _ in range(5)]
    await blocked(*clients[:4])
    await visit(clients[4])
    await clients[4].tell(HOST, "target 5", blocked=True)
    for each in clients:
        with pytest.raises(RateLimited, match=r"shop\.test blocked us; left alone until") as caught:
            await visit(each)
        left = caught.value.retry_after.total_seconds()
        assert FIRST_REST_S - 60 < left <= FIRST_REST_S
    await visit(clients[0], "other.test")


async def test_who_waits_is_sent_away_when_it_opens(client_of) -> None:
    one, other = client_of(), client_of()
    async with one.turn(HOST):
        waiting = [asyncio.create_task(visit(other)) for _ in range(3)]
        await blocked(*[one] * 5)
    errors = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(error) for error in errors] == [RateLimited] * 3


@pytest.mark.parametrize("still", [False, True])
async def test_after_the_rest_one_task_of_all_tries(client_of, data, still) -> None:
    one, other = client_of(), client_of()
    await blocked(*[one] * 5)
    rest_is_over(data)
    await visit(one)  # robots.txt
    await visit(one)
    for each in (other, one):
        with pytest.raises(RateLimited, match="one page is being tried"):
            await asyncio.create_task(visit(each))
    await one.tell(HOST, "target 0", blocked=still)
    if still:
        with pytest.raises(RateLimited) as caught:
            await visit(one)
        left = caught.value.retry_after.total_seconds()
        assert FIRST_REST_S < left <= 2 * FIRST_REST_S
    else:
        await visit(other)
        assert not data.hexists(f"pricetrail:host:{HOST}", "breaker")


async def test_a_page_served_ends_a_row_of_blocks(client_of, data) -> None:
    one, other = client_of(), client_of()
    await blocked(*[one] * 4)
    await other.tell(HOST, "target 9", blocked=False)
    assert not data.hexists(f"pricetrail:host:{HOST}", "breaker")
    await other.tell(HOST, "target 9", blocked=False)
    await other.tell(HOST, "target 4", blocked=True)
    await visit(one)


@pytest.mark.parametrize("left", ["{", "[]", '{"rests": "many"}'])
async def test_what_another_version_left_counts_as_closed(client_of, data, left) -> None:
    data.hset(f"pricetrail:host:{HOST}", "breaker", left)
    await visit(client_of())
    await client_of().tell(HOST, "a", blocked=True)
    assert '"struck":["a"]' in data.hget(f"pricetrail:host:{HOST}", "breaker")
