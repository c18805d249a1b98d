"""What a product page is made from, and the parts that most styles share."""

from dataclasses import dataclass
from decimal import Decimal
from html import escape
from types import MappingProxyType
from typing import Any

import orjson

from pricetrail.demo.model import Item
from pricetrail.demo.prices import Offer, shown
from pricetrail.demo.words import Words, words_of

SCHEMA_STOCK = MappingProxyType(
    {
        "in_stock": "https://schema.org/InStock",
        "out_of_stock": "https://schema.org/OutOfStock",
        "preorder": "https://schema.org/PreOrder",
    }
)


@dataclass(frozen=True, slots=True)
class Content:
    """A page's own markup: for its head, and for its main part."""

    head: str
    main: str


@dataclass(frozen=True, slots=True)
class View:
    """One item with its offer, and its fields as markup-safe text."""

    item: Item
    offer: Offer

    @property
    def words(self) -> Words:
        """The labels in the shop's language."""
        return words_of(self.item.shop.lang)

    @property
    def name(self) -> str:
        """The name, escaped."""
        return escape(self.item.name)

    @property
    def brand(self) -> str:
        """The brand, escaped."""
        return escape(self.item.brand)

    @property
    def image(self) -> str:
        """The picture."""
        return f'<img src="/img/{self.item.slug}.png" alt="{self.name}" width="480" height="480">'

    def money(self, amount: Decimal) -> str:
        """`amount` as the shop prints it, escaped."""
        return escape(shown(amount, self.offer.currency))

    @property
    def price(self) -> str:
        """The price, or both ends of a range, as the shop prints it."""
        low, high = self.money(self.offer.price), self.offer.price_max
        return low if high is None else f"{low} – {self.money(high)}"

    @property
    def was(self) -> str:
        """The struck price as markup; empty where there is none."""
        if self.offer.list_price is None:
            return ""
        label, amount = escape(self.words.was), self.money(self.offer.list_price)
        return f'<span class="price-was">{label} <s>{amount}</s></span>'

    @property
    def stock(self) -> str:
        """The availability as markup."""
        state = self.offer.availability
        return f'<p class="stock {state}">{escape(self.words.stock[state])}</p>'

    @property
    def button(self) -> str:
        """The button that fits the availability."""
        if self.offer.availability == "out_of_stock":
            return f'<button type="button" disabled>{escape(self.words.notify)}</button>'
        return f'<button type="submit" class="add-to-cart">{escape(self.words.cart)}</button>'

    @property
    def specs(self) -> str:
        """The table of details."""
        rows = "".join(
            f"<tr><th>{escape(key)}</th><td>{escape(value)}</td></tr>\n"
            for key, value in self.item.specs
        )
        return f'<h2>{escape(self.words.details)}</h2>\n<table class="specs">\n{rows}</table>'


def buy_box(view: View) -> str:
    """The product as a visitor sees it, without any markup meant for machines."""
    club = view.offer.member_price
    members = (
        ""
        if club is None
        else f'<span class="price-club">{view.money(club)} for club members</span>'
    )
    return (
        f'<div class="product"><div>{view.image}</div>\n<div><h1>{view.name}</h1>\n'
        f'<p class="by">{view.brand}</p>\n'
        f'<p class="price-box"><span class="price-now">{view.price}</span>{view.was}{members}</p>\n'
        f"{view.stock}\n{view.button}\n<p>{escape(view.item.blurb)}</p>\n{view.specs}</div></div>"
    )


def script_json(value: Any) -> str:
    """`value` as JSON that cannot end the script element it stands in."""
    return orjson.dumps(value).decode().replace("<", "\\u003c")


def exact(amount: Decimal) -> orjson.Fragment:
    """`amount` as a JSON number with all its digits, never a float."""
    return orjson.Fragment(str(amount))


def canonical(view: View) -> str:
    """The link that names the page's own address."""
    return f'<link rel="canonical" href="{escape(view.item.url)}">'
