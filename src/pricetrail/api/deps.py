"""What routes are given: the open services and the parts of them, as `Annotated` aliases."""

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Query, Request

from pricetrail.bootstrap import Services
from pricetrail.queue import Queue
from pricetrail.store.base import Store


@dataclass(frozen=True)
class Serving:
    """What an app works with between its start and its end."""

    services: Services
    queue: Queue


def serving(request: Request) -> Serving:
    """What the app that answers this request works with."""
    return cast(Serving, request.app.state.serving)


def services(serving: Annotated[Serving, Depends(serving)]) -> Services:
    """The open services."""
    return serving.services


def store(serving: Annotated[Serving, Depends(serving)]) -> Store:
    """The open store."""
    return serving.services.store


def queue(serving: Annotated[Serving, Depends(serving)]) -> Queue:
    """Where scrapes that were asked for go."""
    return serving.queue


ServicesDep = Annotated[Services, Depends(services)]
StoreDep = Annotated[Store, Depends(store)]
QueueDep = Annotated[Queue, Depends(queue)]
Limit = Annotated[int, Query(ge=1, le=1000, description="At most so many items.")]
Cursor = Annotated[str | None, Query(description="`next` of the page before.")]
