"""What a query is answered with, and that it reaches nothing but the history."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pricetrail.analytics import engine
from pricetrail.errors import UsageError
from pricetrail.store.columns import arrow_schema
from pricetrail.store.tables import TARGET


@pytest.fixture(scope="module")
def made() -> Iterator[duckdb.DuckDBPyConnection]:
    with engine.connection({}) as connection:
        yield connection


VALUES: dict[str, Any] = {
    "1.50::DECIMAL(9, 2)": "1.5",
    "1e3::DECIMAL(20, 6)": "1000",
    "-0.10::DECIMAL(9, 2)": "-0.1",
    "0.00::DECIMAL(9, 2)": "0",
    "sum(2)": 2,
    "0.25::DOUBLE": 0.25,
    "true": True,
    "NULL": None,
    "DATE '2026-01-31'": "2026-01-31",
    "TIMESTAMP '2026-01-31 09:05:00'": "2026-01-31T09:05:00.000Z",
    "TIMESTAMPTZ '2026-01-31 10:05:00+01'": "2026-01-31T09:05:00.000Z",
    "[1.5::DECIMAL(9, 1), NULL]": ["1.5", None],
    "{'a': DATE '2026-01-31'}": {"a": "2026-01-31"},
    "'漢 🛒'": "漢 🛒",
    "MAP {'b': 1, 'a': NULL}": {"b": 1, "a": None},
    "sum(9223372036854775807)": 9223372036854775807,
    "sum(9223372036854775807) * 10": "92233720368547758070",
    "18446744073709551615::UBIGINT": "18446744073709551615",
    "'\\xAA\\x00'::BLOB": "aa00",
    "INTERVAL '1 month 90.5 seconds'": "P1M0DT90.5S",
    "0::HUGEINT": 0,
}


@pytest.mark.parametrize("written", VALUES)
def test_values_are_those_of_json(made: duckdb.DuckDBPyConnection, written: str) -> None:
    assert list(engine.ask(made, f"SELECT {written}").rows) == [(VALUES[written],)]


def test_no_two_columns_have_one_name(made: duckdb.DuckDBPyConnection) -> None:
    answer = engine.ask(made, "SELECT 1 AS a, 'x' AS a, 2 AS a_2")
    assert (answer.columns, answer.numbers) == (("a", "a_2", "a_2_2"), ["a", "a_2_2"])


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM read_text('https://shop.example/')",
        "SELECT * FROM outside",
        "COPY (SELECT 1) TO 'out.csv'",
        "ATTACH 'other.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "EXPORT DATABASE 'out'",
        "EXPLAIN ANALYZE COPY (SELECT 1) TO 'out.csv'",
        "SET enable_external_access = true",
        "SET temp_directory = 'out'",
        "PRAGMA python_enable_replacements = true",
    ],
)
def test_nothing_else_is_in_reach(
    made: duckdb.DuckDBPyConnection, query: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = [{"secret": 1}]
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError) as raised:
        list(engine.ask(made, query).rows)
    assert "\n" not in str(raised.value)
    assert list(tmp_path.iterdir()) == []
    assert outside


@pytest.mark.parametrize("query", ["", "select 1; select 2", "selec 1", "select nothing", "\x00"])
def test_what_is_no_question_is_said_so(made: duckdb.DuckDBPyConnection, query: str) -> None:
    with pytest.raises(UsageError):
        engine.ask(made, query)


def test_an_error_in_the_middle_is_said_too(made: duckdb.DuckDBPyConnection) -> None:
    query = "SELECT error('stop') FROM range(9) WHERE random() < 2"
    with pytest.raises(UsageError, match="stop"):
        list(engine.ask(made, query).rows)


def test_files_of_other_versions_are_read(tmp_path: Path) -> None:
    """One lacks a column, one has one more; both have what there is."""
    path = [tmp_path / "it's older.parquet", tmp_path / "newer.parquet"]
    whole = arrow_schema(TARGET).empty_table()
    row = pa.table({"target_id": ["a"], "paused": [False]})
    pq.write_table(whole.drop_columns(["asked_at"]), path[0])
    pq.write_table(row.append_column("invented", pa.array([1])), path[1])
    with engine.connection({"targets": [str(one) for one in path]}) as made:
        query = "SELECT target_id, paused, asked_at, COLUMNS(*) FROM targets"
        answer = engine.ask(made, query)
        assert "invented" not in answer.columns
        assert [row[:3] for row in answer.rows] == [("a", False, None)]
        with pytest.raises(UsageError, match="only questions"):
            engine.ask(made, f"COPY (SELECT 1) TO '{path[1]}'")
