"""A German shop for tools: euros, and both validators."""

from decimal import Decimal

from pricetrail.demo.model import Item, Shop, Style
from pricetrail.demo.moves import (
    black_friday,
    inflation,
    promotion,
    season_sale,
    steps,
    stock_out,
    undercutting,
)

SHOP = Shop("tools", "Werkbank Demo", "de", "#b45309", etag=True, last_modified=True)


def goods() -> tuple[Item, ...]:
    """What it sells."""
    return (
        Item(
            slug="akku-bohrschrauber-18v",
            shop=SHOP,
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
            shop=SHOP,
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
            shop=SHOP,
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
            shop=SHOP,
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
            shop=SHOP,
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
