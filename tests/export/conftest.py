from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from pricetrail.export.place import Folder
from pricetrail.store.sqlite import SqliteStore
from tests.support.histories import Histories


@pytest.fixture
def histories(tmp_path: Path) -> Histories:
    return Histories(tmp_path)


@pytest.fixture
async def store(histories: Histories) -> AsyncIterator[SqliteStore]:
    async with histories.fresh() as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A place to export to."""
    return Folder(str(tmp_path / "exported"))
