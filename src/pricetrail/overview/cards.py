"""Cards: one page of products as a list shows them, each with its last ninety days."""

import base64
import binascii
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import orjson

from pricetrail import crud
from pricetrail.clock import Clock, utc_now
from pricetrail.errors import InvalidCursor
from pricetrail.overview.waiting import place_of, without_product
from pricetrail.schema import Product, ProductDay, Target
from pricetrail.stats import Stats, day_stats
from pricetrail.store.base import Get, Scan, Step, Store
from pricetrail.store.tables import PRODUCT_DAY, TARGET

SHOWN = timedelta(days=90)

_MOST_DAYS = 366


class Card(NamedTuple):
    """A product with its target and last ninety days, or a target that has no product yet."""

    product: Product | None
    target: Target | None
    stats: Stats | None
    days: list[ProductDay]


class CardPage(NamedTuple):
    """One page of cards; `next` leads to the next one, None at the end."""

    cards: list[Card]
    next: str | None


class Place(NamedTuple):
    """Where a page begins: behind a target without product, or in the store's list of products."""

    behind: tuple[int, str] | None
    products: str | None


async def cards(
    store: Store,
    *,
    q: str | None = None,
    tag: str | None = None,
    shop: str | None = None,
    state: str | None = None,
    limit: int = 50,
    cursor: str | None = None,
    clock: Clock = utc_now,
) -> CardPage:
    """One page of cards for which all the filters hold; `q`: all its words in the name.

    First the targets that have no product yet, the newest first (`q`: in the URL), then the
    products in the store's stable order. Raises InvalidCursor for a cursor of another list.
    """
    filters = {"q": q, "tag": tag, "shop": shop, "state": state}
    place = _place(cursor)
    made: list[Card] = []
    if place is None or place.behind is not None:
        waiting = await without_product(store, **filters)
        if place is not None and place.behind is not None:
            waiting = [one for one in waiting if place_of(one) > place.behind]
        made = [Card(None, target, None, []) for target in waiting[:limit]]
        if len(waiting) > limit:
            return CardPage(made, _cursor(Place(place_of(waiting[limit - 1]), None)))
        if len(made) == limit:
            return CardPage(made, _cursor(Place(None, None)))
    page = await crud.list_products(
        store, **filters, limit=limit - len(made), cursor=place and place.products
    )
    made += await _cards_of(store, page.products, clock().date())
    return CardPage(made, page.cursor and _cursor(Place(None, page.cursor)))


async def _cards_of(store: Store, products: Sequence[Product], today: date) -> list[Card]:
    """A card for each product; all their rows are read in one go."""
    reads = [_reads_of(product, today) for product in products]
    answers = iter(await store.run([step for steps in reads for step in steps]))
    return [
        _card(product, [next(answers) for _ in steps], today)
        for product, steps in zip(products, reads, strict=True)
    ]


def _reads_of(product: Product, today: date) -> list[Step]:
    """The last ninety days, in one scan or two around New Year, and the target if there is one."""
    first = today - SHOWN
    reads: list[Step] = [
        Scan(
            PRODUCT_DAY,
            {"product_id": product.product_id, "year": year},
            _MOST_DAYS,
            gt=(first,),
            le=(today,),
        )
        for year in range(first.year, today.year + 1)
    ]
    if product.target_id is not None:
        reads.append(Get(TARGET, {"target_id": product.target_id}))
    return reads


def _card(product: Product, answers: Sequence[Any], today: date) -> Card:
    target = None
    if product.target_id is not None:
        *answers, row = answers
        target = None if row is None else TARGET.load(row)
    days = [PRODUCT_DAY.load(row) for rows in answers for row in rows]
    return Card(product, target, day_stats(product, days, today, whole=False), days)


async def target_of(store: Store, product: Product) -> Target | None:
    """The target that a product is scraped from, None where there is none."""
    if product.target_id is None:
        return None
    row = await store.get(TARGET, {"target_id": product.target_id})
    return None if row is None else TARGET.load(row)


def _cursor(place: Place) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(tuple(place))).decode().rstrip("=")


def _place(cursor: str | None) -> Place | None:
    if cursor is None:
        return None
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        behind, products = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        place = Place(None if behind is None else (int(behind[0]), str(behind[1])), products)
    except (binascii.Error, ValueError, TypeError, LookupError) as error:
        raise InvalidCursor("that cursor was not handed out by this list; start again") from error
    if not isinstance(products, str | None):
        raise InvalidCursor("that cursor was not handed out by this list; start again")
    return place
