"""Several processes on one file: all their rows are there, and a killed one takes nothing along."""

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest

from pricetrail.store.base import Write
from pricetrail.store.sqlite import SqliteStore
from pricetrail.store.tables import CLAIM, EVENT, PRODUCT, TARGET
from tests.support.rows import MONTH, NOON, event_row, events

ROOT = Path(__file__).parents[2]

# Writes products with their sets of tags, and events, in one transaction each; a line on
# standard output acknowledges the event that was committed.
WRITER = """
import asyncio, sys
from itertools import count
from pathlib import Path
from pricetrail.store.base import Write
from pricetrail.store.sqlite import SqliteStore
from pricetrail.store.tables import PRODUCT, CLAIM, TARGET
from pricetrail.clock import time_uuid
from tests.support.rows import NOON, event_row, events, product_row

path, name, steps = sys.argv[1:]

async def step(store, n):
    event = event_row(name)
    product = product_row(f"{name}-{n % 7}", tags=(f"tag{n % 3}",), brand=f"brand {n}")
    await store.put([Write(PRODUCT, product), *events([event])])
    print(event["uuid"], flush=True)

async def race(store):
    claim = {"target_id": "t", "slot": NOON, "uuid": time_uuid(NOON)}
    won = await store.insert_if_absent(CLAIM, claim) is None
    while True:
        row = await store.get(TARGET, {"target_id": "t"})
        seen = row["failures"]
        if await store.compare_and_set(
            TARGET, {"target_id": "t"}, {"failures": seen}, {"failures": seen + 1}
        ):
            break
    return won

async def main():
    store = SqliteStore(Path(path))
    await store.open()
    if steps == "forever":
        await asyncio.gather(*(forever(store, n) for n in range(3)))
    for n in range(int(steps)):
        await step(store, n)
    print("won" if await race(store) else "lost")
    await store.close()

async def forever(store, start):
    for n in count(start, 3):
        await step(store, n)

asyncio.run(main())
"""


def writer(path: Path, name: str, steps: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), name, steps],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


async def stored_ids(store: SqliteStore, name: str) -> set[UUID]:
    rows = await store.scan(EVENT, {"product_id": name, "month": MONTH}, limit=1_000_000)
    return {row["uuid"] for row in rows}


def sound(path: Path) -> None:
    """The file is whole, and the side tables agree with the sets they mirror."""
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        mirrored = db.execute("SELECT value, product_id FROM product__tags ORDER BY 1, 2")
        sets = db.execute(
            "SELECT j.value, p.product_id FROM product AS p, json_each(p.tags) AS j ORDER BY 1, 2"
        )
        assert mirrored.fetchall() == sets.fetchall()


def finish(writers: Sequence["subprocess.Popen[str]"]) -> list[list[str]]:
    outputs = [child.communicate(timeout=120)[0].split() for child in writers]
    assert [child.returncode for child in writers] == [0] * len(writers)
    return outputs


async def test_four_processes_write_at_once_and_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    store = SqliteStore(path)
    await store.open()
    target = {"target_id": "t", "url": "https://shop.example/", "failures": 0}
    await store.put([Write(TARGET, target)])
    names = [f"writer{n}" for n in range(4)]
    children = [writer(path, name, "150") for name in names]
    mine = [event_row("here") for _ in range(150)]
    for row in mine:
        await store.put(events([row]))
    outputs = await asyncio.to_thread(finish, children)
    for name, (*acknowledged, _) in zip(names, outputs, strict=True):
        assert len(acknowledged) == 150
        assert await stored_ids(store, name) == set(map(UUID, acknowledged))
    assert await stored_ids(store, "here") == {row["uuid"] for row in mine}
    assert len((await store.list(PRODUCT, limit=1000)).rows) == 4 * 7
    # Of four that claim, one wins; of four that count up, none is lost.
    assert sorted(output[-1] for output in outputs) == ["lost", "lost", "lost", "won"]
    counted = await store.get(TARGET, {"target_id": "t"})
    assert counted is not None
    assert counted["failures"] == 4
    assert await store.get(CLAIM, {"target_id": "t", "slot": NOON}) is not None
    await store.close()
    sound(path)


async def test_processes_that_open_a_new_file_at_once_agree(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    stores = [SqliteStore(path) for _ in range(8)]
    await asyncio.gather(*(store.open() for store in stores))
    for store in stores:
        await store.put(events([event_row("p")]))
    assert len(await stored_ids(stores[0], "p")) == 8
    for store in stores:
        await store.close()


def kill_after(path: Path, name: str, lines: int) -> list[UUID]:
    """The events that a writer acknowledged, which was killed after `lines` of them."""
    with writer(path, name, "forever") as child:
        assert child.stdout is not None
        seen = [child.stdout.readline() for _ in range(lines)]
        child.kill()
        seen += child.stdout.readlines()
    return [UUID(line.strip()) for line in seen if line.endswith("\n")]


@pytest.mark.parametrize(
    "kills", [pytest.param(6, id="some"), pytest.param(60, id="many", marks=pytest.mark.slow)]
)
async def test_kill_9_in_the_middle_of_writes_loses_nothing_acknowledged(
    tmp_path: Path, kills: int
) -> None:
    path = tmp_path / "history.db"
    acknowledged: set[UUID] = set()
    for n in range(kills):
        # 37 has no factor in common with 101, so every kill comes at another moment.
        acknowledged |= set(await asyncio.to_thread(kill_after, path, "p", 1 + n * 37 % 101))
        store = SqliteStore(path)
        await store.open()
        assert await stored_ids(store, "p") >= acknowledged
        await store.put(events([event_row("between")]))
        await store.close()
        sound(path)
    assert len(acknowledged) >= kills
