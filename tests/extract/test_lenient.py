"""JSON as shops write it."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pricetrail.extract.lenient import loads, prefix

PRODUCT = {"@type": "Product", "name": 'Desk 27" wide', "offers": {"price": "12.50"}}

BROKEN = {
    "as it should be": r'{"@type":"Product","name":"Desk 27\" wide","offers":{"price":"12.50"}}',
    "trailing commas": (
        r'{"@type":"Product","name":"Desk 27\" wide","offers":{"price":"12.50",},}'
    ),
    "doubled comma": r'{"@type":"Product",,"name":"Desk 27\" wide","offers":{"price":"12.50"}}',
    "block comment": (
        r'{"@type":"Product",/* the name */"name":"Desk 27\" wide","offers":{"price":"12.50"}}'
    ),
    "line comment": (
        '{"@type":"Product", // kind\n "name":"Desk 27\\" wide","offers":{"price":"12.50"}}'
    ),
    "CDATA": (
        '/*<![CDATA[*/\n{"@type":"Product","name":"Desk 27\\" wide",'
        '"offers":{"price":"12.50"}}\n/*]]>*/'
    ),
    "HTML comment": (
        r'<!-- {"@type":"Product","name":"Desk 27\" wide","offers":{"price":"12.50"}} -->'
    ),
    "semicolon": r'{"@type":"Product","name":"Desk 27\" wide","offers":{"price":"12.50"}};',
    "unescaped quote": r'{"@type":"Product","name":"Desk 27" wide","offers":{"price":"12.50"}}',
    "byte order mark": (
        '\ufeff{"@type":"Product","name":"Desk 27\\" wide","offers":{"price":"12.50"}}'
    ),
    "entities for quotes": (
        "{&quot;@type&quot;:&quot;Product&quot;,&quot;name&quot;:&quot;Desk 27\\&quot; wide&quot;,"
        "&quot;offers&quot;:{&quot;price&quot;:&quot;12.50&quot;}}"
    ),
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_reads_what_shops_write(text: str) -> None:
    assert loads(text) == [PRODUCT]


def test_a_missing_value_is_null() -> None:
    assert loads('{"a":,"b":1,"c":}') == [{"a": None, "b": 1, "c": None}]


def test_reads_single_quotes() -> None:
    assert loads("{'a': 'b'}") == [{"a": "b"}]


def test_keeps_raw_line_breaks_and_bad_escapes_inside_texts() -> None:
    assert loads('{"a":"two\nlines\tand a tab","b":"50\\% off",}') == [
        {"a": "two\nlines\tand a tab", "b": "50\\% off"}
    ]


def test_keeps_what_looks_like_a_comment_inside_texts() -> None:
    assert loads('{"url":"https://shop.example/a","text":"/* no comment */ // neither",}') == [
        {"url": "https://shop.example/a", "text": "/* no comment */ // neither"}
    ]


def test_reads_values_one_after_the_other() -> None:
    assert loads('{"a":1}\n{"b":2}{"c":3}') == [{"a": 1}, {"b": 2}, {"c": 3}]


@pytest.mark.parametrize("text", ["", "no JSON", "{", '{"a":', "[1", '{"a" "b"}'])
def test_what_cannot_be_read_is_left_out(text: str) -> None:
    assert loads(text) == []


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ('{"a":1,"b":{"c":2},"d":"a long te', {"a": 1, "b": {"c": 2}}),
        ('{"a":1,"offers":{"price":12', {"a": 1}),
        ('{"a":1,"offers":{"price":"12', {"a": 1}),
        ('{"offers":[{"price":12},{"pri', {"offers": [{"price": 12}]}),
        ('{"a":"x, y","b":[1,2,3', {"a": "x, y", "b": [1, 2]}),
        ('{"a":1,"b":{"c":2}', {"a": 1, "b": {"c": 2}}),
        ('{"a":"say \\"hi\\"","b":"\\', {"a": 'say "hi"'}),
    ],
)
def test_reads_what_is_whole_of_a_value_that_is_cut_off(text: str, whole: object) -> None:
    assert loads(text) == [whole]


def test_reads_a_value_out_of_a_script() -> None:
    text = 'var state = {"a":[1,2]}; go();'
    assert prefix(text, text.index("{")) == ({"a": [1, 2]}, text.index(";"))
    assert prefix("var state = none", 12) == (None, 12)


LITERALS = {
    "bare keys": ("{name: 'Cup', price: 12.5}", {"name": "Cup", "price": 12.5}),
    "quotes in quotes": (r"""{a: 'it\'s 5" wide'}""", {"a": "it's 5\" wide"}),
    "undefined": ("{a: undefined, 'b': [1, 2, ], c: true}", {"a": None, "b": [1, 2], "c": True}),
    "comments": ("{a: /* one */ 1, // two\n b: 'c',\n}", {"a": 1, "b": "c"}),
    "escapes": (r"{a: 'Tass\u00e9', b: 'two\nlines'}", {"a": "Tassé", "b": "two\nlines"}),
}


@pytest.mark.parametrize(("text", "value"), LITERALS.values(), ids=LITERALS)
def test_reads_a_literal_that_is_no_json(text: str, value: object) -> None:
    assert prefix(f"x = {text}; y()", 4) == (value, 4 + len(text))


@pytest.mark.parametrize("text", ["{a: f(1)}", "{a: 'x' + y}", "{a: 1", "[" * 300, "{a: `b`}"])
def test_a_literal_that_holds_more_than_data_is_none(text: str) -> None:
    assert prefix(text, 0) == (None, 0)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=20,
)


@settings(max_examples=80, deadline=None)
@given(st.dictionaries(st.text(max_size=8), JSON, max_size=5))
def test_repairing_changes_nothing_that_is_right(value: dict[str, object]) -> None:
    """With a semicolon behind it the strict parser refuses, so the repairing one reads it."""
    assert loads(json.dumps(value, ensure_ascii=True) + ";") == [value]
