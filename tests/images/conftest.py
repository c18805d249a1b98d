import pytest

from pricetrail.fetch.client import HttpClient, HttpConfig
from pricetrail.fetch.gate import Egress
from pricetrail.fetch.politeness import LocalPoliteness
from pricetrail.images import Pictures
from tests.support.shop import HOST, Shop


@pytest.fixture
async def shop():
    shop = Shop()
    await shop.start()
    yield shop
    await shop.stop()


@pytest.fixture
async def client(shop):
    egress = Egress(host_map={HOST: shop.endpoint})
    client = HttpClient(HttpConfig("pricetrail/test"), egress, LocalPoliteness(0.0, off=True))
    yield client
    await client.close()


@pytest.fixture
async def pictures(client, tmp_path):
    async with Pictures(client, tmp_path / "pictures") as pictures:
        yield pictures
