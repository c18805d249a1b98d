"""Astra DB by its real path: a bundle, mutual TLS, a login; and what is said where that fails."""

import asyncio
import logging
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4
from zipfile import ZipFile

import pytest
import trustme
from cassandra.cluster import Cluster, NoHostAvailable

from pricetrail.bootstrap import build_store
from pricetrail.config import Settings, get_settings
from pricetrail.errors import (
    InvalidFile,
    PricetrailError,
    StoreIncompatible,
    StoreUnavailable,
    UsageError,
)
from pricetrail.store.base import Store, Write
from pricetrail.store.cassandra import db
from pricetrail.store.cassandra.location import AstraLocation, Login
from pricetrail.store.cassandra.models import Product
from pricetrail.store.cassandra.store import CassandraStore
from pricetrail.store.tables import PRODUCT
from tests.support.astra import CLIENT, TOKEN, Astra
from tests.support.rows import product_row
from tools.cassandra.node import free_port

GOOD = Login("token", TOKEN)


async def opened(store: Store) -> Store:
    """The store, open; what was opened half is closed again."""
    try:
        await store.open()
    except BaseException:
        await store.close()
        raise
    return store


async def failure(url: str, login: Login = GOOD) -> PricetrailError:
    """How opening a store fails: in one line that holds no secret."""
    with pytest.raises(PricetrailError) as caught:
        await opened(CassandraStore(url, login))
    message = str(caught.value)
    assert len(message.splitlines()) == 1
    for secret in (TOKEN, CLIENT.user, CLIENT.password, login.password):
        assert secret not in message
        assert secret not in repr(caught.value.__cause__)
    return caught.value


@pytest.mark.parametrize(
    "secrets",
    [
        {"astra_token": TOKEN},
        {"ASTRA_DB_CLIENT_ID": CLIENT.user, "ASTRA_DB_CLIENT_SECRET": CLIENT.password},
        {"astra_token": f" {TOKEN}\n", "ASTRA_DB_CLIENT_ID": "left over"},
    ],
    ids=["token", "client", "token-first"],
)
async def test_the_settings_lead_to_the_first_row(
    astra: Astra, secrets: dict[str, str], product_id: str
) -> None:
    settings = Settings(_env_file=None, STORE_URL=astra.url(), **secrets)
    store = await opened(build_store(settings))
    try:
        row = product_row(product_id)
        await store.put([Write(PRODUCT, row)])
        assert await store.get(PRODUCT, {"product_id": product_id}) == row
        assert "Astra DB (secure-connect-fastapi-db.zip)" in await store.ping()
    finally:
        await store.close()


@pytest.fixture
def read_only(astra: Astra, tmp_path: Path) -> Iterator[Path]:
    """A bundle in a folder that cannot be written; nothing is left in it."""
    bundle = tmp_path / "secure-connect-read-only.zip"
    bundle.write_bytes(astra.bundle().read_bytes())
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    yield bundle
    tmp_path.chmod(stat.S_IRWXU)
    assert [path.name for path in tmp_path.iterdir()] == [bundle.name]


async def test_a_bundle_in_a_folder_that_cannot_be_written(astra: Astra, read_only: Path) -> None:
    store = await opened(CassandraStore(astra.url(read_only), GOOD))
    await store.close()


@pytest.mark.parametrize("login", [Login("token", "AstraCS:wrong"), Login(CLIENT.user, "wrong")])
async def test_a_wrong_login(astra: Astra, login: Login) -> None:
    error = await failure(astra.url(), login)
    assert isinstance(error, StoreUnavailable)
    assert "refuses the login" in str(error)
    assert "ASTRA_DB_APPLICATION_TOKEN" in str(error)


async def test_a_keyspace_that_only_the_console_can_create(astra: Astra) -> None:
    missing = f"scraper_app_{uuid4().hex[:6]}"
    error = await failure(astra.url(keyspace=missing))
    assert isinstance(error, StoreIncompatible)
    assert f"add the keyspace {missing}" in str(error)


Damage = Callable[[Path], None]


def rezipped(change: Callable[[str, bytes], bytes | None]) -> Damage:
    """Damage that leaves a sound zip whose parts went through `change`; None leaves one out."""

    def damage(bundle: Path) -> None:
        with ZipFile(bundle) as zipped:
            parts = {name: zipped.read(name) for name in zipped.namelist()}
        with ZipFile(bundle, "w") as zipped:
            for name, content in parts.items():
                changed = change(name, content)
                if changed is not None:
                    zipped.writestr(name, changed)

    return damage


