import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricetrail.errors import InvalidURL
from pricetrail.urls import (
    MAX_PRODUCT_ID_LENGTH,
    normalise_url,
    parse_url,
    product_id_of,
    shop_of,
    target_id_of,
)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "kettle",
        "/p/1",
        "//shop.example/p",
        "ftp://shop.example/p",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://",
        "http:///p",
        "http://shop.example:99999/",
        "http://shop.example\\@evil.example/",
        "http://user:secret@shop.example/",
        "http://shop.example/a b",
        "http://shop.example/\x00",
        "http://[::1/",
        "http://[]@/",
        "https://shop.example/" + "a" * 2048,
        'http://a",__import__("os").getcwd(),"/',
        "http://shop'example/",
        "http://a%22b/",
        "http://./",
        "http://a..b/",
        "http://" + "a" * 254 + "/",
        "http://[fe80::1%25eth0]/",
        "http://shop.example\u202e/",
    ],
)
def test_what_is_not_a_url_is_refused_in_one_line(text):
    with pytest.raises(InvalidURL) as caught:
        parse_url(text)
    assert "\n" not in str(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("HTTPS://WWW.Shop.Example:443/P/1#top", "https://www.shop.example/P/1"),
        ("http://shop.example", "http://shop.example/"),
        ("http://shop.example./p", "http://shop.example/p"),
        ("http://shop.example/p?b=2&a=1", "http://shop.example/p?a=1&b=2"),
        ("http://shop.example/p?utm_source=x&gclid=1&id=7", "http://shop.example/p?id=7"),
        ("http://shop.example/p?id=a%2Bb", "http://shop.example/p?id=a%2Bb"),
        ("http://shop.example:8080/p", "http://shop.example:8080/p"),
    ],
)
def test_the_normal_form(text, normal):
    assert normalise_url(text) == normal
    assert normalise_url(normal) == normal


def test_a_url_that_is_too_long_when_encoded_is_refused():
    with pytest.raises(InvalidURL, match="when encoded"):
        normalise_url("https://shop.example/" + "ü" * 1000)


@given(st.text(), st.text(), st.sampled_from(["http://{}/{}", "https://shop.example{}/{}", "{}{}"]))
def test_any_text_is_a_url_that_can_be_fetched_or_is_refused(host, path, form):
    try:
        normal = normalise_url(form.format(host, path))
    except InvalidURL:
        return
    assert str(parse_url(normal)) == normalise_url(normal) == normal
    assert normal.isascii()


@given(
    st.dictionaries(
        st.text(string.ascii_letters, min_size=1, max_size=8), st.text(max_size=20), max_size=5
    )
)
def test_normalising_twice_changes_nothing(query):
    from yarl import URL

    once = normalise_url(str(URL("https://shop.example/p").with_query(query)))
    assert normalise_url(once) == once


def test_www_and_tracking_make_no_other_target():
    assert target_id_of("https://www.shop.example/p?id=1&utm_medium=mail") == target_id_of(
        "https://shop.example/p?id=1"
    )


def test_another_query_is_another_target():
    assert target_id_of("https://shop.example/p?id=1") != target_id_of(
        "https://shop.example/p?id=2"
    )


def test_shop_of_an_international_host_is_ascii():
    assert shop_of("https://www.bücher.example/x") == "xn--bcher-kva.example"


def test_the_shops_own_id_is_kept():
    assert product_id_of("https://www.amazon.de/dp/B000000001", "B000000001") == (
        "amazon.de:B000000001"
    )


@given(st.text(max_size=300))
def test_product_ids_are_safe_in_a_path(item):
    product_id = product_id_of("https://shop.example/p/1", item)
    assert len(product_id) <= MAX_PRODUCT_ID_LENGTH
    assert set(product_id) <= set(string.ascii_letters + string.digits + "._~-:")


def test_long_ids_that_differ_stay_different():
    first, second = (product_id_of("https://shop.example/", "x" * 200 + end) for end in "ab")
    assert first != second
