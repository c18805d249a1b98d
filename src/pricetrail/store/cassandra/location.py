"""Where a cluster is, as `STORE_URL` says: Cassandra by its hosts, Astra DB by its bundle."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from pydantic import SecretStr

from pricetrail.config import Settings
from pricetrail.errors import UsageError

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?")
_KEYSPACE = re.compile(r"[a-z][a-z0-9_]{0,47}")
_EXAMPLE = "cassandra://host1,host2:9042/scraper_app"
_ASTRA_EXAMPLE = "astra:///path/to/secure-connect-bundle.zip?keyspace=scraper_app"


@dataclass(frozen=True, slots=True)
class Location:
    """A keyspace of a cluster.

    `datacenter` is the local one, None for that of the node that answers first; `replication`
    is the factor to create the keyspace with, None for what the cluster's size allows (at
    most 3).
    """

    hosts: tuple[str, ...]
    port: int
    keyspace: str
    datacenter: str | None = None
    replication: int | None = None
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def parse(cls, url: str) -> Self:
        """The location that ``cassandra://[user:password@]hosts[:port]/keyspace[?options]`` names.

        The options are ``dc`` (the local data centre) and ``replication``. Raises UsageError,
        which never repeats the URL: it may hold a password.
        """
        parts = _split(url, "cassandra", _EXAMPLE)
        login, _, hosts = parts.netloc.rpartition("@")
        user, _, password = login.partition(":")
        names, port = _hosts(hosts)
        options = _options(parts, "dc", "replication")
        return cls(
            hosts=names,
            port=port,
            keyspace=_keyspace(parts.path.strip("/"), _EXAMPLE),
            datacenter=options.get("dc"),
            replication=_replication(options.get("replication")),
            user=unquote(user) or None,
            password=unquote(password) or None,
        )

    def __str__(self) -> str:
        """Hosts and port, for messages."""
        return f"{','.join(self.hosts)}:{self.port}"

    @property
    def service(self) -> str:
        """What is there, for messages."""
        return f"Cassandra at {self}"


@dataclass(frozen=True, slots=True)
class Login:
    """What Astra DB asks for: the user ``token`` with a token, or a client id with its secret."""

    user: str
    password: str = field(repr=False)

    @classmethod
    def of(cls, settings: Settings) -> Self | None:
        """The login that the settings hold, None without one; a token comes before a client id.

        Raises UsageError where there is only half of one.
        """
        token = _text(settings.astra_token)
        client_id, secret = _text(settings.astra_client_id), _text(settings.astra_client_secret)
        if token:
            return cls("token", token)
        if client_id and secret:
            return cls(client_id, secret)
        if client_id or secret:
            missing = "ASTRA_DB_CLIENT_SECRET" if client_id else "ASTRA_DB_CLIENT_ID"
            raise UsageError(f"{missing} is not set: a client id and its secret go together")
        return None


@dataclass(frozen=True, slots=True)
class AstraLocation:
    """A keyspace of an Astra DB database, which its secure connect bundle leads to."""

    bundle: Path
    keyspace: str
    login: Login

    @classmethod
    def parse(cls, url: str, login: Login | None) -> Self:
        """The location that ``astra:///path/to/bundle.zip?keyspace=name`` names.

        A path that is not there from the root on is one in the working folder. Raises
        UsageError, also without a login.
        """
        parts = _split(url, "astra", _ASTRA_EXAMPLE)
        options = _options(parts, "keyspace")
        path = Path("/" + unquote(parts.path).lstrip("/"))
        if parts.netloc or not path.name:
            raise UsageError(f"such a store is written {_ASTRA_EXAMPLE}")
        keyspace = _keyspace(options.get("keyspace", ""), _ASTRA_EXAMPLE)
        if login is None:
            raise UsageError(
                "Astra DB asks for a token: set ASTRA_DB_APPLICATION_TOKEN, or ASTRA_DB_CLIENT_ID "
                "and ASTRA_DB_CLIENT_SECRET, in the environment or .env"
            )
        here = path.relative_to("/")
        return cls(here if here.exists() and not path.exists() else path, keyspace, login)

    def __str__(self) -> str:
        """The bundle's name, which is the database's, for messages."""
        return self.bundle.name

    @property
    def service(self) -> str:
        """What is there, for messages."""
        return f"Astra DB ({self})"


def is_astra(url: str) -> bool:
    """Whether `url` names an Astra DB, which asks for a login."""
    return url.startswith("astra:")


def location_of(url: str, login: Login | None = None) -> Location | AstraLocation:
    """The location that `url` names; an Astra DB's needs the login.

    Raises UsageError, which never repeats the URL.
    """
    return AstraLocation.parse(url, login) if is_astra(url) else Location.parse(url)


def _text(secret: SecretStr | None) -> str:
    return "" if secret is None else secret.get_secret_value().strip()


def _split(url: str, scheme: str, example: str) -> SplitResult:
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = None
    if parts is None or parts.scheme != scheme:
        raise UsageError(f"such a store is written {example}")
    return parts


def _hosts(text: str) -> tuple[tuple[str, ...], int]:
    found = [_HOST.fullmatch(part) for part in text.split(",")]
    matches = [match for match in found if match is not None]
    ports = {int(match[2]) for match in matches if match[2]}
    if len(matches) != len(found) or len(ports) > 1 or not all(0 < p < 65536 for p in ports):
        raise UsageError(f"a Cassandra store names its hosts and one port: {_EXAMPLE}")
    return tuple(match[1].strip("[]") for match in matches), ports.pop() if ports else 9042


def _keyspace(name: str, example: str) -> str:
    if not _KEYSPACE.fullmatch(name):
        raise UsageError(
            f"{name[:60]!r} cannot be a keyspace (small letters, digits, _): write {example}"
        )
    return name


def _options(parts: SplitResult, *known: str) -> dict[str, str]:
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if unknown := sorted(options.keys() - set(known)):
        raise UsageError(
            f"STORE_URL has no option {', '.join(unknown)} here, only {', '.join(known)}"
        )
    return options


def _replication(text: str | None) -> int | None:
    if text is None:
        return None
    if not re.fullmatch(r"[1-9][0-9]?", text):
        raise UsageError(f"replication={text} is no number of replicas")
    return int(text)
