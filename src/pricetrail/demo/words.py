"""What the demo shops say on their pages, in the languages they speak."""

from dataclasses import dataclass
from types import MappingProxyType

from pricetrail.schema import Availability


@dataclass(frozen=True, slots=True)
class Words:
    """One language's labels."""

    label: str
    home: str
    everything: str
    sale: str
    cart: str
    notify: str
    was: str
    brand: str
    number: str
    details: str
    reviews: str
    neighbours: str
    footer: str
    stock: MappingProxyType[Availability, str]
    topics: tuple[str, ...]
    opinions: tuple[str, ...]


def _stock(in_stock: str, out_of_stock: str, pre: str) -> MappingProxyType[Availability, str]:
    return MappingProxyType(
        {
            "in_stock": in_stock,
            "out_of_stock": out_of_stock,
            "preorder": pre,
            "unknown": "",
        }
    )


_ENGLISH = Words(
    label="Demo shop - invented products",
    home="Home",
    everything="All products",
    sale="Sale",
    cart="Add to cart",
    notify="Tell me when it is back",
    was="Was",
    brand="Brand",
    number="Item number",
    details="Details",
    reviews="Reviews",
    neighbours="Customers also looked at",
    footer="This shop exists on this machine only. It shows how pricetrail reads product pages.",
    stock=_stock("In stock", "Out of stock", "Available for pre-order"),
    topics=(
        "Delivery", "Returns", "Payment", "Gift cards", "Contact", "About us", "Our stores",
        "Careers", "Press", "Privacy", "Cookies", "Terms", "Imprint", "Newsletter", "Loyalty",
        "Repairs", "Recycling", "Size guide", "Wholesale", "Accessibility", "Sitemap", "Journal",
    ),
    opinions=(
        "Arrived two days early and well packed. Does what it says, which is rarer than it sounds.",
        "Second one we own; the first was borrowed by a neighbour and has made a life there.",
        "A little heavier than I thought, in a good way. The finish is even and nothing rattles.",
        "Bought as a present. The present was kept by the buyer, so a third one is on its way.",
        "The manual is short and the drawings are right. Took ten minutes from box to use.",
        "Fine, but the box was larger than my door. One star less for the stairs.",
        "I compared four of these over a month. This is the one that I would buy again.",
        "Colour differs a bit from the picture. Everything else is just as it was described.",
    ),
)  # fmt: skip
_GERMAN = Words(
    label="Demo-Shop - erfundene Produkte",
    home="Startseite",
    everything="Alle Artikel",
    sale="Angebote",
    cart="In den Warenkorb",
    notify="Bei Verfügbarkeit benachrichtigen",
    was="UVP",
    brand="Marke",
    number="Artikelnummer",
    details="Technische Daten",
    reviews="Bewertungen",
    neighbours="Kunden sahen auch",
    footer="Dieser Shop lebt nur auf diesem Rechner. Er zeigt, wie pricetrail Produktseiten liest.",
    stock=_stock("Auf Lager", "Nicht lieferbar", "Vorbestellbar"),
    topics=(
        "Versand", "Rückgabe", "Zahlung", "Gutscheine", "Kontakt", "Über uns", "Filialen",
        "Karriere", "Presse", "Datenschutz", "Cookies", "AGB", "Impressum", "Newsletter",
        "Werkstatt", "Ersatzteile", "Entsorgung", "Ratgeber", "Gewerbe", "Barrierefreiheit",
    ),
    opinions=(
        "Kam zwei Tage früher und gut verpackt. Macht, was es soll, und das ist nicht wenig.",
        "Liegt gut in der Hand. Die Anleitung ist kurz, die Zeichnungen stimmen.",
        "Etwas schwerer als gedacht, aber sauber verarbeitet. Nichts klappert.",
        "Als Geschenk gekauft und dann selbst behalten. Das zweite ist schon bestellt.",
        "Über vier Wochen mit drei anderen verglichen. Dieses würde ich wieder nehmen.",
        "Gut, nur war der Karton größer als die Haustür. Dafür ein Stern weniger.",
    ),
)  # fmt: skip
_JAPANESE = Words(
    label="デモショップ - 架空の商品です",
    home="ホーム",
    everything="すべての商品",
    sale="セール",
    cart="カートに入れる",
    notify="再入荷のお知らせ",
    was="通常価格",
    brand="ブランド",
    number="商品番号",
    details="商品の詳細",
    reviews="レビュー",
    neighbours="ほかの商品",
    footer="このショップはこのコンピューターの中だけにあります。",
    stock=_stock("在庫あり", "在庫切れ", "予約受付中"),
    topics=(
        "配送について", "返品について", "お支払い", "ギフト", "お問い合わせ", "会社概要",
        "店舗案内", "採用情報", "プライバシー", "利用規約", "特定商取引法", "よくある質問",
        "読みもの",
    ),
    opinions=(
        "思ったより早く届きました。包装もていねいです。",
        "毎日使っています。手になじむ良い品です。",
        "贈り物にしました。とても喜ばれました。",
        "写真より少し色が濃いですが、満足しています。",
        "二つ目を買いました。もう一つ欲しいです。",
    ),
)  # fmt: skip

_BY_LANGUAGE = MappingProxyType({"en": _ENGLISH, "de": _GERMAN, "ja": _JAPANESE})


def words_of(lang: str) -> Words:
    """The labels in `lang`: ``en``, ``de`` or ``ja``."""
    return _BY_LANGUAGE[lang]
