"""The shops' own ids of their products, out of addresses and forms."""

import pytest

from pricetrail.extract.document import Document
from pricetrail.extract.rules import find_rule
from tests.support.pages import page_of

IDS = {
    "https://www.amazon.de/Kessel-Fernway/dp/B0TESTAS01/ref=sr_1_1": ("amazon", "B0TESTAS01"),
    "https://www.amazon.com/gp/aw/d/b0testas01": ("amazon", "B0TESTAS01"),
    "https://www.ebay.de/itm/Radio-K7/185012345678?hash=item2b": ("ebay", "185012345678"),
    "https://www.ebay.com.au/itm/185012345678": ("ebay", "185012345678"),
    "https://www.walmart.com/ip/Larkfield-Mug/512345678?from=x": ("walmart", "512345678"),
    "https://www.walmart.ca/en/ip/mug/6000201234567": ("walmart", "6000201234567"),
    "https://www.walmart.ca/en/ip/mug/2MTRFPY3DLOY": ("walmart", "2MTRFPY3DLOY"),
    "https://www.bestbuy.com/site/monitor/6512345.p?skuId=6512345": ("bestbuy", "6512345"),
    "https://www.bestbuy.ca/en-ca/product/quillon-monitor/17123456": ("bestbuy", "17123456"),
    "https://www.newegg.com/tarnhelm-ssd/p/N82E16800000123": ("newegg", "N82E16800000123"),
    "https://www.newegg.ca/x/p/0D9-000X-00123?Item=9SIA": ("newegg", "0D9-000X-00123"),
    "https://www.etsy.com/fr/listing/1012345678/tablier": ("etsy", "1012345678"),
    "https://www.ikea.com/us/en/p/svalbo-shelf-pine-50123456/": ("ikea", "50123456"),
    "https://www.ikea.com/gb/en/p/torvik-lamp-s89123456/#content": ("ikea", "89123456"),
    "https://www.zalando.co.uk/quarrel-shoes-qx122a0ab-k11.html": ("zalando", "QX122A0AB-K11"),
    "https://www.otto.de/p/orkan-saege-512345678/#variationId=1": ("otto", "512345678"),
    "https://www.otto.de/p/orkan-saege-S0A1B2C3/": ("otto", "S0A1B2C3"),
    "https://www.saturn.de/de/product/_silo-s2-2712345.html": ("mediamarkt", "2712345"),
    "https://www.flipkart.com/kettle/p/itmabcdef0123456?pid=X": ("flipkart", "itmabcdef0123456"),
    "https://www.costco.ca/bench.product.100712345.html": ("costco", "100712345"),
    "https://www.costco.co.uk/Home/Bench/p/312345": ("costco", "312345"),
    "https://www.johnlewis.com/merrow-toaster/p5012345": ("johnlewis", "5012345"),
    "https://www.argos.co.uk/product/7123456?clickSR=x": ("argos", "7123456"),
    "https://www.emag.bg/ventilator/pd/DAB1C2MBM/": ("emag", "DAB1C2MBM"),
    "https://www.currys.co.uk/products/quillon-monitor-10212345.html": ("currys", "10212345"),
    "https://www.currys.ie/ieen/tv/quillon-10212345-pdt.html": ("currys", "10212345"),
    "https://www.leroymerlin.fr/produits/lampe-83123456.html": ("leroymerlin", "83123456"),
    "https://www.leroymerlin.pl/wc/zestaw,p571000,l1.html": ("leroymerlin", "571000"),
    "https://market.yandex.ru/product--chajnik/1712345678?sku=101234567": (
        "yandex_market",
        "101234567",
    ),
    "https://www.zara.com/es/es/vestido-p03691234.html": ("zara", "03691234"),
    "https://www.wayfair.com/lighting/pdp/lamp-j001234567.html": ("wayfair", "j001234567"),
    "https://www.laendleanzeiger.at/boote/c5780a200512345/boot.html": (
        "laendleanzeiger",
        "200512345",
    ),
    "https://www.target.com/p/larkfield-mug/-/A-81234567#lnk": ("target", "81234567"),
    "https://www.homedepot.com/p/Fennick-Hose/312345678": ("homedepot", "312345678"),
    "https://de.aliexpress.com/item/1005001234567890.html": ("aliexpress", "1005001234567890"),
    "https://www.coolblue.nl/product/912345/silo-s2.html": ("coolblue", "912345"),
    "https://www.bol.com/nl/nl/p/merrow/9300000012345678/": ("bol", "9300000012345678"),
    "https://allegro.pl/oferta/lampa-biurkowa-12345678901": ("allegro", "12345678901"),
    "https://rozetka.com.ua/ua/chajnik/p312345678/": ("rozetka", "312345678"),
    "https://articulo.mercadolibre.com.ar/MLA-912345678-bolso-_JM": (
        "mercadolibre",
        "MLA912345678",
    ),
    "https://www.mercadolivre.com.br/bolsa/p/MLB12345678": ("mercadolibre", "MLB12345678"),
    "https://www.bhphotovideo.com/c/product/1512345-REG/x.html": ("bhphotovideo", "1512345-REG"),
    "https://www.lazada.sg/products/cooker-i212345678-s3123.html": ("lazada", "212345678"),
    "https://www.trendyol.com/serai/pilav-p-123456789?boutiqueId=1": ("trendyol", "123456789"),
    "https://www.asos.com/quarrel/shirt/prd/201234567": ("asos", "201234567"),
    "https://www2.hm.com/en_gb/productpage.1012345001.html": ("hm", "1012345001"),
    "https://www.ozon.ru/product/chaynik-polin-512345678/": ("ozon", "512345678"),
    "https://www.microcenter.com/product/612345/tarnhelm-ssd": ("microcenter", "612345"),
    "https://www.kaufland.de/product/412345678/": ("kaufland", "412345678"),
    "https://www.thalia.de/shop/home/artikeldetails/A1061234567": ("thalia", "1061234567"),
    "https://www.myntra.com/kurtas/ruhi/kurta/12345678/buy": ("myntra", "12345678"),
}
ELSEWHERE = [
    "https://www.ebay.com/sch/i.html?_nkw=lamp",
    "https://www.walmart.com/search?q=mug",
    "https://www.ikea.com/gb/en/cat/lamps-li001/",
    "https://www.zalando.de/herrenschuhe/",
    "https://www.etsy.com/shop/TonwerkStudio",
    "https://www.newegg.com/Product/ComboDealDetails",
    "https://www.costco.com/benches.html",
]


