"""Saved cases: a page, the record expected of it, and how it was fetched.

A case is a folder with ``page.html``, ``expected.json`` (the fields that matter; a null says
that the page has no value for it) and ``meta.json`` (``url``, ``fetched_at``, ``content-type``,
and optionally ``status``).
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pricetrail.errors import InvalidFile
from pricetrail.schema import Page, ProductRecord

_UNCOMPARED = frozenset({"provenance"})


@dataclass(frozen=True, slots=True)
class Case:
    """One saved page with what is expected of it."""

    name: str
    page: Page
    expected: dict[str, Any]


def load_case(folder: Path) -> Case:
    """The case in `folder`. Raises InvalidFile where a part is missing or cannot be read."""
    try:
        body = (folder / "page.html").read_bytes()
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
        page = _page(body, meta)
    except (OSError, ValueError, TypeError) as error:
        raise InvalidFile(f"{folder} is no saved case: {error}") from error
    if not isinstance(expected, dict):
        raise InvalidFile(f"{folder / 'expected.json'} is no JSON object")
    return Case(folder.name, page, expected)


def save_case(folder: Path, page: Page, expected: dict[str, Any]) -> None:
    """Write a case; what is in `folder` under these names is replaced. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    meta = {
        "url": page.url,
        "fetched_at": page.fetched_at.isoformat(),
        "content-type": page.headers.get("content-type", ""),
        "status": page.status,
    }
    (folder / "page.html").write_bytes(page.body)
    (folder / "meta.json").write_text(_pretty(meta), encoding="utf-8")
    (folder / "expected.json").write_text(_pretty(expected), encoding="utf-8")


def expected_of(record: ProductRecord) -> dict[str, Any]:
    """What a case expects: every field of the record, null where it has no value."""
    return {k: v for k, v in record.json_dict().items() if k not in _UNCOMPARED}


def diff(expected: dict[str, Any], record: ProductRecord) -> list[str]:
    """One line per expected field that is otherwise: ``price: got 12, expected 1.2``."""
    actual = record.json_dict()
    return [
        f"{name}: got {_shown(actual.get(name))}, expected {_shown(value)}"
        for name, value in expected.items()
        if actual.get(name) != value
    ]


def _page(body: bytes, meta: dict[str, Any]) -> Page:
    fetched_at = datetime.fromisoformat(meta["fetched_at"]).astimezone(UTC)
    content_type = meta.get("content-type", "")
    return Page(
        url=meta["url"],
        final_url=meta["url"],
        status=meta.get("status", 200),
        headers={"content-type": content_type} if content_type else {},
        body=body,
        fetched_at=fetched_at,
        fetcher="case",
    )


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _pretty(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
