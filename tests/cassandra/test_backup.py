"""docs/how-to/backup.md, on a real node: the snapshot, the loss, and the restore."""

import asyncio
import os
import re
import subprocess
from io import BytesIO
from pathlib import Path

import pytest

from pricetrail import crud
from pricetrail.export import export_jsonl
from pricetrail.store.cassandra import make_store
from tests.support.documents import ROOT
from tests.support.nodetool import managed_node

SHOPS = 3
EVENTS = 40


def shown() -> list[str]:
    """The commands that the page shows for Cassandra, in order, without sstableloader's."""
    text = (ROOT / "docs/how-to/backup.md").read_text()
    section = text.partition("## Apache Cassandra")[2].partition("\n## ")[0]
    return re.findall(r"^```bash\n(.*?)^```", section, re.MULTILINE | re.DOTALL)[:3]


async def scrape(url: str) -> None:
    """Some products with their histories."""
    store = make_store(url)
    await store.open()
    for number in range(EVENTS):
        page = f"https://shop{number % SHOPS}.example/p/1"
        record = {"url": page, "name": "A pan", "price": f"{number}.50", "currency": "EUR"}
        await crud.add_scrape_event(store, record)
    await store.close()


async def exported(url: str) -> bytes:
    out = BytesIO()
    store = make_store(url)
    await store.open()
    await export_jsonl(store, out)
    await store.close()
    return out.getvalue()


async def lose(url: str) -> None:
    """A product is purged by mistake, and another is changed."""
    store = make_store(url)
    await store.open()
    [first, *_] = [product.product_id async for product in crud.iter_products(store)]
    await crud.purge(store, first)
    await crud.add_scrape_event(store, {"url": "https://shop1.example/p/1", "name": "A mistake"})
    await store.close()


async def found(url: str) -> int:
    """How many products a list that an index answers has."""
    store = make_store(url)
    await store.open()
    there = [product async for product in crud.iter_products(store, q="pan")]
    await store.close()
    return len(there)


@pytest.mark.slow
def test_what_was_lost_is_restored_from_a_snapshot(tmp_path: Path) -> None:
    snapshot, empty, bring_back = shown()
    with managed_node(tmp_path) as (node, programs):
        url = f"cassandra://{node.address}:{node.port}/scraper_app"
        env = {"PATH": f"{programs}:{os.environ['PATH']}", "TAG": "before"}
        env["DATA"] = str(node.folder / "data")

        def run(commands: str) -> None:
            done = subprocess.run(
                ["/bin/bash", "-euo", "pipefail", "-c", commands],
                env=env,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stdout + done.stderr

        asyncio.run(scrape(url))
        before = asyncio.run(exported(url))
        assert asyncio.run(found(url)) == SHOPS
        run(snapshot)
        asyncio.run(lose(url))
        assert asyncio.run(exported(url)) != before
        run(empty)
        assert asyncio.run(exported(url)) == b""
        run(bring_back)
        assert asyncio.run(exported(url)) == before
        assert asyncio.run(found(url)) == SHOPS