@pytest.mark.parametrize(("url", "known"), IDS.items(), ids=lambda value: str(value)[:60])
def test_the_address_names_the_product(url: str, known: tuple[str, str]) -> None:
    doc = Document(page_of("<title>x</title>", url=url))
    rule = find_rule(doc)
    assert rule is not None
    assert (rule.name, rule.item_id(doc)) == known


@pytest.mark.parametrize("url", ELSEWHERE)
def test_other_addresses_name_none(url: str) -> None:
    doc = Document(page_of("<title>x</title>", url=url))
    rule = find_rule(doc)
    assert rule is not None
    assert rule.item_id(doc) is None


FORMS = {
    "magento": (
        "https://orla.example/throw.html",
        (
            "<body class='catalog-product-view'><form id='product_addtocart_form'>"
            "<input type='hidden' name='product' value='4711'></form>"
        ),
        "4711",
    ),
    "prestashop": (
        "https://herboriste.example/tisanes/31-77-tisane.html",
        "<body id='product' class='product-id-31'><input name='id_product' value='31'>",
        "31-77",
    ),
    "woocommerce": (
        "https://kupfer.example/produkt/kanne/",
        "<body class='single-product woocommerce postid-812'>",
        "812",
    ),
    "shopware": (
        "https://radwerk.example/tasche/SW10042",
        "<body class='is-ctl-product'><span class='product-detail-ordernumber'> SW10042 </span>",
        "SW10042",
    ),
    "shopify": (
        "https://moor.example/products/candle?variant=39512345678901",
        "<script src='//cdn.shopify.com/s/theme.js'></script>",
        "39512345678901",
    ),
    "bigcommerce": (
        "https://anvil.example/skillet/",
        (
            "<script src='https://cdn11.bigcommerce.com/s-1/theme.js'></script>"
            "<div class='productView'><form><input name='product_id' value='113'></form></div>"
        ),
        "113",
    ),
    "salesforce": (
        "https://tailor.example/LS77.html",
        (
            "<script src='/on/demandware.static/main.js'></script>"
            "<div class='product-detail' data-pid='LS77'></div>"
        ),
        "LS77",
    ),
}


@pytest.mark.parametrize(("name", "told"), FORMS.items())
def test_platforms_are_told_by_their_markup(name: str, told: tuple[str, str, str]) -> None:
    url, html, number = told
    doc = Document(page_of(html, url=url))
    rule = find_rule(doc)
    assert rule is not None
    assert (rule.name, rule.item_id(doc)) == (name, number)


def test_a_number_that_an_address_cannot_hold_is_no_id() -> None:
    html = (
        "<body class='is-ctl-product'><span class='product-detail-ordernumber'>../a b</span></body>"
    )
    doc = Document(page_of(html, url="https://radwerk.example/x"))
    rule = find_rule(doc)
    assert rule is not None
    assert rule.item_id(doc) is None


def test_a_shop_of_its_own_rule_wins_over_its_platform() -> None:
    html = "<script src='//cdn.shopify.com/s/theme.js'></script>"
    url = "https://mediamarkt.pt/products/micro-ondas"
    rule = find_rule(Document(page_of(html, url=url)))
    assert rule is not None
    assert rule.name == "mediamarkt"


def test_a_variant_keeps_its_address() -> None:
    html = (
        "<script src='//cdn.shopify.com/s/theme.js'></script>"
        "<link rel=canonical href='https://moor.example/products/candle'>"
    )
    url = "https://moor.example/products/candle?variant=39512345678901&utm_source=x"
    doc = Document(page_of(html, url=url))
    rule = find_rule(doc)
    assert rule is not None
    assert rule.canonical(doc) == "https://moor.example/products/candle?variant=39512345678901"
