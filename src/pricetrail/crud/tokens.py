"""Named tokens of the API: made once, shown once, and kept as a digest only."""

import hashlib
import secrets
from typing import Literal

from pydantic import ValidationError

from pricetrail.clock import Clock, utc_now
from pricetrail.errors import Conflict, NotFound, UsageError
from pricetrail.schema import ApiToken
from pricetrail.store.base import Store, Write, every_row
from pricetrail.store.tables import API_TOKEN
from pricetrail.values import summary_of

Scope = Literal["read", "write"]

_PREFIX = "ptr_"
_RANDOM_BYTES = 32


async def create_token(
    store: Store, name: str, scope: Scope, *, clock: Clock = utc_now
) -> tuple[ApiToken, str]:
    """A new token and its secret, which is kept nowhere and cannot be read again.

    Raises Conflict for a name that is taken, UsageError for one that cannot be.
    """
    if any(token.name == name for token in await list_tokens(store)):
        raise Conflict(f"there is a token named {name!r} already; remove it first")
    secret = _PREFIX + secrets.token_urlsafe(_RANDOM_BYTES)
    try:
        token = ApiToken(
            digest=digest_of(secret),
            name=name,
            scope=scope,
            created_at=clock(),
        )
    except ValidationError as error:
        raise UsageError(summary_of(error)) from error
    await store.put([Write(API_TOKEN, API_TOKEN.row(token))])
    return token, secret


async def find_token(store: Store, secret: str) -> ApiToken | None:
    """The token that `secret` is the secret of, None where it is of none."""
    return await find_digest(store, digest_of(secret))


async def find_digest(store: Store, digest: str) -> ApiToken | None:
    """The token with that digest, None where there is none or it was revoked."""
    row = await store.get(API_TOKEN, {"digest": digest})
    return None if row is None else API_TOKEN.load(row)


async def list_tokens(store: Store) -> list[ApiToken]:
    """All tokens, by name."""
    tokens = [API_TOKEN.load(row) async for row in every_row(store, API_TOKEN)]
    return sorted(tokens, key=lambda token: token.name)


async def revoke_token(store: Store, name: str) -> None:
    """Accept the token of that name no longer. Raises NotFound."""
    named = [token for token in await list_tokens(store) if token.name == name]
    if not named:
        raise NotFound(f"no token named {name!r}", among="tokens list")
    for token in named:
        await store.delete(API_TOKEN, {"digest": token.digest})


def digest_of(secret: str) -> str:
    """SHA-256 of a token, hexadecimal; it is random enough to need no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()
