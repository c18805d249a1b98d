"""Whether the server lives, whether it is ready, and its numbers."""

import asyncio
from typing import TYPE_CHECKING, Literal

from fastapi import Response
from pydantic import BaseModel, Field

from pricetrail.api.deps import ServingDep
from pricetrail.api.direct import api_router
from pricetrail.api.metrics import MEDIA_TYPE, text_of_workers
from pricetrail.api.problems import responses
from pricetrail.bootstrap import build_shared
from pricetrail.config import Settings
from pricetrail.errors import ServiceUnavailable

if TYPE_CHECKING:  # Redis is an extra
    from pricetrail.queue.shared import Numbers, Shared

router = api_router("health")


class Alive(BaseModel):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Ready(BaseModel):
    """What it needs is there."""

    status: Literal["ready"] = "ready"
    store: str = Field(description="The store and its version.")
    broker: str | None = Field(None, description="The broker and its version, where one is set.")


@router.get("/healthz")
async def tell_health() -> Alive:
    """Whether this process answers; it asks nothing else."""
    return Alive()


@router.get("/readyz", responses=responses(503))
async def tell_readiness(serving: ServingDep) -> Ready:
    """Whether the store is there, and the broker where `REDIS_URL` names one: they are asked."""
    services = serving.services
    store, broker = await asyncio.gather(services.store.ping(), _broker(services.settings))
    return Ready(store=store, broker=broker)


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def tell_metrics(serving: ServingDep) -> Response:
    """Requests, scrapes and the queue of this process, and the workers', for Prometheus.

    What the workers tell is left out while their broker is away; `pricetrail_broker_up` is 0 then.
    """
    text = serving.metrics.text()
    if serving.shared is not None:
        text += text_of_workers(await _numbers(serving.shared), serving.services.clock())
    return Response(text, media_type=MEDIA_TYPE)


async def _broker(settings: Settings) -> str | None:
    """What the broker says of itself; None where none is set. Raises ServiceUnavailable."""
    if settings.redis_url is None:
        return None
    shared = build_shared(settings)
    try:
        return await shared.ping()
    finally:
        await shared.close()


async def _numbers(shared: "Shared") -> "Numbers | None":
    try:
        return await shared.numbers()
    except ServiceUnavailable:
        return None
