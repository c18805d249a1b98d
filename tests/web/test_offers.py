"""What is shown as the present offer, and what as the last that was seen."""

from datetime import timedelta
from typing import Any, get_args

import pytest

from pricetrail import crud
from pricetrail.clock import ManualClock
from pricetrail.overview import cards
from pricetrail.schema import Product, State
from pricetrail.store.base import Store
from pricetrail.web.cards import CardView, card_view
from pricetrail.web.offers import cheapest_now
from tests.support.gallery import Gallery, daily


async def shown(
    store: Store, clock: ManualClock, changes: dict[str, Any], **fields: Any
) -> CardView:
    """The card of a product in stock whose target was changed after it was seen."""
    gallery = Gallery(store, clock())
    product = await gallery.product(
        "Kettle", "http://shop.test/p/1", daily(40, 2, "9", "7"), **fields
    )
    target = await crud.get_target(store, product.product_id)
    await gallery.change(target, state_since=clock() - timedelta(days=3), **changes)
    (card,) = (await cards(store, clock=clock)).cards
    return card_view(card, clock())


async def test_a_page_that_could_be_read_tells_the_present_offer(
    store: Store, clock: ManualClock
) -> None:
    card = await shown(store, clock, {"state": "ok"}, price_max="12", list_price="20")
    assert (card.offer.price, card.offer.up_to, card.offer.was) == ("€7.00", "€12.00", "€20.00")
    assert card.offer.current
    assert card.status == card.offer.stock
    assert (card.last.tone, card.status.words) == ("good", "in stock")


@pytest.mark.parametrize(
    "changes",
    [{"state": state} for state in sorted({*get_args(State)} - {"ok", "not_modified"})]
    + [{"paused": True}, {"untracked": True}],
)
async def test_any_other_tells_what_was_last_seen(
    store: Store, clock: ManualClock, changes: dict[str, Any]
) -> None:
    card = await shown(store, clock, changes)
    assert not card.offer.current
    assert card.status == card.state
    assert card.status.words != "in stock"
    assert card.last.tone == "calm"


async def test_the_day_of_the_last_change_is_the_first_with_the_present_price(
    store: Store, clock: ManualClock
) -> None:
    card = await shown(store, clock, {"state": "ok"})
    since = clock().date() - timedelta(days=20)
    assert card.last_since == f"{since.day} {since:%b %Y}".removesuffix(f" {clock().year}")
    assert not card.month_tells_more


def test_the_cheapest_shop_is_told_for_each_currency() -> None:
    def at(shop: str, price: str | None, currency: str = "EUR", **more: Any) -> Product:
        known = {"product_id": f"{shop}:1", "shop": shop, "kind": "product", "name": "Kettle"}
        return Product.model_validate({**known, "price": price, "currency": currency, **more})

    here = at("a.test", "20")
    others = [
        at("b.test", "19"),
        at("c.test", "5", availability="out_of_stock"),
        at("d.test", "6", state="blocked"),
        at("e.test", None),
        at("f.test", "3", "USD"),
    ]
    (best,) = cheapest_now(here, others)
    assert (best.price, best.shop, best.href, best.here) == (
        "€19.00",
        "b.test",
        "/p/b.test:1",
        False,
    )
    assert cheapest_now(here, []) == []
    both = cheapest_now(here, [*others, at("g.test", "2", "USD"), at("h.test", "25")])
    assert [(one.price, one.shop) for one in both] == [("€19.00", "b.test"), ("$2.00", "g.test")]
    assert cheapest_now(at("a.test", "1"), others)[0].here
    assert cheapest_now(None, others) == []
