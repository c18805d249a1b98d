"""What a worker's process keeps: one event loop in a thread of its own, and the open services.

Nothing is opened before a task needs it, so a process may fork, and a store that is away fails
tasks and not the process. A time limit breaks into the thread that waits, never into the loop.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass
from threading import Event, Lock, Thread
from time import monotonic
from typing import TypeVar

from pricetrail.bootstrap import Services, build_broker, build_pace, build_shared
from pricetrail.config import Settings
from pricetrail.fetch.pace import Pace
from pricetrail.memory import set_aside
from pricetrail.queue.broker import BrokerQueue
from pricetrail.queue.shared import Shared
from pricetrail.worker.ending import Ending

T = TypeVar("T")

Opener = Callable[[Settings], AbstractAsyncContextManager[Services]]

_PATIENCE_S = 8.0


@dataclass(frozen=True)
class Workplace:
    """What a task works with; `ending` is set when the worker is told to end."""

    services: Services
    queue: BrokerQueue
    shared: Shared
    ending: asyncio.Event
    pace: Pace | None = None


class Process:
    """Runs coroutines for the threads of a process, on services that are opened when first used."""

    def __init__(self, settings: Callable[[], Settings], open_services: Opener) -> None:
        self._settings = settings
        self._open_services = open_services
        self._ending = Ending()
        self._lock = Lock()
        self._loop: _LoopThread | None = None

    def prepare(self) -> None:
        """Be ready to tell the processes that are forked from now on of the end."""
        self._ending.prepare()

    def tell_end(self) -> None:
        """Have the tasks of all these processes come to an end soon."""
        self._ending.tell()

    def run(self, name: str, work: Callable[[Workplace], Awaitable[T]]) -> T:
        """What `work` returns, run in the loop; cancelled where this thread is interrupted.

        How long it took is counted under its `name`. Raises what it raises, and what opening
        the services raises.
        """
        with self._lock:
            if self._loop is None or self._loop.pid != os.getpid():
                self._loop = _LoopThread(self._settings, self._open_services, self._ending)
            loop = self._loop
        return loop.run(name, work)

    def close(self) -> None:
        """Close the services, if this process opened any."""
        with self._lock:
            loop, self._loop = self._loop, None
        if loop is not None and loop.pid == os.getpid():
            loop.close()


class _LoopThread:
    """The loop of the process `pid`, and what is open in it."""

    def __init__(
        self, settings: Callable[[], Settings], open_services: Opener, ending: Ending
    ) -> None:
        self.pid = os.getpid()
        self._settings = settings
        self._open_services = open_services
        self._ending = ending
        self._open = AsyncExitStack()
        self._place: Workplace | None = None
        started = Event()
        self._thread = Thread(target=self._live, args=(started,), name="pricetrail", daemon=True)
        self._thread.start()
        started.wait()

    def run(self, name: str, work: Callable[[Workplace], Awaitable[T]]) -> T:
        ended = Event()

        async def job() -> T:
            try:
                place = await self._opened()
                begun = monotonic()
                done = await work(place)
                await place.shared.count_task(name, monotonic() - begun)
                return done
            finally:
                ended.set()

        future = asyncio.run_coroutine_threadsafe(job(), self._loop)
        try:
            return future.result()
        finally:
            if not ended.is_set() and not future.done():  # a time limit: let it give back
                future.cancel()
                ended.wait(_PATIENCE_S)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._closing.set)
        self._thread.join(_PATIENCE_S)

    def _live(self, started: Event) -> None:
        asyncio.run(self._stay(started))

    async def _stay(self, started: Event) -> None:
        self._loop = asyncio.get_running_loop()
        self._opening, self._closing = asyncio.Lock(), asyncio.Event()
        self._told = asyncio.Event()
        self._ending.watch(self._loop, self._told.set)
        started.set()
        await self._closing.wait()
        await self._open.aclose()

    async def _opened(self) -> Workplace:
        async with self._opening:
            if self._place is None:
                self._place = await self._open_all()
            return self._place

    async def _open_all(self) -> Workplace:
        settings = self._settings()
        async with AsyncExitStack() as stack:
            services = await stack.enter_async_context(self._open_services(settings))
            queue = build_broker(settings)
            stack.push_async_callback(queue.close)
            shared = build_shared(settings)
            stack.push_async_callback(shared.close)
            pace = build_pace(settings)
            if pace is not None:
                stack.push_async_callback(pace.close)
            stack.enter_context(set_aside())
            self._open = stack.pop_all()
        return Workplace(services, queue, shared, self._told, pace)
