"""The same product at several shops: by its GTIN, or because a person linked them.

Linked products form a group, in which each links to every other one, so that one scan finds all.
"""

from pricetrail.errors import NotFound, UsageError
from pricetrail.schema import Product, ProductLink
from pricetrail.store.base import Store, Write, gathered
from pricetrail.store.tables import PRODUCT, PRODUCT_LINK

LARGEST_GROUP = 50

_GTIN_LENGTHS = (8, 12, 13, 14)


async def link(store: Store, a: str, b: str) -> None:
    """Say that the products `a` and `b` (their ids) are the same, with all that are linked to them.

    Raises NotFound where one is not there, UsageError for a product with itself, and for a group
    of more than 50.
    """
    if a == b:
        raise UsageError(f"{a} cannot be linked to itself")
    for one in (a, b):
        if await store.get(PRODUCT, {"product_id": one}) is None:
            raise NotFound(f"no product {one!r}", among="products")
    groups = [[one, *await linked_ids(store, one)] for one in (a, b)]
    members = sorted({member for group in groups for member in group})
    if len(members) > LARGEST_GROUP:
        raise UsageError(f"at most {LARGEST_GROUP} products can be linked to one another")
    pairs = [(one, other) for one in members for other in members if one != other]
    links = [ProductLink(product_id=one, other_id=other) for one, other in pairs]
    await store.put([Write(PRODUCT_LINK, PRODUCT_LINK.row(one)) for one in links])


async def unlink(store: Store, a: str, b: str) -> None:
    """Take `b` out of the group of linked products it is in with `a`; `a` stays in it.

    Nothing happens where they are not linked. A GTIN that both have still makes them the same.
    """
    if b in await linked_ids(store, a):
        await forget_links(store, b)


async def forget_links(store: Store, product_id: str) -> None:
    """Take a product out of the group of linked products it is in, if it is in one."""
    for other in await linked_ids(store, product_id):
        await store.delete(PRODUCT_LINK, {"product_id": other, "other_id": product_id})
    await store.delete(PRODUCT_LINK, {"product_id": product_id})


async def linked_ids(store: Store, product_id: str) -> list[str]:
    """The ids of the products that were linked to a product by hand, sorted."""
    partition = {"product_id": product_id}
    rows = await store.scan(PRODUCT_LINK, partition, limit=LARGEST_GROUP)
    return sorted(row["other_id"] for row in rows)


async def same_products(store: Store, product: Product) -> list[Product]:
    """The same product elsewhere: with its GTIN, or linked by hand; sorted by id, at most 50."""
    found: dict[str, Product] = {}
    spellings = _spellings(product.gtin)
    for page in await gathered(
        store.list(PRODUCT, {"gtin": gtin}, limit=LARGEST_GROUP) for gtin in spellings
    ):
        found |= {row["product_id"]: PRODUCT.load(row) for row in page.rows}
    linked = await linked_ids(store, product.product_id)
    for row in await gathered(store.get(PRODUCT, {"product_id": one}) for one in linked):
        if row is not None:
            found[row["product_id"]] = PRODUCT.load(row)
    found.pop(product.product_id, None)
    return [found[one] for one in sorted(found)][:LARGEST_GROUP]


def _spellings(gtin: str | None) -> list[str]:
    """A GTIN in every length it can be written in: leading zeros do not tell GTINs apart.

    Source: GS1 General Specifications, section 3.3 (a GTIN-14 field holds shorter ones with
    leading zeros).
    """
    if gtin is None:
        return []
    shortest = gtin.lstrip("0")
    return [shortest.zfill(n) for n in _GTIN_LENGTHS if len(shortest) <= n]
