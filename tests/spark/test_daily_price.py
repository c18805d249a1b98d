"""The example for Spark answers what `pricetrail sql` does, on the same export."""

import asyncio
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import orjson
import pytest

from pricetrail import crud
from pricetrail.clock import ManualClock, time_uuid
from pricetrail.schema import ProductScrapeEvent
from pricetrail.store.base import Write
from pricetrail.store.sqlite import SqliteStore
from pricetrail.store.tables import EVENT
from tests.support.command import CommandLine
from tests.support.documents import ROOT
from tests.support.programs import ran
from tools.cassandra.jars import java_17

PYTHON = ROOT / ".cache" / "spark-venv" / "bin" / "python"
START = datetime(2026, 1, 30, 22, 30, tzinfo=UTC)
COLUMNS = "product_id, day, currency, min, max, median, events"


async def fill(path: Path) -> None:
    """Prices over two months, some corrected, some retracted, two currencies."""
    store = SqliteStore(path)
    await store.open()
    for number in range(240):
        product, visit = number % 4, number // 4
        at = START + timedelta(minutes=95 * visit)
        event = await crud.add_scrape_event(
            store,
            {
                "url": f"https://shop.example/p/{product}",
                "name": f"Product {product}",
                "uuid": str(time_uuid(at)),
                "price": None if visit % 11 == 7 else f"{10 + product}.{visit:02}",
                "currency": "EUR" if product else "JPY",
            },
            clock=ManualClock(at),
        )
        if visit % 9 == 4:
            await revise(store, event.event, visit)
    await store.close()


async def revise(store: SqliteStore, event: ProductScrapeEvent, visit: int) -> None:
    """Append a correction, or a retraction."""
    changes = {"revision": 1, "price": 1 + visit, "retracted": visit % 2 == 0}
    revised = ProductScrapeEvent.model_validate({**event.model_dump(), **changes})
    await store.put([Write(EVENT, EVENT.row(revised))])


@pytest.mark.slow
def test_spark_answers_what_sql_does(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    cli = CommandLine(monkeypatch, capsys, tmp_path)
    asyncio.run(fill(tmp_path / "trail.db"))
    history, daily = tmp_path / "history", tmp_path / "daily"
    assert cli("export", f"{history}/").code == 0
    stray = next(history.glob("events/*/*.parquet"))
    (stray.parent / "left-behind.parquet").write_bytes(stray.read_bytes())
    home = Path(java_17()).resolve().parents[1]
    env = {"JAVA_HOME": str(home), "PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    env |= {"PYSPARK_PYTHON": str(PYTHON), "SPARK_LOCAL_IP": "127.0.0.1"}
    options = ("--master", "local[2]", "--conf", "spark.sql.shuffle.partitions=4")
    submit = PYTHON.with_name("spark-submit")
    done = ran(submit, *options, ROOT / "examples/daily_price_spark.py", history, daily, env=env)
    assert done.returncode == 0, done.stderr[-3000:]
    asked = cli("sql", f"select {COLUMNS} from daily_price", "--from", f"{history}/", "--json")
    answers = duckdb.sql(
        f"select to_json(d) from (select {COLUMNS} from '{daily}/*.parquet') as d"
    ).fetchall()
    assert len(asked.lines) > 10
    assert rows([orjson.loads(answer) for (answer,) in answers]) == rows(asked.lines)


def rows(found: list[dict[str, object]]) -> list[tuple[str, ...]]:
    """Rows in one order, amounts in one form."""
    amounts = ("min", "max", "median")
    return sorted(
        tuple(f"{float(str(v)):.6f}" if k in amounts else str(v) for k, v in row.items())
        for row in found
    )
