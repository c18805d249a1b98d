"""A stand-in for Astra DB in front of a real node: the bundle's whole path, over loopback.

A secure connect bundle leads to a metadata service, which asks for the bundle's certificate and
names a proxy and the ids of its nodes. The proxy asks for the certificate too, lets in whoever
names a node by SNI, speaks protocol 4 and no other, checks the login, and passes on what follows.
"""

import asyncio
import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

import trustme
from aiohttp import web
from cassandra.cluster import Session

from pricetrail.store.cassandra.db import connect, make_cluster
from pricetrail.store.cassandra.location import Location, Login
from tests.support.background import running_loop

TOKEN = "AstraCS:stand-in:0123456789abcdef"
CLIENT = Login("a-client-id", "a-client-secret")

_HEADER = 9
_ERROR, _STARTUP, _READY, _AUTHENTICATE, _OPTIONS = 0x00, 0x01, 0x02, 0x03, 0x05
_AUTH_RESPONSE, _AUTH_SUCCESS = 0x0F, 0x10
_PROTOCOL_ERROR, _BAD_CREDENTIALS = 0x000A, 0x0100
_AUTHENTICATOR = "org.apache.cassandra.auth.PasswordAuthenticator"


@dataclass
class Astra:
    """A running stand-in; `refused` says why it turned connections away.

    `announced` is the id of the node that the metadata names; while `hibernated`, the metadata
    service answers 503.
    """

    folder: Path
    node: Location
    host_id: str
    datacenter: str
    authority: trustme.CA = field(default_factory=trustme.CA)
    refused: list[str] = field(default_factory=list)
    announced: str = ""
    hibernated: bool = False
    metadata_port: int = 0
    proxy_port: int = 0

    def bundle(
        self,
        name: str = "secure-connect-fastapi-db.zip",
        *,
        until: datetime | None = None,
        authority: trustme.CA | None = None,
    ) -> Path:
        """A new bundle with a certificate valid `until` then, of another `authority` if given."""
        certificate = (authority or self.authority).issue_cert(
            "client.example", not_after=until, not_before=None
        )
        config = {
            "host": "localhost",
            "port": self.metadata_port,
            "keyspace": "",
            "localDC": self.datacenter,
        }
        path = self.folder / name
        with ZipFile(path, "w") as zipped:
            zipped.writestr("config.json", json.dumps(config))
            zipped.writestr("ca.crt", self.authority.cert_pem.bytes())
            zipped.writestr("cert", b"".join(p.bytes() for p in certificate.cert_chain_pems))
            zipped.writestr("key", certificate.private_key_pem.bytes())
        return path

    def url(self, bundle: Path | None = None, keyspace: str | None = None) -> str:
        """The STORE_URL of `keyspace`, by default the one the node's own URL names."""
        return f"astra://{bundle or self.bundle()}?keyspace={keyspace or self.node.keyspace}"

    async def start(self) -> None:
        """Serve on free ports of 127.0.0.1."""
        app = web.Application()
        app.router.add_get("/metadata", self._metadata)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=self._tls()).start()
        self.metadata_port = self._runner.addresses[0][1]
        by_name = self._tls()
        by_name.sni_callback = self._check_name
        self._proxy = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=by_name)
        self.proxy_port = self._proxy.sockets[0].getsockname()[1]
        self._served: set[asyncio.Task[None]] = set()

    async def stop(self) -> None:
        """Close everything."""
        self._proxy.close()
        for task in self._served:
            task.cancel()
        await asyncio.gather(*self._served, return_exceptions=True)
        await self._runner.cleanup()

    def _tls(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        names = ("localhost", "127.0.0.1", self.host_id)
        self.authority.issue_cert(*names).configure_cert(context)
        self.authority.configure_trust(context)
        context.verify_mode = ssl.CERT_REQUIRED
        return context

    def _check_name(
        self, _connection: ssl.SSLObject, name: str | None, _context: ssl.SSLContext
    ) -> int | None:
        if name == self.host_id:
            return None
        self.refused.append(f"server name {name}")
        return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME

    async def _metadata(self, _request: web.Request) -> web.Response:
        if self.hibernated:
            raise web.HTTPServiceUnavailable
        contact = {
            "type": "sni_proxy",
            "local_dc": self.datacenter,
            "contact_points": [self.announced or self.host_id],
            "sni_proxy_address": f"localhost:{self.proxy_port}",
        }
        return web.json_response({"version": 1, "region": "local", "contact_info": contact})

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._served.add(task)
        to_node: asyncio.StreamWriter | None = None
        try:
            from_node, to_node = await asyncio.open_connection(self.node.hosts[0], self.node.port)
            if await self._let_in(reader, writer, from_node, to_node):
                async with asyncio.TaskGroup() as both:
                    both.create_task(_pass_on(reader, to_node))
                    both.create_task(_pass_on(from_node, writer))
        except (OSError, EOFError, asyncio.CancelledError):
            pass  # one of the two has gone
        finally:
            self._served.discard(task)
            for end in (writer, to_node):
                if end is not None:
                    end.transport.abort()

    async def _let_in(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        from_node: asyncio.StreamReader,
        to_node: asyncio.StreamWriter,
    ) -> bool:
        """Shake hands as a server with logins does; the node behind knows none."""
        startup = b""
        while True:
            header, body = await _frame(reader)
            version, opcode = header[0], header[4]
            if version != 4:
                self.refused.append(f"protocol {version}")
                text = f"Invalid or unsupported protocol version ({version}); supported: (4/v4)"
                writer.write(_answer(header, _ERROR, _error(_PROTOCOL_ERROR, text)))
                await writer.drain()
                return False
            if opcode == _OPTIONS:
                to_node.write(header + body)
                writer.write(b"".join(await _frame(from_node)))
            elif opcode == _STARTUP:
                startup = header + body
                writer.write(_answer(header, _AUTHENTICATE, _text(_AUTHENTICATOR)))
            elif opcode == _AUTH_RESPONSE and self._knows(body):
                to_node.write(startup)
                answer, _ = await _frame(from_node)
                assert answer[4] == _READY
                writer.write(_answer(header, _AUTH_SUCCESS, b"\xff\xff\xff\xff"))
                return True
            else:
                self.refused.append("login")
                text = "Failed to login. Please re-try."
                writer.write(_answer(header, _ERROR, _error(_BAD_CREDENTIALS, text)))

    def _knows(self, body: bytes) -> bool:
        _, user, password = body[4:].split(b"\0")
        known = {"token": TOKEN, CLIENT.user: CLIENT.password}
        return known.get(user.decode()) == password.decode()


@contextmanager
def running_astra(folder: Path, node_url: str) -> Iterator[Astra]:
    """A stand-in before the node that `node_url` names, in a thread of its own."""
    node = Location.parse(node_url)
    cluster = make_cluster(node)
    try:
        host_id, datacenter = _identity(connect(cluster, node))
    finally:
        cluster.shutdown()
    astra = Astra(folder, node, host_id, datacenter)
    with running_loop("astra") as run:
        run(astra.start())
        try:
            yield astra
        finally:
            run(astra.stop())


def _identity(session: Session) -> tuple[str, str]:
    host_id, datacenter = session.execute("SELECT host_id, data_center FROM system.local").one()
    return str(host_id), datacenter


async def _frame(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """Header and body of one frame of the native protocol, version 4."""
    header = await reader.readexactly(_HEADER)
    return header, await reader.readexactly(int.from_bytes(header[5:]))


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65_536):
        writer.write(data)
        await writer.drain()
    with suppress(OSError):
        writer.close()
    raise EOFError


def _answer(request: bytes, opcode: int, body: bytes) -> bytes:
    return b"\x84\0" + request[2:4] + bytes([opcode]) + len(body).to_bytes(4) + body


def _error(code: int, text: str) -> bytes:
    return code.to_bytes(4) + _text(text)


def _text(text: str) -> bytes:
    return len(text.encode()).to_bytes(2) + text.encode()
