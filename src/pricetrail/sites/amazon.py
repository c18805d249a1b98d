"""Amazon, every marketplace.

Checked against pages of amazon.com and amazon.de from 2020 to 2023: the "priceblock", "buybox",
"apex" and "corePrice" layouts, subscribe-and-save accordions, renewed goods, music swatches,
pages without a buy box and pages of things that cannot be bought. Pages with the marketplace's
markup on another host (mirrors, saved pages, the demo's bazaar) are read too: an ``<h1>`` with its
id and the hidden field with the ASIN stand together nowhere else.
"""

import re
from collections.abc import Mapping
from typing import ClassVar

from turbohtml import Element

from pricetrail.extract.availability import availability_of_text
from pricetrail.extract.candidates import Candidates
from pricetrail.extract.document import Document
from pricetrail.extract.fields import clean_brand, clean_gtin
from pricetrail.extract.labels import field_of, is_maker, tidy
from pricetrail.extract.nodes import text_of
from pricetrail.extract.rules import SiteRule, site_rule
from pricetrail.schema import Kind

_ASIN = re.compile(
    r"/(?:dp|gp/product|gp/aw/d|product|exec/obidos/asin|o/asin)/([A-Z0-9]{10})(?:[/?#]|$)",
    re.IGNORECASE,
)
_TITLES = frozenset({"title", "productTitle", "ebooksProductTitle"})
_BYLINE = re.compile(
    r"^(?:visit the (?P<en>.+?) store|besuchen? sie den (?P<de>.+?)[- ]store"
    r"|visiter la boutique (?P<fr>.+)"
    r"|visita (?:la tienda de|lo store di) (?P<es>.+)|visite a loja (?P<pt>.+)"
    r"|bezoek de (?P<nl>.+?)[- ]store"
    r"|bes[öo]k (?P<sv>.+?)[- ]butiken|odwiedź sklep (?P<pl>.+)"
    r"|(?P<ja>.+?)の?ストアを(?:表示|見る)|(?P<tr>.+?) store['’]u ziyaret edin"
    r"|(?:brand|marke|marque(?: ?)|marca|merk|märke|varumärke|marka|ブランド"
    r"|العلامة التجارية)\s*[:：]\s*(?P<label>.+))$",
    re.IGNORECASE,
)
_CONTRIBUTOR = re.compile(r"\((?:author|autor|auteur|autore|著|editor|illustrator)", re.IGNORECASE)
_NOISE_LABELS = re.compile(
    r"customer review|best ?sellers? rank|kundenbewertung|bestseller-rang"
    r"|moyenne des commentaires|classement des meilleures"
    r"|opinión media|clasificación en|recensione media|posizione nella classifica"
    r"|おすすめ度|売れ筋ランキング|klantenrecensies",
    re.IGNORECASE,
)
_TABLES = (
    "#productOverview_feature_div tr,#productDetails_techSpec_section_1 tr"
    ",#productDetails_techSpec_section_2 tr"
    ",#productDetails_detailBullets_sections1 tr,#prodDetails table tr"
    ",#technicalSpecifications_feature_div tr"
    ",#productDetailsTable tr,.prodDetTable tr"
)
_ASIN_FIELD = "input#ASIN[value],input[name=ASIN][value]"
_MUSIC_TITLE = "#dmusicProductTitle_feature_div h1"
_BULLETS = (
    "#detailBullets_feature_div li",
    "#detail-bullets li",
    "#detail_bullets_id li",
    "#productDetailsTable li",
)
_TITLE_BLOCKS = ("#productTitle", "#ebooksProductTitle", "#dp #title", _MUSIC_TITLE)
_BYLINES = ("#bylineInfo", "#brand", "#brandBylineWrapper a", "#ProductInfoArtistLink")


