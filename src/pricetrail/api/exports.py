"""The history as a file, streamed as it is read."""

from typing import Annotated, Any

from fastapi import Query
from fastapi.responses import StreamingResponse

from pricetrail import crud
from pricetrail.api.deps import StoreDep
from pricetrail.api.direct import api_router
from pricetrail.api.problems import responses
from pricetrail.errors import ServiceUnavailable
from pricetrail.export.streaming import stream_csv, stream_jsonl
from pricetrail.urls import MAX_URL_LENGTH

router = api_router("export", "/export")

CSV = "text/csv"
JSON_LINES = "application/jsonl"
PARQUET = "application/vnd.apache.parquet"

Product = Annotated[
    str | None, Query(max_length=MAX_URL_LENGTH, description="Of this product alone.")
]


def _file(media_type: str, form: str | None = None) -> dict[int | str, Any]:
    schema = {"schema": {"type": "string"} | ({} if form is None else {"format": form})}
    return {200: {"content": {media_type: schema}, "description": "The file."}}


@router.get(
    ".csv",
    response_class=StreamingResponse,
    responses=_file(CSV) | responses(404, 409),
)
async def export_csv(store: StoreDep, product: Product = None) -> StreamingResponse:
    """Every event, one a line, with all its revisions."""
    product_id = None if product is None else await crud.resolve(store, product)
    return StreamingResponse(
        stream_csv(store, product_id), headers=_named(product_id, "csv"), media_type=CSV
    )


@router.get(
    ".jsonl",
    response_class=StreamingResponse,
    responses=_file(JSON_LINES) | responses(404, 409),
)
async def export_jsonl(store: StoreDep, product: Product = None) -> StreamingResponse:
    """The whole history as JSON Lines: what `pricetrail import` reads."""
    product_id = None if product is None else await crud.resolve(store, product)
    return StreamingResponse(
        stream_jsonl(store, product_id), headers=_named(product_id, "jsonl"), media_type=JSON_LINES
    )


@router.get(
    ".parquet",
    response_class=StreamingResponse,
    responses=_file(PARQUET, "binary") | responses(404, 409, 503),
)
async def export_parquet(store: StoreDep, product: Product = None) -> StreamingResponse:
    """Every event with all its revisions, as Parquet (zstd): exact decimals, moments in UTC."""
    try:
        from pricetrail.export.parquet import stream_parquet  # noqa: PLC0415 - Arrow is optional
    except ImportError as error:
        raise ServiceUnavailable(
            f"a library is missing ({error}); the server needs pricetrail[analytics]"
        ) from error
    product_id = None if product is None else await crud.resolve(store, product)
    return StreamingResponse(
        stream_parquet(store, product_id), headers=_named(product_id, "parquet"), media_type=PARQUET
    )


def _named(product_id: str | None, ending: str) -> dict[str, str]:
    name = (product_id or "pricetrail").replace(":", "_")
    return {"Content-Disposition": f'attachment; filename="{name}.{ending}"'}
