"""A page, parsed once; its parts are made when they are asked for."""

import re
from collections.abc import Iterable
from functools import cached_property, lru_cache
from itertools import chain, islice
from typing import Any, NamedTuple
from urllib.parse import urljoin

from turbohtml import Element, Node, Text

from pricetrail.errors import InvalidURL
from pricetrail.extract import blocks, items, lenient
from pricetrail.extract.bodies import tree_of
from pricetrail.extract.currency import territory_of_lang
from pricetrail.extract.headline import headline_of
from pricetrail.extract.items import Item
from pricetrail.extract.nodes import short_text, text_of, text_without_scripts
from pricetrail.schema import Page
from pricetrail.urls import parse_url

_AHEAD = 1100
_BEHIND = 300
_MAX_HEADINGS = 60
_MAX_LOCALE = 40
_CARD_DEPTH = 7
_BESIDE = 20  # pieces of text and comments that may stand between two cards
_MAX_CARD = 1500
_LINKED = "a[href] img,a[href] h2,a[href] h3,a[href] h4,h2 a[href],h3 a[href],h4 a[href]"
_ID = re.compile(r"#[\w-]+")
_BELOW = re.compile(r"([#.][\w-]+|\[[\w-]+=[\w-]+\]) ([^>+~, ][^,]*)")
_DIGIT = re.compile(r"\d")
_ABSOLUTE = re.compile(r"https?://[!-~]*[!-\"$->@-~]")
_LANGUAGE = re.compile(r"([A-Za-z]{2})\b")
_UNSEEN = frozenset({"script", "style", "noscript", "template", "option", "textarea"})


class Words(NamedTuple):
    """A piece of visible text with the element it stands in, `distance` nodes off the headline."""

    text: str
    element: Element
    distance: int


