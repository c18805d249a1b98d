"""The Python that the documents show, beside the tutorial's, does what it shows."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pricetrail.config import get_settings
from tests.docs.conftest import Prepared
from tests.support.documents import ROOT
from tests.support.redis import RedisServer

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
    (code,) = _PYTHON.findall((ROOT / Path(path)).read_text())
    exec(compile(code, path, "exec"), {"__name__": "__main__"})
