"""What pages are: walls of many makers, missing pages in many languages, listings, articles."""

import pytest

from pricetrail.extract import extract
from tests.support.pages import page_of


def kind_of(html: str, url: str = "https://shop.example/p/1", status: int = 200) -> str:
    return extract(page_of(html, url, status=status)).record.kind


def simple(title: str, body: str, lang: str = "en", head: str = "") -> str:
    return f"<html lang={lang}><head><title>{title}</title>{head}</head><body>{body}</body></html>"


WALLS = {
    "Amazon, letters": simple(
        "Robot Check",
        "<h4>Enter the characters you see below</h4><form action=/errors/validateCaptcha></form>",
    ),
    "Amazon, button": simple(
        "Shop",
        "<p>Click the button below to continue shopping</p>"
        "<form action=/errors/validateCaptcha><button>Continue shopping</button></form>",
    ),
    "Cloudflare, first kind": simple(
        "Attention Required! | Cloudflare",
        "<h1>One more step</h1><div class=cf-error-details>Please complete the check.</div>",
    ),
    "Cloudflare, script": simple(
        "Just a moment...",
        "<script>window._cf_chl_opt={cvId:'2'}</script>"
        "<noscript>Enable JavaScript and cookies to continue</noscript>",
    ),
    "words for who runs no scripts": simple(
        "shop.example",
        "<noscript>Enable JavaScript and cookies to continue</noscript><script>run()</script>",
    ),
    "Cloudflare, in German": simple("Nur einen Moment…", "<div id=wrapper></div>", "de"),
    "Cloudflare, in French": simple("Un instant…", "<p>www.boutique.example</p>", "fr"),
    "Cloudflare, limit": simple("Error 1015", "<div class=cf-error-details>Rate limited</div>"),
    "turnstile": simple(
        "shop.example",
        "<script src=https://challenges.cloudflare.com/turnstile/v0/api.js></script>"
        "<p>Verifying you are human. This may take a few seconds.</p>",
    ),
    "Akamai": simple(
        "Access Denied",
        "<h1>Access Denied</h1>You don't have permission to access this page on this server."
        "<p>Reference #18.2c1</p>",
    ),
    "Akamai, behaviour": simple("", "<div id=sec-if-cpt-container></div>"),
    "DataDome": simple(
        "shop.example",
        "<p id=cmsg>Please enable JS and disable any ad blocker</p>"
        "<script>var dd={'host':'geo.captcha-delivery.com'}</script>",
    ),
    "HUMAN": simple(
        "Access to this page has been denied",
        '<h1>Press &amp; Hold to confirm you are a human</h1><div id="px-captcha"></div>',
    ),
    "HUMAN, plain": simple("Robot or human?", "<h1>Robot or human?</h1><p>Press and hold</p>"),
    "Radware": simple(
        "Radware Bot Manager Captcha", "<script src=//validate.perfdrive.com/x></script>"
    ),
    "Queue-it": simple(
        "Queue",
        '<div class="queue-it"><h1>You are now in line</h1><p>Your turn will come.</p></div>',
    ),
    "waiting room": simple("Waiting Room powered by Queue", "<p>Thank you for your patience.</p>"),
    "Imperva": simple(
        "", "<iframe src=/_Incapsula_Resource?x=1>Request unsuccessful. Incident 1</iframe>"
    ),
    "Imperva, words": simple("Pardon Our Interruption", "<h1>Pardon Our Interruption...</h1>"),
    "Kasada": simple("", "<script>window.KPSDK={}</script><script src=/149e/ips.js?x></script>"),
    "AWS": simple(
        "Human Verification", "<script>window.gokuProps={}</script><h1>Let's confirm it</h1>"
    ),
    "Shopify": simple(
        "Shop", "<h2>Your connection needs to be verified before you can proceed</h2>"
    ),
    "Vercel": simple("Vercel Security Checkpoint", "<p>We're verifying your browser</p>"),
    "Sucuri": simple("Sucuri WebSite Firewall - Access Denied", "<h1>Access Denied</h1>"),
    "DDoS-Guard": simple("DDOS-GUARD", "<h1>Checking your browser before accessing</h1>"),
    "Alibaba": simple(
        "", "<script>window._config_={action:'/_____tmd_____/punish'}</script><p>Slide</p>"
    ),
    "Yandex": simple(
        "Вы не робот?",
        "<h1>Подтвердите, что запросы отправляли вы, а не робот</h1>",
        "ru",
    ),
    "nginx": simple("403 Forbidden", "<center><h1>403 Forbidden</h1></center><hr>nginx"),
    "too many": simple("429 Too Many Requests", "<h1>Too Many Requests</h1>"),
    "captcha with words": simple(
        "Shop",
        "<h1>Are you a human?</h1><script src=https://www.google.com/recaptcha/api.js></script>",
    ),
    "Spanish": simple("Acceso denegado", "<p>No puedes ver esta página.</p>", "es"),
    "Portuguese": simple("Shop", "<h1>Acesso negado</h1>", "pt"),
    "Polish": simple("Odmowa dostępu", "<p>Twoje żądanie zostało odrzucone.</p>", "pl"),
    "Turkish": simple("Erişim Engellendi", "<p>Daha sonra tekrar deneyin.</p>", "tr"),
    "Chinese": simple("安全验证", "<p>请完成验证</p>", "zh"),
    "Japanese": simple("アクセスが拒否されました", "<p>時間をおいてお試しください</p>", "ja"),
    "Korean": simple("쇼핑몰", "<h1>자동입력 방지</h1>", "ko"),
    "Arabic": simple("تم رفض الوصول", "<p>حاول لاحقا</p>", "ar"),
    "geography": simple("Shop", "<h1>This site is not available in your country</h1>"),
    "consent, English": simple("Before you continue", "<form><button>Accept all</button></form>"),
    "consent, German": simple("Bevor Sie fortfahren", "<button>Alle akzeptieren</button>", "de"),
    "consent, Dutch": simple("DPG Media Privacy Gate", "<h1>Jouw privacy</h1>", "nl"),
    "consent, Polish": simple("Zanim przejdziesz dalej", "<button>Zgadzam się</button>", "pl"),
    "consent, Japanese": simple("続行する前に", "<button>すべて同意</button>", "ja"),
}


