"""The same on both stores: what is asked for, linked, counted and shown."""

from datetime import timedelta
from typing import Any

from pricetrail import crud
from pricetrail.activity import activity
from pricetrail.clock import Clock, ManualClock, time_uuid
from pricetrail.health import HealthRecorder
from pricetrail.jobs import track_many
from pricetrail.overview import Card, cards, product_view
from pricetrail.overview.counting import count
from pricetrail.queue import Job, LocalQueue
from pricetrail.schedule import complete
from pricetrail.schema import Attempt, ProductRecord
from pricetrail.store.base import Store

URLS = [f"https://{shop}.example/{n}" for shop in "abc" for n in range(4)]
GTIN = "4006381333931"


async def fill(store: Store, clock: Clock) -> dict[str, Any]:
    """Scrape some of the targets of a job, link two products, and tell what there is then."""
    health = HealthRecorder(store, clock=clock)

    async def work(job: Job) -> None:
        target = await crud.get_target(store, job.target_id)
        if target.url.endswith("3"):
            return
        fields = {"gtin": GTIN if target.url.endswith("0") else None, "brand": "B"}
        record = ProductRecord(
            url=target.url, kind="product", name=f"Kettle {target.url}", price="5", **fields
        )
        for days in (100, 40, 0):
            uuid = time_uuid(clock() - timedelta(days=days))
            entry = await crud.ingest(store, record, uuid=uuid, target=target, clock=clock)
        attempt = Attempt(
            target_id=target.target_id, uuid=time_uuid(clock()), outcome="ok", url=target.url
        )
        health.count(target.shop, attempt, record)
        after = {"state": "ok", "product_id": entry.product.product_id, "last_attempt_at": clock()}
        assert job.slot is not None
        assert await complete(store, target, job.slot, clock() + timedelta(hours=6), after)

    queue = LocalQueue(work)
    ordered = await track_many(store, queue, URLS, tags=["x"], clock=clock)
    assert ordered.job is not None
    await queue.join()
    await health.flush()
    one, other = [await crud.resolve(store, url) for url in (URLS[1], URLS[5])]
    await crud.link(store, one, other)
    status = await crud.job_status(store, ordered.job.job_id)
    view = await product_view(store, URLS[1], clock=clock)
    same = await product_view(store, URLS[0], clock=clock)
    going_on = await activity(store, queue, clock=clock)
    return {
        "cards": sorted([described(card) for card in await every_card(store, clock)]),
        "of one tag and word": len(await every_card(store, clock, tag="x", q="kettle")),
        "facets": await count(store),
        "job": status.json_dict()["items"],
        "linked": [product.product_id for product, _ in view.others],
        "same GTIN": [product.product_id for product, _ in same.others],
        "stats": view.stats,
        "shops": sorted(going_on.shops),
        "taken": going_on.taken,
    }


async def every_card(store: Store, clock: Clock, **asked: str) -> list[Card]:
    found: list[Card] = []
    cursor = None
    while True:
        page = await cards(store, limit=5, cursor=cursor, clock=clock, **asked)
        found += page.cards
        cursor = page.next
        if cursor is None:
            return found


def described(card: Card) -> str:
    ids = card.product and card.product.product_id, card.target and card.target.target_id
    return f"{ids} {card.stats} {card.days}"


async def test_both_tell_the_same(store: Store, cassandra: Store, clock: ManualClock) -> None:
    told = await fill(cassandra, clock)
    assert told == await fill(store, clock)
    assert told["of one tag and word"] == 9
    assert len(told["same GTIN"]) == 2
    one, other = [await crud.resolve(cassandra, url) for url in (URLS[1], URLS[5])]
    await crud.purge(cassandra, one)
    assert await crud.linked_ids(cassandra, other) == []
    token, secret = await crud.create_token(cassandra, "laptop", "read", clock=clock)
    assert await crud.find_token(cassandra, secret) == token
    await crud.revoke_token(cassandra, "laptop")
    assert await crud.find_token(cassandra, secret) is None
