"""The test shop in a thread of its own, for tests of commands that run a loop themselves."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from tests.support.shop import Shop


@contextmanager
def running_shop() -> Iterator[Shop]:
    """A started shop on 127.0.0.1; its replies may be changed while it runs."""
    shop = Shop()
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, name="shop")
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(shop.start(), loop).result(timeout=10)
        yield shop
    finally:
        asyncio.run_coroutine_threadsafe(shop.stop(), loop).result(timeout=10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
