"""What goes wrong on Cassandra by default, and must not here."""

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest
from cassandra.cluster import Session

from pricetrail.clock import time_uuid
from pricetrail.errors import InvalidCursor
from pricetrail.store.base import Scan, Step, Write
from pricetrail.store.cassandra.cursor import seal
from pricetrail.store.cassandra.store import CassandraStore
from pricetrail.store.tables import ATTEMPT, CLAIM, EVENT, PRODUCT, TARGET, Row, words_of
from tests.support.rows import MONTH, NOON, event_row, events, product_row


def tombstones_read(session: Session, query: str) -> list[str]:
    """What the server says of the tombstones it met, from the trace of a query."""
    trace = session.execute(query, trace=True).get_query_trace()
    return [e.description for e in trace.events if "tombstone cells" in e.description]


async def test_nulls_of_an_event_write_no_tombstone(
    store: CassandraStore, session: Session, keyspace: str, product_id: str
) -> None:
    await store.put(events([event_row(product_id)]))
    await store.insert_if_absent(EVENT, event_row(product_id, NOON + timedelta(hours=1)))
    where = f"product_id = '{product_id}' AND month = '{MONTH}'"
    select = f"SELECT * FROM {keyspace}.product_scrape_event WHERE {where}"
    told = await asyncio.to_thread(tombstones_read, session, select)
    assert told
    assert all(line == "Read 2 live rows and 0 tombstone cells" for line in told)
    # The trace would show it: a null bound by hand writes one.
    one = time_uuid(NOON)
    insert = (
        f"INSERT INTO {keyspace}.product_scrape_event (product_id, month, uuid, revision, name)"
    )
    session.execute(f"{insert} VALUES ('{product_id}', '{MONTH}', {one}, 0, null)")
    told = await asyncio.to_thread(tombstones_read, session, select)
    assert all(line == "Read 3 live rows and 1 tombstone cells" for line in told)


async def test_a_map_writes_no_tombstone(
    store: CassandraStore, session: Session, keyspace: str, product_id: str
) -> None:
    uuid = time_uuid(NOON)
    row = {"target_id": product_id, "uuid": uuid, "month": MONTH, "provenance": {"price": "og"}}
    await store.put([Write(ATTEMPT, row)])
    where = f"target_id = '{product_id}' AND month = '{MONTH}'"
    select = f"SELECT * FROM {keyspace}.attempt WHERE {where}"
    told = await asyncio.to_thread(tombstones_read, session, select)
    assert all(line == "Read 1 live rows and 0 tombstone cells" for line in told)


async def test_a_partition_larger_than_any_page_is_read_whole(
    store: CassandraStore, product_id: str
) -> None:
    made = [event_row(product_id, NOON + timedelta(milliseconds=n)) for n in range(5_200)]
    await store.put(events(made))
    partition = {"product_id": product_id, "month": MONTH}
    read = await store.scan(EVENT, partition, limit=10_000)
    assert [row["uuid"] for row in read] == [row["uuid"] for row in reversed(made)]
    read = await store.scan(EVENT, partition, limit=5_001)
    assert len(read) == 5_001


async def test_a_conditional_write_is_never_hidden_by_the_plain_write_before_it(
    store: CassandraStore, product_id: str
) -> None:
    async def plain_then_conditional(n: int) -> None:
        key = {"target_id": f"{product_id}-{n}"}
        await store.put([Write(TARGET, key | {"url": "https://shop.example", "failures": 0})])
        assert await store.compare_and_set(TARGET, key, {"failures": 0}, {"failures": 1})
        row = await store.get(TARGET, key)
        assert row is not None
        assert row["failures"] == 1
        await store.delete(TARGET, key)
        assert await store.insert_if_absent(TARGET, key | {"failures": 2}) is None
        row = await store.get(TARGET, key)
        assert row is not None
        assert row["failures"] == 2
        await store.put([Write(TARGET, key | {"failures": 3})])
        row = await store.get(TARGET, key)
        assert row is not None
        assert row["failures"] == 3

    for n in range(60):  # one at a time: it is a matter of the same millisecond
        await plain_then_conditional(n)


async def test_a_conditional_write_does_not_make_a_row(
    store: CassandraStore, product_id: str
) -> None:
    key = {"target_id": product_id}
    nulls = {"lease_until": None, "tags": ()}
    assert not await store.compare_and_set(TARGET, key, nulls, {"state": "ok"})
    assert await store.get(TARGET, key) is None
    await store.put([Write(TARGET, key)])
    assert await store.compare_and_set(TARGET, key, nulls, {"state": "ok"})