class Surroundings:
    """What stands around the headline, `nodes` in the order in which they lie off it."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self._nodes = list(nodes)

    @cached_property
    def elements(self) -> list[Element]:
        """All elements."""
        return [node for node in self._nodes if type(node) is Element]

    @cached_property
    def words(self) -> list[Words]:
        """The visible texts that are not mere space."""
        return [
            Words(" ".join(data.split()), parent, distance)
            for distance, node in enumerate(self._nodes)
            if type(node) is Text
            and not (data := node.data).isspace()
            and isinstance(parent := node.parent, Element)
            and parent.tag not in _UNSEEN
        ]

    @cached_property
    def numbers(self) -> list[Words]:
        """The visible texts with a digit."""
        return [word for word in self.words if _DIGIT.search(word.text)]


class Document:
    """One page's tree with the views that the sources of candidates share."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.tree = tree_of(page)
        self.findings: dict[str, Any] = {}
        """What was found out about the page and will be asked for again; site rules fill it."""
        self._selected: dict[str, list[Element]] = {}
        self._cards: dict[tuple[Element, str], bool | None] = {}

    def select(self, css: str) -> list[Element]:
        """The elements that a CSS selector names, in page order.

        What stands below one id, class or attribute is looked for there alone, and such a place
        once a page: most selectors of a rule begin with the same few.
        """
        below = _BELOW.fullmatch(css)
        if below is None:
            return self._named(css)
        holders = self._named(below[1])
        found = (e for holder in holders for e in holder.select(f":scope {below[2]}"))
        return list(found) if len(holders) < 2 else list(dict.fromkeys(found))

    def _named(self, css: str) -> list[Element]:
        if css not in self._selected:
            by_id = _ID.fullmatch(css)
            self._selected[css] = self._by_id.get(css[1:], []) if by_id else self.tree.select(css)
        return self._selected[css]

    @cached_property
    def _by_id(self) -> dict[str, list[Element]]:
        found: dict[str, list[Element]] = {}
        for element in self.tree.select("[id]"):
            found.setdefault(element.attr("id") or "", []).append(element)
        return found

    @cached_property
    def meta(self) -> dict[str, str]:
        """Property, name or itemprop of ``<meta>`` in lower case → its first content."""
        found: dict[str, str] = {}
        for element in self.tree.select("meta"):
            content = (element.attr("content") or "").strip()
            if content:
                for key in ("property", "name", "itemprop"):
                    if name := element.attr(key):
                        found.setdefault(name.strip().lower(), content)
        return found

    @cached_property
    def json_ld(self) -> list[Any]:
        """The JSON-LD values of the page in its order, read leniently."""
        values: list[Any] = []
        for script in self.tree.select('script[type*="ld+json" i]'):
            values += lenient.loads(script.text.replace('"schema:', '"'))
        return values

    @cached_property
    def scripts(self) -> list[Element]:
        """The ``<script>`` elements in page order."""
        return self.tree.select("script")

    @cached_property
    def sources(self) -> str:
        """The addresses of the page's scripts, one a line."""
        return "\n".join(filter(None, (script.attr("src") for script in self.scripts)))

    @cached_property
    def body_marks(self) -> frozenset[str]:
        """The classes of ``<body>``, and its id."""
        body = self.tree.select_one("body")
        said = f"{body.attr('class') or ''} {body.attr('id') or ''}" if body is not None else ""
        return frozenset(said.split())

    @property
    def microdata(self) -> list[Item]:
        """The page's microdata items that stand by themselves."""
        return self._in_attributes[0]

    @property
    def rdfa(self) -> list[Item]:
        """The page's RDFa items that stand by themselves."""
        return self._in_attributes[1]

    @cached_property
    def _in_attributes(self) -> tuple[list[Item], list[Item]]:
        return items.in_attributes(self.tree)

    @cached_property
    def headings(self) -> list[tuple[Element, str]]:
        """The ``<h1>`` elements that have text, with it."""
        pairs = [(h, text_of(h)) for h in self.tree.select("h1")[:_MAX_HEADINGS]]
        return [(h, text) for h, text in pairs if text]

    @cached_property
    def own_names(self) -> list[str]:
        """What the page calls itself: ``og:title``, ``<title>`` and its headings."""
        said = [self.meta.get("og:title", ""), self.title, *(text for _, text in self.headings[:5])]
        return [name for name in said if name]

    @cached_property
    def headline(self) -> Element | None:
        """The element that names the product.

        That is the ``<h1>`` most like the page's title, or another element with the title's
        text where no ``<h1>`` is like it.
        """
        titles = [title for title in (self.meta.get("og:title"), self.title) if title]
        return headline_of(self.tree, self.headings, titles)

    @cached_property
    def after(self) -> Surroundings:
        """What follows the headline, in page order."""
        return Surroundings(islice(self.headline.following, _AHEAD) if self.headline else ())

    @cached_property
    def before(self) -> Surroundings:
        """What stands shortly before the headline, the nearest first."""
        return Surroundings(islice(self.headline.preceding, _BEHIND) if self.headline else ())

    @property
    def rows(self) -> list[Element]:
        """The rows of tables and the terms of definition lists, tables first."""
        return self.tree.select("tr") + self.tree.select("dt")

    @cached_property
    def headline_path(self) -> frozenset[Node]:
        """The elements that hold the headline."""
        return frozenset(self.headline.ancestors) if self.headline else frozenset()

    def is_aside(self, element: Node | None) -> bool:
        """Whether an element belongs to something beside the page's own product.

        Other products, the cart, the header; what holds the headline too is never aside.
        """
        if element is None:
            return False
        known, passed = self._asides, list[Node]()
        answer = None
        for node in chain((element,), element.ancestors):
            answer = known.get(node)
            if answer is None:
                passed.append(node)
                answer = (isinstance(node, Element) and blocks.is_aside(node)) or None
            if answer is not None:
                break
        known.update(dict.fromkeys(passed, bool(answer)))
        return bool(answer)

    @cached_property
    def _asides(self) -> dict[Node, bool]:
        """Whether the parts of the page looked at so far are aside."""
        return dict.fromkeys(self.headline_path, False)

    def place_of(self, element: Element) -> tuple[int, ...]:
        """Where an element stands; of two, the smaller place is the earlier one."""
        steps: list[int] = []
        node: Node = element
        while node.parent is not None:
            steps.append(sum(1 for _ in node.previous_siblings))
            node = node.parent
        return tuple(reversed(steps))

    def is_card(self, element: Element, *, linked: str = _LINKED) -> bool:
        """Whether an element stands in a card of another product.

        That is a small block with a linked picture or heading (or what `linked` selects), beside
        another block like it, that does not hold the headline.
        """
        for holder in islice(chain((element,), element.ancestors), _CARD_DEPTH):
            if not isinstance(holder, Element) or holder in self.headline_path:
                return False
            if (holder, linked) not in self._cards:
                self._cards[holder, linked] = _is_card(holder, linked)
            if (answer := self._cards[holder, linked]) is not None:
                return answer
        return False

    @cached_property
    def text(self) -> str:
        """The text of the whole page as whoever runs no scripts reads it, `noscript` among it.

        Never laid out, as the parser's `to_text` does: columns of tables in each other double with
        each, and a kilobyte of them would take gigabytes.
        """
        return text_without_scripts(self.tree.select_one("body") or self.tree)

    @cached_property
    def title(self) -> str:
        """The text of ``<title>``."""
        element = next(iter(self.tree.select("title")), None)
        return text_of(element) if element else ""

    @cached_property
    def lang(self) -> str | None:
        """The page's language, two letters, as ``<html lang>`` or ``og:locale`` says."""
        match = next(filter(None, map(_LANGUAGE.match, self._said_locales)), None)
        return match.group(1).lower() if match else None

    @cached_property
    def locale(self) -> str | None:
        """The page's language with its country where one is named, such as ``en-CA``."""
        named = (s for s in self._said_locales if territory_of_lang(s) and _LANGUAGE.match(s))
        return next(named, None) or self.lang

    @cached_property
    def _said_locales(self) -> list[str]:
        root = self.tree.root
        said = ((root.attr("lang") if root else None), self.meta.get("og:locale"))
        return [text.strip()[:_MAX_LOCALE].replace("_", "-") for text in said if text]

    @cached_property
    def canonical(self) -> str | None:
        """The URL the page gives for itself (canonical link, else ``og:url``), absolute."""
        return next((url for url in map(self.absolute, self._own_links) if url), None)

    @cached_property
    def url(self) -> str | None:
        """Where the page was found; of a saved page, the URL that it gives for itself."""
        fetched = web_url(self.page.final_url) or web_url(self.page.url)
        if fetched:
            return fetched
        for said in self._own_links:
            if url := web_url(said):
                return url
        return next((url for url in map(web_url, _ld_urls(self.json_ld)) if url), None)

    @cached_property
    def _own_links(self) -> tuple[str | None, str | None]:
        link = self.tree.select_one('link[rel~="canonical" i][href]')
        return (link.attr("href") if link else None, self.meta.get("og:url"))

    @cached_property
    def host(self) -> str:
        """The host of `url` in lower case; empty where no URL is known."""
        return (parse_url(self.url).raw_host or "").lower() if self.url else ""

    def absolute(self, reference: str | None) -> str | None:
        """`reference` against the page's URL, where that makes an absolute http(s) URL."""
        reference = (reference or "").strip()
        if not reference or _ABSOLUTE.fullmatch(reference):
            return web_url(reference)
        try:
            return web_url(urljoin(self.url or "", reference))
        except ValueError:
            return None


def _is_card(element: Element, linked: str) -> bool | None:
    """Whether an element with a linked twin is small; None for any other element."""
    if _has_twin(element) and (element.tag == "a" or element.select_one(linked) is not None):
        return short_text(element, _MAX_CARD) is not None
    return None


def _has_twin(element: Element) -> bool:
    """Whether the element beside this one is of the same kind: same tag, same classes."""
    for siblings in (element.next_siblings, element.previous_siblings):
        for beside in islice(siblings, _BESIDE):
            if type(beside) is Element:
                if beside.tag == element.tag and beside.attr("class") == element.attr("class"):
                    return True
                break
    return False


@lru_cache(maxsize=1024)  # a page gives its own address several times
def web_url(text: str | None) -> str | None:
    """`text` where it is an absolute http(s) URL, else None."""
    if not text:
        return None
    try:
        return str(parse_url(text))
    except InvalidURL:
        return None


def _ld_urls(values: list[Any]) -> list[str]:
    found: list[str] = []
    for value in values:
        for node in value if isinstance(value, list) else [value]:
            if isinstance(node, dict):
                found += [u for u in (node.get("url"), node.get("@id")) if isinstance(u, str)]
    return found
