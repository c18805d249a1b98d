"""Signed webhooks: a JSON document by POST, with an HMAC over its time and body.

The receiver computes HMAC-SHA256 with the shared secret over the timestamp header, a full stop
and the body as it came, and compares it with the signature; an old timestamp is a replay.
"""

import hashlib
import hmac

import orjson
from yarl import URL

from pricetrail.clock import Clock, epoch_ms
from pricetrail.errors import DeliveryFailed, FetchError
from pricetrail.fetch.client import BodyLimits, Budget, HttpClient
from pricetrail.notify.base import Message
from pricetrail.urls import parse_url

TIMESTAMP = "Pricetrail-Timestamp"
SIGNATURE = "Pricetrail-Signature"
ID = "Pricetrail-Id"

_TIMEOUT_S = 10.0
_ANSWER = BodyLimits(10_000, cut=True, text_only=False)


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """``v1=`` and the hexadecimal HMAC-SHA256 of timestamp, full stop and body."""
    signed = timestamp.encode() + b"." + body
    return "v1=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def body_of(message: Message) -> bytes:
    """The document that is sent."""
    told = {"id": message.id, "title": message.title, "text": message.text}
    return orjson.dumps({**message.data, **told}, option=orjson.OPT_SORT_KEYS)


async def post(
    client: HttpClient,
    url: str,
    message: Message,
    secret: str,
    *,
    clock: Clock,
    timeout_s: float = _TIMEOUT_S,
) -> None:
    """Send a message; only an answer of 2xx within ten seconds counts.

    A redirect is not followed: the receiver would be another one. Raises DeliveryFailed without
    the URL's path, and EgressDenied for an address that is not public.
    """
    target: URL = parse_url(url)
    body = body_of(message)
    timestamp = str(epoch_ms(clock()) // 1000)
    headers = {
        "Content-Type": "application/json",
        ID: message.id,
        TIMESTAMP: timestamp,
        SIGNATURE: signature(secret, timestamp, body),
    }
    try:
        answer = await client.post(target, body, Budget(timeout_s), _ANSWER, headers=headers)
    except FetchError as error:
        raise DeliveryFailed(str(error)) from error
    if not 200 <= answer.status < 300:
        raise DeliveryFailed(f"{target.host} answers HTTP {answer.status}")
