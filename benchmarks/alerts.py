"""Alerts: 100,000 rules against one run of events, with all that is read and written for it.

``python -m benchmarks alerts``. Ten thousand products have an event each; of the rules most are
for a product, some for a tag. Seconds are those of the CPU, of all the process's threads.
"""

import asyncio
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.report import Result
from pricetrail import crud
from pricetrail.alarm.raising import Alarm, states_of
from pricetrail.alert_records import AlertRule
from pricetrail.clock import time_uuid
from pricetrail.crud.alert_log import changed_mark
from pricetrail.schema import Product, ProductRecord
from pricetrail.store.base import Put, Store, Write, gathered
from pricetrail.store.sqlite import SqliteStore
from pricetrail.store.tables import ALERT_RULE

TITLE = "Alerts"

_RULES = 100_000
_PRODUCTS = 10_000
_TAGS = 100
_BATCH = 5_000
_START = datetime(2026, 1, 1, tzinfo=UTC)
_KINDS: tuple[dict[str, object], ...] = (
    {"kind": "below", "amount": Decimal(50), "currency": "EUR"},
    {"kind": "below", "amount": Decimal(9), "currency": "EUR"},
    {"kind": "drop", "percent": Decimal(20), "against": "previous"},
    {"kind": "rise", "amount": Decimal(10), "currency": "EUR", "against": "previous"},
    {"kind": "change", "percent": Decimal(30), "against": "previous"},
    {"kind": "out_of_stock"},
    {"kind": "gone"},
    {"kind": "stale", "after_s": 86_400},
)


def run() -> list[Result]:
    """All figures, in the order of the table."""
    return asyncio.run(_run())


async def _run() -> list[Result]:
    with TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder) / "alerts.db")
        await store.open()
        try:
            return await _measured(store)
        finally:
            await store.close()


async def _measured(store: Store) -> list[Result]:
    writes = [Write(ALERT_RULE, ALERT_RULE.row(rule)) for rule in _rules()]
    for start in range(0, len(writes), _BATCH):
        await store.put(writes[start : start + _BATCH])
    await store.put([changed_mark(_START)])
    alarm = Alarm(store)
    started = time.process_time()
    await alarm.rules.index()
    read = time.process_time() - started
    planned = [_planned(number) for number in range(_PRODUCTS)]
    started = time.process_time()
    found = await gathered(_one_event(store, alarm, *one) for one in planned)
    took = time.process_time() - started
    evaluated, fired = (sum(figures) for figures in zip(*found, strict=True))
    return [
        Result(f"{_RULES:,} rules read into memory, once after a change", read, "s"),
        Result(f"{evaluated:,} rules evaluated with {_PRODUCTS:,} events", took, "s"),
        Result("alerts that fired, stored with the state of their rules", fired, ""),
        Result("a rule evaluated, its share of all that included", took / evaluated * 1e6, "µs"),
    ]


async def _one_event(
    store: Store, alarm: Alarm, plan: crud.Plan, known: crud.Known
) -> tuple[int, int]:
    """What a scrape does for alerts: how many rules were evaluated, and how many fired."""
    product = plan.entry.product
    rules = await alarm.concerning(product.product_id, product.tags)
    [states] = await store.run([states_of(product.product_id)])
    raised = await alarm.for_event(rules, plan, known, states)
    if raised.writes or raised.states:
        await store.run([Put(raised.writes), *raised.afterwards])
    return len(rules), len(raised.alerts)


def _planned(number: int) -> tuple[crud.Plan, crud.Known]:
    """An event as the pipeline plans it: one price in ten fell by a third."""
    product_id, tags = f"shop.example:{number}", (f"tag {number % _TAGS}",)
    before = Product.model_construct(
        product_id=product_id, shop="shop.example", kind="product", name="A kettle", tags=tags,
        price=Decimal(60), currency="EUR", availability="in_stock", last_event=time_uuid(_START),
    )  # fmt: skip
    record = ProductRecord(
        url="https://shop.example/p", kind="product", name="A kettle",
        price=Decimal(40 if number % 10 == 0 else 59), currency="EUR", availability="in_stock",
    )  # fmt: skip
    now = datetime(2026, 1, 2, tzinfo=UTC)
    event = crud.create_scrape_entry(
        record, product_id=product_id, uuid=time_uuid(now), recorded_at=now
    )
    known = crud.Known([], before)
    return crud.plan_entry(record, event, known), known


def _rules() -> Iterator[AlertRule]:
    """Rules of every kind that an event can concern: all but two hundred are for one product."""
    for number in range(_RULES):
        known = {"rule_id": f"{number:012x}", "created_at": _START}
        kind = _KINDS[number % len(_KINDS)]
        if number < 2 * _TAGS:
            place = {"scope": "tag", "subject": f"tag {number % _TAGS}"}
        else:
            place = {"scope": "product", "subject": f"shop.example:{number % _PRODUCTS}"}
        yield AlertRule.model_validate({**known, **place, **kind})
