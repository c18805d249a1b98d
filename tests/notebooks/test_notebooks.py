"""Every notebook runs, shows what is stored in it, and names no machine."""

import os
import re
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from tests.support.redis import RedisServer
from tools.notebooks import METADATA, executed, notebooks

SECRETS = re.compile(
    r"/(?:home|root|tmp|var|Users)/\w|AstraCS:|(?i:password|secret|token)\s*[=:]\s*['\"]?\w|\w+@\w+\.\w"
)

LINK = re.compile(r"\]\((\.\./[^)#]+)")


def cells(notebook: NotebookNode) -> list[tuple[str, object]]:
    """What each cell of code says and shows."""
    return [(cell.source, cell.outputs) for cell in notebook.cells if cell.cell_type == "code"]


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_a_notebook_shows_what_is_stored_in_it(
    path: Path,
    cassandra_server: str,
    redis_server: RedisServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CASSANDRA_CONTACT_POINTS", cassandra_server.removeprefix("cassandra://"))
    monkeypatch.setenv("NOTEBOOK_REDIS_URL", redis_server.new_url())
    if os.geteuid() == 0:
        monkeypatch.setenv("PRICETRAIL_BROWSER_SANDBOX", "off")
    stored = nbformat.read(path, as_version=4)
    assert cells(executed(path)) == cells(stored), "run `make notebooks`"


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_a_notebook_is_anybodys(path: Path) -> None:
    stored = nbformat.read(path, as_version=4)
    assert stored.metadata == METADATA
    assert SECRETS.findall(path.read_text()) == []
    assert [cell.id for cell in stored.cells] == [f"cell-{n:02}" for n in range(len(stored.cells))]


def test_links_of_notebooks_lead_somewhere() -> None:
    for path in notebooks():
        for link in LINK.findall(path.read_text()):
            assert (path.parent / link).exists(), f"{link} leads nowhere"


def test_there_is_one_for_each_subject() -> None:
    assert [path.stem for path in notebooks()] == [
        "01-models",
        "02-validation",
        "03-api",
        "04-tasks",
        "05-browser",
        "06-analytics",
    ]