@site_rule
class Amazon(SiteRule):
    """Reads product pages of every Amazon marketplace; the shop's own id is the ASIN."""

    name = "amazon"
    hosts = ("amazon.*",)
    settles = frozenset({"name", "price", "list_price", "availability", "brand", "sku", "rating"})
    settles |= {"review_count", "gtin", "mpn", "asin", "specs", "country_of_origin"}
    selectors: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "name": ("#productTitle", "#ebooksProductTitle", "#title", "#gc-asin-title", _MUSIC_TITLE),
        "list_price": (
            "#corePriceDisplay_desktop_feature_div .basisPrice .a-offscreen",
            "#corePrice_desktop .a-text-price[data-a-strike=true] .a-offscreen",
            "#apex_desktop .a-text-price[data-a-strike=true] .a-offscreen",
            "#price .priceBlockStrikePriceString",
            "#listPriceValue",
            "#listPrice",
        ),
        "rating": ("#acrPopover@title", "#averageCustomerReviews .a-icon-alt"),
        "review_count": ("#acrCustomerReviewText",),
        "image_url": (
            "#landingImage@data-old-hires",
            "#landingImage@src",
            "#imgBlkFront@src",
            "#ebooksImgBlkFront@src",
        ),
        "description": ("#productDescription", "#bookDescription_feature_div", "#feature-bullets"),
    }
    prices = (
        "#corePriceDisplay_desktop_feature_div .priceToPay .a-offscreen",
        "#corePriceDisplay_desktop_feature_div .priceToPay",
        "#corePrice_feature_div .priceToPay .a-offscreen",
        "#corePrice_feature_div .a-price:not([data-a-strike=true]) .a-offscreen",
        "#corePrice_desktop .apexPriceToPay .a-offscreen",
        "#apex_desktop .apexPriceToPay .a-offscreen",
        "#apex_desktop .priceToPay .a-offscreen",
        "#apex_desktop .a-price:not([data-a-strike=true]) .a-offscreen",
        "#corePriceDisplay_mobile_feature_div .priceToPay .a-offscreen",
        "#priceblock_dealprice",
        "#priceblock_saleprice",
        "#priceblock_ourprice",
        "#priceblock_pospromoprice",
        "#newBuyBoxPrice",
        "#price_inside_buybox",
        "#buyNewSection .offer-price",
        "#newBuyBoxPrice .a-offscreen",
        "#kindle-price",
        "#digital-list-price + #kindle-price",
        "#Ebooks-desktop-KINDLE_ALC-prices-kindlePrice .a-offscreen",
        "#digital-button-price",
        "#rentPrice",
        "#tmmSwatches .swatchElement.selected .slot-price",
        "#tmmSwatches .swatchElement.selected .a-color-price",
        "#tmmSwatches .selected .a-color-price",
        "#mediaTab_heading_0 .a-color-price",
        "#usedBuySection .offer-price",
        "#usedPrice",
        "#usedOnlyBuybox .offer-price",
        "#renewedBuyBoxPrice",
        "#gc-live-preview-amount",
        "[id^=dmusic_digital_buy_button_buyBox] .a-text-bold",
        "#newAccordionRow_0 .a-price:not([data-a-strike=true]) .a-offscreen",
        "#tp_price_block_total_price_ww .a-offscreen",
        "#olp-upd-new .a-color-price",
        "#olp-new .a-color-price",
    )

    def reads(self, doc: Document) -> bool:
        """Whether it is one of Amazon's hosts, or the page is marked up as Amazon's are."""
        if self.reads_host(doc.host):
            return True
        titled = any(heading.attr("id") in _TITLES for heading, _ in doc.headings[:3])
        return titled and doc.tree.select_one(_ASIN_FIELD) is not None

    def read(self, doc: Document, out: Candidates) -> None:
        """Add what the page says; a thing that cannot be bought has no price."""
        super().read(doc, out)
        rows = details(doc)
        specs = {label: value for label, value in rows if not _NOISE_LABELS.search(label)}
        self.add_if(out, "specs", specs, "product details")
        self.add_if(out, "asin", self.item_id(doc), "the page's address")
        self.add_if(out, "sku", self.item_id(doc), "the page's address")
        self._read_identity(doc, out, rows)
        if self._read_availability(doc, out) != "out_of_stock":
            for selector in self.prices:
                if self.take(doc, out, "price", selector):
                    break

    def kind(self, doc: Document) -> Kind | None:
        """A page with a product's title block is a product; the rest is left to the evidence."""
        titled = any(text_of(title) for css in _TITLE_BLOCKS for title in doc.select(css))
        return "product" if titled else None

    def item_id(self, doc: Document) -> str | None:
        """The ASIN."""
        for url in (doc.url, doc.canonical):
            if url and (match := _ASIN.search(url)):
                return match.group(1).upper()
        field = doc.tree.select_one(_ASIN_FIELD)
        value = (field.attr("value") or "").strip() if field is not None else ""
        return value if re.fullmatch(r"[A-Z0-9]{10}", value) else None

    def canonical(self, doc: Document) -> str | None:
        """The shortest address of the product."""
        asin = self.item_id(doc)
        at_amazon = asin is not None and self.reads_host(doc.host)
        return f"https://{doc.host}/dp/{asin}" if at_amazon else doc.canonical

    def add_if(self, out: Candidates, field: str, value: object, place: str) -> None:
        """Add one claim where there is a value."""
        if value:
            self.add(out, field, value, place)

    def _read_identity(self, doc: Document, out: Candidates, rows: list[tuple[str, str]]) -> None:
        brand = _labelled(rows, "brand")
        byline = next((line for css in _BYLINES for line in doc.select(css)), None)
        place = "product details"
        if byline is not None and (named := brand_of_byline(text_of(byline))):
            brand, place = named, "#bylineInfo"
        self.add_if(out, "brand", brand, place)
        self.add_if(out, "gtin", clean_gtin(_labelled(rows, "gtin")), "product details")
        self.add_if(out, "mpn", _labelled(rows, "mpn"), "product details")
        origin = _labelled(rows, "country_of_origin")
        self.add_if(out, "country_of_origin", origin, "product details")

    def _read_availability(self, doc: Document, out: Candidates) -> str | None:
        for css in ("#outOfStock", "#availability", "#availability_feature_div"):
            for element in doc.select(css):
                state = availability_of_text(text_of(element)[:120], doc.lang)
                if state is not None and state != "unknown":
                    self.add(out, "availability", state, css)
                    return state
        if doc.select("#outOfStock"):
            self.add(out, "availability", "out_of_stock", "#outOfStock")
            return "out_of_stock"
        for css in (
            "#add-to-cart-button",
            "#buy-now-button",
            "#one-click-button",
            "#unqualifiedBuyBox",
            "[id^=dmusic_digital_buy_button]",
        ):
            if doc.select(css):
                self.add(out, "availability", "in_stock", css)
                return "in_stock"
        return None


