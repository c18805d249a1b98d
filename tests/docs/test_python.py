"""The Python that the documents show, beside the tutorial's, does what it shows."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cassandra.cqlengine.models import BaseModel

from pricetrail.config import get_settings
from pricetrail.store.base import Write
from pricetrail.store.cassandra.store import CassandraStore
from pricetrail.store.tables import PRODUCT
from tests.docs.conftest import Prepared
from tests.support.documents import ROOT
from tests.support.redis import RedisServer
from tests.support.rows import event_row, events, product_row

_PYTHON = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture
def _settings_read_anew() -> Iterator[None]:
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


@pytest.mark.usefixtures("_settings_read_anew")
@pytest.mark.parametrize(
    "path", ["docs/python.md", "docs/how-to/notebooks.md", "docs/how-to/scale-out.md"]
)
def test_the_example_runs(
    path: str,
    prepared: Prepared,
    monkeypatch: pytest.MonkeyPatch,
    redis_server: RedisServer,
) -> None:
    monkeypatch.setenv("STORE_URL", f"sqlite:///{prepared.folder / 'trail.db'}")
    monkeypatch.setenv("REDIS_URL", redis_server.new_url())
    exec(compile(_python(path), path, "exec"), {"__name__": "__main__"})


@pytest.mark.usefixtures("_settings_read_anew")
async def test_the_session_of_a_notebook_reads_what_was_stored(
    empty_keyspace: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STORE_URL", empty_keyspace)
    path = "docs/how-to/cassandra.md"
    store = CassandraStore(empty_keyspace)
    await store.open()
    await store.put([Write(PRODUCT, product_row("shop.example:42"))])
    await store.put(events([event_row("shop.example:42")]))
    await store.close()
    products, product, seen, rows, _ = _answers(_python(path))
    assert [found.product_id for found in products] == ["shop.example:42"]
    assert product.name == "Kettle"
    assert [event.product_id for event in seen] == ["shop.example:42"]
    assert [row["name"] for row in rows] == ["Kettle"]


def _python(path: str) -> str:
    (code,) = _PYTHON.findall((ROOT / Path(path)).read_text())
    return str(code)


def _answers(code: str) -> list[Any]:
    """What each line that is an expression gives, read to its end, as a notebook shows it."""
    names: dict[str, Any] = {}
    answers = []
    for line in ast.parse(code).body:
        if isinstance(line, ast.Expr):
            answer = eval(ast.unparse(line), names)
            answers.append(answer if isinstance(answer, BaseModel) else list(answer or ()))
        else:
            exec(ast.unparse(line), names)
    return answers
