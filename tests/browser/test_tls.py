"""Pages by HTTPS, through the browser's egress proxy."""

import base64
import hashlib
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
import pytest_asyncio
import trustme
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from pricetrail.errors import FetchFailed
from pricetrail.fetch.base import Request
from pricetrail.fetch.browser.fetcher import BrowserFetcher
from pricetrail.fetch.client import HttpClient, HttpConfig
from pricetrail.fetch.gate import Egress, Endpoint
from pricetrail.fetch.politeness import LocalPoliteness
from pricetrail.fetch.retry import NO_RETRIES
from pricetrail.fetch.robots import Robots
from tests.browser.conftest import World
from tests.support.browsing import NAME, SITE_ADDRESS
from tests.support.misbehaving import raw_server

HOST = "secure.test"
URL = f"https://{HOST}/p"
PRICE = b"<!doctype html><span class='price'>19,90</span>"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n" + PRICE


def told_to_trust(certificate: bytes) -> str:
    """Chromium's flag to trust the key of that certificate; it has no authorities of ours."""
    key = x509.load_pem_x509_certificate(certificate).public_key()
    told = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    digest = base64.b64encode(hashlib.sha256(told).digest()).decode()
    return f"--ignore-certificate-errors-spki-list={digest}"


@asynccontextmanager
async def fetching(
    world: World, endpoint: Endpoint, trust: ssl.SSLContext, *flags: str
) -> AsyncIterator[BrowserFetcher]:
    egress = Egress((SITE_ADDRESS,), {HOST: endpoint})
    politeness = LocalPoliteness(0, off=True)
    client = HttpClient(HttpConfig(NAME), egress, politeness, ssl_context=trust)
    config = replace(world.config, flags=flags)
    fetcher = BrowserFetcher(config, egress, politeness, Robots(client), retry=NO_RETRIES)
    yield fetcher
    await fetcher.close()
    await client.close()


@pytest_asyncio.fixture(loop_scope="session")
async def secure() -> AsyncIterator[tuple[Endpoint, ssl.SSLContext, str]]:
    """A site by HTTPS, a context that trusts it, and the flag by which Chromium does."""
    authority = trustme.CA()
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate = authority.issue_cert(HOST)
    certificate.configure_cert(server_side)
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    flag = told_to_trust(certificate.cert_chain_pems[0].bytes())
    async with raw_server(ANSWER, SITE_ADDRESS, server_side) as (endpoint, _):
        yield endpoint, trust, flag


async def test_a_page_by_https_is_read_through_the_proxy(world, secure) -> None:
    endpoint, trust, flag = secure
    async with fetching(world, endpoint, trust, flag) as fetcher:
        page = await fetcher.fetch(Request(URL))
        assert fetcher.last_traffic.refused == {}
    assert (page.status, page.final_url) == (200, URL)
    assert b"19,90" in page.body


async def test_a_certificate_that_nobody_vouches_for_is_refused(world, secure) -> None:
    endpoint, trust, _ = secure
    async with fetching(world, endpoint, trust) as fetcher:
        with pytest.raises(FetchFailed, match=f"{HOST} offers no trusted TLS connection"):
            await fetcher.fetch(Request(URL))
