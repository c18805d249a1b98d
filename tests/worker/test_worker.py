"""A worker as a process of its own, on a real Redis."""

import asyncio
import base64
import json
import os
import pickle
import re
import signal
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest

from pricetrail import crud, schedule
from pricetrail.bootstrap import Services
from pricetrail.clock import time_uuid, utc_now
from pricetrail.queue import Job
from pricetrail.queue.broker import BrokerQueue
from pricetrail.queue.messages import EXPORT, INGEST, SCRAPE_ONE, Sending, sendings_of
from pricetrail.schema import Target
from tests.support.browsing import running_canary
from tests.support.fleet import children_of
from tests.support.shop import Reply, product_page
from tests.support.working import HOSTS
from tests.worker.conftest import Place

PATIENCE_S = 60
SOLO = ("--pool", "solo")

T = TypeVar("T")


async def until(holds: Callable[[], Awaitable[T]]) -> T:
    """The first answer that is true."""
    async with asyncio.timeout(PATIENCE_S):
        while not (answer := await holds()):  # noqa: ASYNC110 - it is in another process
            await asyncio.sleep(0.05)
        return answer


def pages_asked(place: Place) -> list[str]:
    return [path for path in place.shop.asked if path != "/robots.txt"]


async def tracked(app: Services, place: Place, *paths: str) -> list[Target]:
    """Targets at those paths, each at a host of its own, that are due now."""
    found = []
    for n, path in enumerate(paths):
        place.shop.replies.setdefault(path, Reply(product_page(f"Kettle {path}")))
        url = place.url(path, HOSTS[n % len(HOSTS)])
        found.append((await crud.track(app.store, url, every=timedelta(hours=1))).target)
    return found


async def taken(app: Services, targets: list[Target]) -> list[Job]:
    """Their jobs, leased as dispatch does."""
    assert all([await schedule.take(app.store, one, utc_now()) for one in targets])
    return [Job(one.target_id, one.shop, one.next_due) for one in targets]


async def is_done(app: Services, target: Target) -> bool:
    return (await crud.get_target(app.store, target.target_id)).last_attempt_at is not None


async def test_beats_and_workers_do_what_is_due_once(app: Services, place: Place) -> None:
    targets = await tracked(app, place, *(f"/p/{n}" for n in range(30)))
    for _ in range(2):
        place.fleet.worker("--concurrency", "1")
        place.fleet.beat()

    async def all_done() -> bool:
        return all([await is_done(app, one) for one in targets])

    await until(all_done)
    for one in targets:
        assert len([a async for a in crud.attempts(app.store, one)]) == 1
    assert sorted(pages_asked(place)) == sorted(f"/p/{n}" for n in range(30))
    assert not list(Path.cwd().glob("celerybeat*"))


