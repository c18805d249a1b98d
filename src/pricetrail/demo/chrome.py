"""What stands around the content of every page: head, navigation, footer, and their weight."""

from functools import cache
from html import escape
from urllib.parse import quote

from pricetrail.demo.model import Shop
from pricetrail.demo.words import words_of

_CSS = """
:root{--c:COLOUR;--ink:#1c1917;--soft:#78716c;--line:#e7e5e4;--paper:#fafaf9}
*{box-sizing:border-box}
body{margin:0;font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;color:var(--ink);
background:var(--paper)}
a{color:var(--c);text-decoration:none}a:hover{text-decoration:underline}
.demo-label{background:#fef3c7;color:#78350f;text-align:center;padding:6px 12px;font-size:14px}
.site-head{background:#fff;border-bottom:1px solid var(--line);padding:14px 24px;display:flex;
gap:28px;align-items:baseline;flex-wrap:wrap}
.site-head .logo{font-weight:700;font-size:20px;color:var(--c)}
.site-nav{display:flex;gap:14px;flex-wrap:wrap;font-size:14px}
.site-nav a{color:var(--soft)}
main{max-width:1080px;margin:28px auto;padding:0 24px}
.product{display:grid;grid-template-columns:minmax(240px,1fr) 1.2fr;gap:40px;background:#fff;
border:1px solid var(--line);border-radius:12px;padding:32px}
.product img{width:100%;height:auto;border-radius:8px;background:var(--paper)}
h1{font-size:28px;line-height:1.25;margin:0 0 8px}
.price-now{font-size:30px;font-weight:700;color:var(--c)}
.price-was{color:var(--soft);margin-left:10px}
.price-club{display:block;font-size:15px;color:#166534}
.stock{margin:10px 0;font-weight:600}.stock.in_stock{color:#15803d}
.stock.out_of_stock{color:#b91c1c}.stock.preorder{color:#a16207}
button{background:var(--c);color:#fff;border:0;border-radius:8px;padding:12px 22px;font-size:16px}
table.specs{border-collapse:collapse;margin:18px 0;width:100%}
table.specs th,table.specs td{text-align:left;border-bottom:1px solid var(--line);padding:6px 8px}
table.specs th{color:var(--soft);font-weight:500;width:40%}
.reviews,.neighbours{margin-top:36px}
.review{background:#fff;border:1px solid var(--line);border-radius:8px;padding:12px 18px;
margin:10px 0}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(200px,1fr));gap:18px;
list-style:none;padding:0}
.card{background:#fff;border:1px solid var(--line);border-radius:10px;padding:16px}
.card img{width:100%;height:auto}
.site-foot{border-top:1px solid var(--line);background:#fff;color:var(--soft);padding:28px 24px;
margin-top:48px;font-size:14px}
.site-foot ul{columns:4;list-style:none;padding:0;max-width:1080px;margin:0 auto 16px}
@media(max-width:720px){.product{grid-template-columns:1fr}.site-foot ul{columns:2}}
"""

# The kind of weight that real pages carry along: it says nothing about any product.
_BAGGAGE = "".join(
    f'registry.push({{id:"module-{n:03d}",chunk:"/assets/{n * 7919 % 99991:05x}.js",'
    f'defer:{"true" if n % 3 else "false"},needs:["core","i18n"]}});'
    for n in range(72)
)


def page(shop: Shop, title: str, head: str, main: str, charset: str = "utf-8") -> str:
    """A whole HTML document of `shop` around `main`; `head` and `main` are markup already."""
    top, bottom = _frame(shop)
    return (
        f'<!DOCTYPE html>\n<html lang="{shop.lang}">\n<head>\n<meta charset="{charset}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)} | {escape(shop.title)}</title>\n"
        f"{head}\n{top}<main>\n{main}\n</main>\n{bottom}"
    )


def reviews(shop: Shop, start: int) -> str:
    """What visitors wrote, beginning with another one for each `start`."""
    words = words_of(shop.lang)
    count = len(words.opinions)
    texts = (words.opinions[(start + n) % count] for n in range(count))
    items = "".join(f'<div class="review"><p>{escape(text)}</p></div>\n' for text in texts)
    return f'<section class="reviews"><h2>{escape(words.reviews)}</h2>\n{items}</section>'


@cache
def _frame(shop: Shop) -> tuple[str, str]:
    """What stands before a page's main part (from the end of its head on), and after it."""
    words = words_of(shop.lang)
    links = [f'<a href="/info/{quote(topic)}">{escape(topic)}</a>' for topic in words.topics]
    nav = "\n".join(links[:9])
    foot = "\n".join(f"<li>{link}</li>" for link in links)
    top = (
        f'<link rel="icon" href="/img/logo.svg">\n<style>{_CSS.replace("COLOUR", shop.colour)}'
        f"</style>\n<script>(function(){{var registry=[];{_BAGGAGE}}})();</script>\n</head>\n"
        f'<body>\n<div class="demo-label">{escape(words.label)}</div>\n'
        f'<header class="site-head"><a class="logo" href="/">{escape(shop.title)}</a>\n'
        f'<nav class="site-nav"><a href="/c/all">{escape(words.everything)}</a>\n'
        f'<a href="/c/sale">{escape(words.sale)}</a>\n{nav}</nav></header>\n'
    )
    bottom = (
        f'<footer class="site-foot"><ul>{foot}</ul><p>{escape(words.footer)}</p></footer>\n'
        "</body>\n</html>\n"
    )
    return top, bottom
