"""What requests hold, beyond single words: checked shapes, shared by routes and forms."""

from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainValidator, WithJsonSchema

from pricetrail.clock import time_span
from pricetrail.crud.targets import FetcherName, JumpChoice
from pricetrail.jobs import MOST_AT_ONCE
from pricetrail.steps import Steps
from pricetrail.urls import MAX_URL_LENGTH
from pricetrail.values import Tags

_SHORTEST = timedelta(minutes=1)
_LONGEST = timedelta(days=366)
_SCHEMA = {
    "type": "string",
    "pattern": "^([1-9][0-9]{0,3}m|[1-9][0-9]{0,2}h|[1-9][0-9]?d)$",
    "description": "A time span such as 30m, 6h, 1d or 1d12h; from a minute to 366 days.",
    "examples": ["6h"],
}


def _span(value: object) -> timedelta:
    return time_span(value if isinstance(value, str) else "")


def _scheduled(span: timedelta) -> timedelta:
    if not _SHORTEST <= span <= _LONGEST:
        raise ValueError("an interval is from 1m to 366d")
    return span


Every = Annotated[
    timedelta, PlainValidator(_span), AfterValidator(_scheduled), WithJsonSchema(_SCHEMA)
]


_JUMP = (
    "So many times the usual price, or that part of it, is believed at once; 0: whatever it is; "
    "`default`: as `PRICETRAIL_JUMP` says."
)


class Asked(BaseModel):
    """A request's body; what it does not know is refused, so that no typo passes unnoticed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class TrackOrder(Asked):
    """URLs to track from now on."""

    urls: Annotated[
        list[Annotated[str, Field(max_length=MAX_URL_LENGTH)]],
        Field(min_length=1, max_length=MOST_AT_ONCE),
    ] = Field(description="Product pages.", examples=[["https://shop.example/p/4711"]])
    every: Every | None = Field(None, description="How often; default: `PRICETRAIL_INTERVAL_S`.")
    fetcher: FetcherName | None = Field(None, description="How to fetch them.")
    steps: Steps | None = Field(
        None,
        description="What a browser does on the page before it is read.",
        examples=[[{"do": "click", "css": "#show-price"}]],
    )
    tags: Tags = Field((), description="Tags they get.", examples=[["kitchen"]])
    jump: JumpChoice | None = Field(None, description=_JUMP, examples=["5"])


class TargetChange(Asked):
    """What to change of a target; what is absent or null stays as it is."""

    every: Every | None = Field(None, description="How often it is scraped.")
    fetcher: FetcherName | None = Field(None, description="How it is fetched.")
    steps: Steps | None = Field(
        None,
        description="What a browser does on the page before it is read; [] for nothing.",
        examples=[[{"do": "click", "css": "#show-price"}]],
    )
    tags: Tags | None = Field(None, description="The tags it has from now on.")
    jump: JumpChoice | None = Field(None, description=_JUMP, examples=["5"])
    paused: bool | None = Field(None, description="Whether its schedule rests.")


class PostedPage(Asked):
    """A page as somebody's own browser loaded it."""

    url: str = Field(max_length=MAX_URL_LENGTH, examples=["https://shop.example/p/4711"])
    html: str = Field(description="The document's source.", examples=["<!doctype html>…"])
