"""Schema.org items in one shape, whether they were written as JSON-LD, microdata or RDFa.

An item is a dict as JSON-LD has it: ``@type`` and properties, a property's value being text, a
number, another item or a list of those. `found` lists a page's products with their role.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit

from turbohtml import Document as Tree
from turbohtml import Element

from pricetrail.extract.nodes import shown_text, text_of

Item = dict[str, Any]
Role = Literal["main", "reviewed", "listed"]

PRODUCT_TYPES = frozenset(
    {
        "product",
        "productgroup",
        "productmodel",
        "individualproduct",
        "someproducts",
        "vehicle",
        "car",
        "motorcycle",
        "book",
        "productcollection",
    }
)
LISTING_TYPES = frozenset(
    {
        "itemlist",
        "collectionpage",
        "searchresultspage",
        "offercatalog",
        "productcollection",
    }
)
_MAX_ITEMS = 3000
_MAX_PROPERTIES = 20
_MAX_DEPTH = 12
_MAX_NAMES = 3
_NAMES = ("name", "@value", "value", "@id", "url")
_SAME_ROLE = ("@graph", "mainEntity", "mainEntityOfPage", "itemOffered", "about", "item", "object")
_WRITTEN_AS_URL = frozenset(
    {
        "url",
        "image",
        "availability",
        "itemcondition",
        "sameas",
        "logo",
        "thumbnailurl",
        "contenturl",
    }
)
_OLD_NAMES = {"offerDetails": "offers", "offerdetails": "offers", "currency": "priceCurrency"}


class Found(NamedTuple):
    """A product item, where it stands, and how it hangs on the page."""

    item: Item
    place: str
    role: Role


def types_of(item: Item) -> frozenset[str]:
    """The item's types without their vocabulary, in lower case."""
    said = item.get("@type")
    names = said if isinstance(said, list) else [said]
    return frozenset(_without_vocabulary(name) for name in names if isinstance(name, str))


@lru_cache(maxsize=1024)
def _without_vocabulary(name: str) -> str:
    return name.rstrip("/").replace("#", "/").rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower()


def values(item: Item, name: str) -> list[Any]:
    """All values of a property, as a list."""
    value = item.get(name)
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def first_text(item: Item, *names: str) -> str | None:
    """The first of these properties that has a text; of an item its name, its value or its id."""
    return _first_text(item, names, _MAX_NAMES)


def _first_text(item: Item, names: tuple[str, ...], depth: int) -> str | None:
    for name in names:
        said = item.get(name)
        if said is None:
            continue
        for value in said if isinstance(said, list) else (said,):
            text = value.strip() if type(value) is str else _as_text(value, depth)
            if text:
                return text
    return None


def _as_text(value: Any, depth: int) -> str | None:
    if isinstance(value, dict):
        return _first_text(value, _NAMES, depth - 1) if depth else None
    if isinstance(value, bool) or value is None:
        return None
    return str(value).strip() or None


def found(roots: list[Any]) -> list[Found]:
    """The products among these items and below them, outermost first."""
    results: list[Found] = []
    counts: dict[str, int] = {}
    for item, role in _walk(roots):
        kinds = types_of(item) & PRODUCT_TYPES
        if kinds and (first_text(item, "name") or item.get("offers")):
            label = "ProductGroup" if "productgroup" in kinds else "Product"
            number = counts.get(label, 0)
            counts[label] = number + 1
            results.append(Found(item, f"{label}[{number}]", role))
    return results


def all_types(roots: list[Any]) -> list[str]:
    """The types of the outer items, in page order."""
    return [name for item, role in _walk(roots) if role == "main" for name in types_of(item)]


def _walk(roots: list[Any]) -> Iterator[tuple[Item, Role]]:
    stack: list[tuple[Any, Role, int]] = [(root, "main", 0) for root in reversed(roots)]
    budget = _MAX_ITEMS
    while stack and budget:
        value, role, depth = stack.pop()
        if isinstance(value, list):
            stack += [(entry, role, depth) for entry in reversed(value)]
        elif isinstance(value, dict):
            budget -= 1
            yield value, role
            if depth < _MAX_DEPTH:
                stack += _inner(value, role, depth + 1)