@pytest.mark.parametrize("html", WALLS.values(), ids=WALLS)
def test_a_wall_is_blocked(html: str) -> None:
    extraction = extract(page_of(html))
    assert extraction.record.kind == "blocked"
    assert extraction.reason
    assert extraction.record.price is None


@pytest.mark.parametrize("status", [401, 403, 429])
def test_a_refusal_by_status_is_blocked(status: int) -> None:
    assert kind_of(simple("Shop", "<p>No."), status=status) == "blocked"


MISSING = {
    "en": "Page not found",
    "en, item": "Sorry, this item is no longer available",
    "en, could not": "We couldn't find that page",
    "en, number": "404 - Oops",
    "de": "Die Seite wurde leider nicht gefunden",
    "de, article": "Dieser Artikel ist nicht mehr verfügbar",
    "fr": "Page introuvable",
    "fr, no more": "Cette page n'existe plus",
    "es": "Página no encontrada",
    "it": "Pagina non trovata",
    "pt": "Página não encontrada",
    "nl": "Pagina niet gevonden",
    "pl": "Nie znaleziono strony",
    "ro": "Pagina nu a fost găsită",
    "cs": "Stránka nebyla nalezena",
    "sk": "Stránka sa nenašla",
    "ru": "Страница не найдена",
    "uk": "Сторінку не знайдено",
    "tr": "Sayfa bulunamadı",
    "ar": "الصفحة غير موجودة",
    "he": "העמוד לא נמצא",
    "zh": "抱歉，找不到您要的页面",
    "zh, withdrawn": "该商品已下架",
    "ja": "ページが見つかりませんでした",
    "ko": "페이지를 찾을 수 없습니다",
    "sv": "Sidan hittades inte",
    "da": "Siden blev ikke fundet",
    "no": "Vi fant ikke siden",
    "fi": "Sivua ei löytynyt",
    "hu": "Az oldal nem található",
    "el": "Η σελίδα δεν βρέθηκε",
    "hr": "Stranica nije pronađena",
    "sl": "Strani ni mogoče najti",
    "bg": "Страницата не е намерена",
    "vi": "Không tìm thấy trang",
    "th": "ไม่พบหน้าที่คุณต้องการ",
    "id": "Halaman tidak ditemukan",
}


