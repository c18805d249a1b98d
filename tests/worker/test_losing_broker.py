"""A worker outlives a broker that goes away at the worst moment, or refuses what it is told."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import redis
from celery import Celery
from celery.worker.consumer import Consumer
from celery.worker.pidbox import Pidbox
from kombu.asynchronous import Hub, set_event_loop

from pricetrail.config import Settings
from pricetrail.queue.messages import DELIVER_ALERTS, IO
from pricetrail.worker.celery_app import make_app
from tests.support.redis import RedisServer, running_redis
from tests.worker.conftest import Place

pytestmark = pytest.mark.filterwarnings("ignore::celery.exceptions.CPendingDeprecationWarning")


@dataclass
class Receiver:
    """A consumer that is led by hand through what its worker's event loop does."""

    app: Celery
    consumer: Consumer
    hub: Hub
    redis: RedisServer

    def connect(self) -> list[Any]:
        """Listen for messages and for commands; the messages are added to what is returned."""
        received: list[Any] = []
        self.consumer.connection = self.consumer.connect()
        task_consumer = self.app.amqp.TaskConsumer(self.consumer.connection)
        task_consumer.on_message = received.append
        task_consumer.consume()
        Pidbox(self.consumer).start(self.consumer)
        return received

    def wait_for_more(self) -> None:
        """Ask the broker for the next message, which is not there yet."""
        self.consumer.connection.transport.cycle.on_poll_start()

    def run_until(self, holds: Callable[[], object]) -> None:
        loop = self.hub.create_loop()
        next(loop)
        while not holds():
            next(loop)


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[Receiver]:
    with running_redis(tmp_path) as server:
        settings = Settings(redis_url=server.new_url(), data_dir=tmp_path, _env_file=None)
        app = make_app(lambda: settings)
        worker = app.WorkController(pool="solo", hostname="receiver@test")
        try:
            yield Receiver(app, worker.consumer, worker.hub, server)
        finally:
            set_event_loop(None)
            app.close()


def test_what_was_received_before_may_end_after(receiver: Receiver) -> None:
    consumer = receiver.consumer
    before = receiver.connect()
    receiver.app.send_task(DELIVER_ALERTS, queue=IO)
    receiver.run_until(lambda: before)
    receiver.wait_for_more()
    receiver.redis.stop()
    consumer.on_connection_error_after_connected(ConnectionError("as a command is read"))
    receiver.hub.reset()
    receiver.redis.start()
    after = receiver.connect()
    consumer.call_soon_ack(before[0].ack_log_error, logging.getLogger(), consumer.connection_errors)
    receiver.app.send_task(DELIVER_ALERTS, queue=IO)
    receiver.run_until(lambda: after)
    after[0].ack()


async def test_a_broker_that_is_full_is_tried_again(tmp_path: Path, place: Place) -> None:
    with running_redis(tmp_path) as server:
        place.fleet.redis_url = server.new_url()
        with redis.Redis.from_url(place.fleet.redis_url) as raw:
            raw.config_set("maxmemory", 1)
            worker = place.fleet.worker("--pool", "solo")
            await asyncio.to_thread(place.fleet.wait_for, worker, "'maxmemory'")
            raw.config_set("maxmemory", 0)
        await asyncio.to_thread(place.fleet.wait_for, worker, "ready.")
