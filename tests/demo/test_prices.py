from datetime import UTC, date, datetime, timedelta

import pytest
from babel.numbers import get_currency_precision
from hypothesis import given, settings
from hypothesis import strategies as st

from pricetrail.demo.catalogue import DEMO_HOSTS, item_at, items
from pricetrail.demo.faults import Trouble, retry_after_s, trouble_at
from pricetrail.demo.model import Fault, Item, Style
from pricetrail.demo.moves import black_friday_of
from pricetrail.demo.prices import changed_at, price_at, shown
from pricetrail.urls import normalise_url, product_id_of, target_id_of
from pricetrail.values import gtin_is_valid

EVERY_ITEM = pytest.mark.parametrize("item", items(), ids=lambda item: item.slug)
MOMENTS = st.datetimes(
    min_value=datetime(2020, 1, 1),
    max_value=datetime(2040, 1, 1),
    timezones=st.just(UTC),
)
START = datetime(2026, 3, 10, 9, tzinfo=UTC)
DAYS = [START + timedelta(days=n) for n in range(90)]


def item_of(slug: str) -> Item:
    return next(item for item in items() if item.slug == slug)


class TestCatalogue:
    def test_has_every_style_and_every_fault(self) -> None:
        assert {item.style for item in items()} == set(Style)
        assert {item.fault for item in items()} == {*Fault, None}

    def test_has_many_currencies(self) -> None:
        assert {item.currency for item in items()} == {
            "EUR", "USD", "GBP", "JPY", "INR", "CHF", "CLP", "KWD",
        }  # fmt: skip

    def test_every_host_is_reserved_for_tests(self) -> None:
        assert all(host.endswith(".demo.pricetrail.test") for host in DEMO_HOSTS)

    def test_slugs_urls_and_ids_are_unique(self) -> None:
        assert len({item.slug for item in items()}) == len(items())
        assert len({target_id_of(item.url) for item in items()}) == len(items())
        assert len({product_id_of(item.url, item.sku) for item in items()}) == len(items())

    @EVERY_ITEM
    def test_url_is_normal_and_leads_back(self, item: Item) -> None:
        assert normalise_url(item.url) == item.url
        assert item_at(item.url) is item
        assert item_at(f"{item.url}?utm_source=x#reviews") is item

    @EVERY_ITEM
    def test_gtin_is_valid_and_for_use_inside_a_shop_only(self, item: Item) -> None:
        assert gtin_is_valid(item.gtin)
        assert item.gtin.startswith("20")

    def test_some_articles_are_sold_by_two_shops_in_one_currency(self) -> None:
        shops: dict[tuple[str, str], set[str]] = {}
        for item in items():
            shops.setdefault((item.gtin, item.currency), set()).add(item.shop.label)
        assert [len(of_one) for of_one in shops.values()].count(2) == 2
        assert len({gtin for gtin, _ in shops}) == len(items()) - 2

    def test_no_item_elsewhere(self) -> None:
        assert item_at("http://example.com/p/orrery-kit") is None
        assert item_at("http://toys.demo.pricetrail.test/p/none") is None


