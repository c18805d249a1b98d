"""Offers of a schema.org product: what a buyer pays, out of the many ways to write it."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple
from urllib.parse import urlsplit

from pricetrail.extract.availability import availability_of_schema
from pricetrail.extract.currency import currency_code, currency_of_text
from pricetrail.extract.fields import condition_of
from pricetrail.extract.items import Item, first_text, same_page, types_of, values
from pricetrail.extract.money import Money, parse_number
from pricetrail.schema import Availability, Condition

_MAX_OFFERS = 500
_MAX_RATES = 50
_LIST_PRICE = re.compile(r"list|msrp|srp|strikethrough|regular|suggested|rrp", re.IGNORECASE)
_PARTIAL = re.compile(r"downpayment|installment|instalment|subscription|delivery", re.IGNORECASE)


class Offer(NamedTuple):
    """One offer: its price with currency, the price it compares with, and its state."""

    place: str
    price: Money | None
    list_price: Money | None
    currency: str | None
    availability: Availability | None
    condition: Condition | None
    is_aggregate: bool
    url: str | None = None
    sku: str | None = None
    shipping: Money | None = None


def read_offers(product: Item, place: str) -> list[Offer]:
    """The offers of a product item, of its variants too, in page order."""
    return [_read(item, where) for item, where in _offer_items(product, place)]


def _offer_items(product: Item, place: str) -> Iterator[tuple[Item, str]]:
    yield from _below(product, f"{place}.offers")
    if "price" in product or "lowPrice" in product:
        yield product, place
    for number, variant in enumerate(values(product, "hasVariant")[:_MAX_OFFERS]):
        if isinstance(variant, dict):
            for offer, where in _below(variant, f"{place}.hasVariant[{number}].offers"):
                yield _own(variant) | offer, where


def _own(variant: Item) -> Item:
    """What tells a variant from the others, for its offers, which need not repeat it."""
    return {key: variant[key] for key in ("url", "sku") if key in variant}


def _below(product: Item, place: str) -> Iterator[tuple[Item, str]]:
    offers = values(product, "offers")[:_MAX_OFFERS]
    for number, offer in enumerate(offers):
        if isinstance(offer, dict):
            here = place if len(offers) == 1 else f"{place}[{number}]"
            yield offer, here
            for inner, nested in enumerate(values(offer, "offers")[:_MAX_OFFERS]):
                if isinstance(nested, dict):
                    yield nested, f"{here}.offers[{inner}]"


def _read(item: Item, place: str) -> Offer:
    specified, listed, spec_currency = _specifications(item)
    currency = currency_code(first_text(item, "priceCurrency")) or spec_currency
    price, key = _own_price(item, currency)
    if price is None:
        price, key = specified, "priceSpecification"
    return Offer(
        place=f"{place}.{key}",
        price=price,
        list_price=listed,
        currency=price.currency if price and price.currency else currency,
        availability=availability_of_schema(first_text(item, "availability")),
        condition=condition_of(first_text(item, "itemCondition")),
        is_aggregate=key == "lowPrice",
        url=first_text(item, "url"),
        sku=first_text(item, "sku"),
        shipping=_shipping(item, currency),
    )


def _shipping(item: Item, currency: str | None) -> Money | None:
    """What sending it costs; None where that depends: on the country, the weight or the speed."""
    rates = [
        rate
        for detail in values(item, "shippingDetails")[:_MAX_RATES]
        if isinstance(detail, dict)
        for rate in values(detail, "shippingRate")[:_MAX_RATES]
        if isinstance(rate, dict)
    ]
    if any("maxValue" in rate and "value" not in rate for rate in rates):
        return None
    monies = [_money(rate, "value", _currency_of(rate) or currency) for rate in rates]
    known = [money for money in monies if money is not None]
    costs = {(money.amount, money.currency) for money in known}
    return known[0] if len(costs) == 1 and len(known) == len(rates) else None


def _currency_of(rate: Item) -> str | None:
    return currency_code(first_text(rate, "currency", "priceCurrency"))


def _own_price(item: Item, currency: str | None) -> tuple[Money | None, str]:
    low = _money(item, "lowPrice", currency)
    if low is None:
        return _money(item, "price", currency), "price"
    high = _money(item, "highPrice", currency)
    upper = high.amount if high and high.amount > low.amount else None
    return Money(low.amount, upper, low.currency, low.raw), "lowPrice"


def _specifications(item: Item) -> tuple[Money | None, Money | None, str | None]:
    """Price, list price and currency out of the offer's price specifications."""
    price: Money | None = None
    listed: Money | None = None
    currency: str | None = None
    for spec in values(item, "priceSpecification"):
        if not isinstance(spec, dict):
            continue
        currency = currency_code(first_text(spec, "priceCurrency")) or currency
        kind = (
            f"{first_text(spec, 'priceType') or ''} {first_text(spec, 'priceComponentType') or ''}"
        )
        amount = _money(spec, "price", currency) or _money(spec, "minPrice", currency)
        if amount is None or _is_partial(spec, kind):
            continue
        if _LIST_PRICE.search(kind):
            listed = listed or amount
        elif price is None or "saleprice" in kind.lower():
            price = amount
    return price, listed, currency


