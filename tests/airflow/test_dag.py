"""The DAG in a real Airflow, which has an environment and a folder of its own."""

import asyncio
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from pricetrail import crud
from pricetrail.bootstrap import open_store
from pricetrail.config import Settings
from tests.support.background import running_shop
from tests.support.command import PROGRAM
from tests.support.documents import ROOT
from tests.support.processes import PATIENCE_S
from tests.support.shop import Reply, Shop, product_page

PYTHON = ROOT / ".cache/airflow-venv/bin/python"
DAGS = ROOT / "dags"
HOSTS = ("127.0.0.1", "localhost")
PATHS = ("/p/1", "/p/2", "/p/3")
SHOWN = re.compile(r"^airflow (.+)$", re.MULTILINE)

InAirflow = Callable[..., str]


@pytest.fixture
def shop() -> Iterator[Shop]:
    with running_shop() as shop:
        for path in PATHS:
            shop.replies[path] = Reply(product_page(f"A kettle, {path}"))
        yield shop


@pytest.fixture
def store_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'trail.db'}"


@pytest.fixture
def in_airflow(tmp_path: Path, store_url: str) -> InAirflow:
    """Runs a script of this folder in Airflow's environment; returns what it prints."""
    env = {
        **os.environ,
        "AIRFLOW_HOME": str(tmp_path),
        "AIRFLOW__CORE__DAGS_FOLDER": str(DAGS),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW_VAR_PRICETRAIL_PROGRAM": str(PROGRAM),
        "STORE_URL": store_url,
        "PRICETRAIL_EGRESS_ALLOW": ",".join(HOSTS),
        "PRICETRAIL_POLITENESS": "off",
    }

    def run(script: str, *arguments: str) -> str:
        assert PYTHON.exists(), "`make .cache/airflow-venv/.ready` makes the environment"
        ended = subprocess.run(
            [PYTHON, Path(__file__).with_name(script), *arguments],
            env=env,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=3 * PATIENCE_S,
            check=False,
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout

    return run


def track(store_url: str, urls: list[str]) -> None:
    async def do() -> None:
        async with open_store(Settings(store_url=store_url, _env_file=None)) as store:
            for url in urls:
                await crud.track(store, url, every=timedelta(days=1))

    asyncio.run(do())


def read_history(store_url: str) -> dict[str, list[str]]:
    """The outcomes of all attempts at each target, and a word for each event it has."""

    async def do() -> dict[str, list[str]]:
        found = {}
        async with open_store(Settings(store_url=store_url, _env_file=None)) as store:
            async for target in crud.iter_targets(store):
                outcomes = [attempt.outcome async for attempt in crud.attempts(store, target)]
                events = await crud.latest(store, target.product_id) if target.product_id else []
                found[target.url] = [*outcomes, *("event" for _ in events)]
        return found

    return asyncio.run(do())


def test_a_run_scrapes_what_is_due_and_the_next_one_nothing_twice(
    shop: Shop, store_url: str, in_airflow: InAirflow
) -> None:
    good = [f"http://{host}:{shop.port}{path}" for host in HOSTS for path in PATHS]
    gone = f"http://localhost:{shop.port}/gone"
    track(store_url, [*good, gone])
    shown = SHOWN.findall((ROOT / "docs/how-to/airflow.md").read_text())
    assert [line.split()[1] for line in shown] == ["migrate", "list-import-errors", "test"]

    said = in_airflow("commands.py", *shown, shown[-1])

    errors, first, second = said.split("\nended: ")[1:4]
    assert errors.splitlines()[-1] == "No data found"
    assert "7 targets: {'ok': 6, 'not_found': 1}" in first
    assert "0 targets: nothing was due" in second
    assert read_history(store_url) == {
        **{url: ["ok", "event"] for url in good},
        gone: ["not_found"],
    }


def test_only_a_service_that_is_away_is_worth_another_try(in_airflow: InAirflow) -> None:
    away, *others = in_airflow("refusals.py", str(DAGS)).splitlines()
    assert away.startswith("AirflowException: ")
    assert [other.partition(": ")[0] for other in others] == ["AirflowFailException"] * 3
    assert "No such file" in others[-1]