class TestPriceAt:
    @EVERY_ITEM
    @given(moment=MOMENTS)
    @settings(max_examples=15, deadline=None)
    def test_is_sane_at_any_time(self, item: Item, moment: datetime) -> None:
        offer = price_at(item, moment)
        amounts = [offer.price, offer.list_price, offer.price_max, offer.member_price]
        assert offer == price_at(item, moment)
        assert offer.currency == item.currency
        assert all(amount > 0 for amount in amounts if amount is not None)
        digits = get_currency_precision(item.currency)
        assert all(a.as_tuple().exponent == -digits for a in amounts if a is not None)
        assert offer.list_price is None or offer.list_price > offer.price
        assert offer.price_max is None or offer.price_max > offer.price
        assert offer.member_price is None or offer.member_price < offer.price
        assert item.base / 3 < offer.price < item.base * 3

    @EVERY_ITEM
    @given(moment=MOMENTS)
    @settings(max_examples=15, deadline=None)
    def test_has_not_changed_since_changed_at(self, item: Item, moment: datetime) -> None:
        since = changed_at(item, moment)
        assert since <= moment
        assert changed_at(item, since) <= since
        between = since + (moment - since) / 2
        assert price_at(item, since) == price_at(item, between) == price_at(item, moment)

    def test_refuses_a_naive_moment(self) -> None:
        with pytest.raises(ValueError, match="time zone"):
            price_at(items()[0], datetime(2026, 1, 1))

    def test_most_products_are_seen_often_and_move(self) -> None:
        seen = {
            item.slug: [
                price_at(item, day)
                for day in DAYS
                if trouble_at(item, day) in {Trouble.NONE, Trouble.SLOW}
            ]
            for item in items()
        }
        assert sum(len(offers) >= 30 for offers in seen.values()) == len(items())
        assert sum(len({offer.price for offer in offers}) >= 4 for offers in seen.values()) >= 20

    def test_within_ninety_days_everything_happens(self) -> None:
        offers = [price_at(item, day) for item in items() for day in DAYS]
        assert {offer.availability for offer in offers} == {
            "in_stock", "out_of_stock", "preorder",
        }  # fmt: skip
        assert any(offer.list_price for offer in offers)
        assert any(offer.price_max for offer in offers)
        assert any(offer.member_price for offer in offers)

    def test_black_friday_is_a_sale(self) -> None:
        drill = item_of("akku-bohrschrauber-18v")
        usual = price_at(drill, datetime(2026, 11, 17, 12, tzinfo=UTC))
        sale = price_at(drill, datetime(2026, 11, 24, 12, tzinfo=UTC))
        assert usual.list_price is None
        assert sale.list_price == usual.price
        assert sale.price < usual.price

    @pytest.mark.parametrize(
        ("year", "day"), [(2024, 29), (2025, 28), (2026, 27), (2027, 26), (2029, 23)]
    )
    def test_black_friday_of_a_year(self, year: int, day: int) -> None:
        assert black_friday_of(year) == date(year, 11, day)

    @pytest.mark.parametrize(
        ("slug", "text"),
        [
            ("werkbank-buche-200", "1.329,00\xa0€"),
            ("laptop-14", "₹1,23,456.00"),
            ("tetsubin-kettle", "￥24,800"),
            ("pocket-knife-swiss", "CHF\xa01’079.00"),
            ("alpaca-blanket", "$24.990"),
            ("salt-and-semaphore", "£12.49"),
        ],
    )
    def test_is_shown_as_in_that_country(self, slug: str, text: str) -> None:
        item = item_of(slug)
        assert shown(item.base, item.currency) == text


class TestTroubleAt:
    @pytest.mark.parametrize(
        ("fault", "trouble"),
        [
            (Fault.BLOCKED_FOR_DAYS, Trouble.BLOCKED),
            (Fault.GONE_OUT_OF_SEASON, Trouble.GONE),
            (Fault.MOVED_TO_LISTING, Trouble.MOVED),
            (Fault.RATE_LIMITED, Trouble.RATE_LIMITED),
            (Fault.SLOW_AT_TIMES, Trouble.SLOW),
        ],
    )
    @pytest.mark.parametrize("start", range(0, 400, 37))
    def test_is_met_within_any_ninety_days(
        self, fault: Fault, trouble: Trouble, start: int
    ) -> None:
        item = next(item for item in items() if item.fault is fault)
        first = START + timedelta(days=start, minutes=start)
        met = [trouble_at(item, first + timedelta(days=n)) for n in range(90)]
        assert 0 < met.count(trouble) <= 40
        assert met.count(Trouble.NONE) >= 30

    @given(moment=MOMENTS)
    @settings(max_examples=30, deadline=None)
    def test_retry_after_leads_out_of_the_rate_limit(self, moment: datetime) -> None:
        item = next(item for item in items() if item.fault is Fault.RATE_LIMITED)
        later = moment + timedelta(seconds=retry_after_s(moment))
        assert 60 <= retry_after_s(moment) <= 660
        if trouble_at(item, moment) is Trouble.RATE_LIMITED:
            assert trouble_at(item, later) is Trouble.NONE
