"""What SQLite itself puts into JSON is what Python would have said."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from pricetrail.clock import epoch_ms, iso_of_ms
from pricetrail.store.sqlite.codec import FORMS
from pricetrail.store.tables import ColumnType

FIRST = epoch_ms(datetime(1, 1, 1, tzinfo=UTC))
LAST = epoch_ms(datetime(9999, 12, 31, 23, 59, 59, 999_000, tzinfo=UTC))
MOMENTS = st.one_of(st.none(), st.integers(FIRST, LAST), st.sampled_from([FIRST, -1, 0, LAST]))


@given(moments=st.lists(MOMENTS, max_size=50))
def test_moments_are_exact_to_the_millisecond(moments: list[int | None]) -> None:
    sql = f"SELECT {FORMS[ColumnType.TIMESTAMP].in_json.format('?1')}"
    with closing(sqlite3.connect(":memory:")) as db:
        said = [db.execute(sql, (moment,)).fetchone()[0] for moment in moments]
    assert said == [None if moment is None else iso_of_ms(moment) for moment in moments]
