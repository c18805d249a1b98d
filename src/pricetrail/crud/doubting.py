"""Whether a price that was observed can be believed, given what is stored of its product."""

from datetime import timedelta
from decimal import Decimal

from pricetrail.crud.entries import Known
from pricetrail.crud.products import days_since
from pricetrail.plausible import DAYS, doubt, is_news
from pricetrail.schema import ProductDay, ProductScrapeEvent
from pricetrail.store.base import Store


async def reason_to_doubt(
    store: Store, event: ProductScrapeEvent, known: Known, jump: Decimal
) -> str | None:
    """Why a price has to be seen twice; only one that changed costs a look at the past.

    An event that is stored already, as its scrape is being completed, was believed then; and
    what a 304 confirms was believed before. Of one that is older than the product's latest, and
    than all days that are known, nothing can be told but that it is 0.
    """
    if event.confirmed or not is_news(event, known.product):
        return None
    if any(there.uuid == event.uuid for there in known.events):
        return None
    days: list[ProductDay] = []
    product = known.product
    if product is not None:
        today = event.created.date()
        since = today - timedelta(days=DAYS - 1)
        days = await days_since(store, event.product_id, since, today)
        if not days and (product.last_event_at or event.created) > event.created:
            product = None
    return doubt(event, product, days, jump=jump)
