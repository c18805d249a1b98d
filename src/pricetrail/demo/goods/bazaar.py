"""An Indian marketplace: rupees, known places for everything, no validators."""

from datetime import timedelta
from decimal import Decimal

from pricetrail.demo.model import Fault, Item, Shop, Style
from pricetrail.demo.moves import (
    black_friday,
    inflated_list_price,
    season_sale,
    steps,
    stock_out,
    ticker,
)

SHOP = Shop("bazaar", "Bazaar Demo", "en", "#1f2937", shows_neighbours=True)


def goods() -> tuple[Item, ...]:
    """What it sells."""
    return (
        Item(
            slug="steel-kettle",
            shop=SHOP,
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
            shop=SHOP,
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
            shop=SHOP,
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
            shop=SHOP,
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
