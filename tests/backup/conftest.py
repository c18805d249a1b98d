from pathlib import Path

import pytest

from pricetrail.archive import Archive, open_place
from tests.support.embedded import clock

__all__ = ["clock"]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(open_place(str(tmp_path / "archive")))
