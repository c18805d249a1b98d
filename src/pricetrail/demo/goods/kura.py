"""A Japanese tea shop: yen, and an ETag."""

from decimal import Decimal

from pricetrail.demo.model import Item, Shop, Style
from pricetrail.demo.moves import inflation, promotion, season_sale, steps, stock_out

SHOP = Shop("kura", "茶蔵デモ", "ja", "#3f6212", etag=True)


def goods() -> tuple[Item, ...]:
    """What it sells."""
    return (
        Item(
            slug="sencha-100g",
            shop=SHOP,
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
            shop=SHOP,
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
            shop=SHOP,
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