def _inner(item: Item, role: Role, depth: int) -> list[tuple[Any, Role, int]]:
    inner: list[tuple[Any, Role, int]] = []
    for key in _SAME_ROLE:
        value = item.get(key)
        if isinstance(value, dict | list):
            inner.append((_with_offer(item, value) if key == "itemOffered" else value, role, depth))
    if "itemListElement" in item and "breadcrumblist" not in types_of(item):
        inner.append((item["itemListElement"], "listed", depth))
    if "itemReviewed" in item:
        inner.append((_with_rating(item), "reviewed", depth))
    return inner


def _with_offer(offer: Item, product: Any) -> Any:
    """The product of an offer that names its product, instead of the other way round."""
    if not isinstance(product, dict) or "offers" in product:
        return product
    return product | {"offers": {k: v for k, v in offer.items() if k != "itemOffered"}}


def _with_rating(rating: Item) -> Any:
    """The product that a rating names, with that rating."""
    product = rating["itemReviewed"]
    if not isinstance(product, dict) or "aggregaterating" not in types_of(rating):
        return product
    return product | {"aggregateRating": {k: v for k, v in rating.items() if k != "itemReviewed"}}


def in_attributes(tree: Tree) -> tuple[list[Item], list[Item]]:
    """The page's outer items in microdata (data-vocabulary.org's too), and those in RDFa."""
    elements = tree.select("[itemscope],[itemprop],[typeof]")
    typed = [e for e in elements if e.attr("itemscope") is None and e.attr("typeof") is not None]
    rdfa = tree.select("[typeof],[property]") if typed else []
    return (
        _from_attributes(elements, "itemscope", "itemtype", "itemprop"),
        _from_attributes(rdfa, "typeof", "typeof", "property"),
    )


def _from_attributes(elements: list[Element], scope: str, kind: str, name: str) -> list[Item]:
    scopes: dict[Element, Item] = {}
    roots: list[Item] = []
    for element in elements[:_MAX_ITEMS]:
        names = (element.attr(name) or "").split(maxsplit=_MAX_PROPERTIES)[:_MAX_PROPERTIES]
        is_scope = element.attr(scope) is not None
        if not is_scope and not (names and scopes):
            continue
        owner = _owner(element, scope, scopes)
        if is_scope:
            item: Item = {"@type": (element.attr(kind) or "").split(), "@element": element}
            scopes[element] = item
            value: Any = item
            if owner is None or not names:
                roots.append(item)
        else:
            value = None
        if owner is not None:
            for prop in names:
                _append(owner, prop, value if value is not None else _value(element, prop))
    return roots


def _owner(element: Element, scope: str, scopes: dict[Element, Item]) -> Item | None:
    parent = element.parent
    if not isinstance(parent, Element):
        return None
    holder = parent.closest(f"[{scope}]")
    return scopes.get(holder) if holder is not None else None


def _append(owner: Item, prop: str, value: Any) -> None:
    prop = prop.rsplit("/", 1)[-1].rsplit(":", 1)[-1]
    owner.setdefault(_OLD_NAMES.get(prop, prop), []).append(value)


def _value(element: Element, prop: str) -> str:
    """What an element says for a property; a ``content`` wins on any tag, as shops use it."""
    content = element.attr("content")
    if content is not None and content.strip():
        return content.strip()
    prop = prop.lower()
    if prop in _WRITTEN_AS_URL:
        for attribute in ("href", "src", "data-src"):
            if url := element.attr(attribute):
                return url.strip()
    if element.tag in {"data", "meter", "input"} and element.attr("value"):
        return (element.attr("value") or "").strip()
    if element.tag == "img":
        return (element.attr("alt") or element.attr("src") or "").strip()
    return shown_text(element) if prop == "name" else text_of(element)


def same_page(url: str | None, other: str | None) -> bool:
    """Whether two URLs name the same path; query, host and a trailing slash make no difference."""
    if not url or not other:
        return False
    try:
        return urlsplit(url).path.rstrip("/") == urlsplit(other).path.rstrip("/")
    except ValueError:
        return False
