"""Product pictures, fetched once through the egress gate and kept: no browser asks a shop.

What a shop calls a picture may be anything; only what begins as one of five raster formats does
is kept, and it is served as what it is, not as what it was called.
"""

import asyncio
import hashlib
import os
import time
from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from pricetrail.errors import (
    FetchError,
    InvalidURL,
    PageRejected,
    PolicyError,
    ServiceUnavailable,
)
from pricetrail.fetch.client import BodyLimits, Budget, HttpClient, redirect_target
from pricetrail.fetch.robots import Robots
from pricetrail.log import get_logger
from pricetrail.urls import parse_url

MAX_BYTES = 5_000_000
FORGET_FAILURE_AFTER_S = 3600.0

_WAIT_S = 8.0
_TIMEOUT_S = 20.0
_MAX_REDIRECTS = 5
_MOST_FETCHES = 200
_MOST_FAILURES = 10_000
_MOST_FOLDER_BYTES = 1_000_000_000
_LOOK_AT_FOLDER_EVERY = 100
_HEADERS = {"Accept": "image/avif,image/webp,image/png,image/jpeg,image/gif;q=0.9"}
_log = get_logger("images")


class Picture(NamedTuple):
    """A picture's bytes, and which of the five formats they are."""

    body: bytes
    media_type: str


def media_type_of(body: bytes) -> str | None:
    """The raster format that `body` begins as, by its signature; None for anything else.

    Source: https://mimesniff.spec.whatwg.org/#image-type-pattern-matching-algorithm, and
    ISO/IEC 23000-22 for AVIF.
    """
    if body.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if body.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if body.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if body.startswith(b"RIFF") and body[8:14] == b"WEBPVP":
        return "image/webp"
    if body[4:8] == b"ftyp" and body[8:12] in {b"avif", b"avis"}:
        return "image/avif"
    return None


async def forget_pictures(folder: Path, urls: Iterable[str]) -> None:
    """Remove the pictures of these addresses from `folder`, as far as they are there.

    Raises OSError where one cannot be removed.
    """
    await asyncio.to_thread(_remove, [folder / _name_of(url) for url in urls])


class Pictures:
    """The pictures in `folder`; what is not there is fetched by `client` and kept.

    An asynchronous context manager: at its end, what is still being fetched is given up.
    """

    def __init__(self, client: HttpClient, folder: Path, *, robots: Robots | None = None) -> None:
        self._client = client
        self._folder = folder
        self._robots = robots
        self._fetching: dict[str, asyncio.Task[Picture | None]] = {}
        self._failed: OrderedDict[str, float] = OrderedDict()
        self._kept = 0

    async def __aenter__(self) -> Self:
        """Nothing is done before the first picture is asked for."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give up what is still being fetched."""
        tasks = list(self._fetching.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def get(self, url: str) -> Picture | None:
        """The picture at `url`; None where there is none, or it is not there yet.

        It is waited for eight seconds at most; what takes longer, because its host is asked one
        thing at a time, is there the next time. A failure is remembered for an hour.
        """
        name = _name_of(url)
        there = await asyncio.to_thread(_read, self._folder / name)
        if there is not None:
            return there
        task = self._fetching.get(name)
        if task is None:
            if self._has_failed(name) or len(self._fetching) >= _MOST_FETCHES:
                return None
            task = asyncio.create_task(self._fetch(name, url))
            self._fetching[name] = task
            task.add_done_callback(lambda _: self._fetching.pop(name, None))
        done, _ = await asyncio.wait({task}, timeout=_WAIT_S)
        return task.result() if done else None

    async def _fetch(self, name: str, url: str) -> Picture | None:
        """Fetch and keep a picture; what goes wrong is remembered and logged, and gives None."""
        try:
            body = await self._body(url)
            media_type = media_type_of(body)
            if media_type is None:
                raise PageRejected("it is no picture of a kind that is shown")
        except (FetchError, PolicyError, InvalidURL) as error:
            _log.info("no picture", url=url[:200], reason=str(error))
            self._remember_failure(name)
            return None
        except ServiceUnavailable as error:  # the next one who asks may be luckier
            _log.warning("no picture", url=url[:200], reason=str(error))
            return None
        try:
            await asyncio.to_thread(_keep, self._folder, name, body)
            await self._make_room()
        except OSError as error:
            _log.warning("a picture could not be kept", reason=str(error))
        return Picture(body, media_type)

    async def _body(self, url: str) -> bytes:
        """What is at the end of the redirects. Raises what `HttpClient.get` does."""
        here, budget = parse_url(url), Budget(_TIMEOUT_S)
        limits = BodyLimits(MAX_BYTES, text_only=False)
        for _ in range(_MAX_REDIRECTS + 1):
            delay = await self._robots.check(here) if self._robots is not None else 0.0
            answer = await self._client.get(
                here, budget, limits, headers=_HEADERS, crawl_delay_s=delay
            )
            target = redirect_target(answer)
            if target is None:
                if answer.status != 200:
                    raise PageRejected(f"HTTP {answer.status}", status=answer.status)
                return answer.body
            here = target
        raise PageRejected(f"it redirects more than {_MAX_REDIRECTS} times")

    def _has_failed(self, name: str) -> bool:
        failed_at = self._failed.get(name)
        return failed_at is not None and time.monotonic() - failed_at < FORGET_FAILURE_AFTER_S

    def _remember_failure(self, name: str) -> None:
        self._failed[name] = time.monotonic()
        self._failed.move_to_end(name)
        if len(self._failed) > _MOST_FAILURES:
            self._failed.popitem(last=False)

    async def _make_room(self) -> None:
        """Now and then, remove the pictures that were kept first, down to a gigabyte."""
        if self._kept % _LOOK_AT_FOLDER_EVERY == 0:
            await asyncio.to_thread(_shrink, self._folder, _MOST_FOLDER_BYTES)
        self._kept += 1


def _read(path: Path) -> Picture | None:
    try:
        body = path.read_bytes()
    except OSError:  # it is not there, or what is there is no file of ours
        return None
    media_type = media_type_of(body)
    return None if media_type is None else Picture(body, media_type)


def _keep(folder: Path, name: str, body: bytes) -> None:
    """Write a picture, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{name}.{os.getpid()}.part"
    part.write_bytes(body)
    part.replace(folder / name)


def _shrink(folder: Path, most_bytes: int) -> None:
    """Remove the oldest files of `folder` until the others take no more than `most_bytes`."""
    files = sorted(((f, f.stat()) for f in folder.iterdir()), key=lambda one: one[1].st_mtime)
    too_many = sum(stat.st_size for _, stat in files) - most_bytes
    for file, stat in files:
        if too_many <= 0:
            return
        file.unlink(missing_ok=True)
        too_many -= stat.st_size


def _name_of(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
