"""A shop that sells in many currencies and announces nothing."""

from datetime import timedelta
from decimal import Decimal

from pricetrail.demo.model import Fault, Item, Shop, Style
from pricetrail.demo.moves import inflation, promotion, season_sale, steps, ticker

SHOP = Shop("world", "World Market Demo", "en", "#1d4ed8")


def goods() -> tuple[Item, ...]:
    """What it sells."""
    return (
        Item(
            slug="pocket-knife-swiss",
            shop=SHOP,
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
            shop=SHOP,
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
            shop=SHOP,
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
            shop=SHOP,
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
