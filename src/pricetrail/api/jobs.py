"""Jobs: how scrapes go that were asked for, at one moment or live."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Annotated, Any

from fastapi import Header, Path, Response
from fastapi.responses import StreamingResponse
from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event

from pricetrail import crud
from pricetrail.api.deps import MOST_STREAMS, Serving, ServingDep
from pricetrail.api.direct import api_router
from pricetrail.api.problems import responses
from pricetrail.crud.jobs import JobStatus
from pricetrail.errors import PricetrailError, ServiceUnavailable

router = api_router("jobs", "/jobs")

EVENT_STREAM = "text/event-stream"


_LOOK_EVERY_S = 0.5
_QUIET_LOOKS = 30
_LONGEST_LOOKS = 7200
_STREAMED = {
    "description": "How the job stands; as an event stream, again at every change until it ends.",
    "content": {EVENT_STREAM: {"schema": {"type": "string"}}},
}


def queued(job: str) -> dict[int | str, Any]:
    """What OpenAPI tells of a 202; `job` says where in its body the job stands."""
    target = {"product_id": f"$response.body#{job}/items/0/target_id"}
    links = {
        "job": {"operationId": "get_job", "parameters": {"job_id": f"$response.body#{job}/job_id"}},
        "change": {"operationId": "change_product", "parameters": target},
        "scrape": {"operationId": "scrape_product", "parameters": target},
        "untrack": {"operationId": "untrack_product", "parameters": target},
    }
    location = {"description": "The job's path.", "schema": {"type": "string"}}
    return {
        202: {
            "description": "A job does it.",
            "headers": {"Location": location},
            "links": links,
        }
    }


@router.get("/{job_id}", response_model=JobStatus, responses={200: _STREAMED, **responses(404)})
async def get_job(
    job_id: Annotated[str, Path(max_length=64)],
    serving: ServingDep,
    accept: Annotated[str, Header(include_in_schema=False)] = "",
) -> JobStatus | Response:
    """How a job stands.

    With `Accept: text/event-stream`, an event `job` with the same document at once and at every
    change; the stream ends when the job is finished.
    """
    status = await crud.job_status(serving.services.store, job_id)
    if EVENT_STREAM not in accept:
        return status
    if serving.streams.locked():
        raise ServiceUnavailable(f"{MOST_STREAMS} streams are open; read the job without one")
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(changes(serving, status), media_type=EVENT_STREAM, headers=headers)


async def changes(serving: Serving, status: JobStatus) -> AsyncIterator[bytes]:
    """A job's statuses as server-sent events, until it is finished or the app ends.

    A comment now and then keeps proxies from closing the connection.
    """
    async with serving.streams:
        async for told in _told(serving, status):
            yield told


async def _told(serving: Serving, status: JobStatus) -> AsyncIterator[bytes]:
    yield _event(status)
    quiet = 0
    for _ in range(_LONGEST_LOOKS):
        if status.finished or await _ends(serving.ending):
            return
        try:
            now = await crud.job_progress(serving.services.store, status)
        except PricetrailError as error:
            yield format_sse_event(event="problem", data_str=str(error))
            return
        quiet += 1
        if now != status:
            yield _event(now)
            status, quiet = now, 0
        elif quiet % _QUIET_LOOKS == 0:
            yield KEEPALIVE_COMMENT


def _event(status: JobStatus) -> bytes:
    return format_sse_event(event="job", data_str=status.model_dump_json())


async def _ends(ending: asyncio.Event) -> bool:
    """Whether the app ends; waits for it for half a second."""
    with suppress(TimeoutError):
        await asyncio.wait_for(ending.wait(), _LOOK_EVERY_S)
    return ending.is_set()
