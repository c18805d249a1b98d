"""Who calls: bearer tokens, and the sessions of people who gave a token on the login page.

Without ``PRICETRAIL_API_TOKEN`` everybody on this machine may do everything. With it, that token
has all rights, and named tokens have the scope they were made with. A session holds nothing but
the digest of the token it was opened with, signed with a key that follows from
``PRICETRAIL_API_TOKEN``; the token is looked up again at every request, so that removing a token
ends its sessions, and changing ``PRICETRAIL_API_TOKEN`` ends all of them.
"""

import hashlib
import hmac
from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from urllib.parse import urlencode

from itsdangerous import BadSignature, TimestampSigner

from pricetrail.crud.tokens import Scope, digest_of, find_digest
from pricetrail.store.base import Store

SESSION_COOKIE = "pricetrail_session"
SESSION_LIFE = timedelta(days=30)
LONGEST_PATH = 1000

_KEY_PURPOSE = b"pricetrail session cookies"
_KNOWN_FOR_S = 1.0
_MOST_KNOWN = 1000


@dataclass(frozen=True, slots=True)
class Caller:
    """Who makes a request, and what they may do: ``write`` is everything."""

    name: str
    scope: Scope


ANYONE = Caller("anyone", "write")


class Access:
    """Tells who calls by what they show; `token` is the one with all rights, if there is one."""

    def __init__(self, store: Store, token: str | None) -> None:
        self._store = store
        self._digest = digest_of(token) if token else None
        self._signer = TimestampSigner(_session_key(token)) if token else None
        self._known: OrderedDict[str, tuple[float, Caller | None]] = OrderedDict()

    @property
    def is_open(self) -> bool:
        """Whether no token is asked for."""
        return self._digest is None

    async def of_secret(self, secret: str) -> Caller | None:
        """Whose token that is; None where it is no token. Raises StoreUnavailable."""
        return await self._of_digest(digest_of(secret))

    async def of_session(self, cookie: str) -> Caller | None:
        """Whose session that is; None where it is none, or over. Raises StoreUnavailable."""
        if self._signer is None:
            return None
        try:
            signed = self._signer.unsign(cookie, max_age=int(SESSION_LIFE.total_seconds()))
        except BadSignature:
            return None
        return await self._of_digest(signed.decode())

    def open_session(self, secret: str) -> str:
        """The cookie of a new session for whoever has shown `secret`."""
        if self._signer is None:
            raise ValueError("no token is asked for, so there are no sessions")
        return self._signer.sign(digest_of(secret)).decode()

    async def _of_digest(self, digest: str) -> Caller | None:
        if self._digest is None:
            return ANYONE
        if hmac.compare_digest(digest, self._digest):
            return Caller("owner", "write")
        until, caller = self._known.get(digest, (0.0, None))
        if monotonic() >= until:
            token = await find_digest(self._store, digest)
            caller = None if token is None else Caller(token.name, token.scope)
            self._remember(digest, caller)
        return caller

    def _remember(self, digest: str, caller: Caller | None) -> None:
        """Spare the store the next look-ups; a removed token is accepted a second at most."""
        self._known[digest] = (monotonic() + _KNOWN_FOR_S, caller)
        self._known.move_to_end(digest)
        if len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)


def login_path(wanted: str, failed: str = "") -> str:
    """The login page that leads on to `wanted`; `failed` is why it is shown again."""
    path = local_path(wanted) if len(wanted) <= LONGEST_PATH else "/"
    given = {"failed": failed, "next": path}
    query = {name: value for name, value in given.items() if value not in ("", "/")}
    return f"/login?{urlencode(query, safe='/')}" if query else "/login"


def local_path(wanted: str) -> str:
    """`wanted` where it is a path of this server, else ``/``: nobody is led to another site."""
    is_local = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return wanted if is_local and wanted.isprintable() else "/"


def _session_key(token: str) -> bytes:
    return hmac.new(token.encode(), _KEY_PURPOSE, hashlib.sha256).digest()
