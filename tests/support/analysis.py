"""Questions in SQL over rows that a test makes up."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from pricetrail.analytics import engine
from pricetrail.clock import first_uuid_at
from pricetrail.export.columnar import FOLDERS
from pricetrail.store.columns import batch_of_rows
from pricetrail.store.tables import Row
from tests.support.rows import event_row

A = "shop.example:a"
B = "shop.example:b"


def at(day: int, hour: float = 12) -> datetime:
    """A moment in January 2026 (UTC)."""
    minutes = round(hour * 60)
    return datetime(2026, 1, day, minutes // 60, minutes % 60, tzinfo=UTC)


def seen(product_id: str, when: datetime, **values: Any) -> Row:
    """An event's row; two of one moment are revisions of one event."""
    return event_row(product_id, when, **({"uuid": first_uuid_at(when)} | values))


def ask(query: str, **rows: Sequence[Row]) -> list[tuple[Any, ...]]:
    """The answer over these rows of `events`, `products`, `product_links`."""
    tables: dict[str, Any] = {
        name: pa.Table.from_batches([batch_of_rows(FOLDERS[name], found)])
        for name, found in rows.items()
    }
    with engine.connection(tables) as made:
        return list(engine.ask(made, query).rows)
