"""Celery's own commands, ours, and what doctor and Prometheus are told."""

import asyncio
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest
from celery.exceptions import SecurityError

from pricetrail import crud
from pricetrail.bootstrap import Services, services
from pricetrail.main import create_app
from pricetrail.queue.broker import BrokerQueue
from pricetrail.worker.celery_app import make_app
from pricetrail.worker.queues import fitting_queues
from tests.support.command import CommandLine
from tests.support.fleet import CELERY, ROOT
from tests.support.redis import RedisServer
from tests.support.serving import served
from tests.support.shop import Reply, product_page
from tests.support.working import overrides
from tests.worker.conftest import Place
from tests.worker.test_worker import is_done, taken, tracked, until
from tools.cassandra.node import free_port

WRONG_URLS = (
    "amqp://localhost",
    "redis://localhost:port",
    "redis://localhost:99999",
    "redis://localhost/name",
    "redis://[::1",
    "redis://:s3cret#1@localhost/0",
    "redis://:s3cret/1@localhost/0",
    "redis://:s3cret?1@localhost/0",
)

NO_BROWSER = {"PRICETRAIL_CHROMIUM": "/no/chromium"}
A_BROWSER = {  # as far as a worker looks before it is asked for a page
    "PRICETRAIL_CHROMIUM": sys.executable,
    "PRICETRAIL_CHROMEDRIVER": sys.executable,
    "PRICETRAIL_BROWSER_SANDBOX": "off",
}


@pytest.mark.parametrize("command", ["worker", "beat"])
def test_without_a_broker_celery_says_what_to_set(command: str, tmp_path: Path) -> None:
    env = {**os.environ, "PRICETRAIL_DATA_DIR": str(tmp_path)}
    env.pop("REDIS_URL", None)
    done = subprocess.run(
        [CELERY, "--app", "pricetrail.worker.celery_app", command],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    [line] = [line for line in done.stderr.splitlines() if line.startswith("Error")]
    assert "set REDIS_URL" in line
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["worker", "beat"])
def test_without_a_broker_ours_say_what_to_set(command: str, cli: CommandLine) -> None:
    found = cli(command)
    assert found.code == 2
    assert "set REDIS_URL" in found.err
    for url in WRONG_URLS:
        found = cli(command, REDIS_URL=url)
        assert (found.code, found.err.count("\n")) == (2, 1)
        assert "s3cret" not in found.err


def test_an_unknown_queue_is_refused(cli: CommandLine) -> None:
    found = cli("worker", "--queues", "http,ftp", REDIS_URL="redis://127.0.0.1:1/0")
    assert found.code == 2
    assert "ftp" in found.err


