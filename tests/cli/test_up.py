"""`up --demo`, as `make run` starts it: a process of its own, and this one reads along."""

import shutil
import signal
import subprocess
import time
from datetime import datetime, timedelta
from itertools import islice, pairwise

import pytest

from pricetrail.clock import utc_now
from tests.support.command import CommandLine
from tests.support.documents import ROOT
from tests.support.processes import PATIENCE_S, ending, wait_for_words
from tests.support.shop import Reply, Shop, product_page
from tests.support.simulated import Simulated

SOON_S = 20  # less than a fetch may take, which it does not wait for
Trail = dict[str, list[str]]


@pytest.fixture
def demo(cli: CommandLine) -> CommandLine:
    """As for a newcomer: no store is named, and nothing private is allowed."""
    for name in ("STORE_URL", "PRICETRAIL_EGRESS_ALLOW", "PRICETRAIL_POLITENESS"):
        del cli.env[name]
    return cli


def read(cli: CommandLine) -> Trail:
    """The demo's history as another process sees it: product → moments, oldest first."""
    store = {"STORE_URL": f"sqlite:///{cli.folder / 'demo.db'}"}
    products = [line["product_id"] for line in cli("products", "--json", **store).lines]
    return {
        product: [
            event["created"] for event in reversed(cli("history", product, "--json", **store).lines)
        ]
        for product in products
    }


def is_whole(trail: Trail) -> bool:
    return sum(len(moments) >= 30 for moments in trail.values()) >= 15


def length(trail: Trail) -> int:
    return sum(map(len, trail.values()))


def read_as_it_grows(cli: CommandLine, process: subprocess.Popen[bytes]) -> Trail:
    before = length(read(cli))
    deadline = time.monotonic() + PATIENCE_S
    while length(trail := read(cli)) < before + 50:
        assert process.poll() is None, "it ended"
        assert time.monotonic() < deadline, "too few observations"
        time.sleep(0.2)
    return trail


def stop(process: subprocess.Popen[bytes]) -> None:
    assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=SOON_S)
    assert process.returncode == 0, said.decode()
    assert b"error" not in said


def test_the_demo_fills_is_read_meanwhile_ends_at_once_and_continues(
    demo: CommandLine, simulated: Simulated
) -> None:
    """It begins where seventy days are there; the wheel's test begins with nothing."""
    shutil.copy(simulated.part, demo.folder / "demo.db")
    began = utc_now()
    with ending(demo.start("up", "--demo")) as process:
        trail = read_as_it_grows(demo, process)
        stop(process)

    with ending(demo.start("up", "--demo")) as process:
        wait_for_words(process.stdout)
        assert process.stdout is not None
        assert b"demo" in process.stdout.readline()
        continued = read(demo)
        stop(process)

    assert is_whole(continued)
    for product, moments in trail.items():
        assert continued[product][: len(moments)] == moments
    newest = max(datetime.fromisoformat(moments[-1]) for moments in continued.values())
    assert began - newest < timedelta(days=2)
    for moments in continued.values():
        simulated_ones = [at for at in map(datetime.fromisoformat, moments) if at < began]
        assert all(later - at > timedelta(days=1) for at, later in pairwise(simulated_ones))


def test_up_tells_each_scrape_in_words_on_one_line(cli: CommandLine, shop: Shop) -> None:
    at = f"http://127.0.0.1:{shop.port}"
    shop.replies["/p/kettle"] = Reply(product_page("A steel kettle", "19.90"))
    cli("track", f"{at}/p/kettle", f"{at}/{'long' * 40}")
    cli.env["COLUMNS"] = "80"
    with ending(cli.start("up")) as process:
        assert process.stdout is not None
        lines = iter(process.stdout.readline, b"")
        told = islice((line.decode().rstrip() for line in lines if line.startswith(b"20")), 2)
        said = sorted(line.partition("  ")[2] for line in told)
        process.terminate()
    assert said == [
        f"gone from the shop  {at}/{'long' * 40}  the shop says it is gone: HTTP 404",
        "ok  A steel kettle  19.90 EUR  in stock",
    ]


def test_make_run_starts_the_demo() -> None:
    recipe = (ROOT / "Makefile").read_text().partition("\nrun:")[2].splitlines()[1]
    assert recipe.endswith("pricetrail up --demo")


def test_without_products_it_says_how_to_begin(cli: CommandLine) -> None:
    with ending(cli.start("up")) as process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(2)]
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE_S)
    assert b"pricetrail track URL" in said[1]