@pytest.mark.parametrize(("name", "said"), MISSING.items(), ids=MISSING)
def test_a_missing_page_that_answers_200_is_not_found(name: str, said: str) -> None:
    lang = name[:2]
    assert kind_of(simple("Shop", f"<h1>{said}</h1><a href=/>Home</a>", lang)) == "not_found"
    assert kind_of(simple(f"{said} | Shop", "<h1>Oops!</h1>", lang)) == "not_found"


def test_a_missing_page_may_say_so_in_its_text_alone() -> None:
    body = "<h1>Oops!</h1><p>The page you are looking for doesn't exist.</p><a href=/>Home</a>"
    assert kind_of(simple("Shop", body)) == "not_found"


def test_a_missing_page_that_recommends_products_gives_no_price() -> None:
    cards = "".join(
        f"<li class=card><a href=/p/{n}><img src={n}.jpg><h3>Cup {n}</h3></a>"
        f"<span class=price>€{n}.00</span></li>"
        for n in range(2, 9)
    )
    html = simple("Shop", f"<h1>Page not found</h1><h2>You may like</h2><ul>{cards}</ul>")
    record = extract(page_of(html)).record
    assert (record.kind, record.price) == ("not_found", None)


OTHERS = {
    "login": simple(
        "Sign in", "<h1>Sign in</h1><form><input type=password><button>Sign in</button>"
    ),
    "age gate": simple("Are you over 18?", "<h1>Are you of legal age?</h1><button>Yes</button>"),
    "countries": simple(
        "Select your country", "<h1>Choose a country</h1><a href=/us>United States</a>"
    ),
    "maintenance": simple("We'll be right back", "<h1>Scheduled maintenance</h1>"),
    "shell": simple("Shop", "<div id=root></div><script src=/app.js></script>"),
    "empty": "",
    "article with prices": simple(
        "The best mugs of the year",
        "<article><h1>The best mugs of the year</h1><p>By A. Writer</p>"
        "<p>We liked the blue one, which costs <b>$24.99</b> and keeps tea hot for an hour.</p>"
        "<p>The red one is <a href=https://elsewhere.example>$12.50</a> and is rather small, but "
        "it survives the dishwasher, which is more than can be said of its owner.</p></article>",
    ),
    "article that goes through what it likes": simple(
        "Best cups 2026 - Our blog",
        "<article><h1>Best cups 2026</h1><p>By Ann, 3 May</p><h2>Blue Cup</h2>"
        "<p>Price: €12.00</p><h2>Red Cup</h2><p>Price: €14.00</p></article>",
    ),
    "article, marked up": simple(
        "The best mugs",
        "<h1>The best mugs</h1><p class=price>$24.99</p>",
        head='<meta property="og:type" content="article">'
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"The best mugs"}'
        "</script>",
    ),
    "event": simple(
        "A concert",
        "<h1>A concert</h1><p>Tickets from $24.99</p>",
        head='<script type="application/ld+json">{"@type":"MusicEvent","name":"A concert",'
        '"offers":{"@type":"Offer","price":"24.99","priceCurrency":"USD"}}</script>',
    ),
}


@pytest.mark.parametrize("html", OTHERS.values(), ids=OTHERS)
def test_what_sells_nothing_is_other(html: str) -> None:
    record = extract(page_of(html, "https://site.example/2026/mugs")).record
    assert (record.kind, record.price) == ("other", None)


@pytest.mark.parametrize("article", ["<article class=product-detail>", "<article>"])
def test_a_shop_may_call_its_product_an_article(article: str) -> None:
    price = "<p>€12.00</p>" if "product" in article else "<p class=price>€12.00</p>"
    record = extract(page_of(simple("Blue Cup", f"{article}<h1>Blue Cup</h1>{price}"))).record
    assert (record.kind, record.price) == ("product", 12)


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("shell", "an empty shell whose content is made by scripts"),
        ("empty", "an empty page"),
        ("article, marked up", "an article, no product"),
        ("maintenance", "no product on the page"),
    ],
)
def test_what_sells_nothing_says_what_it_is(page: str, reason: str) -> None:
    assert extract(page_of(OTHERS[page], "https://site.example/2026/mugs")).reason == reason