def brand_of_byline(text: str) -> str | None:
    """The brand in the line below the title, such as "Visit the X Store"; None for its authors."""
    text = tidy(text)
    match = _BYLINE.match(text)
    if match is not None:
        return clean_brand(next(group for group in match.groups() if group))
    if _CONTRIBUTOR.search(text) or len(text) > 60:
        return None
    return clean_brand(text)


def details(doc: Document) -> list[tuple[str, str]]:
    """The rows of the page's detail tables and bullets as (label, value), in page order."""
    rows = [_row(element, "th,td") for element in doc.tree.select(_TABLES)]
    bullets = (element for css in _BULLETS for element in doc.select(css))
    rows += [_row(element, "span span,b") for element in bullets]
    return [row for row in rows if row is not None]


def _row(element: Element, cells: str) -> tuple[str, str] | None:
    head = element.select_one(cells)
    if head is None:
        return None
    label = text_of(head)
    whole = text_of(element)
    value = tidy(whole[len(label) :]) if whole.startswith(label) else ""
    label = tidy(label)
    return (label, value) if label and value and len(label) < 80 else None


def _labelled(rows: list[tuple[str, str]], field: str) -> str | None:
    named = [(label, value) for label, value in rows if field_of(label) == field]
    return next((v for label, v in named if not is_maker(label)), None)
