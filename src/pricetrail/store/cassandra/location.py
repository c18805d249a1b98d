"""Where a cluster is, read from `STORE_URL`."""

import re
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from pricetrail.errors import UsageError

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?")
_KEYSPACE = re.compile(r"[a-z][a-z0-9_]{0,47}")
_OPTIONS = ("dc", "replication")
_EXAMPLE = "cassandra://host1,host2:9042/scraper_app"


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
        parts = _split(url)
        login, _, hosts = parts.netloc.rpartition("@")
        user, _, password = login.partition(":")
        names, port = _hosts(hosts)
        options = _options(parts)
        return cls(
            hosts=names,
            port=port,
            keyspace=_keyspace(parts.path),
            datacenter=options.get("dc"),
            replication=_replication(options.get("replication")),
            user=unquote(user) or None,
            password=unquote(password) or None,
        )

    def __str__(self) -> str:
        """Hosts and port, for messages."""
        return f"{','.join(self.hosts)}:{self.port}"


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = None
    if parts is None or parts.scheme != "cassandra":
        raise UsageError(f"a Cassandra store is written {_EXAMPLE}")
    return parts


def _hosts(text: str) -> tuple[tuple[str, ...], int]:
    found = [_HOST.fullmatch(part) for part in text.split(",")]
    matches = [match for match in found if match is not None]
    ports = {int(match[2]) for match in matches if match[2]}
    if len(matches) != len(found) or len(ports) > 1 or not all(0 < p < 65536 for p in ports):
        raise UsageError(f"a Cassandra store names its hosts and one port: {_EXAMPLE}")
    return tuple(match[1].strip("[]") for match in matches), ports.pop() if ports else 9042


def _keyspace(path: str) -> str:
    keyspace = path.strip("/")
    if not _KEYSPACE.fullmatch(keyspace):
        raise UsageError(
            f"{keyspace!r} cannot be a keyspace (small letters, digits, _): write {_EXAMPLE}"
        )
    return keyspace


def _options(parts: SplitResult) -> dict[str, str]:
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if unknown := sorted(options.keys() - set(_OPTIONS)):
        raise UsageError(
            f"a Cassandra store has no option {', '.join(unknown)}, only {', '.join(_OPTIONS)}"
        )
    return options


def _replication(text: str | None) -> int | None:
    if text is None:
        return None
    if not re.fullmatch(r"[1-9][0-9]?", text):
        raise UsageError(f"replication={text} is no number of replicas")
    return int(text)
