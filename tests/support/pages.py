"""Pages made of text, for tests of extraction."""

from datetime import UTC, datetime

from pricetrail.schema import Page


def page_of(
    html: str | bytes,
    url: str = "https://shop.example/p/1",
    *,
    status: int = 200,
    content_type: str = "text/html; charset=utf-8",
) -> Page:
    """A page with this body, as if fetched from `url`."""
    return Page(
        url=url,
        final_url=url,
        status=status,
        headers={"content-type": content_type} if content_type else {},
        body=html.encode() if isinstance(html, str) else html,
        fetched_at=datetime(2026, 3, 1, tzinfo=UTC),
        fetcher="test",
    )
