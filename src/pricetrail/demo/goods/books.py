"""A British bookshop: pounds, an ETag, and other books beside each book."""

from decimal import Decimal

from pricetrail.demo.model import Fault, Item, Shop, Style
from pricetrail.demo.moves import (
    black_friday,
    inflation,
    preorder,
    promotion,
    steps,
    stock_out,
    up_to,
)

SHOP = Shop("books", "Foxed Pages Demo", "en", "#166534", etag=True, shows_neighbours=True)


def goods() -> tuple[Item, ...]:
    """What it sells."""
    return (
        Item(
            slug="the-lighthouse-ledger",
            shop=SHOP,
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
            shop=SHOP,
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
            shop=SHOP,
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
            shop=SHOP,
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
            shop=SHOP,
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
