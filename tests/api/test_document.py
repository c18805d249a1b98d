"""The OpenAPI document: true to what the server does, and to the records it is made from."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from pricetrail.crud.submissions import Submission
from pricetrail.main import create_app
from pricetrail.schema import Model, Product, ProductRecord, ProductScrapeEvent, Target
from tests.support.command import CommandLine
from tests.support.documents import ROOT
from tests.support.processes import ending, served_at

SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")


@contextmanager
def serving(cli: CommandLine, store_url: str) -> Iterator[str]:
    """The address of a server of its own."""
    cli.env |= {"STORE_URL": store_url, "PRICETRAIL_WRITES_PER_S": "0"}
    with ending(cli.start("serve", "--port", 0)) as process:
        yield served_at(process.stderr)


def findings(url: str, folder: Path, *more: str) -> str:
    """What schemathesis says where it finds anything; empty where it finds nothing."""
    found = subprocess.run(
        [
            SCHEMATHESIS,
            f"--config-file={ROOT / 'schemathesis.toml'}",
            "run",
            f"{url}/openapi.json",
            "--seed=1",
            "--workers=1",  # Python 3.11 cannot parse in two threads at once, and it parses
            *more,
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        cwd=folder,
        timeout=900,
    )
    lines = [line[:500] for line in found.stdout.splitlines()]
    return "" if found.returncode == 0 else "\n".join(lines)


@pytest.mark.parametrize("backend", ["sqlite", "cassandra"])
def test_no_request_breaks_what_the_document_promises(
    backend: str, cli: CommandLine, request: pytest.FixtureRequest
) -> None:
    with serving(cli, store_of(backend, cli, request)) as url:
        assert findings(url, cli.folder, "--max-examples=5") == ""


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["sqlite", "cassandra"])
def test_no_request_among_many_breaks_what_the_document_promises(
    backend: str, cli: CommandLine, request: pytest.FixtureRequest
) -> None:
    with serving(cli, store_of(backend, cli, request)) as url:
        assert findings(url, cli.folder, "--max-examples=100") == ""


def store_of(backend: str, cli: CommandLine, request: pytest.FixtureRequest) -> str:
    """The URL of a store with nothing in it: what others wrote may break any promise."""
    if backend == "sqlite":
        return cli.env["STORE_URL"]
    return str(request.getfixturevalue("empty_keyspace"))


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return create_app().openapi()


@pytest.mark.parametrize(
    ("shape", "model"),
    [
        ("Product", Product),
        ("ProductScrapeEvent", ProductScrapeEvent),
        ("Target", Target),
        ("Submission", Submission),
    ],
)
def test_shapes_are_those_of_the_records(
    document: dict[str, Any], shape: str, model: type[Model]
) -> None:
    declared = {**model.model_fields, **model.model_computed_fields}
    shown = document["components"]["schemas"][shape]["properties"]
    assert {name: said.get("description") for name, said in shown.items()} == {
        name: field.description for name, field in declared.items()
    }


def test_every_field_of_the_record_can_be_sent_and_is_answered() -> None:
    fields = ProductRecord.model_fields.keys()
    assert fields <= Submission.model_fields.keys()
    assert fields <= Product.model_fields.keys()


def test_every_route_says_what_it_is_and_how_it_fails(document: dict[str, Any]) -> None:
    for path, methods in document["paths"].items():
        for method, said in methods.items():
            place = f"{method} {path}"
            assert said["tags"], place
            assert said["description"], place
            for status, answer in said["responses"].items():
                assert answer["description"], place
                if status[0] in "45":
                    assert list(answer["content"]) == ["application/problem+json"], place


async def test_the_reference_page_names_every_route_and_shape(
    api: aiohttp.ClientSession, document: dict[str, Any]
) -> None:
    async with api.get("/docs") as response:
        page = await response.text()
        assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    assert "<script" not in page
    assert "style=" not in page
    for path in document["paths"]:
        assert f"<code>{path}</code>" in page
    for shape in document["components"]["schemas"]:
        assert f'id="{shape}"' in page
    async with api.get("/docs/style.css") as response:
        assert response.status == 200
