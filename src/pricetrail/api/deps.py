"""What routes are given: the open services and the parts of them, as `Annotated` aliases."""

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, cast

from fastapi import Depends, HTTPException, Path, Query, Request
from starlette.types import Scope

from pricetrail.api.access import Access
from pricetrail.api.answers import KeptAnswers
from pricetrail.api.limits import Buckets
from pricetrail.api.metrics import Metrics
from pricetrail.bootstrap import Services
from pricetrail.clock import Clock
from pricetrail.queue import OpenQueue, Queue
from pricetrail.store.base import Store
from pricetrail.urls import MAX_URL_LENGTH

if TYPE_CHECKING:  # Redis is an extra
    from pricetrail.queue.shared import Shared

MOST_STREAMS = 32

_LONGEST_CURSOR = 2000


@dataclass(frozen=True)
class Serving:
    """What an app works with between its start and its end.

    `hosts` are the names it answers to, lower-case. `ending` is set as soon as the process is
    told to end: streams then end by themselves. `streams` has a place for each that may be open,
    since one that tells of ten thousand targets takes some megabytes. `shared` is what workers
    tell, where there are any.
    """

    services: Services
    queue: OpenQueue
    access: Access
    metrics: Metrics
    writes: Buckets | None
    logins: Buckets
    hosts: frozenset[str]
    shared: "Shared | None" = None
    answers: KeptAnswers = field(default_factory=KeptAnswers)
    ending: asyncio.Event = field(default_factory=asyncio.Event)
    streams: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MOST_STREAMS))


def serving_of(scope: Scope) -> Serving:
    """What the app that answers a request works with."""
    return cast(Serving, scope["app"].state.serving)


async def serving(request: Request) -> Serving:
    """What the app that answers this request works with."""
    return serving_of(request.scope)


async def json_only(request: Request) -> None:
    """Refuse a body that does not say it is JSON: a form of another site could have sent it."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise HTTPException(415, "send the body as application/json")


async def services(request: Request) -> Services:
    """The open services."""
    return serving_of(request.scope).services


async def store(request: Request) -> Store:
    """The open store."""
    return serving_of(request.scope).services.store


async def queue(request: Request) -> Queue:
    """Where scrapes that were asked for go."""
    return serving_of(request.scope).queue


async def clock(request: Request) -> Clock:
    """The clock that everything goes by."""
    return serving_of(request.scope).services.clock


# None of them needs another one: each level costs every request as much again.
ServingDep = Annotated[Serving, Depends(serving)]
ServicesDep = Annotated[Services, Depends(services)]
StoreDep = Annotated[Store, Depends(store)]
QueueDep = Annotated[Queue, Depends(queue)]
ClockDep = Annotated[Clock, Depends(clock)]
JsonOnly = Depends(json_only)
Limit = Annotated[int, Query(ge=1, le=1000, description="At most so many items.")]
Cursor = Annotated[
    str | None, Query(max_length=_LONGEST_CURSOR, description="`next` of the page before.")
]
ProductName = Annotated[
    str,
    Path(
        max_length=MAX_URL_LENGTH,
        description="A product id, an alias of one, a target id, or an ASIN that one shop has.",
        examples=["shop.example:4711"],
    ),
]
