"""Every page of a demo shop as text, made from its items and their offers at a moment."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from html import escape
from urllib.parse import quote

from pricetrail.clock import iso
from pricetrail.demo.catalogue import items_of
from pricetrail.demo.chrome import page, reviews
from pricetrail.demo.model import Item, Shop, Style
from pricetrail.demo.prices import Offer, changed_at, price_at
from pricetrail.demo.styles import RENDERERS, View
from pricetrail.demo.styles.view import script_json
from pricetrail.demo.words import words_of

PAGE_SIZE = 4
_NEIGHBOURS = 3
_SITEMAP_NS = "http://www.sitemaps.org/schemas/sitemap/0.9"


def product_page(item: Item, moment: datetime) -> str:
    """The page of `item` at `moment`."""
    return product_page_with(item, price_at(item, moment), moment)


def product_page_with(item: Item, offer: Offer, moment: datetime) -> str:
    """The same as if `item` had that offer."""
    others = neighbours_of(item)
    offers = (offer, *(price_at(each, moment) for each in others))
    return _product_page((item, *others), offers)


def product_changed_at(item: Item, moment: datetime) -> datetime:
    """Since when the page of `item` has been what it is at `moment`."""
    return max(changed_at(each, moment) for each in (item, *neighbours_of(item)))


def neighbours_of(item: Item) -> tuple[Item, ...]:
    """The other products that the page of `item` shows with their prices."""
    if not item.shop.shows_neighbours:
        return ()
    others = items_of(item.shop)
    at = others.index(item)
    return tuple(others[(at + n) % len(others)] for n in range(1, _NEIGHBOURS + 1))


@lru_cache(maxsize=256)
def _product_page(shown: tuple[Item, ...], offers: tuple[Offer, ...]) -> str:
    item, shop = shown[0], shown[0].shop
    content = RENDERERS[item.style](View(item, offers[0]))
    if item.style is Style.API_SHELL:
        return page(shop, shop.title, content.head, content.main, item.charset)
    if item.style is Style.SCRIPT_SHELL:
        return page(shop, item.name, content.head, content.main, item.charset)
    others = "\n".join(map(_card, shown[1:], offers[1:]))
    heading = escape(words_of(shop.lang).neighbours)
    aside = (
        f'<section class="neighbours"><h2>{heading}</h2><ul class="cards">{others}</ul></section>'
        if others
        else ""
    )
    main = f"{content.main}\n{aside}\n{reviews(shop, item.seed)}"
    return page(shop, item.name, content.head, main, item.charset)


def listing_page(shop: Shop, category: str, number: int, moment: datetime) -> str | None:
    """Page `number` (from 1) of ``all`` or ``sale``; None where there is no such page."""
    words = words_of(shop.lang)
    titles = {"all": words.everything, "sale": words.sale}
    found = _in_category(shop, category, moment)
    last = max(1, -(-len(found) // PAGE_SIZE))
    if category not in titles or not 1 <= number <= last:
        return None
    part = found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    cards = "\n".join(_card(item, price_at(item, moment)) for item in part)
    names = [
        {"@type": "ListItem", "position": n, "url": item.url, "name": item.name}
        for n, item in enumerate(part, start=1)
    ]
    block = {"@context": "https://schema.org", "@type": "ItemList", "itemListElement": names}
    head = f'<script type="application/ld+json">{script_json(block)}</script>'
    following = (
        f'<a rel="next" href="/c/{category}?page={number + 1}">→</a>' if number < last else ""
    )
    main = (
        f'<h1>{escape(titles[category])}</h1>\n<ul class="cards">{cards}</ul>\n'
        f'<nav class="pages">{number} / {last} {following}</nav>'
    )
    return page(shop, titles[category], head, main)


def _in_category(shop: Shop, category: str, moment: datetime) -> list[Item]:
    found = items_of(shop)
    if category == "sale":
        return [item for item in found if price_at(item, moment).list_price is not None]
    return list(found)


def _card(item: Item, offer: Offer) -> str:
    view = View(item, offer)
    return (
        f'<li class="card"><a href="{item.path}"><img src="/img/{item.slug}.png" alt="" '
        f'loading="lazy"><br>{view.name}</a><br><span class="card-price">{view.price}</span></li>'
    )


def home_page(shop: Shop) -> str:
    """The front page of `shop`."""
    links = "".join(
        f'<li class="card"><a href="{item.path}"><img src="/img/{item.slug}.png" alt="">'
        f"<br>{escape(item.name)}</a></li>\n"
        for item in items_of(shop)
    )
    main = f'<h1>{escape(shop.title)}</h1>\n<ul class="cards">{links}</ul>'
    return page(shop, words_of(shop.lang).home, "", main)


def info_page(shop: Shop, topic: str) -> str | None:
    """A page about the shop that sells nothing; None for a topic that it does not have."""
    words = words_of(shop.lang)
    if topic not in words.topics:
        return None
    return page(shop, topic, "", f"<h1>{escape(topic)}</h1>\n<p>{escape(words.footer)}</p>")


def missing_page(shop: Shop) -> str:
    """What stands where there is nothing."""
    text = "<h1>404 - Page not found</h1>\n<p>The page you are looking for does not exist.</p>"
    return page(shop, "Page not found", "", text)


def challenge_page(shop: Shop) -> str:
    """What a visitor gets who is taken for a robot."""
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Access denied | '
        f"{escape(shop.title)}</title></head><body><h1>Are you a human?</h1>"
        "<p>Our systems have detected unusual traffic from your network. "
        "Please complete the captcha to verify that you are not a robot.</p>"
        '<form id="challenge-form" action="/challenge" method="post"><div class="captcha">'
        "</div></form><p>Reference 7f3a-demo</p></body></html>\n"
    )


def directory_page(links: list[tuple[str, str]]) -> str:
    """A page that leads a person to every shop; `links` are (title, address)."""
    rows = "".join(f'<li><a href="{escape(to)}">{escape(title)}</a></li>' for title, to in links)
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Demo shops</title>'
        "</head><body><h1>Demo shops - invented products</h1>"
        f"<ul>{rows}</ul></body></html>\n"
    )


def robots_txt(shop: Shop) -> str:
    """The rules for robots, and where the sitemap is."""
    return (
        "User-agent: *\nDisallow: /checkout\nDisallow: /search\nAllow: /\n\n"
        f"Sitemap: {shop.url}sitemap.xml\n"
    )


def sitemap_index(shop: Shop) -> str:
    """The sitemap of sitemaps."""
    parts = "".join(
        f"<sitemap><loc>{shop.url}sitemap-{part}.xml</loc></sitemap>\n"
        for part in ("products", "pages")
    )
    return _xml(f'<sitemapindex xmlns="{_SITEMAP_NS}">\n{parts}</sitemapindex>')


def sitemap_products(shop: Shop, moment: datetime) -> str:
    """Every product with the time its page changed last."""
    changed = {item.url: iso(product_changed_at(item, moment)) for item in items_of(shop)}
    return _urlset(
        f"<url><loc>{url}</loc><lastmod>{since}</lastmod></url>" for url, since in changed.items()
    )


def sitemap_pages(shop: Shop) -> str:
    """Every page that is no product."""
    paths = [f"info/{quote(topic)}" for topic in words_of(shop.lang).topics]
    return _urlset(f"<url><loc>{shop.url}{path}</loc></url>" for path in ["", "c/all", *paths])


def _urlset(entries: Iterable[str]) -> str:
    return _xml(f'<urlset xmlns="{_SITEMAP_NS}">\n' + "\n".join(entries) + "\n</urlset>")


def _xml(body: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def logo(shop: Shop) -> str:
    """The shop's sign."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        f'<rect width="32" height="32" rx="7" fill="{shop.colour}"/></svg>'
    )