def _is_partial(spec: Item, kind: str) -> bool:
    """Whether a price is not what anybody pays for one: a rate, a member's, a unit's."""
    if _PARTIAL.search(kind) or "deliverychargespecification" in types_of(spec):
        return True
    if "validForMemberTier" in spec or "billingDuration" in spec:
        return True
    reference = next(iter(values(spec, "referenceQuantity")), None)
    return isinstance(reference, dict) and first_text(reference, "value") not in {None, "1"}


def _money(item: Item, key: str, currency: str | None) -> Money | None:
    for said in values(item, key):
        value = said.get("@value", said.get("value")) if isinstance(said, dict) else said
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            money = machine_money(value, currency)
            if money is not None:
                return money
    return None


def machine_money(value: object, currency: str | None) -> Money | None:
    """The amount that a machine value in markup means, with `currency` or the sign beside it."""
    amount = parse_number(value, currency=currency)
    if amount is None:
        return None
    raw = " ".join(str(value).split())
    return Money(amount, None, currency or currency_of_text(raw), raw)


def selected(offers: list[Offer], url: str | None, sku: str | None) -> list[Offer]:
    """Those of the offers that are of the variant which the page shows; all where none is told.

    The page's address names the variant, in the whole or by a parameter; else the product's own
    number does, where one offer has the same.
    """
    single = [offer for offer in offers if not offer.is_aggregate]
    if len(single) < 2:
        return offers
    fits = [_fit(offer.url, url) for offer in single]
    best = max(fits)
    by_url = [offer for offer, fit in zip(single, fits, strict=True) if fit == best]
    if best and min(fits) < best:
        return by_url
    by_sku = [offer for offer in single if sku and offer.sku == sku]
    return by_sku if len(by_sku) == 1 else offers


def _fit(offer: str | None, page: str | None) -> int:
    """How exactly an offer's address is the page's: 0 for not at all, 1 for its path alone."""
    if not offer or not page or not same_page(offer, page):
        return 0
    asked, given = (set(urlsplit(url).query.split("&")) - {""} for url in (offer, page))
    return 1 + len(asked) if asked <= given else 0


def price_range(offers: list[Offer]) -> tuple[Money, str] | None:
    """What the offers ask together: the lowest price of those that can be bought, and the range.

    Used and sold-out offers count only where there is nothing else; an aggregate stands for its
    own parts; prices in another currency than the first are left out.
    """
    priced = [o for o in offers if o.price is not None and o.price.amount > 0]
    aggregate = [o for o in priced if o.is_aggregate]
    single = [o for o in priced if not o.is_aggregate]
    for wanted in (
        lambda o: o.condition in {None, "new"} and o.availability != "out_of_stock",
        lambda o: o.condition in {None, "new"},
        lambda o: o.availability != "out_of_stock",
        lambda _: True,
    ):
        chosen = [o for o in (single or aggregate) if wanted(o)]
        if chosen:
            return _span(chosen)
    return None


def shipping_of(offers: list[Offer], price: Money) -> tuple[Money, str] | None:
    """What sending costs with the offer that asks `price`, and where that is said."""
    for offer in offers:
        asks_it = offer.price is not None and offer.price.amount == price.amount
        if offer.shipping is not None and asks_it:
            return offer.shipping, f"{offer.place.rpartition('.')[0]}.shippingDetails.shippingRate"
    return None


def _span(offers: list[Offer]) -> tuple[Money, str]:
    same = [o for o in offers if o.currency == offers[0].currency]
    monies = [(o.price, o.place) for o in same if o.price is not None]
    lowest, place = min(monies, key=lambda pair: pair[0].amount)
    top: Decimal = max(m.upper or m.amount for m, _ in monies)
    upper = top if top > lowest.amount else None
    return Money(lowest.amount, upper, lowest.currency or same[0].currency, lowest.raw), place
