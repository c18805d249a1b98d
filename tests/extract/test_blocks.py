"""What the parts of a page are, by the names that shops give them."""

import pytest
from turbohtml import Element, parse

from pricetrail.extract import blocks


def element(html: str) -> Element:
    found = parse(f"<div>{html}</div>").select_one("div > *")
    assert found is not None
    return found


@pytest.mark.parametrize(
    "html",
    [
        "<footer>",
        "<div class='related-products'>",
        "<ul id='recently-viewed'>",
        "<div class='customers-also-bought'>",
        "<div class='mini-cart'>",
        "<div class='site-header'>",
        "<section class='Reviews'>",
        "<div class='product-compare'>",
        "<div data-testid='upsell'>",
        "<aside class='filter'>",
    ],
)
def test_beside_the_product(html: str) -> None:
    assert blocks.is_aside(element(html))


@pytest.mark.parametrize(
    "html",
    [
        "<main class='related'>",
        "<div class='product-preview'>",
        "<div class='product-header'>",
        "<div class='card-footer'>",
        "<span class='compare-at-price'>",
        "<span class='suggested-retail-price'>",
        "<div class='product-info'>",
        "<p>",
    ],
)
def test_of_the_product(html: str) -> None:
    assert not blocks.is_aside(element(html))


@pytest.mark.parametrize(
    ("html", "hidden"),
    [
        ("<p hidden>", True),
        ("<p style='display: none'>", True),
        ("<p class='hidden'>", True),
        ("<p class='d-none'>", True),
        ("<p class='js-hide'>", True),
        ("<p class='hidden md:block'>", False),
        ("<p class='d-none d-md-flex'>", False),
        ("<p class='visually-hidden'>", False),
        ("<p class='hidden-gem'>", False),
        ("<p style='color: red'>", False),
    ],
)
def test_not_shown(html: str, hidden: bool) -> None:
    assert blocks.is_hidden(element(html)) is hidden


@pytest.mark.parametrize(
    ("html", "struck"),
    [
        ("<del>", True),
        ("<s>", True),
        ("<span style='text-decoration: line-through'>", True),
        ("<span class='old-price'>", True),
        ("<span class='price was'>", True),
        ("<span class='price--compare-at'>", True),
        ("<span class='listPrice'>", True),
        ("<span class='price'>", False),
        ("<span class='price-list-item'>", False),
        ("<span class='wash-price'>", False),
        ("<span class='bold'>", False),
    ],
)
def test_of_the_past(html: str, struck: bool) -> None:
    assert blocks.is_struck_path([element(html)]) is struck
