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
from pricetrail.crud.jobs import Job, JobItem, JobStatus, job_progress, job_status, start_job
from pricetrail.crud.links import link, linked_ids, same_products, unlink
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
    change_target,
    get_target,
    iter_targets,
    list_targets,
    target_for,
    track,
    untrack,
)
from pricetrail.crud.tokens import create_token, find_token, list_tokens, revoke_token

__all__ = [
    "Entry",
    "EventPage",
    "Job",
    "JobItem",
    "JobStatus",
    "add_scrape_event",
    "attempts",
    "change_target",
    "create_entry",
    "create_scrape_entry",
    "create_token",
    "entry_writes",
    "find_product",
    "find_token",
    "get_event",
    "get_product",
    "get_target",
    "history",
    "history_page",
    "ingest",
    "iter_products",
    "iter_targets",
    "job_progress",
    "job_status",
    "latest",
    "link",
    "linked_ids",
    "list_products",
    "list_targets",
    "list_tokens",
    "months",
    "product_days",
    "purge",
    "put_entry",
    "resolve",
    "revoke_token",
    "same_products",
    "start_job",
    "target_for",
    "track",
    "unlink",
    "untrack",
]
