"""Random sequences of operations: a store and a plain model in memory agree after each of them."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from pricetrail.store.base import Store, Write
from pricetrail.store.tables import EVENT, PRODUCT, PRODUCT_DAY, TABLES, TARGET, Row, Table
from tests.store.conftest import BACKENDS
from tests.support.model import Model
from tests.support.sequences import Keys

BOUNDS = [(), ("lt",), ("le",), ("gt",), ("ge",), ("gt", "lt"), ("ge", "le"), ("gt", "le")]
OFTEN = (EVENT, PRODUCT, TARGET, PRODUCT_DAY, EVENT, PRODUCT, TARGET)  # what can do the most

Run = Callable[[Awaitable[Any]], Any]


class Agreement(RuleBasedStateMachine):
    """Every rule does one thing to both, and compares what they answer."""

    def __init__(self, store: Store, run: Run) -> None:
        super().__init__()
        self.store, self.run = store, run
        self.model = Model()
        self.keys = Keys(uuid4().hex)
        self.table = self.other = TABLES[0]

    @initialize(table=st.sampled_from(OFTEN + TABLES), other=st.sampled_from(TABLES))
    def choose(self, table: Table, other: Table) -> None:
        """Operations meet on one table; another one is there to be left alone."""
        self.table, self.other = table, other

    @rule(data=st.data(), count=st.integers(1, 9))
    def put(self, data: st.DataObject, count: int) -> None:
        tables = [*[self.table] * count, self.other]
        writes = [Write(table, data.draw(self.keys.rows(table))) for table in tables]
        self.run(self.store.put(writes))
        self.model.put(writes)

    @rule(data=st.data())
    def insert_if_absent(self, data: st.DataObject) -> None:
        table = self.table
        row = data.draw(self.keys.rows(table))
        there = self.run(self.store.insert_if_absent(table, row))
        assert there == self.model.insert_if_absent(table, row)

    @precondition(lambda self: not self.table.append_only)
    @rule(data=st.data())
    def compare_and_set(self, data: st.DataObject) -> None:
        table = self.table
        key = data.draw(self.keys.of(table))
        changes = _changes(table, data.draw(self.keys.rows(table)))
        assume(changes)
        guess = _changes(table, data.draw(self.keys.rows(table)))
        there = self.model.get(table, key) if data.draw(st.booleans()) else None
        names = data.draw(st.sets(st.sampled_from([*guess, *table.columns]), max_size=3))
        expected = {n: v for n, v in (there or guess).items() if n in names - {*table.key}}
        done = self.run(self.store.compare_and_set(table, key, expected, changes))
        assert done is self.model.compare_and_set(table, key, expected, changes)

    @rule(data=st.data(), whole=st.booleans())
    def delete(self, data: st.DataObject, whole: bool) -> None:
        table = self.table
        key = data.draw(self.keys.of(table))
        if whole:
            key = {name: key[name] for name in table.partition}
        self.run(self.store.delete(table, key))
        self.model.delete(table, key)

    @rule(data=st.data())
    def get(self, data: st.DataObject) -> None:
        table = self.table
        key = data.draw(self.keys.of(table))
        assert self.run(self.store.get(table, key)) == self.model.get(table, key)

    @precondition(lambda self: self.table.clustering)
    @rule(
        data=st.data(),
        names=st.sampled_from(BOUNDS),
        reverse=st.booleans(),
        limit=st.sampled_from([0, 3, 99, 99]),
    )
    def scan(self, data: st.DataObject, names: Sequence[str], reverse: bool, limit: int) -> None:
        table = self.table
        key = data.draw(self.keys.of(table))
        partition = {name: key[name] for name in table.partition}
        bounds = {name: self._bound(data, partition) for name in names}
        found = self.run(self.store.scan(table, partition, **bounds, reverse=reverse, limit=limit))
        assert found == self.model.scan(table, partition, bounds, reverse=reverse)[:limit]

    @precondition(lambda self: "shop" in self.table.indexes)  # it keeps tests apart
    @rule(data=st.data(), limit=st.integers(1, 4))
    def list_filtered(self, data: st.DataObject, limit: int) -> None:
        table = self.table
        filters = {"shop": self.keys.prefix} | data.draw(self.keys.filters(table))
        found = list(self._pages(table, filters, limit))
        keys = [tuple(row[name] for name in table.key) for row in found]
        assert len(keys) == len(set(keys))
        assert dict(zip(keys, found, strict=True)) == self.model.list(table, filters)

    @invariant()
    def what_was_touched_is_as_the_model_has_it(self) -> None:
        self._compare(self.model.touched())

    def teardown(self) -> None:
        """In the end, everything is."""
        self._compare(self.model.everything())

    def _compare(self, places: Iterable[tuple[Table, Row, Row | None]]) -> None:
        expected = list(places)

        async def read() -> list[Row | None]:
            gets = (self.store.get(table, key) for table, key, _ in expected)
            return await asyncio.gather(*gets)

        assert self.run(read()) == [row for *_, row in expected]

    def _bound(self, data: st.DataObject, partition: Row) -> tuple[Any, ...]:
        """Some values of clustering columns, of a row that is there more often than not."""
        table = self.table
        rows = self.model.scan(table, partition, {}, reverse=False)
        there = data.draw(st.sampled_from(rows)) if rows and data.draw(st.booleans()) else None
        key = there or data.draw(self.keys.of(table))
        width = data.draw(st.integers(1, len(table.clustering)))
        return tuple(key[name] for name in table.clustering[:width])

    def _pages(self, table: Table, filters: Row, limit: int) -> Iterator[Row]:
        cursor = None
        while True:
            page = self.run(self.store.list(table, filters, limit=limit, cursor=cursor))
            assert len(page.rows) <= limit
            yield from page.rows
            cursor = page.cursor
            if cursor is None:
                return


def _changes(table: Table, row: Row) -> Row:
    """The columns outside the key."""
    return {name: value for name, value in row.items() if name not in table.key}


def agree(request: pytest.FixtureRequest, backend: str, *, examples: int, steps: int) -> None:
    """Run that many sequences of at most so many operations on one open store."""
    with asyncio.Runner() as runner:
        opening = BACKENDS[backend](request)
        store = runner.run(opening.__aenter__())
        try:
            run_state_machine_as_test(
                partial(Agreement, store, runner.run),
                settings=settings(
                    max_examples=examples,
                    stateful_step_count=steps,
                    deadline=None,
                    print_blob=True,
                    suppress_health_check=list(HealthCheck),
                ),
            )
        finally:
            runner.run(opening.__aexit__(None, None, None))


@pytest.mark.parametrize(("backend", "examples"), [("cassandra", 15), ("sqlite", 60)])
def test_a_store_and_a_model_agree(
    request: pytest.FixtureRequest, backend: str, examples: int
) -> None:
    agree(request, backend, examples=examples, steps=20)


@pytest.mark.slow
@pytest.mark.parametrize("backend", sorted(BACKENDS))
def test_a_store_and_a_model_agree_for_long(request: pytest.FixtureRequest, backend: str) -> None:
    agree(request, backend, examples=400, steps=60)
