"""What a fetch came to, before and after it is stored."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from pricetrail.alarm.raising import Raised
from pricetrail.crud.entries import Plan, create_scrape_entry
from pricetrail.errors import FetchError, PricetrailError, RateLimited, handling
from pricetrail.extract import Extraction
from pricetrail.fetch.retry import parse_retry_after
from pricetrail.judge import Verdict
from pricetrail.schema import (
    Attempt,
    Page,
    Product,
    ProductRecord,
    ProductScrapeEvent,
    Quarantined,
    Target,
)

_MOST_REASON = 500
_NO_TIME = timedelta()
_NOTHING_RAISED = Raised()


class BrowserNeeded(Exception):
    """Scripts have yet to fill the page, and it is somebody else who has a browser."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one fetch came to, before anything is stored; `product_id` is there where it is ok.

    `lost` is how many scrapes of its target were begun and left no attempt, where that is why
    this one was given up.
    """

    verdict: Verdict
    page: Page | None = None
    extraction: Extraction | None = None
    product_id: str | None = None
    confirmed: ProductScrapeEvent | None = None
    error: PricetrailError | None = None
    archive_ref: str | None = None
    took: timedelta = _NO_TIME
    lost: int = 0

    @property
    def record(self) -> ProductRecord | None:
        """What the page says, where it was read."""
        return None if self.extraction is None else self.extraction.record

    @property
    def is_unfinished(self) -> bool:
        """Whether scripts have yet to fill the page, which was served as it should be."""
        if self.page is None or self.page.status >= 400 or self.extraction is None:
            return False
        return self.extraction.unfinished

    @property
    def screenshot(self) -> bytes | None:
        """What a browser showed, where it was asked, and nothing could be read."""
        if self.page is not None:
            return self.page.screenshot
        return self.error.screenshot if isinstance(self.error, FetchError) else None


class Planned(NamedTuple):
    """What a finding makes of its target: an entry, or something that is held back, or neither.

    No `target`: it was purged meanwhile, and nothing of it may come back. The `finding` is a
    suspect one where its price is held back.
    """

    target: Target | None
    finding: Finding
    plan: Plan | None = None
    held: Quarantined | None = None
    raised: Raised = _NOTHING_RAISED


@dataclass(frozen=True, slots=True)
class Scrape:
    """How one scrape went; `product` and `event` are there where it gave an event."""

    attempt: Attempt
    product: Product | None = None
    event: ProductScrapeEvent | None = None
    error: PricetrailError | None = None
    page: Page | None = None
    lost: int = 0

    @property
    def may_pass(self) -> bool:
        """Whether what went wrong may be over soon."""
        return self.error is not None and handling(self.error).retry

    def retry_after(self, now: datetime) -> timedelta | None:
        """How long the shop asks to be left alone, where it says so as it refuses us."""
        if isinstance(self.error, RateLimited):
            return self.error.retry_after
        if self.page is None or self.event is not None:
            return None
        return parse_retry_after(self.page.headers.get("retry-after"), now)


def event_of(
    target: Target, uuid: UUID, finding: Finding, now: datetime
) -> ProductScrapeEvent | None:
    """The event that a finding about `target` makes; None where it makes none."""
    page, extraction = finding.page, finding.extraction
    if page is None:
        return None
    facts = {
        "fetched_at": page.fetched_at,
        "fetcher": page.fetcher,
        "recorded_at": now,
    }
    if finding.confirmed is not None:
        again = {"uuid": uuid, "revision": 0, "confirmed": True, **facts}
        return finding.confirmed.model_copy(update=again)
    if extraction is None or finding.product_id is None:
        return None
    return create_scrape_entry(
        extraction.record,
        product_id=target.product_id or finding.product_id,
        uuid=uuid,
        rule=extraction.rule,
        archive_ref=finding.archive_ref,
        **facts,
    )


def given_up(lost: int) -> Finding:
    """What is found of a target whose scrapes never end: nothing was fetched."""
    reason = (
        f"given up: {lost} scrapes were begun and never ended, as if they took their worker along; "
        "ask for a scrape to try again"
    )
    return Finding(Verdict("fetch_failed", reason), lost=lost)


def attempt_of(
    target: Target, uuid: UUID, finding: Finding, event: ProductScrapeEvent | None
) -> Attempt:
    """The attempt that a finding leaves, whether it gave an event or not."""
    page, extraction = finding.page, finding.extraction
    outcome, reason = finding.verdict
    facts: dict[str, Any] = {}
    if page is not None:
        facts = {
            "final_url": page.final_url,
            "status": page.status,
            "fetcher": page.fetcher,
            "size": len(page.body),
        }
    elif isinstance(finding.error, FetchError):
        facts = {"status": finding.error.status}
    if extraction is not None:
        facts["rule"] = extraction.rule
    attempt = Attempt(
        target_id=target.target_id,
        uuid=uuid,
        outcome=outcome,
        reason=(reason or "")[:_MOST_REASON] or None,
        url=target.url,
        duration_ms=max(finding.took // timedelta(milliseconds=1), 0),
        product_id=target.product_id if event is None else event.product_id,
        archive_ref=finding.archive_ref,
        **facts,
    )
    if extraction is None:
        return attempt
    provenance = extraction.record.provenance  # valid already, and dear to validate
    return attempt.model_copy(update={"provenance": provenance})
