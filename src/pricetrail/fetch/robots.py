"""robots.txt, as RFC 9309 says: asked for once a day per origin, and obeyed."""

import asyncio
import re
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from protego import Protego
from yarl import URL

from pricetrail.clock import Clock, utc_now
from pricetrail.errors import EgressDenied, FetchError, PageRejected, RateLimited, RobotsDenied
from pricetrail.fetch.client import Answer, BodyLimits, Budget, HttpClient, redirect_target
from pricetrail.fetch.retry import parse_retry_after
from pricetrail.fetch.shelf import RobotsCopy

PRODUCT_TOKEN = "pricetrail"  # noqa: S105 -- the name that robots.txt groups may address

_MAX_BYTES = 500 * 1024  # RFC 9309, 2.5
_MAX_REDIRECTS = 5  # RFC 9309, 2.3.1.2
_FRESH_FOR = timedelta(hours=24)  # RFC 9309, 2.4
_ASK_AGAIN_AFTER = timedelta(minutes=10)
_LIMITS = BodyLimits(_MAX_BYTES, cut=True, text_only=False)
_ALLOW_ALL = ""
# As leniently as Protego reads it; the group is the product token (RFC 9309, 2.2.1).
_AGENT_LINE = re.compile(r"user[-\s]?\s*agent[\s:]+(\*|[a-z_-]*)", re.IGNORECASE)
_OUTSIDE_GROUPS = re.compile(r"(site-?maps?|host)\b", re.IGNORECASE)


