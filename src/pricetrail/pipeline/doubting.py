"""What a finding leaves in quarantine: prices that are hard to believe, and invalid records."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from pricetrail import crud, quarantine
from pricetrail.clock import Clock
from pricetrail.crud.entries import Known
from pricetrail.errors import RecordInvalid
from pricetrail.pipeline.findings import Finding
from pricetrail.plausible import DAYS, doubt, is_news
from pricetrail.schema import ProductDay, ProductScrapeEvent, Quarantined, Target
from pricetrail.store.base import Store


async def reason_to_doubt(
    store: Store, event: ProductScrapeEvent, known: Known, jump: Decimal
) -> str | None:
    """Why a price has to be seen twice; only one that changed costs a look at the past.

    An event that is stored already, as its scrape is being completed, was believed then; and
    what a 304 confirms was believed before.
    """
    if event.confirmed or not is_news(event, known.product):
        return None
    if any(there.uuid == event.uuid for there in known.events):
        return None
    days: list[ProductDay] = []
    if known.product is not None:
        today = event.created.date()
        since = today - timedelta(days=DAYS - 1)
        days = await crud.days_since(store, event.product_id, since, today)
    return doubt(event, known.product, days, jump=jump)


async def invalid_in(
    store: Store, target: Target | None, uuid: UUID, finding: Finding, clock: Clock
) -> Quarantined | None:
    """The record of a finding that is not valid; it takes the place of what waited there."""
    if target is None or not isinstance(finding.error, RecordInvalid):
        return None
    await quarantine.follow_up(store, target, None, clock=clock)
    return quarantine.invalid(target, uuid, finding.error, finding.archive_ref)
