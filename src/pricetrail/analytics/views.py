"""The views, each a `SELECT` in a file of `views/` whose first line says what it answers.

Beside them stand the exported tables as they are: `all_events` (every revision), `products`,
`product_versions`, `product_aliases`, `product_links` and `targets`.
"""

import re
from importlib.resources import files
from typing import NamedTuple

from pricetrail.export.columnar import FOLDERS

VIEWS = (
    "events",
    "daily_price",
    "price_index",
    "discounts",
    "discount_honesty",
    "stock_outs",
    "volatility",
    "cheapest_shop",
)
"""In an order in which each needs only those before it; `discounts` is a macro of `days`."""

TABLES: dict[str, str] = {"all_events": "events"} | {
    name: name for name in FOLDERS if name != "events"
}
"""Names in SQL, and the folder in which the rows are."""

_MACROS = {"discounts": "days"}

_OF_TABLES = {
    "all_events": "Every revision of every event, also what was retracted.",
    "products": "Each product with its latest record; tags is a list, specs a map.",
    "product_versions": "Descriptions, as they changed.",
    "product_aliases": "Other ids of products.",
    "product_links": "Products that a person says are the same.",
    "targets": "What is scraped and how.",
}


class View(NamedTuple):
    """A view: what it answers, and its query."""

    name: str
    about: str
    query: str

    @property
    def statement(self) -> str:
        """What makes it."""
        if self.name in _MACROS:
            return f"CREATE MACRO {self.name}({_MACROS[self.name]}) AS TABLE {self.query}"
        return f"CREATE VIEW {self.name} AS {self.query}"


def view(name: str) -> View:
    """One of `VIEWS`."""
    text = files("pricetrail.analytics").joinpath("views", f"{name}.sql").read_text("utf-8")
    about, _, query = text.partition("\n")
    return View(name, about.removeprefix("--").strip(), query)


def offered() -> dict[str, str]:
    """Everything that can be asked, by name, and what it holds or answers."""
    views = {name: view(name).about for name in VIEWS}
    return views | {name: _OF_TABLES[name] for name in TABLES}


def tables_in(query: str) -> set[str]:
    """The names of `TABLES` that a query may read, directly or through views.

    A name that stands anywhere in it counts, so that none is ever missing.
    """
    words = _words(query)
    for name in reversed(VIEWS):
        if name in words:
            words |= _words(view(name).query)
    return words & TABLES.keys()


def _words(query: str) -> set[str]:
    return set(re.findall(r"\w+", query.casefold()))