@dataclass(slots=True)
class _Copy:
    """What one origin asks for. `rules` is None before there is a copy, or if there is none."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    rules: Protego | None = None
    text: str = ""
    denied: str | None = None
    good_until: datetime | None = None


class Robots:
    """Asks robots.txt on behalf of the product token ``pricetrail``.

    A 4xx allows everything. A 5xx forbids everything and is asked for again after ten minutes; a
    network error forbids the one fetch. An older copy goes on counting in both cases. One request
    per origin at a time, of all processes where the client's politeness has a shelf for copies.
    Those in memory are forgotten, the longest unused first, beyond `max_origins` or
    `max_kept_bytes` of text.
    """

    def __init__(
        self,
        client: HttpClient,
        clock: Clock = utc_now,
        *,
        max_origins: int = 5_000,
        max_kept_bytes: int = 2_000_000,
    ) -> None:
        self._client = client
        self._shelf = client.politeness.shelf
        self._clock = clock
        self._max_origins = max_origins
        self._max_kept_bytes = max_kept_bytes
        self._copies: OrderedDict[str, _Copy] = OrderedDict()
        self._kept_bytes = 0

    async def check(self, url: URL) -> float:
        """The crawl delay in seconds that we are asked for (0 if none), where `url` is allowed.

        Raises RobotsDenied where it is not, or where robots.txt was answered with a 5xx;
        FetchFailed or RateLimited where it could not be had; EgressDenied as the gate does;
        ServiceUnavailable as the politeness does.
        """
        copy = self._copy(url.origin())
        if not self._is_fresh(copy):
            async with copy.lock:
                if not self._is_fresh(copy):
                    await self._refresh(copy, url.origin())
        if copy.denied is not None:
            raise RobotsDenied(copy.denied)
        if copy.rules is None:
            return 0.0
        if not copy.rules.can_fetch(str(url), PRODUCT_TOKEN):
            raise RobotsDenied(f"robots.txt of {url.host} asks us not to fetch {url.raw_path}")
        return copy.rules.crawl_delay(PRODUCT_TOKEN) or 0.0

    def _is_fresh(self, copy: _Copy) -> bool:
        return copy.good_until is not None and self._clock() < copy.good_until

    def _copy(self, origin: URL) -> _Copy:
        key = str(origin)
        copy = self._copies.get(key)
        if copy is None:
            copy = self._copies[key] = _Copy()
            self._forget_longest_unused()
        else:
            self._copies.move_to_end(key)
        return copy

    async def _refresh(self, copy: _Copy, origin: URL) -> None:
        """Renew `copy`, from the shelf if it is there; raises as `_asked` does."""
        if self._shelf is None:
            self._renew(copy, await self._asked(copy, origin))
            return
        async with self._shelf.alone_at(str(origin)) as there:
            known = there or await self._asked(copy, origin)
            if there is None:
                await self._shelf.put(str(origin), known)
        self._renew(copy, known)

    async def _asked(self, copy: _Copy, origin: URL) -> RobotsCopy:
        """What the origin answers; raises where that fails and there is no older copy."""
        has_older = copy.good_until is not None and copy.denied is None
        try:
            text = await self._text(origin / "robots.txt")
        except (FetchError, RobotsDenied) as error:
            if has_older:
                return RobotsCopy(copy.text, None, _ASK_AGAIN_AFTER)
            if isinstance(error, FetchError):
                raise
            return RobotsCopy("", str(error), _ASK_AGAIN_AFTER)
        return RobotsCopy(_our_groups(text), None, _FRESH_FOR)

    def _renew(self, copy: _Copy, known: RobotsCopy) -> None:
        copy.rules = Protego.parse(known.text) if known.text else None
        copy.denied = known.denied
        copy.good_until = self._clock() + known.fresh_for
        self._kept_bytes += len(known.text) - len(copy.text)
        copy.text = known.text
        self._forget_longest_unused()

    async def _text(self, url: URL) -> str:
        """The text of robots.txt at `url`, empty where there is none."""
        host = url.host
        answer = await self._follow(url)
        if answer.status == 429 or (answer.status == 503 and "retry-after" in answer.headers):
            raise RateLimited(
                f"{host} asks us to wait before it answers for robots.txt",
                status=answer.status,
                retry_after=parse_retry_after(answer.headers.get("retry-after"), self._clock()),
            )
        if answer.status >= 500:
            raise RobotsDenied(
                f"robots.txt of {host} answers {answer.status}: nothing is fetched for now"
            )
        return _decoded(answer.body) if answer.status in range(200, 300) else _ALLOW_ALL

    async def _follow(self, url: URL) -> Answer:
        """The answer at the end of at most five redirects; more of them mean that there is none."""
        budget = Budget(self._client.config.timeout_s)
        answer = await self._client.get(url, budget, _LIMITS)
        for _ in range(_MAX_REDIRECTS):
            try:
                target = redirect_target(answer)
                if target is None:
                    break
                answer = await self._client.get(target, budget, _LIMITS)
            except (EgressDenied, PageRejected) as error:
                raise RobotsDenied(
                    f"robots.txt of {url.host} leads nowhere: {error}; nothing is fetched for now"
                ) from error
        return answer

    def _forget_longest_unused(self) -> None:
        while len(self._copies) > 1 and (
            len(self._copies) > self._max_origins or self._kept_bytes > self._max_kept_bytes
        ):
            _, forgotten = self._copies.popitem(last=False)
            self._kept_bytes -= len(forgotten.text)
            forgotten.text = ""


def _decoded(body: bytes) -> str:
    text = body.decode("utf-8-sig", "replace")
    return text if len(body) < _MAX_BYTES else text.rpartition("\n")[0]


def _our_groups(text: str) -> str:
    """The groups of `text` that address us or everybody.

    Protego copies each rule for every agent of its group, so a hostile file of 500 KiB could
    otherwise grow to gigabytes.
    """
    kept: list[str] = []
    ours = among_agents = False
    for raw_line in text.splitlines():
        line = raw_line.partition("#")[0].strip()
        if not line or _OUTSIDE_GROUPS.match(line):
            continue
        agent_line = _AGENT_LINE.match(line)
        if agent_line is None:
            among_agents = False
            if ours:
                kept.append(line)
            continue
        ours = ours and among_agents
        among_agents = True
        agent = agent_line[1].lower()
        if agent in {"*", PRODUCT_TOKEN}:
            ours = True
            kept.append(f"User-agent: {agent}")
    return "\n".join(kept)
