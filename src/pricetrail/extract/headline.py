"""Which element of a page names its product."""

from turbohtml import Document as Tree
from turbohtml import Element

from pricetrail.extract.likeness import containment, similarity
from pricetrail.extract.nodes import text_of

_NAMING = (
    "h2,h3,[itemprop~=name],[class*=title i],[class*=name i]"
    ",[id*=title i],[id*=name i],[data-testid]"
)
_HOME_LINK = "a[href='/'],a[rel~=home]"
_MAX_NAMING = 400
_SELLS = (
    "[class*=add-to-cart i],[class*=addtocart i],[id*=add-to-cart i],[id*=addtocart i]"
    ",[class*=add-to-basket i],[class*=buy-now i],[id*=buy-now i],button[name=add]"
    ",meta[property='product:price:amount'],meta[property='og:type'][content*=product i]"
)


def headline_of(
    tree: Tree, headings: list[tuple[Element, str]], titles: list[str]
) -> Element | None:
    """The element that names the product of a page with these headings and titles.

    That is the heading most like a title, or another element with a title's text where no
    heading is like it, else the only heading; of a page without a title its first heading.
    """
    if not titles:
        return headings[0][0] if headings else None
    best, match = None, 0.0
    for element, text in headings:
        likeness = _likeness(text, titles)
        if likeness > match + 0.05 and not _is_home(element):
            best, match = element, likeness
    if best is not None and match >= 0.5:
        return best
    for element in tree.select(_NAMING)[:_MAX_NAMING]:
        text = text_of(element)
        if 3 < len(text) < 300 and _likeness(text, titles) > 0.8:
            return element
    return best or _only(tree, headings)


def _only(tree: Tree, headings: list[tuple[Element, str]]) -> Element | None:
    """The one heading of a page that sells what its title does not name, such as the shop's."""
    if len(headings) != 1 or _is_home(headings[0][0]) or tree.select_one(_SELLS) is None:
        return None
    return headings[0][0]


def _is_home(heading: Element) -> bool:
    """Whether a heading holds the shop's name, as its link home tells."""
    return heading.select_one(_HOME_LINK) is not None


def _likeness(text: str, titles: list[str]) -> float:
    return max(0.8 * containment(text, t) + 0.2 * similarity(text, t) for t in titles)
