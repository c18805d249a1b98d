"""Nothing that is secret is told: not in answers, logs, exports, metrics or errors."""

import json
import urllib.request
from collections.abc import Callable
from urllib.error import HTTPError
from urllib.parse import urlencode

import pytest

from pricetrail.config import Settings
from tests.support.command import CommandLine
from tests.support.processes import ending, served_at

TOKEN = "hunter2-token-of-the-owner"
SECRETS = {
    "PRICETRAIL_API_TOKEN": TOKEN,
    "PRICETRAIL_WEBHOOK_SECRET": "hunter2-webhooks",
    "PRICETRAIL_CHANNELS": "phone=json://user:hunter2@127.0.0.1:9/hunter2",
    "ASTRA_DB_APPLICATION_TOKEN": "AstraCS:hunter2",
    "REDIS_URL": "redis://:hunter2@127.0.0.1:9/0",
}


def ask(url: str, data: bytes | None = None, **headers: str) -> str:
    """What is answered, whatever its status; with all its headers."""
    request = urllib.request.Request(url, data, {"X-Request-ID": "a", **headers})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return f"{answer.headers}{answer.read()!r}"
    except HTTPError as error:
        with error:
            return f"{error.headers}{error.read()!r}"


@pytest.mark.threat("CVE-2021-41125", "logs, answers and metrics of a server")
def test_a_server_tells_no_secret(cli: CommandLine, tried: Callable[[int], None]) -> None:
    cli.env |= SECRETS | {"PRICETRAIL_LOG_LEVEL": "debug", "PRICETRAIL_LOG_FORMAT": "json"}
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    sent = {"Content-Type": "application/json", **bearer}
    login = urlencode({"token": TOKEN}).encode()
    channel = {"kind": "gone", "channels": ["json://u:hunter2@1.1.1.1/hunter2"]}
    with ending(cli.start("serve", "--port", 0)) as process:
        url = served_at(process.stderr)
        told = [
            ask(f"{url}/readyz"),
            ask(f"{url}/metrics", **bearer),
            ask(f"{url}/products", **bearer),
            ask(f"{url}/products", Authorization=f"Bearer {TOKEN}x"),
            ask(f"{url}/products", Cookie=f"pricetrail_session={TOKEN}"),
            ask(f"{url}/alerts/rules", json.dumps(channel).encode(), **sent),
            ask(f"{url}/alerts/rules", **bearer),
            ask(f"{url}/alerts", **bearer),
            ask(f"{url}/alerts/test", b'{"channel": "phone"}', **sent),
            ask(f"{url}/export.jsonl", **bearer),
            ask(f"{url}/products", b'{"urls": ["http://user:hunter2@shop.example/"]}', **sent),
            ask(f"{url}/login", login),
            ask(f"{url}/nowhere", **bearer),
        ]
        process.terminate()
        _, logged = process.communicate(timeout=60)
    tried(len(told) + 1)
    assert len(logged.splitlines()) >= len(told)
    assert [one for one in told if "hunter2" in one] == []
    assert "hunter2" not in logged.decode()


@pytest.mark.threat("CVE-2021-41125", "commands and errors")
@pytest.mark.parametrize(
    "command",
    [
        ("doctor",),
        ("alerts", "list"),
        ("scrape", "http://user:hunter2@shop.example/"),
        ("track", "http://user:hunter2@shop.example/"),
        ("products",),
        ("export", "-"),
        ("tokens", "list"),
    ],
    ids=" ".join,
)
def test_no_command_tells_a_secret(cli: CommandLine, command: tuple[str, ...]) -> None:
    done = cli(*command, **SECRETS, PRICETRAIL_LOG_LEVEL="debug")
    assert "hunter2" not in done.out + done.err


@pytest.mark.threat("CVE-2021-41125", "settings")
def test_settings_are_shown_without_their_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("STORE_URL", "cassandra://user:hunter2@db/keyspace")
    monkeypatch.setenv("ARCHIVE_URL", "sftp://user:hunter2@files/archive")
    settings = Settings(_env_file=None)
    assert "hunter2" not in f"{settings!r} {settings}"
