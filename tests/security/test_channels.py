"""Alert channels are URLs that users write: where they lead, what they read, what they carry."""

import asyncio
import json
import logging
import os
import socket
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from pricetrail.errors import DeliveryFailed, EgressDenied, UsageError
from pricetrail.fetch.gate import Egress
from pricetrail.log import configure_logging
from pricetrail.notify import services
from pricetrail.notify.base import Message
from pricetrail.notify.bounds import bounded
from tests.support.browsing import Canary

ALLOWED = "127.0.0.2"
EGRESS = Egress((ALLOWED,))
PLAIN = Message("one", "Kettle", "It is 49 EUR now", {})

GADGETS = [
    "{{ 7 * 7 }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ config.items() }}{{ self.__init__.__globals__ }}",
    "{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
    "{0.__class__.__init__.__globals__}",
    "%(password)s %s %n",
    "${7*7} #{7*7} <%= 7*7 %> @(7*7)",
    "$HOME `id` $(id) ; id | id",
    "{app_id} {app_body} {{app_title}}",
]


@asynccontextmanager
async def server(location: str = "") -> AsyncIterator[tuple[int, list[str]]]:
    """A server at the allowed address: its port, and what was sent there; it may redirect."""
    came: list[str] = []

    async def answer(request: web.BaseRequest) -> web.Response:
        came.append(await request.text())
        headers = {"Location": location} if location else {}
        return web.Response(status=307 if location else 200, headers=headers)

    runner = web.ServerRunner(web.Server(answer, access_log=None), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, ALLOWED, 0).start()
    try:
        yield runner.addresses[0][1], came
    finally:
        await runner.cleanup()


@pytest.mark.threat("CVE-2026-27696", "alert channels: Apprise")
@pytest.mark.parametrize("scheme", ["json", "xml", "form", "gotify", "ntfy", "apprise", "rsyslog"])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
async def test_no_server_of_a_channel_is_private(canary: Canary, scheme: str, host: str) -> None:
    path = "/token12345678x/topic"
    with pytest.raises((EgressDenied, UsageError, DeliveryFailed)):
        await services.send(f"{scheme}://{host}:{canary.port}{path}", PLAIN, EGRESS)


@pytest.mark.threat("CVE-2026-27696", "alert channels: Apprise")
@pytest.mark.parametrize("asked", ["", "?redirect=yes"])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_no_redirect_of_a_channel_leads_inside(canary: Canary, asked: str, host: str) -> None:
    async with server(f"http://{host}:{canary.port}/") as (port, came):
        with pytest.raises(EgressDenied, match="not a public address"):
            await services.send(f"json://{ALLOWED}:{port}/{asked}", PLAIN, EGRESS)
        assert len(came) == 1


@pytest.mark.threat("CVE-2026-27696", "alert channels: Apprise")
async def test_no_second_server_of_a_channel_is_private(canary: Canary) -> None:
    mail = f"mailtos://u:p@{ALLOWED}:{canary.port}?smtp=127.0.0.1&mode=insecure&to=a@b.example"
    with pytest.raises(EgressDenied, match=r"127\.0\.0\.1 is not a public address"):
        await services.send(f"{mail}&from=a@b.example", PLAIN, EGRESS)


