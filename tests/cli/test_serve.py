"""`serve`, `up` and `tokens`: processes of their own, asked over HTTP as anybody would."""

import json
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.error import HTTPError

import pytest

from tests.support.command import CommandLine
from tests.support.processes import ending, served_at, wait_until
from tests.support.shop import Shop

SOON_S = 20  # less than a fetch may take, which it does not wait for


@contextmanager
def serving(cli: CommandLine, *command: object) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The address that a command says it serves at, and its process."""
    with ending(cli.start(*command, "--port", 0)) as process:
        yield served_at(process.stderr), process


def ask(url: str, body: Any = None, token: str | None = None) -> Any:
    headers = {"Content-Type": "application/json"}
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, headers)
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)


def status_of(url: str, body: Any = None, token: str | None = None) -> int:
    try:
        ask(url, body, token)
    except HTTPError as error:
        with error:
            return error.code
    return 200


def stop(process: subprocess.Popen[bytes], number: int = signal.SIGTERM) -> str:
    """What it said on the way out, which is short and ends well."""
    process.send_signal(number)
    _, said = process.communicate(timeout=SOON_S)
    assert process.returncode == 0, said.decode()
    return said.decode()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_serve_answers_and_ends_well(cli: CommandLine, kettle: str, number: int) -> None:
    with serving(cli, "serve") as (url, process):
        job = ask(f"{url}/products", {"urls": [kettle]})["job"]["job_id"]
        wait_until(lambda: ask(f"{url}/jobs/{job}")["finished"])
        assert stop(process, number) == ""
    (product,) = cli("products", "--json").lines
    assert product["name"] == "A steel kettle"


@pytest.mark.parametrize("command", ["serve", "up"])
@pytest.mark.parametrize("gap_s", [0.02, 0.1, 0.3])
def test_a_second_signal_changes_nothing(cli: CommandLine, command: str, gap_s: float) -> None:
    with serving(cli, command) as (url, process):
        assert status_of(f"{url}/healthz") == 200
        process.send_signal(signal.SIGTERM)
        for number in (signal.SIGTERM, signal.SIGINT):
            time.sleep(gap_s)
            process.send_signal(number)
        _, said = process.communicate(timeout=SOON_S)
    assert (process.returncode, said) == (0, b"")


def test_up_serves_and_scrapes_what_is_due(cli: CommandLine, kettle: str) -> None:
    cli("track", kettle)
    with serving(cli, "up") as (url, process):
        wait_until(lambda: ask(f"{url}/products")["items"])
        assert ask(f"{url}/readyz")["status"] == "ready"
        stop(process)


def test_an_accepted_request_is_answered_although_the_server_is_told_to_end(
    cli: CommandLine,
) -> None:
    record = {"url": "https://shop.example/1", "name": "K", "description": "x" * 40_000}
    body = json.dumps(record).encode()
    head = (
        b"POST /events/scrape HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\n\r\n" % len(body)
    )
    with serving(cli, "serve") as (url, process):
        port = int(url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(head + body[:10_000])
            assert status_of(f"{url}/healthz") == 200  # by now the other one is accepted, too
            process.send_signal(signal.SIGTERM)
            time.sleep(0.5)  # long enough to be told
            connection.sendall(body[10_000:])
            assert connection.recv(100).startswith(b"HTTP/1.1 201")
        process.wait(timeout=SOON_S)
        assert process.returncode == 0
    assert len(cli("products", "--json").lines) == 1


def test_a_scrape_that_was_asked_for_is_due_again_where_the_server_ends_first(
    cli: CommandLine, shop: Shop
) -> None:
    shop.hangs.add("/p/stuck")
    stuck = f"http://127.0.0.1:{shop.port}/p/stuck"
    with serving(cli, "serve") as (url, process):
        ask(f"{url}/products", {"urls": [stuck]})
        wait_until(lambda: "/p/stuck" in shop.asked)
        stop(process)
    (target,) = cli("targets", "--json").lines
    assert target["lease_until"] is None
    assert target["next_due"] is not None


def test_a_stream_does_not_keep_the_server_from_ending(cli: CommandLine, shop: Shop) -> None:
    shop.hangs.add("/p/stuck")
    stuck = f"http://127.0.0.1:{shop.port}/p/stuck"
    with serving(cli, "serve") as (url, process):
        job = ask(f"{url}/products", {"urls": [stuck]})["job"]["job_id"]
        live = urllib.request.Request(f"{url}/jobs/{job}", headers={"Accept": "text/event-stream"})
        with urllib.request.urlopen(live, timeout=30) as stream:
            assert stream.readline() == b"event: job\n"
            assert "Cancel" not in stop(process)


@pytest.mark.threat("SAFE-DEFAULTS", "serve and up")
@pytest.mark.parametrize("command", ["serve", "up"])
def test_other_machines_are_served_with_a_token_only(cli: CommandLine, command: str) -> None:
    refused = cli(command, "--host", "0.0.0.0", "--port", "0")
    assert refused.code == 2
    assert "PRICETRAIL_API_TOKEN" in refused.err
    assert refused.err.count("\n") == 1


def test_with_a_token_any_address_is_served(cli: CommandLine) -> None:
    cli.env["PRICETRAIL_API_TOKEN"] = "secret"
    with serving(cli, "serve", "--host", "0.0.0.0") as (url, process):
        assert status_of(f"{url}/products") == 401
        assert status_of(f"{url}/products", token="secret") == 200
        assert "secret" not in stop(process)


def test_a_port_that_is_taken_is_named(cli: CommandLine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = cli("serve", "--port", port)
    assert refused.code == 2
    assert refused.err == f"error: 127.0.0.1, port {port}: Address already in use\n"


def test_tokens_are_made_listed_and_removed(cli: CommandLine) -> None:
    cli.env["PRICETRAIL_API_TOKEN"] = "secret"
    made = cli("tokens", "add", "reader").out.strip()
    (writer,) = cli("tokens", "add", "writer", "--scope", "write", "--json").lines
    assert [(t["name"], t["scope"]) for t in cli("tokens", "list", "--json").lines] == [
        ("reader", "read"),
        ("writer", "write"),
    ]
    shown = cli("tokens", "list").out
    assert "reader" in shown
    assert made not in shown
    record = {"url": "https://shop.example/1", "name": "K"}
    with serving(cli, "serve") as (url, _):
        assert status_of(f"{url}/products", token=made) == 200
        assert status_of(f"{url}/events/scrape", record, token=made) == 403
        assert status_of(f"{url}/events/scrape", record, token=writer["token"]) == 200
        assert cli("tokens", "remove", "reader").code == 0
        wait_until(lambda: status_of(f"{url}/products", token=made) == 401)
    assert cli("tokens", "remove", "reader").code == 1
    assert cli("tokens", "add", "writer").code == 1


def test_without_an_api_token_a_named_one_is_said_to_be_useless(cli: CommandLine) -> None:
    assert "PRICETRAIL_API_TOKEN" in cli("tokens", "add", "reader").err
    assert cli("tokens").code in (0, 2)
