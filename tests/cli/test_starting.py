"""From the first moment on: interrupts while it loads, closed streams, what is not loaded."""

import os
import signal
import subprocess
import sys

import pytest

from tests.support.command import CommandLine
from tests.support.processes import PATIENCE_S

INTERRUPTED_WHILE_LOADING = """
import signal, sys
class Interrupter:
    def find_spec(self, name, *_):
        if name == {module!r}:
            signal.raise_signal(signal.SIGINT)
sys.meta_path.insert(0, Interrupter())
from pricetrail.__main__ import main
sys.argv = ["pricetrail", "products"]
main()
"""


@pytest.mark.parametrize("module", ["pricetrail.cli", "rich.console", "pydantic"])
def test_an_interrupt_while_it_loads_is_quiet(module: str) -> None:
    code = INTERRUPTED_WHILE_LOADING.format(module=module)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


def test_an_ignored_interrupt_stays_ignored(cli: CommandLine) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        process = cli.start("up")
    finally:
        signal.signal(signal.SIGINT, before)
    assert process.stdout is not None
    process.stdout.readline()
    process.terminate()
    process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0


@pytest.mark.parametrize(
    "command", [["targets"], ["targets", "--json"], ["export", "-"], ["doctor"], ["--help"]]
)
def test_a_closed_output_is_one_line(cli: CommandLine, command: list[str]) -> None:
    cli("track", "https://shop.example/p")
    process = cli.start(*command, stdout=None, preexec_fn=lambda: os.close(1))
    _, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 2
    assert err == b"error: the output cannot be written: Bad file descriptor\n"


@pytest.mark.parametrize("command", [["targets", "--json"], ["targets"], ["--help"], ["doctor"]])
def test_a_reader_that_goes_away_is_no_fault(cli: CommandLine, command: list[str]) -> None:
    cli("track", "https://shop.example/p")
    reading, writing = os.pipe()
    os.close(reading)
    process = cli.start(*command, stdout=writing)
    os.close(writing)
    _, err = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, err) == (0, b"")


@pytest.mark.parametrize("command", ["up", "serve"])
def test_without_the_server_it_says_what_to_install(command: str) -> None:
    code = (
        "import sys; sys.modules['uvicorn'] = None; "
        f"from pricetrail.cli import run; sys.exit(run([{command!r}]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 3
    assert done.stderr.startswith("error: a library is missing")
    assert done.stderr.endswith("pip install 'pricetrail[web]'\n")


def test_nothing_is_written_where_standard_error_is_closed(cli: CommandLine) -> None:
    process = cli.start("show", "nothing", stderr=None, preexec_fn=lambda: os.close(2))
    out, _ = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, out) == (1, b"")


@pytest.mark.parametrize(
    ("command", "unneeded"),
    [
        ("--help", {"pydantic", "asyncio", "aiohttp", "turbohtml", "email"}),
        ("products", {"aiohttp", "turbohtml", "structlog", "pricetrail.pipeline"}),
        ("track", {"aiohttp", "turbohtml", "structlog", "pricetrail.pipeline"}),
        ("history", {"aiohttp", "turbohtml", "pricetrail.pipeline"}),
    ],
)
def test_only_what_a_command_needs_is_loaded(command: str, unneeded: set[str]) -> None:
    code = (
        "import sys; from pricetrail.cli import run; "
        f"run([{command!r}, '--help']); print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert unneeded.isdisjoint(done.stderr.decode().split())


def test_the_package_can_be_run() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pricetrail", "--version"], capture_output=True, check=True
    )
    assert done.stdout.startswith(b"pricetrail ")
