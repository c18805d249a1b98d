import io
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import pytest

from pricetrail import crud, schedule
from pricetrail.clock import ManualClock, time_uuid
from pricetrail.errors import InvalidFile
from pricetrail.export import ImportReport, import_csv, import_jsonl
from pricetrail.export.jsonl import LONGEST_LINE
from pricetrail.schema import ProductScrapeEvent, Target
from pricetrail.store.sqlite import SqliteStore
from pricetrail.store.tables import TARGET
from pricetrail.urls import target_id_of
from tests.support.histories import NOW, Histories

PRODUCT_ID = "shop.example:1"


@pytest.fixture
async def store(tmp_path: Path):
    async with Histories(tmp_path).fresh() as store:
        yield store


def event(**fields: Any) -> dict[str, Any]:
    made = ProductScrapeEvent(
        product_id=PRODUCT_ID,
        uuid=time_uuid(NOW - timedelta(hours=1)),
        recorded_at=NOW,
        name="Kettle",
        price=Decimal("19.9"),
        currency="EUR",
    )
    return {"type": "event", **made.json_dict(), **fields}


def target(url: str = "https://shop.example/p/1", **fields: Any) -> dict[str, Any]:
    made = Target(target_id=target_id_of(url), url=url, shop="shop.example", created_at=NOW)
    return {"type": "target", **made.json_dict(), **fields}


async def imported(store: SqliteStore, file: io.BytesIO) -> ImportReport:
    return await import_jsonl(store, file, clock=ManualClock(NOW))


def lines(*items: dict[str, Any] | bytes) -> io.BytesIO:
    return io.BytesIO(
        b"\n".join(i if isinstance(i, bytes) else orjson.dumps(i) for i in items) + b"\n"
    )


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"nonsense", "not JSON"),
        (b"\xff", "not JSON"),
        (b"[]", "not a JSON object"),
        (b"{}", "no such type"),
        (b'{"type": ["event"]}', "no such type"),
        (b'{"type": "event"}', "required"),
        (event(price="-1"), "price: "),
        (event(uuid="9b2c5f4e-0000-4000-8000-000000000000"), "time-UUID"),
        (event(currency="XYZ0"), "currency: "),
        (event(product_id="a b/../c\x1b"), "not a product id"),
        (event(product_id=""), "not a product id"),
        (event(product_id=".."), "not a product id"),
        (event(uuid=str(time_uuid(NOW + timedelta(days=1)))), "yet to come"),
        (event(fetcher="\x9b31m"), "control characters"),
        (event(price_source="x" * 3000), "price_source: "),
        (target(target_id="../../x"), "not the id of its url"),
        ({**target(), "url": "javascript:alert(1)"}, "not an http or https URL"),
        (target(interval_s=1), "interval_s: "),
        (b'{"type": "event", "x": "' + b"x" * LONGEST_LINE + b'"}', "longer than"),
    ],
)
async def test_a_bad_line_is_told_and_the_others_are_kept(
    store: SqliteStore, line: dict[str, Any] | bytes, reason: str
) -> None:
    report = await imported(store, lines(event(), b"", line, target()))
    assert (report.good, report.bad) == (2, 1)
    (bad,) = report.bad_lines
    assert bad.line == 3
    assert reason in bad.reason
    assert len(bad.reason) < 300


async def test_a_file_full_of_rubbish_is_bounded(store: SqliteStore) -> None:
    report = await imported(store, io.BytesIO(b"x\n" * 5000))
    assert (report.good, report.bad, len(report.bad_lines)) == (0, 5000, 1000)


async def test_an_event_that_says_something_else_is_refused(store: SqliteStore) -> None:
    said = event()
    await imported(store, lines(said))
    report = await imported(store, lines(said, {**said, "price": "1"}))
    assert (report.good, report.bad) == (1, 1)
    assert "says something else" in report.bad_lines[0].reason
    (kept,) = await crud.latest(store, PRODUCT_ID)
    assert kept.price == Decimal("19.9")


async def test_events_alone_make_a_product(store: SqliteStore) -> None:
    old, new = event(uuid=str(time_uuid(NOW - timedelta(days=40)))), event(price="5")
    await imported(store, lines(new, old))
    product = await crud.get_product(store, PRODUCT_ID)
    assert (product.kind, product.name, product.price) == ("product", "Kettle", 5)
    assert product.first_event_at == NOW - timedelta(days=40)
    assert product.last_event_at == NOW - timedelta(hours=1)
    assert [day.events for day in await crud.product_days(store, PRODUCT_ID)] == [1, 1]


async def test_what_is_newer_in_the_store_stays(store: SqliteStore) -> None:
    await imported(store, lines(event(), target()))
    tracked = await crud.track(store, "https://shop.example/p/1", tags=["mine"])
    row = {"last_attempt_at": NOW, "interval_s": 60}
    key = {"target_id": tracked.target.target_id}
    await store.compare_and_set(TARGET, key, {}, row)
    older = event(uuid=str(time_uuid(NOW - timedelta(days=9))), price="3")
    await imported(store, lines(older, target()))
    kept = await crud.get_target(store, "https://shop.example/p/1")
    assert (kept.tags, kept.interval_s) == (("mine",), 60)
    product = await crud.get_product(store, PRODUCT_ID)
    assert product.price == Decimal("19.9")


async def test_imported_targets_are_scraped_when_they_are_due(store: SqliteStore) -> None:
    histories = Histories(store.path.parent)
    await schedule.dispatch(store, _Taken(), clock=histories.clock)
    overdue = target(next_due="2026-06-01T00:00:00.000Z")
    later = target("https://shop.example/p/2", next_due="2026-06-15T13:00:00.000Z")
    leased = target(
        "https://shop.example/p/3",
        next_due="2026-06-15T11:00:00.000Z",
        lease_until="2026-06-15T12:10:00.000Z",
    )
    await import_jsonl(store, lines(overdue, later, leased), clock=histories.clock)
    taken = []
    for minutes in (1, 15, 60):
        histories.clock.now = NOW + timedelta(minutes=minutes)
        queue = _Taken()
        await schedule.dispatch(store, queue, clock=histories.clock, catch_up=False)
        taken.append(len(queue.jobs))
    assert taken[:2] == [1, 1]
    assert taken[2] >= 1


async def test_csv_says_which_line_is_bad(store: SqliteStore) -> None:
    start = f"{PRODUCT_ID},{time_uuid(NOW)},{NOW.isoformat()}"
    text = [
        "product_id,uuid,recorded_at,name,price,surplus",
        f"{start},Kettle,5,x",
        "too,few",
        f"{start},Kettle,-1,x",
        f'{start},"a" b,5,x',
        f"{start},K\udcff,5,x",
        "",
    ]
    body = "\r\n".join(text).encode("utf-8", "surrogateescape")
    report = await import_csv(store, io.BytesIO(b"\xef\xbb\xbf" + body), clock=ManualClock(NOW))
    assert report.good == 1
    assert [bad.line for bad in report.bad_lines] == [3, 4, 5, 6]


@pytest.mark.parametrize("head", [b"name,price\r\n", b"\xff\xfe\r\n"])
async def test_a_table_without_the_needed_columns_is_refused(
    store: SqliteStore, head: bytes
) -> None:
    with pytest.raises(InvalidFile, match="is missing"):
        await import_csv(store, io.BytesIO(head))


class _Taken:
    """A queue that keeps what it is given."""

    def __init__(self) -> None:
        self.jobs: list[Any] = []

    async def put(self, jobs: Any) -> None:
        self.jobs += jobs
