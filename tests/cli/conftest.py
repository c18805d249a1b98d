from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.background import running_shop
from tests.support.command import CommandLine
from tests.support.shop import Reply, Shop, product_page


@pytest.fixture
def cli(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> CommandLine:
    monkeypatch.chdir(tmp_path)
    return CommandLine(monkeypatch, capsys, tmp_path)


@pytest.fixture
def shop() -> Iterator[Shop]:
    with running_shop() as shop:
        yield shop


@pytest.fixture
def kettle(shop: Shop) -> str:
    """The URL of a product page."""
    shop.replies["/p/kettle"] = Reply(product_page("A steel kettle", "19.90"))
    return f"http://127.0.0.1:{shop.port}/p/kettle"
