"""Observations and attempts in words: why each price is what it is, and how each try went."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pricetrail import in_words, states
from pricetrail.schema import Attempt, ProductScrapeEvent
from pricetrail.states import Said
from pricetrail.web import words
from pricetrail.web.render import event_page_path, screenshot_path
from pricetrail.web.words import Trend


@dataclass(frozen=True, slots=True)
class EventView:
    """One observation, and why its price is what it is; `same` as the one before it.

    `page` is where its archived page is shown, as text; it may be gone by now.
    """

    at: datetime
    price: str
    same: bool
    trend: Trend | None
    stock: Said | None
    source: str | None
    facts: Sequence[tuple[str, str]]
    page: str | None
    rejected: Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class AttemptView:
    """One try, and how it went; `screenshot` is where what a browser showed can be seen."""

    at: datetime
    outcome: Said
    reason: str | None
    status: int | None
    took: str
    size: str
    screenshot: str | None


def event_views(
    events: Sequence[ProductScrapeEvent], attempts: Iterable[Attempt]
) -> list[EventView]:
    """Events, newest first, each with its change against the one before it."""
    tried = {attempt.uuid: attempt for attempt in attempts}
    older = [*events, None][1:]
    return [_event_view(event, before, tried) for event, before in zip(events, older, strict=True)]


def _event_view(
    event: ProductScrapeEvent, before: ProductScrapeEvent | None, tried: Mapping[UUID, Attempt]
) -> EventView:
    attempt = tried.get(event.uuid)
    provenance = attempt.provenance if attempt is not None else None
    same, moved = False, None
    if before is not None and before.currency == event.currency:
        same = before.price == event.price
        moved = None if same else words.trend(before.price, event.price, event.currency)
    rejected = (provenance or {}).get("price_rejected", ())
    return EventView(
        at=event.created,
        price=in_words.money(event.price, event.currency),
        same=same,
        trend=moved,
        stock=states.availability(event.availability),
        source=event.price_source,
        facts=list(_facts_of(event, attempt)),
        page=event_page_path(event) if event.archive_ref is not None else None,
        rejected=[one for one in rejected if isinstance(one, dict)],
    )


def _facts_of(event: ProductScrapeEvent, attempt: Attempt | None) -> Iterable[tuple[str, str]]:
    """Where an event's values came from, as far as that is still known."""
    said: list[tuple[str, object]] = [
        ("The page said", event.price_raw),
        ("Price read from", event.price_source),
        ("Read by", f"site rule {event.rule}" if event.rule else "general rules"),
        ("Fetched by", event.fetcher),
        ("Answered", "nothing had changed (HTTP 304)" if event.confirmed else None),
        ("Revision", event.revision or None),
    ]
    for name, origin in ((attempt.provenance if attempt else None) or {}).items():
        if isinstance(origin, str) and name not in ("price", "price_raw"):
            said.append((words.field(name), f"from {origin}"))
    said.append(("Event", str(event.uuid)))
    return ((key, str(value)) for key, value in said if value)


def attempt_view(attempt: Attempt, screenshots: Container[str] = ()) -> AttemptView:
    """An attempt in words; `screenshots` are those that are kept on this machine."""
    return AttemptView(
        at=attempt.created,
        outcome=states.state(attempt.outcome),
        reason=attempt.reason,
        status=attempt.status,
        took=words.duration(attempt.duration_ms),
        size=words.size(attempt.size),
        screenshot=screenshot_path(attempt) if attempt.screenshot in screenshots else None,
    )
