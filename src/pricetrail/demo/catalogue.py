"""The demo's shops and what they sell, all of it invented.

Host names end in ``.test``, which no real shop can have (RFC 6761), and GTINs begin with 20,
which GS1 keeps for numbers that are valid inside one shop only.
"""

from functools import cache
from types import MappingProxyType

from yarl import URL

from pricetrail.demo.goods import bazaar, books, kura, tools, toys, world
from pricetrail.demo.model import Item, Shop

_SHOPS = (tools.SHOP, books.SHOP, toys.SHOP, bazaar.SHOP, kura.SHOP, world.SHOP)

SHOPS = MappingProxyType({shop.host: shop for shop in _SHOPS})
DEMO_HOSTS: tuple[str, ...] = tuple(SHOPS)


@cache
def items() -> tuple[Item, ...]:
    """Everything that the shops sell, shop by shop."""
    return (
        *tools.goods(),
        *books.goods(),
        *toys.goods(),
        *bazaar.goods(),
        *kura.goods(),
        *world.goods(),
    )


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
