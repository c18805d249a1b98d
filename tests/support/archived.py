"""Pages for archives, and what is in an archive's folder."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pricetrail.schema import Page

TARGET = "0123456789abcdef0123"


def page(body: str | bytes = "<h1>Lamp</h1>", **given: Any) -> Page:
    facts: dict[str, Any] = {
        "url": "https://shop.example/lamp",
        "final_url": "https://shop.example/lamp",
        "status": 200,
        "headers": {"content-type": "text/html; charset=utf-8"},
        "fetched_at": datetime(2026, 3, 1, 12, tzinfo=UTC),
        "fetcher": "http",
    }
    return Page(body=body.encode() if isinstance(body, str) else body, **facts | given)


def files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
