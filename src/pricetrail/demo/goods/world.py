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
        Item(
            slug="nordhammer-drill-ab18",
            shop=SHOP,
            style=Style.RDFA,
            name="Nordhammer Cordless Drill AB 18-2 with Case",
            brand="Nordhammer",
            sku="WM-DE-AB18",
            base=Decimal("139.90"),
            currency="EUR",
            moves=(steps(19, 600), inflation(30), season_sale(40, 8, 1200)),
            blurb="Imported from Germany: two gears, two batteries of 4 Ah, a steel case.",
            specs=(("Voltage", "18 V"), ("Torque", "60 Nm")),
            article="akku-bohrschrauber-18v",
        ),
        Item(
            slug="brass-orrery",
            shop=SHOP,
            style=Style.MICRODATA,
            name="Lumen Works Brass Orrery Kit, 12 Inches",
            brand="Lumen Works",
            sku="WM-US-ORR",
            base=Decimal("155.00"),
            currency="USD",
            moves=(steps(15, 800), promotion({5, 6}, 500)),
            blurb="Eight planets to put together, imported from America.",
            specs=(("Height", "30 cm"), ("Gears", "61")),
            article="orrery-kit",
        ),
    )
