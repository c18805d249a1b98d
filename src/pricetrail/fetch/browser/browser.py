"""A browser for asyncio: one thread does its blocking calls, one after the other."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from pricetrail.fetch.browser.config import BrowserConfig
from pricetrail.fetch.browser.folders import BrowserFolder
from pricetrail.fetch.browser.trouble import BrowserTrouble

if TYPE_CHECKING:
    from pricetrail.fetch.browser.driver import Driver

T = TypeVar("T")


class Browser:
    """A running browser; make one with `Browser.start`.

    A call that is cancelled ends the browser: nobody knows what it is in the middle of.
    """

    def __init__(self, driver: "Driver", folder: BrowserFolder, thread: ThreadPoolExecutor) -> None:
        self.driver = driver
        self.pages = 0
        self._folder = folder
        self._thread = thread

    @classmethod
    async def start(cls, config: BrowserConfig, proxy_port: int) -> "Browser":
        """A new browser, up. Raises BrowserTrouble, and ServiceUnavailable for its folder."""
        from pricetrail.fetch.browser.driver import Driver  # noqa: PLC0415 - loads Selenium

        folder = await asyncio.to_thread(BrowserFolder, config.folder)
        thread = ThreadPoolExecutor(1, thread_name_prefix="browser")
        browser = cls(Driver(config, folder.path, proxy_port), folder, thread)
        try:
            await browser.call(browser.driver.start)
        except BaseException:
            await browser.close()
            raise
        return browser

    async def call(self, function: Callable[..., T], *given: object) -> T:
        """What a method of the driver returns, called in the browser's thread."""
        future = asyncio.get_running_loop().run_in_executor(self._thread, function, *given)
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            self.driver.kill()
            with suppress(BrowserTrouble):
                await future
            raise

    async def memory(self) -> int:
        """Bytes that it has, with all its processes."""
        return await asyncio.to_thread(lambda: self.driver.memory)

    def kill(self) -> None:
        """End it at once; a call that waits fails."""
        self.driver.kill()

    async def close(self) -> None:
        """End it and remove what it wrote; closing twice is harmless."""
        await asyncio.shield(asyncio.to_thread(self._close))

    def _close(self) -> None:
        self.driver.kill()
        self._thread.shutdown(wait=True)
        self.driver.close()
        self._folder.remove()
