"""From a page to its extraction: kinds, dropped values, provenance, identity."""

import json

import pytest

from pricetrail.errors import RecordInvalid
from pricetrail.extract import Extraction, extract
from tests.support.pages import page_of


def product(ld: dict[str, object], body: str = "", title: str = "Blue Cup") -> Extraction:
    value = {"@type": "Product", "name": "Blue Cup"} | ld
    html = (
        f"<html lang=en><head><title>{title}</title>"
        f"<script type='application/ld+json'>{json.dumps(value)}</script></head>"
        f"<body><h1>Blue Cup</h1>{body}</body></html>"
    )
    return extract(page_of(html))


def offer(**said: object) -> dict[str, object]:
    return {"offers": {"@type": "Offer", "priceCurrency": "EUR"} | said}


def test_one_bad_value_is_dropped_and_noted() -> None:
    extraction = product(offer(price="12.00") | {"image": "/cup.jpg", "sku": "S" * 3000})
    assert extraction.record.sku is None
    assert str(extraction.record.price) == "12"


def test_entities_in_json_ld_are_resolved_also_where_they_are_written_twice() -> None:
    image = "https://img.example/cup.jpg?w=80&amp;h=80"
    record = product(
        {"image": image, "description": "Cup &amp;#40;blue&amp;#41; &amp; saucer"}
    ).record
    assert record.image_url == "https://img.example/cup.jpg?w=80&h=80"
    assert record.description == "Cup (blue) & saucer"


def test_an_amount_beyond_all_bounds_is_dropped() -> None:
    record = product(offer(price="1" * 40)).record
    assert (record.kind, record.price, record.price_raw) == ("product", None, None)


def test_a_rating_above_its_scale_is_dropped() -> None:
    record = product(
        {"aggregateRating": {"ratingValue": 9, "bestRating": 5, "reviewCount": 2}}
    ).record
    assert (
        record.rating is None or record.rating_best is None or record.rating <= record.rating_best
    )


def test_a_rating_without_votes_is_none() -> None:
    record = product({"aggregateRating": {"ratingValue": "0", "reviewCount": 0}}).record
    assert (record.rating, record.rating_best, record.review_count) == (None, None, 0)


def test_no_price_is_given_for_what_only_lists_it_per_unit_or_month() -> None:
    body = "<p class='unit-price'>€1.20 / 100 g</p><p>€9.90 / month</p><p>Shipping €4.95</p>"
    assert product({}, body).record.price is None


def test_names_what_lost_and_why() -> None:
    body = (
        "<div class=price><del>€15.00</del> <b>€12.00</b></div>"
        "<div class=related-products><a href=/2>Plate</a> <span class=price>€3.00</span></div>"
    )
    provenance = product(offer(price="12.00"), body).record.provenance
    assert provenance is not None
    assert provenance["price"] == "json-ld: Product[0].offers.price"
    lost = provenance["price_rejected"]
    assert isinstance(lost, list)
    assert {
        "value": "€3.00",
        "source": "visible: div.related-products span.price",
        "reason": "of something else on the page",
    } in lost


def test_names_who_agrees_and_which_states_lost() -> None:
    body = "<div class=price><b>€12.00</b></div><button>Add to cart</button>"
    provenance = product(offer(price="12.00", availability="SoldOut"), body).record.provenance
    assert provenance is not None
    agreed = provenance["price_agreed"]
    assert isinstance(agreed, list)
    assert {claim["source"].partition(":")[0] for claim in agreed} == {"visible"}
    lost = provenance["availability_rejected"]
    assert isinstance(lost, list)
    assert {(claim["value"], claim["reason"]) for claim in lost} == {
        ("in_stock", "json-ld is believed before visible")
    }


def test_used_and_sold_out_offers_count_only_where_there_is_nothing_else() -> None:
    used = {
        "price": "5",
        "priceCurrency": "EUR",
        "itemCondition": "https://schema.org/UsedCondition",
    }
    gone = {"price": "7", "priceCurrency": "EUR", "availability": "SoldOut"}
    new = {"price": "9", "priceCurrency": "EUR", "availability": "InStock"}
    assert str(product({"offers": [used, gone, new]}).record.price) == "9"
    assert str(product({"offers": [used, gone]}).record.price) == "7"
    assert str(product({"offers": [used]}).record.price) == "5"


def test_the_range_of_an_aggregate_and_the_variant_that_is_shown() -> None:
    ld = {"offers": {"lowPrice": "5", "highPrice": "9", "priceCurrency": "EUR"}}
    record = product(ld).record
    assert (str(record.price), str(record.price_max)) == ("5", "9")
    shown = product(ld, "<p class=price>€7.50</p>").record
    assert (str(shown.price), shown.price_max) == ("7.5", None)


def test_stale_meta_gives_way_to_the_price_beside_the_headline() -> None:
    html = (
        "<html lang=en><title>Blue Cup</title><meta property=og:type content=product>"
        "<meta property=og:price:amount content=14><meta property=og:price:currency content=EUR>"
        "<h1>Blue Cup</h1><p class=price><strong>€11.00</strong></p>"
    )
    assert str(extract(page_of(html)).record.price) == "11"


def test_sold_out_beside_the_headline_beats_markup_without_a_button() -> None:
    ld = offer(price="12", availability="https://schema.org/InStock")
    assert product(ld, "<p class=note>Out of stock</p>").record.availability == "out_of_stock"
    with_button = "<p>Size 38: sold out</p><button>Add to cart</button>"
    assert product(ld, with_button).record.availability == "in_stock"


def test_a_saved_page_without_any_address_has_none() -> None:
    extraction = extract(page_of("<title>x</title>", url=""))
    assert (extraction.record.url, extraction.canonical) == (None, None)


def test_amazon_gives_its_own_number_and_the_shortest_address() -> None:
    html = "<html lang=en-us><title>Cup</title><div id=dp><span id=productTitle>Cup</span></div>"
    extraction = extract(page_of(html, url="https://www.amazon.com/Blue-Cup/dp/B0TESTCUP1?th=1"))
    assert (extraction.rule, extraction.item_id) == ("amazon", "B0TESTCUP1")
    assert extraction.canonical == "https://www.amazon.com/dp/B0TESTCUP1"


def test_a_page_that_is_a_product_but_has_no_name_is_invalid() -> None:
    html = "<html lang=en-us><div id=dp><span id=productTitle>\x01</span></div>"
    url = "https://www.amazon.com/dp/B0TESTCUP1"
    with pytest.raises(RecordInvalid, match="a product needs a name") as caught:
        extract(page_of(html, url=url))
    assert json.loads(caught.value.detail)[0]["type"] == "value_error"


DECLARED = {
    "a dinar of three decimals": ("KWD", "4.500 KD", "4.5"),
    "a dollar of another country": ("CAD", "$1,299.00", "1299"),
    "a krone of another country": ("NOK", "kr 1 299,-", "1299"),
    "no sign at all": ("PLN", "1 299,00", "1299"),
}


@pytest.mark.parametrize(("code", "said", "price"), DECLARED.values(), ids=DECLARED)
def test_the_declared_currency_decides_what_a_shown_price_means(
    code: str, said: str, price: str
) -> None:
    html = (
        "<html><head><title>Blue Cup</title>"
        f"<meta property='product:price:currency' content={code}></head><body>"
        f"<h1>Blue Cup</h1><p class=price>{said}</p><button>Add to cart</button>"
    )
    record = extract(page_of(html, "https://shop.example/p/1")).record
    assert (str(record.price), record.currency) == (price, code)