def test_importing_it_reads_no_setting() -> None:
    code = (
        "from pricetrail.worker.celery_app import app; from pricetrail.config import get_settings;"
        "assert not app.configured and not get_settings.cache_info().currsize"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_doctor_says_that_nobody_works(cli: CommandLine, redis_server: RedisServer) -> None:
    found = {
        line["part"]: line
        for line in cli("doctor", "--json", REDIS_URL=redis_server.new_url()).lines
    }
    assert found["broker"]["level"] == "ok"
    assert found["workers"]["level"] == found["beat"]["level"] == "warn"
    away = cli("doctor", "--json", REDIS_URL=f"redis://127.0.0.1:{free_port()}/0")
    assert away.code == 3
    assert [line["part"] for line in away.lines if line["level"] == "bad"] == ["broker"]


async def test_all_is_seen_from_outside(
    app: Services, place: Place, queue: BrokerQueue, cli: CommandLine
) -> None:
    """Asked for through the API, done by a worker, told live, counted, and known to doctor."""
    place.shop.replies["/p/1"] = Reply(product_page())
    place.fleet.more = A_BROWSER
    place.fleet.worker("--concurrency", "1")
    place.fleet.beat()

    def opened(settings: object) -> object:
        return services(place.settings, overrides(place.shop.port))

    web = create_app(place.settings, opened)
    async with served(web, place.settings) as url, aiohttp.ClientSession(url) as client:
        wanted = {"urls": [place.url("/p/1")], "every": "1h"}
        async with client.post("/products", json=wanted) as answer:
            job = (await answer.json())["job"]["job_id"]
        live = {"Accept": "text/event-stream"}
        async with client.get(f"/jobs/{job}", headers=live) as stream:
            told = (await stream.text()).split("data: ")[-1]
        assert json.loads(told.splitlines()[0])["items"][0]["outcome"] == "ok"

        async def beat_is_known() -> bool:
            async with client.get("/metrics") as answer:
                return "pricetrail_beat_age_seconds " in await answer.text()

        await until(beat_is_known)
        async with client.get("/metrics") as answer:
            metrics = await answer.text()
    assert "pricetrail_broker_up 1.0" in metrics
    assert (
        'pricetrail_http_requests_total{method="POST",route="/products",status="202"} 1.0'
        in metrics
    )
    assert 'pricetrail_queue_messages{queue="http"} 0.0' in metrics
    assert 'pricetrail_worker_scrapes_total{host="shop0.test",outcome="ok"} 1.0' in metrics
    assert 'pricetrail_worker_task_seconds_count{task="scrape_one"} 1.0' in metrics
    assert 'pricetrail_http_requests_total{method="POST",route="/products",' in metrics
    await until(queue.workers)

    async def doctor_finds_all() -> bool:
        redis_url = place.settings.redis_url or ""
        said = await asyncio.to_thread(cli, "doctor", "--json", REDIS_URL=redis_url)
        levels = {line["part"]: line["level"] for line in said.lines}
        return [levels[part] for part in ("broker", "workers", "beat")] == ["ok"] * 3

    await until(doctor_finds_all)
    product = [one async for one in crud.iter_products(app.store)]
    assert len(product) == 1


async def test_without_the_broker_the_api_says_so(place: Place, app: Services) -> None:
    away = place.settings.model_copy(update={"redis_url": f"redis://127.0.0.1:{free_port()}/0"})
    web = create_app(away, lambda _: services(away, overrides(place.shop.port)))
    async with served(web, away) as url, aiohttp.ClientSession(url) as client:
        wanted = {"urls": [place.url("/p/1")], "every": "1h"}
        async with client.post("/products", json=wanted) as answer:
            assert answer.status == 503
            assert "Redis" in (await answer.json())["detail"]
        async with client.get("/metrics") as answer:
            assert "pricetrail_broker_up 0.0" in await answer.text()
    [target] = [one async for one in crud.iter_targets(app.store)]
    assert target.next_due is not None  # the slot is not lost


@pytest.mark.threat("CVE-2021-23727", "worker: results")
def test_a_poisoned_result_is_not_called(place: Place, tmp_path: Path) -> None:
    """CVE-2021-23727: what a result's metadata names is made an exception of, and nothing else."""
    trace = tmp_path / "trace"
    told = {
        "status": "FAILURE",
        "result": {
            "exc_type": "system",
            "exc_module": "os",
            "exc_message": [f"touch {trace}"],
        },
        "task_id": "poison",
        "traceback": None,
        "children": [],
    }
    place.raw.set("celery-task-meta-poison", json.dumps(told))
    worker_app = make_app(lambda: place.settings)
    with pytest.raises(SecurityError):
        worker_app.AsyncResult("poison").get(timeout=5)
    worker_app.close()
    assert not trace.exists()


async def test_without_a_browser_a_worker_leaves_those_pages_to_others(
    app: Services, place: Place, queue: BrokerQueue
) -> None:
    place.shop.replies["/p/1"] = Reply(product_page())
    rendered, plain = await tracked(app, place, "/p/2", "/p/1")
    wanted, other = await taken(app, [rendered, plain])
    await queue.put([replace(wanted, fetcher="browser"), other])
    place.fleet.more = NO_BROWSER
    worker = place.fleet.worker("--concurrency", "1")
    await until(lambda: is_done(app, plain))
    said = [line for line in place.fleet.log_of(worker).splitlines() if "left to others" in line]
    assert len(said) == 1
    assert "/no/chromium" in said[0]
    assert list((await queue.workers()).values()) == [["http", "io"]]
    assert len(place.raw.keys("browser*")) == 1
    assert not await is_done(app, rendered)


def test_a_browser_that_is_not_there_is_refused_by_celery(place: Place, tmp_path: Path) -> None:
    place.fleet.more = NO_BROWSER
    worker = place.fleet.worker("--queues", "http,browser")
    assert worker.wait(60) == 2
    [line] = [said for said in place.fleet.log_of(worker).splitlines() if "Error" in said]
    assert "browser cannot be worked off here" in line
    assert "Traceback" not in place.fleet.log_of(worker)


def test_a_browser_that_is_not_there_is_refused(cli: CommandLine) -> None:
    env = {"REDIS_URL": "redis://127.0.0.1:1/0", **NO_BROWSER}
    found = cli("worker", "--queues", "browser", **env)
    assert (found.code, found.err.count("\n")) == (2, 1)
    assert "/no/chromium" in found.err


def test_all_queues_are_worked_off_where_there_is_a_browser() -> None:
    assert fitting_queues(None, None) == ["http", "browser", "io"]
    assert fitting_queues(["browser"], None) == ["browser"]
