"""Reading and writing history: every query of the product, written once over `Store`."""

from pricetrail.crud.entries import (
    Entry,
    add_scrape_event,
    create_entry,
    create_scrape_entry,
    entry_writes,
    ingest,
    put_entry,
)
from pricetrail.crud.history import EventPage, get_event, history, history_page, latest, months
from pricetrail.crud.products import (
    find_product,
    get_product,
    iter_products,
    list_products,
    product_days,
    purge,
    resolve,
)
from pricetrail.crud.targets import (
    attempts,
    get_target,
    iter_targets,
    list_targets,
    target_for,
    track,
    untrack,
)

__all__ = [
    "Entry",
    "EventPage",
    "add_scrape_event",
    "attempts",
    "create_entry",
    "create_scrape_entry",
    "entry_writes",
    "find_product",
    "get_event",
    "get_product",
    "get_target",
    "history",
    "history_page",
    "ingest",
    "iter_products",
    "iter_targets",
    "latest",
    "list_products",
    "list_targets",
    "months",
    "product_days",
    "purge",
    "put_entry",
    "resolve",
    "target_for",
    "track",
    "untrack",
]
