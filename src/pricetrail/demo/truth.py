"""What a right reading of the demo's pages says: the truth that extraction is tested against."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from pricetrail.demo.catalogue import item_at
from pricetrail.demo.faults import Trouble, trouble_at
from pricetrail.demo.model import Item, Style
from pricetrail.demo.prices import Offer, price_at
from pricetrail.errors import NotFound
from pricetrail.schema import Kind

_KINDS: MappingProxyType[Trouble, Kind] = MappingProxyType(
    {
        Trouble.NONE: "product",
        Trouble.SLOW: "product",
        Trouble.BLOCKED: "blocked",
        Trouble.RATE_LIMITED: "blocked",
        Trouble.GONE: "not_found",
        Trouble.MOVED: "listing",
    }
)


@dataclass(frozen=True, slots=True)
class _Says:
    """Which facts a style's pages state, beside name, price, currency and availability."""

    brand: bool = True
    sku: bool = True
    gtin: bool = True
    rating: bool = True
    list_price: bool = True
    price_when_out: bool = True


_ALL = _Says()
_SAYS: MappingProxyType[Style, _Says] = MappingProxyType(
    {
        Style.JSON_LD: _ALL,
        Style.JSON_LD_GRAPH: _ALL,
        Style.PRODUCT_GROUP: _Says(sku=False, gtin=False, rating=False),
        Style.AGGREGATE_OFFER: _ALL,
        Style.MEMBER_PRICE: _ALL,
        Style.MICRODATA: _ALL,
        Style.RDFA: _Says(rating=False),
        Style.OPEN_GRAPH: _Says(gtin=False, rating=False),
        Style.MARKETPLACE: _Says(gtin=False, price_when_out=False),
        Style.NEXT_DATA: _ALL,
        Style.STOREFRONT: _Says(rating=False),
        Style.SCRIPT_SHELL: _ALL,
        Style.API_SHELL: _ALL,
        Style.PLAIN: _Says(brand=False, sku=False, gtin=False, rating=False),
    }
)


def expected_at(url: str, moment: datetime, *, faults: bool = True) -> dict[str, Any]:
    """What the product page at `url` says at `moment`, by the names of `ProductRecord`'s fields.

    Keys are always the same; a value is None where the page does not state it, and all but
    `kind` where the shop does not answer with the product (with `faults=False` it always does).
    Raises NotFound where no product has that URL.
    """
    item = item_at(url)
    if item is None:
        raise NotFound(f"the demo shops have no product at {url}")
    kind = _KINDS[trouble_at(item, moment)] if faults else "product"
    facts = _facts(item, price_at(item, moment))
    return {"kind": kind, **(facts if kind == "product" else dict.fromkeys(facts))}


def _facts(item: Item, offer: Offer) -> dict[str, Any]:
    says = _SAYS[item.style]
    priced = says.price_when_out or offer.availability != "out_of_stock"
    return {
        "name": item.name,
        "price": offer.price if priced else None,
        "currency": offer.currency if priced else None,
        "list_price": offer.list_price if priced and says.list_price else None,
        "price_max": offer.price_max if priced else None,
        "availability": offer.availability,
        "brand": item.brand if says.brand else None,
        "sku": item.sku if says.sku else None,
        "gtin": item.gtin if says.gtin else None,
        "rating": item.rating if says.rating else None,
        "rating_best": Decimal(5) if says.rating else None,
        "review_count": item.review_count if says.rating else None,
    }
