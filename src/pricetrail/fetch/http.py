"""Pages over plain HTTP: robots.txt asked, redirects followed hop by hop, trouble tried again."""

from yarl import URL

from pricetrail.clock import Clock, utc_now
from pricetrail.errors import PageRejected
from pricetrail.fetch.base import Request
from pricetrail.fetch.client import Answer, BodyLimits, Budget, HttpClient, redirect_target
from pricetrail.fetch.retry import RetryPolicy, raise_if_limited
from pricetrail.fetch.robots import Robots
from pricetrail.schema import Page
from pricetrail.urls import parse_url

MAX_REDIRECTS = 10


class HttpFetcher:
    """The `Fetcher` that sends one request per page and runs no scripts."""

    name = "http"

    def __init__(
        self,
        client: HttpClient,
        robots: Robots,
        *,
        clock: Clock = utc_now,
        retry: RetryPolicy | None = None,
    ) -> None:
        self._client = client
        self._robots = robots
        self._clock = clock
        self._retry = retry if retry is not None else RetryPolicy()
        self._limits = BodyLimits(client.config.max_page_bytes)

    async def fetch(self, request: Request) -> Page:
        """See `pricetrail.fetch.base.Fetcher.fetch`."""
        url = parse_url(request.url)
        budget = Budget(self._client.config.timeout_s)

        async def attempt() -> Answer:
            answer = await self._follow(url, request, budget)
            raise_if_limited(answer.url.host, answer.status, answer.headers, self._clock())
            return answer

        answer = await self._retry.run(attempt)
        return Page(
            url=request.url,
            final_url=str(answer.url),
            status=answer.status,
            headers=answer.headers,
            body=answer.body,
            fetched_at=self._clock(),
            fetcher=self.name,
        )

    async def close(self) -> None:
        """Close all connections; closing twice is harmless."""
        await self._client.close()

    async def _follow(self, url: URL, request: Request, budget: Budget) -> Answer:
        """The answer at the end of the redirects.

        The validators go to the first origin only, and no more once it was left: what another
        origin is told about what we hold is none of its business.
        """
        validators = _validators(request)
        seen = {url}
        while True:
            crawl_delay_s = await self._robots.check(url)
            answer = await self._client.get(
                url, budget, self._limits, headers=validators, crawl_delay_s=crawl_delay_s
            )
            target = redirect_target(answer)
            if target is None:
                return answer
            if target in seen:
                raise PageRejected("the page redirects in a circle")
            if len(seen) > MAX_REDIRECTS:
                raise PageRejected(f"the page redirects more than {MAX_REDIRECTS} times")
            if target.origin() != url.origin():
                validators = {}
            seen.add(target)
            url = target


def _validators(request: Request) -> dict[str, str]:
    validators = {}
    if request.etag is not None:
        validators["If-None-Match"] = request.etag
    if request.last_modified is not None:
        validators["If-Modified-Since"] = request.last_modified
    return validators
