from collections.abc import Iterator

import pytest

from tests.support.background import running_shop
from tests.support.command import CommandLine
from tests.support.shop import Reply, Shop, product_page


@pytest.fixture
def cli(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """It runs where its store is."""
    monkeypatch.chdir(cli.folder)
    return cli


@pytest.fixture
def shop() -> Iterator[Shop]:
    with running_shop() as shop:
        yield shop


@pytest.fixture
def kettle(shop: Shop) -> str:
    """The URL of a product page."""
    shop.replies["/p/kettle"] = Reply(product_page("A steel kettle", "19.90"))
    return f"http://127.0.0.1:{shop.port}/p/kettle"