DAMAGES: dict[str, tuple[Damage, str]] = {
    "missing": (lambda path: path.unlink(), "is not there"),
    "a folder": (lambda path: (path.unlink(), path.mkdir())[1], "cut short, or no zip|read"),
    "empty": (lambda path: path.write_bytes(b"") and None, "cut short, or no zip"),
    "a web page": (lambda path: path.write_text("<html>") and None, "cut short, or no zip"),
    "cut in half": (
        lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]) and None,
        "cut short, or no zip",
    ),
    "flipped": (
        lambda path: (
            path.write_bytes(path.read_bytes().replace(b"CERTIFICATE", b"CERTIFICATF")) and None
        ),
        "is damaged",
    ),
    "another zip": (rezipped(lambda n, c: c if n == "key" else None), "lacks ca.crt, cert, config"),
    "no json": (rezipped(lambda n, c: b"{" if n == "config.json" else c), "names no host"),
    "a list": (rezipped(lambda n, c: b"[]" if n == "config.json" else c), "names no host"),
    "no cert": (rezipped(lambda n, c: b"\xff" if n == "cert" else c), "cert is damaged"),
    "half a cert": (rezipped(lambda n, c: c[:300] if n == "cert" else c), "cert is damaged"),
    "no key": (rezipped(lambda n, c: b"" if n == "key" else c), "certificates are damaged"),
    "bomb": (rezipped(lambda n, c: bytes(2**21) if n == "key" else c), "too large"),
}


@pytest.mark.parametrize("kind", DAMAGES)
async def test_a_damaged_bundle(astra: Astra, tmp_path: Path, kind: str) -> None:
    damage, told = DAMAGES[kind]
    bundle = tmp_path / "secure-connect-damaged.zip"
    bundle.write_bytes(astra.bundle().read_bytes())
    damage(bundle)
    error = await failure(astra.url(bundle))
    assert isinstance(error, InvalidFile)
    with pytest.raises(InvalidFile, match=told):
        raise error
    assert str(bundle) in str(error)


@pytest.mark.parametrize("year", [2001, 2025])
async def test_an_expired_bundle(astra: Astra, year: int) -> None:
    until = datetime(year, 3, 1, tzinfo=UTC)
    bundle = astra.bundle(f"secure-connect-{year}.zip", until=until)
    error = await failure(astra.url(bundle))
    assert isinstance(error, InvalidFile)
    assert f"expired on {year}-03-01; download the secure connect bundle anew" in str(error)


async def test_a_certificate_that_is_valid_for_centuries(astra: Astra) -> None:
    until = datetime(2999, 1, 1, tzinfo=UTC)
    bundle = astra.bundle("secure-connect-long.zip", until=until)
    store = await opened(CassandraStore(astra.url(bundle), GOOD))
    await store.close()


async def test_the_bundle_of_another_database(astra: Astra) -> None:
    bundle = astra.bundle("secure-connect-other.zip", authority=trustme.CA())
    error = await failure(astra.url(bundle))
    assert isinstance(error, StoreUnavailable)
    assert "metadata service cannot be reached (" in str(error)


async def test_a_metadata_service_that_is_away(astra: Astra, tmp_path: Path) -> None:
    bundle = tmp_path / "secure-connect-away.zip"
    bundle.write_bytes(astra.bundle().read_bytes())
    port = str(free_port()).encode()
    rezipped(lambda n, c: c.replace(str(astra.metadata_port).encode(), port))(bundle)
    error = await failure(astra.url(bundle))
    assert isinstance(error, StoreUnavailable)
    assert "metadata service cannot be reached (Connection refused)" in str(error)
    assert "in the Astra console that the database is active" in str(error)


