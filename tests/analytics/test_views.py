"""Each view on a few rows whose answer was worked out by hand."""

from datetime import UTC, datetime
from typing import Any

import pytest

from pricetrail.analytics.views import TABLES, VIEWS, tables_in, view
from tests.support.analysis import A, B, ask, at, seen
from tests.support.rows import product_row

CORRECTED = [
    seen(A, at(1), price="10"),
    seen(A, at(1), price="11", revision=1),
    seen(A, at(2), price="12"),
    seen(A, at(2), price="12", revision=1, retracted=True),
    seen(B, at(1), price="20"),
]


def test_events_are_the_highest_revisions_unless_retracted() -> None:
    found = ask("SELECT product_id, price, revision FROM events ORDER BY 1", events=CORRECTED)
    assert found == [(A, "11", 1), (B, "20", 0)]
    assert ask("SELECT count(*) FROM all_events", events=CORRECTED) == [(5,)]


DAILY: dict[str, tuple[list[Any], list[Any]]] = {
    "odd": (
        [seen(A, at(1, hour), price=price) for hour, price in ((8, "10"), (9, "20"), (10, "12"))],
        [(A, "2026-01-01", "EUR", "10", "20", "12", "12", 3)],
    ),
    "even: the median lies between": (
        [seen(A, at(1, 8), price="10"), seen(A, at(1, 9), price="13")],
        [(A, "2026-01-01", "EUR", "10", "13", "11.5", "13", 2)],
    ),
    "a day ends at midnight in UTC": (
        [
            seen(A, datetime(2026, 1, 1, 23, 59, 59, 999_000, UTC), price="1"),
            seen(A, datetime(2026, 1, 2, tzinfo=UTC), price="2"),
        ],
        [
            (A, "2026-01-01", "EUR", "1", "1", "1", "1", 1),
            (A, "2026-01-02", "EUR", "2", "2", "2", "2", 1),
        ],
    ),
    "currencies are not mixed": (
        [seen(A, at(1, 8), price="10"), seen(A, at(1, 9), price="9", currency="USD")],
        [
            (A, "2026-01-01", "EUR", "10", "10", "10", "10", 1),
            (A, "2026-01-01", "USD", "9", "9", "9", "9", 1),
        ],
    ),
    "corrections count, what is retracted does not": (
        CORRECTED,
        [
            (A, "2026-01-01", "EUR", "11", "11", "11", "11", 1),
            (B, "2026-01-01", "EUR", "20", "20", "20", "20", 1),
        ],
    ),
    "no price, no row": ([seen(A, at(1), price=None)], []),
}


@pytest.mark.parametrize("case", DAILY)
def test_daily_price(case: str) -> None:
    rows, expected = DAILY[case]
    assert ask("SELECT * FROM daily_price ORDER BY ALL", events=rows) == expected


def test_price_index_chains_what_the_products_of_a_tag_do() -> None:
    c = "shop.example:c"
    prices = [(A, 1, "100"), (B, 1, "50"), (A, 2, "110"), (B, 2, "50"), (A, 3, "121")]
    prices += [(c, 3, "500"), (B, 4, "50"), (c, 4, "500")]
    found = ask(
        "SELECT * FROM price_index ORDER BY day",
        events=[seen(who, at(day), price=price) for who, day, price in prices],
        products=[product_row(who, tags=("tea",)) for who in (A, B, c)],
    )
    assert found == [
        ("tea", "EUR", "2026-01-01", 100.0, 2),
        ("tea", "EUR", "2026-01-02", 104.8809, 2),  # a rises by a tenth, b stays: √1.1
        ("tea", "EUR", "2026-01-03", 110.0, 3),  # once more; b goes on, c is new and moves nothing
        ("tea", "EUR", "2026-01-04", 110.0, 2),  # a was seen for the last time, the others stay
    ]


def test_price_index_is_one_for_each_tag_and_currency() -> None:
    rows = [seen(A, at(1)), seen(A, at(1, 13), currency="USD"), seen(B, at(1))]
    products = [product_row(A, tags=("tea", "x")), product_row(B)]
    query = "SELECT tag, currency, price_index FROM price_index ORDER BY ALL"
    assert ask(query, events=rows, products=products) == [
        (tag, currency, 100.0) for tag in ("tea", "x") for currency in ("EUR", "USD")
    ]


HONESTY: dict[str, tuple[list[Any], list[Any]]] = {
    "it was charged": (
        [seen(A, at(1), price="20"), seen(A, at(10), price="15", list_price="20")],
        [(25.0, "20", "20", True)],
    ),
    "it was not": (
        [seen(A, at(1), price="20"), seen(A, at(10), price="15", list_price="30")],
        [(50.0, "20", "20", False)],
    ),
    "nobody knows": ([seen(A, at(10), price="15", list_price="30")], [(50.0, None, None, None)]),
    "it is longer ago": (
        [
            seen(A, datetime(2025, 12, 1, tzinfo=UTC), price="30"),
            seen(A, at(10), price="15", list_price="30"),
        ],
        [(50.0, None, None, None)],
    ),
    "going on is no new one": (
        [
            seen(A, at(1), price="30"),
            seen(A, at(2), price="15", list_price="30"),
            seen(A, at(3), price="12", list_price="30"),
        ],
        [(60.0, "30", "30", True)],
    ),
    "another claim is a new one": (
        [seen(A, at(1), price="10", list_price="20"), seen(A, at(2), price="10", list_price="40")],
        [(50.0, None, None, None), (75.0, "10", "10", False)],
    ),
    "no discount": ([seen(A, at(1), price="20", list_price="20")], []),
}


