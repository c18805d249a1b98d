"""Stored ids as columns say what each of them says alone."""

from hypothesis import given
from hypothesis import strategies as st

from pricetrail.clock import ms_of_sort_key, uuid_sort_key, uuid_text_of_sort_key
from pricetrail.store.sqlite.ids import moments_of, texts_of

KEYS = st.lists(st.uuids(version=1).map(uuid_sort_key), max_size=20)


@given(keys=KEYS)
def test_many_are_written_as_each_is_alone(keys: list[bytes]) -> None:
    assert texts_of(keys).to_pylist() == [uuid_text_of_sort_key(key) for key in keys]
    assert moments_of(keys).to_pylist() == [ms_of_sort_key(key) for key in keys]
