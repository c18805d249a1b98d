"""What one object of a script's state says about its product, by the keys that shops use."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from pricetrail.extract.availability import availability_of_schema
from pricetrail.extract.candidates import Candidates
from pricetrail.extract.currency import currency_code
from pricetrail.extract.fields import (
    clean_brand,
    clean_gtin,
    clean_id,
    parse_count,
    parse_rating,
)
from pricetrail.extract.money import Money, minor_units, parse_money
from pricetrail.extract.offers import machine_money

SOURCE = "embedded"

_MINOR = ("centAmount", "priceInCents", "price_in_cents", "priceCents", "price_cents")
_PRICES = (
    *_MINOR,
    "salePrice", "sale_price", "currentPrice", "current_price", "finalPrice", "final_price",
    "sellingPrice", "selling_price", "price", "now",
)  # fmt: skip
_HOLDERS = ("prices", "pricing", "priceInfo", "price_info", "offer", "offers")
_VALUES = ("amount", "value", "current", "final", "sale")
_LIST_PRICES = (
    "listPrice", "list_price", "compare_at_price", "compareAtPrice", "wasPrice", "was_price",
    "originalPrice", "original_price", "oldPrice", "old_price", "regularPrice", "msrp", "rrp",
)  # fmt: skip
_FORMATTED = ("formattedPrice", "priceFormatted", "formatted_price", "displayPrice", "priceText")
_CURRENCIES = (
    "currency", "currencyCode", "priceCurrency", "currency_code", "currencyIsoCode",
    "currencyIso", "currencyISO",
)  # fmt: skip
_STATES = (
    "availability", "availabilityStatus", "availability_status", "stockStatus", "stock_status",
    "inStock", "in_stock", "isInStock", "available", "isAvailable",
)  # fmt: skip
_TEXTS: Mapping[str, tuple[Callable[[str], str | None], tuple[str, ...]]] = {
    "brand": (clean_brand, ("brand", "brandName", "brand_name", "vendor", "manufacturer")),
    "sku": (clean_id, ("sku", "skuId", "productCode", "product_code", "articleNumber")),
    "gtin": (clean_gtin, ("gtin", "gtin13", "ean", "ean13", "upc", "barcode", "isbn")),
    "mpn": (clean_id, ("mpn", "manufacturerPartNumber")),
}  # fmt: skip
_RATINGS = ("ratingValue", "averageRating", "average_rating", "average", "rating", "value")
_COUNTS = ("reviewCount", "ratingCount", "review_count", "rating_count", "numReviews", "count")
_RATING_HOLDERS = ("rating", "ratings", "aggregateRating", "reviews", "reviewSummary")
_NAMES = ("name", "title", "label", "value")
_MAYBE_MINOR = 1000
_MAX_DEPTH = 5


def read(node: dict[str, Any], place: str, shown: set[Decimal]) -> Candidates:
    """The claims of `node`, an object of the page's own product; `shown` are amounts on the page.

    What visitors are shown is surer than a state that says another price. A single variant's
    keys count as the product's own.
    """
    out = Candidates()
    node = _with_single_variant(node)
    shown = shown | _formatted(node)
    money, key = _price(node, _PRICES, shown)
    if money is not None:
        score = 56 if not shown or money.amount in shown else 30
        out.add("price", money, SOURCE, f"{place}.{key}", score)
        listed, key = _price(node, _LIST_PRICES, shown)
        if listed is not None and listed.currency is None:
            listed = listed._replace(currency=money.currency)
        out.add("list_price", listed, SOURCE, f"{place}.{key}", 50)
    for field, (clean, keys) in _TEXTS.items():
        for key in keys:
            text = _text(node.get(key))
            out.add(field, clean(text) if text else None, SOURCE, f"{place}.{key}", 46)
    _read_state(node, place, out)
    _read_rating(node, place, out)
    return out


def _with_single_variant(node: dict[str, Any]) -> dict[str, Any]:
    variants = node.get("variants")
    if isinstance(variants, list) and len(variants) == 1 and isinstance(variants[0], dict):
        return {k: v for k, v in variants[0].items() if v is not None} | node
    return node


def _text(value: Any) -> str | None:
    """A text, a number as text, or the name of an object."""
    if isinstance(value, dict):
        return next((value[k] for k in _NAMES if isinstance(value.get(k), str)), None)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value)


def _formatted(node: dict[str, Any]) -> set[Decimal]:
    """The amounts that the object writes out for people."""
    found = (parse_money(node[k]) for k in _FORMATTED if isinstance(node.get(k), str))
    return {money.amount for money in found if money is not None}


def _read_state(node: dict[str, Any], place: str, out: Candidates) -> None:
    for key in _STATES:
        value = node.get(key)
        if isinstance(value, bool | str):
            state = availability_of_schema(value)
            out.add("availability", state, SOURCE, f"{place}.{key}", 46)
            if state is not None:
                return


def _read_rating(node: dict[str, Any], place: str, out: Candidates) -> None:
    holders = [(node[k], f"{place}.{k}") for k in _RATING_HOLDERS if isinstance(node.get(k), dict)]
    for holder, where in (*holders, (node, place)):
        own = holder is node
        said = next((holder[k] for k in _RATINGS if _counts(holder.get(k)) and k != "value"), None)
        if said is None and not own:
            said = holder.get("value")
        rating = parse_rating(said) if isinstance(said, str | int | float) else None
        names = _COUNTS[:-1] if own else _COUNTS
        count = next((parse_count(holder[k]) for k in names if _counts(holder.get(k))), None)
        if rating is None or rating[0] == 0 or not count:
            continue
        out.add("rating", rating[0], SOURCE, where, 42)
        out.add("review_count", count, SOURCE, where, 42)
        return


def _counts(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _price(
    node: dict[str, Any], names: tuple[str, ...], shown: set[Decimal], depth: int = _MAX_DEPTH
) -> tuple[Money | None, str]:
    """The object's own price under one of `names`, and its key."""
    if not depth:
        return None, ""
    currency = next((c for c in (currency_code(node.get(k)) for k in _CURRENCIES) if c), None)
    for key in names:
        value = node.get(key)
        if isinstance(value, dict):
            inside = (*_MINOR, *names, *_VALUES)
            inner, name = _price({"currency": currency} | value, inside, shown, depth - 1)
            if inner is not None:
                return inner, f"{key}.{name}"
        elif _counts(value):
            money = machine_money(value, currency)
            if money is not None and money.amount > 0:
                return _in_major_units(money, shown, is_minor=key in _MINOR, value=value), key
    for key in _HOLDERS:
        held = node.get(key)
        held = held[0] if isinstance(held, list) and len(held) == 1 else held
        if isinstance(held, dict):
            inner, name = _price({"currency": currency} | held, names, shown, depth - 1)
            if inner is not None:
                return inner, f"{key}.{name}"
    return None, ""


def _in_major_units(
    money: Money, shown: set[Decimal], *, is_minor: bool, value: object
) -> Money | None:
    """The amount in whole units; None where it may as well be in hundredths.

    A large whole number stands for cents in many shops' states: it is believed as one or the
    other only where the page shows that price.
    """
    hundredths = minor_units(money.amount, money.currency)
    if is_minor:
        return money._replace(amount=hundredths)
    if not isinstance(value, int) or money.amount in shown:
        return money
    if hundredths in shown:
        return money._replace(amount=hundredths)
    return money if value < _MAYBE_MINOR else None
