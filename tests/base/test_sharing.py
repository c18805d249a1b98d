"""What the worker processes of a test run share is begun once, and ended when nobody needs it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from tests.support.processes import PATIENCE_S
from tests.support.sharing import shared


def test_who_begins_it_ends_it_after_all_others(tmp_path: Path) -> None:
    told = []

    @contextmanager
    def server(name: str) -> Iterator[str]:
        told.append(f"{name} begins")
        yield name
        told.append(f"{name} ends")

    first, second = (shared(tmp_path / "place", server(name)) for name in ("one", "two"))
    assert first.__enter__() == "one"
    with ThreadPoolExecutor() as beside:
        with second as value:
            assert value == "one"
            ending = beside.submit(first.__exit__, None, None, None)
            told.append("two leaves")
        ending.result(timeout=PATIENCE_S)
    with shared(tmp_path / "place", server("three")) as value:
        assert value == "three"
    assert told == ["one begins", "two leaves", "one ends", "three begins", "three ends"]