async def test_later_writes_of_one_call_win(store: CassandraStore, product_id: str) -> None:
    prices = [Decimal(n) for n in range(100)]
    key = {"product_id": product_id}
    await store.put([Write(PRODUCT, key | {"price": price}) for price in prices])
    row = await store.get(PRODUCT, key)
    assert row is not None
    assert row["price"] == prices[-1]


async def test_rows_of_a_table_with_a_ttl_vanish(
    store: CassandraStore, session: Session, keyspace: str, product_id: str
) -> None:
    claim = {"target_id": product_id, "slot": NOON, "uuid": time_uuid(NOON)}
    await store.insert_if_absent(CLAIM, claim)
    where = f"target_id = '{product_id}' AND slot = '{NOON.isoformat()}'"
    left = session.execute(f"SELECT TTL(uuid) FROM {keyspace}.claim WHERE {where}").one()[0]
    seven_days = 7 * 86_400
    assert seven_days - 60 < left <= seven_days


@pytest.fixture
async def listed(store: CassandraStore, product_id: str) -> Row:
    """Filters of a list with several pages."""
    shop = f"{product_id[-32:]}.example"
    made = [product_row(f"{product_id}{n}", shop=shop) for n in range(9)]
    await store.put([Write(PRODUCT, row) for row in made])
    return {"shop": shop}


async def test_a_cursor_with_any_byte_changed_is_refused(
    store: CassandraStore, listed: Row
) -> None:
    cursor = (await store.list(PRODUCT, listed, limit=3)).cursor
    assert cursor is not None
    for place, letter in enumerate(cursor):
        other = "A" if letter != "A" else "B"
        changed = cursor[:place] + other + cursor[place + 1 :]
        with pytest.raises(InvalidCursor):
            await store.list(PRODUCT, listed, limit=3, cursor=changed)
    for cut in (cursor[:-1], cursor + "A", cursor + "=", " " + cursor):
        with pytest.raises(InvalidCursor):
            await store.list(PRODUCT, listed, limit=3, cursor=cut)


@pytest.mark.parametrize("state", [b"\0", b"garbage", b"\xff" * 40, bytes(3000)])
async def test_a_forged_cursor_is_no_server_error(
    store: CassandraStore, listed: Row, state: bytes
) -> None:
    with pytest.raises(InvalidCursor):
        await store.list(PRODUCT, listed, limit=3, cursor=seal(PRODUCT, listed, state))


async def test_a_cursor_leads_on_in_another_process_s_store(
    store: CassandraStore, cassandra_url: str, listed: Row
) -> None:
    first = await store.list(PRODUCT, listed, limit=5)
    other = CassandraStore(cassandra_url)
    await other.open()
    try:
        rest = await other.list(PRODUCT, listed, limit=5, cursor=first.cursor)
    finally:
        await other.close()
    assert len({row["product_id"] for row in first.rows + rest.rows}) == 9
    assert rest.cursor is None


async def test_a_row_without_its_key_or_with_a_strange_column_is_refused(
    store: CassandraStore, product_id: str
) -> None:
    good = Write(PRODUCT, {"product_id": product_id})
    for row in (
        {"name": "x"},
        {"product_id": None},
        {"product_id": product_id, "prize": 1},
        {"product_id": ""},
    ):
        with pytest.raises(ValueError, match="product"):
            await store.put([good, Write(PRODUCT, row)])
    assert await store.get(PRODUCT, {"product_id": product_id}) is None


async def test_a_word_longer_than_the_index_s_terms_is_found(
    store: CassandraStore, product_id: str
) -> None:
    name = f"{product_id[-12:]}{'漢' * 1900}"
    await store.put([Write(PRODUCT, product_row(product_id, name=name))])
    found = await store.list(PRODUCT, {"name_words": words_of(name)}, limit=2)
    assert [row["product_id"] for row in found.rows] == [product_id]


async def test_large_rows_that_are_written_at_once_are_all_stored(
    store: CassandraStore, product_id: str
) -> None:
    # The driver refuses what it is asked while its socket takes no more.
    specs = {f"{number:03}": "x" * 490 for number in range(1000)}
    ids = [f"{product_id}-{number}" for number in range(60)]
    await store.put([Write(PRODUCT, {**product_row(one), "specs": specs}) for one in ids])
    scans: list[Step] = [Scan(PRODUCT, {"product_id": one}, 1, only=("product_id",)) for one in ids]
    assert await store.run(scans) == [[{"product_id": one}] for one in ids]
