"""The queue between processes: jobs become messages that Celery workers take from Redis.

Whoever queues imports this and nothing of the worker.
"""

import asyncio
import ssl
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from celery import Celery
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from pricetrail.errors import ServiceUnavailable
from pricetrail.queue.base import Job
from pricetrail.queue.messages import PRIORITIES, Sending, sendings_of

LONGEST_TASK = timedelta(hours=1)
"""No task may take longer; a message that nobody acknowledged by then is delivered again."""

_CONNECT_S = 0.8
_ANSWER_S = 0.8
_ANSWERED_WITHIN_S = 1.0
_MARGIN = timedelta(minutes=5)
_YES_BELIEVED = timedelta(minutes=15)
_NO_BELIEVED = timedelta(minutes=1)


def broker_config(redis_url: str) -> dict[str, Any]:
    """Celery's settings for whoever sends or receives.

    Sending tries once and gives up in less than two seconds, also where something accepts
    connections and says nothing.
    """
    is_tls = redis_url.startswith("rediss:")
    return {
        "broker_url": redis_url,
        "broker_use_ssl": {"ssl_cert_reqs": ssl.CERT_REQUIRED} if is_tls else None,
        "broker_transport_options": {
            "visibility_timeout": (LONGEST_TASK + _MARGIN).total_seconds(),
            "priority_steps": PRIORITIES,
            "socket_connect_timeout": _CONNECT_S,
            "socket_timeout": _ANSWER_S,
            "socket_keepalive": True,
            "max_retries": 0,
        },
        "broker_connection_timeout": _CONNECT_S,
        "task_publish_retry": False,
        "task_serializer": "json",
        "result_serializer": "json",
        "event_serializer": "json",
        "accept_content": ["json"],
        "result_accept_content": ["json"],
        "task_create_missing_queues": True,
        "enable_utc": True,
    }


def shown(redis_url: str) -> str:
    """Where a broker is, without the password."""
    parts = urlsplit(redis_url)
    return f"{parts.scheme}://{parts.hostname or 'localhost'}:{parts.port or 6379}{parts.path}"


class BrokerQueue:
    """Jobs for the workers, through Redis; `expires` is how long a message may wait for one.

    A job that waits longer is not done: its lease is over by then, and it is taken anew.
    """

    def __init__(self, redis_url: str, *, expires: timedelta | None = None) -> None:
        self._where = shown(redis_url)
        self._expires = expires
        self._app = Celery("pricetrail.queue", set_as_current=False)
        self._app.config_from_object(broker_config(redis_url))
        self._sending = asyncio.Lock()
        self._asking = asyncio.Lock()
        self._served: frozenset[str] = frozenset()
        self._ask_again_at: dict[str, float] = {}

    async def put(self, jobs: Sequence[Job]) -> None:
        """Send jobs to the workers, urgent ones first.

        Raises ServiceUnavailable in less than two seconds where the broker does not take them.
        """
        await self.send(sendings_of(jobs, expires=self._expires))

    async def send(self, sendings: Sequence[Sending]) -> None:
        """Send messages in that order. Raises ServiceUnavailable as `put` does."""
        if sendings:
            async with self._sending:
                await asyncio.to_thread(self._send, sendings)

    async def workers(self) -> dict[str, list[str]]:
        """The workers that answer within a second, each with the queues that it works off.

        Raises ServiceUnavailable.
        """
        return await asyncio.to_thread(self._workers)

    async def is_served(self, queue: str) -> bool:
        """Whether a worker takes from that `queue`; no, where the broker does not answer.

        A yes is believed for a quarter of an hour, since a worker that is busy may not answer, and
        a no for a minute.
        """
        async with self._asking:
            if time.monotonic() >= self._ask_again_at.get(queue, 0.0):
                try:
                    found = await self.workers()
                except ServiceUnavailable:
                    found = {}
                served = any(queue in queues for queues in found.values())
                self._served = self._served | {queue} if served else self._served - {queue}
                believed = _YES_BELIEVED if served else _NO_BELIEVED
                self._ask_again_at[queue] = time.monotonic() + believed.total_seconds()
            return queue in self._served

    @property
    def running(self) -> list[Job]:
        """None: the workers do them."""
        return []

    def raise_failed(self) -> None:
        """Nothing fails here: the workers log what fails there."""

    async def close(self) -> list[Job]:
        """Let go of the connections; nothing is left here undone."""
        await asyncio.to_thread(self._app.close)
        return []

    def _send(self, sendings: Sequence[Sending]) -> None:
        with self._failures(), self._app.producer_or_acquire() as producer:
            for one in sendings:
                self._app.send_task(
                    one.task,
                    kwargs=one.told,
                    queue=one.queue,
                    priority=one.priority,
                    expires=None if one.expires is None else one.expires.total_seconds(),
                    producer=producer,
                    retry=False,
                )

    def _workers(self) -> dict[str, list[str]]:
        with self._failures():
            answers = self._app.control.inspect(timeout=_ANSWERED_WITHIN_S).active_queues() or {}
        return {name: [str(q["name"]) for q in queues] for name, queues in answers.items()}

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except (OperationalError, RedisError, OSError) as error:
            said = str(error).rstrip(".")
            raise ServiceUnavailable(
                f"the broker at {self._where} does not answer: {said}; is Redis running?"
            ) from error