async def test_a_database_that_is_hibernated(astra: Astra, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(astra, "hibernated", True)
    error = await failure(astra.url())
    assert isinstance(error, StoreUnavailable)
    assert "(HTTP Error 503: Service Unavailable)" in str(error)
    assert "in the Astra console that the database is active" in str(error)


async def test_a_proxy_that_is_away(astra: Astra, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(astra, "proxy_port", free_port())
    error = await failure(astra.url())
    assert isinstance(error, StoreUnavailable)
    assert "cannot be reached (Connection refused): check the network" in str(error)


async def test_a_node_that_the_proxy_does_not_know(
    astra: Astra, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(astra, "announced", str(uuid4()))
    error = await failure(astra.url())
    assert isinstance(error, StoreUnavailable)
    assert f"server name {astra.announced}" in astra.refused


async def test_the_stand_in_refuses_protocol_5_as_astra_does(astra: Astra) -> None:
    location = AstraLocation.parse(astra.url(), GOOD)
    arguments = db._bundle(location) | {"protocol_version": 5}
    cluster = Cluster(**arguments, execution_profiles=db._profiles(None, None))
    with pytest.raises(NoHostAvailable):
        await asyncio.to_thread(cluster.connect)
    cluster.shutdown()
    assert "protocol 5" in astra.refused


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    return tmp_path / "secure-connect-fastapi-db.zip"


@pytest.mark.parametrize(
    ("secrets", "told"),
    [
        ({}, "set ASTRA_DB_APPLICATION_TOKEN, or ASTRA_DB_CLIENT_ID and ASTRA_DB_CLIENT_SECRET"),
        ({"astra_token": " "}, "set ASTRA_DB_APPLICATION_TOKEN"),
        ({"ASTRA_DB_CLIENT_ID": "secret-1"}, "ASTRA_DB_CLIENT_SECRET is not set"),
        ({"ASTRA_DB_CLIENT_SECRET": "secret-1"}, "ASTRA_DB_CLIENT_ID is not set"),
    ],
)
def test_a_missing_login(secrets: dict[str, str], told: str, bundle: Path) -> None:
    url = f"astra://{bundle}?keyspace=scraper_app"
    with pytest.raises(UsageError, match=told) as caught:
        build_store(Settings(_env_file=None, STORE_URL=url, **secrets))
    assert "secret-1" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "astra://",
        "astra://host/bundle.zip?keyspace=scraper_app",
        "astra:///bundle.zip",
        "astra:///bundle.zip?keyspace=",
        "astra:///bundle.zip?keyspace=Scraper App",
        "astra:///bundle.zip?keyspace=scraper_app&token=AstraCS:x",
        "astra:///?keyspace=scraper_app",
    ],
)
def test_a_url_that_names_no_database(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        AstraLocation.parse(url, GOOD)
    assert len(str(caught.value).splitlines()) == 1
    assert "AstraCS" not in str(caught.value)


def test_a_bundle_may_lie_in_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("my bundle.zip").touch()
    url = "astra:///my%20bundle.zip?keyspace=ks"
    assert AstraLocation.parse(url, GOOD).bundle == Path("my bundle.zip")
    assert AstraLocation.parse(f"astra://{tmp_path}/x.zip?keyspace=ks", GOOD).bundle.is_absolute()
    assert AstraLocation.parse("astra:////x.zip?keyspace=ks", GOOD).bundle == Path("/x.zip")


def test_a_login_shows_nowhere() -> None:
    location = AstraLocation.parse("astra:///x.zip?keyspace=ks", GOOD)
    assert TOKEN not in f"{location} {location!r} {location.service} {GOOD}"


@pytest.fixture
def session_settings(astra: Astra, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("STORE_URL", astra.url())
    monkeypatch.setenv("ASTRA_DB_APPLICATION_TOKEN", TOKEN)
    get_settings.cache_clear()
    yield
    db.close_session()
    get_settings.cache_clear()


def test_models_and_plain_cql_work_on_the_process_s_session(
    session_settings: None, product_id: str
) -> None:
    session = db.get_session()
    session.execute("INSERT INTO product (product_id, name) VALUES (%s, 'Kettle')", (product_id,))
    assert Product.objects.get(product_id=product_id).name == "Kettle"
    rows = session.execute("SELECT name FROM product WHERE product_id = %s", (product_id,))
    assert rows.one() == {"name": "Kettle"}
    assert session.cluster is db.get_cluster()


def test_a_session_says_which_keyspace_to_create(
    session_settings: None, astra: Astra, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STORE_URL", astra.url(keyspace="not_there"))
    get_settings.cache_clear()
    with pytest.raises(StoreIncompatible, match="add the keyspace not_there"):
        db.get_session()


async def test_the_log_never_holds_the_token(
    astra: Astra, caplog: pytest.LogCaptureFixture, product_id: str
) -> None:
    caplog.set_level(logging.DEBUG)
    store = await opened(CassandraStore(astra.url(), GOOD))
    await store.put([Write(PRODUCT, product_row(product_id))])
    await store.close()
    wrong = Login("token", "AstraCS:wrong:f00f00")
    await failure(astra.url(), wrong)
    assert caplog.records
    assert TOKEN not in caplog.text
    assert wrong.password not in caplog.text
