from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest

from tests.support.background import running_shop
from tests.support.serving import client_of, settings_for
from tests.support.shop import Reply, Shop, product_page


@pytest.fixture
def shop() -> Iterator[Shop]:
    with running_shop() as shop:
        yield shop


@pytest.fixture
def kettle(shop: Shop) -> str:
    """The URL of a product page."""
    shop.replies["/p/kettle"] = Reply(product_page("A steel kettle", "19.90"))
    return f"http://127.0.0.1:{shop.port}/p/kettle"


@pytest.fixture
async def api(tmp_path: Path) -> AsyncIterator[aiohttp.ClientSession]:
    """A client of an app without a token."""
    async with client_of(settings_for(tmp_path)) as client:
        yield client