@pytest.mark.parametrize("case", HONESTY)
def test_discount_honesty(case: str) -> None:
    rows, expected = HONESTY[case]
    columns = "percent_off, lowest_before, highest_before, charged"
    query = f"SELECT {columns} FROM discount_honesty ORDER BY began"
    assert ask(query, events=rows) == expected


def test_discounts_looks_back_further() -> None:
    rows, _ = HONESTY["it is longer ago"]
    assert ask("SELECT charged FROM discounts(90)", events=rows) == [(True,)]


STOCK: dict[str, tuple[list[tuple[float, str | None]], list[Any]]] = {
    "it ends where it is seen otherwise": (
        [
            (7, "in_stock"),
            (8, "out_of_stock"),
            (9, "out_of_stock"),
            (10, "unknown"),
            (11, None),
            (11.5, "preorder"),
            (12, "in_stock"),
        ],
        [("2026-01-01T08:00:00.000Z", "2026-01-01T11:30:00.000Z", 3.5)],
    ),
    "it goes on": ([(8, "out_of_stock")], [("2026-01-01T08:00:00.000Z", None, None)]),
    "twice": (
        [(1, "out_of_stock"), (2, "in_stock"), (3, "out_of_stock"), (7, "in_stock")],
        [
            ("2026-01-01T01:00:00.000Z", "2026-01-01T02:00:00.000Z", 1.0),
            ("2026-01-01T03:00:00.000Z", "2026-01-01T07:00:00.000Z", 4.0),
        ],
    ),
    "never": ([(8, "in_stock"), (9, "unknown")], []),
}


@pytest.mark.parametrize("case", STOCK)
def test_stock_outs(case: str) -> None:
    said, expected = STOCK[case]
    rows = [seen(A, at(1, hour), availability=word) for hour, word in said]
    rows.append(seen(B, at(1, 8.5), availability="in_stock"))
    query = "SELECT began, ended, hours FROM stock_outs ORDER BY began"
    assert ask(query, events=rows) == expected


def test_volatility() -> None:
    prices = (("100", 1), ("110", 2), ("99", 3), ("99", 5))
    rows = [seen(A, at(day), price=price) for price, day in prices]
    rows.append(seen(B, at(1), price="7"))
    assert ask("SELECT * FROM volatility ORDER BY 1", events=rows) == [
        (A, "EUR", 4, 2, "99", "110", -10.0, 10.0, 0.100377),  # of ln 1.1, ln 0.9 and 0
        (B, "EUR", 1, 0, "7", "7", None, None, None),
    ]


def offer(product_id: str, price: str, **values: Any) -> Any:
    return product_row(product_id, price=price, **({"currency": "EUR"} | values))


GTIN = "4006381333931"


def test_cheapest_shop() -> None:
    products = [
        offer("a.example:1", "10", gtin=GTIN),
        offer("b.example:1", "9", gtin=GTIN),
        offer("c.example:1", "8", gtin=GTIN, availability="out_of_stock"),
        offer("d.example:1", "5", gtin=GTIN, currency="USD"),
        offer("e.example:1", "9.5"),  # linked with the one at a.example
        offer("f.example:1", "7"),
        offer("g.example:1", "6", availability="unknown"),  # linked with f
        offer("h.example:1", "1"),
    ]
    pairs = [("a.example:1", "e.example:1"), ("f.example:1", "g.example:1")]
    links = [{"product_id": a, "other_id": b} for p in pairs for a, b in (p, p[::-1])]
    query = "SELECT item, currency, product_id, price, next_price, offers FROM cheapest_shop"
    assert ask(f"{query} ORDER BY 1", products=products, product_links=links) == [
        (GTIN, "EUR", "b.example:1", "9", "9.5", 3),
        ("f.example:1", "EUR", "g.example:1", "6", "7", 2),
    ]


@pytest.mark.parametrize("name", VIEWS)
def test_every_view_says_what_it_answers(name: str) -> None:
    assert view(name).about.endswith((".", "?", "`."))
    assert view(name).about[0].isupper() or view(name).about[0] == "`"
    assert "--" not in view(name).query


@pytest.mark.parametrize("name", ["discounts(30)" if n == "discounts" else n for n in VIEWS])
def test_every_view_answers_for_an_empty_history(name: str) -> None:
    assert ask(f"SELECT * FROM {name}") == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("select 1", set()),
        ('SELECT * FROM "PRODUCTS"', {"products"}),
        ("select * from daily_price", {"all_events"}),
        ("from price_index", {"all_events", "products"}),
        ("from cheapest_shop, discount_honesty", {"products", "product_links", "all_events"}),
    ],
)
def test_only_what_a_query_reads_is_read(query: str, expected: set[str]) -> None:
    assert tables_in(query) == expected
    assert tables_in(query) <= TABLES.keys()
