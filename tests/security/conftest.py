"""A running app that allows nothing beside public addresses, and places that nobody may reach."""

import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest

from tests.support.browsing import Canary, running_canary
from tests.support.command import CommandLine
from tests.support.serving import client_of, settings_for


@pytest.fixture
async def canary() -> AsyncIterator[Canary]:
    async with running_canary() as running:
        yield running


@pytest.fixture
def trap() -> Iterator[int]:
    """A port of 127.0.0.1 to which nobody has connected at the end."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]
        listener.setblocking(False)
        with pytest.raises(BlockingIOError):
            listener.accept()


@pytest.fixture
async def api(tmp_path: Path) -> AsyncIterator[aiohttp.ClientSession]:
    """A client of an app that may fetch from public addresses only."""
    settings = settings_for(tmp_path, egress_allow="", webhook_secret="between us")
    async with client_of(settings) as client:
        yield client


@pytest.fixture
def cli(cli: CommandLine) -> CommandLine:
    """Commands that may fetch from public addresses only."""
    cli.env["PRICETRAIL_EGRESS_ALLOW"] = ""
    return cli
