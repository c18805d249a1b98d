"""Two pages that somebody's own browser sent while their shop had a mishap.

They are print views, which nobody tracks: no later look settles what is held back of them, so it
waits for whoever opens the demo.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from pricetrail.demo.catalogue import items
from pricetrail.demo.model import Item
from pricetrail.demo.pages import product_page, product_page_with
from pricetrail.demo.prices import price_at
from pricetrail.schema import Page

_IN_CENTS = "kreuzlinienlaser-gruen"
_NAMELESS = "japansaege-ryoba"


def pages_with_mishaps(moment: datetime) -> Iterator[Page]:
    """At that moment: one whose price is a hundred times too high, and one without a name."""
    in_cents = _item(_IN_CENTS)
    offer = price_at(in_cents, moment)
    dear = replace(offer, price=offer.price * 100, list_price=None)
    yield _sent(in_cents, product_page_with(in_cents, dear, moment), moment)
    nameless = replace(_item(_NAMELESS), name="")
    yield _sent(nameless, product_page(nameless, moment), moment)


def _item(slug: str) -> Item:
    return next(item for item in items() if item.slug == slug)


def _sent(item: Item, text: str, moment: datetime) -> Page:
    url = f"{item.url}?view=print"
    return Page(
        url=url,
        final_url=url,
        status=200,
        headers={"content-type": f"text/html; charset={item.charset}"},
        body=text.encode(item.charset, "xmlcharrefreplace"),
        fetched_at=moment,
        fetcher="posted",
    )
