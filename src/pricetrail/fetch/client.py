"""One polite HTTP request: through the gate, in the host's turn, within limits, no redirects."""

import asyncio
import ssl
import time
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Self

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from pricetrail.clock import Clock, utc_now
from pricetrail.config import Settings
from pricetrail.errors import (
    EgressDenied,
    FetchError,
    FetchFailed,
    InvalidURL,
    PageRejected,
)
from pricetrail.fetch.decode import ACCEPT_ENCODING, BodyReader, unpack_gzip_file
from pricetrail.fetch.gate import Egress, GuardedResolver
from pricetrail.fetch.politeness import Politeness
from pricetrail.fetch.retry import parse_retry_after
from pricetrail.fetch.textual import refuse_binary_body, refuse_binary_type
from pricetrail.urls import parse_url, shop_of, url_of

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAX_HEADER_BYTES = 65_536  # shops' content policies and cookies outgrow aiohttp's 8 KiB


@dataclass(frozen=True, slots=True)
class HttpConfig:
    """How we present ourselves, and how much of a page we take."""

    user_agent: str
    timeout_s: float = 30.0
    max_page_bytes: int = 20_000_000
    accept_language: str = "en,*;q=0.5"

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The configuration that `settings` ask for."""
        return cls(
            user_agent=settings.user_agent,
            timeout_s=settings.timeout_s,
            max_page_bytes=settings.max_page_bytes,
        )


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """What to do with a body: the most bytes of it, decompressed, and whether it must be text.

    With `cut`, what is beyond `max_bytes` is left out instead of refused.
    """

    max_bytes: int
    cut: bool = False
    text_only: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """One response; `headers` have lower-case names, `body` is decompressed.

    The body of a redirect is not read, it is empty.
    """

    url: URL
    status: int
    headers: Mapping[str, str]
    body: bytes


class Budget:
    """The seconds that a fetch may take over all its requests, not counting the waits between."""

    def __init__(self, seconds: float) -> None:
        self._allowed = seconds
        self._left = seconds

    @property
    def left_s(self) -> float:
        """The seconds that are left."""
        return self._left

    @asynccontextmanager
    async def spend(self) -> AsyncIterator[None]:
        """Takes the time spent inside off the budget; raises FetchFailed once it is used up."""
        started = time.monotonic()
        try:
            async with asyncio.timeout(self._left):
                yield
        except TimeoutError as error:
            raise FetchFailed(f"it took longer than {self._allowed:g} seconds") from error
        finally:
            self._left = max(0.0, self._left - (time.monotonic() - started))


class HttpClient:
    """Sends requests; opens its connections on first use, inside the running event loop.

    Nothing is taken from the environment (no proxies, no netrc) and no cookies are kept.
    `ssl_context` replaces the system's trust, `resolver` the system's DNS, both behind the gate.
    """

    def __init__(
        self,
        config: HttpConfig,
        egress: Egress,
        politeness: Politeness,
        *,
        clock: Clock = utc_now,
        ssl_context: ssl.SSLContext | None = None,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self.config = config
        self.egress = egress
        self.politeness = politeness
        self._clock = clock
        self._ssl_context = ssl_context
        self._resolver = resolver
        self._session: aiohttp.ClientSession | None = None

    async def get(
        self,
        url: URL,
        budget: Budget,
        limits: BodyLimits,
        *,
        headers: Mapping[str, str] | None = None,
        crawl_delay_s: float = 0.0,
    ) -> Answer:
        """The response to one GET, whatever its status.

        Waits for the host's turn, and tells all others of a pause that the host asks for. Raises
        EgressDenied, RateLimited and ServiceUnavailable (from the turn), FetchFailed and
        PageRejected.
        """
        self.egress.check(url)
        host = shop_of(url)
        async with self.politeness.turn(host, crawl_delay_s=crawl_delay_s), budget.spend():
            answer = await self._exchange(url, limits, headers)
            if answer.status in {429, 503}:
                await self._note_pause(host, answer)
            return answer

    async def post(
        self,
        url: URL,
        body: bytes,
        budget: Budget,
        limits: BodyLimits,
        *,
        headers: Mapping[str, str],
    ) -> Answer:
        """The response to one POST, whatever its status; for receivers that people named.

        They are no shops, so nobody's turn is waited for. Raises EgressDenied, FetchFailed and
        PageRejected.
        """
        self.egress.check(url)
        async with budget.spend():
            return await self._exchange(url, limits, headers, method="POST", body=body)

    async def close(self) -> None:
        """Close all connections; closing twice is harmless."""
        await self.politeness.close()
        session, self._session = self._session, None
        if session is not None:
            await session.close()
            await asyncio.sleep(0)  # lets the transports run their own closing

    async def _note_pause(self, host: str, answer: Answer) -> None:
        pause = parse_retry_after(answer.headers.get("retry-after"), self._clock())
        if pause is not None:
            await self.politeness.pause(host, pause.total_seconds())

    async def _exchange(
        self,
        url: URL,
        limits: BodyLimits,
        headers: Mapping[str, str] | None,
        *,
        method: str = "GET",
        body: bytes | None = None,
    ) -> Answer:
        session = self._session or self._open()
        asked = session.request(method, url, headers=headers, data=body, allow_redirects=False)
        try:
            async with asked as response:
                flat = _flat(response.headers.items())
                said = b""
                if response.status not in _REDIRECTS:
                    said = await _read(response, flat, limits)
                return Answer(url, response.status, flat, said)
        except (aiohttp.ClientError, OSError) as error:
            raise _declared(error, url) from error

    def _open(self) -> aiohttp.ClientSession:
        resolver = GuardedResolver(self.egress, self._resolver or aiohttp.ThreadedResolver())
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                resolver=resolver,
                ssl=self._ssl_context if self._ssl_context is not None else True,
            ),
            headers={
                "User-Agent": self.config.user_agent,
                "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                "Accept-Language": self.config.accept_language,
                "Accept-Encoding": ACCEPT_ENCODING,
            },
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None),
            auto_decompress=False,
            trust_env=False,
            max_line_size=_MAX_HEADER_BYTES,
            max_field_size=_MAX_HEADER_BYTES,
        )
        # There is no other switch: it would send a request that broke again, without a turn.
        self._session._retry_connection = False  # noqa: SLF001
        return self._session


def redirect_target(answer: Answer) -> URL | None:
    """Where `answer` redirects to, None where it does not.

    Raises EgressDenied for other schemes than http(s), PageRejected for what is no URL.
    """
    location = answer.headers.get("location")
    if answer.status not in _REDIRECTS or not location:
        return None
    try:
        target = answer.url.join(url_of(location))
        if target.scheme not in {"http", "https"}:
            raise EgressDenied(f"the page redirects to a {target.scheme}: address")
        return parse_url(str(target))
    except (ValueError, InvalidURL) as error:
        raise PageRejected(f"the page redirects to what is no URL: {error}") from error


async def _read(
    response: aiohttp.ClientResponse, headers: Mapping[str, str], limits: BodyLimits
) -> bytes:
    text_only = limits.text_only and response.ok
    if text_only:
        refuse_binary_type(headers)
    if not limits.cut and (response.content_length or 0) > limits.max_bytes:
        raise PageRejected(f"the page is larger than {limits.max_bytes:,} bytes")
    reader = BodyReader(headers.get("content-encoding", ""), limits.max_bytes, cut=limits.cut)
    body = await _collect(response.content, reader)
    if text_only:
        body = unpack_gzip_file(body, limits.max_bytes)
        refuse_binary_body(headers, body)
    return body


async def _collect(content: aiohttp.StreamReader, reader: BodyReader) -> bytes:
    while data := await content.readany():
        if not reader.feed(data):
            return reader.so_far()
    return reader.finish()


def _flat(items: Iterable[tuple[str, str]]) -> dict[str, str]:
    flat: dict[str, str] = {}
    for raw_name, raw_value in items:
        name = raw_name.lower()
        value = raw_value if raw_value.isascii() else _printable(raw_value)
        flat[name] = f"{flat[name]}, {value}" if name in flat else value
    return flat


def _printable(value: str) -> str:
    """`value` without the lone surrogates that stand for bytes that were not UTF-8."""
    raw = value.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _declared(error: aiohttp.ClientError | OSError, url: URL) -> FetchError:
    """Our error for one of aiohttp's: one line that names the host and no more of the URL."""
    host = url.host
    if isinstance(error, aiohttp.ClientConnectorCertificateError | aiohttp.ClientConnectorSSLError):
        return FetchFailed(f"{host} offers no trusted TLS connection: {_reason(error)}")
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return FetchFailed(f"{host} has no address: {_reason(error)}")
    if isinstance(error, aiohttp.ClientConnectorError):
        return FetchFailed(f"{host} cannot be reached: {_reason(error)}")
    if isinstance(error, aiohttp.ClientPayloadError):
        return FetchFailed(f"{host} sent only a part of the page")
    if isinstance(error, aiohttp.ClientResponseError):
        return FetchFailed(f"{host} does not answer in proper HTTP")
    return FetchFailed(f"{host} broke the connection")


def _reason(error: Exception) -> str:
    inner = getattr(error, "os_error", None) or getattr(error, "certificate_error", None) or error
    text = getattr(inner, "verify_message", None) or getattr(inner, "strerror", None) or str(inner)
    return " ".join(str(text).split())[:200]
