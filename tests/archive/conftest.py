from datetime import UTC, datetime

import pytest

from pricetrail.archive import Archive, open_place
from pricetrail.clock import ManualClock


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 3, 1, 12, tzinfo=UTC))


@pytest.fixture
def archive(tmp_path, clock) -> Archive:
    return Archive(open_place(str(tmp_path / "archive")), clock=clock)
