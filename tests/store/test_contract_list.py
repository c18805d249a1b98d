"""What every backend promises of a list: filters, one stable order, cursors."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio

from pricetrail.errors import InvalidCursor
from pricetrail.store.base import Store, Write
from pricetrail.store.tables import EVENT, PRODUCT, TARGET, Row, Table
from tests.support.rows import NOON, event_row, events, product_row

pytestmark = pytest.mark.asyncio(loop_scope="session")

GTINS = ("4006381333931", "5901234123457")


@pytest.fixture
def shop() -> str:
    """A shop that no other test uses."""
    return f"{uuid4().hex}.example"


@pytest_asyncio.fixture(loop_scope="session")
async def products(store: Store, shop: str) -> list[Row]:
    """Sixty products that differ in everything a list can be filtered by."""
    made = [
        product_row(
            f"{shop}:{n:03}",
            shop=shop,
            name=f"Kettle {'Steel' if n % 2 else 'Glass'} {shop} No{n}",
            tags=tuple(
                f"{tag}-{shop}" for tag, every in (("even", 2), ("third", 3)) if not n % every
            ),
            state="ok" if n % 5 else "blocked",
            asin=f"B{n:09}",
            gtin=GTINS[n % 2],
        )
        for n in range(60)
    ]
    await store.put([Write(PRODUCT, row) for row in made])
    return made


async def read_all(
    store: Store, table: Table, filters: Mapping[str, Any] | None, limit: int
) -> list[Row]:
    rows: list[Row] = []
    cursor = None
    while True:
        page = await store.list(table, filters, limit=limit, cursor=cursor)
        assert len(page.rows) <= limit
        rows += page.rows
        cursor = page.cursor
        if cursor is None:
            return rows


def key_of(row: Row) -> tuple[Any, ...]:
    return tuple(row[name] for name in EVENT.key)


def ids(rows: list[Row]) -> list[str]:
    return sorted(row["product_id"] for row in rows)


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        ({}, lambda n: True),
        ({"state": "blocked"}, lambda n: n % 5 == 0),
        ({"asin": "B000000007"}, lambda n: n == 7),
        ({"gtin": GTINS[1]}, lambda n: n % 2 == 1),
        ({"tags": "even-{shop}"}, lambda n: n % 2 == 0),
        ({"tags": ("even-{shop}",)}, lambda n: n % 2 == 0),
        ({"tags": ("even-{shop}", "third-{shop}")}, lambda n: n % 6 == 0),
        ({"tags": ()}, lambda n: True),
        ({"name_words": "steel"}, lambda n: n % 2 == 1),
        ({"name_words": ("kettle", "steel", "no7")}, lambda n: n == 7),
        ({"name_words": "steel", "tags": "third-{shop}"}, lambda n: n % 6 == 3),
        (
            {
                "name_words": ("kettle",),
                "tags": "third-{shop}",
                "state": "blocked",
                "gtin": GTINS[0],
            },
            lambda n: n % 30 == 0,
        ),
        ({"name_words": "stee"}, lambda n: False),
        ({"tags": "even-{shop}", "asin": "B000000007"}, lambda n: False),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
async def test_every_filter_holds(
    store: Store, shop: str, products: list[Row], filters: dict[str, Any], wanted: Any
) -> None:
    def named(value: Any) -> Any:
        return value.format(shop=shop) if isinstance(value, str) else tuple(map(named, value))

    mine = {column: named(value) for column, value in filters.items()} | {"shop": shop}
    expected = [row for n, row in enumerate(products) if wanted(n)]
    for limit in (1000, 7):
        read = await read_all(store, PRODUCT, mine, limit)
        assert ids(read) == ids(expected)
        assert all(row in products for row in read)


async def test_order_is_stable_and_pages_meet_without_gap_or_overlap(
    store: Store, shop: str, products: list[Row]
) -> None:
    at_once = (await store.list(PRODUCT, {"shop": shop}, limit=1000)).rows
    assert len(at_once) == 60
    for limit in (1, 7, 59, 60, 61):
        assert await read_all(store, PRODUCT, {"shop": shop}, limit) == at_once


async def test_the_last_page_has_no_cursor(store: Store, shop: str, products: list[Row]) -> None:
    page = await store.list(PRODUCT, {"shop": shop}, limit=60)
    assert page.cursor is None or (
        (await store.list(PRODUCT, {"shop": shop}, limit=60, cursor=page.cursor)) == ([], None)
    )
    assert await store.list(PRODUCT, {"shop": "nobody"}, limit=5) == ([], None)


async def test_rows_added_meanwhile_neither_hide_nor_repeat_others(
    store: Store, shop: str, products: list[Row]
) -> None:
    read: list[str] = []
    cursor = None
    for n in range(100):
        page = await store.list(PRODUCT, {"shop": shop}, limit=7, cursor=cursor)
        read += [row["product_id"] for row in page.rows]
        cursor = page.cursor
        if cursor is None:
            break
        added = [product_row(f"{shop}:{x}{n:03}", shop=shop) for x in ("", "0", "z")]
        await store.put([Write(PRODUCT, row) for row in added if row["product_id"] not in read])
    assert len(read) == len(set(read))
    assert {row["product_id"] for row in products} <= set(read)


async def test_a_list_without_filters_has_every_row(store: Store, product_id: str) -> None:
    made = [
        event_row(product_id, NOON + timedelta(days=day, minutes=n), revision=n % 2)
        for day in (0, 40)
        for n in range(20)
    ]
    await store.put(events(made))
    for limit in (9, 1000):
        read = await read_all(store, EVENT, None, limit)
        assert len({key_of(row) for row in read}) == len(read)
        mine = [row for row in read if row["product_id"] == product_id]
        assert sorted(mine, key=key_of) == sorted(made, key=key_of)


async def test_filters_follow_changes(store: Store, shop: str) -> None:
    product_id = f"{shop}:1"
    row = product_row(product_id, shop=shop, tags=(f"old-{shop}",), name="Old name", state="ok")
    await store.put([Write(PRODUCT, row)])
    change = {"product_id": product_id, "tags": (f"new-{shop}",), "state": "blocked"}
    await store.put([Write(PRODUCT, change)])

    async def found(**filters: Any) -> bool:
        return bool((await store.list(PRODUCT, filters | {"shop": shop}, limit=5)).rows)

    assert await found(tags=f"new-{shop}", state="blocked", name_words=("old", "name"))
    assert not await found(tags=f"old-{shop}")
    assert not await found(state="ok")
    await store.compare_and_set(
        PRODUCT, {"product_id": product_id}, {"state": "blocked"}, {"state": "paused", "tags": None}
    )
    assert await found(state="paused")
    assert not await found(tags=f"new-{shop}")
    await store.delete(PRODUCT, {"product_id": product_id})
    assert not await found()
    assert not await found(name_words="old")


async def test_a_cursor_of_another_list_is_refused(
    store: Store, shop: str, products: list[Row]
) -> None:
    cursor = (await store.list(PRODUCT, {"shop": shop}, limit=5)).cursor
    assert cursor is not None
    for filters in (None, {"shop": "other"}, {"shop": shop, "state": "ok"}, {"tags": shop}):
        with pytest.raises(InvalidCursor):
            await store.list(PRODUCT, filters, limit=5, cursor=cursor)
    with pytest.raises(InvalidCursor):
        await store.list(TARGET, {"shop": shop}, limit=5, cursor=cursor)


@pytest.mark.parametrize("cursor", ["", "x", "…", "bm9uZQ", "W10", "e30", "WyJhIiwxXQ", "A" * 9999])
async def test_a_made_up_cursor_is_refused(store: Store, cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        await store.list(PRODUCT, limit=5, cursor=cursor)


async def test_a_cursor_is_fit_for_a_url(store: Store, shop: str, products: list[Row]) -> None:
    cursor = (await store.list(PRODUCT, {"shop": shop}, limit=5)).cursor
    assert cursor is not None
    assert set(cursor) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
