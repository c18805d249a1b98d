"""The demo shops for notebooks: open in one line, on a store of their own, at a moment one sets.

    lab = await open_lab()
    scrape = await lab.visit("wooden-train-42", datetime(2026, 3, 1, 9, tzinfo=UTC))
    await lab.close()

What the shops show depends on the moment alone, so a notebook says the same whenever it is run.
"""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process
from collections import deque
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from pricetrail.bootstrap import Services
from pricetrail.config import Settings
from pricetrail.demo.catalogue import items
from pricetrail.demo.model import Item
from pricetrail.demo.simulate import Demo, open_demo
from pricetrail.errors import NotFound, ServiceUnavailable
from pricetrail.pipeline import Scrape

FIRST_DAY = datetime(2026, 3, 1, 9, tzinfo=UTC)
"""Where the clock of a lab stands at first."""

_LEFT_OUT = frozenset({"FORCE_COLOR", "REDIS_URL", "PRICETRAIL_API_TOKEN", "PRICETRAIL_CHANNELS"})
"""What a command beside the notebook does not take over: a lab has nothing to do with the rest."""

_LAST_LINES = 20
_PATIENCE_S = 10


class Lab:
    """The shops (`shop`), open, and services (`app`) that reach them; `folder` is gone at the end.

    The clock stands still until it is put elsewhere.
    """

    def __init__(self, demo: Demo, folder: Path, closing: AsyncExitStack) -> None:
        self.shop = demo.shop
        self.app: Services = demo.services
        self.folder = folder
        self._clock = demo.clock
        self._closing = closing

    @classmethod
    async def open(cls, store_url: str = "") -> Self:
        """As `open_lab` does."""
        async with AsyncExitStack() as stack:
            folder = Path(stack.enter_context(TemporaryDirectory(prefix="pricetrail-lab-")))
            url = store_url or f"sqlite:///{folder / 'lab.db'}"
            settings = Settings(
                store_url=url, redis_url=None, data_dir=folder, archive_url=str(folder / "pages")
            )
            demo = await stack.enter_async_context(open_demo(settings))
            demo.clock.put(FIRST_DAY)
            return cls(demo, folder, stack.pop_all())

    async def close(self) -> None:
        """End what was started, close the shops, and remove the folder; twice is harmless."""
        await self._closing.aclose()

    def url(self, slug: str) -> str:
        """The address of an item, by the name at the end of it. Raises NotFound."""
        return _item(slug).url

    def url_outside(self, slug: str) -> str:
        """The same under which other processes of this machine reach it, while the lab is open."""
        return self.shop.browser_url(self.url(slug))

    async def visit(
        self,
        slug: str,
        moment: datetime | None = None,
        *,
        fetcher: str = "http",
        fresh: bool = False,
    ) -> Scrape:
        """Put the clock to `moment`, where given, and scrape an item as `Pipeline.scrape_url`."""
        if moment is not None:
            self._clock.put(moment)
        url = self.url(slug)
        return await self.app.pipeline.scrape_url(url, fetcher=fetcher, fresh=fresh)

    async def start(self, *words: str, until: str, **variables: str) -> str:
        """Run a `pricetrail` command beside the notebook, on the same store, until the lab closes.

        Answers the line in which it says `until`. It reaches the shops by `url_outside`.
        `variables` are added to its environment. Raises ServiceUnavailable with its last words
        where it ends before.
        """
        starting = _running(words, self._environment() | variables)
        process = await self._closing.enter_async_context(starting)
        said: deque[str] = deque(maxlen=_LAST_LINES)
        while line := await _next_line(process):
            said.append(line)
            if until in line:
                return line
        raise ServiceUnavailable(f"pricetrail {' '.join(words)} ended: {' '.join(said)}")

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in _LEFT_OUT}
        return kept | {
            "NO_COLOR": "1",
            "STORE_URL": self.app.settings.store_url,
            "ARCHIVE_URL": str(self.app.settings.archive_url),
            "PRICETRAIL_DATA_DIR": str(self.folder),
            "PRICETRAIL_EGRESS_ALLOW": "127.0.0.1",
            "PRICETRAIL_POLITENESS": "off",
        }


async def open_lab(store_url: str = "") -> Lab:
    """The shops, open, on the store that `store_url` names, else on one that is gone at the end.

    Raises what `bootstrap.services` raises.
    """
    return await Lab.open(store_url)


def _item(slug: str) -> Item:
    found = next((item for item in items() if item.slug == slug), None)
    if found is None:
        raise NotFound(f"no demo shop sells {slug}; there are {', '.join(i.slug for i in items())}")
    return found


async def _next_line(process: Process) -> str:
    """The next line that it says, empty when it ended."""
    if process.stdout is None:
        return ""
    return (await process.stdout.readline()).decode(errors="replace")


@asynccontextmanager
async def _running(words: tuple[str, ...], environment: dict[str, str]) -> AsyncIterator[Process]:
    """A command of ours, told to end at the end, and ended where it does not."""
    command = (sys.executable, "-m", "pricetrail", *words)
    process = await asyncio.create_subprocess_exec(
        *command, env=environment, stdin=DEVNULL, stdout=PIPE, stderr=STDOUT
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        try:
            await asyncio.wait_for(process.communicate(), _PATIENCE_S)
        except TimeoutError:
            process.kill()
            await process.wait()
