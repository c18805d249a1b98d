"""State in the forms that frameworks give it, on pages without any site rule."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pricetrail.extract.payloads import called_with, flight_rows, hydrated
from tests.support.wild import Wild

_CUP = {
    "name": "Blue Cup",
    "sku": "BC-7",
    "price": 12.5,
    "currency": "EUR",
    "inStock": False,
    "brand": {"name": "Acme"},
}
_SAYS = {
    "price": "12.5",
    "currency": "EUR",
    "sku": "BC-7",
    "brand": "Acme",
    "availability": "out_of_stock",
}
_NUXT_2 = (
    'window.__NUXT__=(function(a,b,c){c.seen=true;return {layout:"default",data:[{product:'
    '{name:"Blue Cup",sku:"BC-7",price:b,weight:.5,currency:a,inStock:!1,brand:{name:"Acme"},'
    'old:void 0,note:"a (b)"}}],error:null}}("EUR",12.5,{}));'
)
_NUXT_3: list[Any] = [
    ["ShallowReactive", 1],
    {"data": 2, "again": 2},
    ["Reactive", 3],
    {"product": 4, "all": 12},
    {"name": 5, "sku": 6, "price": 7, "currency": 8, "inStock": 9, "brand": 10, "in": 3},
    "Blue Cup",
    "BC-7",
    12.5,
    "EUR",
    False,
    {"name": 11},
    "Acme",
    [5, -1],
]


def _streamed(*chunks: str) -> str:
    pushes = (f"self.__next_f.push({json.dumps([1, chunk])})" for chunk in chunks)
    begin = "(self.__next_f=self.__next_f||[]).push([0])"
    return "".join(f"<script>{push}</script>" for push in (begin, *pushes))


_ROW = "5:" + json.dumps(["$", "div", None, {"product": _CUP}]) + "\n"
PAGES = {
    "Next.js": _streamed('1:"$Sreact"\n', _ROW),
    "Next.js, a row in pieces": _streamed(_ROW[:90], _ROW[90:]),
    "Nuxt 3": f'<script type="application/json" id="__NUXT_DATA__">{json.dumps(_NUXT_3)}</script>',
    "Nuxt 2": f"<script>{_NUXT_2}</script>",
}


@pytest.mark.parametrize("page", PAGES)
def test_reads_the_product_out_of_what_scripts_are_sent(page: str) -> None:
    head = '<meta property="og:type" content="product">'
    body = f"<h1>Blue Cup</h1>{PAGES[page]}"
    assert Wild(title="Blue Cup", body=body, head=head, says=_SAYS).read == _SAYS


def test_a_reference_to_another_row_is_no_price() -> None:
    row = '2:[{"name":"Cup","price":"$12:props:price","list":"$$15.00","text":"a \\"$x\\" b"}]\n'
    script = f"self.__next_f.push({json.dumps([1, row])})"
    assert list(flight_rows([script], ("price",))) == [
        [{"name": "Cup", "price": None, "list": "$15.00", "text": 'a "$x" b'}]
    ]


def test_values_that_hold_each_other_are_read_once() -> None:
    assert hydrated([{"a": 1}, {"b": 0, "c": 2}, "x"]) == {"a": {"b": None, "c": "x"}}


@pytest.mark.parametrize("values", [[], {}, None, [["Ref", 0]], [["Set", 1], 5], [[9]]])
def test_what_is_no_list_of_values_gives_nothing_of_use(values: Any) -> None:
    assert hydrated(values) in (None, [None])


@pytest.mark.parametrize(
    "text",
    [
        "window.__NUXT__=(function(a){return {b:a(1)}}(2));",
        "window.__NUXT__=(function(a){return {b:a",
        'window.__NUXT__=(function(a){return {b:"' + '\\"' * 20_000,
        "window.__NUXT__=(function(a){go()}(2));",
        "window.__NUXT__=(function(a){return " + "[" * 5_000,
    ],
)
def test_what_must_be_run_is_not_read(text: str) -> None:
    assert called_with(text) is None


@given(st.lists(st.integers(-3, 8) | st.text(max_size=3) | st.lists(st.integers(-3, 8))))
@settings(deadline=None, max_examples=50)
def test_whatever_refers_to_whatever_has_an_end(values: list[Any]) -> None:
    json.dumps(hydrated(values))
