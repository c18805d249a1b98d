"""What a browser does on a page before it is read: clicks, waits, typing, scrolling; as data.

Steps name elements by CSS selector and are bounded in number and time. They come from whoever
tracks the page and are never code.
"""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from pricetrail.errors import UsageError
from pricetrail.values import Word, summary_of

MOST_STEPS = 20
MOST_SCROLLS = 50

Css = Annotated[Word, Field(max_length=200, description="CSS selector; the first match counts.")]


class _Step(BaseModel):
    """What all steps share."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    within_s: float = Field(10.0, gt=0, le=30, description="Seconds it may take.")
    optional: bool = Field(False, description="True: where it cannot be done, the next one is.")


class Click(_Step):
    """Click an element, once it is there and can be clicked."""

    do: Literal["click"]
    css: Css


class Wait(_Step):
    """Wait until an element is there and visible, or with `gone` until it is not."""

    do: Literal["wait"]
    css: Css
    gone: bool = Field(False, description="True: wait until there is none.")


class Type(_Step):
    """Replace what stands in a field; `enter` presses the key afterwards."""

    do: Literal["type"]
    css: Css
    text: str = Field(max_length=500, description="What to write; no place for passwords.")
    enter: bool = Field(False, description="Whether to press Enter then.")


class Scroll(_Step):
    """Scroll to an element, or to the end of the page, again while it grows."""

    do: Literal["scroll"]
    css: Css | None = Field(None, description="The element to come to; none: the page's end.")
    times: int = Field(1, ge=1, le=MOST_SCROLLS, description="To the end at most so often.")


Step = Annotated[Click | Wait | Type | Scroll, Field(discriminator="do")]
Steps = Annotated[tuple[Step, ...], Field(max_length=MOST_STEPS, fail_fast=True)]

_STEPS: TypeAdapter[Steps] = TypeAdapter(Steps)


def steps_of(data: object) -> Steps:
    """The steps that JSON values describe, none for None. Raises UsageError for what is none."""
    try:
        return _STEPS.validate_python([] if data is None else data)
    except ValidationError as error:
        raise UsageError(f"steps: {summary_of(error)}") from error


def read_steps(text: str | bytes) -> Steps:
    """The steps that a JSON text describes. Raises UsageError."""
    try:
        return _STEPS.validate_json(text)
    except ValidationError as error:
        raise UsageError(f"steps: {summary_of(error)}") from error


def as_data(steps: Steps) -> list[dict[str, Any]]:
    """Steps as JSON values, without what is said by default."""
    return [step.model_dump(mode="json", exclude_defaults=True) for step in steps]


def _checked(data: list[dict[str, Any]]) -> list[dict[str, Any]] | None:
    try:
        return as_data(_STEPS.validate_python(data)) or None
    except ValidationError as error:
        raise ValueError(summary_of(error)) from error


StepsData = Annotated[list[dict[str, Any]], Field(max_length=MOST_STEPS), AfterValidator(_checked)]
"""Steps as they are stored: JSON values, checked; none is null."""
