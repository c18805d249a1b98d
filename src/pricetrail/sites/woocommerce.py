"""WooCommerce, whichever shop runs on it.

Checked against the public conventions of its templates since version 3: amounts of money in
``woocommerce-Price-amount``, sales as ``<ins>`` beside ``<del>``, states as classes, variations as
JSON in their form. The page shows the variation that its address names, else the range of all.
"""

import re
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

from turbohtml import Element

from pricetrail.extract import lenient
from pricetrail.extract.candidates import Candidates
from pricetrail.extract.document import Document
from pricetrail.extract.rules import SiteRule, site_rule
from pricetrail.extract.states import dig, listed
from pricetrail.schema import Kind

_STATES = {"instock": "in_stock", "outofstock": "out_of_stock", "onbackorder": "preorder"}
_MAIN = "div.product.type-product,main .product.type-product"
_POST = re.compile(r"^(?:postid|post|product)-(\d+)$")


@site_rule
class WooCommerce(SiteRule):
    """Reads single products of WooCommerce; the shop's own id is the product's post number."""

    name = "woocommerce"
    priority = 20
    selectors: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "name": ("h1.product_title",),
        "price": (
            ".summary > .price > ins .woocommerce-Price-amount",
            ".summary > .price:not(:has(del))",
            ".elementor-widget-woocommerce-product-price .price > ins .woocommerce-Price-amount",
        ),
        "list_price": (
            ".summary > .price > del .woocommerce-Price-amount",
            ".elementor-widget-woocommerce-product-price .price > del .woocommerce-Price-amount",
        ),
        "sku": (".product_meta .sku",),
    }

    def reads(self, doc: Document) -> bool:
        """Whether the body's classes are those of a single product of WooCommerce."""
        marks = doc.body_marks
        return "single-product" in marks and bool(marks & {"woocommerce", "woocommerce-page"})

    def read(self, doc: Document, out: Candidates) -> None:
        """Add what the chosen variation says, else what the page shows."""
        main = doc.tree.select_one(_MAIN)
        chosen = _variation(doc)
        if chosen is not None:
            self.claim(
                doc,
                out,
                "product_variations",
                doc.meta.get("product:price:currency"),
                price=chosen.get("display_price"),
                list_price=chosen.get("display_regular_price"),
                availability=chosen.get("is_in_stock"),
                sku=chosen.get("sku"),
            )
        elif main is not None and (state := _state(main)):
            self.add(out, "availability", state, "classes of the product")
        super().read(doc, out)

    def kind(self, doc: Document) -> Kind | None:  # noqa: ARG002
        """A page that WooCommerce calls a single product is one."""
        return "product"

    def item_id(self, doc: Document) -> str | None:
        """The post's number, with the variation's where the address names one."""
        numbers = filter(None, map(_POST.match, sorted(doc.body_marks)))
        post = next((number.group(1) for number in numbers), None)
        chosen = dig(_variation(doc), "variation_id")
        return f"{post}-{chosen}" if post and isinstance(chosen, int) else post


def _state(main: Element) -> str | None:
    names = (main.attr("class") or "").split()
    return next((_STATES[name] for name in names if name in _STATES), None)


def _variation(doc: Document) -> dict[str, Any] | None:
    """The variation whose attributes the address names, all of them."""
    query = parse_qsl(urlsplit(doc.url or "").query)
    asked = {name: value for name, value in query if name.startswith("attribute_")}
    form = doc.tree.select_one("form.variations_form[data-product_variations]") if asked else None
    text = form.attr("data-product_variations") if form is not None else None
    for variation in listed(lenient.loads(text or ""), 0):
        attributes = dig(variation, "attributes")
        if isinstance(attributes, dict) and all(
            asked.get(name) == value or (value == "" and name in asked)
            for name, value in attributes.items()
        ):
            return dict(variation)
    return None
