"""Servers in a thread of their own, for tests of what runs or blocks an event loop itself."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

from tests.support.processes import PATIENCE_S
from tests.support.shop import Shop


@contextmanager
def running_loop(name: str) -> Iterator[Callable[[Coroutine[Any, Any, None]], None]]:
    """An event loop in a thread; what is yielded runs a coroutine there and waits for its end."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, name=name)
    thread.start()

    def run(coroutine: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(coroutine, loop).result(timeout=PATIENCE_S)

    try:
        yield run
    finally:
        run(_end_all_others())
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@contextmanager
def running_shop() -> Iterator[Shop]:
    """A started shop on 127.0.0.1; its replies may be changed while it runs."""
    shop = Shop()
    with running_loop("shop") as run:
        try:
            run(shop.start())
            yield shop
        finally:
            run(shop.stop())


async def _end_all_others() -> None:
    """Cancel what still runs in this loop, such as an answer that nobody waits for any more."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