@pytest.mark.threat("CVE-2026-27696", "alert channels: Apprise")
async def test_a_channel_goes_where_was_checked(
    canary: Canary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that is allowed when it is checked, and 127.0.0.1 when it is connected to."""
    answers = [ALLOWED, "127.0.0.1"]
    real = socket.getaddrinfo

    def rebinding(host: Any, *more: Any, **options: Any) -> Any:
        if host != "rebinding.test":
            return real(host, *more, **options)
        return real(answers.pop(0) if len(answers) > 1 else answers[0], *more, **options)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with pytest.raises(EgressDenied, match=r"127\.0\.0\.1 is not a public address"):
        await services.send(f"json://rebinding.test:{canary.port}/", PLAIN, EGRESS)
    assert answers == ["127.0.0.1"]


@pytest.mark.threat("CVE-2024-51483", "alert channels: Apprise")
@pytest.mark.parametrize("scheme", ["discord", "tgram", "slack", "workflows", "vapid"])
async def test_no_channel_reads_a_file(
    tmp_path: Path, scheme: str, caplog: pytest.LogCaptureFixture
) -> None:
    canary = tmp_path / "canary.json"
    canary.write_text('{"content": "a secret canary", "text": "a secret canary"}')
    url = {
        "discord": "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js",
        "tgram": "tgram://123456789:abcdefg_hijklmnop/12315544",
        "slack": "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/%23nuxref",
        "workflows": "workflows://127.0.0.2:443/643a0000000000000000000000000000/643b/",
        "vapid": "vapid://user@example.com/user@example.com",
    }[scheme]
    given = f"?template={canary}&keyfile={canary}&subfile={canary}"
    with caplog.at_level(logging.DEBUG), pytest.raises((DeliveryFailed, EgressDenied, UsageError)):
        await services.send(url + given, PLAIN, Egress())
    assert scheme not in {"discord", "slack", "tgram"} or "could not be read" in caplog.text
    assert "secret canary" not in caplog.text
    with bounded(lambda _: True), pytest.raises(PermissionError):
        canary.read_text()


@pytest.mark.threat("CVE-2021-23727", "alert channels: Apprise")
@pytest.mark.parametrize(
    "url",
    ["exec://id", "gnome://", "dbus://", "syslog://", "macosx://", "windows://", "xmpp://a:b@c"],
)
def test_no_channel_acts_on_this_machine(url: str) -> None:
    with pytest.raises(UsageError):
        services.service_of(url)


@pytest.mark.threat("CVE-2021-23727", "alert channels: Apprise")
def test_nothing_in_bounds_starts_a_process_or_takes_a_local_socket(tmp_path: Path) -> None:
    with bounded(lambda _: True), pytest.raises(PermissionError):
        subprocess.run(["true"], check=False)
    with bounded(lambda _: True), pytest.raises(PermissionError):
        os.system("true")
    with (
        socket.socket(socket.AF_UNIX) as local,
        bounded(lambda _: True) as bounds,
        pytest.raises(PermissionError),
    ):
        local.connect(str(tmp_path / "socket"))
    assert bounds.refused == ["a local socket is not a public address"]
    assert subprocess.run(["true"], check=False).returncode == 0  # what is not in bounds may


@pytest.mark.threat("CVE-2024-32651", "alert channels")
@pytest.mark.parametrize("gadget", GADGETS)
async def test_texts_are_sent_as_they_are(gadget: str) -> None:
    async with server() as (port, came):
        message = Message("one", f"Kettle {gadget}", f"It is {gadget} now", {})
        await services.send(f"json://{ALLOWED}:{port}/", message, EGRESS)
    [sent] = came
    told = json.loads(sent)
    assert gadget in told["message"]
    assert gadget in told["title"]


@pytest.mark.threat("CVE-2021-41125", "logs of alert channels")
@pytest.mark.parametrize("level", ["debug", "warning"])
async def test_no_log_names_a_channels_secret(
    level: str, capsys: pytest.CaptureFixture[str], tried: Callable[[int], None]
) -> None:
    tried(3)
    configure_logging(level, "json")
    async with server() as (port, _):
        for url in (
            f"json://owner:hunter2@{ALLOWED}:{port}/hunter2?-X-Token=hunter2",
            f"form://owner:hunter2@{ALLOWED}:{port}/hunter2",
        ):
            await services.send(url, PLAIN, EGRESS)
    closed = f"json://owner:hunter2@{ALLOWED}:9/hunter2"
    with pytest.raises(DeliveryFailed) as failed:
        await services.send(closed, PLAIN, EGRESS)
    await asyncio.sleep(0)
    assert "hunter2" not in capsys.readouterr().err + str(failed.value)
