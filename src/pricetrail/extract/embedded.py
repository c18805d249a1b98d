"""Candidates out of the state that scripts are given: JSON in ``<script>`` elements."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from pricetrail.extract import lenient
from pricetrail.extract.candidates import Candidates
from pricetrail.extract.currency import currency_code
from pricetrail.extract.document import Document
from pricetrail.extract.likeness import containment, similarity
from pricetrail.extract.money import Money, minor_units
from pricetrail.extract.offers import machine_money
from pricetrail.extract.prices import Seen

_SOURCE = "embedded"
_STATE = re.compile(
    r"(?:window\.|var |let |const |self\.)?\s*([\w.$\[\]\"']{3,60})\s*=\s*(?=[{\[])"
    r"|dataLayer\.push\(\s*(?=\{)"
)
_NAMES = ("name", "title", "productName", "product_name", "displayName", "item_name")
_PRICES = ("salePrice", "sale_price", "currentPrice", "current_price", "finalPrice", "price", "now")
_MINOR = ("centAmount", "priceInCents", "price_in_cents", "priceCents", "price_cents")
_MAYBE_MINOR = 1000
_CURRENCIES = ("currency", "currencyCode", "priceCurrency", "currency_code", "currencyIsoCode")
_MAX_SCRIPT = 3_000_000
_MAX_NODES = 20_000
_OWN_NAME = 0.75


def read(doc: Document, out: Candidates, seen: list[Seen]) -> None:
    """Add the price of the object in the page's state that carries the page's own name."""
    shown = {s.money.amount for s in seen if s.reason is None}
    for label, state in _states(doc):
        for place, node in _objects(state, label):
            name = next((node[k] for k in _NAMES if isinstance(node.get(k), str)), None)
            if name is None or not _is_own(name, doc):
                continue
            money, key = _price(node, shown)
            if money is not None:
                out.add("price", money, _SOURCE, f"{place}.{key}", 56)
                out.add("name", name, _SOURCE, place, 40)
                return


def _is_own(name: str, doc: Document) -> bool:
    return any(
        similarity(name, said) >= _OWN_NAME or containment(name, said) >= 0.95
        for said in doc.own_names
    )


def _states(doc: Document) -> Iterator[tuple[str, Any]]:
    for script in doc.scripts:
        kind = (script.attr("type") or "").lower()
        if script.attr("src") or "ld+json" in kind:
            continue
        text = script.text
        if len(text) > _MAX_SCRIPT or ("price" not in text and "Price" not in text):
            continue
        if "json" in kind:
            for value in lenient.loads(text):
                yield script.attr("id") or "script[json]", value
        else:
            yield from _assigned(text)


def _assigned(text: str) -> Iterator[tuple[str, Any]]:
    at = 0
    for _ in range(20):
        match = _STATE.search(text, at)
        if match is None:
            return
        value, at = lenient.prefix(text, match.end())
        if value is not None:
            yield match.group(1) or "dataLayer", value


def _objects(state: Any, label: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects of a state, outer before inner, in their order, with their path."""
    queue: list[tuple[str, Any]] = [(label, state)]
    for place, value in queue:
        if len(queue) > _MAX_NODES:
            return
        if isinstance(value, dict):
            yield place, value
            queue += [(f"{place}.{k}", v) for k, v in value.items() if isinstance(v, dict | list)]
        elif isinstance(value, list):
            queue += [
                (f"{place}[{i}]", v) for i, v in enumerate(value) if isinstance(v, dict | list)
            ]


def _price(node: dict[str, Any], shown: set[Decimal]) -> tuple[Money | None, str]:
    """The object's own price, and its key."""
    currency = next((c for c in (currency_code(node.get(k)) for k in _CURRENCIES) if c), None)
    for key in (*_MINOR, *_PRICES):
        value = node.get(key)
        if isinstance(value, dict):
            inner, name = _price({"currency": currency} | value, shown)
            if inner is not None:
                return inner, f"{key}.{name}"
        elif isinstance(value, str | int | float) and not isinstance(value, bool):
            money = machine_money(value, currency)
            if money is not None and money.amount > 0:
                amount = _in_major_units(money, shown, is_minor=key in _MINOR, value=value)
                return (None if amount is None else replace(money, amount=amount)), key
    return None, ""


def _in_major_units(
    money: Money, shown: set[Decimal], *, is_minor: bool, value: object
) -> Decimal | None:
    """The amount in whole units; None where it may as well be in hundredths.

    A large whole number stands for cents in many shops' states: it is believed as one or the
    other only where the page shows that price.
    """
    hundredths = minor_units(money.amount, money.currency)
    if is_minor:
        return hundredths
    if not isinstance(value, int) or value < _MAYBE_MINOR or money.amount in shown:
        return money.amount
    return hundredths if hundredths in shown else None
