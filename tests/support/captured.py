"""Captured pages of real shops, where they are: read in place, served under their own hosts."""

import gzip
import importlib.util
import json
import os
import ssl
from pathlib import Path
from types import ModuleType
from typing import Any

import trustme
from aiohttp import web
from yarl import URL

from pricetrail.fetch.gate import Endpoint
from pricetrail.urls import normalise_url

FOLDER = Path(os.environ.get("PRICETRAIL_PAGES") or Path(__file__).parents[3] / "shared/pages")


def available() -> bool:
    """Whether there is a folder with captured pages and their truth."""
    return (FOLDER / "truth.jsonl").is_file()


def truth() -> list[dict[str, Any]]:
    """What is true of each page, one row a page."""
    lines = (FOLDER / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def body(row: dict[str, Any]) -> bytes:
    """The page's bytes as they were captured."""
    return gzip.decompress((FOLDER / f"{row['file']}.gz").read_bytes())


def url(row: dict[str, Any]) -> str:
    """The page's own URL, over https; a page that does not know it gets one at its shop."""
    known = row["url"] or f"https://{row['shop']}/{row['file']}"
    return normalise_url(str(URL(known).with_scheme("https")))


def scorer() -> ModuleType:
    """The folder's own scoring program, as a module."""
    spec = importlib.util.spec_from_file_location("score", FOLDER / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class CapturedShops:
    """All captured pages on one TLS port, each under its own host, trusted through a test CA."""

    def __init__(self) -> None:
        self._rows = {url(row): row for row in truth()}
        self._authority = trustme.CA()
        self._runner: web.AppRunner | None = None
        self._port = 0

    async def start(self) -> None:
        app = web.Application()
        app.router.add_get("/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._authority.issue_cert(*self.hosts).configure_cert(server)
        await web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=server).start()
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def hosts(self) -> list[str]:
        return sorted({URL(u).raw_host or "" for u in self._rows})

    @property
    def host_map(self) -> dict[str, Endpoint]:
        return dict.fromkeys(self.hosts, Endpoint("127.0.0.1", self._port))

    @property
    def ssl_context(self) -> ssl.SSLContext:
        """Trusts the test CA and nothing else."""
        context = ssl.create_default_context()
        self._authority.configure_trust(context)
        return context

    async def _answer(self, request: web.Request) -> web.Response:
        row = self._rows.get(normalise_url(f"https://{request.host}{request.raw_path}"))
        if row is None:
            return web.Response(status=404)
        return web.Response(body=body(row), content_type="text/html")
