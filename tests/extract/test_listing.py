"""Product links of listings, addresses of sitemaps."""

import gzip

from pricetrail.extract.listing import product_links, sitemap_urls
from tests.support.pages import page_of

CARDS = "".join(
    f'<li><a href="/chair-{n}?utm_source=x#top"><img src="{n}.jpg"></a>'
    f'<a href="/chair-{n}">Chair</a> <span>€{n}9.90</span></li>'
    for n in range(1, 4)
)


def links(html: str) -> list[str]:
    return product_links(page_of(html, url="https://shop.example/c/chairs"))


def test_links_of_cards_with_a_price() -> None:
    html = (
        '<header><a href="/cart">Cart €0.00</a></header><nav><a href="/p/menu">Menu</a></nav>'
        f'<ul>{CARDS}</ul><a href="https://elsewhere.example/p/9">€9.99</a>'
        '<footer><a href="/about">About</a></footer>'
    )
    assert links(html) == [f"https://shop.example/chair-{n}" for n in (1, 2, 3)]


def test_links_that_look_like_products_without_a_price() -> None:
    html = '<a href="/products/a">A</a><a href="/help/faq">?</a><a href="/c/sofas">Sofas</a>'
    assert links(html) == ["https://shop.example/products/a"]


def test_an_item_list_comes_first() -> None:
    html = (
        '<script type="application/ld+json">{"@type":"ItemList","itemListElement":['
        '{"@type":"ListItem","url":"https://shop.example/p/1"},'
        '{"@type":"ListItem","url":"/p/2"},'
        '{"@type":"ListItem","item":{"@type":"Product","name":"C","url":"/p/3"}}]}</script>'
        f"<ul>{CARDS}</ul>"
    )
    assert sorted(links(html)) == [f"https://shop.example/p/{n}" for n in (1, 2, 3)]


def test_the_page_itself_is_no_link() -> None:
    assert links(f'<a href="/c/chairs">All €1.00</a>{CARDS}')[0] == "https://shop.example/chair-1"


SITEMAP = b"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://shop.example/p/1?a=1&amp;b=2</loc></url>
<url><loc> https://shop.example/p/2 </loc><image:loc>https://shop.example/2.jpg</image:loc></url>
<url><loc><![CDATA[https://shop.example/p/3]]></loc></url>
<url><loc>https://shop.example/p/1?a=1&amp;b=2</loc></url>
<url><loc>&secret;</loc></url><url><loc>javascript:alert(1)</loc></url>
</urlset>"""
FOUND = ["https://shop.example/p/1?a=1&b=2", "https://shop.example/p/2", "https://shop.example/p/3"]


def test_addresses_of_a_sitemap() -> None:
    assert sitemap_urls(page_of(SITEMAP)) == FOUND


def test_addresses_of_a_compressed_sitemap() -> None:
    assert sitemap_urls(page_of(gzip.compress(SITEMAP))) == FOUND


def test_addresses_of_a_sitemap_index_and_of_a_text_file() -> None:
    index = (
        b"<sitemapindex><sitemap><loc>https://shop.example/s1.xml.gz</loc></sitemap></sitemapindex>"
    )
    assert sitemap_urls(page_of(index)) == ["https://shop.example/s1.xml.gz"]
    assert sitemap_urls(page_of(b"https://shop.example/a\nhttps://shop.example/b\n")) == [
        "https://shop.example/a",
        "https://shop.example/b",
    ]


def test_a_page_without_addresses() -> None:
    assert sitemap_urls(page_of("<h1>Nothing</h1>")) == []
    assert links("<h1>Nothing</h1>") == []