async def test_an_urgent_job_overtakes_all_that_wait(
    app: Services, place: Place, queue: BrokerQueue
) -> None:
    *usual, wanted = await tracked(app, place, *(f"/p/{n}" for n in range(40)), "/wanted")
    jobs = await taken(app, usual)
    waiting = [job for job in jobs for _ in range(500 // len(jobs) + 1)]
    await queue.send(sendings_of(waiting, alone=True))
    await queue.put([Job(wanted.target_id, wanted.shop, None, urgent=True)])
    place.fleet.worker(*SOLO)
    await until(lambda: is_done(app, wanted))
    assert pages_asked(place)[0] == "/wanted"


async def test_told_to_end_it_gives_back_and_leaves_nothing(
    app: Services, place: Place, queue: BrokerQueue
) -> None:
    targets = await tracked(app, place, "/quick", "/hangs", "/behind")
    place.shop.hangs.add("/hangs")
    jobs = await taken(app, targets)
    await queue.put([*jobs[:2], Job(targets[2].target_id, jobs[1].shop, targets[2].next_due)])
    worker = place.fleet.worker("--concurrency", "2")

    async def hangs() -> bool:
        return "/hangs" in place.shop.asked and await is_done(app, targets[0])

    await until(hangs)
    started = time.monotonic()
    worker.terminate()
    await asyncio.to_thread(worker.wait, PATIENCE_S)
    assert time.monotonic() - started < 10
    assert worker.returncode == 0, place.fleet.log_of(worker)
    assert place.fleet.left_over() == []
    for one in targets[1:]:
        now = await crud.get_target(app.store, one.target_id)
        assert (now.lease_until, now.next_due) == (None, one.next_due)
    assert "/behind" not in place.shop.asked


async def test_a_batch_that_lost_its_process_is_done_singly(
    app: Services, place: Place, queue: BrokerQueue
) -> None:
    targets = await tracked(app, place, "/hangs", "/quick")
    place.shop.hangs.add("/hangs")
    await queue.put(await taken(app, targets))
    place.fleet.more = {"PRICETRAIL_POLITENESS": "off"}  # else the shop's turn goes along
    worker = place.fleet.worker("--concurrency", "1")

    async def hangs() -> bool:
        return "/hangs" in place.shop.asked

    await until(hangs)
    place.shop.hangs.clear()
    [child] = children_of(worker.pid)
    os.kill(child, signal.SIGKILL)

    async def all_done() -> bool:
        return all([await is_done(app, one) for one in targets])

    await until(all_done)
    assert "'sent on': 2" in place.fleet.log_of(worker)


async def test_a_store_that_is_away_fails_tasks_and_not_the_worker(
    tmp_path: Path, app: Services, place: Place, queue: BrokerQueue
) -> None:
    [target] = await tracked(app, place, "/p/1")
    away = tmp_path / "away"
    place.fleet.store_url = f"sqlite:///{away}/t.db"
    job = Job(target.target_id, target.shop, None)
    await queue.put([job])
    worker = place.fleet.worker("--concurrency", "1")
    await asyncio.to_thread(place.fleet.wait_for, worker, f"there is no folder {away}")
    away.mkdir()
    await queue.put([job])
    await asyncio.to_thread(place.fleet.wait_for, worker, "succeeded in")
    assert worker.poll() is None


async def test_its_log_names_job_target_and_host(
    app: Services, place: Place, queue: BrokerQueue
) -> None:
    [target] = await tracked(app, place, "/p/1")
    await queue.put(await taken(app, [target]))
    worker = place.fleet.worker(*SOLO)
    await asyncio.to_thread(place.fleet.wait_for, worker, "succeeded in")
    [said] = [line for line in place.fleet.log_of(worker).splitlines() if " scraped " in line]
    assert f"target={target.target_id}" in said
    assert f"host={target.shop}" in said
    assert re.search(r"job=[0-9a-f-]{36}", said)


@pytest.mark.threat("CVE-2026-27696", "worker: redirects")
async def test_a_shop_leads_a_worker_to_no_private_address(
    app: Services, place: Place, queue: BrokerQueue
) -> None:
    """What the operator allows is logged as the worker starts, and is no more than that."""
    place.fleet.more = {"PRICETRAIL_EGRESS_ALLOW": "10.9.8.7"}
    worker = place.fleet.worker(*SOLO)
    async with running_canary() as canary:
        private = [f"http://{name}:{canary.port}/" for name in ("127.0.0.1", "localhost", "[::1]")]
        for number, url in enumerate(private):
            place.shop.replies[f"/p/{number}"] = Reply("", 302, {"Location": url})
        targets = await tracked(app, place, *(f"/p/{number}" for number in range(len(private))))
        await queue.put(await taken(app, targets))
        for target in targets:
            await until(partial(is_done, app, target))
            [attempt] = [one async for one in crud.attempts(app.store, target)]
            assert attempt.outcome == "fetch_failed"
            assert "not a public address" in (attempt.reason or "")
    lines = place.fleet.log_of(worker).splitlines()
    said = [line for line in lines if "private destinations are allowed" in line]
    assert said  # by ours and by the test's own app, which makes another one
    assert all(line.endswith("allowed=10.9.8.7") for line in said)


class Exploit:
    """What a pickle that is loaded would do."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> Any:
        return os.mkdir, (str(self.trace),)


def message(
    task: object, body: bytes, content_type: str = "application/json", **headers: Any
) -> bytes:
    """A message as Celery's transport has it, whatever is in it."""
    told = {
        "body": base64.b64encode(body).decode(),
        "content-encoding": "binary" if "python" in content_type else "utf-8",
        "content-type": content_type,
        "headers": {"lang": "py", "task": task, "id": "poison", **headers},
        "properties": {
            "correlation_id": "poison",
            "reply_to": "",
            "delivery_mode": 2,
            "delivery_info": {"exchange": "", "routing_key": "io"},
            "priority": 0,
            "body_encoding": "base64",
            "delivery_tag": str(time_uuid(utc_now())),
        },
    }
    return json.dumps(told).encode()


@pytest.mark.threat("CVE-2021-23727", "worker: messages")
@pytest.mark.threat("CVE-2026-25527", "worker: names of exports")
async def test_poisoned_messages_are_dropped(
    tmp_path: Path, app: Services, place: Place, queue: BrokerQueue
) -> None:
    trace = tmp_path / "trace"
    exploit = pickle.dumps([[Exploit(trace)], {}, {}])
    args = lambda *a, **kw: json.dumps([a, kw, {"callbacks": None}]).encode()  # noqa: E731
    poison = [
        message(SCRAPE_ONE, exploit, "application/x-python-serialize"),
        message(SCRAPE_ONE, b"no json"),
        message(SCRAPE_ONE, b'{"neither": "a list"}'),
        message(SCRAPE_ONE, b"[1]"),
        message(SCRAPE_ONE, b"[[], {}, 7]"),
        message(SCRAPE_ONE, args(), id=7),
        message(SCRAPE_ONE, args(), expires="soon"),
        message(SCRAPE_ONE, args(), timelimit="long"),
        message(SCRAPE_ONE, args(), retries={}),
        message("os.system", args("touch trace")),
        message("os.system", args(), id=7),
        message(["os.system"], args()),
        message("celery.map", b'{"neither": "a list"}'),
        message("celery.accumulate", args(), id=7),
        message(SCRAPE_ONE, args("nameless")),
        message(SCRAPE_ONE, args(job={"target_id": "x"})),
        message(SCRAPE_ONE, args(job="x", more={"__reduce__": "os.system"})),
        message(EXPORT, args(name="../../trace.jsonl")),
        message(INGEST, args(records=[[]])),
    ]
    place.raw.lpush("io", *poison)
    [target] = await tracked(app, place, "/p/1")
    worker = place.fleet.worker("--concurrency", "1")
    await queue.put(await taken(app, [target]))
    await until(lambda: is_done(app, target))
    place.fleet.wait_for(worker, "a message is dropped")
    assert not trace.exists()
    assert worker.poll() is None
    assert place.raw.llen("io") == 0


async def test_records_and_exports_go_through_the_queue(
    tmp_path: Path, place: Place, app: Services, queue: BrokerQueue
) -> None:
    record = {"url": place.url("/p/9"), "name": "A pan", "price": "9.50", "currency": "EUR"}
    records = [{**record, "uuid": str(time_uuid(utc_now()))}, {"name": "no url"}]
    await queue.send([Sending(INGEST, {"records": records})])
    worker = place.fleet.worker(*SOLO)
    await asyncio.to_thread(
        place.fleet.wait_for, worker, "'stored': 1, 'repeated': 0, 'refused': 1"
    )
    await queue.send([Sending(EXPORT, {"name": "all.jsonl"})])
    file = tmp_path / "exports" / "all.jsonl"

    async def is_written() -> bool:
        return file.exists()

    await until(is_written)
    assert '"A pan"' in file.read_text()
