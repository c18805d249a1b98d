"""What a product costs and whether it can be bought: at present, or when it was last seen."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from pricetrail import in_words, states
from pricetrail.schema import Product, Target
from pricetrail.states import Said
from pricetrail.web import words
from pricetrail.web.render import product_path


@dataclass(frozen=True, slots=True)
class OfferView:
    """An offer in words. Not `current`: it is what was seen at `seen_at`, and may be over."""

    price: str
    up_to: str | None
    was: str | None
    stock: Said | None
    current: bool
    seen_at: datetime | None
    shipping: str | None = None


def offer_of(product: Product | None, target: Target | None) -> OfferView | None:
    """The latest offer of a product; None where there is no product yet."""
    if product is None:
        return None
    return OfferView(
        price="" if product.price is None else in_words.money(product.price, product.currency),
        up_to=_up_to(product),
        was=_was(product),
        stock=states.availability(product.availability),
        current=is_current(product, target),
        seen_at=product.last_event_at,
        shipping=_shipping(product),
    )


def is_current(product: Product, target: Target | None) -> bool:
    """Whether the last look at its page went well, and more are to come.

    A product without a target comes from elsewhere: then its own state tells.
    """
    if target is None:
        return states.state(product.state).tone == "good"
    resting = target.paused or target.untracked
    return states.state(target.state).tone == "good" and not resting


@dataclass(frozen=True, slots=True)
class Cheapest:
    """The lowest present price in one currency, and who asks for it."""

    price: str
    shop: str
    href: str
    here: bool


def cheapest_now(product: Product | None, others: Sequence[Product]) -> list[Cheapest]:
    """Of each currency in which several shops sell a product the lowest present price.

    Nothing is converted, so prices in different currencies stand beside one another.
    """
    sold: dict[str, list[tuple[Decimal, str, Product]]] = defaultdict(list)
    for one in ([product] if product is not None else []) + list(others):
        if one.price is None or one.currency is None or one.availability == "out_of_stock":
            continue
        if is_current(one, None):
            sold[one.currency].append((one.price, one.product_id, one))
    found = []
    for currency, offers in sorted(sold.items()):
        price, product_id, first = min(offers, key=lambda offer: offer[:2])
        if len(offers) > 1:
            said, path = in_words.money(price, currency), product_path(product_id)
            found.append(Cheapest(said, first.shop, path, first is product))
    return found


def state_of(product: Product | None, target: Target | None, now: datetime) -> Said:
    """How its last attempt went, and since when it has been so, where that is not well."""
    if target is None:
        return states.state(product.state if product is not None else "untracked")
    if target.untracked:
        return states.state("untracked")
    if target.paused:
        return states.state("paused")
    return trouble_of(target, now)


def trouble_of(target: Target, now: datetime) -> Said:
    """The same, whether or not it is looked at any more."""
    said = states.state(target.state)
    if said.tone == "good" or target.state == "new" or target.state_since is None:
        return said
    return Said(f"{said.words} for {words.span(now - target.state_since)}", said.tone)


def _up_to(product: Product) -> str | None:
    if product.price is None or product.price_max is None or product.price_max <= product.price:
        return None
    return in_words.money(product.price_max, product.currency)


def _shipping(product: Product) -> str | None:
    """What sending it costs, where the page says so; it is never added to a price."""
    if product.shipping is None:
        return None
    if not product.shipping:
        return "free shipping"
    return f"plus {in_words.money(product.shipping, product.currency)} shipping"


def _was(product: Product) -> str | None:
    """The list price, where it is above the price."""
    if product.price is None or product.list_price is None or product.list_price <= product.price:
        return None
    return in_words.money(product.list_price, product.currency)