def cards(count: int) -> str:
    return "".join(
        f"<li class=item><a href=/p/{n}><img src={n}.jpg><h3>Cup {n}</h3></a>"
        f"<span class=price>€{n}.50</span></li>"
        for n in range(10, 10 + count)
    )


LISTINGS = {
    "category": simple("Cups", f"<h1>Cups</h1><ul>{cards(12)}</ul>"),
    "category with buttons": simple(
        "Cups",
        "<h1>Cups</h1><ul>"
        + cards(8).replace("</li>", "<button class=add-to-cart>Add to cart</button></li>")
        + "</ul>",
    ),
    "category that says it is a product": simple(
        "Cups",
        f"<h1>Cups</h1><ul>{cards(12)}</ul>",
        head='<script type="application/ld+json">{"@type":"Product","name":"Cups","offers":'
        '{"@type":"AggregateOffer","lowPrice":"10.50","highPrice":"21.50","offerCount":12,'
        '"priceCurrency":"EUR"}}</script>',
    ),
    "one product of many marked up": simple(
        "Cups",
        f"<h1>Cups</h1><ul>{cards(12)}</ul>",
        head='<script type="application/ld+json">{"@type":"ItemList","itemListElement":['
        '{"@type":"Product","name":"Cup 10","offers":{"price":"10.50","priceCurrency":"EUR"}}]}'
        "</script>",
    ),
    "a few plain links": simple(
        "All products",
        "<h1>All products</h1><ul>"
        + "".join(f"<li class=card><a href=/p/{n}>Cup {n}</a> £{n}2.50</li>" for n in range(3, 7))
        + "</ul>",
    ),
    "search": simple("Search results for: cup", f"<h1>Search</h1><ul>{cards(3)}</ul>"),
    "search without results": simple("Shop", "<h1>Search results for “cup”</h1><p>None found.</p>"),
    "search, German": simple("Suchergebnisse", f"<h1>Tassen</h1><ul>{cards(2)}</ul>", "de"),
}


@pytest.mark.parametrize("html", LISTINGS.values(), ids=LISTINGS)
def test_a_list_of_products_is_a_listing(html: str) -> None:
    record = extract(page_of(html, "https://shop.example/cups")).record
    assert (record.kind, record.price) == ("listing", None)


def test_a_search_that_finds_nothing_is_no_missing_page() -> None:
    html = simple("Shop", "<h1>We could not find any results</h1>")
    assert kind_of(html, "https://shop.example/search?q=cup") == "listing"


NAMES = ["Forbidden", "Access Denied", "404 Ways to Cook", "The Waiting Room", "Page Not Found"]


@pytest.mark.parametrize("name", NAMES)
def test_a_product_may_be_called_like_a_wall(name: str) -> None:
    html = simple(
        name,
        f"<h1>{name}</h1><p class=price>€12.00</p><p>In stock</p><button>Add to cart</button>",
    )
    record = extract(page_of(html)).record
    assert (record.kind, str(record.price)) == ("product", "12")


PLAIN_PRODUCTS = {
    "classified": simple(
        "Old bicycle, red",
        "<h1>Old bicycle, red</h1><div class=ad-price>€ 120</div><p>Private seller</p>"
        "<p>The bicycle is old and red and stands in my cellar.</p>",
    ),
    "shop page with a captcha's script": simple(
        "Blue Cup",
        "<h1>Blue Cup</h1><span class=price>€12.00</span><button>Add to cart</button>"
        "<script src=https://www.google.com/recaptcha/api.js></script>"
        "<textarea name=g-recaptcha-response></textarea>",
    ),
    "sold out without a price": simple(
        "Blue Cup",
        "<h1>Blue Cup</h1><p class=stock>Out of stock</p><p>It was blue.</p>",
        head='<meta property="og:type" content="product">',
    ),
}


@pytest.mark.parametrize("html", PLAIN_PRODUCTS.values(), ids=PLAIN_PRODUCTS)
def test_a_plain_product_is_one(html: str) -> None:
    assert kind_of(html) == "product"
