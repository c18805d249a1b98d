"""The demo's shops and what they sell, all of it invented.

Host names end in ``.test``, which no real shop can have (RFC 6761), and GTINs begin with 20,
which GS1 keeps for numbers that are valid inside one shop only.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from zlib import crc32

from yarl import URL

from pricetrail.demo.moves import (
    Move,
    black_friday,
    clearance,
    inflated_list_price,
    inflation,
    members_pay,
    preorder,
    promotion,
    season_sale,
    steps,
    stock_out,
    ticker,
    undercutting,
    up_to,
)

_SUFFIX = "demo.pricetrail.test"


class Style(StrEnum):
    """How a product page says what it sells."""

    JSON_LD = "json-ld"
    JSON_LD_GRAPH = "json-ld @graph"
    PRODUCT_GROUP = "json-ld ProductGroup"
    AGGREGATE_OFFER = "json-ld AggregateOffer"
    MEMBER_PRICE = "json-ld with a member price"
    MICRODATA = "microdata"
    RDFA = "rdfa"
    OPEN_GRAPH = "opengraph"
    MARKETPLACE = "marketplace tables"
    NEXT_DATA = "__NEXT_DATA__"
    STOREFRONT = "storefront theme"
    SCRIPT_SHELL = "script-only, data inline"
    API_SHELL = "script-only, data fetched"
    PLAIN = "plain html"


class Fault(StrEnum):
    """What is wrong with an item's page at times."""

    BLOCKED_FOR_DAYS = "blocked for days"
    GONE_OUT_OF_SEASON = "gone out of season"
    MOVED_TO_LISTING = "moved to a listing"
    RATE_LIMITED = "rate limited"
    SLOW_AT_TIMES = "slow at times"


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop: its host is ``<label>.demo.pricetrail.test``.

    `etag` and `last_modified` say which validators it sends; `shows_neighbours` whether its
    product pages also show other products with their prices.
    """

    label: str
    title: str
    lang: str
    colour: str
    etag: bool = False
    last_modified: bool = False
    shows_neighbours: bool = False

    @property
    def host(self) -> str:
        """Its host name, the same whatever the port."""
        return f"{self.label}.{_SUFFIX}"

    @property
    def url(self) -> str:
        """Its front page."""
        return f"http://{self.host}/"


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """One product of a shop. `base` is the price its `moves` start from.

    `tick` is how often its price may move. `charset` is what its page is encoded in, and
    `charset_in_header` whether the header says so, or only the page. `tracked` is false where a
    page shows nothing without running its script.
    """

    slug: str
    shop: Shop
    style: Style
    name: str
    brand: str
    sku: str
    base: Decimal
    currency: str
    moves: tuple[Move, ...]
    blurb: str
    specs: tuple[tuple[str, str], ...]
    fault: Fault | None = None
    charset: str = "utf-8"
    charset_in_header: bool = True
    tick: timedelta = timedelta(days=1)
    tracked: bool = True
    seed: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "seed", crc32(self.slug.encode()))

    @property
    def path(self) -> str:
        """Its path, such as ``/p/cordless-drill``."""
        return f"/dp/{self.sku}" if self.style is Style.MARKETPLACE else f"/p/{self.slug}"

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://{self.shop.host}{self.path}"

    @property
    def image_url(self) -> str:
        """The address of its picture."""
        return f"http://{self.shop.host}/img/{self.slug}.svg"

    @property
    def gtin(self) -> str:
        """A GTIN-13 with a right check digit."""
        stem = f"20{self.seed % 10**10:010d}"
        weighted = sum(int(digit) * (3 if i % 2 else 1) for i, digit in enumerate(stem))
        return f"{stem}{-weighted % 10}"

    @property
    def rating(self) -> Decimal:
        """Its average rating of 5, with one decimal."""
        return Decimal(36 + self.seed % 14) / 10

    @property
    def review_count(self) -> int:
        """How many people rated it."""
        return 12 + self.seed % 2400


TOOLS = Shop("tools", "Werkbank Demo", "de", "#b45309", etag=True, last_modified=True)
BOOKS = Shop("books", "Foxed Pages Demo", "en", "#166534", etag=True, shows_neighbours=True)
TOYS = Shop("toys", "Tin Drum Toys Demo", "en", "#be185d", last_modified=True)
BAZAAR = Shop("bazaar", "Bazaar Demo", "en", "#1f2937", shows_neighbours=True)
KURA = Shop("kura", "茶蔵デモ", "ja", "#3f6212", etag=True)
WORLD = Shop("world", "World Market Demo", "en", "#1d4ed8")

SHOPS = MappingProxyType({shop.host: shop for shop in (TOOLS, BOOKS, TOYS, BAZAAR, KURA, WORLD)})
DEMO_HOSTS: tuple[str, ...] = tuple(SHOPS)


@cache
def items() -> tuple[Item, ...]:
    """Everything that the shops sell, shop by shop."""
    return (*_tools(), *_books(), *_toys(), *_bazaar(), *_kura(), *_world())


def items_of(shop: Shop) -> tuple[Item, ...]:
    """What one shop sells."""
    return tuple(item for item in items() if item.shop is shop)


def item_at(url: str) -> Item | None:
    """The item whose page is at `url` (query and fragment do not matter), None where none is."""
    parsed = URL(url)
    return find(parsed.host or "", parsed.path)


def find(host: str, path: str) -> Item | None:
    """The item whose page a host has at `path`, None where none is."""
    return _by_place().get((host, path))


@cache
def _by_place() -> dict[tuple[str, str], Item]:
    return {(item.shop.host, item.path): item for item in items()}


def _tools() -> tuple[Item, ...]:
    return (
        Item(
            slug="akku-bohrschrauber-18v",
            shop=TOOLS,
            style=Style.JSON_LD,
            name="Akku-Bohrschrauber AB 18-2 im Koffer",
            brand="Nordhammer",
            sku="NH-18204",
            base=Decimal(129),
            currency="EUR",
            moves=(inflation(30), promotion({4, 5}, 1500), black_friday(3000)),
            blurb="Zwei Gänge, zwei Akkus mit 4 Ah, 60 Nm Drehmoment und ein Koffer aus Stahl.",
            specs=(("Spannung", "18 V"), ("Drehmoment", "60 Nm"), ("Gewicht", "1,6 kg")),
        ),
        Item(
            slug="kreuzlinienlaser-gruen",
            shop=TOOLS,
            style=Style.JSON_LD_GRAPH,
            name="Kreuzlinienlaser KL 30 grün",
            brand="Lotrecht & Söhne",
            sku="LS-30G",
            base=Decimal(89),
            currency="EUR",
            moves=(steps(11, 800), stock_out(70, 6)),
            blurb="Zwei Linien, 30 m Reichweite, nivelliert sich selbst.",
            specs=(("Reichweite", "30 m"), ("Schutzart", "IP54")),
        ),
        Item(
            slug="werkbank-buche-200",
            shop=TOOLS,
            style=Style.MICRODATA,
            name="Werkbank Buche massiv 200 × 80 cm",
            brand="Nordhammer",
            sku="NH-WB200",
            base=Decimal(1329),
            currency="EUR",
            moves=(inflation(20), undercutting(14, 60)),
            blurb="Buchenplatte von 60 mm, vier Schubladen, trägt 900 kg.",
            specs=(("Holz", "Buche"), ("Tragkraft", "900 kg"), ("Höhe", "86 cm")),
        ),
        Item(
            slug="bankhobel-groesse-4",
            shop=TOOLS,
            style=Style.MICRODATA,
            name="Bankhobel Größe 4 „Eiche“",
            brand="Müller–Gruß",
            sku="MG-0004",
            base=Decimal("74.50"),
            currency="EUR",
            moves=(steps(17, 500), season_sale(45, 6, 2000)),
            blurb="Körper aus Sphäroguss, Griffe aus Eiche, Eisen 50 mm.",
            specs=(("Länge", "245 mm"), ("Eisen", "50 mm")),
            charset="windows-1252",
        ),
        Item(
            slug="japansaege-ryoba",
            shop=TOOLS,
            style=Style.OPEN_GRAPH,
            name="Japansäge Ryoba 240",
            brand="Hana",
            sku="HN-240",
            base=Decimal(36),
            currency="EUR",
            moves=(inflation(25), season_sale(60, 9, 2500), black_friday(3500)),
            blurb="Zwei Zahnungen an einem dünnen Blatt.",
            specs=(("Blatt", "240 mm"),),
        ),
    )


def _books() -> tuple[Item, ...]:
    return (
        Item(
            slug="the-lighthouse-ledger",
            shop=BOOKS,
            style=Style.PLAIN,
            name="The Lighthouse Ledger",
            brand="Gannet Press",
            sku="FP-1001",
            base=Decimal("18.99"),
            currency="GBP",
            moves=(steps(9, 900), stock_out(50, 8)),
            blurb="A keeper counts ships for forty years, and one of them counts back.",
            specs=(("Pages", "312"), ("Binding", "Hardback")),
        ),
        Item(
            slug="a-field-guide-to-queues",
            shop=BOOKS,
            style=Style.PLAIN,
            name="A Field Guide to Queues",
            brand="Gannet Press",
            sku="FP-1002",
            base=Decimal("5.99"),
            currency="GBP",
            moves=(steps(13, 1200), up_to(5000)),
            blurb="How to recognise forty kinds of waiting, as paperback or hardback.",
            specs=(("Pages", "190"),),
        ),
        Item(
            slug="salt-and-semaphore",
            shop=BOOKS,
            style=Style.RDFA,
            name="Salt & Semaphore",
            brand="Mudlark House",
            sku="FP-1003",
            base=Decimal("12.49"),
            currency="GBP",
            moves=(inflation(40), promotion({1}, 2000)),
            blurb="Recipes and flag signals of a family that never agreed on either.",
            specs=(("Pages", "256"), ("Binding", "Paperback")),
        ),
        Item(
            slug="collected-weather",
            shop=BOOKS,
            style=Style.AGGREGATE_OFFER,
            name="Collected Weather, Volume II",
            brand="Mudlark House",
            sku="FP-1004",
            base=Decimal(22),
            currency="GBP",
            moves=(steps(8, 1500), up_to(7000)),
            blurb="New and used copies of the second volume, from seven sellers.",
            specs=(("Pages", "480"),),
        ),
        Item(
            slug="the-quiet-compiler",
            shop=BOOKS,
            style=Style.JSON_LD,
            name="The Quiet Compiler",
            brand="Gannet Press",
            sku="FP-1005",
            base=Decimal("24.99"),
            currency="GBP",
            moves=(preorder(90, 40), steps(30, 600), black_friday(2000)),
            blurb="A novel in nine passes.",
            specs=(("Pages", "368"), ("Binding", "Hardback")),
            fault=Fault.MOVED_TO_LISTING,
        ),
    )


def _toys() -> tuple[Item, ...]:
    return (
        Item(
            slug="wooden-train-42",
            shop=TOYS,
            style=Style.STOREFRONT,
            name="Wooden Train Set, 42 Pieces",
            brand="Tin Drum",
            sku="TD-TRAIN-42",
            base=Decimal("59.99"),
            currency="USD",
            moves=(steps(14, 400), inflated_list_price(3300)),
            blurb="Beech tracks, a bridge and a train that is held together by magnets.",
            specs=(("Age", "3 and up"), ("Material", "Beech")),
        ),
        Item(
            slug="rain-boots-puddle",
            shop=TOYS,
            style=Style.PRODUCT_GROUP,
            name="Puddle Rain Boots",
            brand="Hook & Line",
            sku="HL-PUDDLE",
            base=Decimal("24.99"),
            currency="USD",
            moves=(clearance(50, 400, 5), up_to(3000)),
            blurb="Natural rubber in three sizes; the larger ones cost more.",
            specs=(("Material", "Rubber"),),
        ),
        Item(
            slug="orrery-kit",
            shop=TOYS,
            style=Style.NEXT_DATA,
            name='Orrery Kit 12" Brass',
            brand="Lumen Works",
            sku="LW-ORR-12",
            base=Decimal("148.00"),
            currency="USD",
            moves=(steps(6, 700), stock_out(40, 5)),
            blurb="Eight planets, 61 gears, one afternoon.",
            specs=(("Height", "12 in"), ("Gears", "61")),
        ),
        Item(
            slug="kite-delta-2m",
            shop=TOYS,
            style=Style.SCRIPT_SHELL,
            name="Delta Kite 2 m <Storm>",
            brand="Hook & Line",
            sku="HL-KITE-2",
            base=Decimal("34.50"),
            currency="USD",
            moves=(undercutting(10, 90), black_friday(2500)),
            blurb="Flies from a breeze to a gale.",
            specs=(("Span", "2 m"),),
        ),
        Item(
            slug="block-castle",
            shop=TOYS,
            style=Style.MEMBER_PRICE,
            name="Block Castle 1200",
            brand="Tin Drum",
            sku="TD-CASTLE",
            base=Decimal("89.99"),
            currency="USD",
            moves=(steps(10, 600), members_pay(1200)),
            blurb="1200 blocks and a drawbridge that works.",
            specs=(("Blocks", "1200"), ("Age", "6 and up")),
        ),
        Item(
            slug="snow-globe-harbour",
            shop=TOYS,
            style=Style.JSON_LD,
            name="Snow Globe “Harbour”",
            brand="Lumen Works",
            sku="LW-SNOW-H",
            base=Decimal("19.99"),
            currency="USD",
            moves=(steps(12, 1000),),
            blurb="Sold while it is cold.",
            specs=(("Diameter", "3 in"),),
            fault=Fault.GONE_OUT_OF_SEASON,
        ),
        Item(
            slug="marble-run-app",
            shop=TOYS,
            style=Style.API_SHELL,
            name="Marble Run Tower",
            brand="Tin Drum",
            sku="TD-MARBLE",
            base=Decimal("44.99"),
            currency="USD",
            moves=(steps(7, 900),),
            blurb="Its page is empty until a script has asked for the data.",
            specs=(("Marbles", "24"),),
            tracked=False,
        ),
    )


def _bazaar() -> tuple[Item, ...]:
    return (
        Item(
            slug="steel-kettle",
            shop=BAZAAR,
            style=Style.MARKETPLACE,
            name="Garam Stainless Steel Electric Kettle, 1.8 L, Auto Shut-Off (Silver)",
            brand="Garam",
            sku="B0DEMOKTL1",
            base=Decimal(1499),
            currency="INR",
            moves=(steps(5, 900), inflated_list_price(6000)),
            blurb="Boils 1.8 litres in six minutes.",
            specs=(("Capacity", "1.8 litres"), ("Wattage", "1500 Watts"), ("Colour", "Silver")),
        ),
        Item(
            slug="over-ear-headphones",
            shop=BAZAAR,
            style=Style.MARKETPLACE,
            name="Kolahal Quiet 7 Wireless Over-Ear Headphones, 60 Hours (Black)",
            brand="Kolahal",
            sku="B0DEMOHPH7",
            base=Decimal(7990),
            currency="INR",
            moves=(ticker(900, 2880, 0), black_friday(3000)),
            blurb="Sixty hours on one charge.",
            specs=(("Connectivity", "Bluetooth 5.3"), ("Battery", "60 hours")),
            fault=Fault.BLOCKED_FOR_DAYS,
            tick=timedelta(minutes=30),
        ),
        Item(
            slug="laptop-14",
            shop=BAZAAR,
            style=Style.MARKETPLACE,
            name="Vayu Air 14 Laptop, 32 GB RAM, 1 TB SSD (Slate)",
            brand="Vayu",
            sku="B0DEMOLAP4",
            base=Decimal(123456),
            currency="INR",
            moves=(steps(20, 300), season_sale(55, 7, 1200), black_friday(2200)),
            blurb="A laptop for long flights.",
            specs=(("RAM", "32 GB"), ("Screen", "14 inches"), ("Country of Origin", "India")),
        ),
        Item(
            slug="monsoon-umbrella",
            shop=BAZAAR,
            style=Style.MARKETPLACE,
            name="Barkha Monsoon Umbrella, Double Canopy (Blue)",
            brand="Barkha",
            sku="B0DEMOUMB2",
            base=Decimal(649),
            currency="INR",
            moves=(steps(9, 1100), stock_out(36, 9)),
            blurb="Two canopies let the gust through and keep the rain out.",
            specs=(("Canopy", "120 cm"), ("Country of Origin", "India")),
        ),
    )


def _kura() -> tuple[Item, ...]:
    return (
        Item(
            slug="sencha-100g",
            shop=KURA,
            style=Style.JSON_LD_GRAPH,
            name="深蒸し煎茶 100g",
            brand="茶蔵",
            sku="CK-S100",
            base=Decimal(1280),
            currency="JPY",
            moves=(steps(15, 700), stock_out(60, 4)),
            blurb="静岡の山あいで育てた、まろやかな深蒸し茶です。",
            specs=(("内容量", "100g"), ("原産国", "日本")),
        ),
        Item(
            slug="tetsubin-kettle",
            shop=KURA,
            style=Style.MICRODATA,
            name="南部鉄瓶 1.2L あられ",
            brand="鉄心堂",
            sku="CK-T12",
            base=Decimal(24800),
            currency="JPY",
            moves=(inflation(50), season_sale(50, 8, 1500)),
            blurb="職人が一つずつ仕上げた鉄瓶です。",
            specs=(("容量", "1.2L"), ("重さ", "1.5kg")),
            charset="shift_jis",
            charset_in_header=False,
        ),
        Item(
            slug="matcha-bowl",
            shop=KURA,
            style=Style.PLAIN,
            name="抹茶碗 雪",
            brand="白窯",
            sku="CK-B01",
            base=Decimal(5980),
            currency="JPY",
            moves=(steps(18, 800), promotion({6}, 1000)),
            blurb="白い釉薬の下に土の色が見える、手びねりの茶碗です。",
            specs=(("口径", "12cm"),),
        ),
    )


def _world() -> tuple[Item, ...]:
    return (
        Item(
            slug="pocket-knife-swiss",
            shop=WORLD,
            style=Style.MICRODATA,
            name="Alpine Pocket Knife, 14 Tools",
            brand="Firn",
            sku="WM-CH-14",
            base=Decimal("1079.00"),
            currency="CHF",
            moves=(steps(12, 500), promotion({0}, 800)),
            blurb="Damascus steel, a saw, and a cork that is not needed.",
            specs=(("Tools", "14"),),
            fault=Fault.RATE_LIMITED,
        ),
        Item(
            slug="alpaca-blanket",
            shop=WORLD,
            style=Style.OPEN_GRAPH,
            name="Alpaca Blanket, Undyed",
            brand="Cordillera",
            sku="WM-CL-02",
            base=Decimal(24990),
            currency="CLP",
            moves=(inflation(60), steps(16, 900), season_sale(70, 10, 2000)),
            blurb="Woven in Chiloé from undyed wool.",
            specs=(("Size", "130 × 180 cm"), ("Country of origin", "Chile")),
        ),
        Item(
            slug="oud-incense",
            shop=WORLD,
            style=Style.RDFA,
            name="Oud Incense, 50 g",
            brand="Dukhan House",
            sku="WM-KW-50",
            base=Decimal("12.750"),
            currency="KWD",
            moves=(steps(7, 1500),),
            blurb="Small chips, slow smoke.",
            specs=(("Weight", "50 g"),),
        ),
        Item(
            slug="gold-bar-1g",
            shop=WORLD,
            style=Style.JSON_LD,
            name="Gold Bar 1 g, Minted",
            brand="Firn",
            sku="WM-CH-AU1",
            base=Decimal("98.40"),
            currency="CHF",
            moves=(ticker(600, 4320, 12),),
            blurb="Its price follows the market by the minute.",
            specs=(("Fineness", "999.9"), ("Weight", "1 g")),
            fault=Fault.SLOW_AT_TIMES,
            tick=timedelta(minutes=1),
        ),
    )
