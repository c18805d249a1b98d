"""The baseline: the worker as the usual tutorial writes it, one task a page or record, cqlengine.

It reads a page's JSON-LD and validates it with pydantic; broker and results are Redis, as with us.
"""

import gzip
import json
import os
import re
from typing import Any
from urllib.request import urlopen

from celery import Celery
from celery.signals import worker_process_init

from benchmarks.answering.tutorial import HOST, PORT, ProductSchema, ingest, set_up

URL = "TUTORIAL_REDIS_URL"
NOTHING, STORE, SCRAPE = "tutorial.nothing", "tutorial.store", "tutorial.scrape"

app = Celery("tutorial", broker=os.environ[URL], backend=os.environ[URL])
app.conf.broker_connection_retry_on_startup = True
_JSON_LD = re.compile(rb'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


@worker_process_init.connect
def connect(**_: Any) -> None:
    """Connect after the fork."""
    set_up(os.environ[HOST], int(os.environ[PORT]))


@app.task(name=NOTHING)
def nothing() -> None:
    """Do nothing."""


@app.task(name=STORE)
def store(record: dict[str, Any]) -> None:
    """Validate a record and store it."""
    ingest(ProductSchema.model_validate(record))


@app.task(name=SCRAPE)
def scrape(url: str) -> None:
    """Fetch a page, read its first product in JSON-LD, validate it and store it."""
    with urlopen(url) as answer:
        page = gzip.decompress(answer.read())
    blocks = (json.loads(block) for block in _JSON_LD.findall(page))
    product = next(found for found in blocks if found.get("@type") == "Product")
    offer = product["offers"]
    store(
        {
            "asin": url.rpartition("-")[2],
            "url": url,
            "name": product["name"],
            "price": offer["price"],
            "currency": offer["priceCurrency"],
            "brand": product["brand"]["name"],
            "description": product["description"],
        }
    )
