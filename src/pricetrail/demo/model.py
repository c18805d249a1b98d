"""The words of the demo: a shop, an item, the style of its page, and what may be wrong with it."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from zlib import crc32

from pricetrail.demo.moves import Move

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
    page shows nothing without running its script. `article` is shared by the items that are the
    same product at several shops; it is the slug where it is empty.
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
    article: str = ""
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
        return f"http://{self.shop.host}/img/{self.slug}.png"

    @property
    def gtin(self) -> str:
        """A GTIN-13 with a right check digit, the same wherever the article is sold."""
        article = crc32((self.article or self.slug).encode())
        stem = f"20{article % 10**10:010d}"
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
