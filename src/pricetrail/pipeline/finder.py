"""What is found where a target is: its page, fetched and read."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from pricetrail import crud
from pricetrail.errors import FetchError, InvalidURL, PolicyError, RecordInvalid, RobotsDenied
from pricetrail.extract import Extraction
from pricetrail.fetch.base import Fetcher, Request
from pricetrail.judge import Verdict, identify, judge
from pricetrail.pipeline.findings import BrowserNeeded, Finding
from pricetrail.schema import Page, ProductScrapeEvent, Target
from pricetrail.steps import steps_of
from pricetrail.store.base import Store

Extractor = Callable[[Page], Awaitable[Extraction]]


@dataclass(frozen=True)
class Finder:
    """Fetches and reads pages; `renders` and `others_render` are as `Pipeline` has them."""

    store: Store
    fetchers: Mapping[str, Fetcher]
    extractor: Extractor
    renders: bool
    others_render: Callable[[], Awaitable[bool]] | None

    async def find(self, target: Target) -> Finding:
        """Fetch and read a target's page; what goes wrong is part of the finding.

        With `auto`, a page that plain http leaves unfinished is fetched again by a browser. Raises
        BrowserNeeded where only others have one.
        """
        wanted = self._first_fetcher(target)
        finding = await self._find(target, wanted)
        if target.fetcher != "auto" or wanted == "browser" or not finding.is_unfinished:
            return finding
        if not self.renders:
            if self.others_render is not None and await self.others_render():
                raise BrowserNeeded
            return finding
        rendered = await self._find(target, "browser")
        better = finding.verdict.outcome != "ok" or rendered.verdict.outcome == "ok"
        return rendered if better else finding

    async def _find(self, target: Target, fetcher: str) -> Finding:
        last = await self._last_event(target)
        request = Request(
            target.url,
            etag=target.etag if last is not None else None,
            last_modified=target.last_modified if last is not None else None,
            steps=steps_of(target.steps),
        )
        try:
            page = await self._fetcher(fetcher).fetch(request)
        except RobotsDenied as error:
            return Finding(Verdict("robots_denied", str(error)), error=error)
        except (FetchError, PolicyError, InvalidURL) as error:
            return Finding(Verdict("fetch_failed", str(error)), error=error)
        if page.status == 304 and last is not None:
            return Finding(Verdict("not_modified"), page, confirmed=last)
        return await self.read(page, target)

    async def read(self, page: Page, target: Target) -> Finding:
        """What a page says of its target."""
        try:
            extraction = await self.extractor(page)
            verdict = judge(page, extraction, target)
            product_id = identify(page, extraction) if verdict.outcome == "ok" else None
        except RecordInvalid as error:
            return Finding(Verdict("invalid", str(error)), page, error=error)
        except InvalidURL as error:
            return Finding(Verdict("fetch_failed", str(error)), page, error=error)
        return Finding(verdict, page, extraction, product_id)

    def _first_fetcher(self, target: Target) -> str:
        """The fetcher a target asks for; ``auto`` is http, unless it is known not to do.

        What needs steps is not read without them: another price may stand there.
        """
        if target.fetcher == "auto" and not (self.renders or target.steps):
            return "http"
        return "http" if target.first_fetcher == "auto" else target.first_fetcher

    def _fetcher(self, name: str) -> Fetcher:
        try:
            return self.fetchers[name]
        except KeyError:
            raise FetchError(f"there is no {name} fetcher here; install its extra") from None

    async def _last_event(self, target: Target) -> ProductScrapeEvent | None:
        """The event that a 304 would confirm; None where the page must be sent whole."""
        if target.product_id is None or not (target.etag or target.last_modified):
            return None
        events = await crud.latest(self.store, target.product_id, limit=1)
        return events[0] if events else None
